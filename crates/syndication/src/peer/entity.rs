//! Rows of pairings.

/// A pairing with another box.
pub mod peer {
    use sea_orm::entity::prelude::*;
    use store::Unique;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "peer")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        /// By which they sign.
        pub uid: Uuid,
        /// By which we sign.
        pub own_uid: String,
        /// [`SOURCE`] or [`HUB`].
        pub role: String,
        /// The site whose articles this is about: of another box for a source, our own towards a hub.
        pub site_id: i64,
        /// The other side's site in our register.
        pub far_site_id: i64,
        pub name: String,
        pub url: String,
        /// Where our own site is reached, towards a hub.
        pub own_url: String,
        /// Our private key, PKCS #8 in base64.
        pub own_key: String,
        /// Their public key, a JWK.
        pub their_key: String,
        /// [`ACTIVE`], [`PAUSED`] or [`REMOVED`].
        pub state: String,
        pub created_at: DateTimeUtc,
        /// When they last proved who they are (a source) or answered (a hub).
        pub seen_at: Option<DateTimeUtc>,
        /// Attempts that failed since the last success.
        pub failures: i64,
        pub last_error: String,
        pub failed_at: Option<DateTimeUtc>,
        /// Since when its alarm is known to the operators; none while there is none.
        pub alarmed_at: Option<DateTimeUtc>,
        /// When a source last asked what there is for it; none as long as it never did.
        pub down_at: Option<DateTimeUtc>,
        /// The log of which a source speaks …
        pub heard_log: Option<String>,
        /// … and the one before. Whoever went back to a backup or moved does not return to it.
        pub left_log: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    /// [`Model::role`]: they send to us.
    pub const SOURCE: &str = "source";
    /// [`Model::role`]: we send to them.
    pub const HUB: &str = "hub";
    /// [`Model::state`] of a pairing in force.
    pub const ACTIVE: &str = "active";
    /// [`Model::state`] of one that rests: nothing is sent, nothing is taken, nothing is lost.
    pub const PAUSED: &str = "paused";
    /// [`Model::state`] of one that ended.
    pub const REMOVED: &str = "removed";

    /// A box signs by one uid in one pairing.
    pub const PEER_UID: Unique = Unique {
        name: "uq_peer_uid",
        columns: &["peer.uid"],
    };
}

/// How far a pairing is.
pub mod cursor {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "peer_cursor")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub peer_id: i64,
        /// Our log.
        pub log: String,
        /// The last of our events that they answered.
        pub position: i64,
        /// A replay runs.
        pub replaying: bool,
        /// The last article it sent; none at its beginning.
        pub replayed_to: Option<String>,
        /// Their log.
        pub news_log: String,
        /// The last of their news that we made true.
        pub news_position: i64,
        pub moved_at: DateTimeUtc,
        /// No replay begins by itself before.
        pub replay_after: Option<DateTimeUtc>,
        /// One shall begin then.
        pub replay_wanted: bool,
        /// The log of what they gave us; none before the first answer.
        pub down_log: Option<String>,
        /// The last of it that we made true.
        pub down_position: Option<i64>,
        /// Everything of it is asked for once more.
        pub down_replaying: bool,
        /// The last article of that.
        pub down_to: Option<String>,
        /// The digest of what stands: mandates, notices, terms.
        pub down_standing: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A batch that was taken within the replay window.
pub mod batch {
    use sea_orm::entity::prelude::*;
    use store::Unique;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "peer_batch")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub peer_id: i64,
        pub jti: String,
        pub received_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    /// A token counts once.
    pub const BATCH_JTI: Unique = Unique {
        name: "uq_peer_batch_peer_id_jti",
        columns: &["peer_batch.peer_id", "peer_batch.jti"],
    };
}

/// A file that a source was asked for. What it puts counts towards a bound until an article bears it.
pub mod file {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "peer_file")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub peer_id: i64,
        pub hash: String,
        /// Bytes, when it came.
        pub size: Option<i64>,
        pub asked_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// An article or a task of a hub of which not all files are here; they are asked for again.
pub mod lack {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "peer_lack")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub peer_id: i64,
        /// The article or the task.
        pub uid: Uuid,
        /// The hub's last word on it, with all its files, as JSON.
        pub told: String,
        /// How often it was asked for in vain.
        pub tries: i64,
        pub next_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A site that a hub told of. No other box speaks for it.
pub mod told_site {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "peer_site")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub site_id: i64,
        /// The hub's own site.
        pub hub_site_id: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A version of an article that a hub does not take; a row of the source's site.
pub mod refused {
    use sea_orm::entity::prelude::*;
    use store::SiteOwned;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "peer_refused")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub site_id: i64,
        /// The pairing.
        pub peer_id: i64,
        /// The article's uid.
        pub uid: Uuid,
        /// The version.
        pub version: i64,
        /// The hub's code.
        pub code: String,
        pub refused_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl SiteOwned for Entity {
        const SITE: Column = Column::SiteId;
    }
}

/// What a hub said last to one site of this box on an article: whether it may show it. Each site of a box hears for itself.
pub mod told {
    use sea_orm::entity::prelude::*;
    use store::SiteOwned;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "peer_told")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub site_id: i64,
        /// The article.
        pub uid: Uuid,
        /// The number by which it was told without a word of its text; none when that was told too.
        pub withheld: Option<i64>,
        /// Since when the site may not show it.
        pub refused_at: Option<DateTimeUtc>,
        /// What its page says then.
        pub reason: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl SiteOwned for Entity {
        const SITE: Column = Column::SiteId;
    }
}

/// What is noted of an article of another box beside the library.
pub mod article {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "peer_article")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub uid: Uuid,
        /// Where it was written.
        pub site_id: i64,
        /// The number by which its source calls what is here, when it is not the library's.
        pub said: Option<i64>,
        /// How often its source changed who may show it.
        pub changed: i64,
        /// Sites that may not, as JSON.
        pub refused: String,
        /// When its source sent it up, in the words of the wire.
        pub sent_said: Option<String>,
        /// Who sent it.
        pub sent_by: Option<String>,
        /// Its source's log when it spoke of it last …
        pub log: Option<String>,
        /// … and how far that was.
        pub as_of: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A one-time code.
pub mod invite {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "peer_invite")]
    pub struct Model {
        /// SHA-256 of the code, hex.
        #[sea_orm(primary_key, auto_increment = false)]
        pub code_hash: String,
        pub site_id: i64,
        pub expires_at: DateTimeUtc,
        pub used_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
