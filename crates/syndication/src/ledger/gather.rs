//! From ledger lines of all sites to awards. A hub door reads them: lines stand on the sites that sent.

use super::Fate;
use super::far::sent_from_afar;
use crate::credit::entity as credit;
use crate::postbox::entity as text;
use crate::score::{Award, Sent, Table, awards};
use crate::sender::Sender;
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
    /// The site or box that sent it.
    pub sender: Sender,
    /// Short name of its unit.
    pub unit: String,
    /// Who sent it.
    pub person: String,
    /// The state of the submission, in words.
    pub state: &'static str,
    /// What became of it.
    pub fate: Option<Fate>,
    /// The headline, of a text of a box; articles have theirs in the library.
    pub title: Option<String>,
}

/// Every award for what was sent to `portal`, newest first; only of one sender if asked.
///
/// # Errors
/// Faults of the database.
pub async fn gather(hub: &HubRead, portal: SiteId, only: Option<Sender>) -> Result<Vec<Line>> {
    let table = Table::load(hub, portal).await?;
    let sent = sent_to(hub, portal, only).await?;
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
    for each in sent {
        let credits = of_article.get(&each.sent.uid).into_iter().flatten();
        let unit = units.get(&each.sender).cloned().unwrap_or_default();
        lines.extend(awards(&each.sent, credits, &table).into_iter().map(|award| Line {
            award,
            sender: each.sender,
            unit: unit.clone(),
            person: each.person.clone(),
            state: each.sent.state.title(),
            fate: Fate::of(each.sent.state),
            title: each.title.clone(),
        }));
    }
    lines.sort_by_key(|line| (std::cmp::Reverse(line.award.at), line.award.uid, line.award.deed));
    Ok(lines)
}

/// Something that was sent, and by whom.
struct Piece {
    sent: Sent,
    sender: Sender,
    person: String,
    title: Option<String>,
}

/// Who sent it on another box, of an earlier release, is not told.
const ELSEWHERE: &str = "对接单位";

/// Lines of sites stand on the sites, those of boxes on the portal, and so do those of sites that another box serves.
async fn sent_to(hub: &HubRead, portal: SiteId, only: Option<Sender>) -> Result<Vec<Piece>> {
    let (site, unit) = match only {
        Some(Sender::Site(id)) => (Some(id), None),
        Some(Sender::Box(id)) => (None, Some(id)),
        None => (None, None),
    };
    let mut found = Vec::new();
    if unit.is_none() {
        let rows = hub
            .find::<submission::Entity>()
            .filter(submission::Column::TargetSiteId.eq(portal.0))
            .filter_some(site, |site| submission::Column::SiteId.eq(site))
            .all()
            .await?;
        found.extend(rows.into_iter().map(|row| Piece {
            sent: Sent::from(&row),
            sender: Sender::Site(row.site_id),
            person: row.sent_by_name,
            title: None,
        }));
        let far = sent_from_afar(hub, portal, site, None).await?;
        found.extend(far.into_iter().map(|row| Piece {
            sent: row.sent,
            sender: Sender::Site(row.site),
            person: row.person.unwrap_or_else(|| ELSEWHERE.into()),
            title: None,
        }));
    }
    if site.is_none() {
        let rows = hub
            .find::<text::Entity>()
            .filter(text::Column::SiteId.eq(portal.0))
            .filter(text::Column::SentAt.is_not_null())
            .filter_some(unit, |unit| text::Column::UnitId.eq(unit))
            .all()
            .await?;
        found.extend(rows.into_iter().filter_map(|row| {
            Some(Piece {
                sent: Sent::of_box(&row)?,
                sender: Sender::Box(row.unit_id),
                person: row.sent_by_name,
                title: Some(row.title),
            })
        }));
    }
    Ok(found)
}

/// The short name of the unit behind each site, or of the site itself, and of each unit as a box.
async fn unit_names(hub: &HubRead) -> Result<HashMap<Sender, String>> {
    let units = hub.find::<unit::Entity>().all().await?;
    let units: HashMap<i64, String> = units.into_iter().map(|row| (row.id, row.short_name)).collect();
    let sites = hub.find::<site::Entity>().all().await?;
    let name = |row: site::Model| {
        let unit = row.unit_id.and_then(|id| units.get(&id).cloned());
        (Sender::Site(row.id), unit.unwrap_or(row.short_name))
    };
    let mut names: HashMap<Sender, String> = sites.into_iter().map(name).collect();
    names.extend(units.iter().map(|(id, name)| (Sender::Box(*id), name.clone())));
    Ok(names)
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
