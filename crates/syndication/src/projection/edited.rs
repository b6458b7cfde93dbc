//! What a site took with edits is its own article; it leaves the public with its source.

use super::media;
use crate::desk::entity as desk;
use content::article::{edition, entity as article};
use content::placement::entity::{self as placement, WITHDRAWN};
use kernel::event::{ArticleRef, EventBody};
use kernel::{ArticleId, ChannelId, EditionId, Result, SiteId, Uid};
use sea_orm::{ColumnTrait, Set};
use std::collections::BTreeSet;
use store::HubWrite;

/// The source withdrew what the article was made of.
pub(super) const GONE: &str = "来稿单位已撤回原稿。";
/// The source no longer allows this site to show it.
pub(super) const REVOKED: &str = "来稿单位已撤销授权。";

async fn find(tx: &HubWrite, line: &desk::Model) -> Result<Option<article::Model>> {
    let Some(id) = line.article_id else {
        return Ok(None);
    };
    tx.find::<article::Entity>()
        .filter(article::Column::SiteId.eq(line.site_id))
        .filter(article::Column::Id.eq(id))
        .one()
        .await
}

/// Lets the article made of a line be published again; a person does it.
pub(super) async fn allow(tx: &mut HubWrite, line: &desk::Model) -> Result<()> {
    let barred = find(tx, line)
        .await?
        .filter(|found| found.barred_reason.is_some());
    if let Some(found) = barred {
        bar(tx, &found, None).await?;
    }
    Ok(())
}

async fn bar(tx: &mut HubWrite, found: &article::Model, reason: Option<&str>) -> Result<()> {
    let row = article::ActiveModel {
        id: Set(found.id),
        barred_reason: Set(reason.map(str::to_owned)),
        ..Default::default()
    };
    tx.update(row).await?;
    Ok(())
}

/// Withdraws the article made of a line, if it is public, and keeps it from being published. A person publishes it
/// again, if the source comes back.
pub(super) async fn withdraw(tx: &mut HubWrite, line: &desk::Model, reason: &str) -> Result<()> {
    let Some(found) = find(tx, line).await? else {
        return Ok(());
    };
    bar(tx, &found, Some(reason)).await?;
    let Some(live) = found.live_edition_id else {
        return Ok(());
    };
    let version = found.version + 1;
    let gone = edition::ActiveModel {
        id: Set(live),
        state: Set("withdrawn".into()),
        ..Default::default()
    };
    tx.update(gone).await?;
    let row = article::ActiveModel {
        id: Set(found.id),
        live_edition_id: Set(None),
        version: Set(version),
        revision: Set(found.revision + 1),
        withdrawn_at: Set(Some(tx.now())),
        withdraw_reason: Set(Some(reason.into())),
        ..Default::default()
    };
    tx.update(row).await?;
    let tombstone = placement::ActiveModel {
        state: Set(WITHDRAWN.into()),
        version: Set(version),
        ..Default::default()
    };
    tx.update_where(tombstone, placement::Column::ArticleId.eq(found.id))
        .await?;
    let site = SiteId(line.site_id);
    media::hide_on(tx, &BTreeSet::from([site]), found.uid).await?;
    let reference = ArticleRef {
        id: ArticleId(found.id),
        uid: Uid(found.uid),
        edition: EditionId(live),
        version,
        channels: vec![ChannelId(found.channel_id)],
        backfill: false,
    };
    tx.emit_with(site, EventBody::ArticleWithdrawn(reference), &reason);
    Ok(())
}
