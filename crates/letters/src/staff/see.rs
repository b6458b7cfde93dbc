//! Somebody of the unit opens a letter for the first time, and with it what was said to press the unit.

use crate::handling::{OPEN, entity as handling};
use crate::letter::entity::Model;
use crate::permissions::HandleLetters;
use crate::pool::{Desk, PoolWrite};
use crate::press::entity as press;
use kernel::{Result, SiteId, Uid};
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, Set};
use store::HubRead;

fn parts(unit: i64, letter: &Model) -> Condition {
    Condition::all()
        .add(handling::Column::LetterId.eq(letter.id))
        .add(handling::Column::UnitId.eq(unit))
        .add(handling::Column::State.eq(OPEN))
        .add(handling::Column::SeenAt.is_null())
}

fn notices(unit: i64, letter: &Model) -> Condition {
    Condition::all()
        .add(press::Column::LetterId.eq(letter.id))
        .add(press::Column::UnitId.eq(unit))
        .add(press::Column::ReadAt.is_null())
}

/// Whether the desk's unit has something in this letter that nobody of it has seen.
///
/// # Errors
/// Faults of the database.
pub async fn is_unseen(read: &HubRead, desk: &Desk, letter: &Model) -> Result<bool> {
    let Some(unit) = desk.unit else {
        return Ok(false);
    };
    let part = read.find::<handling::Entity>().filter(parts(unit, letter));
    let notice = read.find::<press::Entity>().filter(notices(unit, letter));
    Ok(part.exists().await? || notice.exists().await?)
}

/// Writes down that the unit has seen it.
///
/// # Errors
/// Faults of the database.
pub async fn see_letter(tx: &mut PoolWrite<HandleLetters>, letter: &Model) -> Result<()> {
    let Some(unit) = tx.desk().unit else {
        return Ok(());
    };
    let now = tx.now();
    let part = handling::ActiveModel {
        seen_at: Set(Some(now)),
        ..Default::default()
    };
    tx.update_where(part, parts(unit, letter)).await?;
    let name = tx.actor().label();
    let notice = press::ActiveModel {
        read_at: Set(Some(now)),
        read_by_name: Set(name),
        ..Default::default()
    };
    tx.update_where(notice, notices(unit, letter)).await?;
    let subject = Uid(letter.uid).to_string();
    tx.audit(
        Some(SiteId(letter.site_id)),
        "letter.seen",
        &subject,
        &serde_json::Value::Null,
    );
    Ok(())
}
