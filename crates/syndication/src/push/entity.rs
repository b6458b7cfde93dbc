//! A push row; `site_id` is the portal.

use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "push")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// The origin article's uid.
    pub uid: Uuid,
    /// The mandate whose channel takes it.
    pub mandate_id: i64,
    /// The headline then.
    pub title: String,
    /// Words for the receiving sites.
    pub note: String,
    /// `active` or `revoked`.
    pub state: String,
    pub by_name: String,
    pub created_at: DateTimeUtc,
    pub revoked_at: Option<DateTimeUtc>,
    /// Visitors read it at the places.
    pub revoke_reason: String,
    /// 0 while it stands, else its own number: it may be pushed again.
    pub ended: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// [`Model::state`] of one that stands.
pub const ACTIVE: &str = "active";
/// [`Model::state`] of one that the portal took back.
pub const REVOKED: &str = "revoked";

/// An article is pushed into a channel once.
pub const PUSH: Unique = Unique {
    name: "uq_push_site_id_uid_mandate_id_ended",
    columns: &["push.site_id", "push.uid", "push.mandate_id", "push.ended"],
};

/// Sites that a push is for.
pub mod target {
    use sea_orm::entity::prelude::*;
    use store::SiteOwned;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "push_target")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub site_id: i64,
        pub push_id: i64,
        /// The origin article's uid.
        pub uid: Uuid,
        /// The receiving site.
        pub place_site_id: i64,
        /// See [`crate::push::Problem`]; empty for none.
        pub problem: String,
        /// When it stood there first.
        pub shown_at: Option<DateTimeUtc>,
        /// When the portal last reminded the site.
        pub reminded_at: Option<DateTimeUtc>,
        pub reminded_by: String,
        /// Why the site had taken it down before it was pushed, if it had; a revocation leaves it so again.
        pub removed_reason: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl SiteOwned for Entity {
        const SITE: Column = Column::SiteId;
    }
}
