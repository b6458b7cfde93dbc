//! Two texts side by side: what was taken away on the left, what came on the right.

use similar::{ChangeTag, InlineChangeMode, InlineChangeOptions, TextDiff};
use std::time::Duration;

/// How long a comparison may take before it becomes coarse.
const PATIENCE: Duration = Duration::from_millis(300);

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
