//! What the list of letters shows.

use super::due::{self, DueChip};
use super::list_form::LetterQuery;
use super::part::Part;
use super::parts::{Chip, Choice, Tab, state_chip};
use super::query;
use super::roster::{WEEK, hours};
use crate::board::{CLASSES, class, entity as board};
use crate::clock::{self, Judgement};
use crate::commitment::query::nearest;
use crate::duty;
use crate::letter::entity::Model;
use crate::letter::{State, today};
use crate::pool::Desk;
use crate::roster;
use chrono::Datelike;
use gateway::Ctx;
use kernel::{PersonId, Result, SiteId, beijing};
use sea_orm::ColumnTrait;
use serde::Serialize;
use std::collections::HashMap;
use store::HubRead;
use theme::view::Pager;

/// Letters on a page.
const SIZE: u64 = 30;

/// A letter in the list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LetterLine {
    /// Headline.
    pub title: String,
    /// Its page.
    pub url: String,
    /// 编号.
    pub number: String,
    /// Class.
    pub class: String,
    /// Responsible unit, or empty.
    pub unit: String,
    /// Site it was written on.
    pub site: String,
    /// When it came in.
    pub received: String,
    /// How it stands.
    pub state: Chip,
    /// How much time is left.
    pub due: DueChip,
    /// Both last days, while it is open.
    pub days: String,
    /// The day of its nearest open promise.
    pub promise: Chip,
    /// Whether nobody of the unit has opened it.
    pub unseen: bool,
}

/// Who answers a board's letters today.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OnDuty {
    /// The board.
    pub board: String,
    /// Who, or why nobody.
    pub who: String,
    /// Hours.
    pub hours: String,
    /// The roster, for who may write it; else empty.
    pub url: String,
    /// Letters that a unit has and that are not answered.
    pub waiting: u64,
    /// They as a list.
    pub waiting_url: String,
}

/// `letters/desk_list.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LetterList {
    /// Tabs.
    pub tabs: Vec<Tab>,
    /// Letters.
    pub rows: Vec<LetterLine>,
    /// What was asked.
    pub asked: LetterQuery,
    /// Classes.
    pub classes: Vec<Choice>,
    /// Units; empty for a desk of one unit.
    pub units: Vec<Choice>,
    /// Sites; empty for a desk of one site.
    pub sites: Vec<Choice>,
    /// Boards; empty where there is one.
    pub boards: Vec<Choice>,
    /// Who answers today on the boards that have a roster.
    pub on_duty: Vec<OnDuty>,
    /// The next days on which this person answers, or stands in; empty without any.
    pub my_duty: String,
    /// Letters that nobody of the unit has opened.
    pub unseen: u64,
    /// Who answers the unit's letters, or empty.
    pub handlers: String,
    /// This page without a query.
    pub url: String,
    /// What an empty list says.
    pub nothing: String,
    /// And what then.
    pub nothing_more: String,
    /// Further pages.
    pub pager: Pager,
}

impl LetterList {
    pub(super) async fn load(ctx: &Ctx, read: &HubRead, asked: &LetterQuery) -> Result<Self> {
        let desk = Desk::of(read, ctx.site.id).await?;
        let base = ctx.site.url("/console/letters");
        let (rows, total) = query::list(read, &desk, asked, asked.page(), SIZE).await?;
        let names = query::unit_names(read).await?;
        let unseen = query::unseen(read, &desk, &rows).await?;
        let limits = query::limits(read, &rows).await?;
        let promised = nearest(read, &rows).await?;
        let line = |letter: &Model| line(ctx, read, letter, &names, limits.get(&letter.id));
        let mut lines = rows.iter().map(line).collect::<Result<Vec<_>>>()?;
        for (line, letter) in lines.iter_mut().zip(&rows) {
            line.unseen = unseen.contains(&letter.id);
            if let Some(day) = promised.get(&letter.id) {
                line.promise = promise_chip(day, &clock::day(today(read)));
            }
        }
        let mut tabs = Vec::new();
        for part in Part::ALL {
            tabs.push(Tab {
                title: part.title().into(),
                url: format!("{base}?{}", asked.query(part)),
                current: part == asked.part(),
                count: Some(query::count(read, &desk, asked, part).await?),
            });
        }
        let (nothing, nothing_more) = asked.part().nothing();
        Ok(Self {
            tabs,
            rows: lines,
            classes: classes(read).await?,
            units: if desk.whole { units(&names) } else { Vec::new() },
            sites: if desk.whole { sites(ctx) } else { Vec::new() },
            boards: boards(ctx, read, &desk).await?,
            on_duty: on_duty(ctx, read, &desk).await?,
            my_duty: String::new(),
            unseen: query::count_unseen(read, &desk).await?,
            handlers: handlers(read, desk.unit.filter(|_| !desk.whole)).await?,
            pager: Pager::for_total(
                asked.page(),
                SIZE,
                total,
                &format!("{base}?{}", asked.query(asked.part())),
            ),
            asked: asked.clone(),
            url: base,
            nothing: nothing.into(),
            nothing_more: nothing_more.into(),
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            tabs: vec![Tab {
                title: "待办".into(),
                url: "/console/letters?part=todo".into(),
                current: true,
                count: Some(1),
            }],
            rows: vec![LetterLine {
                title: "解放路路灯不亮".into(),
                url: "/console/letters/7".into(),
                number: "20260302-1-7".into(),
                class: "投诉".into(),
                unit: "城管局".into(),
                site: "门户".into(),
                received: "2026-03-02 09:00".into(),
                state: state_chip("assigned"),
                due: DueChip {
                    text: "还剩 2 个工作日".into(),
                    tone: "warn".into(),
                    title: "答复期限 2026-03-09".into(),
                },
                days: "答复 03-09，最长 03-17".into(),
                promise: promise_chip("2026-03-20", "2026-03-02"),
                unseen: true,
            }],
            classes: CLASSES.map(|name| Choice::new(name, name)).to_vec(),
            units: vec![Choice::new("4", "城管局")],
            sites: vec![Choice::new("1", "门户")],
            boards: vec![Choice::new("3", "法律在线")],
            on_duty: vec![OnDuty {
                board: "法律在线".into(),
                who: "值班律师 顾青禾".into(),
                hours: "工作日 09:00 至 17:00".into(),
                url: "/console/letter-roster?board=3".into(),
                waiting: 2,
                waiting_url: "/console/letters?part=todo&board=3".into(),
            }],
            my_duty: "3月4日周三 法律在线".into(),
            unseen: 1,
            handlers: "经办人 顾青禾".into(),
            url: "/console/letters".into(),
            pager: Pager::for_total(1, SIZE, 1, "/console/letters"),
            ..Self::default()
        }
    }
}

/// `承诺 03-20 前整改`.
fn promise_chip(due_on: &str, today: &str) -> Chip {
    let short = due_on.get(5..).unwrap_or_default();
    if due_on < today {
        Chip::new(format!("承诺 {short} 前整改，已超期"), "late")
    } else {
        Chip::new(format!("承诺 {short} 前整改"), "wait")
    }
}

fn line(
    ctx: &Ctx,
    read: &HubRead,
    letter: &Model,
    names: &HashMap<i64, String>,
    limit: Option<&due::Limit>,
) -> Result<LetterLine> {
    let state = State::parse(&letter.state).unwrap_or(State::Received);
    let result = letter.result.as_deref().and_then(Judgement::parse);
    let due = match limit {
        Some(limit) => due::chip(clock::calendar()?, today(read), state, result, *limit),
        None => DueChip::default(),
    };
    let short = |day: &str| day.get(5..).unwrap_or_default().to_owned();
    let days = match limit {
        Some(limit) if state.is_open() && letter.answered_on.is_none() => {
            let last = clock::day(limit.last);
            format!("答复 {}，最长 {}", short(&last), short(&letter.hard_on))
        }
        Some(limit) if state.is_open() => format!("重新办理 {}", short(&clock::day(limit.last))),
        _ => String::new(),
    };
    Ok(LetterLine {
        title: letter.title.clone(),
        url: ctx.site.url(&format!("/console/letters/{}", letter.id)),
        number: letter.number.clone(),
        class: letter.class.clone(),
        unit: letter
            .unit_id
            .and_then(|id| names.get(&id).cloned())
            .unwrap_or_default(),
        site: site_name(ctx, letter.site_id),
        received: beijing::minute(letter.received_at),
        state: state_chip(&letter.state),
        due,
        days,
        promise: Chip::default(),
        unseen: false,
    })
}

/// Handler and deputy of a unit in words, or empty.
pub(super) async fn handlers(read: &HubRead, unit: Option<i64>) -> Result<String> {
    let Some(unit) = unit else {
        return Ok(String::new());
    };
    let rows = duty::query::of_unit(read, unit).await?;
    Ok(duty::in_words(&rows, &beijing::date(read.now())))
}

/// The short name of a site.
pub(super) fn site_name(ctx: &Ctx, id: i64) -> String {
    let site = ctx.app.directory.get(SiteId(id));
    site.map(|site| site.short_name.clone()).unwrap_or_default()
}

/// All units, by name.
pub(super) fn units(names: &HashMap<i64, String>) -> Vec<Choice> {
    let mut units: Vec<_> = names.iter().collect();
    units.sort_unstable_by_key(|(id, _)| **id);
    units
        .into_iter()
        .map(|(id, name)| Choice::new(id.to_string(), name))
        .collect()
}

fn sites(ctx: &Ctx) -> Vec<Choice> {
    let sites = ctx.app.directory.all();
    sites
        .iter()
        .filter(|site| site.has("letters"))
        .map(|site| Choice::new(site.id.to_string(), &site.short_name))
        .collect()
}

/// The boards of a site, or of all for the desk of the whole; nothing to choose where there is one.
async fn boards(ctx: &Ctx, read: &HubRead, desk: &Desk) -> Result<Vec<Choice>> {
    let rows = read
        .find::<board::Entity>()
        .filter_some((!desk.whole).then_some(desk.site.0), |site| {
            board::Column::SiteId.eq(site)
        })
        .asc(board::Column::SiteId)
        .asc(board::Column::Position)
        .asc(board::Column::Id)
        .all()
        .await?;
    if rows.len() < 2 {
        return Ok(Vec::new());
    }
    let choice = |row: &board::Model| {
        let site = site_name(ctx, row.site_id);
        let label = if desk.whole {
            format!("{site} {}", row.name)
        } else {
            row.name.clone()
        };
        Choice::new(row.id.to_string(), label)
    };
    Ok(rows.iter().map(choice).collect())
}

/// So many of somebody's next days.
const MY_DAYS: u64 = 5;

/// The next days on which a person answers boards, or stands in: `3月4日周三 法律在线；3月9日周一 法律在线（代班）`.
pub(super) async fn my_duty(read: &HubRead, person: PersonId) -> Result<String> {
    let rows = roster::query::of_person(read, person, &clock::day(today(read)), MY_DAYS).await?;
    let mut said = Vec::new();
    for row in rows {
        let answers = row.answers().0 == person;
        // Whoever is away that day has nothing to do, and whoever stands in only then.
        if !answers && row.person_id == person.0 {
            continue;
        }
        let board = read
            .find::<board::Entity>()
            .filter(board::Column::Id.eq(row.board_id));
        let board = board.found().await?.name;
        let day = clock::parse_day(&row.day)?;
        let week = WEEK
            .get(day.weekday().num_days_from_monday() as usize)
            .copied()
            .unwrap_or_default();
        let part = match (answers, row.person_id == person.0) {
            (true, true) => "",
            (true, false) => "（代班）",
            (false, _) => "（备班）",
        };
        said.push(format!("{}月{}日{week} {board}{part}", day.month(), day.day()));
    }
    Ok(said.join("；"))
}

/// Who answers today on the boards of this site that have a roster.
async fn on_duty(ctx: &Ctx, read: &HubRead, desk: &Desk) -> Result<Vec<OnDuty>> {
    let on = today(read);
    let worked = clock::calendar()?.kind(on).is_worked();
    let mut rows = Vec::new();
    for board in roster::query::boards(read, desk.site).await? {
        let row = roster::query::on_day(read, board.id, &clock::day(on)).await?;
        let asked = LetterQuery {
            board: board.id.to_string(),
            ..LetterQuery::default()
        };
        rows.push(OnDuty {
            who: match (worked, row) {
                (false, _) => "今天休息".into(),
                (true, None) => "今天没有安排值班".into(),
                (true, Some(row)) if row.away => format!("{}（代 {}）", row.said(), row.person_name),
                (true, Some(row)) => row.said(),
            },
            hours: hours(&board),
            url: ctx
                .site
                .url(&format!("/console/letter-roster?board={}", board.id)),
            waiting: query::count(read, desk, &asked, Part::Todo).await?,
            waiting_url: format!("{}?{}", ctx.site.url("/console/letters"), asked.query(Part::Todo)),
            board: board.name,
        });
    }
    Ok(rows)
}

/// The classes of all boards, those of the rule document first.
async fn classes(read: &HubRead) -> Result<Vec<Choice>> {
    let mut names: Vec<String> = CLASSES.map(str::to_owned).to_vec();
    for row in read.find::<class::Entity>().all().await? {
        if !names.contains(&row.name) {
            names.push(row.name);
        }
    }
    Ok(names
        .into_iter()
        .map(|name| Choice::new(name.clone(), name))
        .collect())
}
