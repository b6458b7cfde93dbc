//! RSS of all versions, Atom and CDF. The vocabularies overlap so much, and are mixed so often, that one reading
//! serves them all: what a field is called decides, not what the root is called.

use crate::model::{Enclosure, Entry, Feed};
use crate::space::Space;
use crate::tree::Element;
use crate::{date, text};
use chrono::{DateTime, Utc};
use url::Url;

/// `None` when there is neither a feed nor an entry.
pub(crate) fn read(root: &Element) -> Option<Feed> {
    let mut entries = Vec::new();
    gather(root, &mut entries);
    let head = find(root, &["channel", "feed"]).or_else(|| find(root, &["rdf", "rss"]));
    if head.is_none() && entries.is_empty() {
        return None;
    }
    let fields = head.map(fields).unwrap_or_default();
    Some(Feed {
        title: title(&fields),
        link: link(&fields).or_else(|| {
            head?
                .attribute("href")
                .map(|href| head.map_or_else(String::new, |h| h.resolve(href)))
        }),
        entries: entries.into_iter().map(entry).collect(),
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
        Space::Xhtml => true,
        Space::Dc | Space::Terms | Space::Itunes => true,
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

fn entry(element: &Element) -> Entry {
    let fields = fields(element);
    let (summary, content) = bodies(&fields);
    let id = fields
        .iter()
        .rev()
        .find(|field| field.space == Space::Core && matches!(field.name.as_str(), "guid" | "id"));
    let about = element
        .attributes
        .iter()
        .find(|(name, _)| name.ends_with(":about"));
    let link = link(&fields)
        .or_else(|| element.attribute("href").map(|href| element.resolve(href)))
        .or_else(|| {
            // A guid is an address unless it says otherwise.
            let guid = id.filter(|id| id.attribute("ispermalink").is_none_or(|value| value == "true"))?;
            let text = guid.text();
            Some(guid.resolve(&text)).filter(|_| !text.is_empty())
        });
    let lastmod = element.attribute("lastmod").and_then(date::parse);
    Entry {
        id: id
            .map(|id| id.text())
            .or_else(|| about.map(|(_, value)| value.clone()))
            .unwrap_or_default(),
        title: title(&fields),
        link,
        published: moment(&fields, &["pubdate", "published", "issued"]),
        updated: moment(&fields, &["updated", "modified", "lastbuilddate", "date"]).or(lastmod),
        summary,
        content,
        author: author(&fields),
        enclosures: enclosures(&fields),
        base: element.base.as_ref().map(Url::to_string),
    }
}

/// The first title with words in it, nearest first; that of a picture or a sound only when there is no other.
fn title(fields: &[&Element]) -> String {
    let words = |space: Space| {
        fields
            .iter()
            .filter(|field| field.is(space, "title"))
            .map(|field| markup(field))
            .map(|html| text::words(&html))
            .find(|words| !words.is_empty())
    };
    [Space::Core, Space::Dc, Space::Media]
        .into_iter()
        .find_map(words)
        .unwrap_or_default()
}

/// What stands in a text field, as HTML. Atom says which kind it is; RSS means HTML.
fn markup(field: &Element) -> String {
    let kind = field.attribute("type").unwrap_or_default();
    let naked = field.elements().next().is_some();
    if field.attribute("mode") == Some("base64") || is_binary(kind) {
        return base64(&field.text());
    }
    match kind {
        "text" | "text/plain" | "plain" if !naked => text::escape(&field.text()),
        "xhtml" | "application/xhtml+xml" => {
            // The one div that Atom demands is no part of the text.
            let mut children = field.elements();
            match (children.next(), children.next()) {
                (Some(only), None) if only.name == "div" => only.inner(),
                _ if naked => field.inner(),
                _ => text::escape(&field.text()),
            }
        }
        _ => field.inner(),
    }
}

/// Atom 1.0 sends what is neither text nor XML as base64.
fn is_binary(kind: &str) -> bool {
    kind.contains('/') && !kind.starts_with("text/") && !kind.ends_with("xml") && !kind.ends_with("html")
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    let joined: String = text.split_whitespace().collect();
    let bytes = base64::engine::general_purpose::STANDARD.decode(&joined);
    bytes.map_or_else(
        |_| text.to_owned(),
        |bytes| String::from_utf8_lossy(&bytes).into_owned(),
    )
}

/// Summary and content. Who writes two texts means the longer one as content; a content alone is its own summary
/// where a summary is asked for.
fn bodies(fields: &[&Element]) -> (Option<String>, Option<String>) {
    let mut summary = None;
    let mut content = None;
    for field in fields {
        let name = field.name.as_str();
        let full = match field.space {
            Space::Core => matches!(name, "content" | "body" | "fullitem"),
            Space::Content => name == "encoded",
            Space::Xhtml => name == "body" || name == "div",
            _ => false,
        };
        let short = match field.space {
            Space::Core => matches!(name, "description" | "summary" | "abstract"),
            Space::Dc | Space::Media => name == "description",
            Space::Itunes => name == "summary",
            _ => false,
        };
        if !full && !short {
            continue;
        }
        let html = markup(field);
        if html.is_empty() {
            continue;
        }
        if full || summary.is_some() {
            content.get_or_insert(html);
        } else {
            summary = Some(html);
        }
    }
    (summary, content)
}

/// The last link to a page.
fn link(fields: &[&Element]) -> Option<String> {
    let mut page = None;
    let mut other = None;
    for field in fields.iter().filter(|field| field.is(Space::Core, "link")) {
        let href = ["href", "url", "uri"]
            .iter()
            .find_map(|name| field.attribute(name));
        let rel = field.attribute("rel").unwrap_or("alternate");
        let html = field
            .attribute("type")
            .is_none_or(|kind| matches!(kind, "text/html" | "application/xhtml+xml" | "html" | "xhtml"));
        match href {
            Some(href) if rel == "alternate" && html => page = Some(field.resolve(href)),
            Some(href) if rel == "alternate" => other = Some(field.resolve(href)),
            Some(_) => {}
            None => {
                let text = field.text();
                if !text.is_empty() {
                    page = Some(field.resolve(&text));
                }
            }
        }
    }
    page.or(other)
}

fn moment(fields: &[&Element], names: &[&str]) -> Option<DateTime<Utc>> {
    fields
        .iter()
        .filter(|field| matches!(field.space, Space::Core | Space::Dc | Space::Terms))
        .filter(|field| names.contains(&field.name.as_str()))
        .find_map(|field| date::parse(&field.text()))
}

fn author(fields: &[&Element]) -> Option<String> {
    let named = |field: &&&Element| match field.space {
        Space::Core => matches!(field.name.as_str(), "author" | "managingeditor"),
        Space::Dc => matches!(field.name.as_str(), "creator" | "author"),
        Space::Itunes => field.name == "author",
        _ => false,
    };
    fields.iter().filter(named).find_map(|field| {
        let name = field.elements().find(|inner| inner.name == "name");
        let text = name.map_or_else(|| field.text(), Element::text);
        Some(text::one_line(&text)).filter(|text| !text.is_empty())
    })
}

fn enclosures(fields: &[&Element]) -> Vec<Enclosure> {
    let mut found: Vec<Enclosure> = Vec::new();
    for field in fields {
        let own = match field.space {
            Space::Core if field.name == "enclosure" => true,
            Space::Core if field.name == "link" => field.attribute("rel") == Some("enclosure"),
            Space::Media => matches!(field.name.as_str(), "content" | "thumbnail"),
            _ => false,
        };
        let url = field.attribute("url").or_else(|| field.attribute("href"));
        let Some(url) = url.filter(|_| own).map(|url| field.resolve(url)) else {
            continue;
        };
        if found.iter().all(|file| file.url != url) {
            let kind = field.attribute("type").or_else(|| field.attribute("medium"));
            let kind = kind.map(str::to_owned);
            found.push(Enclosure { url, kind });
        }
    }
    found
}
