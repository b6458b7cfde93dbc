//! The page of rosters (值班表): a month of a board that answers on the same day, as one list.

use super::parts::{Choice, Tab};
use crate::board::entity as board;
use crate::clock::{self, day, parse_day};
use crate::letter::today;
use crate::permissions::{AllotLetters, HandleLetters};
use crate::pool::Pool;
use crate::roster::entity::Model;
use crate::roster::{NewDay, query, set_roster};
use actix_web::web::{Data, Query};
use chrono::{Datelike, Months, NaiveDate};
use gateway::staff::Colleague;
use gateway::{By, Form, Reply, StaffPage};
use kernel::policy::decide;
use kernel::{Actor, Error, Result, Role};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

const PAGE: &str = "/console/letter-roster";
pub(super) const WEEK: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];

/// Which board and month.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    board: String,
    month: String,
}

/// A day of the list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RosterDay {
    /// `2026-03-02`.
    pub day: String,
    /// `3 月 2 日 周一`.
    pub title: String,
    /// Whether letters are answered on it.
    pub worked: bool,
    /// Whether it is over.
    pub past: bool,
    /// Whether it is today.
    pub today: bool,
    /// Who is on duty, of the people.
    pub person: String,
    /// And as it is read.
    pub person_name: String,
    /// Who stands in.
    pub deputy: String,
    /// And as it is read.
    pub deputy_name: String,
    /// The person cannot come.
    pub away: bool,
}

/// `letters/roster.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RosterPage {
    /// Boards of the site that have a roster.
    pub boards: Vec<Tab>,
    /// The one shown.
    pub board: String,
    /// `2026-03`.
    pub month: String,
    /// `2026 年 3 月`.
    pub month_title: String,
    /// The months beside it.
    pub before: String,
    /// The one after.
    pub after: String,
    /// What the public reads before the names.
    pub title: String,
    /// Hours of a day in words.
    pub hours: String,
    /// The days.
    pub days: Vec<RosterDay>,
    /// Working days from today on without anybody.
    pub missing: usize,
    /// Whether there is a day that can still be set.
    pub open: bool,
    /// Who may be put down.
    pub people: Vec<Choice>,
    /// This page.
    pub url: String,
}

impl RosterPage {
    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        let day = |day: &str, past: bool| RosterDay {
            day: day.into(),
            title: "3 月 2 日 周一".into(),
            worked: true,
            past,
            today: !past,
            person: "7".into(),
            person_name: "顾青禾".into(),
            deputy: "8".into(),
            deputy_name: "林知夏".into(),
            away: true,
        };
        Self {
            boards: vec![Tab {
                title: "法律在线".into(),
                url: format!("{PAGE}?board=3"),
                current: true,
                count: None,
            }],
            board: "3".into(),
            month: "2026-03".into(),
            month_title: "2026 年 3 月".into(),
            before: format!("{PAGE}?board=3&month=2026-02"),
            after: format!("{PAGE}?board=3&month=2026-04"),
            title: "值班律师".into(),
            hours: "工作日 09:00 至 17:00".into(),
            days: vec![
                day("2026-03-02", true),
                day("2026-03-03", false),
                RosterDay {
                    day: "2026-03-07".into(),
                    title: "3 月 7 日 周六".into(),
                    ..RosterDay::default()
                },
            ],
            missing: 1,
            open: true,
            people: vec![Choice::new("7", "顾青禾"), Choice::new("8", "林知夏")],
            url: PAGE.into(),
        }
    }
}

/// Hours of a board in words.
pub(crate) fn hours(board: &board::Model) -> String {
    match (board.open_from.as_str(), board.open_until.as_str()) {
        ("", "") => "工作日全天".into(),
        ("", until) => format!("工作日 {until} 以前"),
        (from, "") => format!("工作日 {from} 以后"),
        (from, until) => format!("工作日 {from} 至 {until}"),
    }
}

fn first_of(month: &str, today: NaiveDate) -> NaiveDate {
    let asked = parse_day(&format!("{}-01", month.trim())).ok();
    asked
        .filter(|day| (2000..2100).contains(&day.year()))
        .unwrap_or_else(|| today.with_day(1).unwrap_or(today))
}

/// Who may be put down: whoever may handle letters here, by name.
async fn people(by: &By<AllotLetters>) -> Result<BTreeMap<i64, Colleague>> {
    let mut people = BTreeMap::new();
    for role in [Role::LetterClerk, Role::SiteAdmin] {
        for who in by.app.staff.holders(by.site.id, role).await? {
            let actor = Actor::Person {
                id: who.person,
                name: who.name.clone(),
            };
            let posts = by.app.staff.posts(who.person).await?;
            if decide::<HandleLetters>(&actor, by.site.id, &posts).is_ok() {
                people.insert(who.person.0, who);
            }
        }
    }
    Ok(people)
}

type Fields = HashMap<String, String>;

fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.get(name).map(String::as_str).unwrap_or_default()
}

async fn page(
    by: &By<AllotLetters>,
    pool: &Pool,
    asked: &Asked,
    typed: Option<&Fields>,
) -> Result<StaffPage<RosterPage>> {
    let read = pool.read();
    let boards = query::boards(&read, by.site.id).await?;
    let url = by.site.url(PAGE);
    let chosen = boards.iter().find(|row| row.id.to_string() == asked.board);
    let Some(board) = chosen.or(boards.first()) else {
        let view = RosterPage {
            url,
            ..RosterPage::default()
        };
        return Ok(StaffPage::new("letters/roster.html", view).title("值班表"));
    };
    let today = today(&read);
    let first = first_of(&asked.month, today);
    let next = first + Months::new(1);
    let last = next.pred_opt().unwrap_or(next);
    let rows = query::days(&read, board.id, &day(first), &day(last)).await?;
    let mut options: BTreeMap<i64, String> = BTreeMap::new();
    for row in &rows {
        // Who left is still named on the days that they had.
        options.insert(row.person_id, row.person_name.clone());
        if let Some(deputy) = row.deputy_id {
            options.insert(deputy, row.deputy_name.clone());
        }
    }
    let present = people(by).await?;
    options.extend(present.into_iter().map(|(id, who)| (id, who.name)));
    let mut days = Vec::new();
    for on in first.iter_days().take_while(|on| *on < next) {
        let row = rows.iter().find(|row| row.day == day(on));
        days.push(line(on, today, row, typed)?);
    }
    let held = rows.last().map_or("值班律师", |row| row.title.as_str());
    let at = |month: NaiveDate| format!("{url}?board={}&month={}", board.id, month.format("%Y-%m"));
    let view = RosterPage {
        boards: if boards.len() > 1 {
            boards
                .iter()
                .map(|row| Tab {
                    title: row.name.clone(),
                    url: format!("{url}?board={}", row.id),
                    current: row.id == board.id,
                    count: None,
                })
                .collect()
        } else {
            Vec::new()
        },
        board: board.id.to_string(),
        month: first.format("%Y-%m").to_string(),
        month_title: format!("{} 年 {} 月", first.year(), first.month()),
        before: at(first.checked_sub_months(Months::new(1)).unwrap_or(first)),
        after: at(next),
        title: typed.map_or(held, |typed| field(typed, "title")).to_owned(),
        hours: hours(board),
        missing: days
            .iter()
            .filter(|day| day.worked && !day.past && day.person.is_empty())
            .count(),
        open: days.iter().any(|day| day.worked && !day.past),
        days,
        people: options
            .into_iter()
            .map(|(id, name)| Choice::new(id.to_string(), name))
            .collect(),
        url,
    };
    Ok(StaffPage::new("letters/roster.html", view).title(format!("{}值班表", board.name)))
}

fn line(on: NaiveDate, today: NaiveDate, row: Option<&Model>, typed: Option<&Fields>) -> Result<RosterDay> {
    let name = usize::try_from(on.weekday().num_days_from_monday()).unwrap_or(0);
    let name = WEEK.get(name).copied().unwrap_or_default();
    let id = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
    let key = day(on);
    let mut line = RosterDay {
        title: format!("{} 月 {} 日 {name}", on.month(), on.day()),
        worked: clock::calendar()?.kind(on).is_worked(),
        past: on < today,
        today: on == today,
        person: id(row.map(|row| row.person_id)),
        person_name: row.map(|row| row.person_name.clone()).unwrap_or_default(),
        deputy: id(row.and_then(|row| row.deputy_id)),
        deputy_name: row.map(|row| row.deputy_name.clone()).unwrap_or_default(),
        away: row.is_some_and(|row| row.away),
        day: key.clone(),
    };
    if let Some(typed) = typed.filter(|_| line.worked && !line.past) {
        line.person = field(typed, &format!("person-{key}")).to_owned();
        line.deputy = field(typed, &format!("deputy-{key}")).to_owned();
        line.away = field(typed, &format!("away-{key}")) == "true";
    }
    Ok(line)
}

/// The days of the form. Who was put down before stays chosen, also without a post here today.
async fn sent(by: &By<AllotLetters>, pool: &Pool, asked: &Asked, typed: &Fields) -> Result<Vec<NewDay>> {
    let read = pool.read();
    let board = asked.board.parse().ok().ok_or(Error::NotFound)?;
    let today = today(&read);
    let first = first_of(&asked.month, today);
    let next = first + Months::new(1);
    let rows = query::days(&read, board, &day(first), &day(next)).await?;
    let people = people(by).await?;
    let mut days = Vec::new();
    for on in first.iter_days().take_while(|on| *on < next) {
        let key = day(on);
        let (person, deputy) = (format!("person-{key}"), format!("deputy-{key}"));
        let (Some(who), true) = (typed.get(&person), on >= today) else {
            continue;
        };
        let row = rows.iter().find(|row| row.day == key);
        days.push(NewDay {
            day: on,
            person: named(&people, row, &person, who)?,
            deputy: named(&people, row, &deputy, field(typed, &deputy))?,
            away: field(typed, &format!("away-{key}")) == "true",
        });
    }
    Ok(days)
}

fn named(
    people: &BTreeMap<i64, Colleague>,
    row: Option<&Model>,
    name: &str,
    text: &str,
) -> Result<Option<Colleague>> {
    if text.is_empty() {
        return Ok(None);
    }
    let id = text.parse::<i64>().ok();
    let held = row.into_iter().flat_map(|row| {
        [
            (Some(row.person_id), &row.person_name),
            (row.deputy_id, &row.deputy_name),
        ]
    });
    let mut held = held.filter(|(held, _)| held.is_some() && *held == id);
    let found = id.and_then(|id| people.get(&id).cloned()).or_else(|| {
        let (id, name) = held.next()?;
        Some(Colleague {
            person: kernel::PersonId(id?),
            name: name.clone(),
        })
    });
    let wrong = || Error::field(name, "这个人没有办理本站来信的岗位。");
    found.map(Some).ok_or_else(wrong)
}

/// `GET /console/letter-roster`
///
/// # Errors
/// Faults of the database.
pub async fn get_roster(by: By<AllotLetters>, pool: Data<Pool>, Query(asked): Query<Asked>) -> Reply {
    by.page(page(&by, &pool, &asked, None).await?).await
}

/// `POST /console/letter-roster`: the month as it was typed.
///
/// # Errors
/// [`Error::NotFound`] for a board of another site; see [`set_roster`]; what is wrong with the form is shown with it.
pub async fn post_roster(by: By<AllotLetters>, pool: Data<Pool>, Form(typed): Form<Fields>) -> Reply {
    let asked = Asked {
        board: field(&typed, "board").to_owned(),
        month: field(&typed, "month").to_owned(),
    };
    let boards = query::boards(&pool.read(), by.site.id).await?;
    let Some(board) = boards.iter().find(|row| row.id.to_string() == asked.board) else {
        return Err(Error::NotFound.into());
    };
    let outcome = async {
        let days = sent(&by, &pool, &asked, &typed).await?;
        let mut tx = pool.write(by.granted()).await?;
        set_roster(&mut tx, board.id, field(&typed, "title"), days).await?;
        tx.commit().await
    };
    match outcome.await {
        Ok(()) => {
            let month = first_of(&asked.month, today(&pool.read())).format("%Y-%m");
            let path = format!("{PAGE}?board={}&month={month}", board.id);
            by.saved(&path, "值班表已保存。").await
        }
        Err(error) => {
            by.form(page(&by, &pool, &asked, Some(&typed)).await?, error)
                .await
        }
    }
}
