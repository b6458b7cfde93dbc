//! A notice row, the sites it is for, and what was done to it.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub uid: Uuid,
    /// [`super::Kind`].
    pub kind: String,
    /// [`super::Level`]; empty for mourning.
    pub level: String,
    /// The line of a banner, the occasion of a mourning.
    pub title: String,
    /// Paragraphs, one a line; may be empty.
    pub body: String,
    /// A path below the site or a web address; may be empty.
    pub link_url: String,
    /// Words of the link; empty with it.
    pub link_title: String,
    /// [`super::Reach`].
    pub reach: String,
    /// `draft`, `released`, `ended` or `dropped`. Whether a released one shows is a matter of the clock.
    pub state: String,
    /// First moment; nothing in a draft that begins when it is released.
    pub begins_at: Option<DateTimeUtc>,
    /// First moment without it.
    pub ends_at: DateTimeUtc,
    pub revision: i64,
    pub drafted_by: i64,
    pub drafted_by_name: String,
    pub drafted_at: DateTimeUtc,
    /// Who last changed the draft.
    pub changed_by: i64,
    pub released_by: Option<i64>,
    pub released_by_name: Option<String>,
    pub released_at: Option<DateTimeUtc>,
    /// Set when the beginning was recorded.
    pub began_at: Option<DateTimeUtc>,
    /// When it ended, by itself or by somebody.
    pub ended_at: Option<DateTimeUtc>,
    /// The one it takes the place of when it begins.
    pub replaces_id: Option<i64>,
    /// The end it had before another was released to take its place; the other's cancellation gives it back.
    pub own_end: Option<DateTimeUtc>,
    /// A later end that somebody asked for.
    pub extend_to: Option<DateTimeUtc>,
    pub extend_reason: Option<String>,
    pub extend_by: Option<i64>,
    pub extend_by_name: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// [`Model::state`] until a second person released it.
pub const DRAFT: &str = "draft";
/// [`Model::state`] from the release to the end.
pub const RELEASED: &str = "released";
/// [`Model::state`] after the end was recorded.
pub const ENDED: &str = "ended";
/// [`Model::state`] of a draft nobody wants.
pub const DROPPED: &str = "dropped";

impl Model {
    /// Whether visitors see it at `now`.
    #[must_use]
    pub fn shows(&self, now: DateTime<Utc>) -> bool {
        self.runs(now) && self.begins_at.is_some_and(|begins| begins <= now)
    }

    /// Whether it shows at `now` or will.
    #[must_use]
    pub fn runs(&self, now: DateTime<Utc>) -> bool {
        self.state == RELEASED && now < self.ends_at
    }
}

/// A site that a notice for chosen sites lies over.
pub mod place {
    use sea_orm::entity::prelude::*;
    use store::SiteOwned;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "notice_site")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub site_id: i64,
        pub notice_id: i64,
        pub place_site_id: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl SiteOwned for Entity {
        const SITE: Column = Column::SiteId;
    }
}

/// Something done to a notice; never changed.
pub mod act {
    use sea_orm::entity::prelude::*;
    use store::SiteOwned;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "notice_act")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub site_id: i64,
        pub notice_id: i64,
        /// [`crate::notice::act::Act`].
        pub act: String,
        pub by_name: String,
        /// A reason, a time; may be empty.
        pub note: String,
        pub at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl SiteOwned for Entity {
        const SITE: Column = Column::SiteId;
    }
}
