//! The page of what was pressed (督办台账): every notice, by kind, read or not, with its letter.

use super::due::{self, DueChip};
use super::list_view::units;
use super::part::has_promised;
use super::parts::{Chip, Choice, Tab, state_chip, who};
use super::query::{limits, unit_names};
use crate::clock::{self, Judgement};
use crate::letter::entity::{Column as LetterColumn, Entity as Letters, Model};
use crate::letter::{State, today};
use crate::permissions::ReadLetters;
use crate::pool::{Desk, Pool};
use crate::press::levels::in_force;
use crate::press::{Kind, entity};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use gateway::staff::Signed;
use gateway::{By, Reply, StaffPage};
use kernel::{Result, beijing, csv};
use sea_orm::sea_query::{Condition, Expr};
use sea_orm::{ColumnTrait, ExprTrait};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::HubRead;
use theme::view::Pager;

const LIST: &str = "/console/letter-presses";
/// Notices on a page.
const SIZE: u64 = 30;
/// Notices in a file.
const FILE: u64 = 10_000;

/// Tab and filters, as they stand in the address.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct PressQuery {
    /// `unread`, the word of a kind, or nothing.
    pub part: String,
    /// `all` letters, or those that are open.
    pub state: String,
    /// Number of the unit.
    pub unit: String,
    /// Page, from 1.
    pub page: String,
}

impl PressQuery {
    fn query(&self, part: &str) -> String {
        let mut out = url::form_urlencoded::Serializer::new(String::new());
        for (key, value) in [("part", part), ("state", &self.state), ("unit", &self.unit)] {
            if !value.is_empty() {
                out.append_pair(key, value);
            }
        }
        out.finish()
    }

    /// The notices of a tab that the desk sees and the filters let through.
    fn condition(&self, read: &HubRead, desk: &Desk, part: &str) -> Condition {
        let open = (self.state != "all").then(|| {
            let open = State::ALL.into_iter().filter(|state| state.is_open());
            Condition::any()
                .add(LetterColumn::State.is_in(open.map(State::key)))
                .add(has_promised(read, None))
        });
        let letters = read
            .find::<Letters>()
            .filter(desk.condition(read))
            .filter(Condition::all().add_option(open))
            .only([LetterColumn::Id])
            .statement();
        let kind = Kind::parse(part).map(|kind| entity::Column::Kind.eq(kind.key()));
        let unread = (part == "unread").then(|| entity::Column::ReadAt.is_null());
        let unit = self.unit.parse::<i64>().ok();
        Condition::all()
            .add(Expr::col(entity::Column::LetterId.as_column_ref()).in_subquery(letters))
            .add_option(kind)
            .add_option(unread)
            .add_option(unit.map(|unit| entity::Column::UnitId.eq(unit)))
    }
}

/// A notice.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PressLine {
    /// Title of the letter.
    pub title: String,
    /// Its page.
    pub url: String,
    /// 编号.
    pub number: String,
    /// The unit that is pressed, or empty.
    pub unit: String,
    /// `催办（第 2 次）`.
    pub kind: String,
    /// Words.
    pub words: String,
    /// Who and when.
    pub made: String,
    /// Who of the unit read it and when, or empty.
    pub read: String,
    /// How the letter stands.
    pub state: Chip,
    /// How much time is left.
    pub due: DueChip,
}

/// `letters/press_list.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PressList {
    /// Tabs with their counts.
    pub tabs: Vec<Tab>,
    /// Notices, newest first.
    pub rows: Vec<PressLine>,
    /// What was asked.
    pub asked: PressQuery,
    /// What is told by rule, level by level.
    pub rules: String,
    /// Open letters or all.
    pub states: Vec<Choice>,
    /// Units; empty for a desk of one unit.
    pub units: Vec<Choice>,
    /// The same as a file.
    pub file_url: String,
    /// This page.
    pub url: String,
    /// Further pages.
    pub pager: Pager,
}

impl PressList {
    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            tabs: vec![Tab {
                title: "催办".into(),
                url: "/console/letter-presses?part=urge".into(),
                current: true,
                count: Some(1),
            }],
            rows: vec![PressLine {
                title: "解放路路灯不亮".into(),
                url: "/console/letters/7".into(),
                number: "20260302-1-7".into(),
                unit: "城管局".into(),
                kind: "催办（第 1 次）".into(),
                words: "请抓紧答复。".into(),
                made: "2026-03-06 09:00 沈知远".into(),
                read: String::new(),
                state: state_chip("assigned"),
                due: DueChip::default(),
            }],
            rules: "到期前 2 个工作日告知经办人".into(),
            states: states(),
            units: vec![Choice::new("4", "城管局")],
            file_url: "/console/letter-presses.csv".into(),
            url: LIST.into(),
            pager: Pager::for_total(1, SIZE, 1, LIST),
            ..Self::default()
        }
    }

    async fn load(by: &Signed, read: &HubRead, asked: PressQuery) -> Result<Self> {
        let desk = Desk::of(read, by.site.id).await?;
        let url = by.site.url(LIST);
        let page = asked.page.parse().unwrap_or(1).clamp(1, 1_000_000);
        let (rows, total) = read
            .find::<entity::Entity>()
            .filter(asked.condition(read, &desk, &asked.part))
            .desc(entity::Column::MadeAt)
            .desc(entity::Column::Id)
            .page(page, SIZE)
            .await?;
        let names = unit_names(read).await?;
        let kinds = Kind::ALL.map(|kind| (kind.key(), kind.title()));
        let mut tabs = Vec::new();
        for (part, title) in [("", "全部"), ("unread", "单位未阅")].into_iter().chain(kinds) {
            let found = read
                .find::<entity::Entity>()
                .filter(asked.condition(read, &desk, part));
            tabs.push(Tab {
                title: title.into(),
                url: format!("{url}?{}", asked.query(part)),
                current: part == asked.part,
                count: Some(found.count().await?),
            });
        }
        let query = asked.query(&asked.part);
        Ok(Self {
            tabs,
            rows: lines(by, read, rows, &names).await?,
            rules: rules(read).await?,
            states: states(),
            units: if desk.whole { units(&names) } else { Vec::new() },
            file_url: by.site.url(&format!("{LIST}.csv?{query}")),
            pager: Pager::for_total(page, SIZE, total, &format!("{url}?{query}")),
            asked,
            url,
        })
    }
}

async fn rules(read: &HubRead) -> Result<String> {
    let levels = in_force(read, &clock::day(today(read))).await?;
    let said = levels
        .iter()
        .map(|level| format!("{}告知{}（{}）", level.when(), level.whom(), level.name));
    Ok(said.collect::<Vec<_>>().join("；"))
}

fn states() -> Vec<Choice> {
    vec![
        Choice::new("open", "没有办结的来信"),
        Choice::new("all", "全部来信"),
    ]
}

async fn lines(
    by: &Signed,
    read: &HubRead,
    rows: Vec<entity::Model>,
    names: &HashMap<i64, String>,
) -> Result<Vec<PressLine>> {
    let letters = read
        .find::<Letters>()
        .filter(LetterColumn::Id.is_in(rows.iter().map(|row| row.letter_id)))
        .all()
        .await?;
    let ends = limits(read, &letters).await?;
    let letters: HashMap<i64, Model> = letters.into_iter().map(|row| (row.id, row)).collect();
    let (calendar, today) = (clock::calendar()?, today(read));
    let line = |row: entity::Model| {
        let letter = letters.get(&row.letter_id)?;
        let state = State::parse(&letter.state).unwrap_or(State::Received);
        let result = letter.result.as_deref().and_then(Judgement::parse);
        let due = ends
            .get(&letter.id)
            .map(|limit| due::chip(calendar, today, state, result, *limit));
        Some(PressLine {
            title: letter.title.clone(),
            url: by.site.url(&format!("/console/letters/{}", letter.id)),
            number: letter.number.clone(),
            unit: row
                .unit_id
                .and_then(|id| names.get(&id).cloned())
                .unwrap_or_default(),
            kind: level_words(&row),
            made: format!("{} {}", beijing::minute(row.made_at), who(&row.made_by_name)),
            read: row
                .read_at
                .map(|at| format!("{} {}", beijing::minute(at), who(&row.read_by_name)))
                .unwrap_or_default(),
            words: row.words,
            state: state_chip(&letter.state),
            due: due.unwrap_or_default(),
        })
    };
    Ok(rows.into_iter().filter_map(line).collect())
}

/// The notice with how often it was said, or how far it went.
pub(super) fn level_words(row: &entity::Model) -> String {
    match Kind::parse(&row.kind) {
        Some(kind @ (Kind::Escalate | Kind::Remind)) if !row.level_name.is_empty() => {
            format!("{}（{}）", row.level_name, kind.title())
        }
        Some(Kind::Escalate) if row.level == 1 => "上报单位负责人".into(),
        Some(Kind::Escalate) => "上报督查人员".into(),
        Some(kind) => format!("{}（第 {} 次）", kind.title(), row.level),
        None => row.kind.clone(),
    }
}

/// `GET /console/letter-presses`
///
/// # Errors
/// Faults of the database.
pub async fn get_presses(by: By<ReadLetters>, pool: Data<Pool>, Query(asked): Query<PressQuery>) -> Reply {
    let view = PressList::load(&by, &pool.read(), asked).await?;
    by.page(StaffPage::new("letters/press_list.html", view).title("催办督办"))
        .await
}

/// `GET /console/letter-presses.csv`: the same notices, at most ten thousand.
///
/// # Errors
/// Faults of the database.
pub async fn get_presses_csv(
    by: By<ReadLetters>,
    pool: Data<Pool>,
    Query(asked): Query<PressQuery>,
) -> Reply {
    let read = pool.read();
    let desk = Desk::of(&read, by.site.id).await?;
    let rows = read
        .find::<entity::Entity>()
        .filter(asked.condition(&read, &desk, &asked.part))
        .desc(entity::Column::MadeAt)
        .desc(entity::Column::Id)
        .limit(FILE)
        .all()
        .await?;
    let names = unit_names(&read).await?;
    let mut text = String::from(csv::BOM);
    text.push_str(&csv::line([
        "编号",
        "标题",
        "受理单位",
        "方式",
        "内容",
        "发出",
        "单位已阅",
        "办理情况",
        "期限",
    ]));
    // A few hundred letters at a time, as a database takes only so many numbers in one question.
    for some in rows.chunks(400) {
        for row in lines(&by, &read, some.to_vec(), &names).await? {
            text.push_str(&csv::line([
                row.number,
                row.title,
                row.unit,
                row.kind,
                row.words,
                row.made,
                row.read,
                row.state.text,
                row.due.text,
            ]));
        }
    }
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((
            "content-disposition",
            "attachment; filename=\"letter-presses.csv\"",
        ))
        .insert_header(("cache-control", "private, no-store"))
        .body(text))
}
