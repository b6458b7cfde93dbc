//! Reading a file into lines: CSV in UTF-8 or GB18030, or the first sheet of an Excel file.

use super::measure::measure;
use calamine::{DataRef, Reader, Xlsx};
use kernel::{Error, Result};
use std::collections::HashMap;
use std::io::Cursor;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Columns beyond these are not ours.
const MOST_COLUMNS: u32 = 40;

/// How much of a file is read.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Larger files are refused.
    pub bytes: usize,
    /// More lines are refused; a cell far outside could make a sheet of billions.
    pub lines: usize,
    /// Longest text of a cell in bytes: one long text may be named by every cell of a sheet.
    pub cell: usize,
    /// An Excel file that unpacks to more bytes is refused.
    pub unpacked: u64,
}

/// What a list of people needs; anybody with a post may send one.
const PEOPLE: Bounds = Bounds {
    bytes: 4 << 20,
    lines: 5_000,
    cell: 4_000,
    unpacked: 64 << 20,
};

/// Files are read one at a time, so that their sizes do not add up.
static TURN: Semaphore = Semaphore::const_new(1);
/// Whoever waited this long for a turn comes again.
const PATIENCE: Duration = Duration::from_secs(20);

/// The columns: the word in files, and the Chinese heading.
pub const COLUMNS: [(&str, &str); 7] = [
    ("account", "账号"),
    ("name", "姓名"),
    ("title", "职务"),
    ("email", "邮箱"),
    ("unit", "单位"),
    ("site", "站点"),
    ("role", "岗位"),
];

/// A line of the file by column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// As a spreadsheet counts: the heading is 1.
    pub number: usize,
    cells: HashMap<&'static str, String>,
}

impl Line {
    /// A cell; empty when it is not there.
    #[must_use]
    pub fn get(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

/// Reads the file by what it is, not by its name.
///
/// # Errors
/// [`Error::Invalid`] on `file`; [`Error::TooLarge`].
pub fn read(bytes: &[u8]) -> Result<Vec<Line>> {
    lines(read_rows(bytes, PEOPLE)?)
}

/// The rows of a file with their numbers, as a spreadsheet counts. The file is read by what it is, not by its name.
///
/// # Errors
/// [`Error::Invalid`] on `file`; [`Error::TooLarge`].
pub fn read_rows(bytes: &[u8], bounds: Bounds) -> Result<Vec<(usize, Vec<String>)>> {
    if bytes.len() > bounds.bytes {
        return Err(Error::TooLarge(bounds.bytes as u64));
    }
    if bytes.starts_with(b"PK") {
        excel(bytes, bounds)
    } else {
        text(bytes, bounds.lines)
    }
}

/// As [`read`], beside other work and in turn with other files.
///
/// # Errors
/// As [`read`]; [`Error::Busy`] when other files took too long.
pub async fn read_in_turn(bytes: impl AsRef<[u8]> + Send + 'static) -> Result<Vec<Line>> {
    let Ok(turn) = tokio::time::timeout(PATIENCE, TURN.acquire()).await else {
        return Err(Error::Busy(PATIENCE));
    };
    let turn = turn.map_err(Error::fault)?;
    tokio::task::spawn_blocking(move || {
        // The turn ends with the reading, also when nobody waits for it any more.
        let _turn = turn;
        read(bytes.as_ref())
    })
    .await
    .map_err(Error::fault)?
}

fn wrong(text: impl Into<String>) -> Error {
    Error::field("file", text)
}

fn text(bytes: &[u8], most: usize) -> Result<Vec<(usize, Vec<String>)>> {
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(wrong(
            "这是旧版 Excel 文件（.xls），请另存为 .xlsx 或 CSV 后再导入。",
        ));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            let (text, _, broken) = encoding_rs::GB18030.decode(bytes);
            if broken {
                return Err(wrong("文件既不是 UTF-8 也不是 GB18030 编码。"));
            }
            text.into_owned()
        }
    };
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| wrong(format!("CSV 无法读取：{error}")))?;
        let line = record
            .position()
            .map_or(rows.len() + 1, |at| usize::try_from(at.line()).unwrap_or(0));
        rows.push((line, record.iter().map(str::to_owned).collect()));
        if rows.len() > most + 1 {
            return Err(wrong(format!("一次最多导入 {most} 行。")));
        }
    }
    Ok(rows)
}

/// Cell by cell: the whole sheet as a rectangle could be larger than memory.
fn excel(bytes: &[u8], bounds: Bounds) -> Result<Vec<(usize, Vec<String>)>> {
    measure(bytes, bounds.unpacked)?;
    let most = bounds.lines;
    let broken = |error: calamine::XlsxError| wrong(format!("Excel 文件无法读取：{error}"));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let sheet = book
        .sheet_names()
        .first()
        .cloned()
        .ok_or_else(|| wrong("Excel 文件没有工作表。"))?;
    let mut cells = book.worksheet_cells_reader(&sheet).map_err(broken)?;
    let mut rows: Vec<(usize, Vec<String>)> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        let row = usize::try_from(row).unwrap_or(usize::MAX).saturating_add(1);
        if row > most + 1 {
            return Err(wrong(format!("一次最多导入 {most} 行。")));
        }
        let words = words(cell.get_value(), bounds.cell)
            .ok_or_else(|| wrong(format!("第 {row} 行有单元格的文字过长，请核对。")))?;
        if column >= MOST_COLUMNS || words.is_empty() {
            continue;
        }
        if rows.last().is_none_or(|(last, _)| *last != row) {
            rows.push((row, Vec::new()));
        }
        // A row's number may come again and again.
        if rows.len() > most + 1 {
            return Err(wrong(format!("一次最多导入 {most} 行。")));
        }
        if let Some((_, cells)) = rows.last_mut() {
            let column = usize::try_from(column).unwrap_or_default();
            cells.resize(cells.len().max(column + 1), String::new());
            if let Some(place) = cells.get_mut(column) {
                *place = words;
            }
        }
    }
    Ok(rows)
}

/// A number that is whole is written as people typed it: 1001, not 1001.0. Nothing for a text that is too long.
fn words(value: &DataRef<'_>, most: usize) -> Option<String> {
    let text = |text: &str| (text.len() <= most).then(|| text.trim().to_owned());
    match value {
        DataRef::String(words) => text(words),
        DataRef::SharedString(words) => text(words),
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            Some(format!("{number:.0}"))
        }
        DataRef::Float(number) => Some(number.to_string()),
        DataRef::Int(number) => Some(number.to_string()),
        DataRef::DateTimeIso(words) | DataRef::DurationIso(words) => text(words),
        DataRef::DateTime(serial) => Some(moment(serial.as_f64())),
        DataRef::Bool(_) | DataRef::Error(_) | DataRef::Empty => Some(String::new()),
    }
}

/// A date of a spreadsheet: days since the end of 1899, with the time of day as a fraction.
fn moment(serial: f64) -> String {
    const LAST_DAY: f64 = 2_958_466.0;
    if !(1.0..LAST_DAY).contains(&serial) {
        return String::new();
    }
    #[expect(clippy::cast_possible_truncation, reason = "bounded two lines above")]
    let seconds = (serial * 86_400.0).round() as i64;
    let began = chrono::NaiveDate::from_ymd_opt(1899, 12, 30).and_then(|day| day.and_hms_opt(0, 0, 0));
    began
        .and_then(|began| began.checked_add_signed(chrono::Duration::seconds(seconds)))
        .map_or_else(String::new, |at| at.format("%Y-%m-%d %H:%M:%S").to_string())
}

/// Headings say which column is which, in either language and in any order.
fn lines(rows: Vec<(usize, Vec<String>)>) -> Result<Vec<Line>> {
    let blank = |cells: &[String]| cells.iter().all(|cell| cell.trim().is_empty());
    let mut rows = rows.into_iter().filter(|(_, cells)| !blank(cells));
    let (_, heads) = rows.next().ok_or_else(|| wrong("文件是空的。"))?;
    let column = |head: &String| {
        let head = head.trim().to_lowercase();
        COLUMNS
            .iter()
            .find(|(word, title)| *word == head || *title == head)
            .map(|(word, _)| *word)
    };
    let columns: Vec<Option<&'static str>> = heads.iter().map(column).collect();
    for (word, title) in [("account", "账号"), ("name", "姓名")] {
        if !columns.contains(&Some(word)) {
            return Err(wrong(format!("第一行没有“{title}”（{word}）列，请使用模板。")));
        }
    }
    let line = |(number, cells): (usize, Vec<String>)| Line {
        number,
        cells: columns
            .iter()
            .zip(cells)
            .filter_map(|(column, cell)| Some(((*column)?, cell.trim().to_owned())))
            .collect(),
    };
    let lines: Vec<Line> = rows.map(line).collect();
    if lines.is_empty() {
        return Err(wrong("文件只有标题，没有人员。"));
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSV: &str = "账号,姓名,职务,邮箱,单位,站点,岗位\nedu.one,周若溪,科员,zhou@edu.example,教育局,edu,编辑\n\n,,,,,,\nedu.two,\"沈, 知远\",,,,edu,reviewer\n";

    fn check(lines: &[Line]) {
        assert_eq!(lines.len(), 2);
        assert_eq!(
            (lines[0].get("account"), lines[0].get("role")),
            ("edu.one", "编辑")
        );
        assert_eq!((lines[1].get("name"), lines[1].get("email")), ("沈, 知远", ""));
    }

    #[test]
    fn csv_is_read_in_both_encodings_and_lines_keep_their_numbers() {
        let utf8 = read(CSV.as_bytes()).unwrap();
        check(&utf8);
        assert_eq!((utf8[0].number, utf8[1].number), (2, 5));
        check(&read(format!("\u{feff}{CSV}").as_bytes()).unwrap());
        check(&read(&encoding_rs::GB18030.encode(CSV).0).unwrap());
    }

    #[test]
    fn the_first_sheet_of_an_excel_file_is_read() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (column, head) in ["role", "account", "name"].iter().enumerate() {
            sheet.write(0, column as u16, *head).unwrap();
        }
        sheet.write(2, 0, "editor").unwrap();
        sheet.write(2, 1, 1001).unwrap();
        sheet.write(2, 2, "周若溪").unwrap();
        let lines = read(&book.save_to_buffer().unwrap()).unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!(
            (
                lines[0].number,
                lines[0].get("account"),
                lines[0].get("name"),
                lines[0].get("role")
            ),
            (3, "1001", "周若溪", "editor")
        );
    }

    #[test]
    fn a_date_of_a_spreadsheet_is_a_day_and_a_time() {
        assert_eq!(moment(38_833.378_472_222_2), "2006-04-26 09:05:00");
        assert_eq!(moment(1.0), "1899-12-31 00:00:00");
        for wild in [0.0, -5.0, 1e300, f64::NAN] {
            assert_eq!(moment(wild), "");
        }
    }

    #[test]
    fn what_is_no_list_of_people_is_refused_with_a_reason() {
        let mut far = rust_xlsxwriter::Workbook::new();
        far.add_worksheet().write(1_000_000, 3, "x").unwrap();
        for (bytes, word) in [
            (Vec::new(), "空"),
            (b"a,b\n1,2\n".to_vec(), "账号"),
            ("账号,姓名\n".as_bytes().to_vec(), "只有标题"),
            (b"PK\x03\x04nonsense".to_vec(), "无法读取"),
            (vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1], "另存为"),
            (vec![0x81, 0xFF, 0xFF, 0x0A], "编码"),
            (far.save_to_buffer().unwrap(), "最多"),
            (
                format!("账号,姓名\n{}", "a,b\n".repeat(6_000)).into_bytes(),
                "最多",
            ),
        ] {
            let Err(Error::Invalid(fields)) = read(&bytes) else {
                panic!("{word}");
            };
            assert!(
                fields[0].field == "file" && fields[0].text.contains(word),
                "{}",
                fields[0].text
            );
        }
        assert!(matches!(
            read(&vec![b'a'; PEOPLE.bytes + 1]),
            Err(Error::TooLarge(_))
        ));
    }
}
