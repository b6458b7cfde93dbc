//! A row of the register.

use sea_orm::entity::prelude::*;
use store::Shared;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "site")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub uid: Uuid,
    pub slug: String,
    /// portal, department, township.
    pub kind: String,
    pub name: String,
    pub short_name: String,
    pub theme: String,
    pub unit_id: Option<i64>,
    /// Full host, without port.
    pub host: String,
    /// `/` or `/<path>/`.
    pub mount: String,
    /// `open` or `closed`.
    pub state: String,
    /// JSON of [`super::SiteSettings`].
    pub settings: String,
    /// JSON list of fields that a person changed in the console; files do not overwrite them.
    pub edited_fields: String,
    pub revision: i64,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
impl Shared for Entity {}
