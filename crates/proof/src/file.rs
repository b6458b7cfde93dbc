//! Lists as files: CSV in UTF-8 or GB18030, and back.

use crate::{Entry, List, MOST_ENTRIES};
use std::collections::HashMap;

/// A line of a file that is no entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Its number, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub why: String,
}

/// The largest file that is read, in bytes.
pub const LARGEST: usize = 32 * 1024 * 1024;
/// Wrong lines that are told; one who brings more has brought another file.
const TOLD: usize = 20;

/// Reads a list. The first line may name the columns. A word that stands twice counts as it stands last.
///
/// # Errors
/// The lines that are wrong, the first twenty of them.
pub fn read(list: List, bytes: &[u8]) -> Result<Vec<Entry>, Vec<Wrong>> {
    let whole = |why: &str| {
        vec![Wrong {
            line: 0,
            why: why.into(),
        }]
    };
    if bytes.len() > LARGEST {
        return Err(whole("文件过大，上限 32 MB。"));
    }
    let text = decoded(bytes).ok_or_else(|| whole("文件既不是 UTF-8 也不是 GB18030 编码的文本。"))?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let (mut entries, mut wrong) = (Vec::<Entry>::new(), Vec::new());
    let mut known: HashMap<String, usize> = HashMap::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                wrong.push(Wrong {
                    line,
                    why: "这一行读不出来，请检查引号。".into(),
                });
                break;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |at: usize| unguarded(record.get(at).unwrap_or_default());
        if record.iter().all(|cell| cell.trim().is_empty()) && record.len() < 2
            || (entries.is_empty() && is_head(list, cell(0)))
        {
            continue;
        }
        match entry(list, &record) {
            Ok(entry) if entries.len() < MOST_ENTRIES || known.contains_key(&entry.word) => {
                match known.get(&entry.word).and_then(|at| entries.get_mut(*at)) {
                    Some(place) => *place = entry,
                    None => {
                        known.insert(entry.word.clone(), entries.len());
                        entries.push(entry);
                    }
                }
            }
            Ok(_) => {
                wrong.push(Wrong {
                    line,
                    why: format!("一个词表最多 {MOST_ENTRIES} 条，从这一行起超出。"),
                });
                break;
            }
            Err(why) => wrong.push(Wrong { line, why }),
        }
        if wrong.len() >= TOLD {
            break;
        }
    }
    if wrong.is_empty() { Ok(entries) } else { Err(wrong) }
}

fn is_head(list: List, cell: &str) -> bool {
    cell.trim() == list.heads()[0]
}

fn entry(list: List, record: &csv::StringRecord) -> Result<Entry, String> {
    let cell = |at: usize| unguarded(record.get(at).unwrap_or_default());
    // Columns that a list does not have stand in no file of it.
    let columns = list.heads().map(|head| !head.is_empty());
    let mut at = 0;
    let [word, right, rank, note] = columns.map(|there| {
        let text = if there { cell(at) } else { "" };
        at += usize::from(there);
        text
    });
    if record.iter().skip(at).any(|cell| !cell.trim().is_empty()) {
        return Err(format!(
            "这一行有 {} 列，应为 {at} 列；词语里有逗号时请加引号。",
            record.len()
        ));
    }
    Entry::parse(list, word, right, rank, note)
}

/// What a spreadsheet's guard against formulas put before the text goes again.
fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if kernel::csv::is_formula(rest) => rest,
        _ => cell,
    }
}

fn decoded(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (!text.contains('\0')).then(|| text.to_owned());
    }
    let (text, wrong) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
    (!wrong && !text.contains('\0')).then(|| text.into_owned())
}

/// A list as a file, with its columns named; spreadsheets run nothing in it.
#[must_use]
pub fn write(list: List, entries: &[Entry]) -> String {
    let heads = list.heads();
    let row = |cells: [&str; 4]| {
        let kept = cells.into_iter().zip(heads).filter(|(_, head)| !head.is_empty());
        kernel::csv::line(kept.map(|(cell, _)| cell))
    };
    let mut text = String::from(kernel::csv::BOM);
    text.push_str(&row(heads));
    for entry in entries {
        let rank = entry.rank.to_string();
        text.push_str(&row([&entry.word, &entry.right, &rank, &entry.note]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(list: List, text: &str) -> Vec<(u64, String)> {
        read(list, text.as_bytes())
            .unwrap_err()
            .into_iter()
            .map(|w| (w.line, w.why))
            .collect()
    }

    #[test]
    fn a_list_goes_out_and_comes_back() {
        let leader = Entry::parse(List::Leader, "陆明远", "市委副书记、市长", "2", "“兼”").unwrap();
        let formula = Entry::parse(List::Sensitive, "=1+1", "", "", "").unwrap();
        for (list, entry) in [(List::Leader, leader), (List::Sensitive, formula)] {
            let text = write(list, std::slice::from_ref(&entry));
            assert_eq!(read(list, text.as_bytes()).unwrap(), [entry]);
        }
    }

    #[test]
    fn both_encodings_are_read() {
        let text = "错误写法,正确写法,说明\r\n帐号,账号,账目用“账”\r\n部份,部分\r\n";
        let (gb, _, _) = encoding_rs::GB18030.encode(text);
        let one = read(List::Wrong, text.as_bytes()).unwrap();
        assert_eq!(one, read(List::Wrong, &gb).unwrap());
        assert_eq!((one.len(), one[0].right.as_str()), (2, "账号"));
        assert_eq!(read(List::Wrong, &[0xff, 0x00, 0x81]).unwrap_err()[0].line, 0);
    }

    #[test]
    fn wrong_lines_are_named_and_nothing_is_taken() {
        let long = "长".repeat(3500);
        let text = format!("帐号,账号\n,空\n{long},短\n部份,部分,说明,多\n");
        let told = told(List::Wrong, &text);
        assert_eq!(told.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3, 4]);
        assert!(told[1].1.contains("3500"), "{told:?}");
        let many = ",\n".repeat(1000);
        assert_eq!(read(List::Wrong, many.as_bytes()).unwrap_err().len(), 20);
    }

    #[test]
    fn two_hundred_thousand_entries_are_a_list_and_one_more_is_not() {
        let mut text = String::new();
        for n in 0..MOST_ENTRIES {
            text.push_str(&format!("词{n}号\n"));
        }
        assert_eq!(
            read(List::Sensitive, text.as_bytes()).unwrap().len(),
            MOST_ENTRIES
        );
        text.push_str("词0号\n多一个\n");
        let told = told(List::Sensitive, &text);
        assert_eq!((told.len(), told[0].0), (1, MOST_ENTRIES as u64 + 2));
    }
}
