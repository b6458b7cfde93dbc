//! Early warning by mail: once a week every unit that is behind, while the week can still be saved. Who reads mail is not known
//! here; the program asks for what is due, writes and notes it.

use super::view::week_name;
use super::warned as entity;
use super::{Light, Standing, monday_of, portal_of, standings, week_light, year_light};
use crate::postbox::member as seat;
use crate::sender::Sender;
use chrono::{Datelike, Days, NaiveDate, Timelike, Weekday};
use kernel::calendar::Calendar;
use kernel::{PersonId, Result, SiteId, beijing};
use sea_orm::{ColumnTrait, NotSet, Set};
use std::collections::HashSet;
use store::{HubRead, HubWrite, OnUnique};

/// The hour of the day, in Beijing, from which mail goes out.
const HOUR: u32 = 9;
/// [`entity::Model::sender`] of the row that says: this week is done.
const ALL: &str = "all";

/// A unit that is behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Its site or box.
    pub sender: Sender,
    /// Its short name.
    pub unit: String,
    /// How it stands: the worse of week and year.
    pub light: Light,
    /// Out and owed this week, and how that stands.
    pub week: (i64, i64, Light),
    /// The same of the year.
    pub year: (i64, i64, Light),
    /// Who writes for the unit without a site.
    pub writers: Vec<PersonId>,
}

impl Warning {
    fn of(standing: &Standing, today: NaiveDate) -> Self {
        let monday = monday_of(today);
        let count = |list: Vec<i64>| i64::try_from(list.len()).unwrap_or(i64::MAX);
        let (week, weekly) = (count(standing.of_week(monday)), standing.owed_in_week(monday));
        let (year, yearly) = (count(standing.of_year(today.year())), standing.owed(today).1);
        Self {
            sender: standing.sender,
            unit: standing.unit.clone(),
            light: standing.light(today),
            week: (week, weekly, week_light(week, weekly, monday, today)),
            year: (year, yearly, year_light(year, yearly, today)),
            writers: Vec::new(),
        }
    }
}

/// What is due in a week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The portal, which sets the quotas.
    pub portal: SiteId,
    /// `2026-W47`.
    pub week: String,
    /// Units that are behind and were not written to yet.
    pub warnings: Vec<Warning>,
}

/// The day of a week on which units are written to: Thursday, or the last working day before it; in a week that begins with days
/// off, the first working day after.
#[must_use]
pub fn mail_day(calendar: &Calendar, monday: NaiveDate) -> Option<NaiveDate> {
    let day = |n: u64| monday.checked_add_days(Days::new(n));
    let worked = |day: &NaiveDate| calendar.kind(*day).is_worked();
    let thursday = u64::from(Weekday::Thu.num_days_from_monday());
    let before = (0..=thursday).rev().filter_map(day).find(worked);
    before.or_else(|| (thursday + 1..7).filter_map(day).find(worked))
}

/// What is due now; nothing before the hour of the week's day, nor once the week is done.
///
/// # Errors
/// Faults.
pub async fn due_warnings(hub: &HubRead) -> Result<Option<Due>> {
    let now = beijing::local(hub.now());
    let today = now.date_naive();
    let monday = monday_of(today);
    let due = mail_day(&Calendar::shipped()?, monday)
        .is_some_and(|day| today > day || (today == day && now.hour() >= HOUR));
    let (true, Some(portal)) = (due, portal_of(hub).await?) else {
        return Ok(None);
    };
    let week = week_name(monday);
    let told = hub
        .find::<entity::Entity>()
        .filter(entity::Column::SiteId.eq(portal.0))
        .filter(entity::Column::Week.eq(week.as_str()))
        .all()
        .await?;
    let told: HashSet<String> = told.into_iter().map(|row| row.sender).collect();
    if told.contains(ALL) {
        return Ok(None);
    }
    let mut warnings: Vec<Warning> = standings(hub, portal, None, today, 1)
        .await?
        .iter()
        .map(|standing| Warning::of(standing, today))
        .filter(|each| each.light != Light::Green && !told.contains(&each.sender.to_string()))
        .collect();
    for warning in &mut warnings {
        if let Sender::Box(unit) = warning.sender {
            warning.writers = writers(hub, portal, unit).await?;
        }
    }
    Ok(Some(Due {
        portal,
        week,
        warnings,
    }))
}

async fn writers(hub: &HubRead, portal: SiteId, unit: i64) -> Result<Vec<PersonId>> {
    let seats = hub
        .find::<seat::Entity>()
        .filter(seat::Column::SiteId.eq(portal.0))
        .filter(seat::Column::UnitId.eq(unit))
        .all()
        .await?;
    Ok(seats.into_iter().map(|seat| PersonId(seat.person_id)).collect())
}

/// Notes, in the transaction that writes the mails, that a unit was written to in a week.
///
/// # Errors
/// [`kernel::Error::Fault`] when it was already: then nothing of the transaction may stand.
pub async fn note_warned(tx: &mut HubWrite, due: &Due, warning: &Warning, mails: i64) -> Result<()> {
    let sender = warning.sender.to_string();
    let detail = serde_json::json!({
        "unit": warning.unit,
        "week": due.week,
        "light": warning.light.key(),
        "mails": mails,
    });
    tx.audit(Some(due.portal), "quota.warned", &sender, &detail);
    note(tx, due, (sender, warning.light.key(), mails)).await
}

/// Notes that everybody was written to whom it concerned.
///
/// # Errors
/// As [`note_warned`].
pub async fn note_week(tx: &mut HubWrite, due: &Due) -> Result<()> {
    tx.exempt("job")?;
    note(tx, due, (ALL.to_owned(), "", 0)).await
}

async fn note(tx: &mut HubWrite, due: &Due, (sender, light, mails): (String, &str, i64)) -> Result<()> {
    let twice = || kernel::Error::fault(format!("{sender} was written to in {} already", due.week));
    let row = entity::ActiveModel {
        id: NotSet,
        site_id: Set(due.portal.0),
        sender: Set(sender.clone()),
        week: Set(due.week.clone()),
        light: Set(light.to_owned()),
        mails: Set(mails),
        told_at: Set(tx.now()),
    };
    tx.insert(row).await.on_unique(entity::ONCE, twice)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_thursday_or_the_last_working_day_before_it() {
        let calendar = Calendar::shipped().unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let of = |monday: &str| mail_day(&calendar, day(monday)).unwrap();
        assert_eq!(of("2026-11-16"), day("2026-11-19"));
        // Thursday 1 October is a day off: Wednesday.
        assert_eq!(of("2026-09-28"), day("2026-09-30"));
        // The week that begins with the rest of the national holiday: Thursday 8 October is worked.
        assert_eq!(of("2026-10-05"), day("2026-10-08"));
    }
}
