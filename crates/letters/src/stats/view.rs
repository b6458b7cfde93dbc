//! What pages of figures show: tables with the addresses behind their numbers.

use super::list::SIZE;
use super::{Cell, Figures, Filter, Line, Listed, Period, Scope, Sheet, What, sheets};
use crate::board::entity as board;
use crate::letter::entity::Model;
use crate::letter::{State, public_state};
use chrono::NaiveDate;
use kernel::Result;
use sea_orm::{ColumnTrait, FromQueryResult};
use serde::Serialize;
use std::collections::HashMap;
use store::HubRead;
use theme::view::{FigureBar, FigureCell, FigureRow, FigureTable, LetterFilter, LetterFilters, Pager};

/// What visitors see, said so that the index of what waits is read and not the one of what is shown.
const SHOWN: &str = " and case when shown = true then 1 else 0 end = 1";
/// Letters that wait longest, in the list of them.
const LONGEST: u64 = 10;

/// Where a page of figures stands, and where its numbers lead.
pub(super) struct Place<'a> {
    /// The page itself.
    pub(super) page: &'a str,
    /// The list behind a number.
    pub(super) list: &'a str,
}

/// Paper leads nowhere: whoever prints a table leaves its addresses out.
pub(super) const NOWHERE: Place<'static> = Place { page: "", list: "" };

impl Place<'_> {
    fn cell(&self, cell: Cell) -> FigureCell {
        FigureCell {
            url: cell.letters.map_or_else(String::new, |letters| {
                format!("{}?{}", self.list, letters.query())
            }),
            text: cell.text,
        }
    }

    fn line(&self, line: Line) -> FigureRow {
        FigureRow {
            title: line.title,
            url: line
                .open
                .map_or_else(String::new, |open| format!("{}?{}", self.page, open.query())),
            cells: line.cells.into_iter().map(|cell| self.cell(cell)).collect(),
        }
    }

    pub(super) fn table(&self, sheet: Sheet) -> FigureTable {
        let column = sheet.chart.filter(|_| sheet.lines.len() > 1);
        let value = |line: &Line| {
            let cell = column.and_then(|at| line.cells.get(at));
            cell.and_then(|cell| cell.text.parse().ok()).unwrap_or(0)
        };
        let bars = match column {
            Some(_) => FigureBar::row(sheet.lines.iter().map(|line| (line.title.clone(), value(line)))),
            None => Vec::new(),
        };
        FigureTable {
            chart_of: column
                .and_then(|at| sheet.heads.get(at + 1).cloned())
                .unwrap_or_default(),
            bars,
            title: sheet.title,
            heads: sheet.heads,
            rows: sheet.lines.into_iter().map(|line| self.line(line)).collect(),
            check: sheet.check,
        }
    }

    /// Years, then quarters and months of the year that is shown.
    pub(super) fn periods(&self, figures: &Figures, filter: &Filter) -> Vec<LetterFilters> {
        let year = chrono::Datelike::year(&filter.period.from);
        let link = |title: String, period: Period| LetterFilter {
            title,
            url: format!(
                "{}?{}",
                self.page,
                Filter {
                    period,
                    ..filter.what(What::Received)
                }
                .query()
            ),
            current: period == filter.period,
        };
        let years = figures.received_by_year.keys().rev().filter_map(|year| {
            let period = Period::year(year.parse().ok()?).ok()?;
            Some(link(format!("{year}年"), period))
        });
        let quarters =
            (1..=4).filter_map(|n| Some(link(format!("第{n}季度"), Period::quarter(year, n).ok()?)));
        let months = (1..=12).filter_map(|n| Some(link(format!("{n}月"), Period::month(year, n).ok()?)));
        let group = |title: &str, links: Vec<LetterFilter>| LetterFilters {
            title: title.into(),
            links,
        };
        vec![
            group("年份", years.collect()),
            group("季度", quarters.collect()),
            group("月份", months.collect()),
        ]
    }
}

/// What is chosen beside the period: `教育局 投诉`.
pub(super) fn chosen(filter: &Filter, names: &HashMap<i64, String>) -> String {
    let unit = filter.unit.map(|unit| match unit {
        Some(id) => names.get(&id).cloned().unwrap_or_default(),
        None => super::figures::NO_UNIT.into(),
    });
    let class = Some(filter.class.clone());
    let words = unit.into_iter().chain(class).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// The board that is chosen, before what else is: `法律在线 投诉`.
pub(super) async fn with_board(read: &HubRead, filter: &Filter, words: String) -> Result<String> {
    let Some(id) = filter.board else {
        return Ok(words);
    };
    let row = read.find::<board::Entity>().filter(board::Column::Id.eq(id));
    let name = row.one().await?.map(|row| row.name).unwrap_or_default();
    Ok(format!("{name} {words}").trim().to_owned())
}

/// What else than the days an address holds, as fields of a form.
pub(super) fn hidden(filter: &Filter) -> Vec<(String, String)> {
    let query = filter.query();
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs
        .filter(|(key, _)| !matches!(key.as_ref(), "from" | "to" | "what"))
        .map(|(key, value)| (key.into_owned(), value.into_owned()))
        .collect()
}

#[derive(FromQueryResult)]
struct Id {
    id: i64,
}

/// The open letters that wait longest, as a table; `title` names a letter and may lead to it.
pub(super) async fn silent(
    read: &HubRead,
    scope: Scope,
    filter: &Filter,
    today: NaiveDate,
    // Of private letters the public may not learn the day.
    (title, shown_only): (impl Fn(&Model) -> (String, String), bool),
    names: &HashMap<i64, String>,
) -> Result<FigureTable> {
    // By days, so that the index of what is open is read in its order and ends with the tenth.
    let clause = filter.what(What::Open).by_day(scope, &crate::clock::day(today));
    let sql = format!(
        "select id from letter where {}{} order by received_on, id limit {LONGEST}",
        clause.sql,
        if shown_only { SHOWN } else { "" }
    );
    let ids: Vec<Id> = read.report(&sql, clause.values).await?;
    let letters = super::list::by_ids(read, ids.into_iter().map(|row| row.id).collect()).await?;
    let plain = |text: String| FigureCell {
        text,
        ..FigureCell::default()
    };
    let rows = letters.iter().map(|letter| {
        let (title, url) = title(letter);
        let waits = crate::clock::parse_day(&letter.received_on).map(|from| (today - from).num_days());
        let name = letter
            .figure_unit()
            .and_then(|id| names.get(&id).cloned())
            .unwrap_or_default();
        Ok(FigureRow {
            title,
            url,
            cells: vec![
                plain(name),
                plain(letter.class.clone()),
                plain(waits?.to_string()),
            ],
        })
    });
    Ok(FigureTable {
        title: "等待最久的未答复来信".into(),
        heads: ["标题", "受理单位", "类型", "已等待（天）"]
            .map(str::to_owned)
            .to_vec(),
        rows: rows.collect::<Result<_>>()?,
        check: String::new(),
        ..FigureTable::default()
    })
}

/// A letter in a staff list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BehindRow {
    /// 编号.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Its public page; empty while it has none.
    pub url: String,
    /// Class.
    pub class: String,
    /// The unit it counts with.
    pub unit: String,
    /// Day of receipt.
    pub date: String,
    /// How it stands.
    pub state: String,
}

impl BehindRow {
    fn of(letter: &Model, unit: String, url: String) -> Self {
        Self {
            number: letter.number.clone(),
            title: letter.title.clone(),
            url,
            class: letter.class.clone(),
            unit,
            date: letter.received_on.clone(),
            state: State::parse(&letter.state)
                .map_or_else(|| public_state(letter), |state| state.title().into()),
        }
    }
}

/// `letters/figures.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FiguresPage {
    /// What is chosen beside the period.
    pub chosen: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Where the days go.
    pub url: String,
    /// What else the address holds.
    pub hidden: Vec<(String, String)>,
    /// Years, quarters, months.
    pub filters: Vec<LetterFilters>,
    /// The tables.
    pub tables: Vec<FigureTable>,
    /// As CSV.
    pub csv_url: String,
    /// As Excel.
    pub xlsx_url: String,
    /// The same for Word.
    pub docx_url: String,
    /// The same as PDF.
    pub pdf_url: String,
}

impl FiguresPage {
    pub(super) fn of(
        place: &Place<'_>,
        figures: &Figures,
        filter: &Filter,
        silent: FigureTable,
        chosen: String,
    ) -> Self {
        let (from, to) = filter.period.days();
        let mut tables: Vec<FigureTable> = sheets(figures, filter)
            .into_iter()
            .map(|sheet| place.table(sheet))
            .collect();
        tables.push(silent);
        Self {
            chosen,
            from,
            to,
            url: place.page.to_owned(),
            hidden: hidden(filter),
            filters: place.periods(figures, filter),
            tables,
            csv_url: format!("{}.csv?{}", place.page, filter.query()),
            xlsx_url: format!("{}.xlsx?{}", place.page, filter.query()),
            docx_url: format!("{}.docx?{}", place.page, filter.query()),
            pdf_url: format!("{}.pdf?{}", place.page, filter.query()),
        }
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            chosen: "教育局".into(),
            from: "2026-01-01".into(),
            to: "2026-12-31".into(),
            url: "/console/letters/stats".into(),
            hidden: vec![("unit".into(), "3".into())],
            filters: vec![LetterFilters {
                title: "年份".into(),
                links: vec![LetterFilter {
                    title: "2026年".into(),
                    url: "/console/letters/stats?year=2026".into(),
                    current: true,
                }],
            }],
            tables: vec![FigureTable::sample()],
            csv_url: "/console/letters/stats.csv".into(),
            xlsx_url: "/console/letters/stats.xlsx".into(),
            docx_url: "/console/letters/stats.docx".into(),
            pdf_url: "/console/letters/stats.pdf".into(),
        }
    }
}

/// `letters/figure_list.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FigureList {
    /// What they are.
    pub of: String,
    /// Back to the figures.
    pub back: String,
    /// The letters.
    pub rows: Vec<BehindRow>,
    /// The pages.
    pub pager: Pager,
}

impl FigureList {
    pub(super) fn of(
        place: &Place<'_>,
        filter: &Filter,
        listed: &Listed,
        page: u64,
        names: &HashMap<i64, String>,
        address: impl Fn(&Model) -> String,
    ) -> Self {
        let name = |id: Option<i64>| id.and_then(|id| names.get(&id).cloned()).unwrap_or_default();
        let rows = listed.letters.iter();
        let base = format!("{}?{}", place.list, filter.query());
        Self {
            of: title(filter, names),
            back: format!("{}?{}", place.page, filter.what(What::Received).query()),
            rows: rows
                .map(|letter| BehindRow::of(letter, name(letter.figure_unit()), address(letter)))
                .collect(),
            pager: Pager::for_total(page, SIZE, listed.total, &base),
        }
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            of: "2026年 有效信息".into(),
            back: "/console/letters/stats".into(),
            rows: vec![BehindRow {
                number: "20260302-1-7".into(),
                title: "小学入学需要哪些材料".into(),
                url: "/letters/7.html".into(),
                class: "咨询".into(),
                unit: "教育局".into(),
                date: "2026-03-02".into(),
                state: "办理中".into(),
            }],
            pager: Pager::for_total(1, SIZE, 1, "/console/letters/stats/list?what=valid"),
        }
    }
}

/// `2026年 教育局 已答复`.
pub(super) fn title(filter: &Filter, names: &HashMap<i64, String>) -> String {
    let words = [
        filter.period.title(),
        chosen(filter, names),
        filter.what.title().to_owned(),
        filter.took.map_or_else(String::new, super::Spread::step_title),
    ];
    words
        .into_iter()
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
