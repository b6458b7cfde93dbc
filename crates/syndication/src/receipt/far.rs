//! Places on other boxes, for the page of the source.

use super::away::entity as away;
use super::entity;
use super::view::{PlaceRow, ReceiptRow, receipt_row};
use crate::authorization::entity as revocation;
use crate::peer::asking;
use crate::peer::entity::peer;
use crate::peer::refused::Refused;
use crate::submission::entity as submission;
use crate::ui::Chip;
use gateway::site::entity as site;
use kernel::beijing::minute;
use kernel::{Result, SiteId};
use sea_orm::ColumnTrait;
use std::collections::HashMap;
use store::HubRead;

/// The sites of the boxes that this site sends to, and of those that are given something here: uids and numbers.
pub(super) async fn hubs(hub: &HubRead, site: SiteId) -> Result<HashMap<uuid::Uuid, i64>> {
    let peers = hub
        .find::<peer::Entity>()
        .filter(peer::Column::Role.eq(peer::HUB))
        .filter(peer::Column::State.eq(peer::ACTIVE))
        .filter(peer::Column::SiteId.eq(site.0))
        .all()
        .await?;
    let asking = asking(hub).await?;
    let rows = hub
        .find::<site::Entity>()
        .filter(site::Column::Id.is_in(peers.iter().map(|peer| peer.far_site_id).chain(asking)))
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| (row.uid, row.id)).collect())
}

/// A place on another box; its headline is that box's, and its page, if what was sent up there is shown.
pub(super) fn away_row(
    row: &away::Model,
    site: Option<i64>,
    against: Option<&revocation::Model>,
    sent: Option<&submission::Model>,
) -> PlaceRow {
    let there = sent.filter(|sent| Some(sent.target_site_id) == site);
    PlaceRow {
        url: there.and_then(|sent| sent.page_url.clone()).unwrap_or_default(),
        site_id: site.unwrap_or_default(),
        site: row.place_name.clone(),
        title: "在对方系统上显示".into(),
        version: row.version,
        state: match row.what.as_str() {
            "withdrawn" => Chip::new("已随稿件撤回", "plain"),
            "revoked" => Chip::new("已撤销授权", "warn"),
            "removed" => Chip::new("对方已撤下", "plain"),
            _ => Chip::new("显示中", "live"),
        },
        revoked_site: against.and_then(|row| row.place_site_id),
        ..PlaceRow::default()
    }
}

pub(super) fn away_receipt(row: &away::Model) -> ReceiptRow {
    let alike = entity::Model {
        id: row.id,
        site_id: row.site_id,
        uid: row.uid,
        version: row.version,
        place_site_id: 0,
        what: row.what.clone(),
        sent_at: row.sent_at,
        done_at: row.done_at,
        purged_at: row.purged_at,
        searched_at: row.searched_at,
        files_at: row.files_at,
        files_open: row.files_open,
    };
    receipt_row(&alike, row.place_name.clone())
}

/// A version that another box did not take.
pub(super) fn refused_receipt(refused: Refused) -> ReceiptRow {
    ReceiptRow {
        site: refused.hub,
        what: "未接收".into(),
        version: refused.version,
        sent: minute(refused.at),
        state: Chip::new(refused.why, "warn"),
        ..ReceiptRow::default()
    }
}
