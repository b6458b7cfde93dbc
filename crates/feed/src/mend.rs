//! A stranger's tree becomes a document as the specifications want it: every part under its own name, at its place,
//! once. RSS of all versions, RDF and CDF become RSS 2.0, Atom of all versions becomes Atom 1.0.

use crate::part::{Part, Piece, Value};
use crate::space::Space;
use crate::tree::Element;
use crate::write::{Dialect, Document, Item};

/// Files of one entry that are read.
const FILES: usize = 50;

/// `None` when there is neither a feed nor an entry. `arrived` is how many bytes the tree was made of.
pub(crate) fn mend(root: &Element, arrived: usize) -> Option<Document> {
    let mut entries = Vec::new();
    gather(root, &mut entries);
    let head = find(root, &["channel", "feed"]).or_else(|| find(root, &["rdf", "rss"]));
    let name = &head.or_else(|| entries.first().copied())?.name;
    Some(Document {
        dialect: if matches!(name.as_str(), "feed" | "entry") {
            Dialect::Atom
        } else {
            Dialect::Rss
        },
        head: head.map(about).unwrap_or_default(),
        items: Document::within(entries.into_iter().map(item), arrived),
    })
}

fn is_item(element: &Element) -> bool {
    element.space == Space::Core && matches!(element.name.as_str(), "item" | "entry")
}

/// Every entry, wherever it stands: RSS 1.0 has them beside the channel, broken feeds inside each other.
fn gather<'a>(element: &'a Element, entries: &mut Vec<&'a Element>) {
    for child in element.elements() {
        if is_item(child) {
            entries.push(child);
        }
        if !carries_text(child) {
            gather(child, entries);
        }
    }
}

fn find<'a>(element: &'a Element, names: &[&str]) -> Option<&'a Element> {
    element.elements().find_map(|child| {
        let own = matches!(child.space, Space::Core | Space::Rdf) && names.contains(&child.name.as_str());
        if own { Some(child) } else { find(child, names) }
    })
}

/// Elements whose inside is text or markup, not fields.
fn carries_text(element: &Element) -> bool {
    match element.space {
        Space::Core => matches!(
            element.name.as_str(),
            "title"
                | "description"
                | "summary"
                | "content"
                | "subtitle"
                | "tagline"
                | "rights"
                | "copyright"
                | "info"
                | "abstract"
                | "body"
                | "fullitem"
        ),
        Space::Content => element.name == "encoded",
        Space::Xhtml | Space::Dc | Space::Terms | Space::Itunes => true,
        Space::Media => matches!(element.name.as_str(), "title" | "description"),
        _ => false,
    }
}

/// Elements with fields of something else.
fn is_foreign(element: &Element) -> bool {
    is_item(element)
        || (element.space == Space::Core
            && matches!(
                element.name.as_str(),
                "source" | "author" | "contributor" | "image" | "textinput" | "managingeditor"
            ))
}

/// The fields of a feed or an entry, nearest first: also those that broken or foreign wrappers hide.
fn fields(element: &Element) -> Vec<&Element> {
    let mut found: Vec<&Element> = element.elements().collect();
    let mut at = 0;
    while let Some(next) = found.get(at).copied() {
        at += 1;
        if !carries_text(next) && !is_foreign(next) {
            found.extend(next.elements());
        }
    }
    found.retain(|field| !is_item(field));
    found
}

/// The parts of the feed itself that we carry on.
fn about(head: &Element) -> Vec<Piece> {
    let found = fields(head).into_iter().filter_map(Piece::of);
    let mut pieces = once(found.filter(|piece| matches!(piece.part, Part::Title | Part::Link)));
    linked(&mut pieces, head);
    pieces
}

fn item(element: &Element) -> Item {
    let fields = fields(element);
    let mut pieces = once(fields.iter().filter_map(|field| Piece::of(field)));
    linked(&mut pieces, element);
    let guid = fields
        .iter()
        .rev()
        .find(|field| field.space == Space::Core && matches!(field.name.as_str(), "guid" | "id"));
    // A guid is an address unless it says otherwise.
    if !has(&pieces, Part::Link)
        && let Some(guid) = guid.filter(|guid| guid.attribute("ispermalink").is_none_or(|it| it == "true"))
        && let text = guid.text()
        && !text.is_empty()
    {
        pieces.push(Piece::text(Part::Link, guid.resolve(&text)));
    }
    let named = |end: &str| element.attributes.iter().find(|(name, _)| name.ends_with(end));
    if !has(&pieces, Part::Id)
        && let Some((_, about)) = named(":about").filter(|(_, about)| !about.trim().is_empty())
    {
        pieces.push(Piece::text(Part::Id, about.trim().to_owned()));
    }
    if !has(&pieces, Part::Updated)
        && let Some(piece) = element
            .attribute("lastmod")
            .and_then(|text| Piece::moment(Part::Updated, text))
    {
        pieces.push(piece);
    }
    Item {
        base: element.base.as_ref().map(|url| url.to_string()),
        pieces,
    }
}

/// CDF has its links in attributes.
fn linked(pieces: &mut Vec<Piece>, element: &Element) {
    if !has(pieces, Part::Link)
        && let Some(href) = element.attribute("href")
    {
        pieces.push(Piece::text(Part::Link, element.resolve(href)));
    }
}

fn has(pieces: &[Piece], part: Part) -> bool {
    pieces.iter().any(|piece| piece.part == part)
}

/// Of each part the best one: the first, but of links and ids the last; of files every one.
fn once(found: impl Iterator<Item = Piece>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut files = 0;
    for mut piece in found {
        if piece.part == Part::File {
            files += 1;
            if files > FILES {
                continue;
            }
        }
        // Who writes two texts means the other one as content.
        if piece.part == Part::Summary && has(&pieces, Part::Summary) {
            piece.part = Part::Content;
        }
        let same = pieces.iter_mut().find(|old| match (&old.value, &piece.value) {
            (Value::File(old, _), Value::File(new, _)) => old == new,
            _ => old.part == piece.part,
        });
        match same {
            Some(old) => {
                let last = matches!(piece.part, Part::Link | Part::Id);
                if piece.rank < old.rank || (last && piece.rank == old.rank) {
                    *old = piece;
                }
            }
            None => pieces.push(piece),
        }
    }
    pieces
}
