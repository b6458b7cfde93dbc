//! Files of placed items. Bytes are stored once for all sites, by content; a site serves those its media rows name.

use super::follow::CHUNK;
use content::body::media_hashes;
use content::library::entity as library;
use content::media::{Attached, entity as media, lead_hash, usage};
use kernel::{Error, Result, SiteId};
use sea_orm::sea_query::Query;
use sea_orm::{ActiveModelTrait, ColumnTrait, ExprTrait, IntoActiveModel, NotSet, Set};
use std::collections::{BTreeSet, HashSet};
use store::HubWrite;
use uuid::Uuid;

/// The files an item names.
pub(crate) fn files_of(item: &library::Model) -> Result<HashSet<String>> {
    let attached: Vec<Attached> = serde_json::from_str(&item.attachments).map_err(Error::fault)?;
    let mut hashes: HashSet<String> = media_hashes(&item.body_html).into_iter().collect();
    hashes.extend(item.lead_media.as_deref().map(lead_hash));
    hashes.extend(attached.into_iter().map(|file| file.hash));
    Ok(hashes)
}

/// Gives a site the files of an item, not public: the desk looks at them.
pub(super) async fn carry(tx: &mut HubWrite, site: SiteId, item: &library::Model) -> Result<()> {
    carry_to(tx, &BTreeSet::from([site]), item).await?;
    Ok(())
}

/// Gives sites the files of an item, not public. Answers their rows.
pub(super) async fn carry_to(
    tx: &mut HubWrite,
    sites: &BTreeSet<SiteId>,
    item: &library::Model,
) -> Result<Vec<(i64, i64)>> {
    let hashes = files_of(item)?;
    let Some(origin) = item.origin_site_id.filter(|_| !hashes.is_empty()) else {
        return Ok(Vec::new());
    };
    let mut here = rows_of(tx, sites, &hashes).await?;
    let there = tx
        .find::<media::Entity>()
        .filter(media::Column::SiteId.eq(origin))
        .filter(media::Column::Hash.is_in(hashes.iter().cloned()))
        .all()
        .await?;
    let known: HashSet<(i64, &str)> = here.iter().map(|row| (row.site_id, row.hash.as_str())).collect();
    let mut missing = Vec::new();
    for site in sites {
        for file in &there {
            if !known.contains(&(site.0, file.hash.as_str())) {
                missing.push(media::ActiveModel {
                    id: NotSet,
                    site_id: Set(site.0),
                    public: Set(false),
                    created_by: Set(None),
                    created_at: Set(tx.now()),
                    ..file.clone().into_active_model().reset_all()
                });
            }
        }
    }
    if !missing.is_empty() {
        for some in missing.chunks(CHUNK) {
            tx.insert_many(some.to_vec()).await?;
        }
        here = rows_of(tx, sites, &hashes).await?;
    }
    Ok(here.into_iter().map(|row| (row.site_id, row.id)).collect())
}

async fn rows_of(
    tx: &HubWrite,
    sites: &BTreeSet<SiteId>,
    hashes: &HashSet<String>,
) -> Result<Vec<media::Model>> {
    tx.find::<media::Entity>()
        .filter(media::Column::SiteId.is_in(sites.iter().map(|site| site.0)))
        .filter(media::Column::Hash.is_in(hashes.iter().cloned()))
        .all()
        .await
}

/// Makes the files of an item public on a site that shows it, and ends the use of those it no longer names.
pub(super) async fn show(tx: &mut HubWrite, site: SiteId, item: &library::Model) -> Result<()> {
    show_on(tx, &BTreeSet::from([site]), item, &[]).await
}

/// The same on many sites at once; `own` are the lead pictures that sites chose themselves.
pub(super) async fn show_on(
    tx: &mut HubWrite,
    sites: &BTreeSet<SiteId>,
    item: &library::Model,
    own: &[(SiteId, String)],
) -> Result<()> {
    if sites.is_empty() {
        return Ok(());
    }
    let mut wanted: BTreeSet<(i64, i64)> = carry_to(tx, sites, item).await?.into_iter().collect();
    let own: HashSet<_> = own.iter().filter(|(site, _)| sites.contains(site)).collect();
    if !own.is_empty() {
        let (of, hashes) = own.iter().map(|(site, hash)| (*site, hash.clone())).unzip();
        let rows = rows_of(tx, &of, &hashes).await?.into_iter();
        let chosen = rows.filter(|row| own.contains(&(SiteId(row.site_id), row.hash.clone())));
        wanted.extend(chosen.map(|row| (row.site_id, row.id)));
    }
    let used = uses(tx, sites, item.uid).await?;
    let fresh: Vec<usage::ActiveModel> = wanted
        .difference(&used)
        .map(|(site, id)| usage::ActiveModel {
            id: NotSet,
            site_id: Set(*site),
            media_id: Set(*id),
            uid: Set(item.uid),
        })
        .collect();
    for some in fresh.chunks(CHUNK) {
        tx.insert_many(some.to_vec()).await?;
    }
    let public = media::ActiveModel {
        public: Set(true),
        ..Default::default()
    };
    let ids: Vec<i64> = wanted.iter().map(|(_, id)| *id).collect();
    for some in ids.chunks(CHUNK) {
        let hidden = media::Column::Id
            .is_in(some.iter().copied())
            .and(media::Column::Public.eq(false));
        tx.update_where(public.clone(), hidden).await?;
    }
    let stale = used.difference(&wanted).map(|(_, id)| *id).collect();
    end(tx, item.uid, stale).await
}

/// Ends every use by an item on these sites; what nothing else live shows is no longer public.
pub(super) async fn hide_on(tx: &mut HubWrite, sites: &BTreeSet<SiteId>, uid: Uuid) -> Result<()> {
    let used = uses(tx, sites, uid).await?;
    end(tx, uid, used.into_iter().map(|(_, id)| id).collect()).await
}

/// Site and file of every use by an item.
async fn uses(tx: &HubWrite, sites: &BTreeSet<SiteId>, uid: Uuid) -> Result<BTreeSet<(i64, i64)>> {
    let rows = tx
        .find::<usage::Entity>()
        .filter(usage::Column::Uid.eq(uid))
        .filter(usage::Column::SiteId.is_in(sites.iter().map(|site| site.0)))
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| (row.site_id, row.media_id)).collect())
}

/// Ends the use of files by an item. A file's row belongs to one site, so its number names the site too.
async fn end(tx: &mut HubWrite, uid: Uuid, files: Vec<i64>) -> Result<()> {
    for some in files.chunks(CHUNK) {
        let these = usage::Column::Uid
            .eq(uid)
            .and(usage::Column::MediaId.is_in(some.iter().copied()));
        tx.delete_where::<usage::Entity>(these).await?;
        let still = Query::select()
            .column(usage::Column::MediaId)
            .from(usage::Entity)
            .and_where(usage::Column::MediaId.is_in(some.iter().copied()))
            .to_owned();
        let unused = media::Column::Id
            .is_in(some.iter().copied())
            .and(media::Column::Id.not_in_subquery(still));
        let hidden = media::ActiveModel {
            public: Set(false),
            ..Default::default()
        };
        tx.update_where(hidden, unused).await?;
    }
    Ok(())
}
