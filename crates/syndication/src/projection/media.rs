//! Files of placed items. Bytes are stored once for all sites, by content; a site serves those its media rows name.

use content::body::media_hashes;
use content::library::entity as library;
use content::media::{Attached, entity as media, lead_hash, usage};
use kernel::{Error, Result, SiteId};
use sea_orm::sea_query::Query;
use sea_orm::{ActiveModelTrait, ColumnTrait, ExprTrait, IntoActiveModel, NotSet, Set};
use std::collections::HashSet;
use store::HubWrite;
use uuid::Uuid;

/// The files an item names.
fn files_of(item: &library::Model) -> Result<HashSet<String>> {
    let attached: Vec<Attached> = serde_json::from_str(&item.attachments).map_err(Error::fault)?;
    let mut hashes: HashSet<String> = media_hashes(&item.body_html).into_iter().collect();
    hashes.extend(item.lead_media.as_deref().map(lead_hash));
    hashes.extend(attached.into_iter().map(|file| file.hash));
    Ok(hashes)
}

/// Gives a site the files of an item, not public: the desk looks at them. Answers their rows.
pub(super) async fn carry(tx: &mut HubWrite, site: SiteId, item: &library::Model) -> Result<Vec<i64>> {
    let hashes = files_of(item)?;
    let Some(origin) = item.origin_site_id.filter(|_| !hashes.is_empty()) else {
        return Ok(Vec::new());
    };
    let rows = tx
        .find::<media::Entity>()
        .filter(media::Column::SiteId.is_in([site.0, origin]))
        .filter(media::Column::Hash.is_in(hashes))
        .all()
        .await?;
    let (mut here, there): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.site_id == site.0);
    let missing = there
        .into_iter()
        .filter(|row| !here.iter().any(|own| own.hash == row.hash));
    let missing: Vec<media::Model> = missing.collect();
    for file in missing {
        let row = media::ActiveModel {
            id: NotSet,
            site_id: Set(site.0),
            public: Set(false),
            created_by: Set(None),
            created_at: Set(tx.now()),
            ..file.into_active_model().reset_all()
        };
        here.push(tx.insert(row).await?);
    }
    Ok(here.into_iter().map(|row| row.id).collect())
}

/// Makes the files of an item public on a site that shows it, and ends the use of those it no longer names.
pub(super) async fn show(tx: &mut HubWrite, site: SiteId, item: &library::Model) -> Result<()> {
    let wanted = carry(tx, site, item).await?;
    let used = uses(tx, site, item.uid).await?;
    if wanted.is_empty() && used.is_empty() {
        return Ok(());
    }
    let fresh = wanted
        .iter()
        .filter(|id| !used.contains(id))
        .map(|id| usage::ActiveModel {
            id: NotSet,
            site_id: Set(site.0),
            media_id: Set(*id),
            uid: Set(item.uid),
        });
    tx.insert_many(fresh.collect()).await?;
    let public = media::ActiveModel {
        public: Set(true),
        ..Default::default()
    };
    let ours = media::Column::SiteId
        .eq(site.0)
        .and(media::Column::Id.is_in(wanted.iter().copied()));
    tx.update_where(public, ours).await?;
    let stale: Vec<i64> = used.into_iter().filter(|id| !wanted.contains(id)).collect();
    end(tx, site, item.uid, stale).await
}

/// Ends every use by an item on a site; what nothing else live shows is no longer public.
pub(super) async fn hide(tx: &mut HubWrite, site: SiteId, uid: Uuid) -> Result<()> {
    let used = uses(tx, site, uid).await?;
    end(tx, site, uid, used).await
}

async fn uses(tx: &HubWrite, site: SiteId, uid: Uuid) -> Result<Vec<i64>> {
    let own = usage::Column::SiteId.eq(site.0).and(usage::Column::Uid.eq(uid));
    let rows = tx.find::<usage::Entity>().filter(own).all().await?;
    Ok(rows.into_iter().map(|row| row.media_id).collect())
}

async fn end(tx: &mut HubWrite, site: SiteId, uid: Uuid, files: Vec<i64>) -> Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    let own = usage::Column::SiteId.eq(site.0).and(usage::Column::Uid.eq(uid));
    tx.delete_where::<usage::Entity>(own.and(usage::Column::MediaId.is_in(files.iter().copied())))
        .await?;
    let still = Query::select()
        .column(usage::Column::MediaId)
        .from(usage::Entity)
        .and_where(usage::Column::SiteId.eq(site.0))
        .to_owned();
    let unused = media::Column::SiteId
        .eq(site.0)
        .and(media::Column::Id.is_in(files))
        .and(media::Column::Id.not_in_subquery(still));
    let hidden = media::ActiveModel {
        public: Set(false),
        ..Default::default()
    };
    tx.update_where(hidden, unused).await?;
    Ok(())
}
