//! What a source may bring in a day. Whoever changes everything at every look fills neither the site nor the disk.

use super::entity;
use crate::arrival::entity as item;
use chrono::{DateTime, Utc};
use kernel::beijing;
use sea_orm::Set;

/// Entries of one source that are brought or corrected in a day.
pub(super) const ENTRIES: i64 = 500;
/// Bytes of pictures that one source is asked for in a day.
const BYTES: i64 = 500 << 20;
/// Corrections of one entry in a day.
const CORRECTIONS: i64 = 3;

/// What was taken from a source today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Day {
    on: String,
    entries: i64,
    bytes: i64,
}

impl Day {
    pub(super) fn of(source: &entity::Model, now: DateTime<Utc>) -> Self {
        let on = beijing::date(now);
        let today = source.taken_on == on;
        Self {
            entries: if today { source.taken_entries } else { 0 },
            bytes: if today { source.taken_bytes } else { 0 },
            on,
        }
    }

    /// Whether nothing more is taken today.
    pub(super) fn is_over(&self) -> bool {
        self.entries >= ENTRIES
    }

    /// Bytes of pictures that may still be asked for.
    pub(super) fn room(&self) -> u64 {
        u64::try_from(BYTES - self.bytes).unwrap_or_default()
    }

    /// One entry more, with its pictures.
    pub(super) fn take(&mut self, bytes: u64) {
        self.entries += 1;
        self.bytes = self.bytes.saturating_add_unsigned(bytes);
    }

    /// The columns of the source.
    pub(super) fn columns(&self) -> entity::ActiveModel {
        entity::ActiveModel {
            taken_on: Set(self.on.clone()),
            taken_entries: Set(self.entries),
            taken_bytes: Set(self.bytes),
            ..entity::ActiveModel::default()
        }
    }
}

/// How often an entry was corrected today, as its columns say.
pub(super) fn corrections(on: &str, count: i64, now: DateTime<Utc>) -> i64 {
    if on == beijing::date(now) { count } else { 0 }
}

/// Whether an entry may be corrected once more today.
pub(super) fn may_correct(on: &str, count: i64, now: DateTime<Utc>) -> bool {
    corrections(on, count, now) < CORRECTIONS
}

/// The columns of an entry that is corrected now.
pub(super) fn corrected(known: &item::Model, now: DateTime<Utc>) -> item::ActiveModel {
    let before = corrections(&known.corrected_on, known.corrections, now);
    item::ActiveModel {
        corrected_on: Set(beijing::date(now)),
        corrections: Set(before + 1),
        ..item::ActiveModel::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;

    #[test]
    fn corrections_are_counted_by_days_in_beijing() {
        let late = beijing::parse("2026-11-22 23:50").unwrap();
        assert!(may_correct("", 0, late) && may_correct("2026-11-22", CORRECTIONS - 1, late));
        assert!(!may_correct("2026-11-22", CORRECTIONS, late));
        assert!(may_correct(
            "2026-11-22",
            CORRECTIONS,
            late + Duration::minutes(10)
        ));
    }
}
