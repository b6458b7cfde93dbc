//! A mandate row; `site_id` is the portal.

use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mandate")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// Address name of the channel on the receiving sites.
    pub slug: String,
    /// What it is for; receiving sites read it.
    pub note: String,
    /// `active` or `ended`.
    pub state: String,
    pub by_name: String,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// [`Model::state`] of one in force.
pub const ACTIVE: &str = "active";
/// [`Model::state`] of one that the portal ended.
pub const ENDED: &str = "ended";

/// One mandate an address name.
pub const MANDATE: Unique = Unique {
    name: "uq_mandate_site_id_slug",
    columns: &["mandate.site_id", "mandate.slug"],
};

/// Sites that a mandate binds.
pub mod bound {
    use sea_orm::entity::prelude::*;
    use store::SiteOwned;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mandate_site")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub site_id: i64,
        pub mandate_id: i64,
        pub place_site_id: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl SiteOwned for Entity {
        const SITE: Column = Column::SiteId;
    }
}
