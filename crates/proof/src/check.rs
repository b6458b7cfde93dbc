//! The check of one article.

use crate::{Cure, Excerpt, Field, Finding, Levels, List, Lists, Plain, Rule, form};
use kernel::personal::{self, Kind};
use std::ops::Range;

/// What is checked of an article.
#[derive(Clone, Debug, Default)]
pub struct Article<'a> {
    /// Headline.
    pub title: &'a str,
    /// Second line.
    pub subtitle: &'a str,
    /// Abstract.
    pub summary: &'a str,
    /// 稿源.
    pub source: &'a str,
    /// Author.
    pub author: &'a str,
    /// Divided by commas.
    pub keywords: &'a str,
    /// Sanitized HTML.
    pub body: &'a str,
    /// Hashes of pictures that are marked as decorative.
    pub decorative: &'a [String],
    /// The lead picture has no words and is not decorative.
    pub lead_silent: bool,
    /// Addresses of links that lead nowhere.
    pub dead: &'a [Dead],
}

/// A link that leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dead {
    /// The address as it stands in the body.
    pub href: String,
    /// What came of asking it, and when.
    pub why: String,
}

/// The most findings of one article; who has more reads the text anew.
pub const MOST: usize = 200;

/// Where findings are gathered: it knows the text and the level.
pub(crate) struct Sink<'a> {
    levels: &'a Levels,
    texts: Vec<(Field, &'a str)>,
    found: Vec<Finding>,
}

impl Sink<'_> {
    pub(crate) fn put(
        &mut self,
        rule: Rule,
        field: Field,
        range: Range<usize>,
        why: String,
        cure: Option<Cure>,
        list: &str,
    ) {
        let text = self
            .texts
            .iter()
            .find(|(known, _)| *known == field)
            .map_or("", |(_, text)| *text);
        self.found.push(Finding {
            rule,
            level: self.levels.of(rule),
            field,
            words: text.get(range.clone()).unwrap_or_default().to_owned(),
            excerpt: Excerpt::of(text, &range),
            range,
            why,
            cure,
            list: list.to_owned(),
        });
    }
}

/// Reads an article against lists, the group's first: what they let pass is let pass in every list, what a site's lets pass in
/// its own alone. The findings come in the order of the article.
#[must_use]
pub fn check(article: &Article<'_>, lists: &[&Lists], levels: &Levels) -> Vec<Finding> {
    let plain = Plain::read(article.body);
    let texts = vec![
        (Field::Title, article.title),
        (Field::Subtitle, article.subtitle),
        (Field::Source, article.source),
        (Field::Author, article.author),
        (Field::Body, plain.text.as_str()),
        (Field::Summary, article.summary),
        (Field::Keywords, article.keywords),
    ];
    let mut sink = Sink {
        levels,
        texts: texts.clone(),
        found: Vec::new(),
    };
    for (field, text) in texts {
        if !text.is_empty() {
            listed(field, text, lists, &mut sink);
            numbers(field, text, &mut sink);
        }
    }
    form::check(article, &plain, &mut sink);
    let mut found = sink.found;
    found.sort_by_key(|finding| {
        (
            finding.field,
            finding.range.start,
            finding.range.end,
            finding.rule,
        )
    });
    found
        .dedup_by(|a, b| a.rule == b.rule && a.field == b.field && a.range == b.range && !a.range.is_empty());
    if found.len() > MOST {
        // What forbids stays in sight.
        found.sort_by_key(|finding| std::cmp::Reverse(finding.level));
        found.truncate(MOST);
        found.sort_by_key(|finding| {
            (
                finding.field,
                finding.range.start,
                finding.range.end,
                finding.rule,
            )
        });
    }
    found
}

fn listed(field: Field, text: &str, lists: &[&Lists], sink: &mut Sink<'_>) {
    let general = lists.first().map(|first| first.allowed(text)).unwrap_or_default();
    for (at, lists) in lists.iter().enumerate() {
        let own = if at == 0 { Vec::new() } else { lists.allowed(text) };
        let passes = |range: &Range<usize>| {
            let mut spans = general.iter().chain(&own);
            spans.any(|span| span.start <= range.start && range.end <= span.end)
        };
        lists.hits(text, |hit| {
            if passes(&hit.range) {
                return;
            }
            let entry = hit.entry;
            let mut why = match hit.rule {
                Rule::WrongWord => format!("应为“{}”。", entry.right),
                Rule::Sensitive => "是敏感词。".into(),
                _ if entry.right.is_empty() => "是不规范的表述。".into(),
                _ => format!("是不规范的表述，宜用“{}”。", entry.right),
            };
            why.push_str(&entry.note);
            let cure = (!entry.right.is_empty()).then(|| Cure::Replace(entry.right.clone()));
            sink.put(hit.rule, field, hit.range, why, cure, hit.label);
        });
        if let Some(leaders) = &lists.leaders {
            let label = lists.label(List::Leader);
            for wrong in leaders.check(text) {
                if !passes(&wrong.range) {
                    sink.put(wrong.rule, field, wrong.range, wrong.why, wrong.cure, label);
                }
            }
        }
    }
}

fn numbers(field: Field, text: &str, sink: &mut Sink<'_>) {
    for number in personal::numbers(text) {
        let (rule, why) = match number.kind {
            Kind::IdentityCard => (Rule::IdCard, "是身份证号，属于个人隐私。"),
            Kind::BankCard => (Rule::BankCard, "是银行卡号，属于个人隐私。"),
            Kind::Mobile => (Rule::Mobile, "是手机号码，公开前请确认本人同意或确属公务电话。"),
        };
        let hidden = Cure::Replace(masked(&number.digits));
        sink.put(rule, field, number.range, why.into(), Some(hidden), "");
    }
}

/// The first three and the last four places of a number.
fn masked(digits: &str) -> String {
    let (head, tail) = (
        digits.get(..3).unwrap_or_default(),
        digits.get(digits.len().saturating_sub(4)..),
    );
    let hidden = "*".repeat(digits.len().saturating_sub(7));
    format!("{head}{hidden}{}", tail.unwrap_or_default())
}
