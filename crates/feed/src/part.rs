//! What a field of a stranger's feed stands for, whatever it is called there.

use crate::space::Space;
use crate::tree::Element;
use crate::{date, markup, text};
use chrono::{DateTime, Utc};

/// The parts of a feed and of an entry, in the order they are written: of two dates under one name the later one wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Title,
    Link,
    Id,
    /// A date that does not say of what.
    Date,
    Published,
    Updated,
    Author,
    Summary,
    Content,
    File,
}

/// A part with its mended value.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub part: Part,
    /// The smaller, the better, among several of the same part.
    pub rank: u8,
    pub value: Value,
}

#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// Plain words or an address.
    Text(String),
    /// HTML, not escaped.
    Html(String),
    Moment(DateTime<Utc>),
    /// The address of a file and its media type.
    File(String, Option<String>),
}

impl Piece {
    pub fn text(part: Part, text: String) -> Self {
        let value = Value::Text(text);
        Self { part, rank: 0, value }
    }

    pub fn moment(part: Part, text: &str) -> Option<Self> {
        let value = Value::Moment(date::parse(text)?);
        Some(Self { part, rank: 0, value })
    }

    /// The field mended; `None` when it is none of the parts, or there is nothing in it.
    pub fn of(field: &Element) -> Option<Self> {
        let (part, rank) = meaning(field)?;
        let value = match part {
            Part::Title => {
                let html = markup::of(field);
                let html = text::cut(&html, text::LINE).to_owned();
                Value::Html(html).filter(|html| !text::words(html).is_empty())
            }
            Part::Summary | Part::Content => Value::Html(markup::of(field)).filter(|html| !html.is_empty()),
            Part::Link => Value::Text(address(field)?).filter(|address| !address.is_empty()),
            Part::Id => Value::Text(field.text()).filter(|id| !id.is_empty()),
            Part::Author => text::person(&person(field)).map(Value::Text),
            Part::File => {
                let url = field.attribute("url").or_else(|| field.attribute("href"))?;
                Some(Value::File(field.resolve(url), kind(field)))
            }
            Part::Date | Part::Published | Part::Updated => date::parse(&field.text()).map(Value::Moment),
        };
        Some(Self {
            part,
            rank,
            value: value?,
        })
    }
}

impl Value {
    fn filter(self, good: impl FnOnce(&str) -> bool) -> Option<Self> {
        let keep = match &self {
            Self::Text(text) | Self::Html(text) => good(text),
            Self::Moment(_) | Self::File(..) => true,
        };
        keep.then_some(self)
    }
}

/// Every name that any vocabulary has for a part, with its rank.
fn meaning(field: &Element) -> Option<(Part, u8)> {
    let part = match (field.space, field.name.as_str()) {
        (Space::Core, "title") => (Part::Title, 0),
        (Space::Dc, "title") => (Part::Title, 1),
        (Space::Media, "title") => (Part::Title, 2),
        (Space::Core, "link") => return link(field),
        (Space::Core, "guid" | "id") => (Part::Id, 0),
        (Space::Core | Space::Dc | Space::Terms, name) if moment(name).is_some() => (moment(name)?, 0),
        (Space::Core, "content" | "body" | "fullitem")
        | (Space::Content, "encoded")
        | (Space::Xhtml, "body" | "div") => (Part::Content, 0),
        (Space::Core, "description" | "summary" | "abstract")
        | (Space::Dc | Space::Media, "description")
        | (Space::Itunes, "summary") => (Part::Summary, 0),
        (Space::Core, "author" | "managingeditor")
        | (Space::Dc, "creator" | "author")
        | (Space::Itunes, "author") => (Part::Author, 0),
        (Space::Core, "enclosure") | (Space::Media, "content" | "thumbnail") => (Part::File, 0),
        _ => return None,
    };
    Some(part)
}

fn moment(name: &str) -> Option<Part> {
    match name {
        "pubdate" | "published" | "issued" => Some(Part::Published),
        "updated" | "modified" | "lastbuilddate" => Some(Part::Updated),
        "date" => Some(Part::Date),
        _ => None,
    }
}

/// A link to a page is better than one to anything else.
fn link(field: &Element) -> Option<(Part, u8)> {
    let page = field
        .attribute("type")
        .is_none_or(|kind| matches!(kind, "text/html" | "application/xhtml+xml" | "html" | "xhtml"));
    match field.attribute("rel").filter(|_| href(field).is_some()) {
        Some("enclosure") => Some((Part::File, 0)),
        Some("alternate") | None => Some((Part::Link, u8::from(!page && href(field).is_some()))),
        Some(_) => None,
    }
}

fn href(field: &Element) -> Option<&str> {
    ["href", "url", "uri"]
        .iter()
        .find_map(|name| field.attribute(name))
}

fn address(field: &Element) -> Option<String> {
    let text = field.text();
    let address = href(field).or(Some(text.as_str()).filter(|text| !text.is_empty()))?;
    Some(field.resolve(address))
}

/// Atom names a person in an element of its own.
fn person(field: &Element) -> String {
    let inner = |name: &str| field.elements().find(|inner| inner.name == name);
    inner("name")
        .or_else(|| inner("email"))
        .map_or_else(|| field.text(), Element::text)
}

/// The media type of a file; Media RSS may say only that it is a picture, a sound or a film.
fn kind(field: &Element) -> Option<String> {
    let medium = match field.attribute("medium") {
        None if field.is(Space::Media, "thumbnail") => Some("image"),
        medium => medium,
    };
    let stated = field.attribute("type").map(str::to_owned);
    let medium = medium.filter(|medium| matches!(*medium, "image" | "audio" | "video"));
    stated.or_else(|| medium.map(|medium| format!("{medium}/*")))
}
