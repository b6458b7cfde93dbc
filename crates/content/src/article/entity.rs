//! An article row: the stable identity of a text through all its editions.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "article")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub uid: Uuid,
    pub channel_id: i64,
    /// The `n` of its address; from the site's counter, never reused.
    pub number: i64,
    /// The edition the public sees.
    pub live_edition_id: Option<i64>,
    /// The edition being worked on, beside the live one.
    pub draft_edition_id: Option<i64>,
    /// Grows with every publication and withdrawal; 0 before the first.
    pub version: i64,
    /// Grows with every save and move; a form sends back the one it saw.
    pub revision: i64,
    /// Set once, never changed.
    pub first_published_at: Option<DateTimeUtc>,
    pub withdrawn_at: Option<DateTimeUtc>,
    pub withdraw_reason: Option<String>,
    /// Why nobody may publish it now: the piece it was made of is gone.
    pub barred_reason: Option<String>,
    /// The key of the import that brought it; unique in the site.
    pub import_key: Option<String>,
    pub imported: bool,
    pub created_by: Option<i64>,
    pub created_at: DateTimeUtc,
    pub changed_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
