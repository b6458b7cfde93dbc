//! What the sources no longer allow, or allow again, becomes true at the places.

use super::follow::{CHUNK, alike, change_seen, own_leads};
use super::{edited, hold, media};
use crate::authorization::{entity as revocation, query};
use crate::desk::{State, entity as desk};
use crate::push;
use crate::receipt::{self, Word};
use chrono::{DateTime, Utc};
use content::library::entity as library;
use content::placement::entity::{self as placement, LIVE, WITHDRAWN};
use kernel::event::EventBody;
use kernel::{ChannelId, Result, SiteId, Uid};
use sea_orm::{ColumnTrait, Set};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::HubWrite;
use uuid::Uuid;

/// Makes the places of articles show what their sites may show; `told` says since when. A withdrawal of an article itself
/// stays what it is. What decides is read for all articles together.
pub(super) async fn apply(tx: &mut HubWrite, told: &BTreeMap<Uid, DateTime<Utc>>) -> Result<()> {
    if told.is_empty() {
        return Ok(());
    }
    let uids: Vec<Uuid> = told.keys().map(|uid| uid.0).collect();
    for some in uids.chunks(CHUNK) {
        let items = tx
            .find::<library::Entity>()
            .filter(library::Column::Uid.is_in(some.iter().copied()))
            .asc(library::Column::Id)
            .all()
            .await?;
        let revoked = query::of_uids(tx, some.iter().copied()).await?;
        let pushes = push::query::of_uids(tx, some).await?;
        let mut places: HashMap<Uuid, Vec<placement::Model>> = HashMap::new();
        for row in placed(tx, some).await? {
            places.entry(row.uid).or_default().push(row);
        }
        let mut lines: HashMap<Uuid, Vec<desk::Model>> = HashMap::new();
        let wanted = desk::Column::Uid.is_in(some.iter().copied());
        for line in tx.find::<desk::Entity>().filter(wanted).all().await? {
            lines.entry(line.uid).or_default().push(line);
        }
        for item in items {
            let case = Case {
                rows: places.remove(&item.uid).unwrap_or_default(),
                lines: lines.remove(&item.uid).unwrap_or_default(),
                at: told.get(&Uid(item.uid)).copied().unwrap_or(tx.now()),
                revoked: &revoked,
                pushes: &pushes,
                item,
            };
            Box::pin(case.apply(tx)).await?;
        }
    }
    Ok(())
}

async fn placed(tx: &HubWrite, uids: &[Uuid]) -> Result<Vec<placement::Model>> {
    tx.find::<placement::Entity>()
        .filter(placement::Column::Uid.is_in(uids.iter().copied()))
        .filter(placement::Column::LibraryItemId.is_not_null())
        .asc(placement::Column::Id)
        .all()
        .await
}

/// One article and what decides about its places.
struct Case<'a> {
    item: library::Model,
    at: DateTime<Utc>,
    rows: Vec<placement::Model>,
    lines: Vec<desk::Model>,
    revoked: &'a [revocation::Model],
    pushes: &'a [push::entity::Model],
}

impl Case<'_> {
    async fn apply(self, tx: &mut HubWrite) -> Result<()> {
        let item = &self.item;
        let mut gone: Vec<(&placement::Model, Why<'_>)> = Vec::new();
        let mut back = Vec::new();
        for row in self
            .rows
            .iter()
            .filter(|row| matches!(row.state.as_str(), LIVE | WITHDRAWN))
        {
            // At home it stands by the word of its site, on whatever box that is.
            let why = if Some(row.site_id) == item.origin_site_id {
                None
            } else {
                let revoked = query::against(self.revoked, item.uid, row.site_id);
                Why::of(revoked, row, self.pushes)
            };
            match (why, row.revoked_at) {
                (Some(why), None) => gone.push((row, why)),
                (None, Some(_)) => back.push(row),
                (Some(_), Some(_)) | (None, None) => {}
            }
        }
        take_down(tx, &gone, item).await?;
        bring_back(tx, &back, item).await?;
        let gone: Vec<_> = gone.into_iter().map(|(row, _)| row).collect();
        tell(tx, item, &gone, false);
        tell(tx, item, &back, item.state == LIVE);
        let changed = !gone.is_empty() || !back.is_empty();
        let (gone, back) = (sites(gone), sites(back));
        receipt::write(tx, item, &gone, Word::Revoked, self.at).await?;
        receipt::write(tx, item, &back, Word::Granted, self.at).await?;
        lines(tx, item, self.lines, self.revoked).await?;
        let rows = if changed {
            placed(tx, &[item.uid]).await?
        } else {
            self.rows
        };
        agreed(tx, item, &rows).await?;
        files(tx, item, &rows).await
    }
}

/// Why a place may not show what it would.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
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

fn sites<'a>(rows: impl IntoIterator<Item = &'a placement::Model>) -> BTreeSet<SiteId> {
    rows.into_iter().map(|row| SiteId(row.site_id)).collect()
}

/// Says of each of these places what became of it.
fn tell<'a>(
    tx: &mut HubWrite,
    item: &library::Model,
    rows: impl IntoIterator<Item = &'a &'a placement::Model>,
    live: bool,
) {
    for row in rows {
        let changed = EventBody::PlacementChanged {
            uid: Uid(item.uid),
            version: item.version,
            channels: vec![ChannelId(row.channel_id)],
            live,
        };
        tx.emit_derived(SiteId(row.site_id), changed);
    }
}

/// Receipts of corrections that no place of a site holds any more.
async fn agreed(tx: &mut HubWrite, item: &library::Model, rows: &[placement::Model]) -> Result<()> {
    let held = sites(rows.iter().filter(|row| row.held_version.is_some()));
    let waiting = tx
        .find::<receipt::entity::Entity>()
        .filter(receipt::entity::Column::Uid.eq(item.uid))
        .filter(receipt::entity::Column::DoneAt.is_null())
        .all()
        .await?;
    let waiting: Vec<_> = waiting
        .iter()
        .filter(|row| !held.contains(&SiteId(row.place_site_id)))
        .collect();
    let done = receipt::entity::ActiveModel {
        done_at: Set(Some(tx.now())),
        ..Default::default()
    };
    for some in waiting.chunks(CHUNK) {
        let these = receipt::entity::Column::Id.is_in(some.iter().map(|row| row.id));
        tx.update_where(done.clone(), these).await?;
    }
    // Said once more of these, so that pages and search add their part to the receipts.
    let waited: BTreeSet<i64> = waiting.iter().map(|row| row.place_site_id).collect();
    let shown: Vec<_> = rows
        .iter()
        .filter(|row| row.state == LIVE && waited.contains(&row.site_id))
        .collect();
    tell(tx, item, &shown, true);
    Ok(())
}

/// Places that shall look alike are written in one statement, however many they are.
async fn take_down(
    tx: &mut HubWrite,
    rows: &[(&placement::Model, Why<'_>)],
    item: &library::Model,
) -> Result<()> {
    hold::forget(tx, rows.iter().map(|(row, _)| *row)).await?;
    for ((looks, why), ids) in alike(rows.iter().copied(), item) {
        let change = placement::ActiveModel {
            version: Set(item.version),
            held_version: Set(None),
            state: Set(WITHDRAWN.into()),
            revoked_at: Set(Some(why.at)),
            revoke_reason: Set(Some(why.reason.to_owned())),
            ..looks.columns()
        };
        change_seen(tx, &change, &ids).await?;
    }
    Ok(())
}

async fn bring_back(tx: &mut HubWrite, rows: &[&placement::Model], item: &library::Model) -> Result<()> {
    let state = if item.state == LIVE { LIVE } else { WITHDRAWN };
    for ((looks, ()), ids) in alike(rows.iter().map(|row| (*row, ())), item) {
        let change = placement::ActiveModel {
            state: Set(state.into()),
            revoked_at: Set(None),
            revoke_reason: Set(None),
            version: Set(item.version),
            ..looks.columns()
        };
        change_seen(tx, &change, &ids).await?;
    }
    Ok(())
}

/// What waits on a desk and may not be taken any more leaves it, and so does what was made of it with edits; both come
/// back with the authorization.
async fn lines(
    tx: &mut HubWrite,
    item: &library::Model,
    lines: Vec<desk::Model>,
    revoked: &[revocation::Model],
) -> Result<()> {
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
    // What holds a correction goes on using the files it shows.
    let held = sites(rows.iter().filter(|row| row.held_version.is_some()));
    let shown = sites(rows.iter().filter(|row| row.state == LIVE));
    let hidden = sites(rows).difference(&shown).copied().collect();
    let shown = shown.difference(&held).copied().collect();
    media::show_on(tx, &shown, item, &own_leads(rows)).await?;
    media::hide_on(tx, &hidden, item.uid).await
}
