//! JSON Feed 1.1.

use super::entry::{Entry, Feed, Gone};
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
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub<'a>>,
    items: Vec<Item<'a>>,
    _zisha: Beside,
}

#[derive(Serialize)]
struct Hub<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    url: &'a str,
}

/// What JSON Feed has no word for, under a name of our own.
#[derive(Serialize)]
struct Beside {
    about: &'static str,
    deleted: Vec<Deleted>,
}

#[derive(Serialize)]
struct Deleted {
    id: String,
    date_deleted: String,
}

/// Of an item: which article it is wherever it stands, and which version of it.
#[derive(Serialize)]
struct Origin {
    origin: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    via: Option<String>,
    version: i64,
}

const ABOUT: &str = "deleted: items withdrawn here; origin: the article's uid in every place; via: what its story was called before; version: the greater is the later";

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
    _zisha: Origin,
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
        next_url: feed.next.as_deref(),
        hubs: feed.hub.iter().map(|url| Hub { kind: "WebSub", url }).collect(),
        items: feed.entries.iter().map(item).collect(),
        _zisha: Beside {
            about: ABOUT,
            deleted: feed.gone.iter().map(deleted).collect(),
        },
    };
    serde_json::to_vec(&root).map_err(Error::fault)
}

fn deleted(gone: &Gone) -> Deleted {
    Deleted {
        id: gone.id.clone(),
        date_deleted: beijing::rfc3339(gone.at),
    }
}

fn item(entry: &Entry) -> Item<'_> {
    Item {
        id: entry.id.clone(),
        url: &entry.url,
        title: &entry.title,
        summary: &entry.summary,
        content_text: &entry.summary,
        image: entry.picture.as_deref(),
        date_published: beijing::rfc3339(entry.published),
        date_modified: beijing::rfc3339(entry.updated),
        authors: [Author { name: &entry.unit }],
        tags: [&entry.channel],
        _zisha: Origin {
            origin: entry.uid.to_string(),
            via: entry.via.clone(),
            version: entry.version,
        },
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
        assert_eq!(item["_zisha"]["version"], 3);
        assert_eq!(value["hubs"][0]["url"], "https://hub.example/");
        assert!(value["next_url"].as_str().unwrap().ends_with("?after=7"));
        let gone = &value["_zisha"]["deleted"][0];
        assert_eq!(gone["id"], "urn:uuid:0190a000-0000-7000-8000-000000000002");
    }
}
