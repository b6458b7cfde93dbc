//! A line of the desk.

use super::State;
use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "desk_item")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// The item of the library, unless it came from a box.
    pub library_item_id: Option<i64>,
    /// The origin article's uid; an article lies on a desk once.
    pub uid: Uuid,
    /// The origin article's version it stands for.
    pub version: i64,
    /// The rule that brought it.
    pub rule_id: Option<i64>,
    /// The channel the rule proposes.
    pub channel_id: Option<i64>,
    /// Short name of the unit it comes from.
    pub source_name: String,
    pub title: String,
    /// See [`State`].
    pub state: String,
    /// Whether the unit sent it up by hand (报送).
    pub submitted: bool,
    /// Whether an editor picked it from the pool (门户选稿) without its having been sent up.
    pub picked: bool,
    /// Why it was declined.
    pub reason: String,
    pub decided_by: Option<i64>,
    pub decided_by_name: String,
    pub arrived_at: DateTimeUtc,
    pub decided_at: Option<DateTimeUtc>,
    /// When an editor first opened it.
    pub seen_at: Option<DateTimeUtc>,
    /// The state that the decision gave, also while the source is withdrawn.
    pub settled: Option<String>,
    pub origin_site_id: Option<i64>,
    pub origin_channel: String,
    /// The unit's text, when it was taken with edits.
    pub before_text: Option<String>,
    /// This site's text, when it was taken with edits.
    pub after_text: Option<String>,
    /// This site's own article made of it with edits.
    pub article_id: Option<i64>,
    /// When the source changed after it was taken with edits and nobody looked yet.
    pub source_changed_at: Option<DateTimeUtc>,
    /// The line it was merged into.
    pub merged_into: Option<i64>,
    /// Headline of that line.
    pub overtaken_by: Option<String>,
    /// SimHash of headline and text.
    pub fingerprint: Option<i64>,
    /// Number of the first line of its near-identical ones.
    pub cluster: Option<i64>,
    /// The text of a submission box that it stands for.
    pub box_text_id: Option<i64>,
    /// The unit whose box that is.
    pub unit_id: Option<i64>,
}

impl Model {
    /// The state; an unknown word counts as withdrawn, from which nothing is taken.
    #[must_use]
    pub fn state(&self) -> State {
        State::parse(&self.state).unwrap_or(State::Withdrawn)
    }

    /// What it is as long as the source is not withdrawn.
    #[must_use]
    pub fn standing(&self) -> State {
        let settled = self.settled.as_deref().and_then(State::parse);
        match (settled, self.decided_at) {
            (Some(state), _) => state,
            // Decided before outcomes were kept apart.
            (None, Some(_)) => State::Taken,
            (None, None) => State::Waiting,
        }
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// An article lies on a desk once.
pub const DESK_UID: Unique = Unique {
    name: "uq_desk_item_site_id_uid",
    columns: &["desk_item.site_id", "desk_item.uid"],
};
