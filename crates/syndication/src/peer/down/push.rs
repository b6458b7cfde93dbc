//! Push-downs of a hub, as rows of its site. The projection makes places of them.

use super::mandate;
use crate::peer::entity::peer;
use crate::peer::instant;
use crate::push::entity::{self as push, ACTIVE, REVOKED, target};
use chrono::{DateTime, Utc};
use kernel::event::EventBody;
use kernel::wire::{Bounds, Pushed};
use kernel::{Result, SiteId, Slug, Uid};
use sea_orm::{ColumnTrait, NotSet, Set};
use std::collections::{BTreeSet, HashSet};
use store::HubWrite;
use uuid::Uuid;

/// What a place says when the hub no longer knows of the push-down.
const GONE: &str = "下发已结束";

/// Makes what a hub told of push-downs true; after a part of a replay those within its bounds are all there are.
pub(super) async fn take(
    tx: &mut HubWrite,
    peer: &peer::Model,
    told: &[Pushed],
    covers: Option<&Bounds>,
) -> Result<()> {
    let mut stirred: BTreeSet<Uuid> = BTreeSet::new();
    for told in told.iter().filter(|told| Slug::parse(&told.channel).is_ok()) {
        let Some(at) = instant::read(&told.at, tx.now()) else {
            continue;
        };
        let mandate = mandate::of_channel(tx, peer, &told.channel).await?;
        if one(tx, peer, (told, at), mandate).await? {
            stirred.insert(told.uid.0);
        }
    }
    if let Some(covers) = covers {
        stirred.extend(clear(tx, peer, told, covers).await?);
    }
    for uid in stirred {
        let uid = Uid(uid);
        tx.emit_derived(SiteId(peer.far_site_id), EventBody::PushChanged { uid });
    }
    Ok(())
}

/// A push is known by article, channel and the moment it was made. Answers whether its place may have to change.
async fn one(
    tx: &mut HubWrite,
    peer: &peer::Model,
    (told, at): (&Pushed, DateTime<Utc>),
    mandate: i64,
) -> Result<bool> {
    let rows = tx
        .find::<push::Entity>()
        .filter(push::Column::SiteId.eq(peer.far_site_id))
        .filter(push::Column::Uid.eq(told.uid.0))
        .filter(push::Column::MandateId.eq(mandate))
        .all()
        .await?;
    let (same, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.created_at == at);
    let mut changed = false;
    // The newest of a channel is told: what was before it is over.
    for old in others
        .iter()
        .filter(|row| row.state == ACTIVE && row.created_at < at)
    {
        revoke(tx, peer, old, (tx.now(), GONE)).await?;
        changed = true;
    }
    if let Some(revoked) = &told.revoked {
        let when = instant::read(&revoked.at, tx.now()).unwrap_or(tx.now());
        let reason: String = revoked.reason.chars().take(500).collect();
        for row in same.iter().filter(|row| row.state == ACTIVE) {
            revoke(tx, peer, row, (when, &reason)).await?;
            changed = true;
        }
        return Ok(changed);
    }
    let row = match same.first() {
        Some(row) if row.state == ACTIVE => row.clone(),
        Some(row) => {
            // The hub went back to a backup of before it took the push back.
            let again = push::ActiveModel {
                id: Set(row.id),
                state: Set(ACTIVE.into()),
                revoked_at: Set(None),
                revoke_reason: Set(String::new()),
                ended: Set(0),
                ..Default::default()
            };
            changed = true;
            tx.update(again).await?
        }
        None => {
            changed = true;
            let detail = serde_json::json!({ "channel": told.channel });
            let subject = told.uid.to_string();
            tx.audit(Some(SiteId(peer.site_id)), "push.received", &subject, &detail);
            insert(tx, peer, (told, at), mandate).await?
        }
    };
    Ok(aim(tx, peer, &row, told).await? || changed)
}

async fn insert(
    tx: &mut HubWrite,
    peer: &peer::Model,
    (told, at): (&Pushed, DateTime<Utc>),
    mandate: i64,
) -> Result<push::Model> {
    let row = push::ActiveModel {
        id: NotSet,
        site_id: Set(peer.far_site_id),
        uid: Set(told.uid.0),
        mandate_id: Set(mandate),
        title: Set(told.title.chars().take(300).collect()),
        note: Set(told.note.chars().take(500).collect()),
        state: Set(ACTIVE.into()),
        by_name: Set(told.by.chars().take(100).collect()),
        created_at: Set(at),
        revoked_at: Set(None),
        revoke_reason: Set(String::new()),
        ended: Set(0),
    };
    Ok(tx.insert(row).await?)
}

/// The site's own line of a push. Answers whether it waits for its place.
async fn aim(tx: &mut HubWrite, peer: &peer::Model, push: &push::Model, told: &Pushed) -> Result<bool> {
    let reminded = told.reminded_at.as_deref();
    let reminded = reminded.and_then(|at| instant::read(at, tx.now()));
    let known = tx
        .find::<target::Entity>()
        .filter(target::Column::PushId.eq(push.id))
        .filter(target::Column::PlaceSiteId.eq(peer.site_id))
        .one()
        .await?;
    let Some(known) = known else {
        let row = target::ActiveModel {
            id: NotSet,
            site_id: Set(peer.far_site_id),
            push_id: Set(push.id),
            uid: Set(push.uid),
            place_site_id: Set(peer.site_id),
            problem: Set(String::new()),
            shown_at: Set(None),
            reminded_at: Set(reminded),
            reminded_by: Set(String::new()),
            removed_reason: Set(None),
        };
        tx.insert(row).await?;
        return Ok(true);
    };
    if known.reminded_at != reminded {
        let row = target::ActiveModel {
            id: Set(known.id),
            reminded_at: Set(reminded),
            ..Default::default()
        };
        tx.update(row).await?;
    }
    Ok(known.shown_at.is_none())
}

async fn revoke(
    tx: &mut HubWrite,
    peer: &peer::Model,
    row: &push::Model,
    (at, reason): (DateTime<Utc>, &str),
) -> Result<()> {
    let change = push::ActiveModel {
        id: Set(row.id),
        state: Set(REVOKED.into()),
        revoked_at: Set(Some(at)),
        revoke_reason: Set(reason.to_owned()),
        ended: Set(row.id),
        ..Default::default()
    };
    tx.update(change).await?;
    let subject = Uid(row.uid).to_string();
    tx.audit(Some(SiteId(peer.site_id)), "push.revoked", &subject, &reason);
    Ok(())
}

/// What stands here within the bounds and was not told is over.
async fn clear(tx: &mut HubWrite, peer: &peer::Model, told: &[Pushed], covers: &Bounds) -> Result<Vec<Uuid>> {
    let said: HashSet<Uuid> = told.iter().map(|told| told.uid.0).collect();
    let targets = tx
        .find::<target::Entity>()
        .filter(target::Column::SiteId.eq(peer.far_site_id))
        .filter(target::Column::PlaceSiteId.eq(peer.site_id))
        .filter_some(covers.after, |after| target::Column::Uid.gt(after.0))
        .filter_some(covers.to, |to| target::Column::Uid.lte(to.0))
        .all()
        .await?;
    let gone = targets.iter().filter(|row| !said.contains(&row.uid));
    let rows = tx
        .find::<push::Entity>()
        .filter(push::Column::Id.is_in(gone.map(|row| row.push_id).collect::<Vec<_>>()))
        .filter(push::Column::State.eq(ACTIVE))
        .all()
        .await?;
    for row in &rows {
        revoke(tx, peer, row, (tx.now(), GONE)).await?;
    }
    Ok(rows.into_iter().map(|row| row.uid).collect())
}
