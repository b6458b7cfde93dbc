//! Reading assessments: what was frozen, and whether its seal holds.

use super::entity::{self, appeal};
use super::{Frozen, Seal, SealKey};
use crate::pool::portal_id;
use kernel::{Error, Result};
use sea_orm::ColumnTrait;
use serde::Serialize;
use store::HubRead;

/// A version of a week with everything around it.
#[derive(Clone, Debug, Serialize)]
pub struct Circular {
    /// What was frozen.
    pub frozen: Frozen,
    /// The text that the seal is over.
    pub body: String,
    /// The seal.
    pub seal: Seal,
    /// Whether it is this box's own seal.
    pub is_whole: bool,
    /// Last day for appeals.
    pub appeal_until: String,
    /// Versions of the week, oldest first.
    pub versions: Vec<i64>,
    /// The assessment's number here; not for outside.
    #[serde(skip)]
    pub id: i64,
}

/// Reads a week, its newest version or the one named; without a week the newest. `key` is the box's.
///
/// # Errors
/// [`Error::NotFound`] for a week or version that was not assessed.
pub async fn read_circular(
    read: &HubRead,
    key: &SealKey,
    week: &str,
    version: Option<i64>,
) -> Result<Circular> {
    let portal = portal_id(read).await?.ok_or(Error::NotFound)?;
    let week = match week {
        "" => read_weeks(read)
            .await?
            .into_iter()
            .next()
            .ok_or(Error::NotFound)?,
        week => week.to_owned(),
    };
    let rows = read
        .find::<entity::Entity>()
        .filter(entity::Column::SiteId.eq(portal.0))
        .filter(entity::Column::Week.eq(week))
        .asc(entity::Column::Version)
        .all()
        .await?;
    let versions = rows.iter().map(|row| row.version).collect();
    let wanted = |row: &entity::Model| version.is_none_or(|version| version == row.version);
    let row = rows.into_iter().rfind(wanted).ok_or(Error::NotFound)?;
    let seal = Seal {
        digest: row.digest,
        signature: row.signature,
        public_key: row.public_key,
    };
    Ok(Circular {
        frozen: serde_json::from_str(&row.body).map_err(Error::fault)?,
        is_whole: key.holds(&seal, &row.body)?,
        body: row.body,
        seal,
        appeal_until: row.appeal_until,
        versions,
        id: row.id,
    })
}

/// The weeks that were assessed, newest first, at most a year's.
///
/// # Errors
/// Faults of the database.
pub async fn read_weeks(read: &HubRead) -> Result<Vec<String>> {
    let Some(portal) = portal_id(read).await? else {
        return Ok(Vec::new());
    };
    let rows = read
        .find::<entity::Entity>()
        .filter(entity::Column::SiteId.eq(portal.0))
        .filter(entity::Column::Version.eq(1))
        .desc(entity::Column::Week)
        .limit(53)
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| row.week).collect())
}

/// The appeals against a version, oldest first.
pub(super) async fn appeals(read: &HubRead, assessment: i64) -> Result<Vec<appeal::Model>> {
    read.find::<appeal::Entity>()
        .filter(appeal::Column::AssessmentId.eq(assessment))
        .asc(appeal::Column::Id)
        .all()
        .await
}
