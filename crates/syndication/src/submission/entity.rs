//! A line of the ledger, on the site that sent.

use super::State;
use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "submission")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub article_id: i64,
    /// The article's uid.
    pub uid: Uuid,
    pub target_site_id: i64,
    /// See [`State`].
    pub state: String,
    /// Why it was declined.
    pub reason: String,
    pub sent_by: Option<i64>,
    pub sent_by_name: String,
    pub sent_at: DateTimeUtc,
    pub decided_at: Option<DateTimeUtc>,
    /// When an editor of the portal first opened it.
    pub seen_at: Option<DateTimeUtc>,
    /// The state that the desk's decision gave, also while the article is withdrawn.
    pub settled: Option<String>,
    /// The unit's text, when the portal took it with edits.
    pub before_text: Option<String>,
    /// The portal's text, when it took it with edits.
    pub after_text: Option<String>,
    /// Headline of the piece it became part of.
    pub overtaken_by: Option<String>,
    /// Whether it was sent to the desk of another site than the portal (送稿); it is no line of the portal's ledger.
    pub across: bool,
    /// Whether nobody sent it up: the portal picked it from the pool by itself.
    pub picked: bool,
    /// When the public first saw it on the site it was sent to: of what was taken with edits, when that was published.
    pub shown_at: Option<DateTimeUtc>,
    /// The portal's page while the public sees it, as a portal on another box told; that of a portal here is looked up.
    pub page_url: Option<String>,
}

impl Model {
    /// The state; an unknown word counts as recalled, from which nothing follows.
    #[must_use]
    pub fn state(&self) -> State {
        State::parse(&self.state).unwrap_or(State::Recalled)
    }

    /// What it is as long as the article is not withdrawn.
    #[must_use]
    pub fn standing(&self) -> State {
        let settled = self.settled.as_deref().and_then(State::parse);
        match (settled, self.decided_at, self.seen_at) {
            (Some(state), _, _) => state,
            // Decided before outcomes were kept apart.
            (None, Some(_), _) => State::Adopted,
            (None, None, Some(_)) => State::Seen,
            (None, None, None) => State::Sent,
        }
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// One submission an article and target.
pub const SUBMISSION: Unique = Unique {
    name: "uq_submission_site_id_article_id_target_site_id",
    columns: &[
        "submission.site_id",
        "submission.article_id",
        "submission.target_site_id",
    ],
};
