//! `/letters/`: what is public, newest first, by words, class, unit, state and days.

use super::words::{public_state, unit_names};
use crate::board::query::{board_by_key, open_boards};
use crate::board::{Kind, board_address, entity as board, mailboxes};
use crate::home::BOARD;
use crate::letter::entity::Model;
use crate::pool::{Desk, Pool};
use crate::roster::duty_today;
use crate::stats::{Filter, Period, board_tally, by_ids};
use actix_web::web::{Data, Query};
use chrono::NaiveDate;
use gateway::site::entity as site;
use gateway::{Ctx, Page, Reply};
use kernel::{Error, Result, SiteId};
use sea_orm::{FromQueryResult, Value};
use serde::Deserialize;
use std::collections::HashMap;
use store::HubRead;
use theme::view::{LetterChoice, LetterCount, LetterFilter, LetterFilters, LetterRow, LettersShow, Pager};

/// Letters on a page.
const SIZE: u64 = 20;
/// Letters that the pages of one address reach; what is older has an address of its own.
const DEPTH: u64 = 400;
/// Among so many of the chosen letters words are looked for.
const SEARCHED: u64 = 10_000;
/// Longest search in characters.
const WORDS_MAX: usize = 40;

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// Words.
    pub q: String,
    /// Word of a board of the site.
    pub board: String,
    /// `answered`, `open` or `chosen`.
    pub state: String,
    /// Class.
    pub class: String,
    /// A unit's number.
    pub unit: String,
    /// First day of receipt.
    pub from: String,
    /// Last day of receipt.
    pub to: String,
    /// From 1.
    pub page: String,
}

impl Wanted {
    fn pairs(&self) -> [(&'static str, &str); 7] {
        [
            ("board", &self.board),
            ("q", self.q.trim()),
            ("state", &self.state),
            ("class", &self.class),
            ("unit", &self.unit),
            ("from", &self.from),
            ("to", &self.to),
        ]
    }

    /// The address with one filter set otherwise.
    fn url(&self, ctx: &Ctx, key: &str, value: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, held) in self.pairs() {
            let value = if name == key { value } else { held };
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        let query = query.finish();
        let path = ctx.site.url("/letters/");
        if query.is_empty() {
            path
        } else {
            format!("{path}?{query}")
        }
    }

    fn page(&self) -> u64 {
        self.page.parse().unwrap_or(1).clamp(1, DEPTH / SIZE)
    }

    /// What is looked for, as the database compares it.
    fn pattern(&self) -> Option<String> {
        let words: String = self.q.trim().chars().take(WORDS_MAX).collect();
        let plain = words
            .to_lowercase()
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        (!plain.is_empty()).then(|| format!("%{plain}%"))
    }
}

/// A statement that answers the numbers of public letters, newest first.
struct Ids {
    sql: String,
    values: Vec<Value>,
}

impl Ids {
    fn bind(&mut self, value: impl Into<Value>) -> usize {
        self.values.push(value.into());
        self.values.len()
    }

    fn day(&mut self, typed: &str, sign: &str) -> String {
        let day = match typed.parse::<NaiveDate>() {
            Ok(day) => day,
            // A date that is none chooses nothing away: the form shows what was typed.
            Err(_) => return String::new(),
        };
        let day = if sign == "<" {
            day.succ_opt().unwrap_or(day)
        } else {
            day
        };
        // By the moment, which stands in the index; days are Beijing's.
        let Some(moment) = kernel::beijing::parse(&crate::clock::day(day)) else {
            return String::new();
        };
        let n = self.bind(moment);
        format!(" and received_at {sign} ${n}")
    }

    /// Each way in which a letter belongs to this site is a walk through an index of its own, and each ends at `most`.
    fn of(desk: &Desk, wanted: &Wanted, closed: &[i64], board: Option<i64>) -> Self {
        let mut ids = Self {
            sql: String::new(),
            values: Vec::new(),
        };
        let mut chosen = String::new();
        for site in closed {
            let n = ids.bind(*site);
            chosen += &format!(" and site_id <> ${n}");
        }
        if let Ok(unit) = wanted.unit.parse::<i64>() {
            let n = ids.bind(unit);
            chosen += &format!(" and unit_id = ${n}");
        }
        if let Some(board) = board {
            let n = ids.bind(board);
            chosen += &format!(" and board_id = ${n}");
        }
        if !wanted.class.is_empty() {
            let n = ids.bind(wanted.class.clone());
            chosen += &format!(" and class = ${n}");
        }
        chosen += match wanted.state.as_str() {
            "answered" => " and answered_on is not null",
            "open" => " and answered_on is null",
            "chosen" => " and answered_on is not null and id in (select letter_id from letter_choice)",
            _ => "",
        };
        chosen += &ids.day(&wanted.from, ">=");
        chosen += &ids.day(&wanted.to, "<");
        let mut ways = Vec::new();
        if desk.whole {
            ways.push(String::new());
        } else {
            let n = ids.bind(desk.site.0);
            ways.push(format!(" and site_id = ${n}"));
            if let Some(unit) = desk.unit {
                let n = ids.bind(unit);
                ways.push(format!(" and unit_id = ${n}"));
            }
        }
        let pattern = wanted.pattern();
        let most = if pattern.is_some() { SEARCHED } else { DEPTH + 1 };
        let walk = |way: &String| {
            format!(
                "select * from (select id, received_at from letter where shown = true{way}{chosen} \
                 order by received_at desc, id desc limit {most}) as way"
            )
        };
        let walks: Vec<String> = ways.iter().map(walk).collect();
        ids.sql = walks.join(" union ");
        if let Some(pattern) = pattern {
            let n = ids.bind(pattern);
            ids.sql = format!(
                "select found.id, found.received_at from ({}) as found join letter on letter.id = found.id \
                 where lower(letter.title) like ${n} escape '\\' or lower(letter.body) like ${n} escape '\\' \
                 order by found.received_at desc, found.id desc limit {}",
                ids.sql,
                DEPTH + 1
            );
        }
        ids
    }
}

#[derive(FromQueryResult)]
struct Id {
    id: i64,
}

/// Public letters of a page, and how many there are, at most one more than the pages reach.
async fn read_page(
    read: &HubRead,
    desk: &Desk,
    wanted: &Wanted,
    closed: &[i64],
    board: Option<i64>,
) -> Result<(Vec<Model>, u64)> {
    let ids = Ids::of(desk, wanted, closed, board);
    let sql = format!(
        "select id from ({}) as chosen order by received_at desc, id desc limit {}",
        ids.sql,
        DEPTH + 1
    );
    let ids: Vec<Id> = read.report(&sql, ids.values).await?;
    let total = u64::try_from(ids.len()).unwrap_or(0);
    let before = usize::try_from((wanted.page() - 1) * SIZE).unwrap_or(0);
    let size = usize::try_from(SIZE).unwrap_or(0);
    let shown = ids.into_iter().map(|row| row.id).skip(before).take(size);
    Ok((by_ids(read, shown.collect()).await?, total))
}

/// `GET /letters/`
///
/// # Errors
/// Faults of the database.
pub async fn get_letters(ctx: Ctx, pool: Data<Pool>, Query(wanted): Query<Wanted>) -> Reply {
    let view = load(&ctx, &pool, &wanted).await?;
    let page = Page::new("letters.html", view)
        .title("咨询投诉")
        .description(format!("{}的公开来信和答复。", ctx.site.name))
        .canonical(ctx.site.absolute("/letters/"))
        .crumb("首页", ctx.site.url("/"))
        .kind("letters");
    let page = feeds(&ctx, &wanted)
        .into_iter()
        .fold(page, |page, (title, kind, url)| page.feed(title, kind, url));
    ctx.page(page).await
}

/// The feeds of what is answered; of the chosen unit alone where one is chosen.
fn feeds(ctx: &Ctx, wanted: &Wanted) -> [(String, &'static str, String); 3] {
    let query = match wanted.unit.parse::<i64>() {
        Ok(unit) => format!("?unit={unit}"),
        Err(_) => String::new(),
    };
    [
        ("RSS", "application/rss+xml", "xml"),
        ("Atom", "application/atom+xml", "atom"),
        ("JSON", "application/feed+json", "json"),
    ]
    .map(|(name, kind, ending)| {
        let url = ctx.site.url(&format!("/letters/feed.{ending}{query}"));
        (format!("{BOARD} {name}"), kind, url)
    })
}

async fn load(ctx: &Ctx, pool: &Pool, wanted: &Wanted) -> Result<LettersShow> {
    let read = pool.read();
    let desk = Desk::of(&read, ctx.site.id).await?;
    // None of these waits for another.
    let (boards, board, closed, names, boxes) = tokio::try_join!(
        open_boards(&read, ctx.site.id),
        board_asked(&read, ctx, wanted),
        closed(ctx, &read),
        unit_names(&read),
        mailboxes(ctx, &read),
    )?;
    let chosen = board.as_ref().map(|board| board.id);
    let (letters, total) = read_page(&read, &desk, wanted, &closed, chosen).await?;
    let counted = boards.iter().find(|row| row.kind == Kind::Education.key());
    let law = boards.iter().find(|row| row.kind == Kind::Law.key());
    let duty = match board.as_ref().or(law) {
        Some(board) => duty_today(&read, board).await?,
        None => None,
    };
    let page = wanted.page();
    let is_last = page == DEPTH / SIZE && total > DEPTH;
    let older = letters
        .last()
        .filter(|_| is_last)
        .map(|letter| letter.received_on.clone());
    let hidden = wanted
        .pairs()
        .into_iter()
        .filter(|(key, value)| matches!(*key, "board" | "state" | "class") && !value.is_empty());
    Ok(LettersShow {
        boxes,
        write_url: match &board {
            Some(board) => board_address(ctx, board),
            None => ctx.site.url("/letters/new"),
        },
        query_url: ctx.site.url("/letters/query"),
        stats_url: ctx.site.url("/letters/stats"),
        duty,
        count: match board.as_ref().or(counted) {
            Some(row) => Some(count(ctx, &read, row).await?),
            None => None,
        },
        filters: filters(ctx, wanted, &boards),
        url: ctx.site.url("/letters/"),
        words: wanted.q.clone(),
        from: wanted.from.clone(),
        to: wanted.to.clone(),
        units: units(wanted, &names),
        hidden: hidden
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect(),
        note: if wanted.pattern().is_some() {
            format!("在符合其他条件的最近 {SEARCHED} 件公开来信中查找；更早的请选择日期。")
        } else {
            String::new()
        },
        rows: letters.iter().map(|letter| row(ctx, letter, &names)).collect(),
        pager: Pager::for_total(page, SIZE, total.min(DEPTH), &wanted.url(ctx, "", "")),
        older: older.map(|day| wanted.url(ctx, "to", &day)),
    })
}

fn row(ctx: &Ctx, letter: &Model, names: &HashMap<i64, String>) -> LetterRow {
    let unit = letter.unit_id.and_then(|id| names.get(&id).cloned());
    LetterRow {
        title: letter.title.clone(),
        url: letter_address(ctx, letter),
        class: letter.class.clone(),
        unit: unit.unwrap_or_default(),
        date: letter.received_on.clone(),
        state: public_state(letter),
    }
}

fn units(wanted: &Wanted, names: &HashMap<i64, String>) -> Vec<LetterChoice> {
    let mut units: Vec<(&i64, &String)> = names.iter().collect();
    units.sort();
    let all = LetterChoice {
        label: "全部单位".into(),
        ..LetterChoice::default()
    };
    let choice = |(id, name): (&i64, &String)| LetterChoice {
        value: id.to_string(),
        label: name.clone(),
        chosen: wanted.unit == id.to_string(),
    };
    std::iter::once(all)
        .chain(units.into_iter().map(choice))
        .collect()
}

/// A letter's page stands on the site it was written on; of a site that is closed there is none.
pub(crate) fn letter_address(ctx: &Ctx, letter: &Model) -> String {
    let path = format!("/letters/{}.html", letter.n);
    match ctx.app.directory.get(SiteId(letter.site_id)) {
        Some(site) if site.id == ctx.site.id => ctx.site.url(&path),
        Some(site) => site.absolute(&path),
        None => String::new(),
    }
}

/// Sites that are not served: their letters have no page.
async fn closed(ctx: &Ctx, read: &HubRead) -> Result<Vec<i64>> {
    let rows = read.find::<site::Entity>().all().await?;
    let gone = |id: &i64| ctx.app.directory.get(SiteId(*id)).is_none();
    Ok(rows.into_iter().map(|row| row.id).filter(gone).collect())
}

/// What came to a board this year, and how much of it is answered.
async fn count(ctx: &Ctx, read: &HubRead, board: &board::Model) -> Result<LetterCount> {
    let year = Period::year(chrono::Datelike::year(&crate::letter::today(read)))?;
    let filter = Filter {
        board: Some(board.id),
        ..Filter::of(year)
    };
    let tally = board_tally(read, board.id, year).await?;
    Ok(LetterCount {
        board: board.name.clone(),
        since: "今年".into(),
        received: tally.received,
        answered: tally.replied,
        rate: tally
            .reply_rate()
            .map_or_else(|| "—".into(), |rate| format!("{rate:.2}%")),
        url: ctx.site.url(&format!("/letters/stats?{}", filter.query())),
    })
}

/// The board that is asked for.
async fn board_asked(read: &HubRead, ctx: &Ctx, wanted: &Wanted) -> Result<Option<board::Model>> {
    if wanted.board.is_empty() {
        return Ok(None);
    }
    let board = board_by_key(read, ctx.site.id, &wanted.board).await?;
    board.map(Some).ok_or(Error::NotFound)
}

fn filters(ctx: &Ctx, wanted: &Wanted, boards: &[board::Model]) -> Vec<LetterFilters> {
    let group = |title: &str, key: &str, held: &str, choices: &[(&str, &str)]| LetterFilters {
        title: title.into(),
        links: choices
            .iter()
            .map(|(value, label)| LetterFilter {
                title: (*label).into(),
                url: wanted.url(ctx, key, value),
                current: held == *value,
            })
            .collect(),
    };
    let mut classes = vec![("", "全部类型")];
    classes.extend(crate::board::CLASSES.map(|class| (class, class)));
    // Of what is never public there is no list.
    let public = boards.iter().filter(|row| !row.private_only);
    let named: Vec<(&str, &str)> = std::iter::once(("", "全部栏目"))
        .chain(public.map(|row| (row.key.as_str(), row.name.as_str())))
        .collect();
    let of_boards = (named.len() > 2).then(|| group("栏目", "board", &wanted.board, &named));
    let others = vec![
        group(
            "办理情况",
            "state",
            &wanted.state,
            &[
                ("", "全部"),
                ("answered", "已答复"),
                ("open", "未答复"),
                ("chosen", "常见问答"),
            ],
        ),
        group("类型", "class", &wanted.class, &classes),
    ];
    of_boards.into_iter().chain(others).collect()
}
