//! The page of levels of urging (催办级别): on which day before or after the last day who is told.

use crate::clock::{day, parse_day};
use crate::letter::today;
use crate::permissions::ManageBoards;
use crate::pool::{Desk, Pool};
use crate::press::levels::{MOST, all, in_force, set_levels};
use crate::press::{Hearer, Level};
use actix_web::web::Data;
use chrono::NaiveDate;
use gateway::{By, Form, Reply, StaffPage};
use kernel::{Error, Result};
use serde::Serialize;
use std::collections::HashMap;

const PAGE: &str = "/console/letter-urging";

type Fields = HashMap<String, String>;

/// Somebody who may be told.
#[derive(Clone, Debug, Default, Serialize)]
pub struct HearerTick {
    /// Name of the field.
    pub name: String,
    /// Who.
    pub title: String,
    /// Whether they are told.
    pub checked: bool,
}

/// A level of the form.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LevelForm {
    /// From 1.
    pub number: usize,
    /// What it is called.
    pub name: String,
    /// How many working days.
    pub days: String,
    /// `before` or `after` the last day.
    pub side: String,
    /// Who is told.
    pub tells: Vec<HearerTick>,
}

/// A level that is or was in force.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LevelRow {
    /// Since which day, or empty for the usual ones.
    pub from: String,
    /// Its name.
    pub name: String,
    /// When.
    pub when: String,
    /// Who is told.
    pub whom: String,
    /// `now`, `later` or `past`.
    pub state: String,
    /// Who set it, or empty.
    pub set_by: String,
}

/// `letters/urging.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct UrgingPage {
    /// Levels, the newest day first.
    pub rows: Vec<LevelRow>,
    /// The form; none for a desk that is not the portal's.
    pub levels: Vec<LevelForm>,
    /// From which day on.
    pub valid_from: String,
    /// This page.
    pub url: String,
}

impl UrgingPage {
    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            rows: vec![LevelRow {
                from: "2026-03-02".into(),
                name: "到期提醒".into(),
                when: "到期前 2 个工作日".into(),
                whom: "经办人".into(),
                state: "now".into(),
                set_by: "沈知远".into(),
            }],
            levels: forms(&crate::press::usual()),
            valid_from: "2026-03-09".into(),
            url: PAGE.into(),
        }
    }
}

fn forms(levels: &[Level]) -> Vec<LevelForm> {
    let form = |number: usize| {
        let level = levels.get(number - 1);
        let days = level.map(|level| level.days);
        LevelForm {
            number,
            name: level.map(|level| level.name.clone()).unwrap_or_default(),
            days: days.map(|days| days.abs().to_string()).unwrap_or_default(),
            side: if days.is_some_and(|days| days > 0) {
                "after".into()
            } else {
                "before".into()
            },
            tells: ticks(number, |who| {
                level.is_some_and(|level| level.tells.contains(&who))
            }),
        }
    };
    (1..=MOST).map(form).collect()
}

fn ticks(number: usize, told: impl Fn(Hearer) -> bool) -> Vec<HearerTick> {
    let tick = |who: Hearer| HearerTick {
        name: format!("tells-{number}-{}", who.key()),
        title: who.title().into(),
        checked: told(who),
    };
    Hearer::ALL.map(tick).to_vec()
}

fn field<'a>(typed: &'a Fields, name: &str) -> &'a str {
    typed.get(name).map(|text| text.trim()).unwrap_or_default()
}

fn typed_forms(typed: &Fields) -> Vec<LevelForm> {
    let form = |number: usize| LevelForm {
        number,
        name: field(typed, &format!("name-{number}")).to_owned(),
        days: field(typed, &format!("days-{number}")).to_owned(),
        side: field(typed, &format!("side-{number}")).to_owned(),
        tells: ticks(number, |who| {
            !field(typed, &format!("tells-{number}-{}", who.key())).is_empty()
        }),
    };
    (1..=MOST).map(form).collect()
}

/// The levels of the form; one of which nothing was filled in is left out.
fn parse(typed: &Fields) -> Result<(NaiveDate, Vec<Level>)> {
    let from = parse_day(field(typed, "valid_from")).ok();
    let from = from.ok_or_else(|| Error::field("valid_from", "请填写生效日期。"))?;
    let mut levels = Vec::new();
    for number in 1..=MOST {
        let text = field(typed, &format!("days-{number}"));
        let name = field(typed, &format!("name-{number}"));
        let told = |who: &Hearer| !field(typed, &format!("tells-{number}-{}", who.key())).is_empty();
        let tells: Vec<Hearer> = Hearer::ALL.into_iter().filter(told).collect();
        if text.is_empty() && name.is_empty() {
            continue;
        }
        let days = text.parse::<i64>().ok().filter(|days| (0..=60).contains(days));
        let days = days.ok_or_else(|| {
            Error::field(
                format!("days-{number}"),
                format!("第 {number} 级：请填写 0 至 60 的整数。"),
            )
        })?;
        levels.push(Level {
            number: 0,
            name: name.to_owned(),
            days: if field(typed, &format!("side-{number}")) == "after" {
                days
            } else {
                -days
            },
            tells,
        });
    }
    Ok((from, levels))
}

async fn page(by: &By<ManageBoards>, pool: &Pool, typed: Option<&Fields>) -> Result<StaffPage<UrgingPage>> {
    let read = pool.read();
    let desk = Desk::of(&read, by.site.id).await?;
    let today = day(today(&read));
    let set = all(&read).await?;
    let now = in_force(&read, &today).await?;
    let from = set
        .iter()
        .map(|row| row.valid_from.as_str())
        .find(|from| *from <= today.as_str());
    let row = |level: Level, from: &str, state: &str, set_by: &str| LevelRow {
        from: from.into(),
        when: level.when(),
        whom: level.whom(),
        name: level.name,
        state: state.into(),
        set_by: set_by.into(),
    };
    let mut rows: Vec<LevelRow> = set
        .iter()
        .map(|held| {
            let state = match held.valid_from.as_str() {
                day if day > today.as_str() => "later",
                day if Some(day) == from => "now",
                _ => "past",
            };
            row(Level::from(held), &held.valid_from, state, &held.set_by_name)
        })
        .collect();
    if from.is_none() {
        rows.extend(now.iter().cloned().map(|level| row(level, "", "now", "")));
    }
    let levels = match (desk.whole, typed) {
        (false, _) => Vec::new(),
        (true, Some(typed)) => typed_forms(typed),
        (true, None) => forms(&now),
    };
    let view = UrgingPage {
        rows,
        levels,
        valid_from: typed
            .map_or(today.as_str(), |typed| field(typed, "valid_from"))
            .into(),
        url: by.site.url(PAGE),
    };
    Ok(StaffPage::new("letters/urging.html", view).title("催办级别"))
}

/// `GET /console/letter-urging`
///
/// # Errors
/// Faults of the database.
pub async fn get_urging(by: By<ManageBoards>, pool: Data<Pool>) -> Reply {
    by.page(page(&by, &pool, None).await?).await
}

/// `POST /console/letter-urging`
///
/// # Errors
/// See [`set_levels`]; what is wrong with the form is shown with it.
pub async fn post_urging(by: By<ManageBoards>, pool: Data<Pool>, Form(typed): Form<Fields>) -> Reply {
    let outcome = async {
        let (from, levels) = parse(&typed)?;
        let mut tx = pool.write(by.granted()).await?;
        set_levels(&mut tx, from, &levels).await?;
        tx.commit().await
    };
    match outcome.await {
        Ok(()) => by.saved(PAGE, "催办级别已保存。").await,
        Err(error) => by.form(page(&by, &pool, Some(&typed)).await?, error).await,
    }
}
