//! Setting the total of a year.

use super::entity;
use crate::permissions::ManageBoards;
use kernel::event::EventBody;
use kernel::{Error, Result};
use sea_orm::{ColumnTrait, Set};
use store::SiteWrite;

/// Sets how many letters a year brought, of which the letters themselves are not here. A total of 0 takes the year out.
///
/// # Errors
/// [`Error::Invalid`] for a year outside 1990–2100 or a negative total.
pub async fn set_year(tx: &mut SiteWrite<ManageBoards>, year: i64, received: i64) -> Result<()> {
    if !(1990..=2100).contains(&year) {
        return Err(Error::field("year", "年份应在 1990 至 2100 之间。"));
    }
    if received < 0 {
        return Err(Error::field("received", "收件总数不能是负数。"));
    }
    tx.delete_where::<entity::Entity>(entity::Column::Year.eq(year))
        .await?;
    if received > 0 {
        let row = entity::ActiveModel {
            year: Set(year),
            received: Set(received),
            set_by_name: Set(tx.actor().label()),
            set_at: Set(tx.now()),
            ..Default::default()
        };
        tx.insert(row).await?;
    }
    let words = serde_json::json!({ "year": year, "received": received });
    tx.emit_with(EventBody::LetterTermsChanged, &words);
    Ok(())
}
