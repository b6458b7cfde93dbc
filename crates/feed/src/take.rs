//! What feed-rs reads, in our model.

use crate::model::{Enclosure, Entry, Feed, Kind};
use crate::text;
use feed_rs::model::{self, FeedType, Link};
use feed_rs::parser::Builder;

/// Reads a mended document. `bases` has one value for each entry: feed-rs keeps their number and order, but does not
/// carry on what relative addresses in a summary are relative to.
pub(crate) fn take(document: &[u8], bases: Vec<Option<String>>) -> Option<Feed> {
    let parser = Builder::new()
        // Else missing ids are random, and another at every reading.
        .id_generator(|_, _, _| String::new())
        .sanitize_content(false)
        .build();
    let feed = parser.parse(document).ok()?;
    let json = feed.feed_type == FeedType::JSON;
    let bases = bases.into_iter().chain(std::iter::repeat(None));
    Some(Feed {
        kind: Kind::Feed,
        title: title(feed.title, json),
        link: page(&feed.links),
        entries: feed
            .entries
            .into_iter()
            .zip(bases)
            .map(|(one, base)| entry(one, base, json))
            .collect(),
    })
}

fn entry(entry: model::Entry, base: Option<String>, json: bool) -> Entry {
    let content = entry.content.and_then(|content| {
        let kind = content.content_type;
        Some(html(content.body?, kind.as_str()))
    });
    let author = entry.authors.into_iter().next();
    let linked = entry.links.iter().filter(|link| is_file(link));
    let linked = linked.map(|link| Enclosure {
        url: link.href.clone(),
        kind: link.media_type.clone().filter(|kind| !kind.is_empty()),
    });
    let media = entry.media.iter().flat_map(|media| &media.content);
    let media = media.filter_map(|file| {
        Some(Enclosure {
            url: file.url.as_ref()?.to_string(),
            kind: file.content_type.as_ref().map(ToString::to_string),
        })
    });
    Entry {
        id: entry.id,
        title: title(entry.title, json),
        link: page(&entry.links),
        published: entry.published,
        updated: entry.updated,
        summary: entry
            .summary
            .map(|text| html(text.content, text.content_type.as_str())),
        content,
        author: author.and_then(|author| author.name.or(author.email)),
        enclosures: linked.chain(media).collect(),
        base,
    }
}

/// Titles are HTML in RSS and in what we make of Atom, words in JSON Feed.
fn title(title: Option<model::Text>, json: bool) -> String {
    let text = title.map(|title| title.content).unwrap_or_default();
    if json {
        text::one_line(text::cut(&text, text::LINE))
    } else {
        text::words(&text)
    }
}

fn html(text: String, kind: &str) -> String {
    if kind == "text/plain" {
        text::escape(&text)
    } else {
        text
    }
}

fn page(links: &[Link]) -> Option<String> {
    let page = links.iter().find(|link| !is_file(link))?;
    Some(page.href.clone()).filter(|href| !href.is_empty())
}

/// Atom says so; JSON Feed states a media type for files only.
fn is_file(link: &Link) -> bool {
    link.rel.as_deref() == Some("enclosure") || link.media_type.is_some()
}
