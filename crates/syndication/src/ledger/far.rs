//! What units on other boxes sent up, or the portal picked of theirs. Their own ledgers stand there; here the portal's desk
//! says the same, and points are computed from it as from a line of a site of this house.

use crate::desk::{State as Desk, entity as desk};
use crate::score::Sent;
use crate::submission::State;
use chrono::{DateTime, Utc};
use content::article::entity as article;
use gateway::site::elsewhere;
use kernel::{Result, SiteId};
use sea_orm::ColumnTrait;
use std::collections::HashMap;
use store::HubRead;
use uuid::Uuid;

/// A line of a site on another box.
pub(crate) struct Far {
    /// What earns points.
    pub(crate) sent: Sent,
    /// The site.
    pub(crate) site: i64,
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
    let far = lines.iter().filter_map(|line| {
        let state = state(line)?;
        Some(Far {
            site: line.origin_site_id?,
            sent: Sent {
                uid: line.uid,
                state,
                at: line.arrived_at,
                shown_at: made.shown_at(line),
                picked: !line.submitted,
            },
        })
    });
    Ok(far.collect())
}

/// How a line stands for its unit; what was picked and not used is nothing to it.
fn state(line: &desk::Model) -> Option<State> {
    let state = match (line.state(), line.seen_at) {
        (Desk::Waiting, None) => State::Sent,
        (Desk::Waiting, Some(_)) => State::Seen,
        (Desk::Taken, _) => State::Adopted,
        (Desk::Edited, _) => State::Edited,
        (Desk::Merged, _) => State::Overtaken,
        (Desk::Declined, _) => State::Declined,
        (Desk::Withdrawn, _) => State::Withdrawn,
    };
    (line.submitted || state.is_used()).then_some(state)
}

/// What the portal made of lines: their leads, and when articles of its own went public.
struct Made {
    leads: HashMap<i64, desk::Model>,
    published: HashMap<i64, DateTime<Utc>>,
}

impl Made {
    async fn load(hub: &HubRead, portal: SiteId, lines: &[desk::Model]) -> Result<Self> {
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
    fn shown_at(&self, line: &desk::Model) -> Option<DateTime<Utc>> {
        let decided = line.decided_at?;
        let lead = match line.merged_into {
            Some(lead) => self.leads.get(&lead)?,
            None => line,
        };
        match lead.article_id {
            Some(made) => self.published.get(&made).map(|at| decided.max(*at)),
            None => Some(decided),
        }
    }
}
