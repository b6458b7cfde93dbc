//! When each important item first stood on each site.

use super::entity::{self, own};
use super::verdict::{LIMIT, Verdict};
use crate::push::entity::target;
use crate::receipt::entity as receipt;
use chrono::{DateTime, NaiveDate, Utc};
use content::article::entity as article;
use content::library::entity as library;
use gateway::site::{elsewhere, entity as site};
use kernel::{Result, SiteId, beijing};
use sea_orm::ColumnTrait;
use std::collections::{HashMap, HashSet};
use store::HubRead;
use uuid::Uuid;

/// An item on a site.
#[derive(Clone, Debug)]
pub struct Line {
    /// The site.
    pub site: i64,
    /// Its name.
    pub name: String,
    /// The item's uid.
    pub uid: Uuid,
    /// Its headline.
    pub title: String,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
    /// When it first stood there.
    pub shown_at: Option<DateTime<Utc>>,
    /// How the site stands with it.
    pub verdict: Verdict,
}

/// Every item issued in these days (Beijing's, both included) on every site that was there in time, newest item first.
/// Sites on other boxes are left out: what they show is not known here.
///
/// # Errors
/// Faults of the database.
pub async fn lines(hub: &HubRead, days: (NaiveDate, NaiveDate), only: Option<SiteId>) -> Result<Vec<Line>> {
    let items = hub
        .find::<entity::Entity>()
        .desc(entity::Column::IssuedAt)
        .desc(entity::Column::Id)
        .all()
        .await?;
    let within = |item: &entity::Model| {
        let day = beijing::day(item.issued_at);
        days.0 <= day && day <= days.1
    };
    let items: Vec<entity::Model> = items.into_iter().filter(within).collect();
    let far = hub.find::<elsewhere::Entity>().all().await?;
    let far: HashSet<i64> = far.into_iter().map(|row| row.site_id).collect();
    let sites = hub
        .find::<site::Entity>()
        .filter(site::Column::State.eq("open"))
        .filter_some(only, |only| site::Column::Id.eq(only.0))
        .asc(site::Column::Id)
        .all()
        .await?;
    let shown = shown(hub, &items).await?;
    let mut lines = Vec::new();
    for item in &items {
        let there =
            |site: &&site::Model| !far.contains(&site.id) && site.created_at <= item.issued_at + LIMIT;
        for site in sites.iter().filter(there) {
            let shown_at = shown.get(&(site.id, item.uid)).copied();
            lines.push(Line {
                site: site.id,
                name: site.short_name.clone(),
                uid: item.uid,
                title: item.title.clone(),
                issued_at: item.issued_at,
                shown_at,
                verdict: Verdict::of(item.issued_at, shown_at, hub.now()),
            });
        }
    }
    Ok(lines)
}

/// The first time each item stood on each site: by a receipt, pushed down, as an own repost, or at its origin.
async fn shown(hub: &HubRead, items: &[entity::Model]) -> Result<HashMap<(i64, Uuid), DateTime<Utc>>> {
    let uids: Vec<Uuid> = items.iter().map(|item| item.uid).collect();
    let mut first: HashMap<(i64, Uuid), DateTime<Utc>> = HashMap::new();
    let mut at = |site: i64, uid: Uuid, moment: Option<DateTime<Utc>>| {
        if let Some(moment) = moment {
            let known = first.entry((site, uid)).or_insert(moment);
            *known = moment.min(*known);
        }
    };
    let receipts = hub
        .find::<receipt::Entity>()
        .filter(receipt::Column::Uid.is_in(uids.iter().copied()))
        .filter(receipt::Column::What.eq("placed"))
        .all()
        .await?;
    for row in receipts {
        at(row.place_site_id, row.uid, row.done_at);
    }
    let targets = hub
        .find::<target::Entity>()
        .filter(target::Column::Uid.is_in(uids.iter().copied()))
        .all()
        .await?;
    for row in targets {
        at(row.place_site_id, row.uid, row.shown_at);
    }
    let origins = hub
        .find::<library::Entity>()
        .filter(library::Column::Uid.is_in(uids.iter().copied()))
        .all()
        .await?;
    for row in origins {
        at(
            row.origin_site_id.unwrap_or_default(),
            row.uid,
            Some(row.published_at),
        );
    }
    let own = hub
        .find::<own::Entity>()
        .filter(own::Column::Uid.is_in(uids))
        .all()
        .await?;
    let articles = hub
        .find::<article::Entity>()
        .filter(article::Column::Id.is_in(own.iter().map(|row| row.article_id)))
        .all()
        .await?;
    for row in own {
        let article = articles.iter().find(|article| article.id == row.article_id);
        at(
            row.site_id,
            row.uid,
            article.and_then(|article| article.first_published_at),
        );
    }
    Ok(first)
}
