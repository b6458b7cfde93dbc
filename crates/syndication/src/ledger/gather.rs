//! From ledger lines of all sites to awards. A hub door reads them: lines stand on the sites that sent.

use crate::credit::entity as credit;
use crate::score::{Award, Table, awards};
use crate::submission::entity as submission;
use content::library::entity as library;
use gateway::site::entity as site;
use gateway::unit::entity as unit;
use kernel::{Result, SiteId};
use sea_orm::{ColumnTrait, FromQueryResult};
use std::collections::HashMap;
use store::HubRead;
use uuid::Uuid;

/// An award with whose it is.
#[derive(Clone, Debug)]
pub struct Line {
    /// The award.
    pub award: Award,
    /// The site that sent it.
    pub site: i64,
    /// Short name of its unit.
    pub unit: String,
    /// Who sent it.
    pub person: String,
    /// The state of the submission, in words.
    pub state: &'static str,
}

/// Every award for what was sent to `portal`, newest first; only of one site if asked.
///
/// # Errors
/// Faults of the database.
pub async fn gather(hub: &HubRead, portal: SiteId, only: Option<SiteId>) -> Result<Vec<Line>> {
    let table = Table::load(hub, portal).await?;
    let rows = hub
        .find::<submission::Entity>()
        .filter(submission::Column::TargetSiteId.eq(portal.0))
        .filter_some(only, |only| submission::Column::SiteId.eq(only.0))
        .all()
        .await?;
    let credits = hub
        .find::<credit::Entity>()
        .filter(credit::Column::SiteId.eq(portal.0))
        .all()
        .await?;
    let mut of_article: HashMap<Uuid, Vec<credit::Model>> = HashMap::new();
    for row in credits {
        of_article.entry(row.uid).or_default().push(row);
    }
    let units = unit_names(hub).await?;
    let mut lines = Vec::new();
    for row in rows {
        let credits = of_article.get(&row.uid).into_iter().flatten();
        let unit = units.get(&row.site_id).cloned().unwrap_or_default();
        lines.extend(awards(&row, credits, &table).into_iter().map(|award| Line {
            award,
            site: row.site_id,
            unit: unit.clone(),
            person: row.sent_by_name.clone(),
            state: row.state().title(),
        }));
    }
    lines.sort_by_key(|line| (std::cmp::Reverse(line.award.at), line.award.uid, line.award.deed));
    Ok(lines)
}

/// The short name of the unit behind each site, or of the site itself.
async fn unit_names(hub: &HubRead) -> Result<HashMap<i64, String>> {
    let units = hub.find::<unit::Entity>().all().await?;
    let units: HashMap<i64, String> = units.into_iter().map(|row| (row.id, row.short_name)).collect();
    let sites = hub.find::<site::Entity>().all().await?;
    let name = |row: site::Model| {
        let unit = row.unit_id.and_then(|id| units.get(&id).cloned());
        (row.id, unit.unwrap_or(row.short_name))
    };
    Ok(sites.into_iter().map(name).collect())
}

#[derive(FromQueryResult)]
struct Named {
    uid: Uuid,
    title: String,
}

/// Headlines as the library has them, a thousand at a time.
pub(super) async fn titles(hub: &HubRead, uids: &[Uuid]) -> Result<HashMap<Uuid, String>> {
    let mut found = HashMap::new();
    for part in uids.chunks(1000) {
        let rows = hub
            .find::<library::Entity>()
            .only([library::Column::Uid, library::Column::Title])
            .filter(library::Column::Uid.is_in(part.iter().copied()))
            .into::<Named>()
            .all()
            .await?;
        found.extend(rows.into_iter().map(|row| (row.uid, row.title)));
    }
    Ok(found)
}
