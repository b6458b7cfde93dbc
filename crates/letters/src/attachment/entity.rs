//! A file that came with a letter. It lies in quarantine until somebody has looked.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter_attachment")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub uid: Uuid,
    pub letter_id: i64,
    /// The step it came with; none when it came with the letter.
    pub event_id: Option<i64>,
    pub name: String,
    pub content_type: String,
    pub size: i64,
    pub hash: String,
    /// `writer` or `unit`.
    pub sent_by: String,
    /// [`QUARANTINE`], [`CLEARED`] or [`BLOCKED`].
    pub state: String,
    pub note: String,
    pub looked_by_name: String,
    pub looked_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    /// The copy for the public: a picture written anew, or a file the desk vouches for.
    pub public_name: Option<String>,
    pub public_type: Option<String>,
    pub public_hash: Option<String>,
    pub public_size: Option<i64>,
    /// Whether the public gets the copy, with the reply.
    pub shown: bool,
}

/// Nobody has looked.
pub const QUARANTINE: &str = "quarantine";
/// Somebody looked, and it is what it should be.
pub const CLEARED: &str = "cleared";
/// Nobody opens it any more.
pub const BLOCKED: &str = "refused";

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
