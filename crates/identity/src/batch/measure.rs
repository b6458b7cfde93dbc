//! Looking at an Excel file before it is read: the archive says little about what it unpacks to, and the reader makes room
//! for as many texts as the file claims to hold.

use kernel::{Error, Result};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// More parts are refused; a workbook has about ten.
const MOST_PARTS: usize = 1_000;
/// The part that holds the texts, whatever folder and letters its name has.
const TEXTS: &str = "sharedstrings.xml";
/// The attribute by which the reader makes room.
const CLAIM: &str = "uniqueCount";
/// The shortest text of all, `<si/>`.
const SHORTEST: usize = 5;

/// Unpacks every part once, at most `most` bytes, without keeping it, and compares what the texts claim with what they are.
///
/// # Errors
/// [`Error::Invalid`] on `file`.
pub(super) fn measure(bytes: &[u8], most: u64) -> Result<()> {
    let broken = |error: zip::result::ZipError| wrong(format!("Excel 文件无法读取：{error}"));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if archive.len() > MOST_PARTS {
        return Err(too_large());
    }
    let mut left = most;
    for number in 0..archive.len() {
        let part = archive.by_index(number).map_err(broken)?;
        let is_texts = part.name().map_err(broken)?.to_ascii_lowercase().ends_with(TEXTS);
        // One more than is left, so that the one too many is seen.
        let mut unpacked = part.take(left + 1);
        let read = if is_texts {
            let mut text = Vec::new();
            let read = unpacked.read_to_end(&mut text).map_err(unreadable)? as u64;
            if read <= left && !is_honest(&text) {
                return Err(wrong("Excel 文件的文字表与其声明不符，请另存后再导入。"));
            }
            read
        } else {
            std::io::copy(&mut unpacked, &mut std::io::sink()).map_err(unreadable)?
        };
        left = left.checked_sub(read).ok_or_else(too_large)?;
    }
    Ok(())
}

/// Whether every claim in the part is a number that its length can hold. What is no UTF-8, and so could hide a claim, is not.
fn is_honest(part: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(part) else {
        return false;
    };
    if text.contains('\0') {
        return false;
    }
    let most = text.len() / SHORTEST;
    text.split(CLAIM).skip(1).all(|rest| {
        let value = rest.trim_start().strip_prefix('=').map(str::trim_start);
        let Some(value) = value else {
            // The word stands in a text, not before a value.
            return true;
        };
        let value = value.trim_start_matches(['"', '\'']);
        let end = value.find(['"', '\'']).unwrap_or(value.len());
        value
            .get(..end)
            .and_then(|value| value.trim().parse::<usize>().ok())
            .is_some_and(|claimed| claimed <= most)
    })
}

fn wrong(text: impl Into<String>) -> Error {
    Error::field("file", text)
}

fn unreadable(error: std::io::Error) -> Error {
    wrong(format!("Excel 文件无法读取：{error}"))
}

fn too_large() -> Error {
    wrong("Excel 文件解压后过大，请只保留要导入的名单。")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::read;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    /// A workbook of one sheet with these texts and rows.
    fn book(texts: &[u8], rows: &str) -> Vec<u8> {
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let package = "http://schemas.openxmlformats.org/package/2006/relationships";
        let parts: [(&str, Vec<u8>); 5] = [
            (
                "_rels/.rels",
                format!(r#"<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#).into(),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(r#"<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#).into(),
            ),
            (
                "xl/workbook.xml",
                format!(r#"<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>"#).into(),
            ),
            ("xl/sharedStrings.xml", texts.to_vec()),
            (
                "xl/worksheets/sheet1.xml",
                format!(r#"<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>"#).into(),
            ),
        ];
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(&bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn sst(attributes: &str, texts: &str) -> Vec<u8> {
        format!(r#"<?xml version="1.0" encoding="UTF-8"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" {attributes}>{texts}</sst>"#).into()
    }

    fn refusal(bytes: &[u8]) -> String {
        match read(bytes) {
            Err(Error::Invalid(fields)) => fields[0].text.clone(),
            other => panic!("{other:?}"),
        }
    }

    const TWO: &str = "<si><t>account</t></si><si><t>name</t></si>";
    const HEAD: &str = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>"#;
    const LINE: &str = r#"<row r="2"><c r="A2" t="inlineStr"><is><t>edu.one</t></is></c></row>"#;

    #[test]
    fn an_honest_workbook_is_read() {
        let lines = read(&book(
            &sst(r#"count="9000" uniqueCount="2""#, TWO),
            &format!("{HEAD}{LINE}"),
        ));
        assert_eq!(lines.unwrap()[0].get("account"), "edu.one");
    }

    #[test]
    fn a_claim_of_more_texts_than_the_part_can_hold_is_refused_before_room_is_made() {
        for claim in [
            r#"uniqueCount="1000000000000000""#,
            "uniqueCount = '99999999'",
            r#"uniqueCount="-1""#,
            r#"uniqueCount="99999999999999999999999999""#,
            r#"uniqueCount="""#,
        ] {
            let file = book(&sst(claim, TWO), HEAD);
            assert!(file.len() < 2_000);
            assert!(refusal(&file).contains("声明不符"), "{claim}");
        }
        let wide: Vec<u8> = sst(r#"uniqueCount="1000000000000000""#, TWO)
            .iter()
            .flat_map(|byte| [*byte, 0])
            .collect();
        assert!(refusal(&book(&wide, HEAD)).contains("声明不符"));
        let hidden = [&[0xFF, 0xFE][..], &wide].concat();
        assert!(refusal(&book(&hidden, HEAD)).contains("声明不符"));
    }

    #[test]
    fn what_unpacks_to_too_much_is_refused() {
        let bomb = book(&sst("", TWO), &" ".repeat((64 << 20) + 1));
        assert!(bomb.len() < 1 << 20);
        assert!(refusal(&bomb).contains("过大"));
    }

    #[test]
    fn rows_that_come_again_and_again_are_counted_and_long_texts_are_refused() {
        let again = r#"<row><c r="A1" t="s"><v>0</v></c></row><row><c r="A2" t="s"><v>0</v></c></row>"#;
        assert!(refusal(&book(&sst("", TWO), &again.repeat(3_000))).contains("最多"));
        let long = format!("<si><t>{}</t></si>", "长".repeat(3_000));
        let file = book(
            &sst("", &long),
            r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#,
        );
        assert!(refusal(&file).contains("过长"));
    }
}
