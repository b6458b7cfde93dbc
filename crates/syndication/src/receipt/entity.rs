//! A receipt row; `site_id` is the source.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "receipt")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// The article's uid.
    pub uid: Uuid,
    /// The article's version.
    pub version: i64,
    /// The site of the place.
    pub place_site_id: i64,
    /// See [`super::Word`].
    pub what: String,
    /// When the source said it.
    pub sent_at: DateTimeUtc,
    /// When the place was made true; empty while its editors hold it.
    pub done_at: Option<DateTimeUtc>,
    /// When the old pages were gone.
    pub purged_at: Option<DateTimeUtc>,
    /// When search knew it.
    pub searched_at: Option<DateTimeUtc>,
    /// When its pictures and attachments were found to be there, or gone.
    pub files_at: Option<DateTimeUtc>,
    /// Whether that is still waited for.
    pub files_open: bool,
}

impl Model {
    /// When the last part of it was done.
    #[must_use]
    pub fn finished_at(&self) -> Option<DateTimeUtc> {
        let last = self.done_at?.max(self.purged_at?).max(self.searched_at?);
        (!self.files_open).then(|| self.files_at.map_or(last, |files| files.max(last)))
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
