//! Sanitized HTML as plain text that remembers where each piece of it stood, with its links, pictures and tables.

use std::ops::Range;

/// Elements whose begin and end break a line.
const BREAKS: &[&str] = &[
    "p",
    "br",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "tr",
    "div",
    "blockquote",
    "figcaption",
    "table",
    "ul",
    "ol",
    "hr",
    "section",
    "dt",
    "dd",
    "pre",
    "caption",
];

/// A stored body as plain text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plain {
    /// The text. Block ends are line breaks, cells are divided by a blank.
    pub text: String,
    /// Links in order.
    pub links: Vec<Link>,
    /// Pictures in order.
    pub pictures: Vec<Picture>,
    /// Tables in order.
    pub tables: Vec<Table>,
    pieces: Vec<Piece>,
}

/// A link of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub href: String,
    /// Its words in the text.
    pub range: Range<usize>,
}

/// A picture of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its address: `media:<hash>`.
    pub src: String,
    /// Its words; empty for none.
    pub alt: String,
    /// Where in the text it stands.
    pub at: usize,
}

/// A table of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its words in the text.
    pub range: Range<usize>,
    /// Whether a cell is a head.
    pub head: bool,
    /// Its rows.
    pub rows: usize,
}

/// Text that stands in the HTML as it is, or one character written as a name.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    text: Range<usize>,
    html: Range<usize>,
}

impl Plain {
    /// Reads a sanitized body.
    #[must_use]
    pub fn read(html: &str) -> Self {
        let mut plain = Self {
            text: String::with_capacity(html.len()),
            ..Self::default()
        };
        let (mut at, mut open_link, mut open_tables) = (0, None, Vec::new());
        while let Some(rest) = html.get(at..).filter(|rest| !rest.is_empty()) {
            let next = rest.find(['<', '&']).unwrap_or(rest.len());
            plain.push(rest.get(..next).unwrap_or_default(), at..at + next);
            at += next;
            let Some(rest) = html.get(at..).filter(|rest| !rest.is_empty()) else {
                break;
            };
            if rest.starts_with('<') {
                let Some(end) = tag_end(rest) else { break };
                let tag = rest.get(1..end).unwrap_or_default();
                plain.tag(tag, &mut open_link, &mut open_tables);
                at += end + 1;
            } else {
                let (character, length) = entity(rest);
                let mut buffer = [0; 4];
                plain.push(character.encode_utf8(&mut buffer), at..at + length);
                at += length;
            }
        }
        let end = plain.text.len();
        for table in open_tables {
            plain.end_table(table, end);
        }
        plain
    }

    fn push(&mut self, text: &str, html: Range<usize>) {
        if text.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(text);
        self.pieces.push(Piece {
            text: start..self.text.len(),
            html,
        });
    }

    fn tag(&mut self, tag: &str, open_link: &mut Option<usize>, open_tables: &mut Vec<usize>) {
        let closes = tag.starts_with('/');
        let tag = tag.trim_start_matches('/');
        let name = tag
            .split(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .unwrap_or_default();
        if BREAKS.contains(&name) {
            self.text.push('\n');
        } else if matches!(name, "td" | "th") && !self.text.ends_with([' ', '\n']) {
            self.text.push(' ');
        }
        let at = self.text.len();
        match (name, closes) {
            ("a", false) => {
                if let Some(href) = attribute(tag, "href") {
                    *open_link = Some(self.links.len());
                    self.links.push(Link { href, range: at..at });
                }
            }
            ("a", true) => {
                if let Some(link) = open_link.take().and_then(|n| self.links.get_mut(n)) {
                    link.range.end = at;
                }
            }
            ("img", _) => self.pictures.push(Picture {
                src: attribute(tag, "src").unwrap_or_default(),
                alt: attribute(tag, "alt").unwrap_or_default(),
                at,
            }),
            ("table", false) => {
                open_tables.push(self.tables.len());
                self.tables.push(Table {
                    range: at..at,
                    head: false,
                    rows: 0,
                });
            }
            ("table", true) => {
                if let Some(table) = open_tables.pop() {
                    self.end_table(table, at);
                }
            }
            ("th" | "tr", false) => {
                if let Some(table) = open_tables.last().and_then(|n| self.tables.get_mut(*n)) {
                    table.head |= name == "th";
                    table.rows += usize::from(name == "tr");
                }
            }
            _ => {}
        }
    }

    fn end_table(&mut self, table: usize, at: usize) {
        if let Some(table) = self.tables.get_mut(table) {
            table.range.end = at;
        }
    }

    /// The places in the HTML of a range of the text: several where tags stand between.
    #[must_use]
    pub fn places(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        let first = self.pieces.partition_point(|piece| piece.text.end <= range.start);
        let pieces = self.pieces.iter().skip(first);
        let within = pieces.take_while(|piece| piece.text.start < range.end);
        within.map(|piece| piece.cut(range)).collect()
    }
}

impl Piece {
    fn cut(&self, range: &Range<usize>) -> Range<usize> {
        if self.text.len() != self.html.len() {
            return self.html.clone();
        }
        let start = range.start.max(self.text.start) - self.text.start;
        let end = range.end.min(self.text.end) - self.text.start;
        self.html.start + start..self.html.start + end
    }
}

/// Where a tag ends: values of attributes may hold the sign.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (byte, quote) {
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            (b'>', None) => return Some(at),
            _ => {}
        }
    }
    None
}

/// The value of an attribute as the sanitizer writes it, in double quotes.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let mark = format!(" {name}=\"");
    let from = tag.find(&mark)? + mark.len();
    let value = tag.get(from..)?;
    let mut out = String::new();
    let mut rest = value.get(..value.find('"')?)?;
    while let Some(at) = rest.find('&') {
        let (before, behind) = rest.split_at(at);
        let (character, length) = entity(behind);
        out.push_str(before);
        out.push(character);
        rest = behind.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    Some(out)
}

/// The character that a name stands for, and how long the name is; a lone sign is itself.
fn entity(rest: &str) -> (char, usize) {
    let end = rest.bytes().take(12).position(|b| b == b';');
    let known = end.and_then(|end| {
        let character = match rest.get(1..end)? {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "nbsp" => ' ',
            number => {
                let number = number.strip_prefix('#')?;
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(code)?
            }
        };
        Some((character, end + 1))
    });
    known.unwrap_or(('&', 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_word_is_found_where_it_stands_even_across_tags() {
        let html = r#"<p>甲 &amp; 乙<strong>帐</strong>号 a&lt;b</p><p><a href="http://a.cn/?x=1&amp;y=2" title="a>b">网</a></p>"#;
        let plain = Plain::read(html);
        assert_eq!(plain.text, "\n甲 & 乙帐号 a<b\n\n网\n");
        let at = plain.text.find("帐号").unwrap();
        let places = plain.places(&(at..at + 6));
        let cut: Vec<&str> = places.into_iter().map(|place| &html[place]).collect();
        assert_eq!(cut, ["帐", "号"]);
        let at = plain.text.find('<').unwrap();
        assert_eq!(&html[plain.places(&(at..at + 1))[0].clone()], "&lt;");
        assert_eq!(plain.links[0].href, "http://a.cn/?x=1&y=2");
        assert_eq!(&plain.text[plain.links[0].range.clone()], "网");
    }

    #[test]
    fn tables_and_pictures_are_seen() {
        let html = r#"<table><tbody><tr><td>1</td></tr><tr><td>2</td></tr></tbody></table><table><tr><th scope="col">名</th></tr></table><img src="media:x" alt="a&quot;">"#;
        let plain = Plain::read(html);
        let heads: Vec<_> = plain
            .tables
            .iter()
            .map(|table| (table.head, table.rows))
            .collect();
        assert_eq!(heads, [(false, 2), (true, 1)]);
        assert_eq!(
            (plain.pictures[0].src.as_str(), plain.pictures[0].alt.as_str()),
            ("media:x", "a\"")
        );
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_and_every_place_lies_in_it(html in "[<>/&;a-z\"= 帐号#0-9]{0,80}") {
            let plain = Plain::read(&html);
            for place in plain.places(&(0..plain.text.len())) {
                prop_assert!(html.get(place).is_some());
            }
        }
    }
}
