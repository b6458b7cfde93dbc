//! Where a piece is now: the portal's page of what was made of it, as long as the public sees it.

use super::far::Made;
use crate::desk::entity as desk;
use content::channel::entity as channel;
use content::placement::entity::{self as placement, LIVE};
use content::placement::path;
use kernel::{Result, SiteId};
use sea_orm::{ColumnTrait, ExprTrait};
use std::collections::HashMap;
use store::HubRead;
use uuid::Uuid;

/// Paths on the portal by the uids of articles that were sent to it: of its place, of the article it made with edits, or of
/// the piece it was merged into. What nobody sees has none.
///
/// # Errors
/// Faults of the database.
pub(crate) async fn pages(hub: &HubRead, portal: SiteId, uids: &[Uuid]) -> Result<HashMap<Uuid, String>> {
    if uids.is_empty() {
        return Ok(HashMap::new());
    }
    let lines = hub
        .find::<desk::Entity>()
        .filter(desk::Column::SiteId.eq(portal.0))
        .filter(desk::Column::Uid.is_in(uids.iter().copied()))
        .all()
        .await?;
    let made = Made::load(hub, portal, &lines).await?;
    let lines: HashMap<Uuid, &desk::Model> = lines.iter().map(|line| (line.uid, line)).collect();
    // What a rule placed before lines were made of it has none.
    let standing = |uid: &Uuid| match lines.get(uid) {
        Some(line) => made.lead(line).map(|lead| (lead.uid, lead.article_id)),
        None => Some((*uid, None)),
    };
    let of_uids = uids.iter().filter_map(|uid| Some((*uid, standing(uid)?)));
    let of_uids: HashMap<Uuid, (Uuid, Option<i64>)> = of_uids.collect();
    let linked = of_uids
        .values()
        .filter(|(_, own)| own.is_none())
        .map(|(uid, _)| *uid);
    let own = of_uids.values().filter_map(|(_, own)| *own);
    let shown = placement::Column::Uid
        .is_in(linked)
        .and(placement::Column::LibraryItemId.is_not_null())
        .or(placement::Column::ArticleId.is_in(own));
    let rows = hub
        .find::<placement::Entity>()
        .filter(placement::Column::SiteId.eq(portal.0))
        .filter(placement::Column::State.eq(LIVE))
        .filter(shown)
        .asc(placement::Column::Id)
        .all()
        .await?;
    let channels = hub
        .find::<channel::Entity>()
        .filter(channel::Column::SiteId.eq(portal.0))
        .filter(channel::Column::Id.is_in(rows.iter().map(|row| row.channel_id)))
        .all()
        .await?;
    let slugs: HashMap<i64, String> = channels.into_iter().map(|row| (row.id, row.slug)).collect();
    let page = |(uid, own): (Uuid, Option<i64>)| {
        let row = rows.iter().find(|row| match own {
            Some(id) => row.article_id == Some(id),
            None => row.uid == uid && row.library_item_id.is_some(),
        })?;
        Some(path(slugs.get(&row.channel_id)?, row.published_at, row.number))
    };
    let found = of_uids
        .into_iter()
        .filter_map(|(uid, stands)| Some((uid, page(stands)?)));
    Ok(found.collect())
}
