//! A token row. The token itself is shown once; here lies its SHA-256.

use super::Scope;
use kernel::ChannelId;
use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_token")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub uid: Uuid,
    /// The unit that delivers; articles and external ids belong to it.
    pub unit_id: i64,
    /// Name of the business system.
    pub name: String,
    pub token_hash: String,
    /// Its last four characters, so that people can tell tokens apart.
    pub hint: String,
    /// Keys of [`Scope`], divided by blanks.
    pub scopes: String,
    /// JSON list of channel numbers; nothing means all.
    pub channels: Option<String>,
    pub created_by: Option<i64>,
    pub created_by_name: String,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub used_at: Option<DateTimeUtc>,
    pub revoked_at: Option<DateTimeUtc>,
    pub revoked_by_name: String,
}

impl Model {
    /// What it may do.
    #[must_use]
    pub fn scopes(&self) -> Vec<Scope> {
        self.scopes.split(' ').filter_map(Scope::parse).collect()
    }

    /// Where; nothing means everywhere. A list that cannot be read means nowhere.
    #[must_use]
    pub fn channels(&self) -> Option<Vec<ChannelId>> {
        self.channels
            .as_deref()
            .map(|list| serde_json::from_str(list).unwrap_or_default())
    }

    /// Whether it opens anything at `now`.
    #[must_use]
    pub fn is_live(&self, now: DateTimeUtc) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// A channel where what business systems deliver needs no reviewer.
pub mod direct {
    use sea_orm::entity::prelude::*;
    use store::SiteOwned;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "api_channel")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub site_id: i64,
        pub channel_id: i64,
        /// Who made the setting and answers for it.
        pub set_by: i64,
        pub set_by_name: String,
        pub set_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl SiteOwned for Entity {
        const SITE: Column = Column::SiteId;
    }
}

/// One setting a channel.
pub const DIRECT: Unique = Unique {
    name: "uq_api_channel_site_id_channel_id",
    columns: &["api_channel.site_id", "api_channel.channel_id"],
};
