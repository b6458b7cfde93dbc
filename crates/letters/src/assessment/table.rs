//! The circular (通报) as headings, words and tables with bars: one making for the web page, Word and PDF.

use super::score::RULE;
use super::{Circular, Ranked, Week, Work};
use crate::stats::decimals;
use theme::view::{FigureBar, FigureCell, FigureRow, FigureTable};

/// A part of a circular.
#[derive(Clone, Debug)]
pub enum Part {
    /// Its title.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A table, its chart above it.
    Table(FigureTable),
}

/// What the chart of an assessment shows: of a hundred.
pub(super) const SCORE: &str = "得分";

const HEADS: [&str; 14] = [
    "名次",
    "单位",
    "得分",
    "收到",
    "答复",
    "按时",
    "延期内",
    "超期",
    "在办",
    "在办超期",
    "评价",
    "满意",
    "催办督办",
    "登录工作日",
];

/// The parts of a circular in order.
#[must_use]
pub fn parts(circular: &Circular) -> Vec<Part> {
    let frozen = &circular.frozen;
    let week = frozen.week.parse::<Week>();
    let week = week.map_or_else(|_| frozen.week.clone(), Week::title);
    let (ranked, rest): (Vec<&Ranked>, Vec<&Ranked>) =
        frozen.units.iter().partition(|row| row.rank.is_some());
    let (few, idle): (Vec<&Ranked>, Vec<&Ranked>) = rest
        .into_iter()
        .partition(|row| row.work.cases() + row.work.received > 0);
    let mut parts = vec![
        Part::Heading(format!("关于{week}来信办理情况的通报")),
        Part::Text(when(circular)),
        Part::Text(totals(&frozen.units)),
    ];
    if ranked.is_empty() {
        parts.push(Part::Text(format!(
            "本周没有办件达到 {} 件的单位，不排名次。",
            frozen.minimum
        )));
    } else {
        parts.push(Part::Table(table("测评名次", &ranked, frozen.working_days)));
    }
    if !few.is_empty() {
        let title = format!("办件少于 {} 件、不排名的单位", frozen.minimum);
        parts.push(Part::Table(table(&title, &few, frozen.working_days)));
    }
    if !idle.is_empty() {
        parts.push(Part::Text(format!(
            "本周没有来信办理任务的单位 {} 个。",
            idle.len()
        )));
    }
    parts.push(Part::Text(format!(
        "办件数为本周首次答复和期末在办之和，不少于 {} 件的单位参加排名。{RULE}",
        frozen.minimum
    )));
    parts.push(Part::Text(format!(
        "对测评结果有异议的单位，可在 {} 前提出申诉；更正以新的版本公布，原版本保留。",
        circular.appeal_until
    )));
    let seal = &circular.seal;
    parts.extend(
        [
            ("校验值（SHA-256）", &seal.digest),
            ("签名（Ed25519）", &seal.signature),
            ("公钥", &seal.public_key),
        ]
        .map(|(name, value)| Part::Text(format!("{name}：{value}"))),
    );
    parts
}

/// A circular as a page shows it: paragraphs before its tables, the tables, paragraphs after them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Laid {
    /// Its title.
    pub(crate) title: String,
    /// Before the tables.
    pub(crate) before: Vec<String>,
    /// The tables with their charts.
    pub(crate) tables: Vec<FigureTable>,
    /// After the tables.
    pub(crate) after: Vec<String>,
}

/// Lays a circular out as a page.
pub(crate) fn lay(circular: &Circular) -> Laid {
    let mut laid = Laid::default();
    for part in parts(circular) {
        match part {
            Part::Heading(text) => laid.title = text,
            Part::Text(text) if laid.tables.is_empty() => laid.before.push(text),
            Part::Text(text) => laid.after.push(text),
            Part::Table(table) => laid.tables.push(table),
        }
    }
    laid
}

fn when(circular: &Circular) -> String {
    let frozen = &circular.frozen;
    let mut text = format!(
        "测评时段 {} 至 {}（{} 个工作日），以平台记录为准，测评时间 {}，第 {} 版。",
        frozen.from, frozen.to, frozen.working_days, frozen.measured_at, frozen.version
    );
    if frozen.version > 1 {
        text += &format!(
            "本版更正第 {} 版（校验值 {}），更正原因：{}",
            frozen.version - 1,
            frozen.corrects,
            frozen.reason
        );
    }
    text
}

fn totals(units: &[Ranked]) -> String {
    let sum = |of: fn(&Work) -> u64| units.iter().map(|row| of(&row.work)).sum::<u64>();
    format!(
        "本周收到有效来信 {} 件；首次答复 {} 件，其中按时 {} 件，延期内 {} 件，超期 {} 件；期末在办 {} 件，其中超期 {} 件；\
         写信人评价 {} 件，其中基本满意以上 {} 件；催办、督办和批示 {} 次。",
        sum(|work| work.received),
        sum(|work| work.answered),
        sum(|work| work.on_time),
        sum(|work| work.extended),
        sum(Work::late),
        sum(|work| work.open),
        sum(|work| work.overdue),
        sum(|work| work.rated),
        sum(|work| work.content),
        sum(|work| work.pressed)
    )
}

fn points(row: &Ranked) -> String {
    row.score
        .map_or_else(|| "—".into(), |score| format!("{:.2}", decimals(score)))
}

fn table(title: &str, rows: &[&Ranked], working_days: u64) -> FigureTable {
    let scored = rows
        .iter()
        .filter_map(|row| Some((row.work.name.clone(), row.score?)));
    let mut bars = FigureBar::row(scored);
    for (bar, row) in bars.iter_mut().zip(rows) {
        bar.text = points(row);
        // Against a hundred points, not against the best.
        bar.width = row.score.unwrap_or(0) * FigureBar::WIDE / 10_000;
    }
    let line = |row: &&Ranked| {
        let work = &row.work;
        let numbers = [
            work.received,
            work.answered,
            work.on_time,
            work.extended,
            work.late(),
            work.open,
            work.overdue,
            work.rated,
            work.content,
            work.pressed,
        ];
        let visits = format!("{}/{working_days}", work.visited);
        let cells = [work.name.clone(), points(row)]
            .into_iter()
            .chain(numbers.iter().map(u64::to_string))
            .chain([visits]);
        FigureRow {
            title: row.rank.map_or_else(|| "—".into(), |rank| rank.to_string()),
            url: String::new(),
            cells: cells
                .map(|text| FigureCell {
                    text,
                    url: String::new(),
                })
                .collect(),
        }
    };
    FigureTable {
        title: title.into(),
        heads: HEADS.map(str::to_owned).to_vec(),
        rows: rows.iter().map(line).collect(),
        check: String::new(),
        chart_of: if bars.is_empty() {
            String::new()
        } else {
            SCORE.into()
        },
        bars,
    }
}
