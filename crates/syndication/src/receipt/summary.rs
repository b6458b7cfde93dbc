//! One line about the places of an article.

use super::away::entity as away;
use super::entity;
use crate::ui::span;
use chrono::{DateTime, Utc};

/// `5/5 处已更新，最慢 0.4 秒`; empty when the article stands nowhere else. `rows` are the newest receipts of this box, `away`
/// the places on other boxes, `version` the article's.
#[must_use]
pub fn summary(rows: &[entity::Model], away: &[away::Model], version: i64) -> String {
    let told: Vec<&away::Model> = away.iter().filter(|place| is_told(place, version)).collect();
    let here = rows.first().map(|row| (row.what.as_str(), row.sent_at));
    let last = told.iter().max_by_key(|place| (place.version, place.sent_at));
    let Some(last) = here.or_else(|| last.map(|last| (last.what.as_str(), last.sent_at))) else {
        return String::new();
    };
    let away: Vec<_> = told.into_iter().filter(|place| concerns(last, place)).collect();
    let what = last.0;
    let spans = rows
        .iter()
        .map(|row| (row.sent_at, row.finished_at(), row.done_at.is_none()));
    let there = away.iter().filter(|place| place.version >= version);
    let there = there.map(|place| (place.sent_at, place.finished_at(), place.done_at.is_none()));
    let (mut done, mut slowest, mut held) = (0, None, 0);
    for (sent, finished, waits) in spans.chain(there) {
        held += u32::from(waits);
        if let Some(finished) = finished {
            done += 1;
            slowest = slowest.max(Some(finished - sent));
        }
    }
    let deed = match what {
        "withdrawn" => "已撤下",
        "revoked" => "已撤销",
        "granted" => "已恢复",
        _ => "已更新",
    };
    let mut text = format!("{done}/{} 处{deed}", rows.len() + away.len());
    if let Some(slowest) = slowest {
        text += &format!("，最慢 {}", span(slowest));
    }
    if held > 0 {
        text += &format!("，{held} 处待对方确认");
    }
    text
}

/// The line, and how many other boxes do not take the version of now: they show what they had before.
pub(super) fn with_refused(mut line: String, refused: usize) -> String {
    if refused > 0 {
        if !line.is_empty() {
            line += "，";
        }
        line += &format!("{refused} 个外部系统未接收现行版本");
    }
    line
}

/// Whether a place on another box is one of those that the newest receipts are about: a revocation need not concern all.
fn concerns((what, sent_at): (&str, DateTime<Utc>), place: &away::Model) -> bool {
    !matches!(what, "revoked" | "granted") || (place.what == what && place.sent_at == sent_at)
}

/// Whether anything new is said to a place: not where its editors took the article down, nor where the source forbade an
/// earlier version.
fn is_told(place: &away::Model, version: i64) -> bool {
    place.what != "removed" && (place.what != "revoked" || place.version >= version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;

    fn row(done: Option<i64>, searched: i64) -> entity::Model {
        let at = |millis: i64| DateTime::<Utc>::UNIX_EPOCH + Duration::milliseconds(millis);
        entity::Model {
            id: 1,
            site_id: 1,
            uid: uuid::Uuid::nil(),
            version: 2,
            place_site_id: 2,
            what: "corrected".into(),
            sent_at: at(0),
            done_at: done.map(at),
            purged_at: done.map(at),
            searched_at: done.map(|_| at(searched)),
            files_at: done.map(at),
            files_open: false,
        }
    }

    #[test]
    fn the_line_counts_what_is_done_and_names_the_slowest() {
        assert_eq!(summary(&[], &[], 2), "");
        let rows = [row(Some(90), 410), row(Some(100), 200)];
        assert_eq!(summary(&rows, &[], 2), "2/2 处已更新，最慢 0.4 秒");
        let mut late = row(Some(90), 410);
        late.files_at = late.sent_at.checked_add_signed(Duration::milliseconds(700));
        assert_eq!(summary(&[late.clone()], &[], 2), "1/1 处已更新，最慢 0.7 秒");
        (late.files_at, late.files_open) = (None, true);
        assert_eq!(
            summary(&[late], &[], 2),
            "0/1 处已更新",
            "its files are not there yet"
        );
        let rows = [row(Some(90), 410), row(None, 0)];
        assert_eq!(
            summary(&rows, &[], 2),
            "1/2 处已更新，最慢 0.4 秒，1 处待对方确认"
        );
    }

    #[test]
    fn a_place_on_another_box_counts_when_it_shows_this_version() {
        let there = |version: i64, searched: i64| away::Model {
            id: 1,
            site_id: 1,
            uid: uuid::Uuid::nil(),
            place_uid: uuid::Uuid::nil(),
            place_name: "门户".into(),
            version,
            what: "corrected".into(),
            sent_at: row(None, 0).sent_at,
            done_at: row(Some(searched), 0).done_at,
            purged_at: row(Some(searched), 0).done_at,
            searched_at: row(Some(searched), searched).searched_at,
            files_at: None,
            files_open: false,
        };
        let rows = [row(Some(90), 410)];
        assert_eq!(summary(&rows, &[there(2, 900)], 2), "2/2 处已更新，最慢 0.9 秒");
        assert_eq!(summary(&rows, &[there(1, 900)], 2), "1/2 处已更新，最慢 0.4 秒");
        assert_eq!(summary(&[], &[there(1, 900)], 2), "0/1 处已更新");
        let word = |what: &str, version| away::Model {
            what: what.into(),
            ..there(version, 900)
        };
        assert_eq!(
            summary(&[], &[word("revoked", 1)], 1),
            "1/1 处已撤销，最慢 0.9 秒"
        );
        assert_eq!(
            summary(&[], &[word("revoked", 1)], 2),
            "",
            "it is not told of the second version"
        );
        assert_eq!(
            summary(&rows, &[word("revoked", 1)], 2),
            "1/1 处已更新，最慢 0.4 秒"
        );
        assert_eq!(
            summary(&rows, &[word("removed", 1)], 2),
            "1/1 处已更新，最慢 0.4 秒"
        );
        let mut revoked = row(Some(90), 410);
        revoked.what = "revoked".into();
        assert_eq!(
            summary(&[revoked], &[there(2, 900)], 2),
            "1/1 处已撤销，最慢 0.4 秒",
            "the other box was not told to take it down"
        );
    }
}
