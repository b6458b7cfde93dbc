//! A task on the site of who got it.

use super::State;
use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "task")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// The uid of the giver's row, the same for everybody who got it.
    pub uid: Uuid,
    /// See [`crate::commission::Receiver::key`].
    pub receiver: String,
    pub giver_site_id: i64,
    /// The unit, of a box.
    pub unit_id: Option<i64>,
    /// The account, of a person.
    pub person_id: Option<i64>,
    pub receiver_name: String,
    pub title: String,
    pub wanted: String,
    /// See [`crate::commission::Kind`].
    pub kind: String,
    /// The last day, `YYYY-MM-DD` in Beijing.
    pub due_on: String,
    /// JSON list of [`content::media::Attached`].
    pub attachments: String,
    pub given_by_name: String,
    pub given_at: DateTimeUtc,
    /// See [`State`].
    pub state: String,
    /// Why it was declined or cancelled.
    pub reason: String,
    pub answered_by_name: String,
    pub answered_at: Option<DateTimeUtc>,
    /// The article of this site that was handed in …
    pub article_id: Option<i64>,
    /// … or the text of a box.
    pub box_text_id: Option<i64>,
    /// Its uid.
    pub piece: Option<Uuid>,
    pub piece_title: String,
    pub handed_at: Option<DateTimeUtc>,
    pub done_at: Option<DateTimeUtc>,
}

impl Model {
    /// The state; an unknown word counts as cancelled, from which nothing follows.
    #[must_use]
    pub fn state(&self) -> State {
        State::parse(&self.state).unwrap_or(State::Cancelled)
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
