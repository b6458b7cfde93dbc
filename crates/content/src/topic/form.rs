//! Text from the browser → domain types, for topics. Blocks are added, moved and filled by buttons of the form; until it is
//! saved everything lies in the form alone.

use super::block::{Kind, links};
use super::{State, entity};
use crate::media::lead_hash;
use chrono::NaiveDate;
use kernel::{Error, FieldError, Result, Revision, Slug, Uid};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};

/// Blocks of a topic.
const BLOCKS: usize = 20;
/// Articles of a block.
pub(super) const ARTICLES: usize = 100;
/// Pictures of a block.
const PICTURES: usize = 40;
/// Links of a block.
const LINKS: usize = 60;
const TEXT: usize = 20_000;

/// The form as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<(String, String)>")]
pub struct TopicForm {
    /// Title.
    pub title: String,
    /// Address name; only of a new topic.
    pub slug: String,
    /// Abstract.
    pub summary: String,
    /// Hash of the lead picture, or empty.
    pub lead: String,
    /// First day.
    pub starts_on: String,
    /// Last day.
    pub ends_on: String,
    /// See [`State`].
    pub state: String,
    /// The revision this form saw.
    pub revision: String,
    /// Blocks in order.
    pub blocks: Vec<BlockForm>,
    /// Which button was pressed.
    #[serde(skip)]
    pub act: String,
}

/// A block as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BlockForm {
    /// See [`Kind`].
    pub kind: String,
    /// Heading.
    pub heading: String,
    /// Text or links.
    pub body: String,
    /// Uids of articles or hashes of pictures, in order.
    pub items: Vec<String>,
    /// Words by which articles are looked for.
    pub find: String,
    /// Articles ticked among those found.
    #[serde(skip)]
    pub ticked: Vec<String>,
    /// The picture chosen to be added.
    #[serde(skip)]
    pub picture: String,
    /// Whether to show what was found.
    #[serde(skip)]
    pub looks: bool,
}

impl From<Vec<(String, String)>> for TopicForm {
    fn from(fields: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        let mut blocks: BTreeMap<usize, BlockForm> = BTreeMap::new();
        for (name, value) in fields {
            let part = name
                .strip_prefix('b')
                .and_then(|rest| rest.split_once('-'))
                .and_then(|(at, field)| Some((at.parse::<usize>().ok()?, field)));
            match (part, name.as_str()) {
                (Some((at, field)), _) => blocks.entry(at).or_default().set(field, value),
                (None, "title") => form.title = value,
                (None, "slug") => form.slug = value,
                (None, "summary") => form.summary = value,
                (None, "lead") => form.lead = value,
                (None, "starts_on") => form.starts_on = value,
                (None, "ends_on") => form.ends_on = value,
                (None, "state") => form.state = value,
                (None, "revision") => form.revision = value,
                (None, "do") => form.act = value,
                (None, _) => {}
            }
        }
        form.blocks = blocks.into_values().collect();
        form
    }
}

impl BlockForm {
    fn set(&mut self, field: &str, value: String) {
        match field {
            "kind" => self.kind = value,
            "heading" => self.heading = value,
            "body" => self.body = value,
            "item" => self.items.push(value),
            "find" => self.find = value,
            "tick" => self.ticked.push(value),
            "picture" => self.picture = value,
            _ => {}
        }
    }

    /// Its kind, if it is one.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        Kind::parse(&self.kind)
    }

    /// Adds what was ticked or chosen to the end, each once.
    fn take(&mut self) {
        let chosen = std::mem::take(&mut self.ticked);
        let picture = std::mem::take(&mut self.picture);
        for item in chosen
            .into_iter()
            .chain([picture])
            .filter(|item| !item.is_empty())
        {
            if !self.items.contains(&item) {
                self.items.push(item);
            }
        }
    }

    fn wanted(&self, at: usize, wrong: &mut Vec<FieldError>) -> Option<WantedBlock> {
        let mut say = |field: &str, text: String| wrong.push(FieldError::new(format!("b{at}-{field}"), text));
        let Some(kind) = self.kind() else {
            say("heading", "小栏目的种类无法识别，请删去后重新添加。".into());
            return None;
        };
        let heading = one_line(&self.heading);
        if !(1..=30).contains(&heading.chars().count()) {
            say(
                "heading",
                format!("请填写第 {} 个小栏目的名称，最多 30 字。", at + 1),
            );
        }
        let (most, what) = match kind {
            Kind::Pictures => (PICTURES, "张图片"),
            Kind::Articles | Kind::Text | Kind::Links => (ARTICLES, "篇稿件"),
        };
        if self.items.len() > most {
            say("items", format!("一个小栏目最多放 {most} {what}。"));
        }
        let body = self.body.replace("\r\n", "\n").trim().to_owned();
        if body.chars().count() > TEXT {
            say("body", format!("太长，最多 {TEXT} 字。"));
        }
        if kind == Kind::Links {
            match links(&body) {
                Ok(links) if links.len() > LINKS => say("body", format!("一个小栏目最多放 {LINKS} 个链接。")),
                Ok(_) => {}
                Err(line) => say(
                    "body",
                    format!("“{line}”不是“名称 网址”的形式，网址以 https:// 、http:// 或 / 开头。"),
                ),
            }
        }
        let mut uids = Vec::new();
        if kind == Kind::Articles {
            for item in &self.items {
                match item.parse::<Uid>() {
                    Ok(uid) => uids.push(uid),
                    Err(_) => say("items", "有一篇稿件无法识别，请移出后再选。".into()),
                }
            }
        }
        Some(WantedBlock {
            kind,
            heading,
            body,
            uids,
            pictures: if kind == Kind::Pictures {
                self.items.clone()
            } else {
                Vec::new()
            },
        })
    }
}

/// What a topic is to be.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Title.
    pub title: String,
    /// Address name.
    pub slug: Slug,
    /// Abstract.
    pub summary: String,
    /// Hash of the lead picture.
    pub lead: Option<String>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// State.
    pub state: State,
    /// Blocks in order.
    pub blocks: Vec<WantedBlock>,
}

/// What a block is to be.
#[derive(Clone, Debug)]
pub struct WantedBlock {
    /// What it holds.
    pub kind: Kind,
    /// Heading.
    pub heading: String,
    /// Text or links.
    pub body: String,
    /// Articles in order.
    pub uids: Vec<Uid>,
    /// Hashes of pictures in order.
    pub pictures: Vec<String>,
}

impl TopicForm {
    /// The form of a topic as it stands.
    #[must_use]
    pub fn of(row: &entity::Model, blocks: Vec<BlockForm>) -> Self {
        Self {
            title: row.title.clone(),
            slug: row.slug.clone(),
            summary: row.summary.clone(),
            lead: row.lead_media.as_deref().map(lead_hash).unwrap_or_default(),
            starts_on: row.starts_on.clone(),
            ends_on: row.ends_on.clone(),
            state: row.state.clone(),
            revision: row.revision.to_string(),
            blocks,
            act: String::new(),
        }
    }

    /// The revision seen; what is no number was never seen.
    #[must_use]
    pub fn seen(&self) -> Revision {
        crate::article::form::seen(&self.revision)
    }

    /// Does what a button of the form asks for; answers whether the button was to save.
    pub fn act(&mut self) -> bool {
        let act = std::mem::take(&mut self.act);
        let words: Vec<&str> = act.split('-').collect();
        let number = |at: usize| words.get(at).and_then(|word| word.parse::<usize>().ok());
        let last = self.blocks.len();
        match (words.first().copied(), number(1), number(2)) {
            (Some("save"), ..) => return true,
            (Some("add"), ..) => self.add(words.get(1).copied().unwrap_or_default()),
            (Some("up"), Some(at), None) if 0 < at && at < last => self.blocks.swap(at, at - 1),
            (Some("down"), Some(at), None) if at + 1 < last => self.blocks.swap(at, at + 1),
            (Some("remove"), Some(at), None) if at < last => drop(self.blocks.remove(at)),
            (Some(word), Some(at), item) => {
                if let Some(block) = self.blocks.get_mut(at) {
                    block.act(word, item);
                }
            }
            // The enter key in a field: whoever looks for something finds it.
            _ => {
                for block in self
                    .blocks
                    .iter_mut()
                    .filter(|block| !block.find.trim().is_empty())
                {
                    block.looks = true;
                }
            }
        }
        false
    }

    fn add(&mut self, kind: &str) {
        if Kind::parse(kind).is_some() && self.blocks.len() < BLOCKS {
            self.blocks.push(BlockForm {
                kind: kind.to_owned(),
                ..BlockForm::default()
            });
        }
    }

    /// Reads the form.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming each field.
    pub fn wanted(&self) -> Result<Wanted> {
        let mut wrong = Vec::new();
        let title = one_line(&self.title);
        if !(2..=40).contains(&title.chars().count()) {
            wrong.push(FieldError::new("title", "请填写专题名称，2 至 40 字。"));
        }
        let summary = one_line(&self.summary);
        if summary.chars().count() > 200 {
            wrong.push(FieldError::new("summary", "太长，最多 200 字。"));
        }
        let slug = Slug::parse(self.slug.trim()).map_err(|error| match error {
            Error::Invalid(fields) => wrong.extend(fields),
            other => wrong.push(FieldError::new("slug", other.sentence())),
        });
        let starts_on = day("starts_on", "开始日期", &self.starts_on, &mut wrong);
        let ends_on = day("ends_on", "结束日期", &self.ends_on, &mut wrong);
        if let (Some(first), Some(last)) = (starts_on, ends_on)
            && last < first
        {
            wrong.push(FieldError::new("ends_on", "结束日期不能早于开始日期。"));
        }
        let state = State::parse(&self.state);
        if state.is_none() {
            wrong.push(FieldError::new("state", "请选择草稿、公开或已归档。"));
        }
        let blocks = self.wanted_blocks(&mut wrong);
        match (wrong.is_empty(), slug, starts_on, ends_on, state) {
            (true, Ok(slug), Some(starts_on), Some(ends_on), Some(state)) => Ok(Wanted {
                title,
                slug,
                summary,
                lead: Some(self.lead.trim().to_owned()).filter(|lead| !lead.is_empty()),
                starts_on,
                ends_on,
                state,
                blocks,
            }),
            _ => Err(Error::Invalid(wrong)),
        }
    }

    fn wanted_blocks(&self, wrong: &mut Vec<FieldError>) -> Vec<WantedBlock> {
        if self.blocks.len() > BLOCKS {
            wrong.push(FieldError::new("", format!("一个专题最多 {BLOCKS} 个小栏目。")));
        }
        let mut blocks = Vec::new();
        let mut known = HashSet::new();
        for (at, block) in self.blocks.iter().enumerate() {
            let Some(block) = block.wanted(at, wrong) else {
                continue;
            };
            if !block.uids.iter().all(|uid| known.insert(*uid)) {
                let text = "同一篇稿件在一个专题里只放一处，请移出重复的。";
                wrong.push(FieldError::new(format!("b{at}-items"), text));
            }
            blocks.push(block);
        }
        blocks
    }
}

impl BlockForm {
    fn act(&mut self, word: &str, item: Option<usize>) {
        let last = self.items.len();
        match (word, item) {
            ("find", None) => self.looks = true,
            ("take", None) => self.take(),
            ("itemup", Some(at)) if 0 < at && at < last => self.items.swap(at, at - 1),
            ("itemdown", Some(at)) if at + 1 < last => self.items.swap(at, at + 1),
            ("itemremove", Some(at)) if at < last => drop(self.items.remove(at)),
            _ => {}
        }
    }
}

fn day(field: &str, name: &str, text: &str, wrong: &mut Vec<FieldError>) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok();
    // Days are compared as they are written: four digits a year.
    let day = day.filter(|day| (1949..=2999).contains(&chrono::Datelike::year(day)));
    if day.is_none() {
        wrong.push(FieldError::new(field, format!("请填写{name}，如 2026-03-01。")));
    }
    day
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> TopicForm {
        let fields: Vec<(String, String)> = url::form_urlencoded::parse(text.as_bytes())
            .into_owned()
            .collect();
        TopicForm::from(fields)
    }

    const GOOD: &str = "title=防汛救灾&slug=flood-2026&starts_on=2026-06-01&ends_on=2026-09-30&state=public";

    #[test]
    fn buttons_move_blocks_and_what_stands_in_them() {
        let blocks = "b0-kind=text&b0-heading=甲&b2-kind=articles&b2-heading=乙&b2-item=x&b2-item=y&b2-tick=z&b2-tick=x";
        let after = |act: &str| {
            let mut form = form(&format!("{GOOD}&{blocks}&do={act}"));
            assert!(!form.act(), "{act}");
            form
        };
        let headings = |form: &TopicForm| form.blocks.iter().map(|b| b.heading.clone()).collect::<Vec<_>>();
        assert_eq!(headings(&after("")), ["甲", "乙"]);
        assert_eq!(headings(&after("up-1")), ["乙", "甲"]);
        assert_eq!(headings(&after("down-0")), ["乙", "甲"]);
        assert_eq!(headings(&after("remove-0")), ["乙"]);
        assert_eq!(headings(&after("add-links")), ["甲", "乙", ""]);
        for nothing in ["up-0", "down-1", "remove-9", "add-nonsense", "up-x", "itemup-0-9"] {
            assert_eq!(headings(&after(nothing)), ["甲", "乙"], "{nothing}");
        }
        assert_eq!(after("take-1").blocks[1].items, ["x", "y", "z"]);
        assert_eq!(after("itemdown-1-0").blocks[1].items, ["y", "x"]);
        assert_eq!(after("itemup-1-1").blocks[1].items, ["y", "x"]);
        assert_eq!(after("itemremove-1-0").blocks[1].items, ["y"]);
        assert!(after("find-1").blocks[1].looks);
        assert!(form("do=save").act());
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let Err(Error::Invalid(wrong)) = form(
            "title=a&slug=TOP&starts_on=x&ends_on=0026-01-01&state=gone&b0-kind=links&b0-body=坏&b1-kind=no&b2-kind=articles&b2-heading=乙&b2-item=x",
        )
        .wanted() else {
            panic!()
        };
        let names: Vec<_> = wrong.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(
            names,
            [
                "title",
                "slug",
                "starts_on",
                "ends_on",
                "state",
                "b0-heading",
                "b0-body",
                "b1-heading",
                "b2-items"
            ]
        );
        let turned = form(&GOOD.replace("2026-09-30", "2026-05-30")).wanted();
        let Err(Error::Invalid(wrong)) = turned else {
            panic!()
        };
        assert_eq!(wrong[0].field, "ends_on");
        assert!(form(GOOD).wanted().is_ok());
    }

    #[test]
    fn an_article_stands_in_a_topic_once() {
        let uid = "0190a000-0000-7000-8000-000000000001";
        let twice = format!(
            "{GOOD}&b0-kind=articles&b0-heading=甲&b0-item={uid}&b1-kind=articles&b1-heading=乙&b1-item={uid}"
        );
        let Err(Error::Invalid(wrong)) = form(&twice).wanted() else {
            panic!()
        };
        assert_eq!(wrong[0].field, "b1-items");
    }
}
