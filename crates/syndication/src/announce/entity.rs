//! Whom a site tells, and which addresses still wait to be told.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "announce_target")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// See [`super::Kind`]; one of each a site.
    pub kind: String,
    pub endpoint: String,
    /// Scheme, host and mount of the site when it was set.
    pub base: String,
    /// IndexNow's key; empty for others, whose endpoint carries what they need.
    pub secret: String,
    pub created_at: DateTimeUtc,
    pub told_at: Option<DateTimeUtc>,
    /// HTTP status of the last time.
    pub status: Option<i64>,
    /// What the other side said the last time, or why it was not reached.
    pub finding: String,
    /// Addresses told so far.
    pub told: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// An address that waits.
pub mod waiting {
    use sea_orm::entity::prelude::*;
    use store::SiteOwned;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "announce_url")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub site_id: i64,
        pub target_id: i64,
        pub url: String,
        pub created_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl SiteOwned for Entity {
        const SITE: Column = Column::SiteId;
    }
}
