//! When the public first sees what a desk made of a piece: the day that counts as its adoption.

use super::batch::Told;
use crate::desk::{State, entity as desk};
use crate::postbox::entity as text;
use crate::submission::entity as ledger;
use chrono::{DateTime, Utc};
use content::article::entity as article;
use kernel::{Result, SiteId};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use store::HubWrite;

/// Whether the public sees what was made of a line: a place at once, an own article when it is published, what was merged
/// when its lead is.
pub(super) async fn is_shown(tx: &HubWrite, line: &desk::Model) -> Result<bool> {
    let lead = match (line.state(), line.merged_into) {
        (State::Merged, Some(lead)) => {
            let wanted = desk::Column::Id.eq(lead);
            tx.find::<desk::Entity>().filter(wanted).one().await?
        }
        (State::Merged | State::Taken | State::Edited, _) => Some(line.clone()),
        (State::Waiting | State::Declined | State::Withdrawn, _) => None,
    };
    let Some(lead) = lead else { return Ok(false) };
    let Some(made) = lead.article_id else {
        return Ok(true);
    };
    tx.find::<article::Entity>()
        .filter(article::Column::SiteId.eq(lead.site_id))
        .filter(article::Column::Id.eq(made))
        .filter(article::Column::FirstPublishedAt.is_not_null())
        .exists()
        .await
}

/// What of the batch a desk had made of a piece, with the time of publication.
pub(super) fn published(told: &[Told]) -> Vec<(SiteId, i64, DateTime<Utc>)> {
    told.iter()
        .filter(|told| told.live)
        .map(|told| (told.site, told.article.id.0, told.at))
        .collect()
}

/// Articles made of pieces went public: their units are credited, and what changed at the source has been looked at.
pub(super) async fn mark(tx: &mut HubWrite, published: &[(SiteId, i64, DateTime<Utc>)]) -> Result<()> {
    if published.is_empty() {
        return Ok(());
    }
    let lines = tx
        .find::<desk::Entity>()
        .filter(desk::Column::SiteId.is_in(published.iter().map(|(site, _, _)| site.0)))
        .filter(desk::Column::ArticleId.is_in(published.iter().map(|(_, id, _)| *id)))
        .all()
        .await?;
    for line in lines {
        let of_line = |(site, id, _): &&(SiteId, i64, DateTime<Utc>)| {
            site.0 == line.site_id && line.article_id == Some(*id)
        };
        let Some((_, _, at)) = published.iter().find(of_line) else {
            continue;
        };
        let looked_at = desk::ActiveModel {
            id: Set(line.id),
            source_changed_at: Set(None),
            ..Default::default()
        };
        tx.update(looked_at).await?;
        let merged = desk::Column::SiteId
            .eq(line.site_id)
            .and(desk::Column::MergedInto.eq(line.id));
        let mut lines = tx.find::<desk::Entity>().filter(merged).all().await?;
        lines.push(line);
        for line in lines {
            credit(tx, &line, *at).await?;
        }
    }
    Ok(())
}

/// Notes the time in the ledger, once.
async fn credit(tx: &mut HubWrite, line: &desk::Model, at: DateTime<Utc>) -> Result<()> {
    let row = ledger::ActiveModel {
        shown_at: Set(Some(at)),
        ..Default::default()
    };
    let first = ledger::Column::Uid
        .eq(line.uid)
        .and(ledger::Column::TargetSiteId.eq(line.site_id))
        .and(ledger::Column::ShownAt.is_null());
    tx.update_where(row, first).await?;
    if let Some(id) = line.box_text_id {
        let row = text::ActiveModel {
            shown_at: Set(Some(at)),
            ..Default::default()
        };
        let first = text::Column::Id.eq(id).and(text::Column::ShownAt.is_null());
        tx.update_where(row, first).await?;
    }
    Ok(())
}
