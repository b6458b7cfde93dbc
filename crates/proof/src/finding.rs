//! What was found.

use crate::{Level, Rule};
use serde::Serialize;
use std::ops::Range;

/// The part of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// 标题.
    Title,
    /// 副题.
    Subtitle,
    /// 稿源.
    Source,
    /// 作者.
    Author,
    /// 正文.
    Body,
    /// 摘要.
    Summary,
    /// 关键词.
    Keywords,
    /// 题图.
    Lead,
}

impl Field {
    /// Every field, as an article shows them.
    pub const ALL: [Self; 8] = [
        Self::Title,
        Self::Subtitle,
        Self::Source,
        Self::Author,
        Self::Body,
        Self::Summary,
        Self::Keywords,
        Self::Lead,
    ];

    /// The field's name in the writing form.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Subtitle => "subtitle",
            Self::Source => "source",
            Self::Author => "author",
            Self::Body => "body",
            Self::Summary => "summary",
            Self::Keywords => "keywords",
            Self::Lead => "lead",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Title => "标题",
            Self::Subtitle => "副题",
            Self::Source => "稿源",
            Self::Author => "作者",
            Self::Body => "正文",
            Self::Summary => "摘要",
            Self::Keywords => "关键词",
            Self::Lead => "题图",
        }
    }

    /// Reads [`Field::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.key() == key)
    }
}

/// What would mend it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "to")]
pub enum Cure {
    /// Put these words in their place.
    Replace(String),
    /// Keep the words and drop the link to this address.
    Unlink(String),
    /// Make the first row of this table, from 0, its head.
    HeadRow(usize),
    /// Fill in the site's own name.
    OwnSource,
}

impl Cure {
    /// The button's words.
    #[must_use]
    pub fn title(&self) -> String {
        match self {
            Self::Replace(to) if to.is_empty() => "删去".into(),
            Self::Replace(to) => format!("改为“{to}”"),
            Self::Unlink(_) => "去掉链接，保留文字".into(),
            Self::HeadRow(_) => "把第一行设为表头".into(),
            Self::OwnSource => "填写本站名称".into(),
        }
    }
}

/// The words with a little of what stands around them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Excerpt {
    /// What stands before.
    pub before: String,
    /// The words.
    pub words: String,
    /// What stands behind.
    pub after: String,
}

/// How much of the text around the words is shown, in characters.
const AROUND: usize = 16;
/// How much of the words is shown.
const SHOWN: usize = 60;

impl Excerpt {
    /// Of a place in a text; a place that is none gives nothing.
    #[must_use]
    pub fn of(text: &str, range: &Range<usize>) -> Self {
        let words = text.get(range.clone()).unwrap_or_default();
        let before = text.get(..range.start).unwrap_or_default();
        let after = text.get(range.end..).unwrap_or_default();
        let line = |c: &char| *c != '\n';
        let before: Vec<char> = before.chars().rev().take_while(line).take(AROUND).collect();
        let mut shown: String = words.chars().take(SHOWN).collect();
        if shown.len() < words.len() {
            shown.push('…');
        }
        Self {
            before: before.into_iter().rev().collect(),
            words: shown,
            after: after.chars().take_while(line).take(AROUND).collect(),
        }
    }
}

/// Something wrong, or worth a look, in an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What rule found it.
    pub rule: Rule,
    /// How grave it is.
    pub level: Level,
    /// In what part.
    pub field: Field,
    /// Where in the part's plain text, in bytes; empty where it is about the part as a whole.
    pub range: Range<usize>,
    /// The words there.
    pub words: String,
    /// With what stands around them.
    pub excerpt: Excerpt,
    /// What is wrong, in a sentence.
    pub why: String,
    /// What would mend it.
    pub cure: Option<Cure>,
    /// The list and its version that named it; empty for what no list names.
    pub list: String,
}

impl Finding {
    /// What it is, for a line that names it: `正文“帐号”：…`.
    #[must_use]
    pub fn sentence(&self) -> String {
        let shown = &self.excerpt.words;
        let words = if shown.is_empty() {
            String::new()
        } else {
            format!("“{shown}”")
        };
        format!("{}{words}：{}", self.field.title(), self.why)
    }
}
