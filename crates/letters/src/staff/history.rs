//! What was done with a letter: replies, parts, notices, steps.

use super::due;
use super::parts::{Chip, paragraphs, who};
use super::presses::level_words;
use crate::clock::Judgement;
use crate::commitment;
use crate::handling::{self, LEAD, OPEN};
use crate::letter::entity::Model;
use crate::letter::event;
use crate::press::entity as press;
use crate::rating::{Reason, SCORES, entity as rating};
use crate::reply::{self, Outcome};
use kernel::{Result, beijing};
use sea_orm::ColumnTrait;
use serde::Serialize;
use std::collections::HashMap;
use store::HubRead;

/// A version of a reply.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReplyRow {
    /// `第 1 轮，第 2 稿`.
    pub version: String,
    /// The unit.
    pub unit: String,
    /// What it says of the matter.
    pub outcome: String,
    /// How it stands.
    pub state: Chip,
    /// Text.
    pub body: Vec<String>,
    /// What the public reads of it; empty where it is the same.
    pub public: Vec<String>,
    /// Who wrote it and when.
    pub drafted: String,
    /// Who reviewed it and when, or empty.
    pub reviewed: String,
    /// What the reviewer said, or empty.
    pub opinion: String,
}

impl ReplyRow {
    pub(super) fn sample() -> Self {
        Self {
            version: "第 1 轮，第 2 稿".into(),
            unit: "城管局".into(),
            outcome: "已办理".into(),
            state: Chip::new("待审核", "wait"),
            body: vec!["周若溪您好，路灯已修复。".into()],
            public: vec!["周**您好，路灯已修复。".into()],
            drafted: "2026-03-05 09:00 顾青禾".into(),
            reviewed: "2026-03-05 11:00 沈知远".into(),
            opinion: "请写明修复时间。".into(),
        }
    }
}

/// A unit's part.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PartRow {
    /// The unit.
    pub unit: String,
    /// `主办` or `协办`, with the round.
    pub part: String,
    /// Who gave it and when.
    pub given: String,
    /// What for.
    pub words: String,
    /// Both last days.
    pub days: String,
    /// How it stands.
    pub state: Chip,
    /// When the unit first opened it, or empty.
    pub seen: String,
    /// What a helping unit said, or empty.
    pub opinion: String,
}

impl PartRow {
    pub(super) fn sample() -> Self {
        Self {
            unit: "城管局".into(),
            part: "主办".into(),
            given: "2026-03-02 10:00 沈知远".into(),
            words: "请阅处。".into(),
            days: "2026-03-09，最长 2026-03-17".into(),
            state: Chip::new("办理中", "wait"),
            seen: "2026-03-02 10:20".into(),
            opinion: "已会同供电部门查看。".into(),
        }
    }
}

/// A notice by which the unit was pressed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PressRow {
    /// `催办（第 2 次）`.
    pub title: String,
    /// Words.
    pub words: String,
    /// Who and when.
    pub made: String,
    /// Who of the unit read it and when, or empty.
    pub read: String,
}

impl PressRow {
    pub(super) fn sample() -> Self {
        Self {
            title: "催办（第 1 次）".into(),
            words: "请抓紧答复。".into(),
            made: "2026-03-06 09:00 沈知远".into(),
            read: "2026-03-06 09:30 顾青禾".into(),
        }
    }
}

/// A step.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StepRow {
    /// When.
    pub at: String,
    /// What.
    pub title: String,
    /// Who.
    pub actor: String,
    /// The unit concerned, or empty.
    pub unit: String,
    /// Words, or empty.
    pub words: String,
    /// Whether the public page names it.
    pub shown: bool,
}

impl StepRow {
    pub(super) fn sample() -> Self {
        Self {
            at: "2026-03-02 10:00".into(),
            title: "转办".into(),
            actor: "沈知远".into(),
            unit: "城管局".into(),
            words: "请阅处。".into(),
            shown: true,
        }
    }
}

/// A promise with its day.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PromiseRow {
    /// Number.
    pub id: i64,
    /// What is promised.
    pub words: String,
    /// By when.
    pub due: String,
    /// How it stands.
    pub state: Chip,
    /// What was done, by whom and when, or empty.
    pub ended: String,
    /// Whether it is chased.
    pub open: bool,
}

impl PromiseRow {
    pub(super) fn sample() -> Self {
        Self {
            id: 2,
            words: "修复路面坑洼".into(),
            due: "2026-03-20".into(),
            state: Chip::new("已逾期", "late"),
            ended: "2026-03-21 10:00 顾青禾：已修复。".into(),
            open: true,
        }
    }
}

/// The promises of a letter, oldest first.
pub(super) async fn promises(read: &HubRead, letter: &Model) -> Result<Vec<PromiseRow>> {
    let rows = read
        .find::<commitment::entity::Entity>()
        .filter(commitment::entity::Column::SiteId.eq(letter.site_id))
        .filter(commitment::entity::Column::LetterId.eq(letter.id))
        .asc(commitment::entity::Column::Id)
        .all()
        .await?;
    let today = beijing::date(read.now());
    let row = |row: commitment::entity::Model| PromiseRow {
        id: row.id,
        state: match row.state.as_str() {
            commitment::DONE => Chip::new("已整改", "ok"),
            commitment::VOID => Chip::new("已取消", "plain"),
            _ if row.due_on < today => Chip::new("已逾期", "late"),
            _ => Chip::new("整改中", "wait"),
        },
        ended: row
            .ended_at
            .map(|at| {
                format!(
                    "{} {}：{}",
                    beijing::minute(at),
                    who(&row.ended_by_name),
                    row.evidence
                )
            })
            .unwrap_or_default(),
        open: row.state == commitment::OPEN,
        words: row.words,
        due: row.due_on,
    };
    Ok(rows.into_iter().map(row).collect())
}

fn name(names: &HashMap<i64, String>, id: Option<i64>) -> String {
    id.and_then(|id| names.get(&id).cloned()).unwrap_or_default()
}

/// The parts of a letter, oldest first.
pub(super) async fn handlings(read: &HubRead, letter: &Model) -> Result<Vec<handling::entity::Model>> {
    use handling::entity::{Column, Entity};
    read.find::<Entity>()
        .filter(Column::SiteId.eq(letter.site_id))
        .filter(Column::LetterId.eq(letter.id))
        .asc(Column::Id)
        .all()
        .await
}

/// The part of the responsible unit.
pub(super) fn open_lead(parts: &[handling::entity::Model]) -> Option<&handling::entity::Model> {
    parts.iter().find(|part| part.part == LEAD && part.state == OPEN)
}

pub(super) fn parts(rows: &[handling::entity::Model], names: &HashMap<i64, String>) -> Vec<PartRow> {
    let row = |row: &handling::entity::Model| PartRow {
        unit: name(names, Some(row.unit_id)),
        part: match (row.part == LEAD, row.round) {
            (true, 1) => "主办".into(),
            (true, round) => format!("主办（第 {round} 轮）"),
            (false, 1) => "协办".into(),
            (false, round) => format!("协办（第 {round} 轮）"),
        },
        given: format!(
            "{} {}",
            beijing::minute(row.assigned_at),
            who(&row.assigned_by_name)
        ),
        words: row.words.clone(),
        days: format!("{}，最长 {}", row.due_on, row.hard_on),
        state: part_state(row),
        seen: row.seen_at.map(beijing::minute).unwrap_or_default(),
        opinion: row.opinion.clone(),
    };
    rows.iter().map(row).collect()
}

fn part_state(row: &handling::entity::Model) -> Chip {
    match row.state.as_str() {
        OPEN => Chip::new("办理中", "wait"),
        handling::RETURNED => Chip::new("已退回", "plain"),
        handling::TRANSFERRED => Chip::new("已改派", "plain"),
        _ => match row.result.as_deref().and_then(Judgement::parse) {
            Some(result) => Chip::new(result.title(), due::tone_of(result)),
            None => Chip::new("已结束", "plain"),
        },
    }
}

pub(super) async fn replies(
    read: &HubRead,
    letter: &Model,
    names: &HashMap<i64, String>,
) -> Result<Vec<ReplyRow>> {
    let rows = reply::query::versions(read, letter.id).await?;
    let row = |row: reply::entity::Model| ReplyRow {
        version: format!("第 {} 轮，第 {} 稿", row.round, row.version),
        unit: name(names, row.unit_id),
        outcome: Outcome::parse(&row.outcome).map_or("", Outcome::title).into(),
        state: match row.state.as_str() {
            reply::SUBMITTED => Chip::new("待审核", "wait"),
            reply::SENT_BACK => Chip::new("已退改", "warn"),
            reply::PUBLISHED => Chip::new("已发布", "ok"),
            _ => Chip::new("草稿", "plain"),
        },
        body: paragraphs(&row.body),
        public: match reply::query::differing(&row) {
            Some(public) => paragraphs(public),
            None => Vec::new(),
        },
        drafted: format!(
            "{} {}",
            beijing::minute(row.drafted_at),
            who(&row.drafted_by_name)
        ),
        reviewed: row
            .reviewed_at
            .map(|at| format!("{} {}", beijing::minute(at), who(&row.reviewed_by_name)))
            .unwrap_or_default(),
        opinion: row.opinion,
    };
    Ok(rows.into_iter().map(row).collect())
}

pub(super) async fn presses(
    read: &HubRead,
    letter: &Model,
    names: &HashMap<i64, String>,
) -> Result<Vec<PressRow>> {
    let rows = read
        .find::<press::Entity>()
        .filter(press::Column::SiteId.eq(letter.site_id))
        .filter(press::Column::LetterId.eq(letter.id))
        .asc(press::Column::Id)
        .all()
        .await?;
    let row = |row: press::Model| PressRow {
        title: format!(
            "{}{}",
            level_words(&row),
            row.unit_id
                .and_then(|id| names.get(&id))
                .map(|name| format!(" {name}"))
                .unwrap_or_default(),
        ),
        words: row.words,
        made: format!("{} {}", beijing::minute(row.made_at), who(&row.made_by_name)),
        read: row
            .read_at
            .map(|at| format!("{} {}", beijing::minute(at), who(&row.read_by_name)))
            .unwrap_or_default(),
    };
    Ok(rows.into_iter().map(row).collect())
}

/// A unit sees the day, the words and the reasons; nothing of the rater.
pub(super) async fn ratings(read: &HubRead, letter: &Model) -> Result<Vec<String>> {
    let rows = read
        .find::<rating::Entity>()
        .filter(rating::Column::SiteId.eq(letter.site_id))
        .filter(rating::Column::LetterId.eq(letter.id))
        .asc(rating::Column::Id)
        .all()
        .await?;
    Ok(rows.iter().map(rated).collect())
}

fn rated(row: &rating::Model) -> String {
    let score = SCORES.iter().find(|(score, _)| *score == row.score);
    let mut text = format!(
        "{} 第 {} 轮：{}",
        beijing::date(row.rated_at),
        row.round,
        score.map_or("", |(_, word)| *word)
    );
    let reasons: Vec<&str> = row
        .reasons
        .split_whitespace()
        .filter_map(Reason::parse)
        .map(Reason::title)
        .collect();
    if !reasons.is_empty() {
        text.push_str(&format!("（{}）", reasons.join("、")));
    }
    if !row.words.is_empty() {
        text.push_str(&format!("：{}", row.words));
    }
    text
}

pub(super) async fn steps(
    read: &HubRead,
    letter: &Model,
    names: &HashMap<i64, String>,
) -> Result<Vec<StepRow>> {
    let rows = read
        .find::<event::Entity>()
        .filter(event::Column::SiteId.eq(letter.site_id))
        .filter(event::Column::LetterId.eq(letter.id))
        .asc(event::Column::Id)
        .all()
        .await?;
    let row = |row: event::Model| StepRow {
        at: beijing::minute(row.at),
        title: step_title(&row.step).into(),
        actor: who(&row.actor_name).to_owned(),
        unit: name(names, row.unit_id),
        words: row.words,
        shown: row.shown,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// The word of a step on screens; a word that is not known stands as it is.
fn step_title(step: &str) -> &str {
    match step {
        "write" => "来信",
        "register" => "登记",
        "assign" => "转办",
        "duty" => "转值班人员",
        "roster" => "改由他人值班",
        "claim" => "认领",
        "claim_declined" => "未同意认领",
        "classify" => "分类",
        "return" => "退回",
        "transfer" => "改派",
        "assist" => "请单位协办",
        "contribute" => "协办意见",
        "ask" => "请写信人补充",
        "complete" => "写信人补充",
        "resume" => "继续办理",
        "extend" => "延期说明",
        "draft" => "起草答复",
        "submit" => "送审",
        "send_back" => "退改",
        "answer" => "发布答复",
        "show" => "公开",
        "choose" => "选入常见问答",
        "unchoose" => "移出常见问答",
        "hide" => "不公开",
        "file_clear" => "附件检查通过",
        "file_block" => "拦截附件",
        "file_show" => "公开附件",
        "file_hide" => "附件不再公开",
        "rate" => "评价",
        "reopen" => "重新办理",
        "archive" => "归档",
        "invalidate" => "标为无效",
        "duplicate" => "标为重复",
        "restore" => "恢复",
        "withdraw" => "写信人撤回",
        "import" => "导入",
        "urge" => "催办",
        "supervise" => "督办",
        "instruct" => "批示",
        "escalate" => "上报",
        "remind" => "提醒",
        "commit" => "整改承诺",
        "put_right" => "整改完成",
        "void" => "承诺取消",
        other => other,
    }
}
