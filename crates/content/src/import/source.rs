//! From a file to records of raw bytes with their line numbers, a batch at a time.

use super::csv::{Columns, Scan, Scanner};
use kernel::{Error, Result};
use std::collections::VecDeque;
use std::io::{BufRead, Read};
use std::path::Path;
use std::sync::Arc;

/// Records a batch. The widest statement binds 26 values a record; SQLite takes 32,766.
pub(super) const BATCH: usize = 500;
/// A batch also ends here, so that long bodies do not add up.
const BATCH_BYTES: usize = 8 << 20;
/// The longest record: a body of 2 MB may triple when JSON escapes each character.
const RECORD_MAX: usize = 16 << 20;

const TOO_LONG: &str = "整行超过 16 MB，未读入";
const OPEN_QUOTE: &str = "引号没有正确闭合";

/// The two forms a file may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    /// One JSON object a line, UTF-8.
    JsonLines,
    /// Comma-separated with a header row, UTF-8 or GB18030.
    Csv,
}

impl FileFormat {
    /// What the ending of a file's name says.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "jsonl" | "ndjson" | "json" => Some(Self::JsonLines),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

/// How the bytes of a record become words.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    Json,
    Csv {
        columns: Arc<Columns>,
        encoding: Encoding,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Gb18030,
}

impl Encoding {
    pub(super) fn decode(self, bytes: &[u8]) -> Result<std::borrow::Cow<'_, str>, &'static str> {
        match self {
            Self::Utf8 => std::str::from_utf8(bytes)
                .ok()
                .map(Into::into)
                .ok_or("不是有效的 UTF-8 文本"),
            Self::Gb18030 => encoding_rs::GB18030
                .decode_without_bom_handling_and_without_replacement(bytes)
                .ok_or("不是有效的 GB18030 文本"),
        }
    }
}

/// A record as it stands in the file.
#[derive(Debug)]
pub(super) struct Raw {
    pub(super) line: u64,
    pub(super) text: Vec<u8>,
    /// Why it cannot even be taken apart.
    pub(super) flaw: Option<&'static str>,
}

/// Reads a file record by record.
pub(super) struct Records<R> {
    input: R,
    format: FileFormat,
    /// Lines read from `input`.
    lines: u64,
    /// Bytes read from `input`.
    pub(super) bytes: u64,
    /// Lines that a broken record gave back.
    returned: VecDeque<Raw>,
    /// The header record, verbatim.
    pub(super) header: Arc<[u8]>,
    columns: Option<Arc<Columns>>,
    /// Known from a byte order mark, or once a batch holds more than ASCII.
    encoding: Option<Encoding>,
}

impl<R: BufRead> Records<R> {
    pub(super) fn new(input: R, format: FileFormat) -> Self {
        Self {
            input,
            format,
            lines: 0,
            bytes: 0,
            returned: VecDeque::new(),
            header: Arc::from([]),
            columns: None,
            encoding: None,
        }
    }

    /// The next records; none at the end of the file.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `file` for a CSV file without the columns needed; faults of the disk.
    pub(super) fn batch(&mut self) -> Result<(Vec<Raw>, Shape)> {
        if self.format == FileFormat::Csv && self.columns.is_none() {
            self.read_header()?;
        }
        let (mut records, mut size) = (Vec::with_capacity(BATCH), 0);
        while records.len() < BATCH && size < BATCH_BYTES {
            let Some(record) = self.record()? else { break };
            size += record.text.len();
            records.push(record);
        }
        let shape = match &self.columns {
            None => Shape::Json,
            Some(columns) => Shape::Csv {
                columns: columns.clone(),
                encoding: self.settle_encoding(&records),
            },
        };
        Ok((records, shape))
    }

    fn read_header(&mut self) -> Result<()> {
        let header = self
            .record()?
            .ok_or_else(|| Error::field("file", "文件是空的，没有表头。"))?;
        let known = self.encoding.unwrap_or(Encoding::Utf8).decode(&header.text);
        let text = known
            .or_else(|_| Encoding::Gb18030.decode(&header.text))
            .unwrap_or_default();
        self.columns = Some(Arc::new(Columns::parse(&text)?));
        self.header = header.text.into();
        Ok(())
    }

    /// The next record that is not blank.
    fn record(&mut self) -> Result<Option<Raw>> {
        loop {
            let Some(line) = self.line()? else { return Ok(None) };
            if line.flaw.is_none() && line.text.trim_ascii().is_empty() {
                continue;
            }
            return match self.format {
                FileFormat::Csv if line.flaw.is_none() => self.quoted(line).map(Some),
                FileFormat::Csv | FileFormat::JsonLines => Ok(Some(line)),
            };
        }
    }

    /// Adds the lines that a quoted field runs over. When the quotes do not come out, only the first line is broken:
    /// the others are given back and read for themselves.
    fn quoted(&mut self, mut first: Raw) -> Result<Raw> {
        let mut scanner = Scanner::default();
        let mut more: Vec<Raw> = Vec::new();
        let mut scan = scanner.feed(&first.text);
        let mut size = first.text.len();
        while scan == Scan::Open && size < RECORD_MAX {
            let Some(line) = self.line()? else { break };
            size += line.text.len();
            scan = if line.flaw.is_some() {
                Scan::Broken
            } else {
                scanner.feed(&line.text)
            };
            more.push(line);
        }
        if scan == Scan::Complete {
            first.text.extend(more.into_iter().flat_map(|line| line.text));
        } else {
            first.flaw = Some(OPEN_QUOTE);
            more.into_iter()
                .rev()
                .for_each(|line| self.returned.push_front(line));
        }
        Ok(first)
    }

    /// The next line with its end.
    fn line(&mut self) -> Result<Option<Raw>> {
        if let Some(line) = self.returned.pop_front() {
            return Ok(Some(line));
        }
        let mut text = Vec::new();
        let read = self
            .input
            .by_ref()
            .take(RECORD_MAX as u64)
            .read_until(b'\n', &mut text)?;
        if read == 0 {
            return Ok(None);
        }
        self.lines += 1;
        self.bytes += read as u64;
        let mut flaw = None;
        if read == RECORD_MAX && !text.ends_with(b"\n") {
            flaw = Some(TOO_LONG);
            text = Vec::new();
            self.skip_line()?;
        }
        if self.lines == 1 {
            self.byte_order_mark(&mut text)?;
        }
        Ok(Some(Raw {
            line: self.lines,
            text,
            flaw,
        }))
    }

    fn skip_line(&mut self) -> Result<()> {
        loop {
            let buffer = self.input.fill_buf()?;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let used = end.map_or(buffer.len(), |at| at + 1);
            let done = end.is_some() || buffer.is_empty();
            self.input.consume(used);
            self.bytes += used as u64;
            if done {
                return Ok(());
            }
        }
    }

    fn byte_order_mark(&mut self, text: &mut Vec<u8>) -> Result<()> {
        if text.starts_with(b"\xff\xfe") || text.starts_with(b"\xfe\xff") {
            return Err(Error::field(
                "file",
                "文件是 UTF-16 编码，请另存为 UTF-8 后再导入。",
            ));
        }
        if text.starts_with(b"\xef\xbb\xbf") {
            text.drain(..3);
            self.encoding = Some(Encoding::Utf8);
        }
        Ok(())
    }

    /// One encoding for a whole file: short words in GB18030 may pass for UTF-8, hundreds of records cannot.
    fn settle_encoding(&mut self, records: &[Raw]) -> Encoding {
        if let Some(encoding) = self.encoding {
            return encoding;
        }
        let telling: Vec<&[u8]> = records
            .iter()
            .map(|record| record.text.as_slice())
            .filter(|text| !text.is_ascii())
            .collect();
        if telling.is_empty() {
            return Encoding::Utf8;
        }
        let passing = |encoding: Encoding| {
            telling
                .iter()
                .filter(|text| encoding.decode(text).is_ok())
                .count()
        };
        let utf8 = passing(Encoding::Utf8);
        let gb18030 = utf8 * 2 < telling.len() && passing(Encoding::Gb18030) > utf8;
        let encoding = if gb18030 {
            Encoding::Gb18030
        } else {
            Encoding::Utf8
        };
        self.encoding = Some(encoding);
        encoding
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(format: FileFormat, text: &[u8]) -> Vec<(u64, String, bool)> {
        let mut records = Records::new(text, format);
        let (raws, _) = records.batch().unwrap();
        raws.into_iter()
            .map(|raw| {
                (
                    raw.line,
                    String::from_utf8_lossy(raw.text.trim_ascii()).into_owned(),
                    raw.flaw.is_some(),
                )
            })
            .collect()
    }

    #[test]
    fn blank_lines_are_passed_over_but_counted() {
        let lines = read(FileFormat::JsonLines, "\u{feff}{}\r\n\n  \n{\"a\":1}".as_bytes());
        assert_eq!(
            lines,
            [(1, "{}".to_owned(), false), (4, "{\"a\":1}".to_owned(), false)]
        );
    }

    #[test]
    fn a_quoted_field_runs_over_lines_and_an_open_quote_breaks_one_line_only() {
        let file = "key,title,body,published_at\n\
                    1,甲,\"一\n\n二\",2020-01-01\n\
                    2,\"乙,一,2020-01-01\n\
                    3,丙,\"说\"\"好\"\"\",2020-01-01\n\
                    4,丁,一,\"2020";
        let lines = read(FileFormat::Csv, file.as_bytes());
        let seen: Vec<(u64, bool)> = lines.iter().map(|(line, _, broken)| (*line, *broken)).collect();
        assert_eq!(seen, [(2, false), (5, true), (6, false), (7, true)]);
        assert_eq!(lines[0].1, "1,甲,\"一\n\n二\",2020-01-01");
    }

    #[test]
    fn the_encoding_is_one_for_the_whole_file() {
        let mut text = b"key,title,body,published_at\n".to_vec();
        // 一 in GB18030 happens to be valid UTF-8; the other lines tell.
        for word in ["一", "政府公报", "教育局"] {
            text.extend_from_slice(&encoding_rs::GB18030.encode(&format!("1,{word},x,2020\n")).0);
        }
        let (_, shape) = Records::new(text.as_slice(), FileFormat::Csv).batch().unwrap();
        assert!(matches!(
            shape,
            Shape::Csv {
                encoding: Encoding::Gb18030,
                ..
            }
        ));
        let text = "key,title,body,published_at\n1,政府公报,x,2020\n";
        let (_, shape) = Records::new(text.as_bytes(), FileFormat::Csv).batch().unwrap();
        assert!(matches!(
            shape,
            Shape::Csv {
                encoding: Encoding::Utf8,
                ..
            }
        ));
    }

    #[test]
    fn a_file_of_another_kind_is_refused_and_told_what_is_missing() {
        let refused = |text: &[u8]| {
            let Err(error) = Records::new(text, FileFormat::Csv).batch() else {
                panic!()
            };
            error.sentence()
        };
        assert!(refused(b"id,title,text\n1,2,3\n").contains("key、body、published_at"));
        assert!(refused(b"").contains("表头"));
        assert!(refused(b"\xff\xfek\0e\0").contains("UTF-16"));
    }

    #[test]
    fn a_line_without_end_is_not_kept() {
        let mut text = vec![b'x'; RECORD_MAX + 5];
        text.extend_from_slice(b"\n{}\n");
        let lines = read(FileFormat::JsonLines, &text);
        assert_eq!(lines, [(1, String::new(), true), (2, "{}".to_owned(), false)]);
    }
}
