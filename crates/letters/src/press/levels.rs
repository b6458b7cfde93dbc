//! Reading and setting the levels of urging. They are the group's: the portal sets them.

use super::level::{Hearer, Level, usual};
use super::urging::{ActiveModel, Column, Entity, Model};
use crate::clock::day;
use crate::letter::today;
use crate::permissions::ManageBoards;
use crate::pool::{PoolWrite, portal_id};
use crate::refusals::URGING_OF_PORTAL;
use chrono::NaiveDate;
use kernel::event::EventBody;
use kernel::{Error, FieldError, Result};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use store::HubRead;

/// So many levels at most.
pub const MOST: usize = 5;

/// All that were set, the newest day first, its levels in order.
///
/// # Errors
/// Faults of the database.
pub async fn all(read: &HubRead) -> Result<Vec<Model>> {
    let Some(portal) = portal_id(read).await? else {
        return Ok(Vec::new());
    };
    read.find::<Entity>()
        .filter(Column::SiteId.eq(portal.0))
        .desc(Column::ValidFrom)
        .asc(Column::Level)
        .all()
        .await
}

/// The levels in force on a day (`yyyy-mm-dd`): those of the newest day up to it, else the usual ones.
///
/// # Errors
/// Faults of the database.
pub async fn in_force(read: &HubRead, on: &str) -> Result<Vec<Level>> {
    let rows = all(read).await?;
    let from = rows
        .iter()
        .map(|row| &row.valid_from)
        .find(|from| from.as_str() <= on);
    let Some(from) = from else {
        return Ok(usual());
    };
    let levels = rows.iter().filter(|row| &row.valid_from == from);
    Ok(levels.map(Level::from).collect())
}

/// Sets the levels from a day on; those set for the same day before are replaced.
///
/// # Errors
/// `letter.urging_of_portal`; [`Error::Invalid`] for a day that is past, no level or too many, a level without name or anybody to
/// tell, and days that do not rise.
pub async fn set_levels(tx: &mut PoolWrite<ManageBoards>, from: NaiveDate, levels: &[Level]) -> Result<()> {
    if !tx.desk().whole {
        return Err(URGING_OF_PORTAL.into());
    }
    check(from, levels, today(tx))?;
    let site = tx.desk().site;
    let from = day(from);
    tx.in_turn("letter_urging").await?;
    let same = Column::SiteId.eq(site.0).and(Column::ValidFrom.eq(from.as_str()));
    tx.delete_where::<Entity>(same).await?;
    let by = tx.actor().label();
    for (number, level) in (1..).zip(levels) {
        let tells: Vec<&str> = level.tells.iter().map(|who| who.key()).collect();
        let row = ActiveModel {
            site_id: Set(site.0),
            valid_from: Set(from.clone()),
            level: Set(number),
            name: Set(level.name.trim().into()),
            days: Set(level.days),
            tells: Set(tells.join(" ")),
            set_by_name: Set(by.clone()),
            set_at: Set(tx.now()),
            ..Default::default()
        };
        tx.insert(row).await?;
    }
    let words: Vec<String> = levels
        .iter()
        .map(|level| format!("{} {} {}", level.name.trim(), level.when(), level.whom()))
        .collect();
    let words = serde_json::json!({ "urging": words, "from": from });
    tx.emit_with(site, EventBody::LetterTermsChanged, &words);
    Ok(())
}

fn check(from: NaiveDate, levels: &[Level], today: NaiveDate) -> Result<()> {
    let mut wrong = Vec::new();
    if from < today {
        wrong.push(FieldError::new("valid_from", "生效日期不能早于今天。"));
    }
    if levels.is_empty() || levels.len() > MOST {
        wrong.push(FieldError::new("name-1", format!("请填写 1 至 {MOST} 个级别。")));
    }
    let mut before: Option<i64> = None;
    for (number, level) in (1..).zip(levels) {
        let mut field = |bad: bool, name: &str, text: &str| {
            if bad {
                wrong.push(FieldError::new(
                    format!("{name}-{number}"),
                    format!("第 {number} 级：{text}"),
                ));
            }
        };
        let long = level.name.trim().chars().count() > 10;
        field(
            level.name.trim().is_empty() || long,
            "name",
            "请填写名称，不超过 10 字。",
        );
        field(
            !(-10..=60).contains(&level.days),
            "days",
            "到期前不超过 10 个工作日，超期不超过 60 个工作日。",
        );
        field(
            before.is_some_and(|before| level.days <= before),
            "days",
            "须晚于前一级。",
        );
        field(level.tells.is_empty(), "tells", "请选择告知的人。");
        before = Some(level.days);
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(wrong))
    }
}

/// Whether somebody of a level works for the unit; a letter that no unit has has none of them.
pub(super) fn of_unit(who: Hearer) -> bool {
    who != Hearer::Inspector
}
