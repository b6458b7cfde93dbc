//! Pushing an article down. The projection sets it into the channels.

use super::entity::{self, ACTIVE, PUSH, target};
use crate::mandate::query as mandates;
use crate::permissions::PushDown;
use crate::refusals::{ALREADY_PUSHED, PUSH_NOT_LIVE, PUSH_OUTSIDE};
use content::library::entity as library;
use content::placement::entity::LIVE;
use kernel::event::EventBody;
use kernel::{Result, SiteId, Uid};
use sea_orm::{ColumnTrait, NotSet, Set};
use store::{OnUnique, SiteWrite};

/// A push as meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The article: one's own or another of the library.
    pub uid: Uid,
    /// The mandate whose channel takes it.
    pub mandate: i64,
    /// The sites; never empty.
    pub sites: Vec<SiteId>,
    /// Words for them.
    pub note: String,
}

/// Pushes a published article into the mandatory channel of these sites. The site it comes from is passed over.
///
/// # Errors
/// `push.not_live`, `push.outside`, `push.already`; [`kernel::Error::NotFound`] without such an article or mandate.
pub async fn push_article(tx: &mut SiteWrite<PushDown>, wanted: &Wanted) -> Result<entity::Model> {
    tx.whole_site()?;
    let mandate = mandates::find_mandate(tx, wanted.mandate).await?;
    let bound = mandates::bound_sites(tx, mandate.id).await?;
    let item = tx
        .shared::<library::Entity>()
        .filter(library::Column::Uid.eq(wanted.uid.0))
        .found()
        .await?;
    if item.state != LIVE {
        return Err(PUSH_NOT_LIVE.into());
    }
    let sites: Vec<SiteId> = wanted
        .sites
        .iter()
        .copied()
        .filter(|site| item.origin_site_id != Some(site.0))
        .collect();
    if sites.is_empty() || sites.iter().any(|site| !bound.contains(site)) {
        return Err(PUSH_OUTSIDE.into());
    }
    let row = entity::ActiveModel {
        id: NotSet,
        site_id: NotSet,
        uid: Set(item.uid),
        mandate_id: Set(mandate.id),
        title: Set(item.title),
        note: Set(wanted.note.clone()),
        state: Set(ACTIVE.into()),
        by_name: Set(tx.actor().label()),
        created_at: Set(tx.now()),
        revoked_at: Set(None),
        revoke_reason: Set(String::new()),
        ended: Set(0),
    };
    let push = tx.insert(row).await.on_unique(PUSH, || ALREADY_PUSHED)?;
    let targets = sites.iter().map(|site| target::ActiveModel {
        id: NotSet,
        site_id: NotSet,
        push_id: Set(push.id),
        uid: Set(push.uid),
        place_site_id: Set(site.0),
        problem: Set(String::new()),
        shown_at: Set(None),
        reminded_at: Set(None),
        reminded_by: Set(String::new()),
        removed_reason: Set(None),
    });
    tx.insert_many(targets.collect()).await?;
    let detail = format!("push {} to {} sites", push.id, sites.len());
    tx.emit_with(EventBody::PushChanged { uid: wanted.uid }, &detail);
    Ok(push)
}
