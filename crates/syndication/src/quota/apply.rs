//! `sites/quotas.toml`: quotas that a city begins with.

use super::{entity, set_quota};
use crate::permissions::ManageLedger;
use chrono::NaiveDate;
use gateway::unit::entity as unit;
use kernel::{Error, Result, UnitId};
use sea_orm::ColumnTrait;
use serde::Deserialize;
use store::SiteWrite;

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuotaFile {
    quota: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    unit: String,
    weekly: i64,
    yearly: i64,
    from: NaiveDate,
}

impl QuotaFile {
    /// Reads the file.
    ///
    /// # Errors
    /// [`Error::Invalid`] says what is wrong.
    pub fn parse(text: &str) -> Result<Self> {
        toml::from_str(text)
            .map_err(|error| Error::field("quotas.toml", format!("无法读取：{}", error.message())))
    }
}

/// Sets the file's quotas, those that are there already left out.
///
/// # Errors
/// [`Error::Invalid`] names a unit that does not exist; otherwise as [`set_quota`].
pub async fn apply_quotas(tx: &mut SiteWrite<ManageLedger>, file: &QuotaFile) -> Result<()> {
    for entry in &file.quota {
        let named = unit::Column::Key.eq(entry.unit.as_str());
        let known = tx.shared::<unit::Entity>().filter(named).one().await?;
        let known = known.ok_or_else(|| Error::field("unit", format!("没有单位 {}。", entry.unit)))?;
        let there = tx
            .find::<entity::Entity>()
            .filter(entity::Column::UnitId.eq(known.id))
            .filter(entity::Column::ValidFrom.eq(entry.from.to_string()))
            .exists()
            .await?;
        if !there {
            set_quota(tx, UnitId(known.id), entry.from, entry.weekly, entry.yearly).await?;
        }
    }
    Ok(())
}
