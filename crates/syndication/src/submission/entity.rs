//! A line of the ledger, on the site that sent.

use super::State;
use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "submission")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub article_id: i64,
    /// The article's uid.
    pub uid: Uuid,
    pub target_site_id: i64,
    /// See [`State`].
    pub state: String,
    /// Why it was declined.
    pub reason: String,
    pub sent_by: Option<i64>,
    pub sent_by_name: String,
    pub sent_at: DateTimeUtc,
    pub decided_at: Option<DateTimeUtc>,
}

impl Model {
    /// The state; an unknown word counts as recalled, from which nothing follows.
    #[must_use]
    pub fn state(&self) -> State {
        State::parse(&self.state).unwrap_or(State::Recalled)
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// One submission an article and target.
pub const SUBMISSION: Unique = Unique {
    name: "uq_submission_site_id_article_id_target_site_id",
    columns: &[
        "submission.site_id",
        "submission.article_id",
        "submission.target_site_id",
    ],
};
