//! An approval row: who judged which text, and how. Approvals are rows, not states.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "approval")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub edition_id: i64,
    /// 1 to 3; 0 for the look for secrets.
    pub stage: i64,
    /// [`APPROVED`], `returned` or `cleared`.
    pub decision: String,
    /// The text judged; see [`super::edition::Model::content_hash`].
    pub content_hash: String,
    /// 0 where a setting made at the command line approves.
    pub person_id: i64,
    pub person_name: String,
    pub opinion: String,
    pub decided_at: DateTimeUtc,
    /// Set when the text was changed afterwards.
    pub voided_at: Option<DateTimeUtc>,
}

/// The decision that lets a text go on.
pub const APPROVED: &str = "approved";

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
