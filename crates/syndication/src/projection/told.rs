//! What the portal on another box says of pieces becomes true in their own ledger: the line stands as that of a unit of the
//! portal's house would.

use super::picked::{self, Written};
use crate::credit::{Kind, Proof, entity as credit};
use crate::submission::{State, entity as ledger};
use chrono::{DateTime, Utc};
use content::article::entity as article;
use kernel::event::EventBody;
use kernel::{Result, SiteId, Uid};
use sea_orm::{ColumnTrait, ExprTrait, NotSet, Set};
use store::HubWrite;
use uuid::Uuid;

/// How a piece stands at the portal.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    /// The article.
    pub(crate) uid: Uid,
    /// What the desk said last.
    pub(crate) state: State,
    /// Which sending it is about; none where the portal was never told.
    pub(crate) sending: Option<String>,
    /// When it came to the desk.
    pub(crate) arrived_at: DateTime<Utc>,
    /// See [`ledger::Model`], as the following.
    pub(crate) seen_at: Option<DateTime<Utc>>,
    pub(crate) decided_at: Option<DateTime<Utc>>,
    pub(crate) shown_at: Option<DateTime<Utc>>,
    pub(crate) reason: String,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
    pub(crate) overtaken_by: Option<String>,
    pub(crate) picked: bool,
    /// The portal's page, while the public sees it there.
    pub(crate) url: Option<String>,
    /// Every credit that stands.
    pub(crate) credits: Vec<Credit>,
}

/// A credit as the portal told it.
#[derive(Clone, Debug)]
pub(crate) struct Credit {
    pub(crate) kind: Kind,
    pub(crate) proof: Proof,
    pub(crate) by: String,
    pub(crate) at: DateTime<Utc>,
}

/// Writes what the portal `target` says of a piece of `own` into its ledger. `said` writes a moment as the wire does.
pub(crate) async fn stands(
    tx: &mut HubWrite,
    (own, target): (SiteId, SiteId),
    told: &Standing,
    said: fn(DateTime<Utc>) -> String,
) -> Result<()> {
    tx.exempt("projection")?;
    let line = tx
        .find::<ledger::Entity>()
        .filter(ledger::Column::SiteId.eq(own.0))
        .filter(ledger::Column::TargetSiteId.eq(target.0))
        .filter(ledger::Column::Uid.eq(told.uid.0))
        .one()
        .await?;
    let line = match line {
        Some(line) => line,
        None if told.picked && told.state.is_used() => match pick(tx, (own, target), told).await? {
            Some(line) => line,
            None => return Ok(()),
        },
        None => return Ok(()),
    };
    // What was sent once more waits for a word on this sending.
    let of_another = told
        .sending
        .as_ref()
        .is_some_and(|sending| *sending != said(line.sent_at));
    if told.picked != line.picked || (of_another && !line.picked) {
        return Ok(());
    }
    follow(tx, target, &line, told).await?;
    credits(tx, target, told).await
}

/// The line of what the portal picked by itself. It is said on the unit's own site too: the portal hears whom it credits.
async fn pick(
    tx: &mut HubWrite,
    (own, target): (SiteId, SiteId),
    told: &Standing,
) -> Result<Option<ledger::Model>> {
    let written = tx
        .find::<article::Entity>()
        .filter(article::Column::SiteId.eq(own.0))
        .filter(article::Column::Uid.eq(told.uid.0))
        .one()
        .await?;
    let Some(written) = written else { return Ok(None) };
    let row = Written {
        target,
        state: told.state,
        arrived_at: told.arrived_at,
        decided_at: told.decided_at.unwrap_or(told.arrived_at),
        seen_at: told.seen_at,
    };
    let line = picked::write(tx, &written, row).await?;
    tx.emit_derived(own, EventBody::SubmissionCredited { uid: told.uid });
    decided(tx, target, told);
    Ok(Some(line))
}

fn decided(tx: &mut HubWrite, target: SiteId, told: &Standing) {
    let decided = EventBody::SubmissionDecided {
        uid: told.uid,
        adopted: told.state.is_used(),
    };
    tx.emit_derived(target, decided);
}

/// The line with what was told; the unit's own withdrawal and recall are its own word.
async fn follow(tx: &mut HubWrite, target: SiteId, line: &ledger::Model, told: &Standing) -> Result<()> {
    let open = told.state.is_open();
    let state = match line.state() {
        State::Recalled if open => return Ok(()),
        // A decline stays in the ledger whatever becomes of the article.
        State::Withdrawn if told.state != State::Declined => State::Withdrawn,
        _ => told.state,
    };
    let next = ledger::Model {
        state: state.key().into(),
        settled: (!open).then(|| told.state.key().into()),
        reason: told.reason.clone(),
        decided_at: told.decided_at,
        seen_at: told.seen_at,
        before_text: told.before.clone(),
        after_text: told.after.clone(),
        overtaken_by: told.overtaken_by.clone(),
        shown_at: told.shown_at,
        page_url: told.url.clone(),
        ..line.clone()
    };
    if next == *line {
        return Ok(());
    }
    let row = ledger::ActiveModel {
        id: Set(line.id),
        state: Set(next.state),
        settled: Set(next.settled.clone()),
        reason: Set(next.reason),
        decided_at: Set(next.decided_at),
        seen_at: Set(next.seen_at),
        before_text: Set(next.before_text),
        after_text: Set(next.after_text),
        overtaken_by: Set(next.overtaken_by),
        shown_at: Set(next.shown_at),
        page_url: Set(next.page_url),
        ..Default::default()
    };
    tx.update(row).await?;
    if line.seen_at.is_none() && told.seen_at.is_some() {
        tx.emit_derived(target, EventBody::SubmissionSeen { uid: told.uid });
    }
    // Said again when the public sees it: the day that counts.
    let shown = line.shown_at.is_none() && next.shown_at.is_some();
    if next.settled.is_some() && (next.settled != line.settled || shown) {
        decided(tx, target, told);
    }
    Ok(())
}

/// The credits as they are told, and no others.
async fn credits(tx: &mut HubWrite, target: SiteId, told: &Standing) -> Result<()> {
    let of_piece = || {
        let of_uid = credit::Column::Uid.eq(told.uid.0);
        credit::Column::SiteId.eq(target.0).and(of_uid)
    };
    let there = tx.find::<credit::Entity>().filter(of_piece()).all().await?;
    let known = |each: &&Credit| there.iter().any(|row| each.is(row));
    if there.len() == told.credits.len() && told.credits.iter().all(|each| known(&each)) {
        return Ok(());
    }
    tx.delete_where::<credit::Entity>(of_piece()).await?;
    let rows = told.credits.iter().map(|each| each.row(target, told.uid.0));
    tx.insert_many(rows.collect()).await?;
    tx.emit_derived(target, EventBody::SubmissionCredited { uid: told.uid });
    Ok(())
}

impl Credit {
    fn is(&self, row: &credit::Model) -> bool {
        let proof = (row.outlet.as_str(), row.proof_url.as_str());
        row.kind == self.kind.key()
            && (self.proof.outlet(), self.proof.url()) == proof
            && (row.credited_by_name == self.by && row.credited_at == self.at)
    }

    fn row(&self, target: SiteId, uid: Uuid) -> credit::ActiveModel {
        credit::ActiveModel {
            id: NotSet,
            site_id: Set(target.0),
            uid: Set(uid),
            kind: Set(self.kind.key().into()),
            outlet: Set(self.proof.outlet().into()),
            proof_url: Set(self.proof.url().into()),
            credited_by_name: Set(self.by.clone()),
            credited_at: Set(self.at),
        }
    }
}
