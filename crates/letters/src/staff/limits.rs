//! The page of limits (办理期限): each with the day from which it is in force.

use super::parts::{Choice, who};
use crate::board::{class, entity as board};
use crate::clock::entity::{Column, Entity, Model};
use crate::clock::{DayCount, Limits, NewPolicy, parse_day, parse_day_off, set_policy};
use crate::permissions::ManageBoards;
use gateway::unit::entity as unit;
use gateway::{By, Form, Reply, StaffPage};
use kernel::{Error, Result, beijing};
use sea_orm::ColumnTrait;
use serde::{Deserialize, Serialize};
use store::SiteRead;

/// The form, as typed.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default)]
pub struct LimitForm {
    board: String,
    class: String,
    unit: String,
    valid_from: String,
    answer_count: String,
    answer_days: String,
    hard_count: String,
    hard_days: String,
    day_off: String,
    return_days: String,
    return_limit: String,
    pause_days: String,
    rule: String,
}

impl Default for LimitForm {
    /// The limits of the program, as a beginning.
    fn default() -> Self {
        let limits = Limits::default();
        Self {
            board: String::new(),
            class: String::new(),
            unit: String::new(),
            valid_from: String::new(),
            answer_count: limits.answer.0.to_string(),
            answer_days: limits.answer.1.key().into(),
            hard_count: limits.hard.0.to_string(),
            hard_days: limits.hard.1.key().into(),
            day_off: "stays".into(),
            return_days: limits.return_days.to_string(),
            return_limit: limits.return_limit.to_string(),
            pause_days: limits.pause_days.to_string(),
            rule: String::new(),
        }
    }
}

fn number(field: &str, text: &str, most: u32) -> Result<u32> {
    let count = text.trim().parse().ok().filter(|count| *count <= most);
    count.ok_or_else(|| Error::field(field, format!("请填写 0 至 {most} 的整数。")))
}

fn count(field: &str, key: &str) -> Result<DayCount> {
    DayCount::parse(key).ok_or_else(|| Error::field(field, "请选择工作日或自然日。"))
}

impl LimitForm {
    fn parse(&self) -> Result<NewPolicy> {
        let from = parse_day(self.valid_from.trim()).ok();
        let rule = self.rule.trim().to_owned();
        if rule.is_empty() || rule.chars().count() > 200 {
            return Err(Error::field("rule", "请填写依据的文件，不超过 200 字。"));
        }
        Ok(NewPolicy {
            board: self.board.parse().ok(),
            class: Some(self.class.clone()).filter(|class| !class.is_empty()),
            unit: self.unit.parse().ok(),
            valid_from: from.ok_or_else(|| Error::field("valid_from", "请填写生效日期。"))?,
            limits: Limits {
                answer: (
                    number("answer_count", &self.answer_count, 365)?,
                    count("answer_days", &self.answer_days)?,
                ),
                hard: (
                    number("hard_count", &self.hard_count, 730)?,
                    count("hard_days", &self.hard_days)?,
                ),
                day_off: parse_day_off(&self.day_off),
                return_days: number("return_days", &self.return_days, 60)?,
                return_limit: number("return_limit", &self.return_limit, 20)?,
                pause_days: number("pause_days", &self.pause_days, 365)?,
                rule,
            },
        })
    }
}

/// Limits in the list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LimitRow {
    /// From which day on.
    pub from: String,
    /// For which letters.
    pub scope: String,
    /// The limit for the answer.
    pub answer: String,
    /// The hard end.
    pub hard: String,
    /// Sending back and asking.
    pub more: String,
    /// The document.
    pub rule: String,
    /// Who set them.
    pub set_by: String,
    /// Whether they begin later.
    pub later: bool,
}

/// `letters/limit_list.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LimitList {
    /// Limits, newest first.
    pub rows: Vec<LimitRow>,
    /// What is in force where the list says nothing.
    pub otherwise: String,
    /// The form.
    pub form: LimitForm,
    /// Boards of the site.
    pub boards: Vec<Choice>,
    /// Classes of its boards.
    pub classes: Vec<Choice>,
    /// Units.
    pub units: Vec<Choice>,
    /// This page.
    pub url: String,
}

impl LimitList {
    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            rows: vec![LimitRow {
                from: "2026-01-01".into(),
                scope: "投诉".into(),
                answer: "7 个工作日".into(),
                hard: "30 天".into(),
                more: "2 个工作日内可退回，最多 2 次；请写信人补充最多 15 天".into(),
                rule: "关于来信办理时限的规定".into(),
                set_by: "沈知远".into(),
                later: true,
            }],
            otherwise: "5 个工作日，最长 15 天".into(),
            boards: vec![Choice::new("1", "咨询投诉")],
            classes: vec![Choice::new("投诉", "投诉")],
            units: vec![Choice::new("4", "城管局")],
            url: "/console/letter-limits".into(),
            ..Self::default()
        }
    }
}

fn days(count: i64, kind: &str) -> String {
    format!("{count} {}", DayCount::parse(kind).map_or("", DayCount::title))
}

async fn page(by: &By<ManageBoards>, typed: LimitForm) -> Result<StaffPage<LimitList>> {
    let read = by.read();
    let rows = read
        .find::<Entity>()
        .desc(Column::ValidFrom)
        .desc(Column::Id)
        .all()
        .await?;
    let boards = read.find::<board::Entity>().asc(board::Column::Id).all().await?;
    let classes = read.find::<class::Entity>().asc(class::Column::Id).all().await?;
    let units = read.shared::<unit::Entity>().asc(unit::Column::Id).all().await?;
    let today = beijing::date(read.now());
    let scope = |row: &Model| {
        let board = boards.iter().find(|board| Some(board.id) == row.board_id);
        let unit = units.iter().find(|unit| Some(unit.id) == row.unit_id);
        let parts = [
            board.map(|board| board.name.clone()),
            row.class.clone(),
            unit.map(|unit| unit.short_name.clone()),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.is_empty() {
            "全部来信".to_owned()
        } else {
            parts.join("，")
        }
    };
    let line = |row: &Model| LimitRow {
        from: row.valid_from.clone(),
        scope: scope(row),
        answer: days(row.answer_count, &row.answer_days),
        hard: days(row.hard_count, &row.hard_days),
        more: format!(
            "{} 个工作日内可退回，最多 {} 次；请写信人补充最多 {} 天",
            row.return_days, row.return_limit, row.pause_days
        ),
        rule: row.rule.clone(),
        set_by: who(&row.set_by_name).to_owned(),
        later: row.valid_from > today,
    };
    let mut names: Vec<String> = Vec::new();
    for row in classes {
        if !names.contains(&row.name) {
            names.push(row.name);
        }
    }
    let usual = Limits::default();
    let view = LimitList {
        rows: rows.iter().map(line).collect(),
        otherwise: format!(
            "{}，最长 {}",
            days(usual.answer.0.into(), usual.answer.1.key()),
            days(usual.hard.0.into(), usual.hard.1.key())
        ),
        form: typed,
        boards: boards
            .iter()
            .map(|board| Choice::new(board.id.to_string(), &board.name))
            .collect(),
        classes: names.iter().map(|name| Choice::new(name, name)).collect(),
        units: units
            .iter()
            .map(|unit| Choice::new(unit.id.to_string(), &unit.short_name))
            .collect(),
        url: by.site.url("/console/letter-limits"),
    };
    Ok(StaffPage::new("letters/limit_list.html", view).title("办理期限"))
}

/// What the limits name must be there.
async fn known(read: &SiteRead, new: &NewPolicy) -> Result<()> {
    if let Some(id) = new.board {
        let found = read.find::<board::Entity>().filter(board::Column::Id.eq(id));
        if !found.exists().await? {
            return Err(Error::field("board", "本站没有这个栏目。"));
        }
    }
    if let Some(id) = new.unit {
        let found = read.shared::<unit::Entity>().filter(unit::Column::Id.eq(id));
        if !found.exists().await? {
            return Err(Error::field("unit", "没有这个单位。"));
        }
    }
    Ok(())
}

/// `GET /console/letter-limits`
///
/// # Errors
/// Faults of the database.
pub async fn get_limits(by: By<ManageBoards>) -> Reply {
    by.page(page(&by, LimitForm::default()).await?).await
}

/// `POST /console/letter-limits`: letters that came before the day keep theirs.
///
/// # Errors
/// See [`set_policy`]; what is wrong with the form is shown with it.
pub async fn post_limits(by: By<ManageBoards>, Form(form): Form<LimitForm>) -> Reply {
    let outcome = async {
        let new = form.parse()?;
        let mut tx = by.write().await?;
        known(&tx, &new).await?;
        set_policy(&mut tx, new).await?;
        tx.commit().await
    };
    match outcome.await {
        Ok(()) => by.saved("/console/letter-limits", "办理期限已保存。").await,
        Err(error) => by.form(page(&by, form).await?, error).await,
    }
}
