//! How deep HTML nests, counted in one pass before a parser is let at it: parsers need the square of the depth.
//!
//! The count errs on the side of depth. An end counts only for the element opened last, so one that a browser would pass
//! over, or move, never hides what stays open; inside comments, scripts, styles and drawings no end counts but their own.

/// More open elements than any article has.
const DEPTH: usize = 256;
/// More tags than any article has.
const TAGS: usize = 30_000;

/// Elements without an end.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];
/// Elements that the next of their kind ends.
const ENDED: [&str; 9] = ["p", "li", "tr", "td", "th", "tbody", "thead", "tfoot", "image"];
/// Elements in which ends mean something else.
const OTHER: [&str; 12] = [
    "script",
    "style",
    "textarea",
    "title",
    "xmp",
    "iframe",
    "noembed",
    "noframes",
    "noscript",
    "plaintext",
    "svg",
    "math",
];

/// Whether HTML is too deep or too full of tags to be read.
pub(super) fn is_too_deep(html: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    let mut other: Option<&str> = None;
    let (mut rest, mut tags) = (html, 0);
    let lower = |name: &str, known: &str| name.eq_ignore_ascii_case(known);
    while let Some(at) = rest.find('<') {
        let after = rest.get(at + 1..).unwrap_or_default();
        if after.starts_with(['!', '?']) {
            let (inside, behind) = declared(after, other.is_some());
            // What reads as a comment here may be none in a style or a drawing: then what begins in it counts.
            let begun = inside.matches('<').count();
            tags += 1 + begun;
            if other.is_some() {
                open.extend(std::iter::repeat_n("", begun.min(DEPTH + 1)));
            }
            rest = behind;
        } else {
            let (ends, named) = match after.strip_prefix('/') {
                Some(named) => (true, named),
                None => (false, after),
            };
            if !named.starts_with(|c: char| c.is_ascii_alphabetic()) {
                // `</` and no name is a comment up to the next `>`; `<` and no name is text.
                let skipped = if ends { named.find('>') } else { Some(0) };
                rest = named.get(skipped.unwrap_or(named.len())..).unwrap_or_default();
                continue;
            }
            tags += 1;
            let long = named.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'));
            let (name, attributes) = named.split_at(long.unwrap_or(named.len()));
            rest = match other {
                Some(_) => attributes,
                None => attributes.get(tag_end(attributes)..).unwrap_or_default(),
            };
            let among = |names: &[&str]| names.iter().any(|known| lower(name, known));
            match (ends, other) {
                (false, _) if among(&VOID) || among(&ENDED) => {}
                (false, _) => {
                    open.push(name);
                    if other.is_none() && among(&OTHER) {
                        other = Some(name);
                    }
                }
                (true, Some(own)) if lower(name, own) => {
                    other = None;
                    if let Some(at) = open.iter().rposition(|known| lower(known, own)) {
                        open.remove(at);
                    }
                }
                (true, None) if open.last().is_some_and(|last| lower(name, last)) => {
                    open.pop();
                }
                (true, _) => {}
            }
        }
        if tags > TAGS || open.len() > DEPTH {
            return true;
        }
    }
    false
}

/// A comment or declaration and what is behind it. `text` begins behind its `<`.
fn declared(text: &str, foreign: bool) -> (&str, &str) {
    let end = |found: Option<usize>, long: usize| found.map_or(text.len(), |at| at + long);
    let at = if let Some(comment) = text.strip_prefix("!--") {
        // `<!-->` is one, `<!--!>` is none yet.
        let plain = end(text.find("-->"), 3);
        let loud = end(comment.find("--!>"), "!--".len() + 4);
        plain.min(loud)
    } else if foreign && text.starts_with("![CDATA[") {
        end(text.find("]]>"), 3)
    } else {
        end(text.find('>'), 1)
    };
    text.split_at(at.min(text.len()))
}

/// Where a tag ends, behind its name: a `>` inside a quoted value ends nothing.
fn tag_end(attributes: &str) -> usize {
    let mut quote = None;
    // Quotes count only at the beginning of a value.
    let mut value = false;
    for (at, c) in attributes.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => (quote, value) = (None, false),
            (Some(_), _) => {}
            (None, '>') => return at + 1,
            (None, '=') => value = true,
            (None, '"' | '\'') if value => quote = Some(c),
            (None, _) if c.is_ascii_whitespace() => {}
            (None, _) => value = false,
        }
    }
    attributes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_articles_are_made_of_is_not_deep() {
        let paragraph = "<p>文<br>字<img src=a><b>粗<i>斜</i></b><a title='<b>' href=\"x>y\">链</a>";
        let table =
            "<table><tbody><tr><td>一<td>二</table><ul><li>一<li>二</ul><!-- <b> </b> --><DIV>好</div>";
        assert!(!is_too_deep(&format!("{paragraph}{table}").repeat(500)));
        assert!(!is_too_deep("一 < 二 <3 </ 好 <"));
        assert!(!is_too_deep(&"<svg><path d=''></path></svg>".repeat(10)));
    }

    #[test]
    fn what_stays_open_counts_however_its_end_is_feigned() {
        for shard in [
            "<b>",
            "<div class='a'>",
            "<B a=1><!--</b>-->",
            "<b a=1><style></b></style>",
            "<b a=1 title='</b>'>",
            "<div><b></div>",
            "<b><div></b>",
            "<b a=1><table><td></b></table>",
            "<svg><b></svg>",
            "<b><svg><![CDATA[></svg></b>]]></svg>",
            "<b a= '></b>'>",
            "<b><? </b>",
            "<b><!--!></b>-->",
            "<!-- --!><b>",
            "<style><!--</style><b>-->",
            "<style><i b='</style><b>'></style>",
        ] {
            assert!(is_too_deep(&shard.repeat(300)), "{shard}");
        }
    }

    #[test]
    fn tags_have_a_bound_and_counting_is_quick() {
        assert!(is_too_deep(&"<p>".repeat(TAGS + 1)));
        assert!(is_too_deep(&"<!--<b>-->".repeat(TAGS + 1)));
        for shard in ["<", "</", "<!", "<!--", "<a b='", "="] {
            is_too_deep(&shard.repeat(300_000));
        }
    }
}
