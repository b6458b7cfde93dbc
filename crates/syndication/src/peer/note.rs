//! What is noted of another box's articles beside the library: the number by which the source calls them, which sites it
//! does not allow to show them, and who sent them up.

use super::entity::article as note;
use super::instant;
use super::judge::Numbers;
use crate::projection::remote;
use chrono::{DateTime, Utc};
use gateway::site::entity as site;
use kernel::wire::{Authorization, Barred, Batch, Item};
use kernel::{Error, Result, SiteId, Uid};
use sea_orm::{ActiveModelTrait, ColumnTrait, IntoActiveModel, Set};
use std::collections::{BTreeMap, HashMap, HashSet};
use store::{HubRead, HubWrite};
use uuid::Uuid;

/// Sites named one by one.
const SITES: usize = 100;
/// Letters of a moment …
const SAID: usize = 40;
/// … and of a name.
const NAME: usize = 100;

/// A site that may not show an article, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Refused {
    /// The site's number; none for every site.
    pub(crate) place: Option<i64>,
    /// What its page says.
    pub(crate) reason: String,
    /// Since when.
    pub(crate) at: DateTime<Utc>,
}

/// What is noted of these articles.
pub(crate) async fn of_uids(
    read: &HubRead,
    uids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, note::Model>> {
    let rows = read
        .find::<note::Entity>()
        .filter(note::Column::Uid.is_in(uids))
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| (row.uid, row)).collect())
}

/// When an article was sent up, as its source says.
pub(crate) fn sent_at(row: &note::Model, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    row.sent_said.as_deref().and_then(|said| instant::read(said, now))
}

/// Notes what a batch says of the articles that are here now. Answers those whose authorization changed, and when. What a
/// hub says to a site of this box (`to`) of authorization concerns that site alone and is kept with it.
pub(super) async fn write(
    tx: &mut HubWrite,
    site: &site::Model,
    batch: &Batch,
    (agreed, to): (&BTreeMap<Uuid, Numbers>, Option<SiteId>),
    mut notes: HashMap<Uuid, note::Model>,
) -> Result<Vec<(Uid, DateTime<Utc>)>> {
    let places = places(tx, batch).await?;
    let (mut changed, mut again, mut first) = (Vec::new(), Vec::new(), Vec::new());
    for item in &batch.items {
        let Some(numbers) = agreed.get(&item.uid.0) else {
            continue;
        };
        let old = notes.get(&item.uid.0).cloned();
        let mut new = old.clone().unwrap_or_else(|| blank(site, item));
        new.said = (numbers.said != numbers.here).then_some(numbers.said);
        let said = item.authorization.clone().unwrap_or_default();
        if let Some(to) = to {
            new.refused = without(&new.refused, to)?;
        } else if said.changed > new.changed || batch.covers.is_some() {
            // A late copy says less than what is known; a replay is the whole truth.
            let refused = refused(&said, &places, tx.now());
            let text = serde_json::to_string(&refused).map_err(Error::fault)?;
            if text != new.refused {
                let at = said.at.as_deref().and_then(|at| instant::read(at, tx.now()));
                changed.push((item.uid, at.unwrap_or_else(|| tx.now())));
            }
            new.refused = text;
            new.changed = said.changed;
        }
        if let Some(sent) = &item.sent {
            new.sent_said = Some(sent.at.chars().take(SAID).collect());
            new.sent_by = Some(sent.by.chars().take(NAME).collect());
        }
        if batch.as_of.is_some() || batch.covers.is_some() {
            new.as_of = batch.as_of;
            new.log = batch.as_of.map(|_| batch.log.to_string());
        }
        // Mostly nothing is news but that it was heard of: that is written for all together.
        let heard = note::Model {
            log: new.log.clone(),
            as_of: new.as_of,
            ..old.clone().unwrap_or_else(|| blank(site, item))
        };
        if heard != new {
            keep(tx, &new).await?;
        } else if old.as_ref() != Some(&new) {
            if old.is_some() {
                again.push(new.uid);
            } else {
                first.push(new.clone().into_active_model().reset_all());
            }
        }
        notes.insert(new.uid, new);
    }
    let heard = note::ActiveModel {
        log: Set(batch.as_of.map(|_| batch.log.to_string())),
        as_of: Set(batch.as_of),
        ..Default::default()
    };
    tx.update_where(heard, note::Column::Uid.is_in(again)).await?;
    tx.insert_many(first).await?;
    Ok(changed)
}

/// Articles of which an earlier release kept here that a site of this box may not show them.
pub(super) fn kept_of(notes: &HashMap<Uuid, note::Model>, to: SiteId) -> Result<HashSet<Uuid>> {
    let mut kept = HashSet::new();
    for (uid, note) in notes {
        if without(&note.refused, to)? != note.refused {
            kept.insert(*uid);
        }
    }
    Ok(kept)
}

/// What is kept without what is said of one site.
fn without(refused: &str, to: SiteId) -> Result<String> {
    let said: Vec<Refused> = serde_json::from_str(refused).map_err(Error::fault)?;
    let others: Vec<_> = said.into_iter().filter(|row| row.place != Some(to.0)).collect();
    serde_json::to_string(&others).map_err(Error::fault)
}

/// The number by which a source goes on calling what was withdrawn here without its word.
pub(super) async fn keep_number(tx: &mut HubWrite, site: &site::Model, uid: Uuid, said: i64) -> Result<()> {
    let old = of_uids(tx, [uid]).await?.remove(&uid);
    if old.as_ref().is_some_and(|old| old.said.is_some()) {
        return Ok(());
    }
    let old = old.unwrap_or(note::Model {
        uid,
        site_id: site.id,
        said: None,
        changed: 0,
        refused: "[]".into(),
        sent_said: None,
        sent_by: None,
        log: None,
        as_of: None,
    });
    let said = Some(said);
    keep(tx, &note::Model { said, ..old }).await
}

/// Makes true at the places what sources no longer allow, or allow again.
pub(super) async fn make_true(tx: &mut HubWrite, changed: Vec<(Uid, DateTime<Utc>)>) -> Result<()> {
    for (uid, at) in changed {
        remote::authorized(tx, uid, at).await?;
    }
    Ok(())
}

fn blank(site: &site::Model, item: &Item) -> note::Model {
    note::Model {
        uid: item.uid.0,
        site_id: site.id,
        said: None,
        changed: 0,
        refused: "[]".into(),
        sent_said: None,
        sent_by: None,
        log: None,
        as_of: None,
    }
}

async fn keep(tx: &mut HubWrite, row: &note::Model) -> Result<()> {
    tx.delete_where::<note::Entity>(note::Column::Uid.eq(row.uid))
        .await?;
    if row.said.is_some() || row.changed > 0 || row.sent_said.is_some() || row.as_of.is_some() {
        tx.insert(row.clone().into_active_model().reset_all()).await?;
    }
    Ok(())
}

fn barred(batch: &Batch) -> impl Iterator<Item = &Barred> {
    let said = batch.items.iter().filter_map(|item| item.authorization.as_ref());
    said.flat_map(|said| said.refused.iter())
}

/// Numbers of the sites that authorizations name.
async fn places(tx: &HubWrite, batch: &Batch) -> Result<HashMap<Uid, SiteId>> {
    let named: Vec<Uuid> = barred(batch).filter_map(|each| Some(each.site?.0)).collect();
    if named.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = tx
        .find::<site::Entity>()
        .filter(site::Column::Uid.is_in(named))
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (Uid(row.uid), SiteId(row.id)))
        .collect())
}

/// As it is kept; sites that are not of this box say nothing here.
fn refused(said: &Authorization, places: &HashMap<Uid, SiteId>, now: DateTime<Utc>) -> Vec<Refused> {
    let one = |each: &Barred| {
        let place = match each.site {
            None => None,
            Some(site) => Some(places.get(&site)?.0),
        };
        Some(Refused {
            place,
            reason: each.reason.chars().take(500).collect(),
            at: instant::read(&each.at, now).unwrap_or(now),
        })
    };
    said.refused.iter().take(SITES).filter_map(one).collect()
}
