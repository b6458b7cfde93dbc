//! JSON Feed, also with numbers for ids and without the fields it demands.

use crate::model::{Enclosure, Entry, Feed};
use crate::{date, text};
use serde_json::Value;
use url::Url;

/// `None` when it is no JSON Feed.
pub(crate) fn read(json: &str, base: Option<&Url>) -> Option<Feed> {
    let root: Value = serde_json::from_str(json).ok()?;
    let items = root.get("items").and_then(Value::as_array);
    let named = word(&root, "version").is_some_and(|version| version.contains("jsonfeed"));
    if !named && items.is_none() {
        return None;
    }
    Some(Feed {
        title: text::one_line(&word(&root, "title").unwrap_or_default()),
        link: address(&root, "home_page_url", base),
        entries: items
            .into_iter()
            .flatten()
            .map(|item| entry(item, base))
            .collect(),
    })
}

fn entry(item: &Value, base: Option<&Url>) -> Entry {
    let author = item
        .get("authors")
        .and_then(|authors| authors.get(0))
        .or_else(|| item.get("author"));
    let plain = word(item, "content_text").map(|text| text::escape(&text));
    let mut enclosures: Vec<Enclosure> = item
        .get("attachments")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|file| {
            Some(Enclosure {
                url: address(file, "url", base)?,
                kind: word(file, "mime_type"),
            })
        })
        .collect();
    if let Some(url) = address(item, "image", base) {
        enclosures.insert(
            0,
            Enclosure {
                url,
                kind: Some("image/*".to_owned()),
            },
        );
    }
    Entry {
        id: word(item, "id").unwrap_or_default(),
        title: text::one_line(&word(item, "title").unwrap_or_default()),
        link: address(item, "url", base).or_else(|| address(item, "external_url", base)),
        published: word(item, "date_published").and_then(|text| date::parse(&text)),
        updated: word(item, "date_modified").and_then(|text| date::parse(&text)),
        summary: word(item, "summary").map(|text| text::escape(&text)),
        content: word(item, "content_html").or(plain),
        author: author.and_then(|author| word(author, "name")),
        enclosures,
        base: base.map(Url::to_string),
    }
}

/// A field as words; numbers count.
fn word(value: &Value, name: &str) -> Option<String> {
    let text = match value.get(name)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

fn address(value: &Value, name: &str, base: Option<&Url>) -> Option<String> {
    let text = word(value, name)?;
    let joined = base.and_then(|base| base.join(&text).ok());
    Some(joined.map_or(text, |url| url.to_string()))
}
