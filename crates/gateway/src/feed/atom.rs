//! Atom (RFC 4287).

use super::entry::{Entry as Article, Feed as Source, Gone, clean};
use atom_syndication::extension::{Extension, ExtensionMap};
use atom_syndication::{Category, Entry, Feed, FixedDateTime, Link, Person, Text};
use chrono::{DateTime, Utc};
use kernel::{Error, Result, beijing};
use std::collections::BTreeMap;

/// Media type.
pub(super) const TYPE: &str = "application/atom+xml; charset=utf-8";

/// Writes the feed.
pub(super) fn write(source: &Source) -> Result<Vec<u8>> {
    let feed = Feed {
        title: Text::plain(clean(&source.title)),
        subtitle: Some(Text::plain(clean(&source.description))),
        id: source.own.clone(),
        updated: date(source.updated()),
        authors: vec![person(&source.title)],
        links: links(source),
        extensions: tombstones(&source.gone),
        namespaces: BTreeMap::from([(
            "at".to_owned(),
            "http://purl.org/atompub/tombstones/1.0".to_owned(),
        )]),
        entries: source.entries.iter().map(entry).collect(),
        lang: Some("zh-CN".into()),
        ..Feed::default()
    };
    feed.write_to(Vec::new()).map_err(Error::fault)
}

fn links(source: &Source) -> Vec<Link> {
    let mut links = vec![
        link(&source.own, "self", "application/atom+xml"),
        link(&source.home, "alternate", "text/html"),
    ];
    links.extend(
        source
            .next
            .iter()
            .map(|next| link(next, "next", "application/atom+xml")),
    );
    links.extend(source.hub.iter().map(|hub| Link {
        mime_type: None,
        ..link(hub, "hub", "")
    }));
    links
}

/// What was withdrawn (RFC 6721).
fn tombstones(gone: &[Gone]) -> ExtensionMap {
    if gone.is_empty() {
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
    let marks = gone.iter().map(mark).collect();
    let by_name = BTreeMap::from([("deleted-entry".to_owned(), marks)]);
    BTreeMap::from([("at".to_owned(), by_name)])
}

fn entry(article: &Article) -> Entry {
    Entry {
        title: Text::plain(clean(&article.title)),
        id: clean(&article.id),
        updated: date(article.updated),
        published: Some(date(article.published)),
        authors: vec![person(&article.unit)],
        categories: vec![Category {
            term: clean(&article.channel),
            ..Category::default()
        }],
        links: [link(&article.url, "alternate", "text/html")]
            .into_iter()
            .chain(article.via.iter().map(|via| via_link(via)))
            .collect(),
        summary: Some(Text::plain(clean(&article.summary))),
        ..Entry::default()
    }
}

/// Where the story comes from (RFC 4287, 4.2.7.2).
fn via_link(via: &str) -> Link {
    Link {
        mime_type: None,
        ..link(&clean(via), "via", "")
    }
}

fn date(at: DateTime<Utc>) -> FixedDateTime {
    beijing::local(at)
}

fn person(name: &str) -> Person {
    Person {
        name: clean(name),
        ..Person::default()
    }
}

fn link(href: &str, rel: &str, kind: &str) -> Link {
    Link {
        href: href.into(),
        rel: rel.into(),
        mime_type: Some(kind.into()),
        ..Link::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_reads_back_what_was_written() {
        let bytes = write(&Source::sample()).unwrap();
        let feed = Feed::read_from(&bytes[..]).unwrap();
        let entry = &feed.entries[0];
        assert_eq!(entry.title.value, "窑火 <不熄> & 薪传");
        assert_eq!(entry.id, "urn:uuid:0190a000-0000-7000-8000-000000000001");
        assert_eq!(entry.updated.to_rfc3339(), "2026-11-22T10:30:00+08:00");
        assert_eq!(feed.updated, entry.updated);
        let rels: Vec<&str> = feed.links.iter().map(|link| link.rel.as_str()).collect();
        assert_eq!(rels, ["self", "alternate", "next", "hub"]);
        let gone = &feed.extensions["at"]["deleted-entry"][0];
        assert_eq!(gone.attrs["ref"], "urn:uuid:0190a000-0000-7000-8000-000000000002");
        assert_eq!(gone.attrs["when"], "2026-11-22T09:30:00+08:00");
    }
}
