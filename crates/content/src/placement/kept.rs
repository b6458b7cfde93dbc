//! What a place shows while its site has not yet agreed to a major correction: the text before it.

use crate::library::entity as library;
use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "kept_text")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub placement_id: i64,
    /// The version kept.
    pub version: i64,
    pub title: String,
    pub subtitle: String,
    pub summary: String,
    pub body_html: String,
    pub source: String,
    pub origin_class: String,
    pub author: String,
    pub keywords: String,
    pub attachments: String,
    pub kept_at: DateTimeUtc,
    /// When this text went live at its source; unknown of what was kept before this was noted.
    pub changed_at: Option<DateTimeUtc>,
}

impl Model {
    /// The item as it was when this was kept.
    #[must_use]
    pub fn over(self, item: library::Model) -> library::Model {
        library::Model {
            title: self.title,
            subtitle: self.subtitle,
            summary: self.summary,
            body_html: self.body_html,
            source: self.source,
            origin_class: self.origin_class,
            author: self.author,
            keywords: self.keywords,
            attachments: self.attachments,
            ..item
        }
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
