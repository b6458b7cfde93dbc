//! A source row: what is asked, on which terms, and how it fares.

use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "feed_source")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// Where its articles stand, or are proposed to stand.
    pub channel_id: i64,
    pub url: String,
    /// Named on every article; empty until the feed's own title is known.
    pub name: String,
    /// Under which licence or agreement it may be taken.
    pub licence: String,
    /// Who granted it.
    pub granted_by: String,
    /// Number of the agreement or letter.
    pub reference: String,
    /// Until when it holds; nothing means without end.
    pub granted_until: Option<DateTimeUtc>,
    /// On the white list (转载稿源): published without the desk.
    pub automatic: bool,
    pub interval_minutes: i64,
    /// How many entries the first look brings.
    pub first_limit: i64,
    /// See [`super::State`].
    pub state: String,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub asked_at: Option<DateTimeUtc>,
    /// When it last answered well.
    pub read_at: Option<DateTimeUtc>,
    /// Why it did not, in words.
    pub finding: String,
    /// Failures in a row.
    pub failures: i64,
    pub failing_since: Option<DateTimeUtc>,
    /// Until when the other side asked to be left alone.
    pub hold_until: Option<DateTimeUtc>,
    pub next_at: DateTimeUtc,
    /// Who set the terms last; nothing at the command line.
    pub set_by: Option<i64>,
    pub set_by_name: String,
    pub created_at: DateTimeUtc,
    /// A look began and has not ended.
    pub looking: bool,
    /// The day of the two counts that follow, `YYYY-MM-DD` in Beijing; empty before the first.
    pub taken_on: String,
    /// Entries brought and corrected on that day.
    pub taken_entries: i64,
    /// Bytes of pictures asked for on that day.
    pub taken_bytes: i64,
}

impl Model {
    /// Whether what it brings may be published without the desk.
    #[must_use]
    pub fn is_listed(&self, now: DateTimeUtc) -> bool {
        self.automatic && !self.is_lapsed(now)
    }

    /// Whether the permission has run out.
    #[must_use]
    pub fn is_lapsed(&self, now: DateTimeUtc) -> bool {
        self.granted_until.is_some_and(|until| until <= now)
    }

    /// Its name, or where it is, while it has told none.
    #[must_use]
    pub fn title(&self) -> String {
        if !self.name.is_empty() {
            return self.name.clone();
        }
        super::host(&self.url).unwrap_or_else(|| self.url.clone())
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// One line an address.
pub const SOURCE_URL: Unique = Unique {
    name: "uq_feed_source_site_id_url",
    columns: &["feed_source.site_id", "feed_source.url"],
};
