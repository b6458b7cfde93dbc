//! Writing down who is on duty on which day; letters that wait for such a day go to whoever answers then.

use super::entity::{ActiveModel, Column, Entity, Model};
use super::query;
use crate::board::{Kind, entity as board};
use crate::clock::day;
use crate::duty::{DutyNews, tell_duty};
use crate::letter::entity as letter;
use crate::letter::{State, today};
use crate::permissions::AllotLetters;
use crate::pool::{PoolWrite, Step};
use chrono::NaiveDate;
use gateway::staff::Colleague;
use kernel::event::EventBody;
use kernel::{Error, FieldError, Result};
use sea_orm::{ColumnTrait, ExprTrait, Set};

/// Longest title in characters.
pub const TITLE_MAX: usize = 20;

/// A day of the roster as it shall be.
#[derive(Clone, Debug)]
pub struct NewDay {
    /// Which.
    pub day: NaiveDate,
    /// Who is on duty; none takes the day off the roster.
    pub person: Option<Colleague>,
    /// Who stands in.
    pub deputy: Option<Colleague>,
    /// The person cannot come.
    pub away: bool,
}

/// Writes these days of a board of the desk's site; days that it does not name stay. What was is not written anew.
///
/// # Errors
/// [`Error::NotFound`] for a board of another site or one without a roster; [`Error::Invalid`] for a day that is past, a deputy
/// without the person or who is the person, and who is away without a deputy.
pub async fn set_roster(
    tx: &mut PoolWrite<AllotLetters>,
    board: i64,
    title: &str,
    days: Vec<NewDay>,
) -> Result<()> {
    let board = tx
        .find::<board::Entity>()
        .filter(board::Column::Id.eq(board))
        .filter(board::Column::SiteId.eq(tx.desk().site.0))
        .filter(board::Column::Kind.eq(Kind::Law.key()))
        .found()
        .await?;
    let title = title.trim();
    check(title, &days, today(tx))?;
    tx.in_turn("letter_roster").await?;
    let mut changed = Vec::new();
    for new in days {
        let on = day(new.day);
        let before = query::on_day(tx, board.id, &on).await?;
        if same(before.as_ref(), title, &new) {
            continue;
        }
        let this = Column::BoardId.eq(board.id).and(Column::Day.eq(on.as_str()));
        tx.delete_where::<Entity>(this).await?;
        let after = put(tx, &board, title, new).await?;
        changed.push(on);
        let who = |row: &Option<Model>| row.as_ref().map(|row| row.answers().0);
        if let Some(row) = after.as_ref().filter(|_| who(&before) != who(&after)) {
            pass_on(tx, &board, row).await?;
        }
    }
    let words = serde_json::json!({ "board": board.key, "roster": changed });
    let site = tx.desk().site;
    tx.emit_with(site, EventBody::LetterTermsChanged, &words);
    Ok(())
}

fn same(before: Option<&Model>, title: &str, new: &NewDay) -> bool {
    let id = |who: &Option<Colleague>| who.as_ref().map(|who| who.person.0);
    match before {
        None => new.person.is_none(),
        Some(row) => {
            Some(row.person_id) == id(&new.person)
                && row.deputy_id == id(&new.deputy)
                && row.away == new.away
                && row.title == title
        }
    }
}

async fn put(
    tx: &mut PoolWrite<AllotLetters>,
    board: &board::Model,
    title: &str,
    new: NewDay,
) -> Result<Option<Model>> {
    let Some(person) = new.person else {
        return Ok(None);
    };
    let row = ActiveModel {
        site_id: Set(board.site_id),
        board_id: Set(board.id),
        day: Set(day(new.day)),
        title: Set(title.to_owned()),
        person_id: Set(person.person.0),
        person_name: Set(person.name),
        deputy_id: Set(new.deputy.as_ref().map(|deputy| deputy.person.0)),
        deputy_name: Set(new.deputy.map(|deputy| deputy.name).unwrap_or_default()),
        away: Set(new.away),
        set_by_name: Set(tx.actor().label()),
        set_at: Set(tx.now()),
        ..Default::default()
    };
    Ok(Some(tx.insert(row).await?))
}

/// Letters that wait for this day are told to whoever answers now; nobody's open form grows stale by it.
async fn pass_on(tx: &mut PoolWrite<AllotLetters>, board: &board::Model, row: &Model) -> Result<()> {
    let open = State::ALL.into_iter().filter(|state| state.is_open());
    let waiting = tx
        .find::<letter::Entity>()
        .filter(letter::Column::BoardId.eq(board.id))
        .filter(letter::Column::DueOn.eq(row.day.as_str()))
        .filter(letter::Column::AnsweredOn.is_null())
        .filter(letter::Column::State.is_in(open.map(State::key)))
        .asc(letter::Column::Id)
        .all()
        .await?;
    for letter in waiting {
        let Some(unit) = letter.unit_id.filter(|_| letter.unit_id == board.unit_id) else {
            continue;
        };
        let step = Step::new("roster").unit(Some(unit)).words(row.said());
        tx.note(&letter, &letter.state, step).await?;
        tell_duty(tx, &letter, unit, DutyNews::Roster, row.id).await?;
    }
    Ok(())
}

fn check(title: &str, days: &[NewDay], today: NaiveDate) -> Result<()> {
    let mut wrong = Vec::new();
    if title.is_empty() || title.chars().count() > TITLE_MAX {
        wrong.push(FieldError::new("title", "请填写值班身份，不超过 20 字。"));
    }
    for new in days {
        let on = day(new.day);
        if new.day < today {
            wrong.push(FieldError::new(
                format!("person-{on}"),
                format!("{on} 已过，不能再改。"),
            ));
        }
        if new.person.is_none() && (new.deputy.is_some() || new.away) {
            wrong.push(FieldError::new(
                format!("person-{on}"),
                format!("请填写 {on} 的值班人。"),
            ));
        }
        let id = |who: &Option<Colleague>| who.as_ref().map(|who| who.person);
        if new.person.is_some() && id(&new.person) == id(&new.deputy) {
            wrong.push(FieldError::new(
                format!("deputy-{on}"),
                format!("{on} 的代班人须是值班人以外的人。"),
            ));
        }
        if new.away && new.person.is_some() && new.deputy.is_none() {
            wrong.push(FieldError::new(
                format!("deputy-{on}"),
                format!("{on} 值班人不在，请填写代班人。"),
            ));
        }
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(wrong))
    }
}
