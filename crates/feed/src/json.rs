//! JSON Feed as feed-rs wants it: with its version, with words where it demands words, and with absolute addresses.

use crate::room::Room;
use crate::{date, text, write};
use serde_json::{Map, Value, json};
use url::Url;

/// Values of one document that are read: each takes many times the room in memory that it takes in the text.
const VALUES: usize = 200_000;

/// The mended document and how many entries it has; `None` when it is no JSON Feed.
pub(crate) fn mend(text: &str, base: Option<&Url>) -> Option<(Value, usize)> {
    if values(text) > VALUES {
        return None;
    }
    let base = base.filter(|url| url.as_str().len() <= 2000);
    let root: Value = serde_json::from_str(text).ok()?;
    let items = root.get("items").and_then(Value::as_array);
    let named = word(&root, "version").is_some_and(|version| version.contains("jsonfeed"));
    if !named && items.is_none() {
        return None;
    }
    let mut room = Room::beside(text.len());
    let items: Vec<Value> = items
        .into_iter()
        .flatten()
        .filter(|item| item.is_object())
        .take(write::ENTRIES)
        .map(|entry| item(entry, base))
        .take_while(|item| room.take(weight(item), 0))
        .collect();
    let count = items.len();
    let mut feed = Map::new();
    feed.insert("version".to_owned(), json!("https://jsonfeed.org/version/1.1"));
    feed.insert(
        "title".to_owned(),
        json!(word(&root, "title").unwrap_or_default()),
    );
    feed.insert(
        "home_page_url".to_owned(),
        json!(address(&root, "home_page_url", base)),
    );
    feed.insert("authors".to_owned(), authors(&root));
    feed.insert("items".to_owned(), Value::Array(items));
    Some((Value::Object(feed), count))
}

/// At least as many values as the text has.
fn values(text: &str) -> usize {
    let (mut count, mut inside, mut escaped) = (1, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if inside => escaped = true,
            b'"' => inside = !inside,
            b',' | b'[' | b'{' if !inside => count += 1,
            _ => {}
        }
    }
    count
}

/// Bytes of its texts.
fn weight(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(values) => values.iter().map(weight).sum(),
        Value::Object(values) => values.values().map(weight).sum(),
        _ => 0,
    }
}

fn item(item: &Value, base: Option<&Url>) -> Value {
    let files = item.get("attachments").and_then(Value::as_array);
    let files = files.into_iter().flatten().filter_map(|file| {
        let kind = word(file, "mime_type").unwrap_or_default();
        Some(json!({ "url": address(file, "url", base)?, "mime_type": kind }))
    });
    let picture = address(item, "image", base).map(|url| json!({ "url": url, "mime_type": "image/*" }));
    let mut mended = Map::new();
    for name in ["id", "title", "summary", "content_html", "content_text"] {
        mended.insert(name.to_owned(), json!(word(item, name)));
    }
    for name in ["date_published", "date_modified"] {
        let at = word(item, name).and_then(|text| date::parse(&text));
        mended.insert(name.to_owned(), json!(at.as_ref().map(write::rfc3339)));
    }
    for name in ["url", "external_url"] {
        mended.insert(name.to_owned(), json!(address(item, name, base)));
    }
    mended.insert("authors".to_owned(), authors(item));
    mended.insert(
        "attachments".to_owned(),
        picture.into_iter().chain(files).collect(),
    );
    Value::Object(mended)
}

/// Version 1.0 has one author, 1.1 a list.
fn authors(value: &Value) -> Value {
    let many = value.get("authors").and_then(Value::as_array);
    let names = many.into_iter().flatten().chain(value.get("author"));
    names
        .filter_map(|author| text::person(&word(author, "name")?))
        .map(|name| json!({ "name": name }))
        .collect()
}

/// A field as words; numbers count. Escapes bring in what the document itself could not hold.
fn word(value: &Value, name: &str) -> Option<String> {
    let text = match value.get(name)? {
        Value::String(text) => text::printable(text.clone()),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn address(value: &Value, name: &str, base: Option<&Url>) -> Option<String> {
    let text = word(value, name)?;
    let joined = base.and_then(|base| base.join(&text).ok());
    Some(joined.map_or(text, |url| url.to_string()))
}
