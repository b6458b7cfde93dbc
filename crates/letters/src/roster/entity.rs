//! Who is on duty for a board on a day.

use kernel::PersonId;
use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter_roster")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub board_id: i64,
    /// `yyyy-mm-dd`.
    pub day: String,
    /// What the public reads before the name (值班律师).
    pub title: String,
    pub person_id: i64,
    pub person_name: String,
    pub deputy_id: Option<i64>,
    pub deputy_name: String,
    /// The person cannot come; the deputy answers.
    pub away: bool,
    pub set_by_name: String,
    pub set_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

impl Model {
    /// Who answers: the person, while they are away the deputy.
    #[must_use]
    pub fn answers(&self) -> (PersonId, &str) {
        match self.deputy_id.filter(|_| self.away) {
            Some(deputy) => (PersonId(deputy), &self.deputy_name),
            None => (PersonId(self.person_id), &self.person_name),
        }
    }

    /// Title and name of who answers.
    #[must_use]
    pub fn said(&self) -> String {
        format!("{} {}", self.title, self.answers().1)
    }
}
