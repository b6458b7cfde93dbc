//! What a business system brought, and what it was answered.

use kernel::Result;
use sea_orm::ColumnTrait;
use sea_orm::entity::prelude::*;
use store::{SiteOwned, SiteRead, Unique};

/// Which unit delivered an article, and what its own system calls it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_article")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub unit_id: i64,
    /// The business system's word; empty when it gave no number of its own.
    pub system: String,
    /// Its number there; the article's uid when it gave none.
    pub external_id: String,
    pub article_id: i64,
    /// The token that brought it first.
    pub token_id: i64,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// A unit's number stands for one article.
pub const EXTERNAL: Unique = Unique {
    name: "uq_api_article_site_id_unit_id_system_external_id",
    columns: &[
        "api_article.site_id",
        "api_article.unit_id",
        "api_article.system",
        "api_article.external_id",
    ],
};

/// What the unit delivered under its own number.
///
/// # Errors
/// Faults of the database.
pub async fn by_external(
    read: &SiteRead,
    unit: i64,
    system: &str,
    external_id: &str,
) -> Result<Option<Model>> {
    read.find::<Entity>()
        .filter(Column::UnitId.eq(unit))
        .filter(Column::System.eq(system))
        .filter(Column::ExternalId.eq(external_id))
        .one()
        .await
}

/// An answer kept for a day under the caller's `Idempotency-Key`.
pub mod answer {
    use sea_orm::entity::prelude::*;
    use store::{SiteOwned, Unique};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "api_answer")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub site_id: i64,
        pub token_id: i64,
        pub key: String,
        /// SHA-256 of method, path and body.
        pub request_hash: String,
        pub status: i64,
        pub etag: String,
        /// JSON.
        pub answer: String,
        pub created_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl SiteOwned for Entity {
        const SITE: Column = Column::SiteId;
    }

    /// A key stands for one request of a token.
    pub const KEY: Unique = Unique {
        name: "uq_api_answer_site_id_token_id_key",
        columns: &["api_answer.site_id", "api_answer.token_id", "api_answer.key"],
    };
}
