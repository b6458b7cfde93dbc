//! What makes a file public: something live on the site shows it. What ends that: nothing does any more.

use super::{Attached, entity, lead_hash, query::by_hash, usage};
use crate::article::edition;
use crate::body::media_hashes;
use kernel::{Permission, Result};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, ExprTrait, Set};
use std::collections::HashSet;
use store::{SiteRead, SiteWrite};
use uuid::Uuid;

/// The files an edition shows.
pub(crate) fn files_of(body_html: &str, lead: Option<&str>, attachments: &str) -> Vec<String> {
    let mut hashes = media_hashes(body_html);
    hashes.extend(lead.map(lead_hash));
    let attached: Vec<Attached> = serde_json::from_str(attachments).unwrap_or_default();
    hashes.extend(attached.into_iter().map(|file| file.hash));
    hashes
}

/// Makes the files of `edition` public as used by the article `uid`, and ends the use of those it no longer shows.
///
/// # Errors
/// Faults of the database.
pub async fn show<P: Permission>(tx: &mut SiteWrite<P>, uid: Uuid, edition: &edition::Model) -> Result<()> {
    let hashes = files_of(
        &edition.body_html,
        edition.lead_media.as_deref(),
        &edition.attachments,
    );
    show_files(tx, uid, &hashes).await
}

/// The same for what is no article, such as a topic: exactly these files are in use under `uid`.
///
/// # Errors
/// Faults of the database.
pub async fn show_files<P: Permission>(tx: &mut SiteWrite<P>, uid: Uuid, hashes: &[String]) -> Result<()> {
    let files = by_hash(tx, hashes).await?;
    let used = uses(tx, uid).await?;
    if files.is_empty() && used.is_empty() {
        return Ok(());
    }
    let wanted: HashSet<i64> = files.iter().map(|file| file.id).collect();
    let fresh = wanted.iter().filter(|id| !used.contains(id));
    let rows = fresh.map(|id| usage::ActiveModel {
        media_id: Set(*id),
        uid: Set(uid),
        ..usage::ActiveModel::default()
    });
    tx.insert_many(rows.collect()).await?;
    let public = entity::ActiveModel {
        public: Set(true),
        ..entity::ActiveModel::default()
    };
    tx.update_where(public, entity::Column::Id.is_in(wanted.iter().copied()))
        .await?;
    let stale: Vec<i64> = used.into_iter().filter(|id| !wanted.contains(id)).collect();
    end(tx, uid, stale).await
}

/// Ends every use by the article `uid`.
///
/// # Errors
/// Faults of the database.
pub async fn hide<P: Permission>(tx: &mut SiteWrite<P>, uid: Uuid) -> Result<()> {
    let used = uses(tx, uid).await?;
    end(tx, uid, used).await
}

async fn uses(read: &SiteRead, uid: Uuid) -> Result<Vec<i64>> {
    let rows = read
        .find::<usage::Entity>()
        .filter(usage::Column::Uid.eq(uid))
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| row.media_id).collect())
}

async fn end<P: Permission>(tx: &mut SiteWrite<P>, uid: Uuid, files: Vec<i64>) -> Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    let ended = usage::Column::Uid
        .eq(uid)
        .and(usage::Column::MediaId.is_in(files.clone()));
    tx.delete_where::<usage::Entity>(ended).await?;
    let still = Query::select()
        .column(usage::Column::MediaId)
        .from(usage::Entity)
        .and_where(usage::Column::SiteId.eq(tx.site().0))
        .to_owned();
    let unused = entity::Column::Id
        .is_in(files)
        .and(entity::Column::Id.not_in_subquery(still));
    let hidden = entity::ActiveModel {
        public: Set(false),
        ..entity::ActiveModel::default()
    };
    tx.update_where(hidden, unused).await?;
    Ok(())
}
