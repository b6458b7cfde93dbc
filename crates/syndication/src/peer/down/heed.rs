//! What a box tells of what it was given: receipts of places beside those of this box, and how far push-downs are.

use super::tell::authorizations;
use super::{IMPORTANT, PUSHES, RECEIPTS, TASKS, across, given, important, share, task};
use crate::mandate::entity as mandate;
use crate::peer::entity::peer;
use crate::peer::heed::told_of;
use crate::peer::instant;
use crate::push::Problem;
use crate::push::entity::{self as push, ACTIVE, target};
use crate::receipt::away;
use crate::refusals::PEER_FORMAT;
use content::library::entity as library;
use gateway::site::entity as site;
use kernel::event::EventBody;
use kernel::wire::{DownAsk, FORMAT};
use kernel::{Result, SiteId, Uid};
use sea_orm::{ColumnTrait, Set};
use std::collections::{BTreeMap, HashMap, HashSet};
use store::HubWrite;
use uuid::Uuid;

/// Refuses a question of another version, or with more than there may be.
///
/// # Errors
/// `peer.format`.
pub(in crate::peer) fn check_ask(ask: &DownAsk) -> Result<()> {
    let bounded = ask.shares.as_ref().is_none_or(share::bounded);
    let bounded = bounded && ask.across.as_ref().is_none_or(across::bounded);
    if ask.format != FORMAT
        || ask.receipts.len() > RECEIPTS
        || ask.pushes.len() > PUSHES
        || ask.tasks.len() > TASKS
        || ask.reposts.as_ref().is_some_and(|told| told.len() > IMPORTANT)
        || !bounded
    {
        return Err(PEER_FORMAT.into());
    }
    Ok(())
}

/// Notes what a peer tells, and that it asks. What it was not given it cannot speak of.
///
/// # Errors
/// Faults.
pub(in crate::peer) async fn heed_down(tx: &mut HubWrite, peer: &peer::Model, ask: &DownAsk) -> Result<()> {
    tx.exempt("peer")?;
    let row = peer::ActiveModel {
        id: Set(peer.id),
        down_at: Set(Some(tx.now())),
        ..Default::default()
    };
    tx.update(row).await?;
    if peer.down_at.is_none() {
        // What waited because nothing went down to it is under way from now on.
        tx.emit_derived(SiteId(peer.site_id), EventBody::SiteChanged);
    }
    if let Some(shares) = &ask.shares {
        Box::pin(share::take(tx, peer, shares)).await?;
    }
    if let Some(across) = &ask.across {
        Box::pin(across::take(tx, peer, across)).await?;
    }
    receipts(tx, peer, ask).await?;
    pushes(tx, peer, ask).await?;
    important::heed(tx, peer, ask.reposts.as_deref()).await?;
    task::heed(tx, peer, &ask.tasks).await
}

async fn receipts(tx: &mut HubWrite, peer: &peer::Model, ask: &DownAsk) -> Result<()> {
    if ask.receipts.is_empty() {
        return Ok(());
    }
    let unit = tx
        .find::<site::Entity>()
        .filter(site::Column::Id.eq(peer.site_id))
        .found()
        .await?;
    let uids = ask.receipts.iter().map(|told| told.uid.0);
    let given = given::of(tx, peer.site_id, uids).await?;
    let rows = tx
        .find::<library::Entity>()
        .filter(library::Column::Uid.is_in(given))
        .all()
        .await?;
    // Their numbers are those that they were told.
    let uids: HashSet<Uuid> = rows.iter().map(|row| row.uid).collect();
    let changed = authorizations(tx, peer, &uids).await?;
    let origins: HashMap<Uuid, i64> = rows
        .into_iter()
        .filter_map(|row| Some((row.uid, row.origin_site_id?)))
        .collect();
    let mut by_site: BTreeMap<i64, Vec<away::Told>> = BTreeMap::new();
    for told in told_of(&ask.receipts, tx.now()) {
        if let Some(origin) = origins.get(&told.uid.0)
            && told.place.0 == unit.uid
        {
            let name = unit.short_name.clone();
            let changed = changed.get(&told.uid.0).map_or(0, |said| said.changed);
            let version = told.version.saturating_sub(changed).max(1);
            by_site.entry(*origin).or_default().push(away::Told {
                name,
                version,
                ..told
            });
        }
    }
    for (site, told) in by_site {
        away::note(tx, SiteId(site), &told).await?;
    }
    Ok(())
}

async fn pushes(tx: &mut HubWrite, peer: &peer::Model, ask: &DownAsk) -> Result<()> {
    if ask.pushes.is_empty() {
        return Ok(());
    }
    let targets = tx
        .find::<target::Entity>()
        .filter(target::Column::PlaceSiteId.eq(peer.site_id))
        .filter(target::Column::Uid.is_in(ask.pushes.iter().map(|told| told.uid.0)))
        .filter(target::Column::ShownAt.is_null())
        .all()
        .await?;
    let rows = tx
        .find::<push::Entity>()
        .filter(push::Column::Id.is_in(targets.iter().map(|row| row.push_id)))
        .filter(push::Column::State.eq(ACTIVE))
        .all()
        .await?;
    let mandates = tx.find::<mandate::Entity>().all().await?;
    let slugs: HashMap<i64, String> = mandates.into_iter().map(|row| (row.id, row.slug)).collect();
    let mut waiting: HashMap<(Uid, String), (&target::Model, &push::Model)> = HashMap::new();
    for row in &rows {
        let target = targets.iter().find(|target| target.push_id == row.id);
        if let (Some(target), Some(slug)) = (target, slugs.get(&row.mandate_id)) {
            waiting.insert((Uid(row.uid), slug.clone()), (target, row));
        }
    }
    for told in &ask.pushes {
        let Some((target, push)) = waiting.remove(&(told.uid, told.channel.clone())) else {
            continue;
        };
        let now = tx.now();
        let shown = told.shown_at.as_deref().and_then(|at| instant::read(at, now));
        // Neither before it was pushed nor in the future, whatever a clock there says.
        let shown = shown.map(|at| at.min(now).max(push.created_at));
        let problem = Problem::parse(&told.problem).filter(|problem| problem.is_told());
        let problem = problem.filter(|_| shown.is_none()).map_or("", Problem::key);
        if shown.is_none() && problem == target.problem {
            continue;
        }
        let row = target::ActiveModel {
            id: Set(target.id),
            shown_at: Set(shown),
            problem: Set(problem.into()),
            ..Default::default()
        };
        tx.update(row).await?;
    }
    Ok(())
}
