//! Marking an article as an important item, correcting when it was issued, and taking a mark back that was set by error.

use super::entity;
use crate::permissions::PushDown;
use crate::refusals::PUSH_NOT_LIVE;
use chrono::{DateTime, Utc};
use content::library::entity as library;
use content::placement::entity::LIVE;
use kernel::event::EventBody;
use kernel::{Error, Result, Uid};
use sea_orm::{ColumnTrait, NotSet, Set};
use store::SiteWrite;

/// Marks it: from then on it is measured when it stood on each site.
///
/// # Errors
/// `push.not_live`; [`Error::Invalid`] on `issued_at` when that lies ahead, or after the article was published;
/// [`Error::NotFound`].
pub async fn mark_important(
    tx: &mut SiteWrite<PushDown>,
    uid: Uid,
    issued_at: DateTime<Utc>,
) -> Result<entity::Model> {
    tx.whole_site()?;
    if issued_at > tx.now() {
        return Err(Error::field("issued_at", "发布时间不能晚于现在。"));
    }
    let item = tx
        .shared::<library::Entity>()
        .filter(library::Column::Uid.eq(uid.0))
        .found()
        .await?;
    if item.state != LIVE {
        return Err(PUSH_NOT_LIVE.into());
    }
    if issued_at > item.published_at {
        let words = "稿件发布得比国务院还早，请核对发布时间，或者选择的稿件。";
        return Err(Error::field("issued_at", words));
    }
    let known = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Uid.eq(uid.0))
        .one()
        .await?;
    let row = entity::ActiveModel {
        id: NotSet,
        site_id: NotSet,
        uid: Set(uid.0),
        title: Set(item.title),
        issued_at: Set(issued_at),
        by_name: Set(tx.actor().label()),
        created_at: Set(tx.now()),
    };
    let marked = match known {
        Some(old) => {
            let change = entity::ActiveModel {
                id: Set(old.id),
                created_at: NotSet,
                ..row
            };
            tx.update(change).await?
        }
        None => tx.insert(row).await?,
    };
    tx.emit_with(
        EventBody::ImportantChanged { uid },
        &format!("issued at {issued_at}"),
    );
    Ok(marked)
}

/// Takes a mark back: the item is measured no longer. What sites registered as their own reposts stays, and counts again
/// if it is marked again.
///
/// # Errors
/// [`Error::NotFound`] when it is not marked.
pub async fn unmark_important(tx: &mut SiteWrite<PushDown>, uid: Uid) -> Result<()> {
    tx.whole_site()?;
    let gone = tx
        .delete_where::<entity::Entity>(entity::Column::Uid.eq(uid.0))
        .await?;
    if gone == 0 {
        return Err(Error::NotFound);
    }
    tx.emit_with(EventBody::ImportantChanged { uid }, &"mark taken back");
    Ok(())
}
