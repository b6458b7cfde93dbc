//! Offers (rows of the source), requests (rows of who asks), consents and what they gave to other boxes (rows of the source).

pub mod offer {
    //! A channel that a site offers.

    use sea_orm::entity::prelude::*;
    use store::{SiteOwned, Unique};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "share_offer")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub site_id: i64,
        pub channel_id: i64,
        /// May be subscribed to at once, without being asked for.
        pub free: bool,
        /// For every site; else for those of [`super::offered_to`].
        pub to_all: bool,
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

    /// [`Model::state`] of one that stands.
    pub const ACTIVE: &str = "active";
    /// [`Model::state`] of one that the site ended.
    pub const ENDED: &str = "ended";

    /// A channel is offered once.
    pub const OFFER: Unique = Unique {
        name: "uq_share_offer_site_id_channel_id",
        columns: &["share_offer.site_id", "share_offer.channel_id"],
    };
}

pub mod offered_to {
    //! A site that an offer is for.

    use sea_orm::entity::prelude::*;
    use store::SiteOwned;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "share_offer_site")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub site_id: i64,
        pub offer_id: i64,
        pub place_site_id: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl SiteOwned for Entity {
        const SITE: Column = Column::SiteId;
    }
}

pub mod request {
    //! What a site asks another for.

    use sea_orm::entity::prelude::*;
    use store::{SiteOwned, Unique};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "share_request")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub site_id: i64,
        pub source_site_id: i64,
        pub source_channel_id: i64,
        /// The channel that receives.
        pub channel_id: i64,
        /// Words for the source.
        pub note: String,
        /// See [`super::super::State`].
        pub state: String,
        /// Words of the source.
        pub reason: String,
        pub by_name: String,
        pub asked_at: DateTimeUtc,
        pub decided_at: Option<DateTimeUtc>,
        /// The rule that works by it.
        pub rule_id: Option<i64>,
        /// 0 while it is open or works, else its own number: it may be asked again.
        pub ended: i64,
        /// See [`crate::rule::Mode`]; the rule begins with it.
        pub mode: String,
        /// [`crate::rule::Terms`] as JSON, with which the rule begins; none are the default.
        pub terms: Option<String>,
        /// By which it is known on other boxes.
        pub uid: Option<Uuid>,
    }

    impl Model {
        /// The state.
        #[must_use]
        pub fn state(&self) -> super::super::State {
            super::super::State::parse(&self.state)
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl SiteOwned for Entity {
        const SITE: Column = Column::SiteId;
    }

    /// A channel is asked for once into a channel.
    pub const REQUEST: Unique = Unique {
        name: "uq_share_request_site_id_source_channel_id_channel_id_ended",
        columns: &[
            "share_request.site_id",
            "share_request.source_channel_id",
            "share_request.channel_id",
            "share_request.ended",
        ],
    };
}

pub mod consent {
    //! What a source decided about a request.

    use sea_orm::entity::prelude::*;
    use store::{SiteOwned, Unique};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "share_consent")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub site_id: i64,
        /// The request, a row of the site that asks.
        pub request_id: i64,
        /// The site that asks.
        pub place_site_id: i64,
        /// The channel of the source.
        pub channel_id: i64,
        /// `agreed`, `declined` or `taken_back`.
        pub state: String,
        pub reason: String,
        /// Whether what was placed stays after the consent was taken back.
        pub keep: bool,
        pub by_name: String,
        pub decided_at: DateTimeUtc,
        /// When the source agreed; [`Model::decided_at`] is of the last word.
        pub agreed_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl SiteOwned for Entity {
        const SITE: Column = Column::SiteId;
    }

    /// A request is decided once.
    pub const CONSENT: Unique = Unique {
        name: "uq_share_consent_site_id_request_id",
        columns: &["share_consent.site_id", "share_consent.request_id"],
    };
}

pub mod given {
    //! An article that a site on another box was given by a consent. It goes on hearing of it, whatever becomes of the
    //! consent.

    use sea_orm::entity::prelude::*;
    use store::SiteOwned;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "share_given")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub site_id: i64,
        pub consent_id: i64,
        /// The site that receives.
        pub place_site_id: i64,
        /// The article.
        pub uid: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl SiteOwned for Entity {
        const SITE: Column = Column::SiteId;
    }
}
