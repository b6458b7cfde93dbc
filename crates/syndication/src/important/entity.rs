//! An important item; `site_id` is the portal, on a unit's own box that of its hub.

use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "important_item")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// The article's uid.
    pub uid: Uuid,
    pub title: String,
    /// When the State Council published it.
    pub issued_at: DateTimeUtc,
    pub by_name: String,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// A site's own repost of an important item; `site_id` is that site.
pub mod own {
    use sea_orm::entity::prelude::*;
    use store::{SiteOwned, Unique};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "important_own")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub site_id: i64,
        /// The important item's uid.
        pub uid: Uuid,
        /// The site's own article that shows it.
        pub article_id: i64,
        pub by_name: String,
        pub created_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl SiteOwned for Entity {
        const SITE: Column = Column::SiteId;
    }

    /// One repost an item.
    pub const OWN: Unique = Unique {
        name: "uq_important_own_site_id_uid",
        columns: &["important_own.site_id", "important_own.uid"],
    };
}

/// What a site on another box registered as its own repost, as its box told; `site_id` is that site.
pub mod far {
    use sea_orm::entity::prelude::*;
    use store::SiteOwned;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "important_far")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub site_id: i64,
        /// The important item's uid.
        pub uid: Uuid,
        /// Uid of the site's own article that shows it.
        pub article_uid: Uuid,
        /// When the public first saw that.
        pub shown_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl SiteOwned for Entity {
        const SITE: Column = Column::SiteId;
    }
}

/// An item is marked once.
pub const IMPORTANT: Unique = Unique {
    name: "uq_important_item_site_id_uid",
    columns: &["important_item.site_id", "important_item.uid"],
};
