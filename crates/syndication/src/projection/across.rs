//! What sites on other boxes sent by hand to desks of this one.

use super::desk::{self, Arrival};
use super::news::News;
use super::stories::Stories;
use super::submission;
use crate::submission::far;
use content::library::entity as library;
use gateway::site::{elsewhere, entity as site};
use kernel::{Error, Result, SiteId, Uid};
use sea_orm::ColumnTrait;
use std::collections::HashSet;
use store::{HubRead, HubWrite};

/// What of these articles was sent before it arrived here. A line that is there follows by itself.
pub(super) async fn waiting(tx: &mut HubWrite, news: &[News]) -> Result<Vec<Arrival>> {
    let live = news.iter().filter(|news| news.live());
    let sent = tx
        .find::<far::Entity>()
        .filter(far::Column::Uid.is_in(live.map(|news| news.item.uid)))
        .filter(far::Column::Recalled.eq(false))
        .filter(far::Column::Told.is_null())
        .asc(far::Column::Id)
        .all()
        .await?;
    if sent.is_empty() {
        return Ok(Vec::new());
    }
    let away = tx.find::<elsewhere::Entity>().all().await?;
    let away: HashSet<i64> = away.into_iter().map(|row| row.site_id).collect();
    let mut found = Vec::new();
    for row in sent.iter().filter(|row| !away.contains(&row.place_site_id)) {
        let target = SiteId(row.place_site_id);
        let Some(news) = news.iter().find(|news| news.item.uid == row.uid) else {
            continue;
        };
        let ours = news.origin.0 == row.site_id;
        if !ours || desk::find(tx, target, row.uid).await?.is_some() {
            continue;
        }
        if has_passed(tx, Uid(row.uid), target).await? {
            continue;
        }
        found.push(Arrival {
            target,
            source_name: submission::unit_of(tx, news.origin).await?,
            rule: None,
            channel: None,
            at: row.sent_at,
            item: news.item.clone(),
        });
    }
    Ok(found)
}

/// Whether a site has an article already: it has passed it, or the story stands there in another article.
pub(crate) async fn has_passed(read: &HubRead, uid: Uid, target: SiteId) -> Result<bool> {
    let item = read
        .find::<library::Entity>()
        .filter(library::Column::Uid.eq(uid.0))
        .one()
        .await?;
    let Some(item) = item else { return Ok(false) };
    let there = read
        .find::<site::Entity>()
        .filter(site::Column::Id.eq(target.0))
        .found()
        .await?;
    let passed: Vec<Uid> = serde_json::from_str(&item.passed).map_err(Error::fault)?;
    if passed.contains(&Uid(there.uid)) {
        return Ok(true);
    }
    let stories = Stories::of(read, &[target.0].into(), &[&item]).await?;
    Ok(stories.stands_in_another(target.0, &item))
}
