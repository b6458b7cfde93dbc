//! One deed for several lines, in one transaction: either all of it happens or nothing.

use super::form::BulkForm;
use super::{Taken, assign_channel, decline_item, entity, merge_items, take_item};
use crate::permissions::WorkDesk;
use crate::refusals::{MERGE_NOTHING, NOTHING_CHOSEN};
use kernel::{ChannelId, DeskItemId, Error, Result};
use sea_orm::ColumnTrait;
use store::SiteWrite;

/// Does what the form says. Answers what to tell.
///
/// # Errors
/// `desk.nothing_chosen`; those of the deed; [`Error::Invalid`] where a channel is missing.
pub(super) async fn run(tx: &mut SiteWrite<WorkDesk>, form: &BulkForm) -> Result<String> {
    let items = form.items();
    let first = *items.first().ok_or(NOTHING_CHOSEN)?;
    let count = items.len();
    match form.deed.as_str() {
        "adopt" => {
            let mut submitted = 0;
            for id in items {
                let into = channel(tx, id, form.channel()).await?;
                let taken = take_item(tx, id, into, None).await?;
                submitted += u32::from(taken != Taken::Shown);
            }
            Ok(if submitted == 0 {
                format!("已采用 {count} 篇。")
            } else {
                format!("已采用 {count} 篇，其中 {submitted} 篇来自投稿箱，已送审，审核后发布。")
            })
        }
        "decline" => {
            let reason = form.reason()?;
            for id in items {
                decline_item(tx, id, &reason).await?;
            }
            Ok(format!("已退稿 {count} 篇。"))
        }
        "merge" => {
            if count < 2 {
                return Err(MERGE_NOTHING.into());
            }
            let into = channel(tx, first, form.channel()).await?;
            take_item(tx, first, into, None).await?;
            merge_items(tx, first, &items).await?;
            Ok(format!(
                "已采用最早的一篇，并入 {} 篇，各单位都计采用。",
                count - 1
            ))
        }
        "channel" => {
            let into = form.channel();
            let into = into.ok_or_else(|| Error::field("channel", "请选择栏目。"))?;
            for id in items {
                assign_channel(tx, id, into).await?;
            }
            Ok(format!("已为 {count} 篇指定栏目。"))
        }
        _ => Err(Error::field("do", "请选择要做的操作。")),
    }
}

/// The channel chosen, or the one proposed for the line.
async fn channel(tx: &SiteWrite<WorkDesk>, id: DeskItemId, chosen: Option<ChannelId>) -> Result<ChannelId> {
    let line = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id.0))
        .found()
        .await?;
    chosen
        .or(line.channel_id.map(ChannelId))
        .ok_or_else(|| Error::field("channel", format!("“{}”没有建议栏目，请选择栏目。", line.title)))
}
