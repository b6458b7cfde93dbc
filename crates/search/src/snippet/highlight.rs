//! Finding and marking.

use super::window::{Span, choose};
use crate::analysis::{Phrase, fold_with_origins, is_filler, is_gram};
use crate::query::Parsed;
use aho_corasick::{AhoCorasick, MatchKind};

/// Longer texts are looked through to here; beyond, an excerpt is taken from the beginning.
const SCANNED_BYTES: usize = 256 * 1024;

/// Which element marks a hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Markup {
    /// `<em>`, in the API.
    Em,
    /// `<mark>`, on pages.
    Mark,
}

impl Markup {
    fn tags(self) -> (&'static str, &'static str) {
        match self {
            Self::Em => ("<em>", "</em>"),
            Self::Mark => ("<mark>", "</mark>"),
        }
    }
}

/// Marks the words of one query.
#[derive(Clone, Debug, Default)]
pub struct Highlighter {
    automaton: Option<AhoCorasick>,
}

impl Highlighter {
    /// For a query: its terms, and the words of those that were not quoted.
    #[must_use]
    pub fn of(parsed: &Parsed) -> Self {
        let mut patterns: Vec<&str> = Vec::new();
        for term in &parsed.terms {
            patterns.push(&term.text);
            if !term.exact {
                patterns.extend(term.words.iter().filter(|word| tells(word)).map(String::as_str));
            }
            if let Phrase::Begins(_) = term.phrase {
                patterns.extend(term.words.iter().map(String::as_str));
            }
        }
        Self::new(patterns)
    }

    /// For folded patterns.
    pub fn new<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Self {
        let patterns: Vec<&str> = patterns
            .into_iter()
            .filter(|pattern| !pattern.trim().is_empty())
            .collect();
        if patterns.is_empty() {
            return Self::default();
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(patterns);
        Self {
            automaton: automaton.ok(),
        }
    }

    /// The whole text, escaped, with hits marked.
    #[must_use]
    pub fn mark(&self, text: &str, markup: Markup) -> String {
        render(text, 0, text.len(), &self.spans(text), markup)
    }

    /// The part of the text with most hits, about `length` characters, escaped and marked; `None` without a hit.
    #[must_use]
    pub fn excerpt(&self, text: &str, length: usize, markup: Markup) -> Option<String> {
        let spans = self.spans(text);
        let (from, to) = choose(text, &spans, length)?;
        Some(framed(text, from, to, &spans, markup))
    }

    /// An excerpt of the body, else of the abstract, else the beginning of whichever there is.
    #[must_use]
    pub fn best(&self, body: &str, summary: &str, length: usize, markup: Markup) -> String {
        if let Some(excerpt) = self
            .excerpt(body, length, markup)
            .or_else(|| self.excerpt(summary, length, markup))
        {
            return excerpt;
        }
        let text = if summary.trim().is_empty() { body } else { summary };
        let (from, to) = super::window::beginning(text, length);
        framed(text, from, to, &[], markup)
    }

    fn spans(&self, text: &str) -> Vec<Span> {
        let Some(automaton) = &self.automaton else {
            return Vec::new();
        };
        let text = text
            .get(..text.floor_char_boundary(SCANNED_BYTES))
            .unwrap_or(text);
        let folded = fold_with_origins(text);
        let mut spans: Vec<Span> = Vec::new();
        for found in automaton.find_iter(&folded.text) {
            if !stands_alone(&folded.text, found.start(), found.end()) {
                continue;
            }
            let Some((start, end)) = folded.origin(text, found.start(), found.end()) else {
                continue;
            };
            let after_last = spans.last().is_none_or(|last| last.end <= start);
            if after_last {
                spans.push(Span {
                    start,
                    end,
                    pattern: found.pattern().as_usize(),
                });
            }
        }
        spans
    }
}

/// Is a word worth marking by itself? A single character of a longer term is not.
fn tells(word: &str) -> bool {
    !is_filler(word) && (word.chars().count() > 1 || !word.chars().all(is_gram))
}

/// A Latin word or a number is hit as a whole only: `12` is not in `2012`.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let (Some(before), Some(inside), Some(after)) =
        (text.get(..start), text.get(start..end), text.get(end..))
    else {
        return false;
    };
    let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_gram(c));
    let left = word(before.chars().next_back()) && word(inside.chars().next());
    let right = word(after.chars().next()) && word(inside.chars().next_back());
    !left && !right
}

fn framed(text: &str, from: usize, to: usize, spans: &[Span], markup: Markup) -> String {
    let inner = render(text, from, to, spans, markup);
    let before = text.get(..from).is_some_and(|rest| !rest.trim().is_empty());
    let after = text.get(to..).is_some_and(|rest| !rest.trim().is_empty());
    format!(
        "{}{}{}",
        if before { "…" } else { "" },
        inner.trim(),
        if after { "…" } else { "" }
    )
}

fn render(text: &str, from: usize, to: usize, spans: &[Span], markup: Markup) -> String {
    let (open, close) = markup.tags();
    let mut out = String::with_capacity(to.saturating_sub(from) + 32);
    let mut at = from;
    for span in spans.iter().filter(|span| span.end > from && span.start < to) {
        let (start, end) = (span.start.max(from), span.end.min(to));
        push_escaped(&mut out, text.get(at..start).unwrap_or_default());
        // Neighbours are one mark: 教育 and 部门 found side by side.
        if at == start && out.ends_with(close) {
            out.truncate(out.len() - close.len());
        } else {
            out.push_str(open);
        }
        push_escaped(&mut out, text.get(start..end).unwrap_or_default());
        out.push_str(close);
        at = end;
    }
    push_escaped(&mut out, text.get(at..to).unwrap_or_default());
    out
}

/// Escapes for HTML text and attributes; any blank becomes one space.
fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_whitespace() || c.is_control() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;
    use proptest::prelude::*;

    fn marked(query: &str, text: &str) -> String {
        Highlighter::of(&parse(query)).mark(text, Markup::Em)
    }

    #[test]
    fn terms_are_marked_in_the_original_text() {
        assert_eq!(
            marked("窑址", "我市启动老窑址保护"),
            "我市启动老<em>窑址</em>保护"
        );
        assert_eq!(
            marked("陶政发[2026]12号", "《通知》陶政发〔２０２６〕12号"),
            "《通知》<em>陶政发〔２０２６〕12号</em>"
        );
        assert_eq!(marked("5g", "５Ｇ基站与5G"), "<em>５Ｇ</em>基站与<em>5G</em>");
        assert_eq!(marked("窑", "老窑址"), "老<em>窑</em>址");
    }

    #[test]
    fn numbers_are_marked_whole() {
        assert_eq!(marked("12", "2012年12月"), "2012年<em>12</em>月");
    }

    #[test]
    fn neighbours_are_one_mark() {
        assert_eq!(
            marked("教育 部门", "教育部门、教育"),
            "<em>教育部门</em>、<em>教育</em>"
        );
    }

    #[test]
    fn html_is_escaped_inside_and_outside_marks() {
        assert_eq!(
            marked("窑址", "<b>窑址</b> & \"x\""),
            "&lt;b&gt;<em>窑址</em>&lt;/b&gt; &amp; &quot;x&quot;"
        );
        let script = Highlighter::new(["<script>"]).mark("a<script>b", Markup::Em);
        assert_eq!(script, "a<em>&lt;script&gt;</em>b");
    }

    #[test]
    fn without_a_hit_the_beginning_is_shown() {
        let none = Highlighter::default();
        assert_eq!(none.best("甲。\n乙。", "", 120, Markup::Em), "甲。 乙。");
        assert_eq!(none.best("正文", "摘要", 120, Markup::Em), "摘要");
        assert_eq!(none.best("", "", 120, Markup::Em), "");
    }

    #[test]
    fn an_excerpt_begins_and_ends_with_sentences() {
        let filler = "这里说的是别的事情，与要找的内容没有任何关系，只是为了把文章写得长一些。".repeat(8);
        let text = format!("{filler}市文旅局公布老窑址名录。名录之外的窑址另行登记。{filler}");
        let excerpt = Highlighter::of(&parse("窑址"))
            .excerpt(&text, 120, Markup::Em)
            .unwrap();
        assert!(
            excerpt.starts_with("…市文旅局公布老<em>窑址</em>名录。名录之外的<em>窑址</em>另行登记。"),
            "{excerpt}"
        );
        assert!(excerpt.ends_with("。…"), "{excerpt}");
    }

    fn plain(html: &str) -> String {
        let html = html.replace("<em>", "").replace("</em>", "");
        html.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn no_text_and_no_query_panics(query in "\\PC{0,40}", text in "(\\PC|\\s){0,400}", length in 0usize..200) {
            let highlighter = Highlighter::of(&parse(&query));
            let html = highlighter.best(&text, &query, length, Markup::Em);
            prop_assert!(plain(&html).chars().count() <= 2 * length.max(1) + 120);
            let whole = highlighter.mark(&text, Markup::Em);
            prop_assert_eq!(whole.matches("<em>").count(), whole.matches("</em>").count());
            let tags_removed = whole.replace("<em>", "").replace("</em>", "");
            prop_assert!(!tags_removed.contains(['<', '>']));
        }

        #[test]
        fn a_piece_of_the_text_is_marked(text in "[一-龥a-z0-9，。㎡〔〕]{8,80}", from in 0usize..6, length in 2usize..5) {
            let piece: String = text.chars().skip(from).take(length).collect();
            let whole = Highlighter::new([crate::analysis::fold(&piece).as_str()]).mark(&text, Markup::Em);
            prop_assert_eq!(plain(&whole), text.clone());
            if piece.chars().all(is_gram) {
                prop_assert!(whole.contains("<em>"), "{} in {}", piece, whole);
            }
        }
    }
}
