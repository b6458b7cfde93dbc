//! Accounts that nobody uses are closed by rule: their owners are warned by mail first, and the last administrator of each
//! platform post stays whatever happens.

use super::entity::{ActiveModel, Column, Entity, Model};
use super::{Reason, State, close};
use crate::membership;
use crate::notice::{self, Letterhead};
use crate::settings::Settings;
use chrono::{DateTime, Duration, Utc};
use kernel::{Result, SiteId};
use sea_orm::{ColumnTrait, Set};
use store::HubWrite;

/// What a day's look found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unused {
    /// Owners who were told.
    pub warned: usize,
    /// Accounts that were closed.
    pub closed: usize,
}

/// Warns and closes. `site` is the portal, where accounts belong. Whoever has no mail address has as much time as whoever
/// was warned: an account is closed only when its warning is as old as the setting asks.
///
/// # Errors
/// Faults.
pub async fn close_unused(
    tx: &mut HubWrite,
    settings: &Settings,
    site: SiteId,
    now: DateTime<Utc>,
) -> Result<Unused> {
    let mut done = Unused::default();
    let Some(after) = settings.unused_after else {
        return Ok(done);
    };
    let warn_before = now - after + settings.unused_warning;
    let head = Letterhead::load(tx, settings, None).await?;
    for person in candidates(tx, warn_before).await? {
        match step(&person, after, settings.unused_warning, now) {
            Step::Nothing => {}
            Step::Warn(closes) => {
                warn(tx, &person, now).await?;
                if person.mail().is_some() {
                    let days = (now - person.last_used()).num_days();
                    mail::send(tx, &notice::unused(&head, &person, days, closes)).await?;
                }
                done.warned += 1;
            }
            Step::Close => {
                if membership::query::is_last_administrator(tx, person.person()).await? {
                    continue;
                }
                close(tx, site, &person, Reason::Unused).await?;
                if person.mail().is_some() {
                    mail::send(tx, &notice::closed(&head, &person)).await?;
                }
                done.closed += 1;
            }
        }
    }
    Ok(done)
}

#[derive(Debug, PartialEq, Eq)]
enum Step {
    Nothing,
    Warn(DateTime<Utc>),
    Close,
}

fn step(person: &Model, after: Duration, warning: Duration, now: DateTime<Utc>) -> Step {
    let used = person.last_used();
    if now - used < after - warning {
        return Step::Nothing;
    }
    // A warning from before the last sign-in says nothing about now.
    match person.warned_at.filter(|warned| *warned > used) {
        None => Step::Warn((used + after).max(now + warning)),
        Some(warned) if now - warned >= warning && now - used >= after => Step::Close,
        Some(_) => Step::Nothing,
    }
}

/// The last sign of life is the newest of three columns, so the database only narrows down.
async fn candidates(tx: &HubWrite, before: DateTime<Utc>) -> Result<Vec<Model>> {
    use sea_orm::ExprTrait;
    tx.find::<Entity>()
        .filter(Column::State.eq(State::Active.key()))
        .filter(Column::CreatedAt.lt(before))
        .filter(Column::SignedInAt.is_null().or(Column::SignedInAt.lt(before)))
        .filter(Column::StateAt.is_null().or(Column::StateAt.lt(before)))
        .asc(Column::Id)
        .limit(2_000)
        .all()
        .await
}

async fn warn(tx: &mut HubWrite, person: &Model, now: DateTime<Utc>) -> Result<()> {
    let row = ActiveModel {
        id: Set(person.id),
        warned_at: Set(Some(now)),
        ..Default::default()
    };
    tx.update(row).await?;
    tx.audit(
        None,
        "person.unused_warned",
        &person.uid().to_string(),
        &serde_json::json!({ "mailed": person.mail().is_some() }),
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(used: DateTime<Utc>, warned: Option<DateTime<Utc>>) -> Model {
        Model {
            id: 1,
            uid: uuid::Uuid::nil(),
            account: "edu.writer".into(),
            name: "周若溪".into(),
            title: String::new(),
            email: String::new(),
            unit_id: None,
            password_hash: None,
            must_change_password: false,
            directory: false,
            state: "active".into(),
            revision: 1,
            created_at: DateTime::UNIX_EPOCH,
            password_changed_at: None,
            signed_in_at: Some(used),
            email_key: String::new(),
            state_reason: String::new(),
            state_at: None,
            warned_at: warned,
        }
    }

    #[test]
    fn nobody_is_closed_without_a_warning_that_had_its_time() {
        let day = |n: i64| DateTime::UNIX_EPOCH + Duration::days(n);
        let (after, warning) = (Duration::days(180), Duration::days(14));
        let step = |used, warned, now| step(&person(day(used), warned), after, warning, day(now));
        assert_eq!(step(100, None, 265), Step::Nothing);
        assert_eq!(step(100, None, 266), Step::Warn(day(280)));
        assert_eq!(step(100, Some(day(266)), 279), Step::Nothing);
        assert_eq!(step(100, Some(day(266)), 280), Step::Close);
        // Nobody looked for a year: the warning still comes first and has its fortnight.
        assert_eq!(step(100, None, 600), Step::Warn(day(614)));
        assert_eq!(step(100, Some(day(600)), 613), Step::Nothing);
        assert_eq!(step(100, Some(day(600)), 614), Step::Close);
        // Signed in after the warning.
        assert_eq!(step(270, Some(day(266)), 280), Step::Nothing);
        assert_eq!(step(270, Some(day(266)), 440), Step::Warn(day(454)));
    }
}
