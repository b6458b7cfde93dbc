//! A board of a site: its letters, or a named mailbox.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter_board")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub key: String,
    pub name: String,
    /// `letters`, `mailbox`, `law` or `education`.
    pub kind: String,
    /// Who answers for a mailbox.
    pub unit_id: Option<i64>,
    pub intro: String,
    /// Nothing of it is ever public.
    pub private_only: bool,
    pub closed: bool,
    pub position: i64,
    /// The form proposes not to make it public.
    pub private_default: bool,
    /// Hours of a working day in which it is answered (`09:00`); empty is the whole day.
    pub open_from: String,
    pub open_until: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
