//! A file that came with a letter. It lies in quarantine until somebody has looked.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter_attachment")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub uid: Uuid,
    pub letter_id: i64,
    /// The step it came with; none when it came with the letter.
    pub event_id: Option<i64>,
    pub name: String,
    pub content_type: String,
    pub size: i64,
    pub hash: String,
    /// `writer` or `unit`.
    pub sent_by: String,
    /// `quarantine`, `cleared` or `refused`.
    pub state: String,
    pub note: String,
    pub looked_by_name: String,
    pub looked_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
