//! A line of the file, and what it says: text to types, no database.

use chrono::{DateTime, Utc};
use kernel::beijing;
use std::collections::HashMap;

/// The columns such boards export.
pub const COLUMNS: [&str; 13] = [
    "编号",
    "受理单位",
    "类型",
    "标题",
    "内容",
    "来信人",
    "联系电话",
    "来信时间",
    "状态",
    "答复时间",
    "答复内容",
    "延期说明时间",
    "是否公开",
];

/// Without these a file is none of ours.
pub const REQUIRED: [&str; 5] = ["编号", "受理单位", "类型", "来信时间", "状态"];

/// A line by column.
#[derive(Clone, Debug, Default)]
pub struct SheetLine {
    /// As a spreadsheet counts: the heading is 1.
    pub number: usize,
    /// The cells as they were.
    pub cells: Vec<String>,
}

/// A file: its heading and its lines.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    columns: HashMap<&'static str, usize>,
    /// The heading as it was.
    pub heads: Vec<String>,
    /// The lines.
    pub lines: Vec<SheetLine>,
}

impl Sheet {
    /// Reads the heading of rows.
    ///
    /// # Errors
    /// [`kernel::Error::Invalid`] on `file` for an empty file or a missing column.
    pub fn new(rows: Vec<(usize, Vec<String>)>) -> kernel::Result<Self> {
        let blank = |cells: &[String]| cells.iter().all(|cell| cell.trim().is_empty());
        let mut rows = rows.into_iter().filter(|(_, cells)| !blank(cells));
        let wrong = |text: String| kernel::Error::field("file", text);
        let (_, heads) = rows.next().ok_or_else(|| wrong("文件是空的。".into()))?;
        let columns: HashMap<&'static str, usize> = COLUMNS
            .into_iter()
            .filter_map(|name| Some((name, heads.iter().position(|head| head.trim() == name)?)))
            .collect();
        for name in REQUIRED {
            if !columns.contains_key(name) {
                return Err(wrong(format!("第一行没有“{name}”列。")));
            }
        }
        let lines = rows.map(|(number, cells)| SheetLine {
            number,
            cells: cells.into_iter().map(unguarded).collect(),
        });
        Ok(Self {
            columns,
            lines: lines.collect(),
            heads,
        })
    }

    /// A cell; empty when it is not there.
    #[must_use]
    pub fn get<'a>(&self, line: &'a SheetLine, column: &str) -> &'a str {
        let at = self.columns.get(column);
        at.and_then(|at| line.cells.get(*at))
            .map_or("", |cell| cell.trim())
    }
}

/// A cell without the mark that a list of rejected lines puts before what a spreadsheet would run as a formula.
fn unguarded(cell: String) -> String {
    match cell.strip_prefix('\'') {
        Some(text) if kernel::csv::is_formula(text) => text.to_owned(),
        _ => cell,
    }
}

/// How a letter of the old board ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// 已答复, when and with which words.
    Answered(DateTime<Utc>, String),
    /// 未答复.
    Open,
    /// 已删除.
    Deleted,
}

/// A line that makes sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// 编号.
    pub number: String,
    /// 受理单位 as written.
    pub unit: String,
    /// 类型.
    pub class: String,
    /// 标题.
    pub title: String,
    /// 内容.
    pub body: String,
    /// 来信人.
    pub writer: String,
    /// 联系电话.
    pub phone: String,
    /// 来信时间.
    pub received: DateTime<Utc>,
    /// 状态 with what belongs to it.
    pub ending: Ending,
    /// 延期说明时间.
    pub explained: Option<DateTime<Utc>>,
    /// 是否公开.
    pub shown: bool,
}

/// A time as boards write it, in Beijing: `2006-4-26 9:05`, `2006/4/26`, `2006年4月26日 9:05`.
fn time(text: &str) -> Option<DateTime<Utc>> {
    let plain: String = text
        .chars()
        .map(|c| match c {
            '年' | '月' => '-',
            '日' | '\u{3000}' => ' ',
            '：' => ':',
            other => other,
        })
        .collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    beijing::parse(&plain)
}

impl Given {
    /// Reads a line.
    ///
    /// # Errors
    /// Why the line is rejected, as a sentence.
    pub fn read(sheet: &Sheet, line: &SheetLine) -> Result<Self, String> {
        let text = |column| sheet.get(line, column).to_owned();
        let when = |column: &str| match sheet.get(line, column) {
            "" => Ok(None),
            typed => time(typed)
                .map(Some)
                .ok_or_else(|| format!("{column}“{typed}”无法识别")),
        };
        let number = text("编号");
        if number.is_empty() || number.chars().count() > 60 {
            return Err("编号为空或超过 60 字".into());
        }
        let received = when("来信时间")?.ok_or("没有来信时间")?;
        let answered = when("答复时间")?;
        let ending = match sheet.get(line, "状态") {
            "已答复" => {
                let at = answered.ok_or("状态为已答复，但没有答复时间")?;
                if at < received {
                    return Err("答复时间早于来信时间".into());
                }
                Ending::Answered(at, text("答复内容"))
            }
            "未答复" => Ending::Open,
            "已删除" => Ending::Deleted,
            other => return Err(format!("状态“{other}”应为已答复、未答复或已删除")),
        };
        let explained = when("延期说明时间")?;
        if explained.is_some_and(|at| at < received) {
            return Err("延期说明时间早于来信时间".into());
        }
        let class = text("类型");
        if class.is_empty() && ending != Ending::Deleted {
            return Err("没有类型".into());
        }
        let shown = match sheet.get(line, "是否公开") {
            "是" | "公开" | "1" => true,
            "" | "否" | "不公开" | "0" => false,
            other => return Err(format!("是否公开“{other}”应为是或否")),
        };
        let unit = text("受理单位");
        Ok(Self {
            number,
            unit,
            class,
            title: text("标题"),
            body: text("内容"),
            writer: text("来信人"),
            phone: text("联系电话"),
            received,
            ending,
            explained,
            shown,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(values: &[&str]) -> Sheet {
        let heads = COLUMNS.map(str::to_owned).to_vec();
        let cells = values.iter().map(|cell| (*cell).to_owned()).collect();
        Sheet::new(vec![(1, heads), (2, cells)]).unwrap()
    }

    fn read(values: &[&str]) -> Result<Given, String> {
        let sheet = sheet(values);
        Given::read(&sheet, &sheet.lines[0])
    }

    #[test]
    fn a_line_is_read_in_beijing_time() {
        let given = read(&[
            "2006-0001",
            "教育局",
            "咨询",
            "入学",
            "如何入学",
            "周某",
            "87990001",
            "2006/4/26 9:05",
            "已答复",
            "2006年5月8日 16：30",
            "请到学校登记",
            "",
            "是",
        ])
        .unwrap();
        assert_eq!(beijing::minute(given.received), "2006-04-26 09:05");
        let Ending::Answered(at, _) = given.ending else {
            panic!()
        };
        assert_eq!(beijing::minute(at), "2006-05-08 16:30");
        assert!(given.shown && given.explained.is_none());
    }

    #[test]
    fn a_guarded_cell_of_a_rejects_file_reads_as_it_was() {
        let sheet = sheet(&["'-7", "", "", "'=1+1", "'quoted"]);
        let line = &sheet.lines[0];
        assert_eq!(sheet.get(line, "编号"), "-7");
        assert_eq!(sheet.get(line, "标题"), "=1+1");
        assert_eq!(sheet.get(line, "内容"), "'quoted");
    }

    #[test]
    fn what_makes_no_sense_is_rejected_with_a_reason() {
        let good = [
            "7",
            "教育局",
            "咨询",
            "题",
            "文",
            "",
            "",
            "2006-04-26 09:00",
            "未答复",
            "",
            "",
            "",
            "否",
        ];
        assert!(read(&good).is_ok());
        for (column, value, word) in [
            (0, "", "编号"),
            (2, "", "类型"),
            (7, "", "来信时间"),
            (7, "昨天", "无法识别"),
            (8, "办理中", "应为"),
            (8, "已答复", "答复时间"),
            (11, "2006-04-01", "早于"),
            (12, "也许", "是否公开"),
        ] {
            let mut line = good;
            line[column] = value;
            assert!(read(&line).unwrap_err().contains(word), "{value}");
        }
        let no_column = Sheet::new(vec![(1, vec!["编号".into()])]);
        assert!(no_column.is_err());
    }
}
