//! What happens to clean HTML before it is stored: headings from level 2, tables that scroll and are labelled, rel on
//! outside links; and the dressing of pictures with what the media table knows of them.

use kernel::{Error, Result};
use lol_html::html_content::{ContentType, Element};
use lol_html::{RewriteStrSettings, element, rewrite_str};
use std::cell::Cell;
use std::collections::HashMap;

type Handled = std::result::Result<(), Box<dyn std::error::Error + Send + Sync>>;

pub(super) fn tidy(html: &str) -> Result<String> {
    let html = html
        .replace("<p></p>", "")
        .replace("<p>&nbsp;</p>", "")
        .replace("<p> </p>", "");
    if !["<a", "<img", "<table", "<h"]
        .iter()
        .any(|tag| html.contains(tag))
    {
        return Ok(html);
    }
    let shift = shift(&html);
    let tables = Cell::new(0_u32);
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!("h1, h2, h3, h4, h5, h6", |el| heading(el, shift)))
        .append_element_content_handler(element!("table", |el| {
            tables.set(tables.get() + 1);
            let open = format!(
                r#"<div class="zs-table" tabindex="0" role="region" aria-label="表格 {}">"#,
                tables.get()
            );
            el.before(&open, ContentType::Html);
            el.after("</div>", ContentType::Html);
            Ok(())
        }))
        .append_element_content_handler(element!("thead th:not([scope])", |el| Ok(
            el.set_attribute("scope", "col")?
        )))
        .append_element_content_handler(element!("img:not([src])", |el| {
            el.remove();
            Ok(())
        }))
        .append_element_content_handler(element!("a", link));
    let html = rewrite_str(&html, settings).map_err(Error::fault)?;
    Ok(html.replace("<p></p>", "").replace("<figure></figure>", ""))
}

/// How many levels headings move so that the highest is 2: the page's title is 1.
fn shift(html: &str) -> i32 {
    let highest = ["<h1", "<h2", "<h3", "<h4", "<h5", "<h6"]
        .iter()
        .zip(1..)
        .find(|(tag, _)| html.contains(**tag));
    highest.map_or(0, |(_, level)| 2 - level)
}

fn heading(el: &mut Element<'_, '_>, shift: i32) -> Handled {
    let level = el
        .tag_name()
        .bytes()
        .last()
        .map_or(2, |b| i32::from(b) - i32::from(b'0'));
    el.set_tag_name(&format!("h{}", (level + shift).clamp(2, 6)))?;
    Ok(())
}

fn link(el: &mut Element<'_, '_>) -> Handled {
    match el.get_attribute("href") {
        None => el.remove_and_keep_content(),
        Some(href) if href.starts_with("http") => el.set_attribute("rel", "noopener")?,
        Some(href) if href.starts_with("#fnref") => el.set_attribute("aria-label", "回到正文")?,
        Some(_) => {}
    }
    Ok(())
}

/// What the media table knows of a picture.
pub(crate) struct PictureFacts {
    pub(crate) alt: String,
    pub(crate) width: i64,
    pub(crate) height: i64,
}

/// Gives each picture of a body its size and, where the author wrote none, the words stored with it.
///
/// # Errors
/// A fault when the rewriter gives up.
pub(crate) fn dress(html: &str, pictures: &HashMap<String, PictureFacts>) -> Result<String> {
    if !html.contains("<img") {
        return Ok(html.to_owned());
    }
    let settings = RewriteStrSettings::new().append_element_content_handler(element!("img[src]", |el| {
        let src = el.get_attribute("src").unwrap_or_default();
        let Some(facts) = src.strip_prefix("media:").and_then(|hash| pictures.get(hash)) else {
            return Ok(());
        };
        if el.get_attribute("alt").is_none_or(|alt| alt.trim().is_empty()) {
            el.set_attribute("alt", &facts.alt)?;
        }
        el.set_attribute("width", &facts.width.to_string())?;
        el.set_attribute("height", &facts.height.to_string())?;
        Ok(())
    }));
    rewrite_str(html, settings).map_err(Error::fault)
}
