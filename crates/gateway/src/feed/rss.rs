//! RSS 2.0.

use super::entry::{Entry, Feed, Gone, clean};
use chrono::{DateTime, Utc};
use kernel::{Error, Result, beijing};
use rss::extension::dublincore::DublinCoreExtension;
use rss::extension::{Extension, ExtensionMap};
use rss::{Category, Channel, Guid, Item};
use std::collections::BTreeMap;

/// Media type.
pub(super) const TYPE: &str = "application/rss+xml; charset=utf-8";

/// Writes the feed.
pub(super) fn write(feed: &Feed) -> Result<Vec<u8>> {
    let namespace = |prefix: &str, name: &str| (prefix.to_owned(), name.to_owned());
    let channel = Channel {
        title: clean(&feed.title),
        link: feed.home.clone(),
        description: clean(&feed.description),
        language: Some("zh-cn".into()),
        generator: Some("Zisha".into()),
        last_build_date: (!feed.entries.is_empty()).then(|| date(feed.updated())),
        items: feed.entries.iter().map(item).collect(),
        extensions: links(feed).into_iter().chain(marks(feed)).collect(),
        namespaces: BTreeMap::from([
            namespace("atom", "http://www.w3.org/2005/Atom"),
            namespace("dc", "http://purl.org/dc/elements/1.1/"),
            namespace("at", "http://purl.org/atompub/tombstones/1.0"),
        ]),
        ..Channel::default()
    };
    channel.write_to(Vec::new()).map_err(Error::fault)
}

fn item(entry: &Entry) -> Item {
    Item {
        title: Some(clean(&entry.title)),
        link: Some(entry.url.clone()),
        description: Some(clean(&entry.summary)),
        guid: Some(Guid {
            value: clean(&entry.id),
            permalink: false,
        }),
        pub_date: Some(date(entry.published)),
        categories: vec![Category {
            name: clean(&entry.channel),
            domain: None,
        }],
        dublin_core_ext: Some(DublinCoreExtension {
            creators: vec![clean(&entry.unit)],
            ..DublinCoreExtension::default()
        }),
        extensions: updated(entry),
        ..Item::default()
    }
}

/// RFC 2822 in Beijing time.
fn date(at: DateTime<Utc>) -> String {
    beijing::local(at).to_rfc2822()
}

/// The links that RSS has no words for, in those of Atom.
fn links(feed: &Feed) -> ExtensionMap {
    let attribute = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let link = |href: &str, rel: &str, kind: Option<&str>| {
        let mut attrs = BTreeMap::from([attribute("href", href), attribute("rel", rel)]);
        attrs.extend(kind.map(|kind| attribute("type", kind)));
        Extension {
            name: "atom:link".into(),
            attrs,
            ..Extension::default()
        }
    };
    let kind = Some("application/rss+xml");
    let mut links = vec![link(&feed.own, "self", kind)];
    links.extend(feed.next.iter().map(|next| link(next, "next", kind)));
    links.extend(feed.hub.iter().map(|hub| link(hub, "hub", None)));
    BTreeMap::from([("atom".to_owned(), BTreeMap::from([("link".to_owned(), links)]))])
}

/// When the text shown went live, in Atom's word.
fn updated(entry: &Entry) -> ExtensionMap {
    let at = Extension {
        name: "atom:updated".into(),
        value: Some(beijing::rfc3339(entry.updated)),
        ..Extension::default()
    };
    BTreeMap::from([(
        "atom".to_owned(),
        BTreeMap::from([("updated".to_owned(), vec![at])]),
    )])
}

/// What no longer stands here, in Atom's words (RFC 6721).
fn marks(feed: &Feed) -> ExtensionMap {
    if feed.gone.is_empty() {
        return ExtensionMap::default();
    }
    let mark = |gone: &Gone| Extension {
        name: "at:deleted-entry".into(),
        attrs: BTreeMap::from([
            ("ref".to_owned(), clean(&gone.id)),
            ("when".to_owned(), beijing::rfc3339(gone.at)),
        ]),
        ..Extension::default()
    };
    let marks = feed.gone.iter().map(mark).collect();
    BTreeMap::from([(
        "at".to_owned(),
        BTreeMap::from([("deleted-entry".to_owned(), marks)]),
    )])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_reads_back_what_was_written() {
        let bytes = write(&Feed::sample()).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.contains("<atom:link"), "{text}");
        let channel = Channel::read_from(&bytes[..]).unwrap();
        let item = &channel.items[0];
        assert_eq!(item.title.as_deref(), Some("窑火 <不熄> & 薪传"));
        assert_eq!(item.description.as_deref(), Some("含有控制符的摘要"));
        assert_eq!(item.pub_date.as_deref(), Some("Sun, 22 Nov 2026 09:30:00 +0800"));
        let guid = item.guid.as_ref().unwrap();
        assert_eq!(
            (guid.value.as_str(), guid.permalink),
            ("urn:uuid:0190a000-0000-7000-8000-000000000001", false)
        );
        let at = &item.extensions["atom"]["updated"][0];
        assert_eq!(at.value.as_deref(), Some("2026-11-22T10:30:00+08:00"));
        let mark = &channel.extensions["at"]["deleted-entry"][0];
        assert_eq!(mark.attrs["ref"], "urn:uuid:0190a000-0000-7000-8000-000000000002");
        assert_eq!(item.dublin_core_ext.as_ref().unwrap().creators, ["市教育局"]);
    }
}
