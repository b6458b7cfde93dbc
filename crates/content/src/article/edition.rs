//! An edition row: one version of an article with a state. Immutable once published.

use super::state::State;
use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "edition")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub article_id: i64,
    /// 1, 2, 3 … within the article.
    pub n: i64,
    /// See [`State`].
    pub state: String,
    pub title: String,
    pub subtitle: String,
    pub summary: String,
    /// `markdown`, `html` or `text`.
    pub body_format: String,
    /// What the author wrote.
    pub body_source: String,
    /// What comes of it: sanitized, pictures as `media:<hash>`, links as `article:<uid>`.
    pub body_html: String,
    pub sanitizer_version: i64,
    /// 稿源, as shown and as tagged.
    pub source: String,
    /// `own`, `repost` or `contributed`; empty while a draft.
    pub origin_class: String,
    pub author: String,
    /// Separated by commas.
    pub keywords: String,
    /// `<hash>:<width>x<height>`; see [`crate::media::Lead`].
    pub lead_media: Option<String>,
    /// JSON list of [`crate::media::Attached`].
    pub attachments: String,
    /// SHA-256 over everything a reader sees; an approval names it.
    pub content_hash: String,
    /// What a correction corrects.
    pub change_note: String,
    /// See [`super::Weight`]; set when a correction is published.
    pub correction: Option<String>,
    pub return_reason: String,
    pub author_id: Option<i64>,
    pub author_name: String,
    /// Who saved it last.
    pub changed_by: Option<i64>,
    pub submitted_by: Option<i64>,
    pub submitted_at: Option<DateTimeUtc>,
    pub published_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub changed_at: DateTimeUtc,
}

impl Model {
    /// The state; an unknown word counts as superseded, from which nothing moves.
    #[must_use]
    pub fn state(&self) -> State {
        State::parse(&self.state).unwrap_or(State::Superseded)
    }
}

/// Of an article's editions, newest first, the one that stands for it: the newest that was not put aside, else the newest.
pub(crate) fn shown<T>(editions: Vec<T>, state: impl Fn(&T) -> State) -> Option<T> {
    let at = editions
        .iter()
        .position(|edition| state(edition) != State::Discarded)
        .unwrap_or_default();
    editions.into_iter().nth(at)
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
