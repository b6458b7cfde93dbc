//! The dates of a letter: set at receipt, set again when class or unit change, moved by pauses; never after the first answer.

use super::State;
use super::entity::Model;
use crate::clock::{self, DayCount, Limits, Terms, parse_day};
use crate::handling;
use crate::pause::entity as pause;
use chrono::{Days, NaiveDate};
use kernel::{Result, SiteId, beijing};
use sea_orm::ColumnTrait;
use store::HubRead;

impl Model {
    /// The limits as they were in force at receipt.
    #[must_use]
    pub fn limits(&self) -> Limits {
        let small = |count: i64| u32::try_from(count).unwrap_or(0);
        Limits {
            answer: (
                small(self.answer_count),
                DayCount::parse(&self.answer_days).unwrap_or(DayCount::Working),
            ),
            hard: (
                small(self.hard_count),
                DayCount::parse(&self.hard_days).unwrap_or(DayCount::Calendar),
            ),
            day_off: clock::parse_day_off(&self.day_off),
            rule: self.rule.clone(),
            ..Limits::default()
        }
    }

    /// The dates it has now.
    ///
    /// # Errors
    /// A fault for dates that are none.
    pub fn terms(&self) -> Result<Terms> {
        Ok(Terms {
            due: parse_day(&self.due_on)?,
            hard: parse_day(&self.hard_on)?,
            calendar: self.calendar.clone(),
        })
    }

    /// Gives it limits, and their dates from the day of receipt.
    ///
    /// # Errors
    /// A fault for a day that is none.
    pub(crate) fn put_limits(&mut self, limits: &Limits) -> Result<()> {
        self.answer_count = limits.answer.0.into();
        self.answer_days = limits.answer.1.key().into();
        self.hard_count = limits.hard.0.into();
        self.hard_days = limits.hard.1.key().into();
        self.day_off = clock::day_off_key(limits.day_off).into();
        self.rule = limits.rule.clone();
        let from = self.from_on.as_deref().map(parse_day).transpose()?;
        let terms = limits.from_receipt(clock::calendar()?, parse_day(&self.received_on)?, from);
        self.put_terms(&terms);
        Ok(())
    }

    pub(crate) fn put_terms(&mut self, terms: &Terms) {
        self.due_on = clock::day(terms.due);
        self.hard_on = clock::day(terms.hard);
        self.calendar.clone_from(&terms.calendar);
        self.limit_on = Some(self.limit().to_owned());
    }

    /// The last day of the first round while no question is under way: the day named in an explanation, never after the
    /// end; without one the last day for the answer.
    pub(crate) fn limit(&self) -> &str {
        match (&self.explained_on, &self.until_on) {
            (Some(_), Some(until)) => until.min(&self.hard_on),
            // Extended on a former board, which did not say until when.
            (Some(_), None) => &self.hard_on,
            (None, _) => &self.due_on,
        }
    }
}

/// The last day of the first round as it stands. While the writer is being asked it is the day up to which the question may stop
/// the clock, and what is left after it; who was late when asking stays late.
pub(crate) async fn limit_now(read: &HubRead, letter: &Model) -> Result<String> {
    let limit = letter.limit().to_owned();
    let asked = match State::parse(&letter.state) {
        Some(State::Asking) => open_question(read, letter).await?,
        _ => None,
    };
    let Some(row) = asked else {
        return Ok(limit);
    };
    let (asked, end) = (parse_day(&row.asked_on)?, parse_day(&limit)?);
    if asked > end {
        return Ok(limit);
    }
    let limits = limits_now(read, letter).await?;
    let told = limits.told(asked, NaiveDate::MAX);
    let terms = letter
        .limits()
        .after_pause(clock::calendar()?, &letter.terms()?, asked, told);
    let after = match letter.explained_on {
        Some(_) => terms.hard.min(end + (told - asked)),
        None => terms.due,
    };
    Ok(clock::day(after.max(told)))
}

/// The question that waits for the writer.
pub(super) async fn open_question(read: &HubRead, letter: &Model) -> Result<Option<pause::Model>> {
    read.find::<pause::Entity>()
        .filter(pause::Column::SiteId.eq(letter.site_id))
        .filter(pause::Column::LetterId.eq(letter.id))
        .filter(pause::Column::EndedAt.is_null())
        .one()
        .await
}

/// Gives a letter the limits of its present class and unit, as they were in force at receipt; pauses are counted again. An
/// answered letter keeps its dates, and a limit that is past does not become a later one.
pub(super) async fn set_dates(read: &HubRead, letter: &mut Model) -> Result<()> {
    if letter.answered_on.is_some() {
        return Ok(());
    }
    let limits = limits_now(read, letter).await?;
    let mut new = letter.clone();
    new.put_limits(&limits)?;
    let pauses = read
        .find::<pause::Entity>()
        .filter(pause::Column::SiteId.eq(letter.site_id))
        .filter(pause::Column::LetterId.eq(letter.id))
        .filter(pause::Column::EndedOn.is_not_null())
        .asc(pause::Column::Id)
        .all()
        .await?;
    for row in pauses {
        let asked = parse_day(&row.asked_on)?;
        let told = asked + Days::new(u64::try_from(row.days).unwrap_or(0));
        let terms = limits.after_pause(clock::calendar()?, &new.terms()?, asked, told);
        new.put_terms(&terms);
    }
    let past = !letter.due_on.is_empty() && clock::day(today(read)) > letter.due_on;
    if past && (new.due_on > letter.due_on || new.hard_on > letter.hard_on) {
        return Ok(());
    }
    // Nothing lasts longer than the end, also what was explained before it came nearer.
    if let Some(until) = new.until_on.take() {
        new.until_on = Some(until.min(new.hard_on.clone()));
    }
    *letter = new;
    Ok(())
}

/// The limits in force for a letter of its class and unit.
pub(super) async fn limits_now(read: &HubRead, letter: &Model) -> Result<Limits> {
    clock::query::limits_for(
        read,
        SiteId(letter.site_id),
        letter.board_id,
        &letter.class,
        letter.unit_id,
        &letter.received_on,
    )
    .await
}

/// The dates of the unit that leads now, if one does.
pub(super) async fn lead_terms(read: &HubRead, letter: &Model) -> Result<Option<Terms>> {
    use handling::entity::{Column, Entity};
    let part = read
        .find::<Entity>()
        .filter(Column::LetterId.eq(letter.id))
        .filter(Column::Part.eq(handling::LEAD))
        .filter(Column::State.eq(handling::OPEN))
        .one()
        .await?;
    part.map(|part| {
        Ok(Terms {
            due: parse_day(&part.due_on)?,
            hard: parse_day(&part.hard_on)?,
            calendar: part.calendar,
        })
    })
    .transpose()
}

/// The dates of the round: the letter's own in the first, those of the unit's part afterwards.
pub(crate) async fn dates_of_round(read: &HubRead, letter: &Model) -> Result<Terms> {
    match lead_terms(read, letter).await?.filter(|_| letter.round > 1) {
        Some(terms) => Ok(terms),
        None => letter.terms(),
    }
}

/// Today in Beijing.
pub(crate) fn today(read: &HubRead) -> chrono::NaiveDate {
    beijing::day(read.now())
}
