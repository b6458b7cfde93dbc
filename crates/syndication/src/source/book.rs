//! The books of the poller: when a source was asked, what it said, when it is asked next.

use super::poll::Poller;
use super::schedule::{after_failure, after_success, hold_until, is_hopeless};
use super::{State, entity};
use chrono::Duration;
use content::permissions::RelayArticle;
use gateway::outbound::Known;
use kernel::Result;
use sea_orm::{ColumnTrait, ExprTrait, Set};
use store::SiteWrite;

/// A look that was killed is repeated after this.
const BEGUN: Duration = Duration::minutes(10);
/// What was left for the next look comes soon.
const SOON: Duration = Duration::minutes(1);

/// How a look ended.
pub(super) enum Outcome {
    /// A feed was read; without `known` not all of it was brought. `title` is the name a source without one gets.
    Read {
        known: Option<Known>,
        left: bool,
        title: String,
    },
    /// Nothing changed.
    Unchanged,
    /// It asks to be left alone.
    Later { retry_after: Option<String> },
    /// It failed, in words.
    Failed { finding: String },
}

/// Notes that a look begins; one that is killed is not repeated at once.
pub(super) async fn begin(poller: &Poller, source: &entity::Model) -> Result<()> {
    let mut tx = poller.write(source).await?;
    let row = entity::ActiveModel {
        id: Set(source.id),
        asked_at: Set(Some(tx.now())),
        next_at: Set(tx.now() + BEGUN),
        ..entity::ActiveModel::default()
    };
    tx.update(row).await?;
    tx.exempt("source")?;
    tx.commit().await
}

/// Notes how a look ended. What somebody changed on the source meanwhile stands.
pub(super) async fn end(poller: &Poller, source: &entity::Model, outcome: Outcome) -> Result<()> {
    let mut tx = poller.write(source).await?;
    let row = row(&mut tx, source, outcome);
    let listed = entity::Column::Id
        .eq(source.id)
        .and(entity::Column::State.ne(State::Removed.key()))
        .and(entity::Column::Url.eq(source.url.as_str()));
    tx.update_where(row, listed).await?;
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
        Outcome::Read { known, left, title } => {
            let known = known.unwrap_or_default();
            let mut row = entity::ActiveModel {
                etag: Set(known.etag),
                last_modified: Set(known.last_modified),
                ..good
            };
            if source.name.is_empty() {
                row.name = Set(title);
            }
            if left {
                row.next_at = Set(now + SOON);
            }
            row
        }
        Outcome::Later { retry_after } => {
            let hold = retry_after.and_then(|header| hold_until(&header, now));
            failed(tx, source, "对方请求稍后再来。".to_owned(), hold)
        }
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
