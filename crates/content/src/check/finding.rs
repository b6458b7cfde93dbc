//! A finding in what is public.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "check_finding")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub article_id: i64,
    /// The live edition it was found in.
    pub edition_id: i64,
    /// See [`proof::Rule`].
    pub rule: String,
    /// See [`proof::Level`].
    pub level: String,
    /// See [`proof::Field`].
    pub field: String,
    /// Where in the field's plain text, in bytes.
    pub place: i64,
    pub before: String,
    pub words: String,
    pub after: String,
    pub why: String,
    /// What would mend it, in words; may be empty.
    pub cure: String,
    /// List and version that named it; may be empty.
    pub list: String,
    pub found_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
