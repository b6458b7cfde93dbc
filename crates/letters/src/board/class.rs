//! A class of letters on a board (咨询, 建议 …).

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter_class")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub board_id: i64,
    pub name: String,
    /// Reports and personal matters are never public.
    pub private_only: bool,
    pub closed: bool,
    pub position: i64,
    /// What the form says of it.
    pub intro: String,
    /// The form proposes not to make it public, and so does the desk.
    pub private_default: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
