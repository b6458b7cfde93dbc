//! Setting limits from a day on. Letters that came before keep theirs.

use super::entity;
use super::terms::day_off_key;
use super::{DayCount, Limits, day};
use crate::permissions::ManageBoards;
use chrono::NaiveDate;
use kernel::event::EventBody;
use kernel::{Error, Result};
use sea_orm::Set;
use store::SiteWrite;

/// Limits to be set.
#[derive(Clone, Debug)]
pub struct NewPolicy {
    /// Only for this board of the site.
    pub board: Option<i64>,
    /// Only for this class.
    pub class: Option<String>,
    /// Only for this unit.
    pub unit: Option<i64>,
    /// From this day on.
    pub valid_from: NaiveDate,
    /// The limits.
    pub limits: Limits,
}

/// Sets limits.
///
/// # Errors
/// [`Error::Invalid`] for limits nobody can keep.
pub async fn set_policy(tx: &mut SiteWrite<ManageBoards>, new: NewPolicy) -> Result<entity::Model> {
    let (answer, hard) = (new.limits.answer, new.limits.hard);
    if answer.0 > 365 {
        return Err(Error::field("answer_count", "答复期限应在 0 至 365 天之间。"));
    }
    if answer.0 == 0 && answer.1 != DayCount::Working {
        return Err(Error::field("answer_days", "当日答复（0 天）按工作日计算。"));
    }
    if hard.0 == 0 || hard.0 > 730 {
        return Err(Error::field("hard_count", "最长办理时限应在 1 至 730 天之间。"));
    }
    let row = tx
        .insert(entity::ActiveModel {
            board_id: Set(new.board),
            class: Set(new.class),
            unit_id: Set(new.unit),
            valid_from: Set(day(new.valid_from)),
            answer_count: Set(answer.0.into()),
            answer_days: Set(answer.1.key().into()),
            hard_count: Set(hard.0.into()),
            hard_days: Set(hard.1.key().into()),
            day_off: Set(day_off_key(new.limits.day_off).into()),
            return_days: Set(new.limits.return_days.into()),
            return_limit: Set(new.limits.return_limit.into()),
            pause_days: Set(new.limits.pause_days.into()),
            rule: Set(new.limits.rule),
            set_by_name: Set(tx.actor().label()),
            set_at: Set(tx.now()),
            ..Default::default()
        })
        .await?;
    let words = serde_json::json!({ "policy": row.id, "from": row.valid_from });
    tx.emit_with(EventBody::LetterTermsChanged, &words);
    Ok(row)
}
