//! Who answers today, as visitors read it.

use super::query;
use crate::board::entity as board;
use crate::clock::{self, day};
use crate::letter::{today, unit_names};
use crate::staff::hours;
use kernel::Result;
use store::HubRead;
use theme::view::LetterDuty;

/// Who answers a board's letters today, or that nobody does on a day off; none for a board without a roster.
///
/// # Errors
/// Faults of the database.
pub async fn duty_today(read: &HubRead, board: &board::Model) -> Result<Option<LetterDuty>> {
    if crate::board::Kind::parse(&board.kind) != Some(crate::board::Kind::Law) {
        return Ok(None);
    }
    let on = today(read);
    let worked = clock::calendar()?.kind(on).is_worked();
    let row = query::on_day(read, board.id, &day(on)).await?.filter(|_| worked);
    let names = unit_names(read).await?;
    let unit = board.unit_id.and_then(|id| names.get(&id).cloned());
    let (role, name) = match &row {
        Some(row) => (row.title.clone(), row.answers().1.to_owned()),
        None => (String::new(), String::new()),
    };
    let note = match (worked, &row) {
        (true, Some(_)) => "答复时间内的来信当天答复，其余的下一个工作日答复。",
        (true, None) => "今天的来信由经办人答复。",
        (false, _) => "今天休息，来信在下一个工作日答复。",
    };
    Ok(Some(LetterDuty {
        board: board.name.clone(),
        unit: unit.unwrap_or_default(),
        role,
        name,
        hours: hours(board),
        note: note.into(),
    }))
}
