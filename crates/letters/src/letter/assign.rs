//! Assigning (转办): the letter has a responsible unit.

use super::Move;
use super::dates::{set_dates, today};
use super::entity::Model;
use crate::board::entity as board;
use crate::clock::{self, Limits, day};
use crate::duty::{DutyNews, tell_duty};
use crate::handling::{self, LEAD, OPEN};
use crate::permissions::AllotLetters;
use crate::pool::{PoolWrite, Step, moved};
use chrono::NaiveDate;
use gateway::unit::entity as unit;
use kernel::{Error, LetterId, Permission, Result, Revision};
use sea_orm::{ColumnTrait, Set};
use store::HubRead;

/// A unit that is in the tree.
pub(super) async fn known_unit(read: &HubRead, id: i64) -> Result<unit::Model> {
    read.find::<unit::Entity>()
        .filter(unit::Column::Id.eq(id))
        .one()
        .await?
        .ok_or_else(|| Error::field("unit", "请选择单位。"))
}

/// Gives a letter to a unit. One that was not registered yet is registered thereby; the public sees it only after somebody
/// has looked at what was cleaned and says so.
///
/// # Errors
/// [`Error::Invalid`] for a unit that is not there; `letter.wrong_state`.
pub async fn assign_letter(
    tx: &mut PoolWrite<AllotLetters>,
    id: LetterId,
    seen: Revision,
    unit: i64,
    words: &str,
) -> Result<Model> {
    let before = tx.letter_to_allot(id, seen).await?;
    let to = moved(&before, Move::Assign)?;
    let unit = known_unit(tx, unit).await?;
    let mut letter = before.clone();
    letter.state = to.key().into();
    letter.unit_id = Some(unit.id);
    set_dates(tx, &mut letter).await?;
    give(tx, &letter, LEAD, unit.id, words, None).await?;
    let step = Step::new("assign")
        .unit(Some(unit.id))
        .words(words.trim())
        .public();
    tx.keep(&before, letter, step).await
}

/// A part with a limit of nought days counts for the next working day too when the hours of the letter's board are over.
async fn start_of_part(read: &HubRead, letter: &Model, limits: &Limits) -> Result<Option<NaiveDate>> {
    if limits.answer.0 > 0 {
        return Ok(None);
    }
    let board = read
        .find::<board::Entity>()
        .filter(board::Column::Id.eq(letter.board_id))
        .found()
        .await?;
    Ok(clock::after_hours(
        clock::calendar()?,
        read.now(),
        &board.open_until,
    ))
}

/// Writes a unit's part. Who takes the lead over has the dates that it had. Otherwise the lead's dates are the letter's in the
/// first round; everybody else's run from today and end no later than the letter in that round.
pub(super) async fn give<P: Permission>(
    tx: &mut PoolWrite<P>,
    letter: &Model,
    part: &str,
    unit: i64,
    words: &str,
    inherited: Option<clock::Terms>,
) -> Result<()> {
    let limits: Limits = letter.limits();
    let from = start_of_part(tx, letter, &limits).await?;
    let own = limits.from_receipt(clock::calendar()?, today(tx), from);
    let first = letter.round == 1;
    let dates = letter.terms()?;
    let terms = inherited.unwrap_or_else(|| match (part == LEAD, first) {
        (true, true) => dates,
        (false, true) => clock::Terms {
            due: own.due.min(dates.hard.max(today(tx))),
            hard: own.hard.min(dates.hard.max(today(tx))),
            ..own
        },
        (_, false) => own,
    });
    let row = handling::entity::ActiveModel {
        site_id: Set(letter.site_id),
        letter_id: Set(letter.id),
        unit_id: Set(unit),
        part: Set(part.into()),
        round: Set(letter.round),
        state: Set(OPEN.into()),
        assigned_at: Set(tx.now()),
        assigned_on: Set(day(today(tx))),
        assigned_by_name: Set(tx.actor().label()),
        words: Set(words.trim().into()),
        due_on: Set(day(terms.due)),
        hard_on: Set(day(terms.hard)),
        calendar: Set(terms.calendar),
        ended_at: Set(None),
        ended_on: Set(None),
        result: Set(None),
        opinion: Set(String::new()),
        person_id: Set(None),
        ..Default::default()
    };
    let row = tx.insert(row).await?;
    tell_duty(tx, letter, unit, DutyNews::Given, row.id).await
}
