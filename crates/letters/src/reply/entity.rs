//! A version of a reply.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter_reply")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub letter_id: i64,
    pub round: i64,
    /// 1, 2 … over all rounds.
    pub version: i64,
    pub unit_id: Option<i64>,
    /// `answered`, `unable` or `jointly`.
    pub outcome: String,
    /// What the unit wrote. The writer reads it, and whoever works on the letter.
    pub body: String,
    /// What the public reads: cleaned like the letter.
    pub public_body: Option<String>,
    /// `draft`, `submitted`, `sent_back` or `published`.
    pub state: String,
    pub drafted_by_name: String,
    pub drafted_by: Option<i64>,
    pub drafted_at: DateTimeUtc,
    pub submitted_at: Option<DateTimeUtc>,
    pub reviewed_by_name: String,
    pub reviewed_by: Option<i64>,
    pub reviewed_at: Option<DateTimeUtc>,
    /// The reviewer's.
    pub opinion: String,
    pub published_at: Option<DateTimeUtc>,
}

impl Model {
    /// What the public reads.
    #[must_use]
    pub fn public_text(self) -> String {
        self.public_body
            .unwrap_or_else(|| crate::letter::clean_text(&self.body, ""))
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
