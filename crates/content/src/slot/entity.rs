//! A slot row.

use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "article_slot")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// Person and place, or the hash of a browser's secret; unique in the site.
    pub key: String,
    /// Nobody for what was laid aside.
    pub person_id: Option<i64>,
    pub person_name: String,
    /// None for a text that is no article yet.
    pub article_id: Option<i64>,
    /// The form's fields as JSON pairs; see [`crate::article::form::TextForm`].
    pub text: String,
    /// The article's revision that the form saw.
    pub base_revision: i64,
    pub changed_at: DateTimeUtc,
    /// Last sign of life of the form.
    pub seen_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// One slot a person and place.
pub const SLOT_KEY: Unique = Unique {
    name: "uq_article_slot_site_id_key",
    columns: &["article_slot.site_id", "article_slot.key"],
};
