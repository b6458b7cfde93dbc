//! What the figures count of a letter, as one number that stands in the index they are read from. Its one maker is here.

use super::State;
use super::entity::Model;
use crate::clock::Judgement;

/// Not valid: useless, a duplicate, or withdrawn.
pub const INVALID: i64 = 1;
/// Answered.
pub const ANSWERED: i64 = 2;
/// Answered inside the first limit.
pub const ON_TIME: i64 = 4;
/// Answered after an extension explained in time, before the hard end.
pub const EXTENDED: i64 = 8;
/// Answered after the hard end.
pub const OVER_HARD: i64 = 16;
/// An extension was explained.
pub const EXPLAINED: i64 = 32;

/// The last day of the first round in the database's words; a row of an older release says it by the days it has.
pub(crate) fn limit_sql() -> String {
    format!(
        "coalesce(limit_on, case when (facts & {EXPLAINED}) <> 0 then coalesce(until_on, hard_on) else due_on end)"
    )
}

/// The unit that a letter counts with in the database's words; see [`Model::figure_unit`].
pub(crate) const UNIT_SQL: &str = "coalesce(answer_unit_id, unit_id)";

/// The facts of a letter.
#[must_use]
pub fn facts(letter: &Model) -> i64 {
    let valid = State::parse(&letter.state).is_none_or(State::is_valid);
    if !valid {
        return INVALID;
    }
    let mut facts = 0;
    if letter.explained_on.is_some() {
        facts |= EXPLAINED;
    }
    let Some(answered_on) = &letter.answered_on else {
        return facts;
    };
    facts |= ANSWERED;
    match letter.result.as_deref().and_then(Judgement::parse) {
        Some(Judgement::OnTime) => facts |= ON_TIME,
        Some(Judgement::Extended) => facts |= EXTENDED,
        Some(Judgement::Late) | None => {}
    }
    // Days are written year first, so their order is the order of their letters.
    if answered_on > &letter.hard_on {
        facts |= OVER_HARD;
    }
    facts
}
