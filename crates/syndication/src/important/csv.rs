//! The measure as a file for spreadsheets.

use super::measure::Line;
use super::verdict::Verdict;
use super::view;
use crate::repost::csv::line;
use kernel::beijing;

/// The lines as CSV with a byte order mark, which spreadsheets need for Chinese.
pub(super) fn write(lines: &[Line]) -> String {
    let mut text = String::from("\u{feff}");
    line(
        &mut text,
        &["标题", "国务院发布时间", "网站", "显示时间", "情况", "用时或超时"],
    );
    for row in lines {
        let shown = row.shown_at.map(beijing::minute).unwrap_or_default();
        let word = Verdict::KEYS
            .iter()
            .find(|(key, _)| *key == row.verdict.key())
            .map_or("", |(_, word)| word);
        line(
            &mut text,
            &[
                &row.title,
                &beijing::minute(row.issued_at),
                &row.name,
                &shown,
                word,
                &view::how_long(row.verdict),
            ],
        );
    }
    text
}
