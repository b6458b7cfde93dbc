//! Whether pictures and attachments are where a place shows the article, and nowhere where it does not.

use super::entity;
use crate::peer::lacking;
use crate::projection::files_of;
use content::library::entity as library;
use content::media::{entity as media, usage};
use content::placement::entity::{self as placement, LIVE};
use kernel::{Result, SiteId, Uid};
use sea_orm::{ColumnTrait, FromQueryResult, Set};
use std::collections::{BTreeSet, HashMap, HashSet};
use store::HubWrite;
use uuid::Uuid;

/// Rows of one statement.
const CHUNK: usize = 1000;

#[derive(FromQueryResult)]
struct Open {
    id: i64,
    uid: Uuid,
    place_site_id: i64,
}

/// Looks at the files of these places, as what their receipts told is committed. What is not as it should be stays open.
pub(super) async fn look(tx: &mut HubWrite, places: &[(SiteId, Uid, i64)]) -> Result<()> {
    let sites: BTreeSet<i64> = places.iter().map(|(site, ..)| site.0).collect();
    let uids: BTreeSet<Uuid> = places.iter().map(|(_, uid, _)| uid.0).collect();
    let open = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Uid.is_in(uids))
        .filter(entity::Column::PlaceSiteId.is_in(sites))
        .filter(entity::Column::DoneAt.is_not_null())
        .filter(entity::Column::FilesOpen.eq(true))
        .only([
            entity::Column::Id,
            entity::Column::Uid,
            entity::Column::PlaceSiteId,
        ])
        .into::<Open>()
        .all()
        .await?;
    if open.is_empty() {
        return Ok(());
    }
    let found = Found::load(tx, &open).await?;
    let good: Vec<i64> = open
        .iter()
        .filter(|row| found.is_right(row.uid, row.place_site_id))
        .map(|row| row.id)
        .collect();
    let seen = entity::ActiveModel {
        files_at: Set(Some(tx.now())),
        files_open: Set(false),
        ..Default::default()
    };
    for some in good.chunks(CHUNK) {
        let these = entity::Column::Id.is_in(some.iter().copied());
        tx.update_where(seen.clone(), these).await?;
    }
    Ok(())
}

/// What is used where.
struct Found {
    /// Places that the public sees.
    shown: HashSet<(Uuid, i64)>,
    /// Those of them that keep an earlier text until their editors agree.
    held: HashSet<(Uuid, i64)>,
    /// Files in use by article and site; whether the public gets each.
    used: HashMap<(Uuid, i64), HashMap<String, bool>>,
    /// Files that the articles name and their sources have.
    named: HashMap<Uuid, HashSet<String>>,
    /// Articles of which a hub did not give all files yet.
    lacking: HashSet<Uuid>,
}

impl Found {
    async fn load(tx: &HubWrite, open: &[Open]) -> Result<Self> {
        let uids: BTreeSet<Uuid> = open.iter().map(|row| row.uid).collect();
        let sites: BTreeSet<i64> = open.iter().map(|row| row.place_site_id).collect();
        let places = tx
            .find::<placement::Entity>()
            .filter(placement::Column::Uid.is_in(uids.iter().copied()))
            .filter(placement::Column::SiteId.is_in(sites.iter().copied()))
            .filter(placement::Column::State.eq(LIVE))
            .all()
            .await?;
        let at = |row: &placement::Model| (row.uid, row.site_id);
        let held = places.iter().filter(|row| row.held_version.is_some());
        let uses = tx
            .find::<usage::Entity>()
            .filter(usage::Column::Uid.is_in(uids.iter().copied()))
            .filter(usage::Column::SiteId.is_in(sites))
            .all()
            .await?;
        let files: Vec<i64> = uses.iter().map(|row| row.media_id).collect();
        let mut rows: HashMap<i64, media::Model> = HashMap::new();
        for some in files.chunks(CHUNK) {
            let some = media::Column::Id.is_in(some.iter().copied());
            let found = tx.find::<media::Entity>().filter(some).all().await?;
            rows.extend(found.into_iter().map(|row| (row.id, row)));
        }
        let mut used: HashMap<(Uuid, i64), HashMap<String, bool>> = HashMap::new();
        for row in uses {
            if let Some(file) = rows.get(&row.media_id) {
                let of_place = used.entry((row.uid, row.site_id)).or_default();
                of_place.insert(file.hash.clone(), file.public);
            }
        }
        let lacking = lacking(tx, uids.iter().copied()).await?;
        Ok(Self {
            lacking,
            shown: places.iter().map(at).collect(),
            held: held.map(at).collect(),
            used,
            named: named(tx, uids).await?,
        })
    }

    fn is_right(&self, uid: Uuid, site: i64) -> bool {
        let (place, none) = ((uid, site), HashMap::new());
        let used = self.used.get(&place).unwrap_or(&none);
        if !self.shown.contains(&place) {
            return used.is_empty();
        }
        let mut named = self.named.get(&uid).into_iter().flatten();
        let whole = self.held.contains(&place) || named.all(|hash| used.contains_key(hash));
        whole && !self.lacking.contains(&uid) && used.values().all(|public| *public)
    }
}

/// The files that articles name, as far as their sources have them: what a box leaves out is nowhere.
async fn named(tx: &HubWrite, uids: BTreeSet<Uuid>) -> Result<HashMap<Uuid, HashSet<String>>> {
    let items = tx
        .find::<library::Entity>()
        .filter(library::Column::Uid.is_in(uids))
        .all()
        .await?;
    let mut named: HashMap<Uuid, HashSet<String>> = HashMap::new();
    for item in items {
        let hashes = files_of(&item)?;
        if let Some(origin) = item.origin_site_id.filter(|_| !hashes.is_empty()) {
            let there = tx
                .find::<media::Entity>()
                .filter(media::Column::SiteId.eq(origin))
                .filter(media::Column::Hash.is_in(hashes))
                .all()
                .await?;
            named.insert(item.uid, there.into_iter().map(|row| row.hash).collect());
        }
    }
    Ok(named)
}
