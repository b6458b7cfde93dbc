//! Two texts side by side: what was taken away on the left, what came on the right.

use crate::body::is_hash;
use similar::{ChangeTag, InlineChangeMode, InlineChangeOptions, TextDiff};
use std::time::Duration;

/// How long a comparison may take before it becomes coarse.
const PATIENCE: Duration = Duration::from_millis(300);

/// The same for texts of a site in which pictures are `media:<hash>`: each counts as one character and is shown small.
#[must_use]
pub fn compare_texts(site: &gateway::Site, old: &str, new: &str) -> (String, String) {
    let mut hashes: Vec<String> = Vec::new();
    let mut stand_in = |text: &str| {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find("media:") {
            let (before, after) = rest.split_at(at);
            out.extend(before.chars().filter(|c| !is_stand_in(*c)));
            let hash = after.get(6..70).filter(|hash| is_hash(hash));
            let Some(hash) = hash else {
                out.push_str("media:");
                rest = after.get(6..).unwrap_or_default();
                continue;
            };
            let known = hashes.iter().position(|known| known == hash);
            let n = known.unwrap_or_else(|| {
                hashes.push(hash.to_owned());
                hashes.len() - 1
            });
            out.extend(
                u32::try_from(n)
                    .ok()
                    .and_then(|n| char::from_u32(FIRST + n))
                    .filter(|c| is_stand_in(*c)),
            );
            rest = after.get(70..).unwrap_or_default();
        }
        out.extend(rest.chars().filter(|c| !is_stand_in(*c)));
        out
    };
    let (old, new) = (stand_in(old), stand_in(new));
    let (left, right) = compare(&old, &new);
    let shown = |html: String| {
        html.chars()
            .fold(String::with_capacity(html.len()), |mut out, c| {
                let n = u32::from(c).wrapping_sub(FIRST) as usize;
                match hashes.get(n).filter(|_| is_stand_in(c)) {
                    Some(hash) => {
                        let url = site.url(&format!("/media/{hash}/320.webp"));
                        out.push_str(&format!(
                            "<img class=\"compare-picture\" src=\"{url}\" alt=\"图片 {}\">",
                            hash.get(..8).unwrap_or_default()
                        ));
                    }
                    None => out.push(c),
                }
                out
            })
    };
    (shown(left), shown(right))
}

/// Characters that no text may use for itself (the private use area) stand for pictures.
const FIRST: u32 = 0xE000;

fn is_stand_in(c: char) -> bool {
    ('\u{e000}'..='\u{f8ff}').contains(&c)
}

/// Both texts as escaped HTML, with `<del>` in the first and `<ins>` in the second.
#[must_use]
pub fn compare(old: &str, new: &str) -> (String, String) {
    let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(old, new);
    let mut options = InlineChangeOptions::new();
    options
        .mode(InlineChangeMode::Chars)
        .min_ratio(0.3)
        .semantic_cleanup(true);
    let (mut left, mut right) = (String::new(), String::new());
    for op in diff.ops() {
        let changes: Vec<_> = diff.iter_inline_changes_with_options(op, options).collect();
        // Where nothing inside the lines could be told apart, the lines are new as a whole.
        let whole = !changes
            .iter()
            .any(|change| change.values().iter().any(|(changed, _)| *changed));
        for change in &changes {
            for (changed, piece) in change.values() {
                let marked = *changed || whole;
                match change.tag() {
                    ChangeTag::Equal => {
                        push(&mut left, piece, None);
                        push(&mut right, piece, None);
                    }
                    ChangeTag::Delete => push(&mut left, piece, marked.then_some("del")),
                    ChangeTag::Insert => push(&mut right, piece, marked.then_some("ins")),
                }
            }
        }
    }
    (left, right)
}

fn push(html: &mut String, piece: &str, tag: Option<&str>) {
    let line = piece.trim_end_matches('\n');
    if let Some(tag) = tag.filter(|_| !line.trim().is_empty()) {
        html.push_str(&format!("<{tag}>"));
        escape(html, line);
        html.push_str(&format!("</{tag}>"));
    } else {
        escape(html, line);
    }
    html.push_str(piece.get(line.len()..).unwrap_or_default());
}

fn escape(html: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            c if c.is_control() && c != '\n' => html.push(' '),
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::compare;

    #[test]
    fn a_change_inside_a_line_is_marked_on_both_sides() {
        let (left, right) = compare("今年收购秋粮六万吨。\n完\n", "今年收购秋粮六万二千吨。\n完\n");
        assert_eq!(left, "今年收购秋粮六万吨。\n完\n");
        assert_eq!(right, "今年收购秋粮六万<ins>二千</ins>吨。\n完\n");
    }

    #[test]
    fn a_new_line_is_new_as_a_whole_and_markup_stays_text() {
        let (left, right) = compare("甲\n", "甲\n<script>\n");
        assert_eq!(left, "甲\n");
        assert_eq!(right, "甲\n<ins>&lt;script&gt;</ins>\n");
    }
}
