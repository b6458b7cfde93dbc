//! Major corrections that a place's editors want to see first. A withdrawal is never held.

use super::follow::{CHUNK, change_all};
use super::media;
use super::news::News;
use crate::rule::entity as rule;
use content::placement::entity::{self as placement, LIVE};
use content::placement::kept;
use kernel::{Result, SiteId};
use sea_orm::{ColumnTrait, NotSet, Set};
use std::collections::{BTreeSet, HashSet};
use store::HubWrite;

/// The places that keep what they show: those that hold a correction already, and, of a major one, those whose rule
/// says so.
pub(super) async fn holding(tx: &HubWrite, news: &News, rows: &[placement::Model]) -> Result<HashSet<i64>> {
    if !news.live() {
        return Ok(HashSet::new());
    }
    let shown = |row: &&placement::Model| row.state == LIVE && row.revoked_at.is_none();
    let mut holding: HashSet<i64> = rows
        .iter()
        .filter(shown)
        .filter(|row| row.held_version.is_some())
        .map(|row| row.id)
        .collect();
    if news.before.is_none() {
        return Ok(holding);
    }
    let rules: HashSet<i64> = rows.iter().filter_map(|row| row.rule_id).collect();
    let rules = tx
        .find::<rule::Entity>()
        .filter(rule::Column::Id.is_in(rules))
        .filter(rule::Column::HoldMajor.eq(true))
        .all()
        .await?;
    let rules: HashSet<i64> = rules.into_iter().map(|rule| rule.id).collect();
    // What the portal pushed down is corrected at once.
    let asks = |row: &&placement::Model| {
        row.push_id.is_none() && row.rule_id.is_some_and(|rule| rules.contains(&rule))
    };
    holding.extend(rows.iter().filter(shown).filter(asks).map(|row| row.id));
    Ok(holding)
}

/// Lets these places go on showing what they show.
pub(super) async fn hold(tx: &mut HubWrite, news: &News, rows: &[&placement::Model]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    if let Some(before) = &news.before {
        let fresh = rows.iter().filter(|row| row.held_version.is_none());
        let texts: Vec<_> = fresh
            .map(|row| kept::ActiveModel {
                id: NotSet,
                site_id: Set(row.site_id),
                placement_id: Set(row.id),
                version: Set(row.version),
                title: Set(before.title.clone()),
                subtitle: Set(before.subtitle.clone()),
                summary: Set(before.summary.clone()),
                body_html: Set(before.body_html.clone()),
                source: Set(before.source.clone()),
                origin_class: Set(before.origin_class.clone()),
                author: Set(before.author.clone()),
                keywords: Set(before.keywords.clone()),
                attachments: Set(before.attachments.clone()),
                kept_at: Set(tx.now()),
                changed_at: Set(Some(before.changed_at)),
            })
            .collect();
        for some in texts.chunks(CHUNK) {
            tx.insert_many(some.to_vec()).await?;
        }
    }
    let waiting = placement::ActiveModel {
        held_version: Set(Some(news.item.version)),
        ..Default::default()
    };
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    change_all(tx, &waiting, &ids).await?;
    // Its editors look at the new pictures before visitors do.
    let sites: BTreeSet<SiteId> = rows.iter().map(|row| SiteId(row.site_id)).collect();
    media::carry_to(tx, &sites, &news.item).await?;
    Ok(())
}

/// Throws away what was kept for places that follow again.
pub(super) async fn forget<'a>(
    tx: &mut HubWrite,
    rows: impl Iterator<Item = &'a placement::Model>,
) -> Result<()> {
    let ids: Vec<i64> = rows
        .filter(|row| row.held_version.is_some())
        .map(|row| row.id)
        .collect();
    for some in ids.chunks(CHUNK) {
        let these = kept::Column::PlacementId.is_in(some.iter().copied());
        tx.delete_where::<kept::Entity>(these).await?;
    }
    Ok(())
}
