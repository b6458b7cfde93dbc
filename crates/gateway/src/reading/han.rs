//! Simplified into traditional characters, word by word (OpenCC's tables).

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use kernel::{Error, Result};
use lol_html::html_content::{ContentType, TextChunk, TextType};
use lol_html::{RewriteStrSettings, element, rewrite_str, text};
use std::cell::RefCell;
use std::sync::OnceLock;

static TABLES: OnceLock<Option<OpenCC>> = OnceLock::new();

/// Attributes that people read or hear.
const READ: [&str; 4] = ["alt", "title", "aria-label", "placeholder"];

/// The page in traditional characters. What forms send, addresses and the prescribed tags in the head stay as they are.
pub(crate) fn traditional(html: &str) -> Result<String> {
    let tables = TABLES.get_or_init(|| OpenCC::from_config(BuiltinConfig::S2t).ok());
    let Some(tables) = tables else {
        return Err(Error::fault("the tables of characters could not be read"));
    };
    // A text may come in pieces, and a word must not be cut.
    let gathered = RefCell::new(String::new());
    let gather = |piece: &mut TextChunk<'_>| {
        let mut whole = gathered.borrow_mut();
        whole.push_str(piece.as_str());
        if piece.last_in_text_node() {
            piece.replace(&tables.convert(&whole), ContentType::Html);
            whole.clear();
        } else {
            piece.remove();
        }
    };
    let title = text!("title", |piece| {
        gather(piece);
        Ok(())
    });
    // Scripts, styles and what stands in a text field are texts of another kind.
    let words = text!("body", |piece| {
        if piece.text_type() == TextType::Data {
            gather(piece);
        }
        Ok(())
    });
    let attributes = element!("*", |element| {
        for name in READ {
            if let Some(value) = element.get_attribute(name) {
                element.set_attribute(name, &tables.convert(&value))?;
            }
        }
        Ok(())
    });
    let language = element!("html", |html| Ok(html.set_attribute("lang", "zh-Hant")?));
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(title)
        .append_element_content_handler(words)
        .append_element_content_handler(attributes)
        .append_element_content_handler(language);
    rewrite_str(html, settings).map_err(Error::fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_read_is_converted_and_what_forms_send_is_not() {
        let page = "<html lang=\"zh-CN\"><head><title>政务公开</title><meta name=\"SiteName\" content=\"陶都市\"></head>\
            <body><p>头发与发展</p><img alt=\"龙窑\"><form><select><option value=\"投诉\">投诉</option></select>\
            <input name=\"q\" value=\"龙窑\" placeholder=\"搜索网站\"><textarea>龙窑</textarea></form>\
            <script>const a = \"龙\";</script></body></html>";
        let html = traditional(page).unwrap();
        for there in [
            "lang=\"zh-Hant\"",
            "<title>政務公開</title>",
            "頭髮與發展",
            "alt=\"龍窯\"",
            "value=\"投诉\">投訴",
            "value=\"龙窑\"",
            "placeholder=\"搜索網站\"",
            "<textarea>龙窑</textarea>",
            "\"龙\"",
            "content=\"陶都市\"",
        ] {
            assert!(html.contains(there), "{there} in {html}");
        }
    }
}
