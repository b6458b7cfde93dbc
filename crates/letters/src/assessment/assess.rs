//! Assessing a week: measured once, frozen with its seal; a correction is another version that names the one before.

use super::{Ranked, SealKey, Week, entity, measure, rank};
use crate::clock::{self, DayCount, day};
use crate::letter::today;
use crate::permissions::AssessUnits;
use crate::pool::PoolWrite;
use crate::refusals::{NOT_PORTAL, WEEK_RUNNING};
use kernel::calendar::DayOffRule;
use kernel::event::EventBody;
use kernel::{Error, Result, beijing};
use sea_orm::{ColumnTrait, Set};
use serde::{Deserialize, Serialize};
use store::HubRead;

/// Units with fewer letters answered or open are listed and not ranked.
const MINIMUM: u64 = 3;
/// Working days in which a unit may appeal.
const APPEAL: u32 = 5;

/// What is frozen of a week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    /// `2026-W10`.
    pub week: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// 1, and one more for each correction.
    pub version: i64,
    /// The digest of the version that this one corrects; empty for the first.
    pub corrects: String,
    /// Why it was corrected.
    pub reason: String,
    /// When it was measured, in Beijing.
    pub measured_at: String,
    /// Working days of the week.
    pub working_days: u64,
    /// Units with fewer cases have no rank.
    pub minimum: u64,
    /// The units, best first.
    pub units: Vec<Ranked>,
}

/// The newest version of a week, if it was assessed.
pub(super) async fn newest(read: &HubRead, site: i64, week: Week) -> Result<Option<entity::Model>> {
    read.find::<entity::Entity>()
        .filter(entity::Column::SiteId.eq(site))
        .filter(entity::Column::Week.eq(week.to_string()))
        .desc(entity::Column::Version)
        .one()
        .await
}

/// Assesses a week that is over. Without a reason a week is assessed once and then answered as it stands; with one it is
/// measured again as a further version. Says whether something was written. `at` is one moment of the database
/// ([`Pool::snapshot`](crate::pool::Pool::snapshot)), so that all numbers of a week are of the same letters.
///
/// # Errors
/// `letter.week_running`, `letter.not_portal`; [`Error::Invalid`] for a correction of nothing.
pub async fn assess_week(
    tx: &mut PoolWrite<AssessUnits>,
    at: &HubRead,
    key: &SealKey,
    week: Week,
    reason: &str,
) -> Result<(entity::Model, bool)> {
    if !tx.desk().whole {
        return Err(NOT_PORTAL.into());
    }
    let period = week.period();
    if today(tx) <= period.to {
        return Err(WEEK_RUNNING.into());
    }
    tx.in_turn("letter_assessment").await?;
    let site = tx.desk().site;
    let before = newest(tx, site.0, week).await?;
    let reason = reason.trim();
    if reason.chars().count() > 500 {
        return Err(Error::field("reason", "更正原因不超过 500 字。"));
    }
    let before = match (before, reason) {
        (Some(before), "") => return Ok((before, false)),
        (None, "") => None,
        (Some(before), _) => Some(before),
        (None, _) => return Err(Error::field("week", "这一周还没有测评，不能更正。")),
    };
    let measured = measure(at, week).await?;
    let (from, to) = period.days();
    let frozen = Frozen {
        week: week.to_string(),
        from,
        to,
        version: before.as_ref().map_or(1, |before| before.version + 1),
        corrects: before.map_or_else(String::new, |before| before.digest),
        reason: reason.to_owned(),
        measured_at: beijing::minute(tx.now()),
        working_days: measured.working_days,
        minimum: MINIMUM,
        units: rank(measured.works, MINIMUM),
    };
    let body = serde_json::to_string(&frozen).map_err(Error::fault)?;
    let seal = key.seal(&body)?;
    let until = DayCount::Working.after(clock::calendar()?, today(tx), APPEAL, DayOffRule::Stays);
    let (now, who) = (tx.now(), tx.actor().label());
    let row = tx
        .insert(entity::ActiveModel {
            site_id: Set(site.0),
            week: Set(frozen.week.clone()),
            version: Set(frozen.version),
            reason: Set(frozen.reason),
            measured_at: Set(now),
            measured_by_name: Set(who),
            appeal_until: Set(day(until)),
            body: Set(body),
            digest: Set(seal.digest),
            signature: Set(seal.signature),
            public_key: Set(seal.public_key),
            ..Default::default()
        })
        .await?;
    let words = serde_json::json!({ "week": row.week, "version": row.version, "digest": row.digest });
    tx.emit_with(
        site,
        EventBody::LetterAssessed {
            week: row.week.clone(),
        },
        &words,
    );
    Ok((row, true))
}
