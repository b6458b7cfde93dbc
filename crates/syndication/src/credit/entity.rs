//! A credit; on the portal.

use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "submission_credit")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// The article's uid.
    pub uid: Uuid,
    /// See [`super::Kind`].
    pub kind: String,
    /// Who adopted it, in words.
    pub outlet: String,
    /// Where that can be read.
    pub proof_url: String,
    pub credited_by_name: String,
    pub credited_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// One credit of a kind an article.
pub const CREDIT: Unique = Unique {
    name: "uq_submission_credit_site_id_uid_kind",
    columns: &[
        "submission_credit.site_id",
        "submission_credit.uid",
        "submission_credit.kind",
    ],
};
