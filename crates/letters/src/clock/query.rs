//! Reading limits.

use super::entity::{Column, Entity, Model};
use super::{Limits, choose};
use crate::pool::portal_id;
use kernel::{Result, SiteId};
use sea_orm::ColumnTrait;
use store::HubRead;

/// The limits that may be in force for letters of a site: its own, then the portal's, then those of the program.
#[derive(Clone, Debug)]
pub struct Policies {
    own: Vec<Model>,
    portal: Vec<Model>,
}

impl Policies {
    /// Those of a site.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn of(read: &HubRead, site: SiteId) -> Result<Self> {
        let portal = portal_id(read).await?.filter(|portal| *portal != site);
        let own = rows(read, site).await?;
        let portal = match portal {
            Some(portal) => rows(read, portal).await?,
            None => Vec::new(),
        };
        Ok(Self { own, portal })
    }

    /// The limits in force on a day (`yyyy-mm-dd`).
    #[must_use]
    pub fn on(&self, board: i64, class: &str, unit: Option<i64>, day: &str) -> Limits {
        [&self.own, &self.portal]
            .into_iter()
            .find_map(|rows| choose(rows, board, class, unit, day))
            .map_or_else(Limits::default, Limits::from)
    }
}

async fn rows(read: &HubRead, site: SiteId) -> Result<Vec<Model>> {
    read.find::<Entity>()
        .filter(Column::SiteId.eq(site.0))
        .all()
        .await
}

/// The limits in force for a letter of a site.
///
/// # Errors
/// Faults of the database.
pub async fn limits_for(
    read: &HubRead,
    site: SiteId,
    board: i64,
    class: &str,
    unit: Option<i64>,
    day: &str,
) -> Result<Limits> {
    Ok(Policies::of(read, site).await?.on(board, class, unit, day))
}
