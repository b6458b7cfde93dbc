//! Setting a unit's quota from a day on. Earlier weeks stay judged as they were.

use super::entity::{self, QUOTA_DAY};
use crate::permissions::ManageLedger;
use crate::refusals::TERMS_EXIST;
use chrono::NaiveDate;
use gateway::unit::entity as unit;
use kernel::event::EventBody;
use kernel::{Error, Result, UnitId};
use sea_orm::{ColumnTrait, NotSet, Set};
use store::{OnUnique, SiteWrite};

/// Sets what a unit owes from `from` on; 0 asks nothing.
///
/// # Errors
/// `ledger.terms_exist` for the same day; [`Error::Invalid`] outside 0 to 200 a week, 0 to 10000 a year.
pub async fn set_quota(
    tx: &mut SiteWrite<ManageLedger>,
    id: UnitId,
    from: NaiveDate,
    weekly: i64,
    yearly: i64,
) -> Result<entity::Model> {
    if !(0..=200).contains(&weekly) {
        return Err(Error::field("weekly", "每周篇数应在 0 至 200 之间。"));
    }
    if !(0..=10_000).contains(&yearly) {
        return Err(Error::field("yearly", "全年篇数应在 0 至 10000 之间。"));
    }
    let known = tx.shared::<unit::Entity>().filter(unit::Column::Id.eq(id.0));
    let known = known.found().await?;
    let row = entity::ActiveModel {
        id: NotSet,
        site_id: NotSet,
        unit_id: Set(known.id),
        weekly: Set(weekly),
        yearly: Set(yearly),
        valid_from: Set(from.to_string()),
        set_by_name: Set(tx.actor().label()),
    };
    let made = tx.insert(row).await.on_unique(QUOTA_DAY, || TERMS_EXIST)?;
    tx.emit_with(
        EventBody::LedgerTermsChanged,
        &serde_json::json!({
            "unit": known.key, "weekly": weekly, "yearly": yearly, "from": from.to_string(),
        }),
    );
    Ok(made)
}
