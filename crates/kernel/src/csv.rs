//! A cell of CSV that a spreadsheet opens without running anything.

/// The byte order mark, which tells spreadsheets that it is UTF-8.
pub const BOM: char = '\u{feff}';

/// Whether a spreadsheet would run a cell instead of showing it.
#[must_use]
pub fn is_formula(text: &str) -> bool {
    text.trim_start()
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        || text.starts_with(['\t', '\r', '\n'])
}

/// Always in quotes. What a spreadsheet would read as a formula is shown as text: people choose names and headlines,
/// visitors choose addresses.
#[must_use]
pub fn cell(text: &str) -> String {
    let guard = if is_formula(text) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

/// Cells as a line with its end.
#[must_use]
pub fn line<S: AsRef<str>>(cells: impl IntoIterator<Item = S>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|text| cell(text.as_ref())).collect();
    format!("{}\r\n", cells.join(","))
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn nothing_is_run_as_a_formula() {
        for evil in [
            "=1+1",
            "+1",
            "-2",
            "@SUM(A1)",
            "\t=1",
            "  =cmd|'/c calc'!A1",
            "＝1",
        ] {
            assert!(cell(evil).starts_with("\"'"), "{evil}");
        }
        assert_eq!(cell("周\"若溪"), "\"周\"\"若溪\"");
    }
}
