//! A task as its giver keeps it.

use super::Receiver;
use kernel::{Error, Result};
use sea_orm::entity::prelude::*;
use store::SiteOwned;

/// [`Model::state`] of what is still wanted.
pub const OPEN: &str = "open";
/// [`Model::state`] of what is no longer wanted.
pub const CLOSED: &str = "closed";

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "commission")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub uid: Uuid,
    pub title: String,
    /// What is wanted, as plain text.
    pub wanted: String,
    /// See [`super::Kind`].
    pub kind: String,
    /// The last day, `YYYY-MM-DD` in Beijing.
    pub due_on: String,
    /// JSON list of [`content::media::Attached`].
    pub attachments: String,
    /// JSON list of [`Receiver`].
    pub receivers: String,
    /// [`OPEN`] or [`CLOSED`].
    pub state: String,
    pub close_reason: String,
    pub given_by: Option<i64>,
    pub given_by_name: String,
    pub given_at: DateTimeUtc,
    pub closed_at: Option<DateTimeUtc>,
}

impl Model {
    /// Who got it.
    ///
    /// # Errors
    /// Faults, when the row cannot be read.
    pub fn receivers(&self) -> Result<Vec<Receiver>> {
        serde_json::from_str(&self.receivers).map_err(Error::fault)
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
