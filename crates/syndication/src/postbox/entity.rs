//! A text of a box, and its line in the ledger; on the portal.

use super::Stage;
use crate::submission::State;
use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "box_text")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// The unit whose box it lies in.
    pub unit_id: i64,
    pub uid: Uuid,
    /// The channel that the writer wishes.
    pub channel_id: Option<i64>,
    pub title: String,
    pub subtitle: String,
    pub summary: String,
    /// `markdown`, `html` or `text`.
    pub body_format: String,
    /// What the writer wrote.
    pub body_source: String,
    /// What comes of it: sanitized, pictures as `media:<hash>`.
    pub body_html: String,
    pub author: String,
    pub keywords: String,
    pub lead_media: Option<String>,
    /// JSON list of [`content::media::Attached`].
    pub attachments: String,
    /// See [`Stage`].
    pub state: String,
    /// Why it was declined.
    pub reason: String,
    pub revision: i64,
    pub written_by: Option<i64>,
    pub written_by_name: String,
    pub sent_by_name: String,
    pub sent_at: Option<DateTimeUtc>,
    /// When an editor first opened it.
    pub seen_at: Option<DateTimeUtc>,
    pub decided_at: Option<DateTimeUtc>,
    /// When the public first saw what was made of it.
    pub shown_at: Option<DateTimeUtc>,
    /// The unit's text, when it was taken with edits.
    pub before_text: Option<String>,
    /// The portal's text then.
    pub after_text: Option<String>,
    /// Headline of the piece it became part of.
    pub overtaken_by: Option<String>,
    /// The portal's article made of it.
    pub article_id: Option<i64>,
    pub created_at: DateTimeUtc,
    pub changed_at: DateTimeUtc,
}

impl Model {
    /// Where it is.
    #[must_use]
    pub fn stage(&self) -> Stage {
        Stage::parse(&self.state)
    }

    /// The state as a line of the ledger; `None` as long as it was never sent.
    #[must_use]
    pub fn sent(&self) -> Option<State> {
        match self.stage() {
            Stage::Draft => None,
            Stage::Sent(state) => Some(state),
        }
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
