//! What a hub said last to each site of this box on an article. Two sites of one box may be paired with one hub: each asks and
//! is answered by itself, in whatever order, and neither answer says anything of the other site.

use crate::authorization::entity as revocation;
use crate::peer::entity::told;
use crate::peer::instant;
use chrono::{DateTime, Utc};
use kernel::wire::{Batch, Item};
use kernel::{Result, SiteId, Uid};
use sea_orm::{ColumnTrait, ExprTrait, NotSet, Set};
use std::collections::{HashMap, HashSet};
use store::{HubRead, HubWrite};
use uuid::Uuid;

/// Letters of a reason.
const REASON: usize = 500;

/// Notes what a hub said to a site of each article, also of one whose text is not here. The answers come in the order of the
/// questions, so the last word counts. Answers the articles that it may show now and might not before, or the other way
/// round, and since when. `other` are articles for which the hub does not speak; `kept` those that an earlier release noted as
/// forbidden elsewhere.
pub(in crate::peer) async fn hear(
    tx: &mut HubWrite,
    to: SiteId,
    batch: &Batch,
    (other, kept): (&HashSet<Uuid>, &HashSet<Uuid>),
) -> Result<Vec<(Uid, DateTime<Utc>)>> {
    let mut known: HashMap<Uuid, told::Model> = tx
        .find::<told::Entity>()
        .filter(told::Column::SiteId.eq(to.0))
        .filter(told::Column::Uid.is_in(batch.items.iter().map(|item| item.uid.0)))
        .all()
        .await?
        .into_iter()
        .map(|row| (row.uid, row))
        .collect();
    let mut changed = Vec::new();
    for item in batch.items.iter().filter(|item| !other.contains(&item.uid.0)) {
        let old = known.get(&item.uid.0);
        let new = said(item, old.map_or(0, |old| old.id), to, tx.now());
        let before = old.and_then(|old| old.refused_at);
        if before != new.refused_at || kept.contains(&item.uid.0) {
            let at = item.authorization.as_ref().and_then(|said| said.at.as_deref());
            let at = at.and_then(|at| instant::read(at, tx.now()));
            changed.push((item.uid, at.unwrap_or_else(|| tx.now())));
        }
        if old != Some(&new) {
            let row = keep(tx, new).await?;
            known.insert(row.uid, row);
        }
    }
    Ok(changed)
}

fn said(item: &Item, id: i64, to: SiteId, now: DateTime<Utc>) -> told::Model {
    // A hub speaks to the site alone: whatever it says that may not be shown may not be shown there.
    let refused = item.authorization.as_ref().and_then(|said| said.refused.first());
    let reason = refused.map_or("", |refused| refused.reason.as_str());
    told::Model {
        id,
        site_id: to.0,
        uid: item.uid.0,
        withheld: item.withheld.then_some(item.version),
        refused_at: refused.map(|refused| instant::read(&refused.at, now).unwrap_or(now)),
        reason: reason.chars().take(REASON).collect(),
    }
}

async fn keep(tx: &mut HubWrite, row: told::Model) -> Result<told::Model> {
    let change = told::ActiveModel {
        id: if row.id == 0 { NotSet } else { Set(row.id) },
        site_id: Set(row.site_id),
        uid: Set(row.uid),
        withheld: Set(row.withheld),
        refused_at: Set(row.refused_at),
        reason: Set(row.reason),
    };
    Ok(if row.id == 0 {
        tx.insert(change).await?
    } else {
        tx.update(change).await?
    })
}

/// A hub knows nothing of these any more for a site. Answers those that it gives to another site of this box: they stay, and
/// are taken down at this one with a reason.
pub(in crate::peer) async fn forgotten(
    tx: &mut HubWrite,
    to: SiteId,
    uids: Vec<Uuid>,
    reason: &str,
) -> Result<HashSet<Uuid>> {
    let these = told::Column::Uid.is_in(uids.iter().copied());
    let others = tx
        .find::<told::Entity>()
        .filter(told::Column::SiteId.ne(to.0))
        .filter(these.clone())
        // Who was told that nobody has it any more holds nothing.
        .filter(
            told::Column::RefusedAt
                .is_null()
                .or(told::Column::Withheld.is_not_null()),
        )
        .all()
        .await?;
    let kept: HashSet<Uuid> = others.into_iter().map(|row| row.uid).collect();
    let gone = told::ActiveModel {
        withheld: Set(None),
        refused_at: Set(Some(tx.now())),
        reason: Set(reason.to_owned()),
        ..Default::default()
    };
    let own = told::Column::SiteId.eq(to.0);
    let of_others = told::Column::Uid.is_in(kept.iter().copied());
    tx.delete_where::<told::Entity>(own.clone().and(these).and(of_others.clone().not()))
        .await?;
    tx.update_where(gone, own.and(of_others)).await?;
    Ok(kept)
}

/// By which numbers a site was told of these articles without a word of their texts.
pub(super) async fn kept(
    read: &HubRead,
    site: i64,
    uids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, i64>> {
    let rows = read
        .find::<told::Entity>()
        .filter(told::Column::SiteId.eq(site))
        .filter(told::Column::Uid.is_in(uids))
        .all()
        .await?;
    let rows = rows.into_iter();
    Ok(rows.filter_map(|row| Some((row.uid, row.withheld?))).collect())
}

/// What hubs forbid the sites of this box of these articles, as revocations.
pub(crate) async fn forbidden(read: &HubRead, uids: &[Uuid]) -> Result<Vec<revocation::Model>> {
    let rows = read
        .find::<told::Entity>()
        .filter(told::Column::Uid.is_in(uids.iter().copied()))
        .filter(told::Column::RefusedAt.is_not_null())
        .asc(told::Column::Id)
        .all()
        .await?;
    let said = rows.into_iter().filter_map(|row| {
        Some(revocation::Model {
            id: 0,
            site_id: row.site_id,
            article_id: 0,
            uid: row.uid,
            place_site_id: Some(row.site_id),
            reason: row.reason,
            by_name: String::new(),
            created_at: row.refused_at?,
            ended_at: None,
        })
    });
    Ok(said.collect())
}
