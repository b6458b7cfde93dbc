//! What a site's form allows, as its administrator set it.

use kernel::{Result, SiteId};
use sea_orm::entity::prelude::*;
use store::{HubRead, SiteOwned};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter_form")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// Letters of one address within the hour after which a question is asked; 0 asks everybody, -1 nobody.
    pub question_after: i64,
    /// Letters of all within the hour after which everybody is asked.
    pub busy_after: i64,
    /// Letters of one address within the hour.
    pub hour_limit: i64,
    /// Files of a letter; 0 takes none.
    pub files_max: i64,
    /// Megabytes of one file.
    pub file_mb: i64,
    /// What the board does not take, one thing a line.
    pub refused: String,
    pub set_by_name: String,
    pub set_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// What the form allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorSettings {
    /// See [`Model::question_after`].
    pub question_after: i64,
    /// See [`Model::busy_after`].
    pub busy_after: i64,
    /// See [`Model::hour_limit`].
    pub hour_limit: i64,
    /// See [`Model::files_max`].
    pub files_max: i64,
    /// See [`Model::file_mb`].
    pub file_mb: i64,
    /// See [`Model::refused`].
    pub refused: String,
}

/// What boards of this kind do not take.
const REFUSED: &str = "已经或者依法应当通过诉讼、仲裁、行政复议解决的事项\n正在办理期限内的同一事项\n辱骂、诽谤、广告和与政府职责无关的内容";

impl Default for DoorSettings {
    fn default() -> Self {
        Self {
            question_after: 1,
            busy_after: 1000,
            hour_limit: 20,
            files_max: 5,
            file_mb: 10,
            refused: REFUSED.into(),
        }
    }
}

impl From<Model> for DoorSettings {
    fn from(row: Model) -> Self {
        Self {
            question_after: row.question_after,
            busy_after: row.busy_after,
            hour_limit: row.hour_limit,
            files_max: row.files_max,
            file_mb: row.file_mb,
            refused: row.refused,
        }
    }
}

impl DoorSettings {
    /// Of a site; what nobody set is as usual.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn of(read: &HubRead, site: SiteId) -> Result<Self> {
        let row = read
            .find::<Entity>()
            .filter(Column::SiteId.eq(site.0))
            .one()
            .await?;
        Ok(row.map_or_else(Self::default, Self::from))
    }
}
