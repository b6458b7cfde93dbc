//! Reads of the desk.

use super::due::Limit;
use super::list_form::LetterQuery;
use super::part::Part;
use crate::clock::parse_day;
use crate::handling::{LEAD, OPEN, entity as handling};
use crate::letter::entity::{Column, Entity, Model};
use crate::letter::{State, today};
use crate::pool::{Desk, Help};
use gateway::unit::entity as unit;
use kernel::{Error, LetterId, Result};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;
use std::collections::HashMap;
use store::HubRead;

/// A letter of this desk, and how its unit helps with it.
///
/// # Errors
/// [`Error::NotFound`], also for a letter of another desk.
pub async fn find(read: &HubRead, desk: &Desk, id: LetterId) -> Result<(Model, Help)> {
    let letter = read.find::<Entity>().filter(Column::Id.eq(id.0)).found().await?;
    let helps = desk.helps(read, &letter).await?;
    if helps != Help::No || desk.covers(&letter) {
        Ok((letter, helps))
    } else {
        Err(Error::NotFound)
    }
}

/// Short names of units.
///
/// # Errors
/// Faults of the database.
pub async fn unit_names(read: &HubRead) -> Result<HashMap<i64, String>> {
    let rows = read.find::<unit::Entity>().all().await?;
    Ok(rows.into_iter().map(|row| (row.id, row.short_name)).collect())
}

/// One page of a tab, and how many there are.
///
/// # Errors
/// Faults of the database.
pub async fn list(
    read: &HubRead,
    desk: &Desk,
    asked: &LetterQuery,
    page: u64,
    size: u64,
) -> Result<(Vec<Model>, u64)> {
    let part = asked.part();
    let query = read
        .find::<Entity>()
        .filter(desk.condition(read))
        .filter(part.condition(read, today(read))?)
        .filter(sought(asked));
    let query = if part.by_due() {
        query.asc(Column::DueOn).asc(Column::Id)
    } else {
        query.desc(Column::ReceivedAt).desc(Column::Id)
    };
    query.page(page, size).await
}

/// How many letters of a tab meet the filters.
///
/// # Errors
/// Faults of the database.
pub async fn count(read: &HubRead, desk: &Desk, asked: &LetterQuery, part: Part) -> Result<u64> {
    read.find::<Entity>()
        .filter(desk.condition(read))
        .filter(part.condition(read, today(read))?)
        .filter(sought(asked))
        .count()
        .await
}

fn sought(asked: &LetterQuery) -> Condition {
    let words = asked.q.trim();
    let text = (!words.is_empty()).then(|| {
        Condition::any()
            .add(Column::Title.contains(words))
            .add(Column::Body.contains(words))
            .add(Column::Number.contains(words))
    });
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Condition::all()
        .add_option(given(&asked.class).map(|class| Column::Class.eq(class)))
        .add_option(asked.unit.parse::<i64>().ok().map(|unit| Column::UnitId.eq(unit)))
        .add_option(asked.site.parse::<i64>().ok().map(|site| Column::SiteId.eq(site)))
        .add_option(
            asked
                .board
                .parse::<i64>()
                .ok()
                .map(|board| Column::BoardId.eq(board)),
        )
        .add_option(given(&asked.from).map(|day| Column::ReceivedOn.gte(day)))
        .add_option(given(&asked.to).map(|day| Column::ReceivedOn.lte(day)))
        .add_option(text)
}

/// The limit each letter runs against now.
///
/// # Errors
/// Faults of the database.
pub async fn limits(read: &HubRead, letters: &[Model]) -> Result<HashMap<i64, Limit>> {
    let ids = || letters.iter().map(|letter| letter.id);
    let parts = read
        .find::<handling::Entity>()
        .filter(handling::Column::LetterId.is_in(ids()))
        .filter(handling::Column::Part.eq(LEAD))
        .filter(handling::Column::State.eq(OPEN))
        .all()
        .await?;
    let (mut limits, today) = (HashMap::new(), today(read));
    for letter in letters {
        let again = parts
            .iter()
            .find(|part| part.letter_id == letter.id && letter.answered_on.is_some());
        let explained = letter.explained_on.is_some() && letter.answered_on.is_none();
        let asking = letter.state == State::Asking.key();
        let (last, extended) = match (&letter.until_on, again) {
            _ if letter.answered_on.is_none() => {
                (letter.limit_on.as_deref().unwrap_or(letter.limit()), explained)
            }
            (Some(until), _) => (until.as_str(), true),
            (None, Some(part)) => (part.due_on.as_str(), false),
            (None, None) => (letter.due_on.as_str(), false),
        };
        let count = letter.limits().answer.1;
        let last = parse_day(last)?;
        // Of a later round the question alone says how long the clock stands, and the job ends it.
        let stands = asking && (letter.answered_on.is_some() || today <= last);
        limits.insert(
            letter.id,
            Limit {
                last,
                count,
                extended,
                stands,
            },
        );
    }
    Ok(limits)
}

/// Which of these letters nobody of the desk has opened: a unit's part nobody has looked at, and for who allots, what just came in.
///
/// # Errors
/// Faults of the database.
pub async fn unseen(read: &HubRead, desk: &Desk, letters: &[Model]) -> Result<Vec<i64>> {
    let Some(unit) = desk.unit else {
        return Ok(Vec::new());
    };
    let rows = read
        .find::<handling::Entity>()
        .filter(handling::Column::LetterId.is_in(letters.iter().map(|letter| letter.id)))
        .filter(handling::Column::UnitId.eq(unit))
        .filter(handling::Column::State.eq(OPEN))
        .filter(handling::Column::SeenAt.is_null())
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| row.letter_id).collect())
}

/// How many parts of the desk's unit nobody has opened.
///
/// # Errors
/// Faults of the database.
pub async fn count_unseen(read: &HubRead, desk: &Desk) -> Result<u64> {
    let Some(unit) = desk.unit else {
        return Ok(0);
    };
    read.find::<handling::Entity>()
        .filter(handling::Column::UnitId.eq(unit))
        .filter(handling::Column::State.eq(OPEN))
        .filter(handling::Column::SeenAt.is_null())
        .count()
        .await
}
