//! Taking what a hub gives: in one transaction, through the projection, cursor and effect together.

use super::lack::{self, Whole};
use super::speaker::{of_hub, speakers};
use super::{
    IMPORTANT, ITEMS, MANDATES, NOTICES, PUSHES, SITES, across, important, mandate, push, share, task, terms,
};
use crate::peer::entity::{cursor, peer};
use crate::peer::media::Looked;
use crate::peer::receive::{How, heard, held_here, take_items};
use crate::projection;
use crate::refusals::{PEER_FOREIGN_SITE, PEER_FORMAT};
use gateway::Herald;
use gateway::site::entity as site;
use kernel::wire::{Batch, Covers, Down, FORMAT};
use kernel::{Error, Result, SiteId, Uid};
use sea_orm::{ColumnTrait, Set};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Files, HubWrite};

/// An answer with its articles by the sites where they were written, and what of their files is here.
#[derive(Debug)]
pub struct Parcel {
    /// The answer.
    pub(super) down: Down,
    /// Its articles.
    pub(super) batches: BTreeMap<Uid, (Batch, Looked)>,
    /// What it said of articles and tasks of which not all files are here.
    pub(super) lacking: Vec<Whole>,
}

impl Parcel {
    /// Packs an answer.
    ///
    /// # Errors
    /// `peer.format` for one of another version, or with more than there may be.
    pub fn of(down: Down) -> Result<Self> {
        let bounded = down.items.len() <= ITEMS
            && down.sites.len() <= SITES
            && down.pushes.len() <= PUSHES
            && down.tasks.len() <= ITEMS
            && down.mandates.len() <= MANDATES
            && down.notices.len() <= NOTICES
            && down.important.as_ref().is_none_or(|told| told.len() <= IMPORTANT)
            && down.across.as_ref().is_none_or(across::bounded)
            && down.shares.as_ref().is_none_or(share::bounded);
        if down.format != FORMAT || !bounded || down.position < 0 {
            return Err(PEER_FORMAT.into());
        }
        let mut batches: BTreeMap<Uid, (Batch, Looked)> = BTreeMap::new();
        for item in &down.items {
            let (batch, _) = batches
                .entry(item.origin)
                .or_insert_with(|| (batch(&down, item.origin), Looked::default()));
            batch.items.push(item.clone());
        }
        Ok(Self {
            down,
            batches,
            lacking: Vec::new(),
        })
    }

    /// The digest of what stands.
    pub(super) fn standing(&self) -> Result<String> {
        let Down {
            mandates,
            notices,
            terms,
            shares,
            important,
            across,
            ..
        } = &self.down;
        let standing = (mandates, notices, terms, shares, important, across);
        Ok(Files::hash(&serde_json::to_vec(&standing).map_err(Error::fault)?))
    }
}

/// A batch without articles of a site, within the bounds of the answer.
fn batch(down: &Down, origin: Uid) -> Batch {
    Batch {
        format: FORMAT.into(),
        log: down.log,
        position: down.position,
        items: Vec::new(),
        covers: down.covers.as_ref().map(|covers| Covers {
            origin,
            after: covers.after,
            to: covers.to,
        }),
        // Answers come in the order of their questions.
        as_of: None,
    }
}

/// Makes an answer true. `at` is where the cursor stood when it was asked for.
///
/// # Errors
/// Faults.
pub async fn take_down(
    tx: &mut HubWrite,
    peer: &peer::Model,
    at: &cursor::Model,
    (parcel, heralds): (&Parcel, &[Arc<dyn Herald>]),
) -> Result<()> {
    tx.exempt("peer")?;
    tx.in_turn(&format!("peer:{}", peer.id)).await?;
    tx.in_turn(projection::TURN).await?;
    let down = &parcel.down;
    let sites = speakers(tx, peer, &down.sites).await?;
    if let Some(shares) = &down.shares {
        Box::pin(share::take(tx, peer, shares)).await?;
    }
    for (origin, (batch, looked)) in &parcel.batches {
        let Some(site) = sites.get(&origin.0) else {
            let detail = serde_json::json!({ "code": PEER_FOREIGN_SITE.code });
            let subject = origin.to_string();
            tx.audit(Some(SiteId(peer.site_id)), "peer.refused", &subject, &detail);
            continue;
        };
        let held = held_here(tx, site, batch).await?;
        take_items(tx, site, (batch, looked), held, &how(peer)).await?;
    }
    if down.covers.is_some() {
        rest(tx, peer, parcel).await?;
    }
    if let Some(told) = &down.across {
        Box::pin(across::take(tx, peer, told)).await?;
    }
    mandate::take(tx, peer, &down.mandates).await?;
    push::take(tx, peer, &down.pushes, down.covers.as_ref()).await?;
    terms::take(tx, peer, down.terms.as_ref()).await?;
    important::take(tx, peer, down.important.as_deref()).await?;
    task::take(tx, peer, &down.tasks, down.covers.as_ref()).await?;
    lack::note(tx, peer, parcel).await?;
    for herald in heralds {
        let (owner, over) = (SiteId(peer.far_site_id), SiteId(peer.site_id));
        herald.take(tx, owner, over, &down.notices).await?;
    }
    heard(tx, peer).await?;
    moved(tx, at, parcel).await
}

fn how(peer: &peer::Model) -> How {
    How {
        to: Some(SiteId(peer.site_id)),
        ..How::default()
    }
}

/// Within the bounds of a replay nothing is left of the hub's other sites.
async fn rest(tx: &mut HubWrite, peer: &peer::Model, parcel: &Parcel) -> Result<()> {
    let own = of_hub(tx, peer).await?;
    let sites = tx
        .find::<site::Entity>()
        .filter(site::Column::Id.is_in(own))
        .asc(site::Column::Id)
        .all()
        .await?;
    let others = sites
        .iter()
        .filter(|row| !parcel.batches.contains_key(&Uid(row.uid)));
    for other in others {
        let empty = batch(&parcel.down, Uid(other.uid));
        let held = held_here(tx, other, &empty).await?;
        take_items(tx, other, (&empty, &Looked::default()), held, &how(peer)).await?;
    }
    Ok(())
}

async fn moved(tx: &mut HubWrite, at: &cursor::Model, parcel: &Parcel) -> Result<()> {
    let down = &parcel.down;
    let mut row = cursor::ActiveModel {
        peer_id: Set(at.peer_id),
        down_standing: Set(Some(parcel.standing()?)),
        ..Default::default()
    };
    match &down.covers {
        Some(covers) => {
            // What happens from the first part of a replay on is asked for behind it.
            if covers.after.is_none() {
                row.down_log = Set(Some(down.log.to_string()));
                row.down_position = Set(Some(down.position));
            }
            row.down_replaying = Set(covers.to.is_some());
            row.down_to = Set(covers.to.map(|to| to.to_string()));
        }
        None => {
            row.down_position = Set(Some(down.position));
        }
    }
    tx.update(row).await?;
    Ok(())
}
