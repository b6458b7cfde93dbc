//! The books of the poller: when a source was asked, what it said, when it is asked next.

use super::poll::Poller;
use super::query::turn;
use super::schedule::{after_failure, after_success, hold_until, is_hopeless};
use super::{State, entity};
use crate::refusals::SOURCE_STOPPED;
use chrono::Duration;
use content::permissions::RelayArticle;
use gateway::outbound::Known;
use kernel::{Error, Result};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use store::SiteWrite;

/// A look that was killed is repeated after this; none takes longer.
pub(super) const BEGUN: Duration = Duration::minutes(10);
/// What was left for the next look comes soon.
const SOON: Duration = Duration::minutes(1);

/// What may be done now.
pub(super) enum Begun {
    /// Look, on the terms as they are now.
    Look(Box<entity::Model>),
    /// It asked to be left alone.
    Later,
    /// Somebody put it to rest or took it off the register.
    Stopped,
}

/// How a look ended.
pub(super) enum Outcome {
    /// A feed was read; without `known` not all of it was brought. `title` is the name a source without one gets.
    Read {
        known: Option<Known>,
        soon: bool,
        title: String,
    },
    /// Nothing changed.
    Unchanged,
    /// It asks to be left alone.
    Later { retry_after: Option<String> },
    /// It could not be read for want of a place: no word on the source.
    Crowded,
    /// It failed, in words.
    Failed { finding: String },
}

/// The source as it is now, if it may still be asked and its news may still be written. Whoever writes asks in the same
/// transaction: what somebody decided a moment ago holds. Until it ends no other look at this source writes.
///
/// # Errors
/// `source.stopped`.
pub(super) async fn alive(tx: &mut SiteWrite<RelayArticle>, source: &entity::Model) -> Result<entity::Model> {
    tx.in_turn(&turn(source.id)).await?;
    let own = entity::Column::Id.eq(source.id);
    let row = tx.find::<entity::Entity>().filter(own).one().await?;
    let rest = [State::Paused.key(), State::Removed.key()];
    let row = row.filter(|row| !rest.contains(&row.state.as_str()) && row.url == source.url);
    row.ok_or_else(|| SOURCE_STOPPED.into())
}

/// Notes that a look begins. One that was killed is not repeated at once, and counts as a failure: what kills the
/// program must not do so every ten minutes.
pub(super) async fn begin(poller: &Poller, source: &entity::Model) -> Result<Begun> {
    let mut tx = poller.write(source).await?;
    let now = tx.now();
    let found = match alive(&mut tx, source).await {
        Ok(found) if found.hold_until.is_some_and(|until| until > now) => return Ok(Begun::Later),
        Ok(found) => found,
        Err(Error::Refused(_)) => return Ok(Begun::Stopped),
        Err(error) => return Err(error),
    };
    let killed = found.looking && found.asked_at.is_some_and(|at| at + BEGUN <= now);
    let row = if killed {
        failed(&mut tx, &found, "上次抓取中断，没有完成。".to_owned(), None)
    } else {
        entity::ActiveModel::default()
    };
    let next = now + BEGUN;
    let next = match row.next_at {
        Set(after) => std::cmp::max(after, next),
        _ => next,
    };
    let row = entity::ActiveModel {
        id: Set(source.id),
        looking: Set(true),
        asked_at: Set(Some(now)),
        next_at: Set(next),
        ..row
    };
    let row = tx.update(row).await?;
    tx.exempt("source")?;
    tx.commit().await?;
    let given_up = killed && row.state == State::Disabled.key() && found.state != row.state;
    Ok(if given_up {
        Begun::Stopped
    } else {
        Begun::Look(Box::new(row))
    })
}

/// Notes how a look ended. What somebody changed on the source meanwhile stands.
pub(super) async fn end(poller: &Poller, source: &entity::Model, outcome: Outcome) -> Result<()> {
    let mut tx = poller.write(source).await?;
    let row = match alive(&mut tx, source).await {
        Ok(now) => row(&mut tx, &now, outcome),
        Err(Error::Refused(_)) => entity::ActiveModel::default(),
        Err(error) => return Err(error),
    };
    let row = entity::ActiveModel {
        looking: Set(false),
        ..row
    };
    tx.update_where(row, entity::Column::Id.eq(source.id)).await?;
    tx.exempt("source")?;
    tx.commit().await
}

/// Notes that a look was broken off because this process ends: what it did not do is done by the next.
pub(super) async fn broken_off(poller: &Poller, source: &entity::Model) -> Result<()> {
    let mut tx = poller.write(source).await?;
    tx.in_turn(&turn(source.id)).await?;
    let row = entity::ActiveModel {
        looking: Set(false),
        next_at: Set(tx.now()),
        ..entity::ActiveModel::default()
    };
    let under_way = entity::Column::Id
        .eq(source.id)
        .and(entity::Column::Looking.eq(true));
    tx.update_where(row, under_way).await?;
    tx.exempt("source")?;
    tx.commit().await
}

fn row(tx: &mut SiteWrite<RelayArticle>, source: &entity::Model, outcome: Outcome) -> entity::ActiveModel {
    let now = tx.now();
    let interval = Duration::minutes(source.interval_minutes);
    let draw = rand::random_range(0.0..1.0);
    let good = entity::ActiveModel {
        finding: Set(String::new()),
        failures: Set(0),
        failing_since: Set(None),
        hold_until: Set(None),
        read_at: Set(Some(now)),
        next_at: Set(now + after_success(interval, draw)),
        ..entity::ActiveModel::default()
    };
    // One that was given up and answers again, because somebody asked, is back in turn.
    let good = if source.state == State::Disabled.key() {
        entity::ActiveModel {
            state: Set(State::Active.key().to_owned()),
            ..good
        }
    } else {
        good
    };
    match outcome {
        Outcome::Unchanged => good,
        Outcome::Read { known, soon, title } => {
            let known = known.unwrap_or_default();
            let mut row = entity::ActiveModel {
                etag: Set(known.etag),
                last_modified: Set(known.last_modified),
                ..good
            };
            if source.name.is_empty() {
                row.name = Set(title);
            }
            if soon {
                row.next_at = Set(now + SOON);
            }
            row
        }
        Outcome::Later { retry_after } => {
            let hold = retry_after.and_then(|header| hold_until(&header, now));
            failed(tx, source, "对方请求稍后再来。".to_owned(), hold)
        }
        Outcome::Crowded => entity::ActiveModel {
            next_at: Set(now + SOON),
            ..entity::ActiveModel::default()
        },
        Outcome::Failed { finding } => failed(tx, source, finding, None),
    }
}

fn failed(
    tx: &mut SiteWrite<RelayArticle>,
    source: &entity::Model,
    finding: String,
    hold: Option<chrono::DateTime<chrono::Utc>>,
) -> entity::ActiveModel {
    let now = tx.now();
    let failures = source.failures + 1;
    let since = source.failing_since.unwrap_or(now);
    let wait = after_failure(
        Duration::minutes(source.interval_minutes),
        failures,
        rand::random_range(0.0..1.0),
    );
    let next = now + wait;
    let row = entity::ActiveModel {
        finding: Set(finding),
        failures: Set(failures),
        failing_since: Set(Some(since)),
        hold_until: Set(hold),
        next_at: Set(hold.map_or(next, |hold| std::cmp::max(hold, next))),
        ..entity::ActiveModel::default()
    };
    if source.state != State::Active.key() || !is_hopeless(failures, since, now) {
        return row;
    }
    let detail = serde_json::json!({ "url": source.url, "failures": failures });
    tx.audit("source.disabled", &format!("source {}", source.id), &detail);
    entity::ActiveModel {
        state: Set(State::Disabled.key().to_owned()),
        ..row
    }
}
