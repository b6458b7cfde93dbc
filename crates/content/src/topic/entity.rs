//! A topic row.

use super::{Standing, State};
use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "topic")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// Under this name its files are in use.
    pub uid: Uuid,
    /// The word behind `/topics/`; unique in the site.
    pub slug: String,
    pub title: String,
    /// One or two sentences; may be empty.
    pub summary: String,
    /// `<hash>:<width>x<height>`; see [`crate::media::Lead`].
    pub lead_media: Option<String>,
    pub lead_alt: String,
    /// First day in Beijing, `2026-03-04`.
    pub starts_on: String,
    /// Last day.
    pub ends_on: String,
    /// See [`State`].
    pub state: String,
    pub archived_at: Option<DateTimeUtc>,
    pub revision: i64,
    pub changed_by_name: String,
    pub changed_at: DateTimeUtc,
}

impl Model {
    /// What its editors set.
    #[must_use]
    pub fn state(&self) -> State {
        State::parse(&self.state).unwrap_or(State::Draft)
    }

    /// How visitors find it on a day, `2026-03-04`.
    #[must_use]
    pub fn standing(&self, today: &str) -> Standing {
        Standing::of(self.state(), &self.starts_on, &self.ends_on, today)
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// One address name in a site.
pub const TOPIC_SLUG: Unique = Unique {
    name: "uq_topic_site_id_slug",
    columns: &["topic.site_id", "topic.slug"],
};
