//! A cure is applied to what the author wrote, and counts only if the text then differs in exactly that place.

use crate::article::form::TextForm;
use crate::body::{Format, render};
use kernel::{Error, Result};
use lol_html::{RewriteStrSettings, element, rewrite_str};
use proof::{Cure, Field, Finding, Plain};
use sha2::{Digest, Sha256};
use std::cell::Cell;

/// Places that are tried in a body.
const TRIES: usize = 40;

/// Names a finding in a form: rule, part, place and words.
pub(super) fn key(finding: &Finding) -> String {
    format!(
        "{}:{}:{}:{}",
        finding.rule.key(),
        finding.field.key(),
        finding.range.start,
        short(&finding.words)
    )
}

fn short(words: &str) -> String {
    Sha256::digest(words)
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The finding that a key names; the text may have grown or shrunk before it.
pub(super) fn named<'a>(found: &'a [Finding], key: &str) -> Option<&'a Finding> {
    let mut parts = key.split(':');
    let (rule, field, at, words) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let at: usize = at.parse().ok()?;
    let alike = found.iter().filter(|finding| {
        finding.rule.key() == rule && finding.field.key() == field && short(&finding.words) == words
    });
    alike.min_by_key(|finding| finding.range.start.abs_diff(at))
}

/// Applies the cure of a finding to what was written; answers whether it could. `own` is the site's name.
///
/// # Errors
/// A fault when a body cannot be rendered.
pub fn cure_text(form: &mut TextForm, finding: &Finding, own: &str) -> Result<bool> {
    let Some(cure) = &finding.cure else {
        return Ok(false);
    };
    match (cure, finding.field) {
        (Cure::OwnSource, _) => {
            own.clone_into(&mut form.source);
            Ok(true)
        }
        (Cure::Replace(to), Field::Body) => in_body(form, finding, to),
        (Cure::Replace(to), field) => Ok(in_line(form, field, finding, to)),
        (Cure::Unlink(href), _) => changed(form, |format, body| unlinked(format, body, href)),
        (Cure::HeadRow(n), _) => changed(form, |format, body| match format {
            Format::Html => headed(body, *n),
            Format::Markdown | Format::Text => Ok(None),
        }),
    }
}

fn in_line(form: &mut TextForm, field: Field, finding: &Finding, to: &str) -> bool {
    let line = match field {
        Field::Title => &mut form.title,
        Field::Subtitle => &mut form.subtitle,
        Field::Source => &mut form.source,
        Field::Author => &mut form.author,
        Field::Summary => &mut form.summary,
        Field::Keywords => &mut form.keywords,
        Field::Body | Field::Lead => return false,
    };
    let nearest = line
        .match_indices(&finding.words)
        .map(|(at, _)| at)
        .min_by_key(|at| at.abs_diff(finding.range.start));
    let Some(at) = nearest.filter(|_| !finding.words.is_empty()) else {
        return false;
    };
    line.replace_range(at..at + finding.words.len(), to);
    true
}

fn in_body(form: &mut TextForm, finding: &Finding, to: &str) -> Result<bool> {
    let Some(format) = Format::parse(&form.body_format) else {
        return Ok(false);
    };
    let before = Plain::read(&render(format, &form.body)?).text;
    if finding.words.is_empty() || before.get(finding.range.clone()) != Some(finding.words.as_str()) {
        return Ok(false);
    }
    let mut wanted = before.clone();
    wanted.replace_range(finding.range.clone(), to);
    // The same words in the source, the one with the same number first.
    let nth = before
        .get(..finding.range.start)
        .map_or(0, |head| head.matches(&finding.words).count());
    let mut places: Vec<usize> = form
        .body
        .match_indices(&finding.words)
        .map(|(at, _)| at)
        .collect();
    if nth < places.len() {
        let first = places.remove(nth);
        places.insert(0, first);
    }
    let escaped = match format {
        Format::Html => to.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
        Format::Markdown => to.replace('*', "\\*").replace('_', "\\_"),
        Format::Text => to.to_owned(),
    };
    for at in places.into_iter().take(TRIES) {
        for word in [to, escaped.as_str()] {
            let mut body = form.body.clone();
            body.replace_range(at..at + finding.words.len(), word);
            if Plain::read(&render(format, &body)?).text == wanted {
                form.body = body;
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Takes a changed body if its words stayed what they were.
fn changed(form: &mut TextForm, change: impl Fn(Format, &str) -> Result<Option<String>>) -> Result<bool> {
    let Some(format) = Format::parse(&form.body_format) else {
        return Ok(false);
    };
    let Some(body) = change(format, &form.body)? else {
        return Ok(false);
    };
    let words = |body: &str| -> Result<String> {
        let text = Plain::read(&render(format, body)?).text;
        Ok(text.split_whitespace().collect())
    };
    let same = body != form.body && words(&body)? == words(&form.body)?;
    if same {
        form.body = body;
    }
    Ok(same)
}

fn unlinked(format: Format, body: &str, href: &str) -> Result<Option<String>> {
    match format {
        Format::Text => Ok(None),
        Format::Html => {
            let settings =
                RewriteStrSettings::new().append_element_content_handler(element!("a[href]", |el| {
                    let there = el.get_attribute("href").unwrap_or_default();
                    if there.replace("&amp;", "&").trim() == href {
                        el.remove_and_keep_content();
                    }
                    Ok(())
                }));
            rewrite_str(body, settings).map(Some).map_err(Error::fault)
        }
        Format::Markdown => {
            let mark = format!("]({href}");
            let Some(at) = body.find(&mark) else {
                return Ok(None);
            };
            let (head, tail) = body.split_at(at);
            let begin = head.rfind('[');
            let end = tail.find(')');
            let (Some(begin), Some(end)) = (begin, end) else {
                return Ok(None);
            };
            let words = head.get(begin + 1..).unwrap_or_default();
            let (front, rest) = (
                head.get(..begin).unwrap_or_default(),
                tail.get(end + 1..).unwrap_or_default(),
            );
            Ok(Some(format!("{front}{words}{rest}")))
        }
    }
}

/// The first row of the table with this number becomes its head.
fn headed(body: &str, n: usize) -> Result<Option<String>> {
    let (tables, rows) = (Cell::new(0_usize), Cell::new(0_usize));
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!("table", |_| {
            tables.set(tables.get() + 1);
            rows.set(0);
            Ok(())
        }))
        .append_element_content_handler(element!("tr", |_| {
            rows.set(rows.get() + 1);
            Ok(())
        }))
        .append_element_content_handler(element!("td", |el| {
            if tables.get() == n + 1 && rows.get() == 1 {
                el.set_tag_name("th")?;
                el.set_attribute("scope", "col")?;
            }
            Ok(())
        }));
    rewrite_str(body, settings).map(Some).map_err(Error::fault)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proof::{Article, Dead, Levels, List, Lists, check, shipped};

    fn cured(format: Format, body: &str, at: usize) -> String {
        let lists = Lists::compile(vec![(List::Wrong, String::new(), shipped(List::Wrong))]).unwrap();
        let html = render(format, body).unwrap();
        let dead = [Dead {
            href: "https://gone.example/".into(),
            why: "打不开".into(),
        }];
        let article = Article {
            title: "标题",
            source: "来源",
            body: &html,
            dead: &dead,
            ..Article::default()
        };
        let found = check(&article, &[&lists], &Levels::default());
        let mut form = TextForm {
            body_format: format.key().into(),
            body: body.into(),
            ..TextForm::default()
        };
        let finding = named(&found, &key(&found[at])).unwrap();
        assert!(cure_text(&mut form, finding, "").unwrap(), "{body} {found:?}");
        form.body
    }

    #[test]
    fn the_place_that_was_found_is_mended_and_no_other() {
        let link = "<p>甲<a href=\"https://x.cn/部份\">帐号</a>部份，部份</p>";
        assert_eq!(
            cured(Format::Html, link, 1),
            "<p>甲<a href=\"https://x.cn/部份\">帐号</a>部分，部份</p>"
        );
        assert_eq!(
            cured(Format::Markdown, "# 帐号\n\n**部份**与`部份`", 2),
            "# 帐号\n\n**部份**与`部分`"
        );
        assert_eq!(
            cured(Format::Text, "证号11010519491231002X", 0),
            "证号110***********002X"
        );
        assert_eq!(
            cured(Format::Markdown, "证号11010519491231002X", 0).replace('\\', ""),
            "证号110***********002X"
        );
    }

    #[test]
    fn links_and_heads_of_tables_are_mended_in_what_was_written() {
        assert_eq!(
            cured(
                Format::Html,
                "<p><a href=\"https://gone.example/\">甲</a>乙</p>",
                0
            ),
            "<p>甲乙</p>"
        );
        assert_eq!(
            cured(Format::Markdown, "见[甲](https://gone.example/)乙", 0),
            "见甲乙"
        );
        let table = "<table><tr><td>名</td></tr><tr><td>值</td></tr></table>";
        assert_eq!(
            cured(Format::Html, table, 0),
            "<table><tr><th scope=\"col\">名</th></tr><tr><td>值</td></tr></table>"
        );
    }

    #[test]
    fn what_is_divided_by_a_tag_is_left_to_the_author() {
        let lists = Lists::compile(vec![(List::Wrong, String::new(), shipped(List::Wrong))]).unwrap();
        let body = "<p>帐<b>号</b></p>";
        let article = Article {
            title: "标题",
            source: "来源",
            body,
            ..Article::default()
        };
        let found = check(&article, &[&lists], &Levels::default());
        let mut form = TextForm {
            body_format: "html".into(),
            body: body.into(),
            ..TextForm::default()
        };
        assert!(!cure_text(&mut form, &found[0], "").unwrap());
        assert_eq!(form.body, body);
    }
}
