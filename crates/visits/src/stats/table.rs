//! Figures as tables, for the page and for files.

use super::{Figures, Line};
use serde::Serialize;

/// A table; its first number is what its bars show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Table {
    /// What it is about.
    pub title: &'static str,
    /// Heads of its columns.
    pub heads: Vec<&'static str>,
    /// Rows.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Row {
    /// What it counts.
    pub title: String,
    /// Its page; may be empty.
    pub path: String,
    /// Numbers under the heads after the first.
    pub numbers: Vec<i64>,
}

/// The tables that have rows.
#[must_use]
pub fn tables(figures: &Figures) -> Vec<Table> {
    let all = [
        table("各网站", "网站", &figures.sites),
        table("各栏目", "栏目", &figures.channels),
        table("阅读最多的页面", "页面", &figures.pages),
        table("访问来源", "来源", &figures.sources),
        table("访问设备", "设备", &figures.devices),
        table("每日", "日期", &figures.by_day),
    ];
    all.into_iter().filter(|table| !table.rows.is_empty()).collect()
}

fn table(title: &'static str, first: &'static str, lines: &[Line]) -> Table {
    let with_visitors = lines.iter().any(|line| line.visitors.is_some());
    let mut heads = vec![first, "浏览量"];
    if with_visitors {
        heads.push("独立访客");
    }
    let row = |line: &Line| Row {
        title: line.title.clone(),
        path: line.path.clone(),
        numbers: std::iter::once(line.views).chain(line.visitors).collect(),
    };
    Table {
        title,
        heads,
        rows: lines.iter().map(row).collect(),
    }
}
