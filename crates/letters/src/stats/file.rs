//! The tables as files: for spreadsheets, and as a circular (通报) for Word and PDF.

use super::view::NOWHERE;
use super::{Cell, Sheet};
use crate::assessment::{Part, write_docx, write_pdf};
use kernel::{Error, Result, csv};
use rust_xlsxwriter::{Format as Look, Workbook, Worksheet};

/// Which kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text, one table under the other.
    Csv,
    /// Excel, one sheet a table.
    Xlsx,
    /// Word, with charts.
    Docx,
    /// PDF, with charts.
    Pdf,
}

impl Format {
    /// The ending of its name.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Docx => "docx",
            Self::Pdf => "pdf",
        }
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Pdf => "application/pdf",
        }
    }
}

/// Writes the tables under a title.
///
/// # Errors
/// Faults of the writer.
pub fn write_file(format: Format, title: &str, sheets: &[Sheet]) -> Result<Vec<u8>> {
    match format {
        Format::Csv => Ok(write_csv(title, sheets).into_bytes()),
        Format::Xlsx => write_xlsx(title, sheets),
        Format::Docx => write_docx(&parts(title, sheets)),
        Format::Pdf => Ok(write_pdf(&parts(title, sheets))),
    }
}

/// The tables in order, each with the line that shows how its numbers add up.
fn parts(title: &str, sheets: &[Sheet]) -> Vec<Part> {
    let mut parts = vec![Part::Heading(title.to_owned())];
    for sheet in sheets.iter().filter(|sheet| !sheet.lines.is_empty()) {
        parts.push(Part::Table(NOWHERE.table(sheet.clone())));
        if !sheet.check.is_empty() {
            parts.push(Part::Text(sheet.check.clone()));
        }
    }
    parts
}

fn write_csv(title: &str, sheets: &[Sheet]) -> String {
    let mut text = String::from(csv::BOM);
    text.push_str(&csv::line([title]));
    for sheet in sheets.iter().filter(|sheet| !sheet.lines.is_empty()) {
        text.push_str("\r\n");
        text.push_str(&csv::line([sheet.title.as_str()]));
        text.push_str(&csv::line(&sheet.heads));
        for line in &sheet.lines {
            let cells = line.cells.iter().map(|cell| cell.text.as_str());
            text.push_str(&csv::line(std::iter::once(line.title.as_str()).chain(cells)));
        }
        if !sheet.check.is_empty() {
            text.push_str(&csv::line([sheet.check.as_str()]));
        }
    }
    text
}

fn write_xlsx(title: &str, sheets: &[Sheet]) -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    for sheet in sheets.iter().filter(|sheet| !sheet.lines.is_empty()) {
        let page = book
            .add_worksheet()
            .set_name(&sheet.title)
            .map_err(Error::fault)?;
        write_sheet(page, title, sheet)?;
    }
    if sheets.iter().all(|sheet| sheet.lines.is_empty()) {
        let page = book.add_worksheet();
        page.write(0, 0, title).map_err(Error::fault)?;
    }
    book.save_to_buffer().map_err(Error::fault)
}

fn write_sheet(page: &mut Worksheet, title: &str, sheet: &Sheet) -> Result<()> {
    let bold = Look::new().set_bold();
    page.write_with_format(0, 0, format!("{title}：{}", sheet.title), &bold)
        .map_err(Error::fault)?;
    page.set_column_width(0, 24).map_err(Error::fault)?;
    for (column, head) in (0u16..).zip(&sheet.heads) {
        page.write_with_format(2, column, head, &bold)
            .map_err(Error::fault)?;
    }
    let mut row = 3u32;
    for line in &sheet.lines {
        page.write(row, 0, &line.title).map_err(Error::fault)?;
        for (column, cell) in (1u16..).zip(&line.cells) {
            write_cell(page, row, column, cell)?;
        }
        row += 1;
    }
    if !sheet.check.is_empty() {
        page.write(row + 1, 0, &sheet.check).map_err(Error::fault)?;
    }
    Ok(())
}

/// Counts are numbers; rates keep their two decimals and their sign.
fn write_cell(page: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<()> {
    match cell.number {
        Some(rate) if cell.text.ends_with('%') => {
            let look = Look::new().set_num_format("0.00%");
            page.write_with_format(row, column, rate / 100.0, &look)
        }
        Some(number) if cell.text.contains('.') => {
            let look = Look::new().set_num_format("0.00");
            page.write_with_format(row, column, number, &look)
        }
        Some(number) => page.write(row, column, number),
        None => page.write(row, column, &cell.text),
    }
    .map_err(Error::fault)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Line;

    #[test]
    fn names_are_text_and_counts_are_numbers() {
        let sheet = Sheet {
            title: "按单位".into(),
            heads: vec!["单位".into(), "有效信息".into()],
            lines: vec![Line {
                title: "=cmd|'/c calc'!A1".into(),
                open: None,
                cells: vec![Cell {
                    text: "7".into(),
                    number: Some(7.0),
                    letters: None,
                }],
            }],
            ..Sheet::default()
        };
        let text = write_csv("2006年", std::slice::from_ref(&sheet));
        assert!(text.contains("\"'=cmd|'/c calc'!A1\",\"7\""), "{text}");
        assert!(write_xlsx("2006年", &[sheet]).unwrap().starts_with(b"PK"));
        assert!(write_xlsx("2006年", &[]).unwrap().starts_with(b"PK"));
        assert_eq!(
            parts("2006年", &[Sheet::default()]).len(),
            1,
            "a table without lines says nothing"
        );
    }
}
