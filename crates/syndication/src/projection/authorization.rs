//! What the sources no longer allow, or allow again, becomes true at the places.

use super::follow::own_leads;
use super::{edited, hold, media};
use crate::authorization::{entity as revocation, query};
use crate::desk::{State, entity as desk};
use crate::place::Looks;
use crate::push;
use crate::receipt::{self, Word};
use chrono::{DateTime, Utc};
use content::library::entity as library;
use content::placement::entity::{self as placement, LIVE, WITHDRAWN};
use kernel::event::EventBody;
use kernel::{ChannelId, Result, SiteId, Uid};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use std::collections::BTreeSet;
use store::HubWrite;

/// Makes the places of an article show what their sites may show. A withdrawal of the article itself stays what it is.
pub(super) async fn apply(tx: &mut HubWrite, uid: Uid, at: DateTime<Utc>) -> Result<()> {
    let item = tx
        .find::<library::Entity>()
        .filter(library::Column::Uid.eq(uid.0))
        .one()
        .await?;
    let Some(item) = item else { return Ok(()) };
    let revoked = query::of_uids(tx, [uid.0]).await?;
    let pushes = push::query::of_uid(tx, uid.0).await?;
    let rows = tx
        .find::<placement::Entity>()
        .filter(placement::Column::Uid.eq(uid.0))
        .filter(placement::Column::LibraryItemId.is_not_null())
        .asc(placement::Column::Id)
        .all()
        .await?;
    let mut gone = BTreeSet::new();
    let mut back = BTreeSet::new();
    for row in rows
        .iter()
        .filter(|row| matches!(row.state.as_str(), LIVE | WITHDRAWN))
    {
        let site = SiteId(row.site_id);
        let why = Why::of(query::against(&revoked, uid.0, row.site_id), row, &pushes);
        match (why, row.revoked_at) {
            (Some(why), None) => {
                take_down(tx, row, &item, why).await?;
                gone.insert(site);
            }
            (None, Some(_)) => {
                bring_back(tx, row, &item).await?;
                back.insert(site);
            }
            (Some(_), Some(_)) | (None, None) => {}
        }
        if gone.contains(&site) || back.contains(&site) {
            let changed = EventBody::PlacementChanged {
                uid,
                version: item.version,
                channels: vec![ChannelId(row.channel_id)],
                live: back.contains(&site) && item.state == LIVE,
            };
            tx.emit_derived(site, changed);
        }
    }
    receipt::write(tx, &item, &gone, Word::Revoked, at).await?;
    receipt::write(tx, &item, &back, Word::Granted, at).await?;
    lines(tx, &item, &revoked).await?;
    let rows = tx
        .find::<placement::Entity>()
        .filter(placement::Column::Uid.eq(uid.0))
        .filter(placement::Column::LibraryItemId.is_not_null())
        .all()
        .await?;
    agreed(tx, &item, &rows).await?;
    files(tx, &item, &rows).await
}

/// Why a place may not show what it would.
struct Why<'a> {
    at: DateTime<Utc>,
    reason: &'a str,
}

impl<'a> Why<'a> {
    /// The source's revocation, or the portal's of what it had pushed down.
    fn of(
        revoked: Option<&'a revocation::Model>,
        row: &placement::Model,
        pushes: &'a [push::entity::Model],
    ) -> Option<Self> {
        if let Some(row) = revoked {
            return Some(Self {
                at: row.created_at,
                reason: &row.reason,
            });
        }
        let push = pushes.iter().find(|push| Some(push.id) == row.push_id)?;
        push.revoked_at.map(|at| Self {
            at,
            reason: &push.revoke_reason,
        })
    }
}

/// Receipts of corrections that no place of a site holds any more.
async fn agreed(tx: &mut HubWrite, item: &library::Model, rows: &[placement::Model]) -> Result<()> {
    let held: BTreeSet<i64> = rows
        .iter()
        .filter(|row| row.held_version.is_some())
        .map(|row| row.site_id)
        .collect();
    let done = receipt::entity::ActiveModel {
        done_at: Set(Some(tx.now())),
        ..Default::default()
    };
    let waiting = receipt::entity::Column::Uid
        .eq(item.uid)
        .and(receipt::entity::Column::DoneAt.is_null())
        .and(receipt::entity::Column::PlaceSiteId.is_not_in(held.iter().copied()));
    if tx.update_where(done, waiting).await? == 0 {
        return Ok(());
    }
    // Said once more, so that pages and search add their part to the receipts.
    for row in rows
        .iter()
        .filter(|row| !held.contains(&row.site_id) && row.state == LIVE)
    {
        let changed = EventBody::PlacementChanged {
            uid: Uid(item.uid),
            version: item.version,
            channels: vec![ChannelId(row.channel_id)],
            live: true,
        };
        tx.emit_derived(SiteId(row.site_id), changed);
    }
    Ok(())
}

async fn take_down(
    tx: &mut HubWrite,
    row: &placement::Model,
    item: &library::Model,
    why: Why<'_>,
) -> Result<()> {
    hold::forget(tx, std::iter::once(row)).await?;
    let change = placement::ActiveModel {
        id: Set(row.id),
        version: Set(item.version),
        held_version: Set(None),
        state: Set(WITHDRAWN.into()),
        revoked_at: Set(Some(why.at)),
        revoke_reason: Set(Some(why.reason.to_owned())),
        ..Looks::of(row, item).columns()
    };
    tx.update(change).await?;
    Ok(())
}

async fn bring_back(tx: &mut HubWrite, row: &placement::Model, item: &library::Model) -> Result<()> {
    let state = if item.state == LIVE { LIVE } else { WITHDRAWN };
    let change = placement::ActiveModel {
        id: Set(row.id),
        state: Set(state.into()),
        revoked_at: Set(None),
        revoke_reason: Set(None),
        version: Set(item.version),
        ..Looks::of(row, item).columns()
    };
    tx.update(change).await?;
    Ok(())
}

/// What waits on a desk and may not be taken any more leaves it, and so does what was made of it with edits; both come
/// back with the authorization.
async fn lines(tx: &mut HubWrite, item: &library::Model, revoked: &[revocation::Model]) -> Result<()> {
    let lines = tx
        .find::<desk::Entity>()
        .filter(desk::Column::Uid.eq(item.uid))
        .all()
        .await?;
    for line in lines {
        if query::against(revoked, item.uid, line.site_id).is_some() {
            if matches!(line.state(), State::Waiting | State::Edited) {
                edited::withdraw(tx, &line, edited::REVOKED).await?;
                set(tx, &line, State::Withdrawn).await?;
            }
        } else if item.state == LIVE && line.state() == State::Withdrawn {
            return_line(tx, &line, item).await?;
        }
    }
    Ok(())
}

/// A line that follows its source again, also to versions that it did not see.
async fn return_line(tx: &mut HubWrite, line: &desk::Model, item: &library::Model) -> Result<()> {
    let state = line.standing();
    match state {
        State::Edited => edited::allow(tx, line).await?,
        State::Waiting => media::carry(tx, SiteId(line.site_id), item).await?,
        State::Taken | State::Merged | State::Declined | State::Withdrawn => {}
    }
    let newer = line.article_id.is_some() && item.version > line.version;
    let change = desk::ActiveModel {
        id: Set(line.id),
        version: Set(item.version),
        title: Set(item.title.clone()),
        source_changed_at: Set(if newer {
            Some(item.changed_at)
        } else {
            line.source_changed_at
        }),
        state: Set(state.key().into()),
        ..Default::default()
    };
    tx.update(change).await?;
    Ok(())
}

async fn set(tx: &mut HubWrite, line: &desk::Model, state: State) -> Result<()> {
    let change = desk::ActiveModel {
        id: Set(line.id),
        state: Set(state.key().into()),
        ..Default::default()
    };
    tx.update(change).await?;
    Ok(())
}

/// Files are public where a place shows the article, and nowhere else.
async fn files(tx: &mut HubWrite, item: &library::Model, rows: &[placement::Model]) -> Result<()> {
    let site = |row: &placement::Model| SiteId(row.site_id);
    // What holds a correction goes on using the files it shows.
    let held: BTreeSet<SiteId> = rows
        .iter()
        .filter(|row| row.held_version.is_some())
        .map(site)
        .collect();
    let shown: BTreeSet<SiteId> = rows.iter().filter(|row| row.state == LIVE).map(site).collect();
    let hidden = rows
        .iter()
        .map(site)
        .filter(|site| !shown.contains(site))
        .collect();
    let shown = shown.difference(&held).copied().collect();
    media::show_on(tx, &shown, item, &own_leads(rows)).await?;
    media::hide_on(tx, &hidden, item.uid).await
}
