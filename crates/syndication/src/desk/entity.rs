//! A line of the desk.

use super::State;
use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "desk_item")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub library_item_id: i64,
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
    /// Why it was declined.
    pub reason: String,
    pub decided_by: Option<i64>,
    pub decided_by_name: String,
    pub arrived_at: DateTimeUtc,
    pub decided_at: Option<DateTimeUtc>,
}

impl Model {
    /// The state; an unknown word counts as withdrawn, from which nothing is taken.
    #[must_use]
    pub fn state(&self) -> State {
        State::parse(&self.state).unwrap_or(State::Withdrawn)
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
