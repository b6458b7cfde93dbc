//! Findings marked where they stand in a body.

use proof::{Field, Finding, Plain, Rule};

/// The numbers of the findings that have a mark in the body: of two that overlap, the first; a long sentence has none.
pub(crate) fn marks(findings: &[Finding]) -> Vec<usize> {
    let mut free_from = 0;
    let mut numbers = Vec::new();
    for (n, finding) in findings.iter().enumerate() {
        // A long sentence would hide what is wrong in it.
        let marks = finding.field == Field::Body && finding.rule != Rule::Sentence;
        if marks && !finding.range.is_empty() && finding.range.start >= free_from {
            free_from = finding.range.end;
            numbers.push(n);
        }
    }
    numbers
}

/// The body with a mark around each place that was found, numbered as the findings are.
pub(crate) fn marked(html: &str, findings: &[Finding]) -> String {
    let plain = Plain::read(html);
    let mut places = Vec::new();
    for n in marks(findings) {
        let Some(finding) = findings.get(n) else { continue };
        for (part, place) in plain.places(&finding.range).into_iter().enumerate() {
            places.push((place, n, part, finding.level));
        }
    }
    let mut out = String::with_capacity(html.len() + places.len() * 60);
    let mut at = 0;
    for (place, n, part, level) in places {
        let (Some(before), Some(words)) = (html.get(at..place.start), html.get(place.clone())) else {
            continue;
        };
        out.push_str(before);
        let id = if part == 0 {
            format!(" id=\"mark-{n}\"")
        } else {
            String::new()
        };
        out.push_str(&format!(
            "<mark class=\"check-{}\"{id}>{words}</mark>",
            level.key()
        ));
        at = place.end;
    }
    out.push_str(html.get(at..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proof::{Article, Levels, List, Lists, check, shipped};

    #[test]
    fn a_word_divided_by_a_tag_is_marked_on_both_sides_of_it() {
        let lists = Lists::compile(vec![(List::Wrong, String::new(), shipped(List::Wrong))]).unwrap();
        let html = "<p>甲<b>帐</b>号&amp;部份乙</p>";
        let article = Article {
            title: "标题",
            source: "来源",
            body: html,
            ..Article::default()
        };
        let found = check(&article, &[&lists], &Levels::default());
        assert_eq!(
            marked(html, &found),
            "<p>甲<b><mark class=\"check-warn\" id=\"mark-0\">帐</mark></b><mark class=\"check-warn\">号</mark>&amp;<mark class=\"check-warn\" id=\"mark-1\">部份</mark>乙</p>"
        );
    }
}
