//! Reading promises.

use super::OPEN;
use super::entity::{Column, Entity, Model};
use crate::letter::State;
use crate::letter::entity::{Column as LetterColumn, Entity as Letters, Model as Letter};
use kernel::Result;
use sea_orm::ColumnTrait;
use sea_orm::sea_query::SelectStatement;
use std::collections::HashMap;
use store::HubRead;

/// The open promises of a letter, the nearest first.
///
/// # Errors
/// Faults of the database.
pub async fn open_of(read: &HubRead, letter: &Letter) -> Result<Vec<Model>> {
    read.find::<Entity>()
        .filter(Column::SiteId.eq(letter.site_id))
        .filter(Column::LetterId.eq(letter.id))
        .filter(Column::State.eq(OPEN))
        .asc(Column::DueOn)
        .asc(Column::Id)
        .all()
        .await
}

/// The numbers of letters with an open promise, of a day up to `until` where there is one.
pub(crate) fn promised(read: &HubRead, until: Option<&str>) -> SelectStatement {
    read.find::<Entity>()
        .filter(Column::State.eq(OPEN))
        .filter_some(until, |day| Column::DueOn.lte(day))
        .only([Column::LetterId])
        .statement()
}

/// Of these letters the day of the promise that is nearest, where one is open.
pub(crate) async fn nearest(read: &HubRead, letters: &[Letter]) -> Result<HashMap<i64, String>> {
    let rows = read
        .find::<Entity>()
        .filter(Column::LetterId.is_in(letters.iter().map(|letter| letter.id)))
        .filter(Column::State.eq(OPEN))
        .desc(Column::DueOn)
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| (row.letter_id, row.due_on)).collect())
}

/// Promises up to a day that are chased, with their letters: open ones of letters that are still looked after.
pub(crate) async fn chased(read: &HubRead, until: &str) -> Result<Vec<(Model, Letter)>> {
    let rows = read
        .find::<Entity>()
        .filter(Column::State.eq(OPEN))
        .filter(Column::DueOn.lte(until))
        .asc(Column::Id)
        .all()
        .await?;
    let mut chased = Vec::new();
    // A few hundred at a time, as a database takes only so many numbers in one question.
    for some in rows.chunks(400) {
        let letters = read
            .find::<Letters>()
            .filter(LetterColumn::Id.is_in(some.iter().map(|row| row.letter_id)))
            .all()
            .await?;
        let letters = letters.into_iter().filter(is_looked_after);
        let letters: HashMap<i64, Letter> = letters.map(|row| (row.id, row)).collect();
        let with = |row: &Model| Some((row.clone(), letters.get(&row.letter_id)?.clone()));
        chased.extend(some.iter().filter_map(with));
    }
    Ok(chased)
}

/// What is invalid or archived is nobody's any more.
fn is_looked_after(letter: &Letter) -> bool {
    State::parse(&letter.state).is_some_and(|state| state.is_valid() && state != State::Archived)
}
