//! Files to begin with.

use super::COLUMNS;
use kernel::{Error, Result, Role};
use rust_xlsxwriter::{Format, Workbook};

const EXAMPLE: [&str; 7] = [
    "edu.zhou",
    "周若溪",
    "科员",
    "zhou@example.gov.cn",
    "",
    "edu",
    "编辑",
];

/// CSV with a byte order mark, so that Excel reads it as UTF-8.
#[must_use]
pub(super) fn csv() -> Vec<u8> {
    let heads: Vec<&str> = COLUMNS.iter().map(|(_, title)| *title).collect();
    format!("\u{feff}{}\r\n{}\r\n", heads.join(","), EXAMPLE.join(",")).into_bytes()
}

/// An Excel file with an example and a list of posts beside it.
///
/// # Errors
/// Faults of the writer.
pub(super) fn excel() -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet().set_name("人员").map_err(Error::fault)?;
    for (column, ((_, title), example)) in (0u16..).zip(COLUMNS.iter().zip(EXAMPLE)) {
        sheet
            .write_with_format(0, column, *title, &bold)
            .map_err(Error::fault)?;
        sheet.write(1, column, example).map_err(Error::fault)?;
        sheet.set_column_width(column, 20).map_err(Error::fault)?;
    }
    let posts = book.add_worksheet().set_name("岗位一览").map_err(Error::fault)?;
    for (row, role) in (0u32..).zip(Role::ALL) {
        posts.write(row, 0, role.title()).map_err(Error::fault)?;
        posts.write(row, 1, role.key()).map_err(Error::fault)?;
    }
    book.save_to_buffer().map_err(Error::fault)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_templates_are_read_by_the_import_itself() {
        for bytes in [super::csv(), super::excel().unwrap()] {
            let lines = crate::batch::read(&bytes).unwrap();
            assert_eq!(lines.len(), 1);
            assert_eq!((lines[0].get("name"), lines[0].get("role")), ("周若溪", "编辑"));
        }
    }
}
