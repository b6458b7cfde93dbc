//! The body of an entry as it came: addresses made whole, pictures found and put in place. Cleaning is content's.

use super::nesting::is_too_deep;
use feed::Entry;
use lol_html::{RewriteStrSettings, element, rewrite_str};
use std::cell::RefCell;
use std::collections::HashMap;
use url::Url;

/// Bytes of a body that are read at most, as it came.
const RAW_LIMIT: usize = 1_000_000;
/// Pictures fetched for one entry at most.
pub(super) const PICTURES: usize = 10;

/// A body with whole addresses.
#[derive(Clone, Debug, Default)]
pub(super) struct Opened {
    pub(super) html: String,
    /// Its pictures, each once, with the words it has for them.
    pub(super) pictures: Vec<(Url, String)>,
    /// It was too long, or nested too deep, to be read.
    pub(super) too_long: bool,
}

/// Whether HTML may be let at a parser.
pub(super) fn is_readable(html: &str) -> bool {
    html.len() <= RAW_LIMIT && !is_too_deep(html)
}

/// Reads the body of an entry: what it says in full, else its summary.
pub(super) fn open(entry: &Entry, feed: &str) -> Opened {
    let raw = entry.content.as_deref().or(entry.summary.as_deref());
    let raw = raw.unwrap_or_default().trim();
    if !is_readable(raw) {
        return Opened {
            too_long: true,
            ..Opened::default()
        };
    }
    let said = [entry.base.as_deref(), entry.link.as_deref(), Some(feed)];
    let base = said.into_iter().flatten().find_map(|text| Url::parse(text).ok());
    let html = if raw.contains('<') {
        raw.to_owned()
    } else {
        paragraphs(raw)
    };
    let mut opened = whole(&html, base.as_ref());
    if opened.pictures.is_empty()
        && let Some(url) = picture_beside(entry, base.as_ref())
    {
        opened
            .html
            .insert_str(0, &format!("<p><img src=\"{}\"></p>", attribute(url.as_str())));
        opened.pictures.push((url, String::new()));
    }
    opened
}

fn paragraphs(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| format!("<p>{line}</p>")).collect()
}

fn attribute(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}

/// A picture that goes with an entry whose text shows none.
fn picture_beside(entry: &Entry, base: Option<&Url>) -> Option<Url> {
    let is_picture = |kind: &Option<String>| kind.as_deref().is_some_and(|kind| kind.starts_with("image/"));
    let found = entry.enclosures.iter().find(|file| is_picture(&file.kind))?;
    join(&found.url, base)
}

/// The rewriter gives and takes attributes as they are written.
fn plain(written: &str) -> String {
    let text = written
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&");
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// Quotes the rewriter escapes by itself.
fn ampersands(text: &str) -> String {
    text.replace('&', "&amp;")
}

fn join(text: &str, base: Option<&Url>) -> Option<Url> {
    let text = text.trim();
    let url = match base {
        Some(base) => base.join(text),
        None => Url::parse(text),
    };
    url.ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

fn whole(html: &str, base: Option<&Url>) -> Opened {
    let pictures = RefCell::new(Vec::<(Url, String)>::new());
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!("a[href]", |el| {
            let href = el.get_attribute("href").unwrap_or_default();
            match join(&plain(&href), base) {
                Some(url) => el.set_attribute("href", &ampersands(url.as_str()))?,
                None => el.remove_attribute("href"),
            }
            Ok(())
        }))
        .append_element_content_handler(element!("img", |el| {
            // Pages that load pictures late keep the address aside.
            let said = ["data-src", "data-original", "src"];
            let mut said = said.into_iter().filter_map(|name| el.get_attribute(name));
            let Some(url) = said.find_map(|src| join(&plain(&src), base)) else {
                el.remove();
                return Ok(());
            };
            el.set_attribute("src", &ampersands(url.as_str()))?;
            let alt = plain(el.get_attribute("alt").unwrap_or_default().trim());
            let mut pictures = pictures.borrow_mut();
            if pictures.iter().all(|(known, _)| *known != url) {
                pictures.push((url, alt));
            }
            Ok(())
        }));
    // What the rewriter cannot follow keeps its words; content's cleaning drops the pictures.
    let html = rewrite_str(html, settings.with_strict(false)).unwrap_or_else(|_| html.to_owned());
    Opened {
        html,
        pictures: pictures.into_inner(),
        too_long: false,
    }
}

/// Puts the stored pictures in place, by address: hash and words; the others go.
pub(super) fn place(html: &str, kept: &HashMap<String, (String, String)>) -> String {
    let settings = RewriteStrSettings::new().append_element_content_handler(element!("img", |el| {
        let src = el.get_attribute("src").unwrap_or_default();
        match kept.get(&plain(&src)) {
            Some((hash, alt)) => {
                el.set_attribute("src", &format!("media:{hash}"))?;
                el.set_attribute("alt", &ampersands(alt))?;
            }
            None => el.remove(),
        }
        Ok(())
    }));
    rewrite_str(html, settings.with_strict(false)).unwrap_or_else(|_| html.to_owned())
}

/// The line that names the source and leads to the original.
pub(crate) fn credit(name: &str, link: &str, day: Option<&str>) -> String {
    let escape = |text: &str| attribute(text).replace('>', "&gt;");
    let day = day.map(|day| format!("（{day}）")).unwrap_or_default();
    if link.is_empty() {
        return format!("<p>来源：{}{day}</p>", escape(name));
    }
    format!(
        "<p>来源：<a href=\"{}\">{}</a>{day}</p>",
        attribute(link),
        escape(name)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use feed::Enclosure;

    fn entry(content: &str) -> Entry {
        Entry {
            content: Some(content.into()),
            link: Some("http://news.example/a/1.html".into()),
            ..Entry::default()
        }
    }

    #[test]
    fn addresses_become_whole_and_others_go() {
        let opened = open(
            &entry(
                "<p><a href='../b?x=1&amp;y=2'>乙</a><a href='javascript:x'>丙</a><img data-src=p.jpg src=x.gif alt=窑><img src='data:x'></p>",
            ),
            "http://feed.example/",
        );
        assert!(
            opened.html.contains("http://news.example/b?x=1&amp;y=2"),
            "{}",
            opened.html
        );
        assert!(!opened.html.contains("javascript"), "{}", opened.html);
        assert_eq!(opened.pictures.len(), 1, "{:?}", opened.pictures);
        assert_eq!(opened.pictures[0].0.as_str(), "http://news.example/a/p.jpg");
        assert_eq!(opened.pictures[0].1, "窑");
    }

    #[test]
    fn pictures_that_were_kept_stand_and_the_others_go() {
        let opened = open(
            &entry("<p>文<img src='p.jpg?a=1&amp;b=2'><img src='q.jpg'></p>"),
            "",
        );
        let (url, _) = &opened.pictures[0];
        let kept = HashMap::from([(url.to_string(), ("ab12".to_owned(), "窑火".to_owned()))]);
        let html = place(&opened.html, &kept);
        assert!(
            html.contains("src=\"media:ab12\"") && html.contains("alt=\"窑火\""),
            "{html}"
        );
        assert!(!html.contains("q.jpg"), "{html}");
    }

    #[test]
    fn what_is_too_long_or_too_deep_is_not_read() {
        for html in ["好".repeat(400_000), format!("<p>好{}", "<b>字".repeat(1000))] {
            let opened = open(&entry(&html), "");
            assert!(opened.too_long && opened.html.is_empty());
        }
        assert!(!open(&entry(&"<p><b>字</b></p>".repeat(2000)), "").too_long);
    }

    #[test]
    fn plain_text_has_paragraphs_and_a_picture_beside_comes_first() {
        let text = Entry {
            enclosures: vec![Enclosure {
                url: "/p.jpg".into(),
                kind: Some("image/jpeg".into()),
            }],
            ..entry("第一段\n\n第二段")
        };
        let opened = open(&text, "");
        assert_eq!(
            opened.html,
            "<p><img src=\"http://news.example/p.jpg\"></p><p>第一段</p><p>第二段</p>"
        );
    }

    #[test]
    fn the_source_is_named_and_cannot_write_markup() {
        assert_eq!(
            credit("<b>社", "http://a.example/?a=1&b=\"", Some("2026-11-20")),
            "<p>来源：<a href=\"http://a.example/?a=1&amp;b=&quot;\">&lt;b&gt;社</a>（2026-11-20）</p>"
        );
    }
}
