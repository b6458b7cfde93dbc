//! The register as a file for spreadsheets.

use super::view::RepostRow;

/// The lines as CSV with a byte order mark, which spreadsheets need for Chinese.
pub(super) fn write(rows: &[RepostRow]) -> String {
    let mut text = String::from("\u{feff}");
    line(
        &mut text,
        &[
            "转载日期",
            "媒体",
            "转载标题",
            "转载地址",
            "本站稿件",
            "本站地址",
            "核对",
            "备注",
        ],
    );
    for row in rows {
        line(
            &mut text,
            &[
                &row.day,
                &row.medium,
                &row.title,
                &row.url,
                &row.article,
                &row.article_url,
                &row.state.text,
                &row.note,
            ],
        );
    }
    text
}

/// Adds a line of cells.
pub(crate) fn line(text: &mut String, cells: &[&str]) {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    text.push_str(&cells.join(","));
    text.push_str("\r\n");
}

/// A cell that no spreadsheet takes for a formula.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        "'"
    } else {
        ""
    };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_text_and_nothing_else() {
        assert_eq!(quoted("人民网"), "\"人民网\"");
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
        assert_eq!(quoted("他说\"好\""), "\"他说\"\"好\"\"\"");
    }
}
