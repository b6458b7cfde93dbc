//! Tasks (约稿) of a hub for the site of another box. At the hub the task's row of the site is as that of a site in the house; what
//! the box tells is written into it. At the box it is a row of the site like any other, whose giver is the hub's site.

use super::TASKS;
use crate::commission::Kind;
use crate::peer::entity::peer;
use crate::peer::instant;
use crate::task::{State, entity as task};
use chrono::{DateTime, Utc};
use content::article::entity as article;
use content::library::entity as library;
use content::media::Attached;
use gateway::site::entity as site;
use kernel::event::EventBody;
use kernel::wire::{Attachment, Bounds, GivenTask, TaskAnswer};
use kernel::{Error, Result, SiteId, Uid};
use sea_orm::{ColumnTrait, NotSet, Set};
use std::collections::{BTreeSet, HashMap, HashSet};
use store::{HubRead, HubWrite};
use uuid::Uuid;

/// [`task::Model::receiver`] of what a site got as a whole; nothing else goes to other boxes.
const SITE: &str = "site";
/// What a task says when the hub no longer knows of it.
const GONE: &str = "约稿已结束";

/// The tasks of a site as a whole, or those of them.
pub(super) async fn of_site(
    read: &HubRead,
    site: i64,
    uids: Option<&BTreeSet<Uuid>>,
) -> Result<Vec<task::Model>> {
    if uids.is_some_and(BTreeSet::is_empty) {
        return Ok(Vec::new());
    }
    read.find::<task::Entity>()
        .filter(task::Column::SiteId.eq(site))
        .filter(task::Column::Receiver.eq(SITE))
        .filter_some(uids, |uids| task::Column::Uid.is_in(uids.iter().copied()))
        .asc(task::Column::Id)
        .all()
        .await
}

/// Whether a file goes with a task of a site that was not cancelled.
pub(super) async fn bears(read: &HubRead, site: i64, uid: Uid, hash: &str) -> Result<bool> {
    let wanted = BTreeSet::from([uid.0]);
    let rows = of_site(read, site, Some(&wanted)).await?;
    for row in rows.iter().filter(|row| row.state() != State::Cancelled) {
        let files: Vec<Attached> = serde_json::from_str(&row.attachments).map_err(Error::fault)?;
        if files.iter().any(|file| file.hash == hash) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What the hub tells of the peer's tasks among these.
pub(super) async fn tell(read: &HubRead, peer: &peer::Model, uids: &HashSet<Uuid>) -> Result<Vec<GivenTask>> {
    let uids: BTreeSet<Uuid> = uids.iter().copied().collect();
    let rows = of_site(read, peer.site_id, Some(&uids)).await?;
    rows.iter().map(given).collect()
}

fn given(row: &task::Model) -> Result<GivenTask> {
    let files: Vec<Attached> = serde_json::from_str(&row.attachments).map_err(Error::fault)?;
    let file = |file: Attached| Attachment {
        hash: file.hash,
        name: file.name,
        kind: file.kind,
        size: file.size,
    };
    let state = row.state();
    Ok(GivenTask {
        uid: Uid(row.uid),
        title: row.title.clone(),
        wanted: row.wanted.clone(),
        kind: row.kind.clone(),
        due_on: row.due_on.clone(),
        files: files.into_iter().map(file).collect(),
        by: row.given_by_name.clone(),
        at: instant::write(row.given_at),
        answer: answer(row),
        cancelled: (state == State::Cancelled).then(|| row.reason.clone()),
        done_at: row.done_at.filter(|_| state == State::Done).map(instant::write),
    })
}

/// What somebody said to a task; `None` while nobody did.
fn answer(row: &task::Model) -> Option<TaskAnswer> {
    let state = match row.state() {
        State::Accepted | State::Declined | State::Handed => row.state(),
        State::Done => State::Handed,
        State::Given | State::Cancelled => return None,
    };
    let declined = state == State::Declined;
    Some(TaskAnswer {
        uid: Uid(row.uid),
        state: state.key().into(),
        reason: if declined {
            row.reason.clone()
        } else {
            String::new()
        },
        by: row.answered_by_name.clone(),
        at: row.answered_at.map(instant::write),
        piece: row.piece.map(Uid),
        piece_title: row.piece_title.clone(),
        handed_at: row.handed_at.map(instant::write),
    })
}

/// What the box tells of its hub's tasks, those that were given last; nothing of what is over.
pub(super) async fn answers(read: &HubRead, peer: &peer::Model) -> Result<Vec<TaskAnswer>> {
    let said = [State::Accepted, State::Declined, State::Handed].map(State::key);
    let rows = read
        .find::<task::Entity>()
        .filter(task::Column::SiteId.eq(peer.site_id))
        .filter(task::Column::GiverSiteId.eq(peer.far_site_id))
        .filter(task::Column::Receiver.eq(SITE))
        .filter(task::Column::State.is_in(said))
        .desc(task::Column::Id)
        .limit(TASKS as u64)
        .all()
        .await?;
    Ok(rows.iter().filter_map(answer).collect())
}

/// What an answer makes of a task's row; `None` for a word that is not known.
fn said(told: &TaskAnswer, given_at: DateTime<Utc>, now: DateTime<Utc>) -> Option<task::ActiveModel> {
    let state = State::parse(&told.state);
    let state = state.filter(|state| matches!(state, State::Accepted | State::Declined | State::Handed))?;
    // Neither before it was given nor in the future, whatever a clock there says.
    let time = |at: &Option<String>| {
        let at = at.as_deref().and_then(|at| instant::read(at, now));
        at.map(|at| at.min(now).max(given_at))
    };
    let piece = told.piece.filter(|_| state == State::Handed);
    if state == State::Handed && piece.is_none() {
        return None;
    }
    let reason = if state == State::Declined {
        told.reason.as_str()
    } else {
        ""
    };
    Some(task::ActiveModel {
        state: Set(state.key().into()),
        reason: Set(reason.chars().take(200).collect()),
        answered_by_name: Set(told.by.chars().take(100).collect()),
        answered_at: Set(time(&told.at)),
        piece: Set(piece.map(|piece| piece.0)),
        piece_title: Set(told.piece_title.chars().take(300).collect()),
        handed_at: Set(time(&told.handed_at).filter(|_| piece.is_some())),
        ..Default::default()
    })
}

/// Notes at the hub what a peer made of its tasks. A piece is an article of the peer's own; what is done or cancelled stays so.
pub(super) async fn heed(tx: &mut HubWrite, peer: &peer::Model, told: &[TaskAnswer]) -> Result<()> {
    let uids: BTreeSet<Uuid> = told.iter().map(|told| told.uid.0).collect();
    let rows = of_site(tx, peer.site_id, Some(&uids)).await?;
    let rows: HashMap<Uuid, task::Model> = rows.into_iter().map(|row| (row.uid, row)).collect();
    let strange = strangers(tx, peer, told).await?;
    for told in told {
        let Some(row) = rows.get(&told.uid.0) else {
            continue;
        };
        let over = matches!(row.state(), State::Done | State::Cancelled);
        let stolen = told.piece.is_some_and(|piece| strange.contains(&piece.0));
        if over || stolen || answer(row).as_ref() == Some(told) {
            continue;
        }
        let Some(change) = said(told, row.given_at, tx.now()) else {
            continue;
        };
        let wanted = task::Column::Id.eq(row.id);
        tx.update_where(change, wanted).await?;
        let uid = Uid(row.uid);
        let detail = serde_json::json!({ "state": told.state, "by": told.by });
        tx.audit(
            Some(SiteId(row.giver_site_id)),
            "task.answered",
            &uid.to_string(),
            &detail,
        );
        tx.emit_derived(SiteId(row.giver_site_id), EventBody::CommissionChanged { uid });
    }
    Ok(())
}

/// Pieces that are known here as articles of other sites. One that is not known yet comes with a batch.
async fn strangers(tx: &HubWrite, peer: &peer::Model, told: &[TaskAnswer]) -> Result<HashSet<Uuid>> {
    let pieces: BTreeSet<Uuid> = told.iter().filter_map(|told| Some(told.piece?.0)).collect();
    if pieces.is_empty() {
        return Ok(HashSet::new());
    }
    let rows = tx
        .find::<library::Entity>()
        .filter(library::Column::Uid.is_in(pieces))
        .all()
        .await?;
    let strange = rows
        .into_iter()
        .filter(|row| row.origin_site_id != Some(peer.site_id));
    Ok(strange.map(|row| row.uid).collect())
}

/// Makes what a hub told of tasks true at the box; after a part of a replay those within its bounds are all there are.
pub(super) async fn take(
    tx: &mut HubWrite,
    peer: &peer::Model,
    told: &[GivenTask],
    covers: Option<&Bounds>,
) -> Result<()> {
    let rows = tx
        .find::<task::Entity>()
        .filter(task::Column::SiteId.eq(peer.site_id))
        .filter(task::Column::GiverSiteId.eq(peer.far_site_id))
        .filter(task::Column::Receiver.eq(SITE))
        .all()
        .await?;
    let rows: HashMap<Uuid, task::Model> = rows.into_iter().map(|row| (row.uid, row)).collect();
    for told in told {
        let (Some(at), true) = (instant::read(&told.at, tx.now()), is_whole(told)) else {
            continue;
        };
        match rows.get(&told.uid.0) {
            Some(row) => follow(tx, peer, row, told).await?,
            // What was over before it arrived asks nothing of anybody.
            None if told.cancelled.is_some() => {}
            None => lay(tx, peer, told, at).await?,
        }
    }
    let Some(covers) = covers else {
        return Ok(());
    };
    let said: HashSet<Uuid> = told.iter().map(|told| told.uid.0).collect();
    let within =
        |uid: Uuid| covers.after.is_none_or(|after| uid > after.0) && covers.to.is_none_or(|to| uid <= to.0);
    for row in rows
        .values()
        .filter(|row| within(row.uid) && !said.contains(&row.uid))
    {
        if !matches!(row.state(), State::Done | State::Cancelled) {
            end(tx, peer, row, (State::Cancelled, GONE), None).await?;
        }
    }
    Ok(())
}

/// Whether it is a task that can be shown and answered.
fn is_whole(told: &GivenTask) -> bool {
    let length = told.title.chars().count();
    (1..=100).contains(&length)
        && told.wanted.chars().count() <= 2000
        && told.due_on.parse::<chrono::NaiveDate>().is_ok()
        && told.files.len() <= 50
}

/// What the task says, as a row.
fn words(told: &GivenTask) -> Result<task::ActiveModel> {
    let file = |file: &Attachment| Attached {
        hash: file.hash.clone(),
        name: file.name.chars().take(200).collect(),
        kind: file.kind.chars().take(20).collect(),
        size: file.size,
    };
    let files: Vec<Attached> = told.files.iter().map(file).collect();
    let kind = Kind::parse(&told.kind).unwrap_or(Kind::Other);
    Ok(task::ActiveModel {
        title: Set(told.title.clone()),
        wanted: Set(told.wanted.clone()),
        kind: Set(kind.key().into()),
        due_on: Set(told.due_on.clone()),
        attachments: Set(serde_json::to_string(&files).map_err(Error::fault)?),
        given_by_name: Set(told.by.chars().take(100).collect()),
        ..Default::default()
    })
}

async fn lay(tx: &mut HubWrite, peer: &peer::Model, told: &GivenTask, at: DateTime<Utc>) -> Result<()> {
    let own = tx
        .find::<site::Entity>()
        .filter(site::Column::Id.eq(peer.site_id))
        .found()
        .await?;
    let fresh = task::ActiveModel {
        state: Set(State::Given.key().into()),
        reason: Set(String::new()),
        answered_by_name: Set(String::new()),
        piece_title: Set(String::new()),
        ..Default::default()
    };
    // A box that went back to a backup had answered.
    let answered = told.answer.as_ref();
    let before = answered
        .and_then(|told| said(told, at, tx.now()))
        .unwrap_or(fresh);
    let piece = told.answer.as_ref().and_then(|told| told.piece);
    let row = task::ActiveModel {
        id: NotSet,
        site_id: Set(peer.site_id),
        uid: Set(told.uid.0),
        receiver: Set(SITE.into()),
        giver_site_id: Set(peer.far_site_id),
        receiver_name: Set(own.short_name),
        given_at: Set(at),
        article_id: Set(own_article(tx, peer, piece).await?),
        ..before
    };
    let words = words(told)?;
    let row = task::ActiveModel {
        title: words.title,
        wanted: words.wanted,
        kind: words.kind,
        due_on: words.due_on,
        attachments: words.attachments,
        given_by_name: words.given_by_name,
        ..row
    };
    let made = tx.insert(row).await?;
    let subject = told.uid.to_string();
    tx.audit(Some(SiteId(peer.site_id)), "task.received", &subject, &told.title);
    if told.done_at.is_some() {
        end(tx, peer, &made, (State::Done, ""), told.done_at.as_deref()).await?;
    }
    Ok(())
}

async fn own_article(tx: &HubWrite, peer: &peer::Model, piece: Option<Uid>) -> Result<Option<i64>> {
    let Some(piece) = piece else {
        return Ok(None);
    };
    let row = tx
        .find::<article::Entity>()
        .filter(article::Column::SiteId.eq(peer.site_id))
        .filter(article::Column::Uid.eq(piece.0))
        .one()
        .await?;
    Ok(row.map(|row| row.id))
}

/// Brings a task that is here up to date; what its receivers said stays theirs.
async fn follow(tx: &mut HubWrite, peer: &peer::Model, row: &task::Model, told: &GivenTask) -> Result<()> {
    let same = given(row)?;
    let changed = (&same.title, &same.wanted, &same.kind, &same.due_on, &same.files)
        != (&told.title, &told.wanted, &told.kind, &told.due_on, &told.files);
    if changed {
        let wanted = task::Column::Id.eq(row.id);
        tx.update_where(words(told)?, wanted).await?;
        let subject = told.uid.to_string();
        tx.audit(Some(SiteId(peer.site_id)), "task.changed", &subject, &told.title);
    }
    let state = row.state();
    match (&told.cancelled, &told.done_at) {
        (_, Some(at)) if state != State::Done => end(tx, peer, row, (State::Done, ""), Some(at)).await,
        (Some(why), None) if !matches!(state, State::Done | State::Cancelled) => {
            let why: String = why.chars().take(200).collect();
            end(tx, peer, row, (State::Cancelled, &why), None).await
        }
        // The hub went back to a backup of before it was over.
        (None, None) if matches!(state, State::Done | State::Cancelled) => {
            let before = match (row.piece, row.answered_at) {
                (Some(_), _) => State::Handed,
                (None, Some(_)) => State::Accepted,
                (None, None) => State::Given,
            };
            end(tx, peer, row, (before, ""), None).await
        }
        _ => Ok(()),
    }
}

/// Sets how a task stands by the hub's word.
async fn end(
    tx: &mut HubWrite,
    peer: &peer::Model,
    row: &task::Model,
    (state, reason): (State, &str),
    done_at: Option<&str>,
) -> Result<()> {
    let now = tx.now();
    let done_at = done_at.map(|at| instant::read(at, now).unwrap_or(now));
    let change = task::ActiveModel {
        state: Set(state.key().into()),
        reason: Set(reason.to_owned()),
        done_at: Set(done_at),
        ..Default::default()
    };
    let wanted = task::Column::Id.eq(row.id);
    tx.update_where(change, wanted).await?;
    let subject = Uid(row.uid).to_string();
    let detail = serde_json::json!({ "state": state.key(), "reason": reason });
    tx.audit(Some(SiteId(peer.site_id)), "task.told", &subject, &detail);
    Ok(())
}
