//! A channel row.

use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "channel")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub uid: Uuid,
    /// First segment of its addresses; unique in the site.
    pub slug: String,
    pub name: String,
    /// What it publishes (`ColumnDescription`).
    pub description: String,
    /// Separated by commas (`ColumnKeywords`).
    pub keywords: String,
    /// Class of the column (`ColumnType`), e.g. 政务动态.
    pub kind: String,
    /// `news`, `open`, `interpret`, `service` or `interact`.
    pub function_group: String,
    pub in_nav: bool,
    pub position: i64,
    /// `open` or `closed`.
    pub state: String,
    pub revision: i64,
    /// Who set it aside for push-downs (下发专栏): then it keeps its name and stays open.
    pub mandated_by: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// One address name in a site.
pub const CHANNEL_SLUG: Unique = Unique {
    name: "uq_channel_site_id_slug",
    columns: &["channel.site_id", "channel.slug"],
};
