//! Characters, references and plain words.

use crate::room::Room;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// The named characters of HTML. (The table in quick-xml 0.42 has `alpha` as a semicolon.)
static NAMED: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let names = entities::ENTITIES.iter();
    names
        .filter_map(|one| Some((one.entity.strip_prefix('&')?.strip_suffix(';')?, one.characters)))
        .collect()
});

/// Without the control characters that XML forbids.
pub(crate) fn printable(text: String) -> String {
    let forbidden = |c: char| {
        (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
    };
    if text.contains(forbidden) {
        text.replace(forbidden, "")
    } else {
        text
    }
}

/// What a reference between `&` and `;` stands for; `own` are the document's entities.
pub(crate) fn reference(name: &str, own: &HashMap<String, String>) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return code.ok().and_then(character).map(String::from);
    }
    own.get(name)
        .map(String::as_str)
        .or_else(|| NAMED.get(name).copied())
        .map(str::to_owned)
}

/// Numbers 128 to 159 are no characters; those who write them mean Windows-1252.
fn character(code: u32) -> Option<char> {
    match u8::try_from(code) {
        Ok(byte @ 0x80..=0x9f) => {
            let bytes = [byte];
            let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
            text.chars().next()
        }
        _ => char::from_u32(code).filter(|c| *c >= ' ' || matches!(c, '\t' | '\n' | '\r')),
    }
}

/// Resolves references and leaves alone every `&` that begins none, and those for which there is no room.
pub(crate) fn unescape(text: &str, own: &HashMap<String, String>, room: &mut Room) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let after = from.get(1..).unwrap_or_default();
        let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '#'));
        let found = end.filter(|end| after[*end..].starts_with(';')).and_then(|end| {
            let value = reference(&after[..end], own)?;
            room.take(value.len(), end + 2)
                .then_some((value, &after[end + 1..]))
        });
        if let Some((value, left)) = found {
            out.push_str(&value);
            rest = left;
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// Bytes of HTML in which words are looked for: a headline, not a text. Taking markup apart costs the square of its
/// nesting.
pub(crate) const LINE: usize = 4096;

/// The first `limit` bytes, or fewer where a character would be cut in two.
pub(crate) fn cut(text: &str, limit: usize) -> &str {
    text.get(..text.floor_char_boundary(limit)).unwrap_or(text)
}

/// The words of HTML, on one line.
pub(crate) fn words(html: &str) -> String {
    let none = HashMap::new();
    let html = cut(html, LINE);
    let mut room = Room::beside(html.len());
    let plain = if html.contains('<') {
        let clean = ammonia::Builder::empty()
            .clean_content_tags(HashSet::from(["script", "style"]))
            .clean(html)
            .to_string();
        unescape(&clean, &none, &mut room)
    } else {
        unescape(html, &none, &mut room)
    };
    one_line(&plain)
}

/// White space runs become one space each.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A person's name; the address beside it only when there is no name.
///
/// feed-rs takes the two apart by itself, but cuts characters of several bytes in two where they touch the address; so
/// it is given either a name alone or an address alone.
pub(crate) fn person(text: &str) -> Option<String> {
    let line = one_line(cut(text, 1024));
    if !line.contains('@') {
        return Some(line).filter(|line| !line.is_empty());
    }
    let aside = |c: char| c.is_whitespace() || "()[]<>（）【】《》,;，；\"".contains(c);
    let parts = line.split(aside).filter(|part| !part.is_empty());
    let (addresses, names): (Vec<&str>, Vec<&str>) = parts.partition(|part| part.contains('@'));
    if names.is_empty() {
        let address = addresses.first()?;
        return Some(if address.is_ascii() {
            (*address).to_owned()
        } else {
            address.replace('@', "＠")
        });
    }
    Some(names.join(" "))
}

/// For text that becomes HTML.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_and_bare_ampersands_stay() {
        let none = HashMap::new();
        for (from, to) in [
            ("a &amp; b", "a & b"),
            ("AT&T", "AT&T"),
            ("?a=1&b=2", "?a=1&b=2"),
            ("&nbsp;&hellip;&apos;&alpha;", "\u{a0}…'α"),
            ("&#38472;&#x9676;", "陈陶"),
            ("&#150;", "–"),
            ("&nosuch; &", "&nosuch; &"),
        ] {
            assert_eq!(unescape(from, &none, &mut Room::beside(from.len())), to);
        }
    }

    #[test]
    fn words_are_looked_for_in_a_headline_only() {
        let title = format!("题{}", "<b>字".repeat(100_000));
        let words = words(&title);
        assert!(
            words.starts_with("题字字") && words.len() < LINE,
            "{}",
            words.len()
        );
    }

    #[test]
    fn words_are_what_a_reader_sees() {
        assert_eq!(words("紫砂 <b>开窑</b>\n 一 &amp; 二"), "紫砂 开窑 一 & 二");
        assert_eq!(words("<script>bad()</script>好"), "好");
        assert_eq!(printable("a\u{0}b\u{b}c\n".into()), "abc\n");
    }
}
