//! What a site on another box sent by hand to a desk here, or through this box to a third one; `site_id` is that site. The line of its
//! ledger stands on its own box.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "across_far")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// The article's uid.
    pub uid: Uuid,
    /// The site that it was sent to.
    pub place_site_id: i64,
    /// When it was sent, in the words of the wire: the answer repeats them.
    pub sent_said: String,
    /// The same as a moment.
    pub sent_at: DateTimeUtc,
    pub sent_by_name: String,
    /// Whether it was taken back while nobody had decided.
    pub recalled: bool,
    /// How it stands where no desk of this box says it, as JSON: what the box of the receiver told, or why it is not laid here.
    pub told: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
