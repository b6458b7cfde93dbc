//! The tables as files.

use super::Table;
use kernel::{Error, Result, csv};
use rust_xlsxwriter::{Format, Workbook};

/// As CSV, one table under the other.
#[must_use]
pub fn write_csv(title: &str, tables: &[Table]) -> String {
    let mut text = String::from(csv::BOM);
    text.push_str(&csv::line([title]));
    for table in tables {
        text.push_str("\r\n");
        text.push_str(&csv::line([table.title]));
        text.push_str(&csv::line(&table.heads));
        for row in &table.rows {
            let numbers: Vec<String> = row.numbers.iter().map(i64::to_string).collect();
            let cells = std::iter::once(row.title.as_str()).chain(numbers.iter().map(String::as_str));
            text.push_str(&csv::line(cells));
        }
    }
    text
}

/// As an Excel file, a sheet a table.
///
/// # Errors
/// Faults of the writer.
pub fn write_xlsx(title: &str, tables: &[Table]) -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    if tables.is_empty() {
        book.add_worksheet().write(0, 0, title).map_err(Error::fault)?;
    }
    for table in tables {
        let page = book.add_worksheet().set_name(table.title).map_err(Error::fault)?;
        page.set_column_width(0, 40).map_err(Error::fault)?;
        page.write_with_format(0, 0, format!("{title}：{}", table.title), &bold)
            .map_err(Error::fault)?;
        for (column, head) in (0u16..).zip(&table.heads) {
            page.write_with_format(2, column, *head, &bold)
                .map_err(Error::fault)?;
        }
        for (line, row) in (3u32..).zip(&table.rows) {
            page.write(line, 0, &row.title).map_err(Error::fault)?;
            for (column, number) in (1u16..).zip(&row.numbers) {
                page.write(line, column, *number).map_err(Error::fault)?;
            }
        }
    }
    book.save_to_buffer().map_err(Error::fault)
}

#[cfg(test)]
mod tests {
    use super::super::table::Row;
    use super::*;

    fn tables() -> Vec<Table> {
        vec![Table {
            title: "阅读最多的页面",
            heads: vec!["页面", "浏览量"],
            rows: vec![Row {
                title: "=HYPERLINK(\"x\")".into(),
                path: "/a/".into(),
                numbers: vec![12],
            }],
        }]
    }

    #[test]
    fn a_headline_is_never_a_formula() {
        let text = write_csv("访问统计", &tables());
        assert!(text.contains("'=HYPERLINK") && text.contains(",\"12\""), "{text}");
        assert!(write_xlsx("访问统计", &tables()).unwrap().starts_with(b"PK"));
        assert!(write_xlsx("访问统计", &[]).unwrap().starts_with(b"PK"));
    }
}
