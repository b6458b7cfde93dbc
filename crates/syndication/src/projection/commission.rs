//! Tasks: they are laid before everybody who got them, cancelled with their giver, and done when the public sees the piece
//! that was handed in; of a policy explanation the portal then credits its writers.

use super::follow::CHUNK;
use crate::commission::entity as commission;
use crate::commission::{Kind, Receiver};
use crate::credit::{Kind as Credit, entity as credit};
use crate::ledger::sent_from_afar;
use crate::postbox::entity as text;
use crate::submission::entity as ledger;
use crate::task::{State, entity as task};
use chrono::{DateTime, Utc};
use content::article::entity as article;
use gateway::site::elsewhere;
use kernel::event::EventBody;
use kernel::{Result, SiteId, Uid};
use sea_orm::{ColumnTrait, ExprTrait, NotSet, Set};
use std::collections::{HashMap, HashSet};
use store::HubWrite;
use uuid::Uuid;

/// A task was given, answered or closed. The giver's row counts, not the event.
pub(super) async fn changed(tx: &mut HubWrite, uid: Uid) -> Result<()> {
    let wanted = commission::Column::Uid.eq(uid.0);
    let Some(given) = tx.find::<commission::Entity>().filter(wanted).one().await? else {
        return Ok(());
    };
    let away = away(tx).await?;
    if given.state == commission::CLOSED {
        let over = cancel(tx, &given).await?;
        stir(tx, &given, over > 0 && !away.is_empty());
        return Ok(());
    }
    let laid = tx
        .find::<task::Entity>()
        .filter(task::Column::Uid.eq(uid.0))
        .all()
        .await?;
    let laid: HashSet<(i64, String)> = laid.into_iter().map(|row| (row.site_id, row.receiver)).collect();
    let mut far = false;
    for receiver in given.receivers()? {
        if !laid.contains(&(receiver.site, receiver.key())) {
            far |= away.contains(&receiver.site);
            lay(tx, &given, receiver).await?;
        }
    }
    stir(tx, &given, far);
    Ok(())
}

/// Sites that another box serves.
async fn away(tx: &HubWrite) -> Result<HashSet<i64>> {
    let rows = tx.find::<elsewhere::Entity>().all().await?;
    Ok(rows.into_iter().map(|row| row.site_id).collect())
}

/// A box that asks goes by events, and the one that led here may have been asked for before the rows were true.
fn stir(tx: &mut HubWrite, given: &commission::Model, far: bool) {
    if far {
        let uid = Uid(given.uid);
        tx.emit_derived(SiteId(given.site_id), EventBody::CommissionChanged { uid });
    }
}

async fn lay(tx: &mut HubWrite, given: &commission::Model, receiver: Receiver) -> Result<()> {
    let row = task::ActiveModel {
        id: NotSet,
        site_id: Set(receiver.site),
        uid: Set(given.uid),
        receiver: Set(receiver.key()),
        giver_site_id: Set(given.site_id),
        unit_id: Set(receiver.unit),
        person_id: Set(receiver.person),
        receiver_name: Set(receiver.name),
        title: Set(given.title.clone()),
        wanted: Set(given.wanted.clone()),
        kind: Set(given.kind.clone()),
        due_on: Set(given.due_on.clone()),
        attachments: Set(given.attachments.clone()),
        given_by_name: Set(given.given_by_name.clone()),
        given_at: Set(given.given_at),
        state: Set(State::Given.key().into()),
        reason: Set(String::new()),
        answered_by_name: Set(String::new()),
        piece_title: Set(String::new()),
        ..Default::default()
    };
    tx.insert(row).await?;
    Ok(())
}

async fn cancel(tx: &mut HubWrite, given: &commission::Model) -> Result<u64> {
    let row = task::ActiveModel {
        state: Set(State::Cancelled.key().into()),
        reason: Set(given.close_reason.clone()),
        ..Default::default()
    };
    let open = [State::Given, State::Accepted, State::Declined, State::Handed].map(State::key);
    let open = task::Column::Uid
        .eq(given.uid)
        .and(task::Column::State.is_in(open));
    Ok(tx.update_where(row, open).await?)
}

/// Looks at what was handed in and waits: is it public on the site that asked for it? What was public before it was asked
/// for was not written for the task. Of the tasks of another box that box says when they are done.
pub(super) async fn settle(tx: &mut HubWrite) -> Result<()> {
    let away = away(tx).await?;
    let waiting = tx
        .find::<task::Entity>()
        .filter(task::Column::State.eq(State::Handed.key()))
        .filter(task::Column::GiverSiteId.is_not_in(away.iter().copied()))
        .asc(task::Column::Id)
        .all()
        .await?;
    // A piece that is never shown keeps its task open: there may be more of them than one statement names.
    for some in waiting.chunks(CHUNK) {
        let shown = Shown::of(tx, some, &away).await?;
        for row in some {
            if let Some(at) = shown.at(row).filter(|at| *at >= row.given_at) {
                end(tx, row, at).await?;
                if away.contains(&row.site_id) {
                    let uid = Uid(row.uid);
                    tx.emit_derived(SiteId(row.giver_site_id), EventBody::CommissionChanged { uid });
                }
            }
        }
    }
    Ok(())
}

/// When the public first saw the pieces, by where they came from.
struct Shown {
    /// Texts of boxes, by their number.
    texts: HashMap<i64, DateTime<Utc>>,
    /// Articles of the giver's own site.
    own: HashMap<(i64, Uuid), DateTime<Utc>>,
    /// What was sent, by the receiving site.
    sent: HashMap<(i64, Uuid), DateTime<Utc>>,
}

impl Shown {
    async fn of(tx: &HubWrite, waiting: &[task::Model], away: &HashSet<i64>) -> Result<Self> {
        let texts = tx
            .find::<text::Entity>()
            .filter(text::Column::Id.is_in(waiting.iter().filter_map(|row| row.box_text_id)))
            .all()
            .await?;
        let pieces = || waiting.iter().filter_map(|row| row.piece);
        let own = tx
            .find::<article::Entity>()
            .filter(article::Column::Uid.is_in(pieces()))
            .filter(article::Column::LiveEditionId.is_not_null())
            .all()
            .await?;
        let sent = tx
            .find::<ledger::Entity>()
            .filter(ledger::Column::Uid.is_in(pieces()))
            .all()
            .await?;
        let mut far = HashMap::new();
        for row in waiting.iter().filter(|row| away.contains(&row.site_id)) {
            let lines = sent_from_afar(tx, SiteId(row.giver_site_id), Some(row.site_id), row.piece).await?;
            let used = lines.into_iter().filter(|line| line.sent.state.is_used());
            far.extend(
                used.filter_map(|line| Some(((row.giver_site_id, line.sent.uid), line.sent.shown_at?))),
            );
        }
        Ok(Self {
            texts: texts
                .into_iter()
                .filter_map(|text| Some((text.id, text.shown_at?)))
                .collect(),
            own: own
                .into_iter()
                .filter_map(|article| Some(((article.site_id, article.uid), article.first_published_at?)))
                .collect(),
            sent: sent
                .into_iter()
                .filter(|line| line.state().is_used())
                .filter_map(|line| Some(((line.target_site_id, line.uid), line.shown_at?)))
                .chain(far)
                .collect(),
        })
    }

    fn at(&self, row: &task::Model) -> Option<DateTime<Utc>> {
        if let Some(id) = row.box_text_id {
            return self.texts.get(&id).copied();
        }
        let piece = (row.giver_site_id, row.piece?);
        let found = if row.site_id == row.giver_site_id {
            self.own.get(&piece)
        } else {
            self.sent.get(&piece)
        };
        found.copied()
    }
}

async fn end(tx: &mut HubWrite, row: &task::Model, at: DateTime<Utc>) -> Result<()> {
    let done = task::ActiveModel {
        id: Set(row.id),
        state: Set(State::Done.key().into()),
        done_at: Set(Some(at)),
        ..Default::default()
    };
    tx.update(done).await?;
    let explains = Kind::parse(&row.kind) == Some(Kind::Explanation);
    let sent = row.box_text_id.is_some() || row.site_id != row.giver_site_id;
    let Some(piece) = row.piece.filter(|_| explains && sent) else {
        return Ok(());
    };
    let known = tx
        .find::<credit::Entity>()
        .filter(credit::Column::SiteId.eq(row.giver_site_id))
        .filter(credit::Column::Uid.eq(piece))
        .filter(credit::Column::Kind.eq(Credit::Commissioned.key()))
        .exists()
        .await?;
    if known {
        return Ok(());
    }
    let earned = credit::ActiveModel {
        id: NotSet,
        site_id: Set(row.giver_site_id),
        uid: Set(piece),
        kind: Set(Credit::Commissioned.key().into()),
        outlet: Set(String::new()),
        proof_url: Set(String::new()),
        credited_by_name: Set(row.given_by_name.clone()),
        credited_at: Set(at),
    };
    tx.insert(earned).await?;
    let credited = EventBody::SubmissionCredited { uid: Uid(piece) };
    tx.emit_derived(SiteId(row.giver_site_id), credited);
    Ok(())
}
