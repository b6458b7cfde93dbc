//! That a unit was written to in a week; on the portal.

use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "quota_warning")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// See [`crate::sender::Sender`]; `all` when the week is done.
    pub sender: String,
    /// `2026-W47`.
    pub week: String,
    /// See [`super::Light::key`].
    pub light: String,
    /// How many mails.
    pub mails: i64,
    pub told_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// A unit is written to once a week.
pub const ONCE: Unique = Unique {
    name: "uq_quota_warning_site_id_week_sender",
    columns: &[
        "quota_warning.site_id",
        "quota_warning.week",
        "quota_warning.sender",
    ],
};
