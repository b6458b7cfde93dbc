//! Taking a batch of another box: once, in one transaction, through the projection.

use super::admit::Source;
use super::channel::channels;
use super::entity::{batch as seen, peer};
use super::instant;
use super::judge::{Judged, Known, judge};
use super::lines::house_portal;
use super::media::{self, Looked};
use super::{down, note, order, wanted};
use crate::projection;
use crate::projection::remote::{self, Arrived};
use crate::refusals::{PEER_FOREIGN_SITE, PEER_FORMAT, PEER_REPLAYED};
use chrono::{DateTime, Duration, Utc};
use content::library::entity as library;
use content::placement::entity::{LIVE, WITHDRAWN};
use gateway::site::entity as site;
use kernel::event::EventBody;
use kernel::wire::{Answer, Batch, Covers, FORMAT, Outcome, Told};
use kernel::{Result, SiteId, Uid};
use sea_orm::{ColumnTrait, NotSet, Set};
use std::collections::{HashMap, HashSet};
use store::{HubWrite, OnUnique};
use uuid::Uuid;

/// Items taken in one batch.
pub(super) const ITEMS: usize = 500;

/// Seals are remembered for so long. One is believed 10 minutes after it was made at the latest, and a large body may
/// take another 10 to arrive.
const KEPT: Duration = Duration::minutes(30);
/// What pages say of what its source no longer has.
const GONE: &str = "来源已无此稿件";
/// Refused items of a batch that the audit names; the answer names all.
const TOLD: usize = 20;

/// Takes what a peer sends. While files are missing nothing is taken, and the answer names them. `now` is the security
/// clock's.
///
/// # Errors
/// `peer.replayed`, `peer.format`, `peer.foreign_site`: then nothing happened. Items that are refused one by one are
/// told in the answer, and each has an audit row.
pub async fn receive_batch(
    tx: &mut HubWrite,
    from: &Source,
    batch: &Batch,
    looked: &Looked,
    now: DateTime<Utc>,
) -> Result<Answer> {
    tx.exempt("peer")?;
    // Two batches of a peer at once would both read the library before either writes it.
    tx.in_turn(&format!("peer:{}", from.peer.id)).await?;
    tx.in_turn(projection::TURN).await?;
    once(tx, from, now).await?;
    if batch.format != FORMAT || batch.items.len() > ITEMS {
        return Err(PEER_FORMAT.into());
    }
    let site = tx
        .find::<site::Entity>()
        .filter(site::Column::Id.eq(from.peer.site_id))
        .found()
        .await?;
    let held = held_here(tx, &site, batch).await?;
    heard(tx, &from.peer).await?;
    let late = order::late(tx, &from.peer, batch).await?;
    let (all, batch) = (batch, &late.rest(batch));
    let (known, foreign) = held;
    let mut missing = looked.missing_of(batch.items.iter().filter(|item| !foreign.contains(&item.uid.0)));
    missing.truncate(wanted::AT_ONCE);
    if !missing.is_empty() {
        wanted::ask(tx, &from.peer, (batch, &missing), now).await?;
        return Ok(Answer {
            position: batch.position,
            items: Vec::new(),
            missing,
            behind: late.behind,
        });
    }
    wanted::borne(tx, &from.peer, batch).await?;
    let how = How {
        late: late.uids.clone(),
        ..How::default()
    };
    let told = take_items(tx, &site, (batch, looked), (known, foreign), &how).await?;
    submissions(tx, &site, batch).await?;
    Ok(Answer {
        position: batch.position,
        items: late.say(all, told),
        missing: Vec::new(),
        behind: late.behind,
    })
}

/// How a batch is taken.
#[derive(Default)]
pub(super) struct How {
    /// Articles on which a newer word is known: they stay.
    pub(super) late: HashSet<Uuid>,
    /// What is here already is made true once more: files came to it.
    pub(super) once_more: bool,
    /// The site of this box that a hub told; none when a source speaks of its own articles.
    pub(super) to: Option<SiteId>,
}

/// What the library holds of a batch's articles, and which of them are another site's.
pub(super) type Held = (HashMap<Uuid, library::Model>, HashSet<Uuid>);

/// Makes articles of a site on another box true, as far as they are news. Their files are here.
pub(super) async fn take_items(
    tx: &mut HubWrite,
    site: &site::Model,
    (batch, looked): (&Batch, &Looked),
    (known, foreign): Held,
    how: &How,
) -> Result<Vec<Told>> {
    let channels = channels(tx, site, batch).await?;
    let notes = note::of_uids(tx, batch.items.iter().map(|item| item.uid.0)).await?;
    let said = notes.values().filter_map(|note| Some((note.uid, note.said?)));
    let known = Known {
        site,
        channels: &channels,
        items: known,
        foreign: &foreign,
        said: said.collect(),
        once_more: how.once_more,
    };
    let judged = judge(known, batch, tx.now())?;
    tell_refused(tx, site, &judged);
    media::enter(tx, SiteId(site.id), batch, (&judged.agreed, looked)).await?;
    let legacy = how.to.map(|to| note::kept_of(&notes, to)).transpose()?;
    let mut changed = note::write(tx, site, batch, (&judged.agreed, how.to), notes).await?;
    if let Some(to) = how.to {
        changed.extend(down::hear(tx, to, batch, (&foreign, &legacy.unwrap_or_default())).await?);
    }
    if how.to.is_none() {
        for (uid, _) in &changed {
            // Sites on third boxes hear of it by this word.
            tx.emit_derived(SiteId(site.id), EventBody::AuthorizationChanged { uid: *uid });
        }
    }
    remote::take(tx, SiteId(site.id), judged.arrived).await?;
    note::make_true(tx, changed).await?;
    if let Some(covers) = &batch.covers {
        clear(tx, site, (covers, how), batch).await?;
    }
    Ok(judged.told)
}

fn tell_refused(tx: &mut HubWrite, site: &site::Model, judged: &Judged) {
    let refused = judged.told.iter().filter(|told| told.result == Outcome::Refused);
    for told in refused.take(TOLD) {
        let detail = serde_json::json!({ "code": told.code });
        let subject = told.uid.to_string();
        tx.audit(Some(SiteId(site.id)), "peer.refused", &subject, &detail);
    }
}

/// A token counts once; what is older than the window is refused by its time and need not be remembered.
pub(super) async fn once(tx: &mut HubWrite, from: &Source, now: DateTime<Utc>) -> Result<()> {
    tx.delete_where::<seen::Entity>(seen::Column::ReceivedAt.lt(now - KEPT))
        .await?;
    let row = seen::ActiveModel {
        id: NotSet,
        peer_id: Set(from.peer.id),
        jti: Set(from.seal.jti.to_string()),
        received_at: Set(now),
    };
    tx.insert(row)
        .await
        .on_unique(seen::BATCH_JTI, || PEER_REPLAYED)?;
    Ok(())
}

pub(super) async fn heard(tx: &mut HubWrite, peer: &peer::Model) -> Result<()> {
    let row = peer::ActiveModel {
        id: Set(peer.id),
        seen_at: Set(Some(tx.now())),
        failures: Set(0),
        ..Default::default()
    };
    tx.update(row).await?;
    Ok(())
}

/// What the library holds of the batch's articles, and which of them are another site's: nobody takes over an article by
/// its uid, and nobody's wrong uid holds up the rest.
pub(super) async fn held_here(tx: &HubWrite, site: &site::Model, batch: &Batch) -> Result<Held> {
    let own = |uid: Uid| uid.0 == site.uid;
    let foreign = batch.items.iter().any(|item| !own(item.origin));
    if foreign || batch.covers.as_ref().is_some_and(|covers| !own(covers.origin)) {
        return Err(PEER_FOREIGN_SITE.into());
    }
    let rows = tx
        .find::<library::Entity>()
        .filter(library::Column::Uid.is_in(batch.items.iter().map(|item| item.uid.0)))
        .all()
        .await?;
    let (own, foreign): (Vec<_>, Vec<_>) = rows
        .into_iter()
        .partition(|row| row.origin_site_id == Some(site.id));
    Ok((
        own.into_iter().map(|row| (row.uid, row)).collect(),
        foreign.into_iter().map(|row| row.uid).collect(),
    ))
}

/// After a part of a replay: what is live here within its bounds and was not among its items is no longer at the source.
async fn clear(
    tx: &mut HubWrite,
    site: &site::Model,
    (covers, how): (&Covers, &How),
    batch: &Batch,
) -> Result<()> {
    let there: HashSet<Uuid> = batch.items.iter().map(|item| item.uid.0).collect();
    let rows = tx
        .find::<library::Entity>()
        .filter(library::Column::OriginSiteId.eq(site.id))
        .filter(library::Column::State.eq(LIVE))
        .filter_some(covers.after, |after| library::Column::Uid.gt(after.0))
        .filter_some(covers.to, |to| library::Column::Uid.lte(to.0))
        .asc(library::Column::Uid)
        .all()
        .await?;
    let now = tx.now();
    let mut gone: Vec<library::Model> = rows
        .into_iter()
        .filter(|row| !there.contains(&row.uid) && !how.late.contains(&row.uid))
        .collect();
    if let Some(to) = how.to {
        // What the hub gives another site of this box stays for that one.
        let kept = down::forgotten(tx, to, gone.iter().map(|row| row.uid).collect(), GONE).await?;
        gone.retain(|row| !kept.contains(&row.uid));
        let kept = kept.into_iter().map(|uid| (Uid(uid), now));
        note::make_true(tx, kept.collect()).await?;
    }
    for row in &gone {
        note::keep_number(tx, site, row.uid, row.version).await?;
    }
    let gone = gone.into_iter().map(|row| Arrived {
        old: Some(row.clone()),
        channel: None,
        item: library::Model {
            version: row.version.saturating_add(1),
            state: WITHDRAWN.into(),
            withdraw_reason: GONE.into(),
            withdrawn_at: Some(now),
            ..row
        },
    });
    remote::take(tx, SiteId(site.id), gone.collect()).await
}

/// What was sent up to the desk of this box's portal, or taken back.
async fn submissions(tx: &mut HubWrite, site: &site::Model, batch: &Batch) -> Result<()> {
    let told: Vec<_> = batch
        .items
        .iter()
        .filter(|item| item.submitted_at.is_some() || item.recalled)
        .collect();
    if told.is_empty() {
        return Ok(());
    }
    // Whatever the uid: of its own articles alone.
    let own = tx
        .find::<library::Entity>()
        .filter(library::Column::OriginSiteId.eq(site.id))
        .filter(library::Column::Uid.is_in(told.iter().map(|item| item.uid.0)))
        .all()
        .await?;
    let mut own: HashMap<Uuid, library::Model> = own.into_iter().map(|row| (row.uid, row)).collect();
    let Some(portal) = house_portal(tx).await? else {
        return Ok(());
    };
    let now = tx.now();
    for item in told {
        let Some(row) = own.remove(&item.uid.0) else {
            continue;
        };
        let submitted = item.submitted_at.as_deref();
        // The line of the ledger says it to the millisecond: a decline of the same second is older.
        let line = item.sent.as_ref().map(|sent| sent.at.as_str());
        let line = line.filter(|_| submitted.is_some());
        let at = line.and_then(|at| instant::read(at, now));
        if let Some(at) = at.or_else(|| instant::read(submitted?, now)) {
            remote::sent_up(tx, portal, row, at).await?;
        } else if item.recalled {
            remote::taken_back(tx, portal, item.uid).await?;
        }
    }
    Ok(())
}
