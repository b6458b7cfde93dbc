//! Figures as tables: one making for the web page, the files and the staff's page, so that they never differ. A number knows
//! the letters it counts.

use super::figures::{Detail, month_name};
use super::share::{decimals, percent, shares};
use super::spread::STEPS;
use super::{Figures, Filter, Period, Spread, Tally, UnitFigures, What};

/// A number, a rate or a word in a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// As it is read.
    pub text: String,
    /// As it is counted; none for words and for a dash.
    pub number: Option<f64>,
    /// The letters behind it.
    pub letters: Option<Filter>,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// What the row is of.
    pub title: String,
    /// The figures of these letters alone.
    pub open: Option<Filter>,
    /// In the order of the heads after the first.
    pub cells: Vec<Cell>,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Its title.
    pub title: String,
    /// The heads, the first over the rows' titles.
    pub heads: Vec<String>,
    /// The rows.
    pub lines: Vec<Line>,
    /// How the numbers tie; may be empty.
    pub check: String,
    /// The column (from 0) that is drawn as bars.
    pub chart: Option<usize>,
}

impl Cell {
    fn count(n: u64, letters: Filter) -> Self {
        Self {
            text: n.to_string(),
            number: u32::try_from(n).ok().map(f64::from),
            letters: (n > 0).then_some(letters),
        }
    }

    fn plain(n: u64) -> Self {
        Self {
            text: n.to_string(),
            number: u32::try_from(n).ok().map(f64::from),
            letters: None,
        }
    }

    fn rate(rate: Option<f64>) -> Self {
        Self {
            text: rate.map_or_else(|| "—".into(), |rate| format!("{rate:.2}%")),
            number: rate,
            letters: None,
        }
    }

    fn mean(mean: Option<f64>) -> Self {
        Self {
            text: mean.map_or_else(|| "—".into(), |mean| format!("{mean:.2}")),
            number: mean,
            letters: None,
        }
    }
}

fn sheet(title: &str, heads: &[&str], lines: Vec<Line>) -> Sheet {
    Sheet {
        title: title.into(),
        heads: heads.iter().map(|head| (*head).to_owned()).collect(),
        lines,
        ..Sheet::default()
    }
}

/// The tables of figures that were read with `filter`.
#[must_use]
pub fn sheets(figures: &Figures, filter: &Filter) -> Vec<Sheet> {
    let filter = &filter.what(What::Received);
    let mut sheets = vec![
        totals(figures, filter),
        classes(&figures.detail, filter),
        by_year(figures, filter),
        months(&figures.detail, filter),
        times(figures, filter),
    ];
    // Of one unit they would say once more what stands above.
    let is_of_all = filter.unit.is_none();
    if is_of_all {
        sheets.push(units("按单位", figures, filter, |_| true));
    }
    if figures.detail.sites.len() > 1 {
        sheets.push(sites(&figures.detail, filter));
    }
    if is_of_all && (figures.boards.len() > 1 || filter.board.is_some()) {
        sheets.push(boards(figures, filter));
    }
    if is_of_all {
        sheets.extend(named(figures, filter));
    }
    sheets
}

fn totals(figures: &Figures, filter: &Filter) -> Sheet {
    let all = &figures.detail.all;
    let line = |what: What, n: u64| Line {
        title: what.title().into(),
        open: None,
        cells: vec![Cell::count(n, filter.what(what))],
    };
    let word = |title: &str, cell: Cell| Line {
        title: title.into(),
        open: None,
        cells: vec![cell],
    };
    let lines = vec![
        line(What::Received, all.received),
        line(What::Invalid, all.deleted),
        line(What::Valid, all.valid()),
        line(What::Answered, all.replied),
        line(What::Open, all.unreplied()),
        word("答复率", Cell::rate(all.reply_rate())),
        line(What::OnTime, all.on_time),
        line(What::Extended, all.extended),
        line(What::InTime, all.on_time + all.extended),
        line(What::Late, all.late()),
        line(What::OverHard, all.over_hard),
        line(What::Explained, all.explained),
        line(What::Overdue, all.overdue),
        line(What::Unrectified, all.unrectified),
        line(What::Rated, all.rated),
        line(What::Content, all.content),
        word("满意率", Cell::rate(all.content_rate())),
        word("平均评价（1 至 5）", Cell::mean(all.rating())),
    ];
    let check = format!(
        "{} − {} = {}；{} + {} = {}；{} + {} + {} = {}；答复率 = 已答复 ÷ 有效信息，满意率 = 评价基本满意以上 ÷ 已评价，四舍五入到两位小数。\
         未答复已超期和未整改为当前情况。",
        all.received,
        all.deleted,
        all.valid(),
        all.replied,
        all.unreplied(),
        all.valid(),
        all.on_time,
        all.extended,
        all.late(),
        all.replied
    );
    Sheet {
        check,
        ..sheet("收件和答复", &["项目", "数量"], lines)
    }
}

/// Valid, answered, open, rate, on time of a part of the letters.
fn part(tally: &Tally, filter: &Filter) -> Vec<Cell> {
    vec![
        Cell::count(tally.valid(), filter.what(What::Valid)),
        Cell::count(tally.replied, filter.what(What::Answered)),
        Cell::count(tally.unreplied(), filter.what(What::Open)),
        Cell::rate(tally.reply_rate()),
        Cell::count(tally.on_time, filter.what(What::OnTime)),
        Cell::count(tally.extended, filter.what(What::Extended)),
        Cell::count(tally.over_hard, filter.what(What::OverHard)),
    ]
}

/// The heads of [`part`].
const PART: [&str; 7] = [
    "有效信息",
    "已答复",
    "未答复",
    "答复率",
    "按时答复",
    "延期内答复",
    "超最长时限",
];

fn heads<'a>(first: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    std::iter::once(first)
        .chain(PART)
        .chain(more.iter().copied())
        .collect()
}

fn classes(detail: &Detail, filter: &Filter) -> Sheet {
    let valid: Vec<(&String, &Tally)> = detail
        .classes
        .iter()
        .filter(|(_, tally)| tally.valid() > 0)
        .collect();
    let counts: Vec<u64> = valid.iter().map(|(_, tally)| tally.valid()).collect();
    let parts = shares(&counts);
    let lines = valid.iter().zip(&parts).map(|((class, tally), share)| {
        let of = Filter {
            class: (*class).clone(),
            ..filter.clone()
        };
        let mut cells = part(tally, &of);
        cells.push(Cell::rate(Some(decimals(*share))));
        Line {
            title: (*class).clone(),
            cells,
            open: Some(of),
        }
    });
    let lines: Vec<Line> = lines.collect();
    let check = if counts.is_empty() {
        String::new()
    } else {
        let sum: Vec<String> = counts.iter().map(u64::to_string).collect();
        let parts: Vec<String> = parts
            .iter()
            .map(|share| format!("{:.2}", decimals(*share)))
            .collect();
        format!(
            "{} = {}；占比按最大余数法取两位小数：{} = 100.00。",
            sum.join(" + "),
            detail.all.valid(),
            parts.join(" + ")
        )
    };
    Sheet {
        check,
        chart: Some(0),
        ..sheet("分类", &heads("类型", &["占比"]), lines)
    }
}

fn by_year(figures: &Figures, filter: &Filter) -> Sheet {
    let mut before: Option<u64> = None;
    let lines = figures.received_by_year.iter().map(|(year, n)| {
        let grown = before.map(|before| growth(before, *n));
        before = Some(*n);
        let period = year.parse().ok().and_then(|year| Period::year(year).ok());
        // A set of one class or unit has its own years only as far as its letters are here.
        let open = period.map(|period| Filter {
            period,
            ..filter.clone()
        });
        Line {
            title: format!("{year}年"),
            open,
            cells: vec![
                Cell::plain(*n),
                Cell {
                    text: grown.unwrap_or_else(|| "—".into()),
                    ..Cell::default()
                },
            ],
        }
    });
    let lines: Vec<Line> = lines.collect();
    let sum: u64 = figures.received_by_year.values().sum();
    let check = if lines.is_empty() {
        String::new()
    } else {
        format!("各年合计 {sum} 件。来信没有逐件录入的年份，采用登记的年度收件总数。")
    };
    Sheet {
        check,
        chart: Some(0),
        ..sheet("历年收件", &["年份", "收件总数", "比上年"], lines)
    }
}

/// `+2129（+359.02%）`.
fn growth(before: u64, now: u64) -> String {
    let sign = if now < before { '−' } else { '+' };
    let by = now.abs_diff(before);
    match percent(by, before) {
        Some(rate) => format!("{sign}{by}（{sign}{:.2}%）", decimals(rate)),
        None => format!("{sign}{by}"),
    }
}

fn months(detail: &Detail, filter: &Filter) -> Sheet {
    let lines = detail.months.iter().filter_map(|(month, tally)| {
        let year = i32::try_from(month / 100).ok()?;
        let of = Period::month(year, u32::try_from(month % 100).ok()?).ok()?;
        let of = Filter {
            period: filter.period.within(of),
            ..filter.clone()
        };
        Some(Line {
            title: month_name(*month),
            cells: part(tally, &of),
            open: Some(of),
        })
    });
    Sheet {
        chart: Some(0),
        ..sheet("按月", &heads("月份", &[]), lines.collect())
    }
}

fn times(figures: &Figures, filter: &Filter) -> Sheet {
    let spread = &figures.detail.spread;
    if spread.total() == 0 {
        return sheet("答复用时", &["用时", "件数", "占比"], Vec::new());
    }
    let counts = spread.histogram();
    let parts = shares(&counts);
    let lines = STEPS
        .into_iter()
        .zip(counts)
        .zip(parts)
        .map(|((step, n), share)| {
            let of = Filter {
                took: Some(step),
                ..filter.clone()
            };
            Line {
                title: Spread::step_title(step),
                open: None,
                cells: vec![Cell::count(n, of), Cell::rate(Some(decimals(share)))],
            }
        });
    let lines = lines.collect();
    let day = |days: Option<i64>| days.map_or_else(|| "—".into(), |days| days.to_string());
    let at = figures.answer_working_days;
    Sheet {
        check: format!(
            "已答复 {} 件：四分之一在 {} 个工作日内答复，一半在 {} 个工作日内，四分之三在 {} 个工作日内，九成在 {} 个工作日内，最长 {} 个工作日。",
            spread.total(),
            day(at.p25),
            day(at.median),
            day(at.p75),
            day(at.p90),
            day(at.longest)
        ),
        chart: Some(0),
        ..sheet("答复用时", &["用时", "件数", "占比"], lines)
    }
}

fn units(title: &str, figures: &Figures, filter: &Filter, wanted: impl Fn(&UnitFigures) -> bool) -> Sheet {
    let lines = figures.units.iter().filter(|unit| wanted(unit)).map(|unit| {
        let of = Filter {
            unit: Some(unit.id),
            ..filter.clone()
        };
        let mut cells = part(&unit.tally, &of);
        cells.push(Cell::count(unit.overdue, of.what(What::Overdue)));
        cells.push(Cell::count(unit.unrectified, of.what(What::Unrectified)));
        cells.push(Cell::count(unit.rated, of.what(What::Rated)));
        cells.push(Cell::mean(unit.rating));
        Line {
            title: unit.unit.clone(),
            cells,
            open: Some(of),
        }
    });
    let lines: Vec<Line> = lines.collect();
    let more = ["未答复已超期", "未整改", "已评价", "平均评价"];
    sheet(title, &heads("单位", &more), lines)
}

fn sites(detail: &Detail, filter: &Filter) -> Sheet {
    let lines = detail.sites.iter().filter(|(_, _, tally)| tally.valid() > 0);
    let lines = lines.map(|(id, name, tally)| {
        let of = Filter {
            site: Some(*id),
            ..filter.clone()
        };
        Line {
            title: name.clone(),
            cells: part(tally, &of),
            open: Some(of),
        }
    });
    sheet("按来信网站", &heads("网站", &[]), lines.collect())
}

fn boards(figures: &Figures, filter: &Filter) -> Sheet {
    let many = figures.detail.sites.len() > 1;
    let lines = figures.boards.iter().map(|row| {
        let of = Filter {
            board: Some(row.id),
            ..filter.clone()
        };
        let mut cells = vec![Cell::count(row.received, of.clone())];
        cells.extend(part(&row.tally, &of));
        Line {
            title: if many {
                format!("{} {}", row.site, row.board)
            } else {
                row.board.clone()
            },
            cells,
            open: Some(of),
        }
    });
    let received: Vec<String> = figures
        .boards
        .iter()
        .map(|row| row.received.to_string())
        .collect();
    let heads: Vec<&str> = ["栏目", "收件总数"].into_iter().chain(PART).collect();
    Sheet {
        check: format!("{} = {}。", received.join(" + "), figures.received),
        ..sheet("按栏目", &heads, lines.collect())
    }
}

/// The lists of units that reports name. They are chosen as the figures choose them, never by a name that two may have.
fn named(figures: &Figures, filter: &Filter) -> Vec<Sheet> {
    let list = |title: &str, wanted: fn(&UnitFigures) -> bool, check: &str| {
        let sheet = units(title, figures, filter, wanted);
        Sheet {
            check: format!("共 {} 个单位。{check}", sheet.lines.len()),
            ..sheet
        }
    };
    vec![
        list("答复率 100% 的单位", UnitFigures::is_at_100, ""),
        list("来信 100 件以上的单位", UnitFigures::is_100_or_more, ""),
        list(
            "评价较高的单位",
            UnitFigures::is_well_rated,
            "评价不少于 5 件、平均不低于 4 的单位。",
        ),
        list("有已答复未整改来信的单位", UnitFigures::has_unrectified, ""),
    ]
}
