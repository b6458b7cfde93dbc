//! What needs no list: pictures, tables, length of titles and sentences, the source, links that lead nowhere.

use crate::check::{Article, Sink};
use crate::{Cure, Field, Plain, Rule};

/// The longest headline that lists show whole, in characters.
const TITLE: usize = 36;
/// A sentence that is easily read, in characters.
const SENTENCE: usize = 120;
/// Long sentences that are told.
const SENTENCES: usize = 5;

pub(crate) fn check(article: &Article<'_>, plain: &Plain, sink: &mut Sink<'_>) {
    let length = article.title.chars().count();
    if !(2..=TITLE).contains(&length) {
        let why = if length < 2 {
            "标题过短。".into()
        } else {
            format!("标题有 {length} 字，列表中可能显示不全，宜在 {TITLE} 字以内。")
        };
        sink.put(Rule::TitleLength, Field::Title, 0..0, why, None, "");
    }
    if article.source.trim().chars().count() < 2 {
        sink.put(
            Rule::Source,
            Field::Source,
            0..0,
            "没有填写稿源。".into(),
            Some(Cure::OwnSource),
            "",
        );
    }
    if article.lead_silent {
        sink.put(
            Rule::Alt,
            Field::Lead,
            0..0,
            "题图没有替代文字，请到素材页填写。".into(),
            None,
            "",
        );
    }
    for picture in &plain.pictures {
        let hash = picture.src.strip_prefix("media:").unwrap_or(&picture.src);
        if picture.alt.trim().is_empty() && !article.decorative.iter().any(|known| known == hash) {
            let why = "图片没有替代文字，请在正文或素材页填写；纯装饰的图片请在素材页标明。".into();
            sink.put(Rule::Alt, Field::Body, picture.at..picture.at, why, None, "");
        }
    }
    for (n, table) in plain.tables.iter().enumerate() {
        if !table.head && table.rows > 1 {
            let why = format!("第 {} 个表格没有表头，读屏软件读不出各列是什么。", n + 1);
            let at = table.range.start;
            sink.put(
                Rule::TableHead,
                Field::Body,
                at..at,
                why,
                Some(Cure::HeadRow(n)),
                "",
            );
        }
    }
    for link in &plain.links {
        if let Some(dead) = article.dead.iter().find(|dead| dead.href == link.href) {
            let cure = Some(Cure::Unlink(link.href.clone()));
            sink.put(
                Rule::DeadLink,
                Field::Body,
                link.range.clone(),
                dead.why.clone(),
                cure,
                "",
            );
        }
    }
    sentences(plain, sink);
}

fn sentences(plain: &Plain, sink: &mut Sink<'_>) {
    let mut start = 0;
    let mut told = 0;
    for (end, sign) in plain.text.match_indices(['。', '！', '？', '；', '\n', '!', '?']) {
        let sentence = plain.text.get(start..end).unwrap_or_default();
        let length = sentence.chars().count();
        if length > SENTENCE && told < SENTENCES {
            told += 1;
            let why = format!("这一句有 {length} 字，宜断开。");
            sink.put(Rule::Sentence, Field::Body, start..end, why, None, "");
        }
        start = end + sign.len();
    }
}
