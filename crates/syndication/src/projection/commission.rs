//! Tasks: they are laid before everybody who got them, cancelled with their giver, and done when the public sees the piece
//! that was handed in; of a policy explanation the portal then credits its writers.

use crate::commission::entity as commission;
use crate::commission::{Kind, Receiver};
use crate::credit::{Kind as Credit, entity as credit};
use crate::postbox::entity as text;
use crate::submission::entity as ledger;
use crate::task::{State, entity as task};
use chrono::{DateTime, Utc};
use content::article::entity as article;
use kernel::event::EventBody;
use kernel::{Result, SiteId, Uid};
use sea_orm::{ColumnTrait, ExprTrait, NotSet, Set};
use std::collections::HashSet;
use store::HubWrite;

/// A task was given, answered or closed. The giver's row counts, not the event.
pub(super) async fn changed(tx: &mut HubWrite, uid: Uid) -> Result<()> {
    let wanted = commission::Column::Uid.eq(uid.0);
    let Some(given) = tx.find::<commission::Entity>().filter(wanted).one().await? else {
        return Ok(());
    };
    if given.state == commission::CLOSED {
        return cancel(tx, &given).await;
    }
    let laid = tx
        .find::<task::Entity>()
        .filter(task::Column::Uid.eq(uid.0))
        .all()
        .await?;
    let laid: HashSet<(i64, String)> = laid.into_iter().map(|row| (row.site_id, row.receiver)).collect();
    for receiver in given.receivers()? {
        if !laid.contains(&(receiver.site, receiver.key())) {
            lay(tx, &given, receiver).await?;
        }
    }
    Ok(())
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

async fn cancel(tx: &mut HubWrite, given: &commission::Model) -> Result<()> {
    let row = task::ActiveModel {
        state: Set(State::Cancelled.key().into()),
        reason: Set(given.close_reason.clone()),
        ..Default::default()
    };
    let open = [State::Given, State::Accepted, State::Declined, State::Handed].map(State::key);
    let open = task::Column::Uid
        .eq(given.uid)
        .and(task::Column::State.is_in(open));
    tx.update_where(row, open).await?;
    Ok(())
}

/// Looks at what was handed in and waits: is it public on the site that asked for it?
pub(super) async fn settle(tx: &mut HubWrite) -> Result<()> {
    let waiting = tx
        .find::<task::Entity>()
        .filter(task::Column::State.eq(State::Handed.key()))
        .asc(task::Column::Id)
        .all()
        .await?;
    for row in waiting {
        if let Some(at) = shown_at(tx, &row).await? {
            end(tx, &row, at).await?;
        }
    }
    Ok(())
}

/// When the public first saw the piece on the giver's site.
async fn shown_at(tx: &HubWrite, row: &task::Model) -> Result<Option<DateTime<Utc>>> {
    if let Some(id) = row.box_text_id {
        let wanted = text::Column::Id.eq(id);
        let found = tx.find::<text::Entity>().filter(wanted).one().await?;
        return Ok(found.and_then(|text| text.shown_at));
    }
    let Some(piece) = row.piece else { return Ok(None) };
    if row.site_id == row.giver_site_id {
        let found = tx
            .find::<article::Entity>()
            .filter(article::Column::SiteId.eq(row.site_id))
            .filter(article::Column::Uid.eq(piece))
            .filter(article::Column::LiveEditionId.is_not_null())
            .one()
            .await?;
        return Ok(found.and_then(|article| article.first_published_at));
    }
    let found = tx
        .find::<ledger::Entity>()
        .filter(ledger::Column::Uid.eq(piece))
        .filter(ledger::Column::TargetSiteId.eq(row.giver_site_id))
        .one()
        .await?;
    let used = found.filter(|line| line.state().is_used());
    Ok(used.and_then(|line| line.shown_at))
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
