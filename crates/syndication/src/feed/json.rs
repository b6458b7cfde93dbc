//! JSON Feed 1.1.

use super::entry::{Entry, Feed};
use kernel::{Error, Result, beijing};
use serde::Serialize;

/// Media type.
pub(super) const TYPE: &str = "application/feed+json; charset=utf-8";

#[derive(Serialize)]
struct Root<'a> {
    version: &'static str,
    title: &'a str,
    description: &'a str,
    home_page_url: &'a str,
    feed_url: &'a str,
    language: &'static str,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: String,
    url: &'a str,
    title: &'a str,
    summary: &'a str,
    content_text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    date_published: String,
    date_modified: String,
    authors: [Author<'a>; 1],
    tags: [&'a str; 1],
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
}

/// Writes the feed.
pub(super) fn write(feed: &Feed) -> Result<Vec<u8>> {
    let root = Root {
        version: "https://jsonfeed.org/version/1.1",
        title: &feed.title,
        description: &feed.description,
        home_page_url: &feed.home,
        feed_url: &feed.own,
        language: "zh-CN",
        items: feed.entries.iter().map(item).collect(),
    };
    serde_json::to_vec(&root).map_err(Error::fault)
}

fn item(entry: &Entry) -> Item<'_> {
    Item {
        id: format!("urn:uuid:{}", entry.uid),
        url: &entry.url,
        title: &entry.title,
        summary: &entry.summary,
        content_text: &entry.summary,
        image: entry.picture.as_deref(),
        date_published: beijing::rfc3339(entry.published),
        date_modified: beijing::rfc3339(entry.updated),
        authors: [Author { name: &entry.unit }],
        tags: [&entry.channel],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mandatory_fields_are_there() {
        let value: serde_json::Value = serde_json::from_slice(&write(&Feed::sample()).unwrap()).unwrap();
        assert_eq!(value["version"], "https://jsonfeed.org/version/1.1");
        let item = &value["items"][0];
        assert_eq!(item["id"], "urn:uuid:0190a000-0000-7000-8000-000000000001");
        assert_eq!(item["date_published"], "2026-11-22T09:30:00+08:00");
        assert!(item["content_text"].is_string());
    }
}
