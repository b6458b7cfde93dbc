//! Which part of a text to show.

/// A hit in the text, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Which of the patterns.
    pub(super) pattern: usize,
}

/// Hits looked at when choosing; a text with more is about the subject anyway.
const CONSIDERED: usize = 200;
/// How far before the first hit a sentence may begin.
const LEAD: usize = 30;

/// The range around the best group of hits, cut at sentences where they are near.
pub(super) fn choose(text: &str, spans: &[Span], length: usize) -> Option<(usize, usize)> {
    let spans = spans.get(..spans.len().min(CONSIDERED))?;
    let (first, last) = densest(text, spans, length)?;
    let start = begin(text, first.start, length);
    let end = finish(text, start, last.end, length);
    Some((
        if end == text.len() {
            widen(text, start, end, length)
        } else {
            start
        },
        end,
    ))
}

/// The beginning of a text without hits.
pub(super) fn beginning(text: &str, length: usize) -> (usize, usize) {
    let start = text.len() - text.trim_start().len();
    (start, finish(text, start, start, length))
}

/// First and last hit of the stretch with most different patterns, then most hits, then the earliest.
fn densest(text: &str, spans: &[Span], length: usize) -> Option<(Span, Span)> {
    let reach = length.saturating_sub(LEAD / 2);
    let mut best: Option<((usize, usize), Span, Span)> = None;
    for (at, first) in spans.iter().enumerate() {
        let limit = forward(text, first.start, reach);
        let group: Vec<&Span> = spans
            .iter()
            .skip(at)
            .take_while(|span| span.end <= limit)
            .collect();
        let mut patterns: Vec<usize> = group.iter().map(|span| span.pattern).collect();
        patterns.sort_unstable();
        patterns.dedup();
        let worth = (patterns.len(), group.len());
        let last = group.last().map_or(*first, |span| **span);
        if best.is_none_or(|(most, ..)| worth > most) {
            best = Some((worth, *first, last));
        }
    }
    best.map(|(_, first, last)| (first, last))
}

/// The beginning of the sentence the hit is in, or a little before the hit.
fn begin(text: &str, hit: usize, length: usize) -> usize {
    let before = text.get(..hit).unwrap_or_default();
    let lead = LEAD.min(length / 3);
    let mut at = hit;
    for (count, (from, c)) in before.char_indices().rev().enumerate() {
        if ends_sentence(c) {
            return at;
        }
        if count == lead {
            return backward(text, hit, lead / 2);
        }
        at = from;
    }
    0
}

/// The end: the last sentence that ends within `length` and after the last hit, else `length` characters.
fn finish(text: &str, start: usize, hit_end: usize, length: usize) -> usize {
    let limit = forward(text, start, length).max(hit_end);
    // A few characters more are better than a cut just before the end.
    if forward(text, limit, length / 10) == text.len() {
        return text.len();
    }
    let from = hit_end.max(forward(text, start, length / 2)).min(limit);
    let tail = text.get(from..limit).unwrap_or_default();
    tail.char_indices()
        .rev()
        .find(|(_, c)| ends_sentence(*c))
        .map_or(limit, |(at, c)| from + at + c.len_utf8())
}

/// A stretch at the very end would be short: begin earlier, with a sentence if one begins there.
fn widen(text: &str, start: usize, end: usize, length: usize) -> usize {
    let shown = text.get(start..end).map_or(0, |part| part.chars().count());
    let earliest = backward(text, start, length.saturating_sub(shown));
    let head = text.get(earliest..start).unwrap_or_default();
    if earliest == 0 {
        return 0;
    }
    head.char_indices()
        .find(|(_, c)| ends_sentence(*c))
        .map_or(start, |(at, c)| earliest + at + c.len_utf8())
}

fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '；' | '!' | '?' | '\n' | '…')
}

/// The byte `count` characters after `from`, or the end.
fn forward(text: &str, from: usize, count: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    rest.char_indices()
        .nth(count)
        .map_or(text.len(), |(at, _)| from + at)
}

/// The byte `count` characters before `to`, or the beginning.
fn backward(text: &str, to: usize, count: usize) -> usize {
    if count == 0 {
        return to;
    }
    let rest = text.get(..to).unwrap_or_default();
    rest.char_indices().rev().nth(count - 1).map_or(0, |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, word: &str) -> Vec<Span> {
        text.match_indices(word)
            .map(|(start, _)| Span {
                start,
                end: start + word.len(),
                pattern: 0,
            })
            .collect()
    }

    #[test]
    fn a_hit_at_the_very_end_takes_what_is_before() {
        let text = format!("{}最后一句说窑址", "前面的句子各说各的事情。".repeat(30));
        let (from, to) = choose(&text, &at(&text, "窑址"), 60).unwrap();
        assert_eq!(to, text.len());
        let shown = text[from..to].chars().count();
        assert!((40..=60).contains(&shown), "{shown}");
        assert!(text[..from].ends_with('。'));
    }

    #[test]
    fn the_stretch_with_most_patterns_wins() {
        let text = format!("甲甲甲甲。{}甲乙。", "无关的话。".repeat(40));
        let mut spans = at(&text, "甲");
        spans.extend(
            at(&text, "乙")
                .into_iter()
                .map(|span| Span { pattern: 1, ..span }),
        );
        let (from, to) = choose(&text, &spans, 40).unwrap();
        assert!(text[from..to].contains("甲乙"), "{}", &text[from..to]);
    }

    #[test]
    fn without_sentences_it_is_cut_by_length() {
        let text = "字".repeat(500);
        let (from, to) = choose(
            &text,
            &[Span {
                start: 600,
                end: 603,
                pattern: 0,
            }],
            120,
        )
        .unwrap();
        assert_eq!(text[from..to].chars().count(), 120);
        assert!(from < 600 && from > 500);
    }

    #[test]
    fn a_short_text_is_shown_whole() {
        let text = "只有窑址二字。";
        assert_eq!(choose(text, &at(text, "窑址"), 120), Some((0, text.len())));
        assert_eq!(choose(text, &[], 120), None);
        assert_eq!(beginning("　　开头", 120), (6, 12));
    }
}
