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
    kernel::csv::line(cells)
}
