//! A webhook row and the deliveries to it.

use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub uid: Uuid,
    pub name: String,
    pub url: String,
    /// Scheme, host and mount of the site when it was set up.
    pub base: String,
    /// Kinds of [`crate::outgoing::KINDS`], divided by blanks.
    pub events: String,
    /// `whsec_…`; signs, so it must be readable.
    pub secret: String,
    /// `active` or `ended`.
    pub state: String,
    pub created_by_name: String,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// [`Model::state`] of a webhook at work.
pub const ACTIVE: &str = "active";
/// [`Model::state`] of a webhook somebody ended.
pub const ENDED: &str = "ended";

/// One webhook an address.
pub const WEBHOOK_URL: Unique = Unique {
    name: "uq_webhook_site_id_url",
    columns: &["webhook.site_id", "webhook.url"],
};

/// What is told to a webhook.
pub mod delivery {
    use sea_orm::entity::prelude::*;
    use store::SiteOwned;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "webhook_delivery")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub site_id: i64,
        /// The message's id: the same at every try, so that the receiver knows a repeat.
        pub uid: Uuid,
        pub webhook_id: i64,
        pub kind: String,
        /// The body that is sent.
        pub payload: String,
        /// `waiting`, `delivered` or `failed`.
        pub state: String,
        pub attempts: i64,
        /// HTTP status of the last try.
        pub status: Option<i64>,
        /// Why the last try failed.
        pub error: String,
        pub created_at: DateTimeUtc,
        pub next_at: Option<DateTimeUtc>,
        pub delivered_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl SiteOwned for Entity {
        const SITE: Column = Column::SiteId;
    }

    /// [`Model::state`] until it went through or was given up.
    pub const WAITING: &str = "waiting";
    /// [`Model::state`] of what went through.
    pub const DELIVERED: &str = "delivered";
    /// [`Model::state`] of what was given up.
    pub const FAILED: &str = "failed";
}
