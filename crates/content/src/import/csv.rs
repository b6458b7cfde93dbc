//! CSV: where a record ends, which column is which, and a record's fields.

use super::line::{FIELDS, Fields, Flaw, NEEDED};
use kernel::{Error, Result};

/// How a record stands after a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scan {
    /// It ends with this line.
    Complete,
    /// A quoted field goes on.
    Open,
    /// Something stands between a closing quote and the next comma.
    Broken,
}

#[derive(Clone, Copy, Default)]
enum State {
    #[default]
    Start,
    Plain,
    Quoted,
    Closed,
}

/// Follows quotes over lines. Comma, quote and line end are never part of a character in UTF-8 or GB18030, so it reads
/// bytes.
#[derive(Default)]
pub(super) struct Scanner(State);

impl Scanner {
    pub(super) fn feed(&mut self, line: &[u8]) -> Scan {
        for byte in line {
            self.0 = match (self.0, *byte) {
                (State::Quoted, b'"') => State::Closed,
                (State::Start | State::Closed, b'"') | (State::Quoted, _) => State::Quoted,
                (_, b',' | b'\n') => State::Start,
                (State::Closed, b'\r') => State::Closed,
                (State::Closed, _) => return Scan::Broken,
                (State::Start | State::Plain, _) => State::Plain,
            };
        }
        if matches!(self.0, State::Quoted) {
            Scan::Open
        } else {
            Scan::Complete
        }
    }
}

/// Where each field stands.
#[derive(Debug)]
pub(super) struct Columns {
    names: Vec<Option<&'static str>>,
}

impl Columns {
    /// Reads a header row; columns we do not know are passed over.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `file` naming what is missing.
    pub(super) fn parse(header: &str) -> Result<Self> {
        let row = row(header).unwrap_or_default();
        let known = |name: &str| {
            FIELDS
                .into_iter()
                .find(|field| field.eq_ignore_ascii_case(name.trim()))
        };
        let names: Vec<Option<&'static str>> = row.iter().map(known).collect();
        let missing: Vec<&str> = NEEDED
            .into_iter()
            .filter(|field| !names.contains(&Some(*field)))
            .collect();
        if missing.is_empty() {
            return Ok(Self { names });
        }
        let text = format!("文件的表头缺少 {}；这不像可导入的 CSV 文件。", missing.join("、"));
        Err(Error::field("file", text))
    }
}

/// Takes a record apart.
pub(super) fn fields(columns: &Columns, text: &str) -> Result<Fields, Flaw> {
    let Some(row) = row(text) else {
        return Err(Flaw::new("", "CSV 格式有误"));
    };
    let mut fields = Fields::default();
    for (name, value) in columns.names.iter().zip(row.iter()) {
        if let Some(field) = name.and_then(|name| fields.get_mut(name)) {
            value.clone_into(field);
        }
    }
    let wanted = columns.names.len();
    if row.len() < wanted || row.iter().skip(wanted).any(|cell| !cell.is_empty()) {
        let reason = format!("有 {} 列，表头有 {wanted} 列，请检查逗号和引号", row.len());
        return Err(Flaw::new(&fields.key, &reason));
    }
    Ok(fields)
}

fn row(text: &str) -> Option<::csv::StringRecord> {
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut row = ::csv::StringRecord::new();
    reader
        .read_record(&mut row)
        .ok()
        .filter(|read| *read)
        .map(|_| row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_come_in_any_order_and_unknown_ones_are_passed_over() {
        let columns = Columns::parse("序号,Title,body, key ,published_at\r\n").unwrap();
        let fields = fields(&columns, "1,题,\"一,\n二\",k1,2020-01-01\r\n").unwrap();
        assert_eq!(
            (fields.key.as_str(), fields.title.as_str(), fields.body.as_str()),
            ("k1", "题", "一,\n二")
        );
    }

    #[test]
    fn a_record_that_does_not_fit_the_header_names_both_numbers() {
        let columns = Columns::parse("key,title,body,published_at").unwrap();
        let Err(flaw) = fields(&columns, "k1,题") else {
            panic!()
        };
        assert_eq!(flaw.key, "k1");
        assert!(flaw.reason.contains("有 2 列，表头有 4 列"), "{}", flaw.reason);
        assert!(fields(&columns, "k1,题,文,2020-01-01,,").is_ok());
        assert!(fields(&columns, "k1,题,文,2020-01-01,多").is_err());
    }

    #[test]
    fn quotes_are_followed_over_lines() {
        let scan = |text: &str| Scanner::default().feed(text.as_bytes());
        assert_eq!(scan("a,\"b\"\"c\",d\r\n"), Scan::Complete);
        assert_eq!(scan("a,6\" pipe,d\n"), Scan::Complete);
        assert_eq!(scan("a,\"b\n"), Scan::Open);
        assert_eq!(scan("a,\"b\"c\n"), Scan::Broken);
    }
}
