//! A duty.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "duty")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// See [`super::Kind::key`].
    pub kind: String,
    /// The post that holds it, in words: 党委委员、副局长.
    pub post: String,
    /// The account of who holds the post now, if it has one.
    pub person_id: Option<i64>,
    /// Name of who holds the post now; empty while it is vacant.
    pub holder: String,
    /// Office telephone.
    pub phone: String,
    /// Whether visitors see it.
    pub shown: bool,
    pub position: i64,
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
