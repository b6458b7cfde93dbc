//! A tree from whatever arrives: `quick-xml` finds the markup with its checks off, and this file closes what was left
//! open, forgets what was never opened, and goes on behind what is no markup at all.

use crate::space::{Space, by_address, by_prefix};
use crate::text;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use url::Url;

/// Deeper elements are taken as children of the last one allowed: no recursion over a stranger's nesting.
const DEPTH: usize = 64;
/// More elements than the largest sitemap has; what follows is not read.
const ELEMENTS: usize = 600_000;
/// Attributes of one element that are read.
const ATTRIBUTES: usize = 64;
/// How often reading goes on behind what is no markup. Each time may look through all that follows.
const RESTARTS: usize = 50;

#[derive(Clone, Debug, Default)]
pub(crate) struct Element {
    pub space: Space,
    /// Without prefix, in small letters.
    pub name: String,
    /// As written, in small letters, with prefix.
    tag: String,
    /// Names in small letters, with prefix.
    pub attributes: Vec<(String, String)>,
    pub base: Option<Url>,
    pub children: Vec<Node>,
}

#[derive(Clone, Debug)]
pub(crate) enum Node {
    Text(String),
    Element(Element),
}

impl Element {
    pub fn is(&self, space: Space, name: &str) -> bool {
        self.space == space && self.name == name
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// All text below, trimmed.
    pub fn text(&self) -> String {
        let mut out = String::new();
        self.collect(&mut out);
        out.trim().to_owned()
    }

    fn collect(&self, out: &mut String) {
        for node in &self.children {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) => element.collect(out),
            }
        }
    }

    /// An address inside this element, made absolute.
    pub fn resolve(&self, address: &str) -> String {
        let address = address.trim();
        match &self.base {
            Some(base) => base
                .join(address)
                .map_or_else(|_| address.to_owned(), |url| url.to_string()),
            None => address.to_owned(),
        }
    }
}

/// The document as a nameless element that holds everything.
pub(crate) fn parse(document: &str, base: Option<&Url>) -> Element {
    let mut builder = Builder {
        stack: vec![Element {
            base: base.cloned(),
            ..Element::default()
        }],
        entities: HashMap::new(),
        elements: 0,
    };
    let mut rest = document;
    for _ in 0..RESTARTS {
        let Some(stopped) = builder.run(rest) else {
            break;
        };
        // What the tokenizer cannot read is text; behind it comes the next tag.
        let after = rest.get(stopped..).unwrap_or_default();
        let skip = after.char_indices().nth(1).map_or(after.len(), |(at, _)| at);
        let tail = after.get(skip..).unwrap_or_default();
        let next = tail.find('<').unwrap_or(tail.len());
        builder.text(after.get(..skip + next).unwrap_or_default().to_owned());
        rest = tail.get(next..).unwrap_or_default();
    }
    builder.finish()
}

struct Builder {
    stack: Vec<Element>,
    entities: HashMap<String, String>,
    elements: usize,
}

impl Builder {
    /// Reads on; answers where it had to stop, `None` at the end.
    fn run(&mut self, document: &str) -> Option<usize> {
        let mut reader = Reader::from_str(document);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        config.check_comments = false;
        while self.elements < ELEMENTS {
            match reader.read_event() {
                Ok(Event::Eof) => return None,
                Ok(Event::Start(start)) => self.open(&start),
                Ok(Event::Empty(start)) => {
                    self.open(&start);
                    self.close_top();
                }
                Ok(Event::End(end)) => {
                    self.close(&end.name().as_ref().to_ascii_lowercase());
                }
                Ok(Event::Text(text)) => self.text(text.to_string()),
                Ok(Event::CData(text)) => self.text(text.to_string()),
                Ok(Event::GeneralRef(name)) => {
                    let name: &str = &name;
                    let value = text::reference(name, &self.entities);
                    self.text(value.unwrap_or_else(|| format!("&{name};")));
                }
                Ok(Event::DocType(text)) => self.declare(&text),
                Ok(Event::Decl(_) | Event::PI(_) | Event::Comment(_)) => {}
                Err(_) => return Some(usize::try_from(reader.error_position()).unwrap_or(usize::MAX)),
            }
        }
        None
    }

    fn top(&mut self) -> Option<&mut Element> {
        self.stack.last_mut()
    }

    fn text(&mut self, text: String) {
        if text.is_empty() {
            return;
        }
        if let Some(top) = self.top() {
            top.children.push(Node::Text(text));
        }
    }

    fn open(&mut self, start: &BytesStart<'_>) {
        self.elements += 1;
        let tag = start.name().as_ref().to_ascii_lowercase();
        let mut attributes = Vec::new();
        for attribute in start
            .html_attributes()
            .with_checks(false)
            .flatten()
            .take(ATTRIBUTES)
        {
            let name = attribute.key.as_ref().to_ascii_lowercase();
            let value = text::unescape(&attribute.value, &self.entities);
            attributes.push((name, value));
        }
        let (prefix, name) = tag.split_once(':').unwrap_or(("", &tag));
        let space = self.space(prefix, &attributes);
        let mut base = self.stack.last().and_then(|parent| parent.base.clone());
        if let Some((_, own)) = attributes.iter().find(|(name, _)| name == "xml:base") {
            let joined = match &base {
                Some(base) => base.join(own.trim()),
                None => Url::parse(own.trim()),
            };
            base = joined
                .ok()
                .filter(|url| matches!(url.scheme(), "http" | "https"))
                .or(base);
        }
        if self.stack.len() > DEPTH {
            self.close_top();
        }
        self.stack.push(Element {
            space,
            name: name.to_owned(),
            tag: tag.clone(),
            attributes,
            base,
            children: Vec::new(),
        });
    }

    fn space(&self, prefix: &str, own: &[(String, String)]) -> Space {
        let wanted = if prefix.is_empty() {
            "xmlns".to_owned()
        } else {
            format!("xmlns:{prefix}")
        };
        let bound = own.iter().find(|(name, _)| *name == wanted).or_else(|| {
            self.stack
                .iter()
                .rev()
                .find_map(|element| element.attributes.iter().find(|(name, _)| *name == wanted))
        });
        match bound {
            Some((_, address)) => match by_address(address) {
                Space::Other => by_prefix(if prefix.is_empty() { "?" } else { prefix }),
                known => known,
            },
            None => by_prefix(prefix),
        }
    }

    /// Closes the last open element of that name and everything inside it; an end without a start is nothing.
    fn close(&mut self, tag: &str) {
        if let Some(at) = self.stack.iter().rposition(|element| element.tag == tag)
            && at > 0
        {
            while self.stack.len() > at {
                self.close_top();
            }
        }
    }

    fn close_top(&mut self) {
        if self.stack.len() > 1
            && let Some(done) = self.stack.pop()
            && let Some(parent) = self.top()
        {
            parent.children.push(Node::Element(done));
        }
    }

    /// Own entities with plain values; those made of other entities are how documents explode.
    fn declare(&mut self, doctype: &str) {
        for part in doctype.split("<!ENTITY").skip(1) {
            let mut words = part.trim_start().splitn(2, char::is_whitespace);
            let (Some(name), Some(after)) = (words.next(), words.next()) else {
                continue;
            };
            let after = after.trim_start();
            let Some(quote) = after.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
                continue;
            };
            let value = after.get(1..).and_then(|value| value.split(quote).next());
            if let Some(value) = value.filter(|value| value.len() < 1000 && !value.contains(['&', '%'])) {
                self.entities.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    fn finish(mut self) -> Element {
        while self.stack.len() > 1 {
            self.close_top();
        }
        self.stack.pop().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(root: &Element) -> &Element {
        root.elements().next().unwrap()
    }

    #[test]
    fn what_is_left_open_is_closed_and_what_was_never_opened_is_forgotten() {
        let root = parse("<a><b>one<br>two</b></x><c>three", None);
        let names: Vec<&str> = first(&root).elements().map(|e| e.name.as_str()).collect();
        assert_eq!(names, ["b", "c"]);
        assert_eq!(first(first(&root)).text(), "onetwo");
        assert_eq!(root.text(), "onetwothree");
    }

    #[test]
    fn entities_bare_ampersands_and_unknown_prefixes_are_read() {
        let root = parse(
            "<a><dc:title x='1&b=2'>A&B &nbsp;&mdash; &zz;</dc:title></a>",
            None,
        );
        let title = first(first(&root));
        assert!(title.is(Space::Dc, "title"));
        assert_eq!(title.text(), "A&B \u{a0}— &zz;");
        assert_eq!(title.attribute("x"), Some("1&b=2"));
    }

    #[test]
    fn entities_that_multiply_are_not_taken() {
        let bomb = "<!DOCTYPE a [<!ENTITY one \"x\"><!ENTITY two \"&one;&one;\">]><a>&one;&two;</a>";
        assert_eq!(parse(bomb, None).text(), "x&two;");
    }

    #[test]
    fn nesting_has_a_floor() {
        let root = parse(&"<a>".repeat(100_000), None);
        assert_eq!(root.elements().count(), 1);
    }

    #[test]
    fn a_stranger_cannot_make_reading_long() {
        parse(&"<!".repeat(2_000_000), None);
        parse(&"<!--".repeat(1_000_000), None);
        let many = parse(&"<a/>".repeat(ELEMENTS + 10), None);
        assert_eq!(many.elements().count(), ELEMENTS);
    }

    #[test]
    fn addresses_follow_xml_base() {
        let base = Url::parse("http://example.com/feeds/all.xml").unwrap();
        let root = parse(
            "<a xml:base='/x/'><b xml:base='y/'/><c xml:base='javascript:x'/></a>",
            Some(&base),
        );
        let links: Vec<String> = first(&root).elements().map(|e| e.resolve("1.html")).collect();
        assert_eq!(
            links,
            ["http://example.com/x/y/1.html", "http://example.com/x/1.html"]
        );
    }
}
