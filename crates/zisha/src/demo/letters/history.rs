//! What the former board exported.

use super::{Houses, Piece, moment};
use crate::wire::Town;
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use kernel::calendar::Calendar;
use kernel::{Actor, Error, Result, SiteId, beijing, policy};
use letters::import::{COLUMNS, ImportOptions, Sheet, import_letters};
use letters::permissions::ImportLetters;
use letters::pool::Pool;
use std::collections::BTreeMap;

/// The former board was closed this many days ago.
const CLOSED: u64 = 50;
/// Days over which its letters are spread.
const SPREAD: usize = 670;
/// Of this many letters one went to the portal's board instead of the unit's own.
const AT_PORTAL: usize = 3;

/// Imports them site by site.
pub(super) async fn import(town: &Town, houses: &Houses, pieces: &[Piece], now: DateTime<Utc>) -> Result<()> {
    let calendar = Calendar::shipped()?;
    let today = beijing::day(now);
    let mut dated: Vec<(NaiveDate, usize, &Piece)> = pieces
        .iter()
        .enumerate()
        .map(|(index, piece)| (received(today, index, piece.month), index, piece))
        .collect();
    dated.sort_by_key(|(day, index, _)| (*day, *index));
    let mut sheets: BTreeMap<i64, Vec<(usize, Vec<String>)>> = BTreeMap::new();
    for (line, (day, index, piece)) in (2..).zip(dated) {
        let site = if index.is_multiple_of(AT_PORTAL) {
            houses
                .portal()
                .ok_or_else(|| Error::fault("the demo has no portal"))?
        } else {
            houses.site(&piece.unit)?
        };
        let unit = &houses.unit(&piece.unit)?.name;
        let cells = cells(&calendar, piece, unit, day, (line, index))?;
        sheets.entry(site.id).or_default().push((line, cells));
    }
    for (site, mut rows) in sheets {
        rows.insert(0, (1, COLUMNS.map(str::to_owned).to_vec()));
        let by = policy::decide::<ImportLetters>(&Actor::operator("import"), SiteId(site), &[])?;
        let sheet = Sheet::new(rows)?;
        let report = import_letters(
            &Pool::new(town.base.hub.clone()),
            by,
            &sheet,
            ImportOptions::default(),
        )
        .await?;
        if let Some(why) = report.stopped {
            return Err(Error::fault(why));
        }
        if let Some(bad) = report.rejected.first() {
            return Err(Error::field("letters", format!("{}：{}", bad.number, bad.reason)));
        }
    }
    Ok(())
}

/// A day within two years before the former board was closed, in the month of the matter.
fn received(today: NaiveDate, index: usize, month: Option<u32>) -> NaiveDate {
    let last = today - Days::new(CLOSED);
    let spread = last - Days::new((index * 37 % SPREAD) as u64);
    let Some(month) = month else {
        return spread;
    };
    let within = |year: i32| NaiveDate::from_ymd_opt(year, month, (index * 7 % 27 + 1) as u32);
    let year = spread.year();
    [year, year - 1, year + 1]
        .into_iter()
        .filter_map(within)
        .find(|day| *day <= last && *day > last - Days::new(SPREAD as u64 + 30))
        .unwrap_or(spread)
}

fn cells(
    calendar: &Calendar,
    piece: &Piece,
    unit: &str,
    day: NaiveDate,
    (line, index): (usize, usize),
) -> Result<Vec<String>> {
    let write = |at: DateTime<Utc>| beijing::minute(at);
    // Most are answered within the limit, one in seventeen is late, and of an extended one the answer comes after it.
    let took = match (&piece.extended, index % 17) {
        (Some(_), _) => 8,
        (None, 16) => 7,
        (None, _) => (index * 7 % 5 + 1) as u32,
    };
    let answered = moment(calendar.after_working_days(day, took).due, 15, index)?;
    let explained = moment(calendar.after_working_days(day, 3).due, 10, index)?;
    let state = match (&piece.invalid, piece.reply.is_empty()) {
        (Some(_), _) => "已删除",
        (None, true) => "未答复",
        (None, false) => "已答复",
    };
    let only = |wanted: bool, text: String| if wanted { text } else { String::new() };
    let replied = state == "已答复";
    Ok(vec![
        format!("{}{:04}", day.format("LX%Y"), line - 1),
        unit.to_owned(),
        piece.class.clone(),
        piece.title.clone(),
        piece.body.trim().to_owned(),
        piece.writer.clone(),
        String::new(),
        write(moment(day, 8 + (index * 5 % 13) as u32, index)?),
        state.to_owned(),
        only(replied, write(answered)),
        only(replied, piece.reply.trim().to_owned()),
        only(replied && piece.extended.is_some(), write(explained)),
        if piece.private { "否" } else { "是" }.to_owned(),
    ])
}
