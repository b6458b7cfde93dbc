//! What units on other boxes sent up, or the portal picked of theirs. Their own ledgers stand there; here the portal's desk
//! says the same, and points are computed from it as from a line of a site of this house. Who sent it up, and when, their
//! boxes tell.

use crate::desk::{State as Desk, entity as desk};
use crate::peer::note;
use crate::score::Sent;
use crate::submission::State;
use chrono::{DateTime, Utc};
use content::article::entity as article;
use content::library::entity as library;
use content::placement::entity::LIVE;
use gateway::site::elsewhere;
use kernel::{Result, SiteId};
use sea_orm::{ColumnTrait, FromQueryResult};
use std::collections::{HashMap, HashSet};
use store::HubRead;
use uuid::Uuid;

/// A line of a site on another box.
pub(crate) struct Far {
    /// What earns points.
    pub(crate) sent: Sent,
    /// The site.
    pub(crate) site: i64,
    /// Who sent it, as that box told; none while it did not.
    pub(crate) person: Option<String>,
}

/// Lines of the portal's desk that came from sites on other boxes, or from one of them, or about one article.
///
/// # Errors
/// Faults of the database.
pub(crate) async fn sent_from_afar(
    hub: &HubRead,
    portal: SiteId,
    site: Option<i64>,
    uid: Option<Uuid>,
) -> Result<Vec<Far>> {
    use sea_orm::ExprTrait;
    let away = hub.find::<elsewhere::Entity>().all().await?;
    if away.is_empty() {
        return Ok(Vec::new());
    }
    let counts = desk::Column::Submitted.eq(true).or(desk::Column::Picked.eq(true));
    let lines = hub
        .find::<desk::Entity>()
        .filter(desk::Column::SiteId.eq(portal.0))
        .filter(desk::Column::OriginSiteId.is_in(away.into_iter().map(|row| row.site_id)))
        .filter(desk::Column::BoxTextId.is_null())
        .filter(counts)
        .filter_some(site, |site| desk::Column::OriginSiteId.eq(site))
        .filter_some(uid, |uid| desk::Column::Uid.eq(uid))
        .asc(desk::Column::Id)
        .all()
        .await?;
    let made = Made::load(hub, portal, &lines).await?;
    let live = live(hub, &lines).await?;
    let mut notes = note::of_uids(hub, lines.iter().map(|line| line.uid)).await?;
    let now = hub.now();
    let far = lines.iter().filter_map(|line| {
        let note = notes.remove(&line.uid);
        let told = note.as_ref().and_then(|note| note::sent_at(note, now));
        let standing = state(line)?;
        let state = if live.contains(&line.uid) {
            standing
        } else {
            standing.after_withdrawal().unwrap_or(standing)
        };
        Some(Far {
            site: line.origin_site_id?,
            person: note.and_then(|note| note.sent_by).filter(|name| !name.is_empty()),
            sent: Sent {
                uid: line.uid,
                state,
                at: told.filter(|_| line.submitted).unwrap_or(line.arrived_at),
                shown_at: made.shown_at(line),
                picked: !line.submitted,
            },
        })
    });
    Ok(far.collect())
}

/// Which of these articles their sources did not withdraw. A revocation takes them from the desk, and from nobody's ledger.
async fn live(hub: &HubRead, lines: &[desk::Model]) -> Result<HashSet<Uuid>> {
    let rows = hub
        .find::<library::Entity>()
        .filter(library::Column::Uid.is_in(lines.iter().map(|line| line.uid)))
        .filter(library::Column::State.eq(LIVE))
        .only([library::Column::Uid])
        .into::<Named>()
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| row.uid).collect())
}

#[derive(FromQueryResult)]
struct Named {
    uid: Uuid,
}

/// How a line stands for its unit, as long as its article is not withdrawn; what was picked and not used is nothing to it.
pub(crate) fn state(line: &desk::Model) -> Option<State> {
    let state = match (line.standing(), line.seen_at) {
        (Desk::Waiting | Desk::Withdrawn, None) => State::Sent,
        (Desk::Waiting | Desk::Withdrawn, Some(_)) => State::Seen,
        (Desk::Taken, _) => State::Adopted,
        (Desk::Edited, _) => State::Edited,
        (Desk::Merged, _) => State::Overtaken,
        (Desk::Declined, _) => State::Declined,
    };
    (line.submitted || (line.picked && state.is_used())).then_some(state)
}

/// What the portal made of lines: their leads, and when articles of its own went public.
pub(crate) struct Made {
    leads: HashMap<i64, desk::Model>,
    published: HashMap<i64, DateTime<Utc>>,
}

impl Made {
    /// Of lines of the portal's desk.
    pub(crate) async fn load(hub: &HubRead, portal: SiteId, lines: &[desk::Model]) -> Result<Self> {
        let leads = hub
            .find::<desk::Entity>()
            .filter(desk::Column::SiteId.eq(portal.0))
            .filter(desk::Column::Id.is_in(lines.iter().filter_map(|line| line.merged_into)))
            .all()
            .await?;
        let made = lines.iter().chain(&leads).filter_map(|line| line.article_id);
        let articles = hub
            .find::<article::Entity>()
            .filter(article::Column::SiteId.eq(portal.0))
            .filter(article::Column::Id.is_in(made))
            .all()
            .await?;
        let first = articles
            .into_iter()
            .filter_map(|row| Some((row.id, row.first_published_at?)));
        Ok(Self {
            leads: leads.into_iter().map(|row| (row.id, row)).collect(),
            published: first.collect(),
        })
    }

    /// When the public first saw what was made of a line: a place with the decision, an own article when it was published,
    /// what was merged with its lead.
    pub(crate) fn shown_at(&self, line: &desk::Model) -> Option<DateTime<Utc>> {
        let decided = line.decided_at?;
        match self.lead(line)?.article_id {
            Some(made) => self.published.get(&made).map(|at| decided.max(*at)),
            None => Some(decided),
        }
    }

    /// The line that stands for it: that into which it was merged, or itself.
    pub(crate) fn lead<'a>(&'a self, line: &'a desk::Model) -> Option<&'a desk::Model> {
        match line.merged_into {
            Some(lead) => self.leads.get(&lead),
            None => Some(line),
        }
    }
}
