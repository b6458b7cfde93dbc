//! A row as a line of CSV that a spreadsheet opens without running anything.

use super::words;
use kernel::beijing;
use store::audit::entity::Model;

/// The byte order mark tells spreadsheets that it is UTF-8.
pub(super) const HEAD: &str =
    "\u{feff}编号,时间,人员,来源地址,操作,操作代码,结果,对象,说明,站点,请求编号,校验值\r\n";

pub(super) fn line(row: &Model, site: &str) -> String {
    let cells = [
        row.id.to_string(),
        beijing::rfc3339(row.at),
        row.actor_label.clone(),
        row.address.clone().unwrap_or_default(),
        words::action_title(&row.action),
        row.action.clone(),
        words::result(&row.result).0.to_owned(),
        row.subject.clone(),
        row.detail.clone(),
        site.to_owned(),
        row.request.clone().unwrap_or_default(),
        row.hash.clone(),
    ];
    let mut line = cells
        .iter()
        .map(|cell| quoted(cell))
        .collect::<Vec<_>>()
        .join(",");
    line.push_str("\r\n");
    line
}

/// Always in quotes. What a spreadsheet would read as a formula is shown as text: people choose their names, visitors
/// choose addresses.
fn quoted(cell: &str) -> String {
    let formula = cell
        .trim_start()
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        || cell.starts_with(['\t', '\r', '\n']);
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::quoted;

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
            assert!(quoted(evil).starts_with("\"'"), "{evil}");
        }
        assert_eq!(quoted("周\"若溪"), "\"周\"\"若溪\"");
    }
}
