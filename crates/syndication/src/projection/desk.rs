//! Lines of desks: they arrive, follow their source, and leave when a submission is taken back.

use super::news::News;
use super::{cluster, edited, media, shown};
use crate::authorization::query as authorization;
use crate::desk::{State, entity as desk};
use crate::rule::entity as rule;
use crate::submission::{self, entity as ledger};
use chrono::{DateTime, Utc};
use content::library::entity as library;
use content::placement::entity::{self as placement, LIVE};
use kernel::event::EventBody;
use kernel::{Result, SiteId, SubmissionId, Uid};
use sea_orm::{ColumnTrait, ExprTrait, NotSet, Set};
use std::collections::HashMap;
use store::HubWrite;
use uuid::Uuid;

/// Something for a desk.
pub(super) struct Arrival {
    /// The desk's site.
    pub(super) target: SiteId,
    pub(super) item: library::Model,
    pub(super) source_name: String,
    pub(super) rule: Option<i64>,
    pub(super) channel: Option<i64>,
    pub(super) at: DateTime<Utc>,
}

impl Arrival {
    pub(super) fn by_rule(news: &News, rule: &rule::Model) -> Self {
        Self {
            target: SiteId(rule.site_id),
            item: news.item.clone(),
            source_name: news.unit.clone(),
            rule: Some(rule.id),
            channel: Some(rule.channel_id),
            at: news.at,
        }
    }
}

/// Lays arrivals on their desks. What lies there or stands on the site already is not laid twice.
pub(super) async fn arrive(tx: &mut HubWrite, arrivals: Vec<Arrival>) -> Result<()> {
    let uids = arrivals.iter().map(|arrival| arrival.item.uid);
    let revoked = authorization::of_uids(tx, uids.collect::<Vec<_>>()).await?;
    for arrival in arrivals {
        let uid = arrival.item.uid;
        if shown_on(tx, arrival.target, uid).await? {
            if arrival.rule.is_none() {
                Box::pin(stands(tx, arrival)).await?;
            }
            continue;
        }
        // What the source no longer allows lies there all the same, and waits when it is allowed again.
        let state = match authorization::against(&revoked, uid, arrival.target.0) {
            Some(_) => State::Withdrawn,
            None => State::Waiting,
        };
        let line = find(tx, arrival.target, uid).await?;
        if let Some(line) = line {
            again(tx, &arrival, &line, state).await?;
            continue;
        }
        media::carry(tx, arrival.target, &arrival.item).await?;
        let line = tx.insert(row(&arrival, state)).await?;
        let item = &arrival.item;
        cluster::join(tx, &line, &item.title, &item.body_html).await?;
    }
    Ok(())
}

/// A new line.
fn row(arrival: &Arrival, state: State) -> desk::ActiveModel {
    let item = &arrival.item;
    desk::ActiveModel {
        id: NotSet,
        site_id: Set(arrival.target.0),
        library_item_id: Set(Some(item.id)),
        uid: Set(item.uid),
        version: Set(item.version),
        rule_id: Set(arrival.rule),
        channel_id: Set(arrival.channel),
        source_name: Set(arrival.source_name.clone()),
        title: Set(item.title.clone()),
        state: Set(state.key().into()),
        submitted: Set(arrival.rule.is_none()),
        picked: Set(false),
        reason: Set(String::new()),
        decided_by: Set(None),
        decided_by_name: Set(String::new()),
        arrived_at: Set(arrival.at),
        decided_at: Set(None),
        seen_at: Set(None),
        settled: Set(None),
        origin_site_id: Set(item.origin_site_id),
        origin_channel: Set(item.origin_channel.clone()),
        before_text: Set(None),
        after_text: Set(None),
        article_id: Set(None),
        source_changed_at: Set(None),
        merged_into: Set(None),
        overtaken_by: Set(None),
        fingerprint: Set(None),
        cluster: Set(None),
        box_text_id: Set(None),
        unit_id: Set(None),
    }
}

/// Who decided what nobody had to decide.
const BY_RULE: &str = "自动规则";

/// It stands there already: what the unit sent up is adopted without anybody's doing. A line says so, as of everything that
/// was sent up; the portal counts by it what another box sent.
async fn stands(tx: &mut HubWrite, arrival: Arrival) -> Result<()> {
    let (target, uid) = (arrival.target, arrival.item.uid);
    let taken = desk::ActiveModel {
        submitted: Set(true),
        state: Set(State::Taken.key().into()),
        settled: Set(Some(State::Taken.key().into())),
        reason: Set(String::new()),
        decided_by: Set(None),
        decided_by_name: Set(BY_RULE.into()),
        decided_at: Set(Some(arrival.at)),
        ..Default::default()
    };
    match find(tx, target, uid).await? {
        Some(line) if matches!(line.state(), State::Taken | State::Edited | State::Merged) => {
            return used(tx, &arrival, &line).await;
        }
        Some(line) => {
            let taken = desk::ActiveModel {
                id: Set(line.id),
                ..taken
            };
            tx.update(taken).await?;
        }
        None => {
            let taken = desk::ActiveModel {
                state: taken.state,
                settled: taken.settled,
                decided_by_name: taken.decided_by_name,
                decided_at: taken.decided_at,
                ..row(&arrival, State::Taken)
            };
            let line = tx.insert(taken).await?;
            let item = &arrival.item;
            cluster::join(tx, &line, &item.title, &item.body_html).await?;
        }
    }
    submission(tx, target, uid, &Verdict::adopted(), arrival.at).await?;
    decided(tx, target, uid);
    Ok(())
}

/// It was used before it was sent up: the decision stands, and counts for what was sent.
async fn used(tx: &mut HubWrite, arrival: &Arrival, line: &desk::Model) -> Result<()> {
    let row = desk::ActiveModel {
        id: Set(line.id),
        submitted: Set(true),
        ..Default::default()
    };
    let line = tx.update(row).await?;
    let at = line.decided_at.unwrap_or(arrival.at);
    let verdict = Verdict::of(&line, shown::is_shown(tx, &line).await?);
    submission(tx, arrival.target, line.uid, &verdict, at).await?;
    decided(tx, arrival.target, line.uid);
    Ok(())
}

/// Said aloud: the source may be on another box.
fn decided(tx: &mut HubWrite, target: SiteId, uid: Uuid) {
    let decided = EventBody::SubmissionDecided {
        uid: Uid(uid),
        adopted: true,
    };
    tx.emit_derived(target, decided);
}

/// Something that lies on the desk arrives by another way.
async fn again(tx: &mut HubWrite, arrival: &Arrival, line: &desk::Model, state: State) -> Result<()> {
    let mut row = desk::ActiveModel {
        id: Set(line.id),
        ..Default::default()
    };
    match (line.state(), arrival.rule) {
        (State::Waiting, None) => {
            row.submitted = Set(true);
            if !line.submitted {
                // It was opened as the rule's; the unit is told when it is opened as its own.
                row.seen_at = Set(None);
            }
        }
        (State::Waiting, Some(rule)) if line.rule_id.is_none() => {
            row.rule_id = Set(Some(rule));
            row.channel_id = Set(arrival.channel);
        }
        // It was declined; the unit asks once more by hand.
        (State::Declined, None) => {
            media::carry(tx, arrival.target, &arrival.item).await?;
            row.submitted = Set(true);
            row.state = Set(state.key().into());
            row.version = Set(arrival.item.version);
            row.title = Set(arrival.item.title.clone());
            row.reason = Set(String::new());
            row.decided_by = Set(None);
            row.decided_by_name = Set(String::new());
            row.decided_at = Set(None);
            row.settled = Set(None);
            row.seen_at = Set(None);
            row.arrived_at = Set(arrival.at);
        }
        (State::Taken | State::Edited | State::Merged, None) => return used(tx, arrival, line).await,
        (State::Waiting | State::Taken | State::Edited | State::Merged | State::Declined, Some(_))
        | (State::Withdrawn, _) => return Ok(()),
    }
    tx.update(row).await?;
    Ok(())
}

/// Brings lines up to the version of the news.
pub(super) async fn follow(tx: &mut HubWrite, known: &HashMap<Uuid, &News>) -> Result<()> {
    let uids = known.keys().copied();
    let lines = tx
        .find::<desk::Entity>()
        .filter(desk::Column::Uid.is_in(uids))
        .all()
        .await?;
    let revoked = authorization::of_uids(tx, known.keys().copied()).await?;
    for line in lines {
        let Some(news) = known.get(&line.uid) else {
            continue;
        };
        if news.live() && authorization::against(&revoked, line.uid, line.site_id).is_some() {
            continue;
        }
        let before = line.state();
        let state = if news.live() {
            before.after_publication(line.standing())
        } else {
            before.after_withdrawal()
        };
        if state == State::Declined {
            // It was declined as it was then.
            continue;
        }
        if state == State::Waiting {
            media::carry(tx, SiteId(line.site_id), &news.item).await?;
        }
        if !news.live() {
            edited::withdraw(tx, &line, edited::GONE).await?;
        } else if state == State::Edited && before == State::Withdrawn {
            edited::allow(tx, &line).await?;
        }
        let edited = line.article_id.is_some() && news.item.version > line.version;
        let row = desk::ActiveModel {
            id: Set(line.id),
            version: Set(news.item.version),
            title: Set(news.item.title.clone()),
            state: Set(state.key().into()),
            source_changed_at: Set(if edited {
                Some(news.at)
            } else {
                line.source_changed_at
            }),
            ..Default::default()
        };
        tx.update(row).await?;
    }
    Ok(())
}

/// Takes from the desk what was taken back, as far as nobody decided and no rule brought it.
pub(super) async fn leave(tx: &mut HubWrite, touched: &[SubmissionId]) -> Result<()> {
    for id in touched {
        let found = tx
            .find::<ledger::Entity>()
            .filter(ledger::Column::Id.eq(id.0))
            .one()
            .await?;
        let Some(sent) = found.filter(|sent| sent.state() == submission::State::Recalled) else {
            continue;
        };
        let target = SiteId(sent.target_site_id);
        let Some(line) = find(tx, target, sent.uid).await? else {
            continue;
        };
        match (line.state(), line.rule_id) {
            (State::Waiting | State::Withdrawn, None) => {
                cluster::forget(tx, &line).await?;
                tx.delete_where::<desk::Entity>(desk::Column::Id.eq(line.id))
                    .await?;
            }
            (State::Waiting | State::Withdrawn, Some(_)) => {
                let row = desk::ActiveModel {
                    id: Set(line.id),
                    submitted: Set(false),
                    ..Default::default()
                };
                tx.update(row).await?;
            }
            // The desk was faster.
            (State::Taken | State::Edited | State::Merged | State::Declined, _) => {
                super::submission::decided(tx, target, Uid(sent.uid)).await?
            }
        }
    }
    Ok(())
}

/// The line of an article on a desk.
pub(super) async fn find(tx: &HubWrite, target: SiteId, uid: Uuid) -> Result<Option<desk::Model>> {
    let wanted = desk::Column::SiteId.eq(target.0).and(desk::Column::Uid.eq(uid));
    tx.find::<desk::Entity>().filter(wanted).one().await
}

async fn shown_on(tx: &HubWrite, target: SiteId, uid: Uuid) -> Result<bool> {
    tx.find::<placement::Entity>()
        .filter(placement::Column::SiteId.eq(target.0))
        .filter(placement::Column::Uid.eq(uid))
        .filter(placement::Column::State.eq(LIVE))
        .exists()
        .await
}

/// What a desk made of a submission.
pub(super) struct Verdict {
    pub(super) state: Option<submission::State>,
    pub(super) reason: String,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    pub(super) overtaken_by: Option<String>,
    /// Whether the public sees what was made of it.
    pub(super) shown: bool,
    /// Whether it is about a submission, also one that was just taken back: the desk was faster.
    submitted: bool,
}

impl Verdict {
    /// As the line says.
    pub(super) fn of(line: &desk::Model, shown: bool) -> Self {
        let state = match line.state() {
            State::Taken => Some(submission::State::Adopted),
            State::Edited => Some(submission::State::Edited),
            State::Declined => Some(submission::State::Declined),
            State::Merged => Some(submission::State::Overtaken),
            State::Waiting | State::Withdrawn => None,
        };
        Self {
            state,
            reason: line.reason.clone(),
            before: line.before_text.clone(),
            after: line.after_text.clone(),
            overtaken_by: line.overtaken_by.clone(),
            shown,
            submitted: line.submitted,
        }
    }

    /// It stands on the site already.
    fn adopted() -> Self {
        Self::told(true, "")
    }

    /// What the desk of another box says.
    pub(super) fn told(adopted: bool, reason: &str) -> Self {
        let state = if adopted {
            submission::State::Adopted
        } else {
            submission::State::Declined
        };
        Self {
            state: Some(state),
            reason: reason.to_owned(),
            before: None,
            after: None,
            overtaken_by: None,
            shown: adopted,
            submitted: true,
        }
    }
}

/// Writes into the source's ledger what the desk says.
pub(super) async fn submission(
    tx: &mut HubWrite,
    target: SiteId,
    uid: Uuid,
    verdict: &Verdict,
    at: DateTime<Utc>,
) -> Result<()> {
    let Some(state) = verdict.state else {
        return Ok(());
    };
    let row = ledger::ActiveModel {
        state: Set(state.key().into()),
        settled: Set(Some(state.key().into())),
        reason: Set(verdict.reason.clone()),
        before_text: Set(verdict.before.clone()),
        after_text: Set(verdict.after.clone()),
        overtaken_by: Set(verdict.overtaken_by.clone()),
        decided_at: Set(Some(at)),
        shown_at: Set(verdict.shown.then_some(at)),
        ..Default::default()
    };
    let mut open = vec![submission::State::Sent.key(), submission::State::Seen.key()];
    open.extend(verdict.submitted.then(|| submission::State::Recalled.key()));
    let line = ledger::Column::Uid
        .eq(uid)
        .and(ledger::Column::TargetSiteId.eq(target.0))
        .and(ledger::Column::State.is_in(open));
    tx.update_where(row, line).await?;
    Ok(())
}
