//! A re-registration, and in [`post`] its lines.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "campaign")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub uid: Uuid,
    pub name: String,
    pub note: String,
    /// `open` or `closed`.
    pub state: String,
    pub opened_at: DateTimeUtc,
    pub due_at: DateTimeUtc,
    pub opened_by_name: String,
    pub reminded_at: Option<DateTimeUtc>,
    pub closed_at: Option<DateTimeUtc>,
}

/// The word of a re-registration under way.
pub const OPEN: &str = "open";
/// The word of one that is over.
pub const CLOSED: &str = "closed";

impl Model {
    /// Whether posts may still be confirmed.
    #[must_use]
    pub fn is_open(&self, now: DateTimeUtc) -> bool {
        self.state == OPEN && now < self.due_at
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
impl store::Shared for Entity {}

/// A post in a re-registration.
pub mod post {
    use crate::campaign::State;
    use sea_orm::entity::prelude::*;
    use store::SiteOwned;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "campaign_post")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub site_id: i64,
        pub campaign_id: i64,
        /// The post; its row is gone once it ended, so there is no foreign key.
        pub membership_id: i64,
        pub person_id: i64,
        pub role: String,
        /// See [`State`].
        pub state: String,
        pub decided_by: Option<i64>,
        /// The signature.
        pub decided_by_name: String,
        pub decided_at: Option<DateTimeUtc>,
        pub note: String,
    }

    impl Model {
        /// The state; an unknown word counts as gone.
        #[must_use]
        pub fn state(&self) -> State {
            State::parse(&self.state).unwrap_or(State::Gone)
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl SiteOwned for Entity {
        const SITE: Column = Column::SiteId;
    }
}
