//! Small parts that several staff pages share.

use chrono::Duration;
use content::channel::entity as channel;
use kernel::{Error, Result};
use sea_orm::ColumnTrait;
use serde::{Deserialize, Serialize};
use store::SiteRead;

/// An option of a select.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
}

impl Choice {
    /// An option.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
        }
    }
}

/// A filter that is a link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Filter {
    /// Its words.
    pub title: String,
    /// Where it leads.
    pub url: String,
    /// The one shown.
    pub current: bool,
    /// How many.
    pub count: u64,
}

/// A state as a chip.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Chip {
    /// The word.
    pub text: String,
    /// Colour and icon.
    pub tone: String,
}

impl Chip {
    /// A chip.
    pub fn new(text: impl Into<String>, tone: &str) -> Self {
        Self {
            text: text.into(),
            tone: tone.into(),
        }
    }
}

/// Which page of a list is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PageQuery {
    page: String,
}

impl PageQuery {
    /// The number; what is none is the first.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.page.parse().unwrap_or(1).max(1)
    }
}

/// How long something took: `0.4 秒`, `5 分`, `3 小时 2 分`, `2 天 3 小时`.
#[must_use]
pub fn span(span: Duration) -> String {
    let span = span.max(Duration::zero());
    let with = |whole: i64, of: &str, rest: i64, part: &str| match rest {
        0 => format!("{whole} {of}"),
        rest => format!("{whole} {of} {rest} {part}"),
    };
    match (span.num_days(), span.num_hours(), span.num_minutes()) {
        (0, 0, 0) => {
            let tenths = (span.num_milliseconds() + 50) / 100;
            format!("{}.{} 秒", tenths / 10, tenths % 10)
        }
        (0, 0, minutes) => format!("{minutes} 分"),
        (0, hours, minutes) => with(hours, "小时", minutes % 60, "分"),
        (days, hours, _) => with(days, "天", hours % 24, "小时"),
    }
}

/// Rows on a page of a staff list.
pub(crate) const PAGE_SIZE: u64 = 30;

/// The site's open channels in their order.
pub(crate) async fn open_channels(read: &SiteRead) -> Result<Vec<Choice>> {
    let rows = read
        .find::<channel::Entity>()
        .filter(channel::Column::State.eq("open"))
        .asc(channel::Column::Position)
        .asc(channel::Column::Id)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Choice::new(row.id.to_string(), row.name))
        .collect())
}

/// Reads why somebody decided so: not empty, at most `most` characters, else `empty` or `long` is said.
pub(crate) fn reason(text: &str, most: usize, (empty, long): (&str, &str)) -> Result<String> {
    match text.trim() {
        "" => Err(Error::field("reason", empty)),
        text if text.chars().count() > most => Err(Error::field("reason", long)),
        text => Ok(text.into()),
    }
}

/// What is read for a number among options, or nothing.
pub(crate) fn label(options: &[Choice], id: Option<i64>) -> String {
    let value = id.map(|id| id.to_string()).unwrap_or_default();
    let found = options.iter().find(|option| option.value == value);
    found.map(|option| option.label.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::span;
    use chrono::Duration;

    #[test]
    fn a_span_is_read_in_two_units_at_most() {
        for (millis, words) in [
            (-5, "0.0 秒"),
            (440, "0.4 秒"),
            (300_000, "5 分"),
            (3_600_000, "1 小时"),
            (10_920_000, "3 小时 2 分"),
            (183_600_000, "2 天 3 小时"),
        ] {
            assert_eq!(span(Duration::milliseconds(millis)), words);
        }
    }
}
