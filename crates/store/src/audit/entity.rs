//! An audit row.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    /// The place in the chain: one more than the row before it.
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: Option<i64>,
    pub at: DateTimeUtc,
    /// Who, as JSON of [`kernel::Actor`].
    pub actor: String,
    /// Who, in words.
    pub actor_label: String,
    pub action: String,
    pub subject: String,
    pub detail: String,
    pub previous: String,
    pub hash: String,
    /// From where: the client's address, if a request did it.
    pub address: Option<String>,
    /// `ok`, `refused` or `failed`.
    pub result: String,
    /// The request, as in its `X-Request-Id`.
    pub request: Option<String>,
    /// How `hash` was made; see [`super::Algorithm`].
    pub algorithm: String,
    /// Which key sealed the hash, and the seal; none on rows of older programs.
    pub seal: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl crate::SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
