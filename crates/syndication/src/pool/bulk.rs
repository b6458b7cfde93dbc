//! One deed for several articles of the pool, in one transaction: either all of it happens or nothing.

use super::form::{PickForm, PoolForm};
use super::{look_at, pick_piece, query, take_piece};
use crate::permissions::WorkDesk;
use crate::refusals::NOTHING_CHOSEN;
use kernel::{Error, LibraryItemId, Result};
use store::{HubRead, SiteWrite};

/// Does what the form of the list says. Answers what to tell.
///
/// # Errors
/// `desk.nothing_chosen`; those of the deed; [`Error::Invalid`] where a channel is missing.
pub(super) async fn run(tx: &mut SiteWrite<WorkDesk>, hub: &HubRead, form: &PoolForm) -> Result<String> {
    let items = form.items();
    let count = items.len();
    if items.is_empty() {
        return Err(NOTHING_CHOSEN.into());
    }
    match form.deed.as_str() {
        "adopt" => {
            let into = form.channel()?;
            for id in items {
                take_piece(tx, hub, id, into, None).await?;
            }
            Ok(format!("已采用 {count} 篇，来稿单位计“门户采用”。"))
        }
        "channel" => {
            let into = form.channel()?;
            for id in items {
                pick_piece(tx, hub, id, Some(into)).await?;
            }
            Ok(format!("已把 {count} 篇放到采编台，并指定栏目。"))
        }
        "read" => {
            let uids = query::uids_of(hub, tx.site(), &items).await?;
            look_at(tx, &uids).await?;
            Ok(format!("已把 {count} 篇标为已看。"))
        }
        _ => Err(Error::field("do", "请选择要做的操作。")),
    }
}

/// What became of one article: where to go and what to tell.
pub(super) async fn run_one(
    tx: &mut SiteWrite<WorkDesk>,
    hub: &HubRead,
    id: LibraryItemId,
    form: &PickForm,
) -> Result<(String, &'static str)> {
    match form.deed.as_str() {
        "adopt" => {
            let (into, own_title) = form.taken()?;
            take_piece(tx, hub, id, into, own_title).await?;
            Ok(("/console/pool".into(), "已采用，来稿单位计“门户采用”。"))
        }
        "edit" => {
            let line = pick_piece(tx, hub, id, None).await?;
            let path = format!("/console/desk/{}/edit", line.id);
            Ok((path, "已放到采编台，请改写后采用。"))
        }
        "desk" => {
            let line = pick_piece(tx, hub, id, form.proposed()).await?;
            Ok((format!("/console/desk/{}", line.id), "已放到采编台。"))
        }
        _ => Err(Error::field("do", "请选择要做的操作。")),
    }
}
