//! The mended document as XML: well-formed UTF-8, in one of the two vocabularies that feed-rs reads best.

use crate::part::{Part, Piece, Value};
use crate::room::Room;
use chrono::{DateTime, Datelike, SecondsFormat, Utc};
use quick_xml::Writer;
use quick_xml::events::BytesText;
use std::io;

/// Into which vocabulary a document is mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// RSS 2.0 with Dublin Core and `content:encoded`.
    Rss,
    /// Atom 1.0.
    Atom,
}

/// A feed whose parts are known and mended.
pub(crate) struct Document {
    pub dialect: Dialect,
    pub head: Vec<Piece>,
    pub items: Vec<Item>,
}

/// An entry of it.
pub(crate) struct Item {
    /// What relative addresses in its texts are relative to.
    pub base: Option<String>,
    pub pieces: Vec<Piece>,
}

type Out = Writer<Vec<u8>>;

/// Entries of one document that are read; a sitemap may have no more.
pub(crate) const ENTRIES: usize = 50_000;

impl Item {
    /// Bytes of its texts.
    fn weight(&self) -> usize {
        let base = self.base.as_ref().map_or(0, String::len);
        self.pieces.iter().fold(base, |sum, piece| {
            sum + match &piece.value {
                Value::Text(text) | Value::Html(text) => text.len(),
                Value::File(url, kind) => url.len() + kind.as_ref().map_or(0, String::len),
                Value::Moment(_) => 0,
            }
        })
    }
}

impl Document {
    /// As many of the items as a document of `arrived` bytes may become: addresses made whole are longer than they came.
    pub fn within(found: impl Iterator<Item = Item>, arrived: usize) -> Vec<Item> {
        let mut room = Room::beside(arrived);
        found
            .take(ENTRIES)
            .take_while(|item| room.take(item.weight(), 0))
            .collect()
    }

    /// The document as XML.
    ///
    /// # Errors
    /// None that memory does not make.
    pub fn write(&self) -> io::Result<Vec<u8>> {
        let mut out = Writer::new(Vec::new());
        match self.dialect {
            Dialect::Rss => {
                out.create_element("rss")
                    .with_attributes([
                        ("version", "2.0"),
                        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
                        ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
                    ])
                    .write_inner_content(|out| {
                        out.create_element("channel")
                            .write_inner_content(|out| self.inside(out, "item", rss))?;
                        Ok(())
                    })?;
            }
            Dialect::Atom => {
                out.create_element("feed")
                    .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
                    .write_inner_content(|out| self.inside(out, "entry", atom))?;
            }
        }
        Ok(out.into_inner())
    }

    fn inside(&self, out: &mut Out, item: &str, field: Field) -> io::Result<()> {
        pieces(out, &self.head, field)?;
        for one in &self.items {
            out.create_element(item)
                .write_inner_content(|out| pieces(out, &one.pieces, field))?;
        }
        Ok(())
    }
}

type Field = fn(&mut Out, &Piece) -> io::Result<()>;

fn pieces(out: &mut Out, pieces: &[Piece], field: Field) -> io::Result<()> {
    let mut sorted: Vec<&Piece> = pieces.iter().collect();
    sorted.sort_by_key(|piece| piece.part);
    sorted.into_iter().try_for_each(|piece| field(out, piece))
}

fn rss(out: &mut Out, piece: &Piece) -> io::Result<()> {
    let name = match piece.part {
        Part::Title => "title",
        Part::Link => "link",
        Part::Id => "guid",
        Part::Date => "dc:date",
        Part::Published => "pubDate",
        Part::Updated => "updated",
        Part::Author => "dc:creator",
        Part::Summary => "description",
        Part::Content => "content:encoded",
        Part::File => "enclosure",
    };
    let element = out.create_element(name);
    match &piece.value {
        Value::Text(text) | Value::Html(text) => element.write_text_content(BytesText::new(text))?,
        Value::Moment(at) => {
            let text = match piece.part {
                Part::Published => rfc2822(at),
                _ => rfc3339(at),
            };
            element.write_text_content(BytesText::new(&text))?
        }
        Value::File(url, kind) => {
            let kind = kind.as_deref().map(|kind| ("type", kind));
            element
                .with_attribute(("url", url.as_str()))
                .with_attributes(kind)
                .write_empty()?
        }
    };
    Ok(())
}

fn atom(out: &mut Out, piece: &Piece) -> io::Result<()> {
    let name = match piece.part {
        Part::Title => "title",
        Part::Link | Part::File => "link",
        Part::Id => "id",
        Part::Published => "published",
        Part::Date | Part::Updated => "updated",
        Part::Author => "author",
        Part::Summary => "summary",
        Part::Content => "content",
    };
    let element = out.create_element(name);
    match (&piece.value, piece.part) {
        (Value::Text(address), Part::Link) => element
            .with_attributes([("rel", "alternate"), ("href", address)])
            .write_empty()?,
        (Value::Text(name), Part::Author) => element.write_inner_content(|out| {
            out.create_element("name")
                .write_text_content(BytesText::new(name))?;
            Ok(())
        })?,
        (Value::Text(text), _) => element.write_text_content(BytesText::new(text))?,
        (Value::Html(html), _) => element
            .with_attribute(("type", "html"))
            .write_text_content(BytesText::new(html))?,
        (Value::Moment(at), _) => element.write_text_content(BytesText::new(&rfc3339(at)))?,
        (Value::File(url, kind), _) => element
            .with_attributes([("rel", "enclosure"), ("href", url)])
            .with_attributes(kind.as_deref().map(|kind| ("type", kind)))
            .write_empty()?,
    };
    Ok(())
}

pub(crate) fn rfc3339(at: &DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// RFC 2822 has four digits for the year, and chrono panics at more.
fn rfc2822(at: &DateTime<Utc>) -> String {
    if (0..=9999).contains(&at.year()) {
        at.to_rfc2822()
    } else {
        rfc3339(at)
    }
}
