//! A tree from whatever arrives: `quick-xml` finds the markup with its checks off, and this file closes what was left
//! open, forgets what was never opened, and goes on behind what is no markup at all.

use crate::room::Room;
use crate::space::{Space, by_address, by_prefix};
use crate::text;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::sync::Arc;
use url::Url;

/// Deeper elements are taken as children of the last one allowed: no recursion over a stranger's nesting.
const DEPTH: usize = 64;
/// More elements than the largest sitemap has; what follows is not read.
const ELEMENTS: usize = 600_000;
/// Attributes of one element that are read.
const ATTRIBUTES: usize = 64;
/// Attributes of one document that are read.
const ATTRIBUTES_OF_ALL: usize = 600_000;
/// Declared prefixes that count at one place.
const PREFIXES: usize = 64;
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
    /// Every address inside is relative to this one; kept once for all that share it.
    pub base: Option<Arc<Url>>,
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
            base: base.filter(|url| is_short(url)).cloned().map(Arc::new),
            ..Element::default()
        }],
        entities: HashMap::new(),
        prefixes: Vec::new(),
        elements: 0,
        attributes: 0,
        room: Room::beside(document.len()),
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
        builder.text(after.get(..skip + next).unwrap_or_default());
        rest = tail.get(next..).unwrap_or_default();
    }
    builder.finish()
}

/// Longer ones are nobody's address, and each relative one would become as long.
fn is_short(base: &Url) -> bool {
    base.as_str().len() <= 2000
}

struct Builder {
    stack: Vec<Element>,
    entities: HashMap<String, String>,
    /// The declared prefixes that count here: at which depth, as attribute, and for what.
    prefixes: Vec<(usize, String, Space)>,
    elements: usize,
    attributes: usize,
    /// For what references say beyond their own length.
    room: Room,
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
                Ok(Event::Text(text)) => self.text(&text),
                Ok(Event::CData(text)) => self.text(&text),
                Ok(Event::GeneralRef(name)) => {
                    let name: &str = &name;
                    let value = text::reference(name, &self.entities);
                    let value = value.filter(|value| self.room.take(value.len(), name.len() + 2));
                    self.text(&value.unwrap_or_else(|| format!("&{name};")));
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

    fn text(&mut self, text: &str) {
        let Some(top) = self.top().filter(|_| !text.is_empty()) else {
            return;
        };
        match top.children.last_mut() {
            Some(Node::Text(before)) => before.push_str(text),
            Some(Node::Element(_)) | None => top.children.push(Node::Text(text.to_owned())),
        }
    }

    fn open(&mut self, start: &BytesStart<'_>) {
        self.elements += 1;
        let tag = start.name().as_ref().to_ascii_lowercase();
        let mut attributes = Vec::new();
        let left = ATTRIBUTES_OF_ALL.saturating_sub(self.attributes);
        for attribute in start
            .html_attributes()
            .with_checks(false)
            .flatten()
            .take(ATTRIBUTES.min(left))
        {
            let name = attribute.key.as_ref().to_ascii_lowercase();
            let value = text::unescape(&attribute.value, &self.entities, &mut self.room);
            attributes.push((name, value));
        }
        self.attributes += attributes.len();
        if self.stack.len() > DEPTH {
            self.close_top();
        }
        self.declare_prefixes(&attributes);
        let (prefix, name) = tag.split_once(':').unwrap_or(("", &tag));
        let space = self.space(prefix);
        let mut base = self.stack.last().and_then(|parent| parent.base.clone());
        if let Some((_, own)) = attributes.iter().find(|(name, _)| name == "xml:base") {
            let own = own.trim();
            let joined = match &base {
                _ if own.len() > 2000 => None,
                Some(base) => base.join(own).ok(),
                None => Url::parse(own).ok(),
            };
            base = joined
                .filter(|url| matches!(url.scheme(), "http" | "https") && is_short(url))
                .map(Arc::new)
                .or(base);
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

    fn declare_prefixes(&mut self, attributes: &[(String, String)]) {
        let depth = self.stack.len();
        let own = attributes.iter().filter(|(name, _)| name.starts_with("xmlns"));
        // The first of several counts, and the last found is looked at first.
        for (name, address) in own.rev() {
            if self.prefixes.len() < PREFIXES {
                self.prefixes.push((depth, name.clone(), by_address(address)));
            }
        }
    }

    fn space(&self, prefix: &str) -> Space {
        let is_wanted = |name: &str| match name.strip_prefix("xmlns") {
            Some("") => prefix.is_empty(),
            Some(rest) => rest.strip_prefix(':') == Some(prefix) && !prefix.is_empty(),
            None => false,
        };
        let bound = self.prefixes.iter().rev().find(|(_, name, _)| is_wanted(name));
        match bound {
            Some((_, _, Space::Other)) => by_prefix(if prefix.is_empty() { "?" } else { prefix }),
            Some((_, _, known)) => *known,
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
        let depth = self.stack.len();
        self.prefixes.retain(|(at, _, _)| *at < depth);
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
    fn a_base_is_kept_once_and_a_long_one_is_none() {
        let root = parse(
            &format!("<a xml:base='http://a.example/x/'>{}</a>", "<b/>".repeat(100)),
            None,
        );
        let base = first(&root).base.as_ref().unwrap();
        assert!(
            first(&root)
                .elements()
                .all(|own| Arc::ptr_eq(own.base.as_ref().unwrap(), base))
        );
        let long = format!("<a xml:base='http://a.example/{}'><b/></a>", "x".repeat(1 << 20));
        assert_eq!(first(&parse(&long, None)).base, None);
    }

    #[test]
    fn what_references_say_has_a_bound_in_texts_and_in_attributes() {
        let doctype = format!("<!DOCTYPE a [<!ENTITY x \"{}\">]>", "y".repeat(900));
        let document = format!("{doctype}<a>{}</a>", "&x;".repeat(100_000));
        let text = parse(&document, None).text();
        assert!(text.len() <= 3 * document.len() + (1 << 20), "{}", text.len());
        assert!(text.starts_with("yyy") && text.ends_with("&x;"));
        let document = format!(
            "{doctype}<a>{}</a>",
            format!("<b c='{}'/>", "&x;".repeat(50)).repeat(4_000)
        );
        let root = parse(&document, None);
        let said = first(&root).elements().filter_map(|own| own.attribute("c"));
        assert!(said.map(str::len).sum::<usize>() <= 3 * document.len() + (1 << 20));
    }

    #[test]
    fn many_attributes_and_prefixes_are_not_all_read() {
        let many = format!("<a{}/>", " b='1'".repeat(64)).repeat(9_500);
        let root = parse(&many, None);
        let read: usize = root.elements().map(|own| own.attributes.len()).sum();
        assert_eq!(read, ATTRIBUTES_OF_ALL);
        let names: String = (0..64).map(|n| format!(" xmlns:p{n}='u'")).collect();
        let deep = format!("{}{}", format!("<a{names}>").repeat(60), "<b:c/>".repeat(50_000));
        parse(&deep, None);
    }

    #[test]
    fn a_prefix_counts_where_it_is_declared_and_not_behind() {
        let root = parse(
            "<a><x:b xmlns:x='http://purl.org/dc/elements/1.1/'><x:c/></x:b><x:d/><x:e xmlns:x='urn:z'/></a>",
            None,
        );
        let spaces: Vec<Space> = first(&root).elements().map(|own| own.space).collect();
        assert_eq!(spaces, [Space::Dc, Space::Other, Space::Other]);
        assert_eq!(first(first(&root)).elements().next().unwrap().space, Space::Dc);
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
