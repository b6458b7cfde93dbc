//! Setting a table of points from a day on. Earlier points stay as they were earned.

use super::Rates;
use super::entity::{self, SCORE_DAY};
use crate::permissions::ManageLedger;
use crate::refusals::TERMS_EXIST;
use chrono::NaiveDate;
use kernel::event::EventBody;
use kernel::{Error, Result};
use sea_orm::{NotSet, Set};
use store::{OnUnique, SiteWrite};

/// Sets the rates that count from `from` on.
///
/// # Errors
/// `ledger.terms_exist` for the same day; [`Error::Invalid`] outside 0 to 100 points.
pub async fn set_rates(
    tx: &mut SiteWrite<ManageLedger>,
    from: NaiveDate,
    rates: Rates,
) -> Result<entity::Model> {
    let all = [rates.submitted, rates.adopted, rates.higher, rates.commissioned];
    if all.iter().any(|points| !(0..=100).contains(points)) {
        return Err(Error::field("submitted", "积分应在 0 至 100 之间。"));
    }
    let row = entity::ActiveModel {
        id: NotSet,
        site_id: NotSet,
        valid_from: Set(from.to_string()),
        submitted: Set(rates.submitted),
        adopted: Set(rates.adopted),
        higher: Set(rates.higher),
        commissioned: Set(rates.commissioned),
        set_by_name: Set(tx.actor().label()),
    };
    let made = tx.insert(row).await.on_unique(SCORE_DAY, || TERMS_EXIST)?;
    tx.emit_with(
        EventBody::LedgerTermsChanged,
        &serde_json::json!({ "points": all, "from": from.to_string() }),
    );
    Ok(made)
}
