//! Beijing time: stored in UTC, shown at +08:00. China has had no summer time in the years concerned.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeZone, Utc};

const HOURS_EAST: i32 = 8 * 3600;

/// The same instant with the offset +08:00.
#[must_use]
pub fn local(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    match FixedOffset::east_opt(HOURS_EAST) {
        Some(zone) => at.with_timezone(&zone),
        None => at.fixed_offset(),
    }
}

/// The calendar day in Beijing.
#[must_use]
pub fn day(at: DateTime<Utc>) -> NaiveDate {
    local(at).date_naive()
}

/// `2026-11-22`.
#[must_use]
pub fn date(at: DateTime<Utc>) -> String {
    local(at).format("%Y-%m-%d").to_string()
}

/// `2026-11-22 09:30`, the minute precision that inspectors ask for.
#[must_use]
pub fn minute(at: DateTime<Utc>) -> String {
    local(at).format("%Y-%m-%d %H:%M").to_string()
}

/// RFC 3339 with +08:00 and whole seconds.
#[must_use]
pub fn rfc3339(at: DateTime<Utc>) -> String {
    local(at).format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// Reads RFC 3339 (any offset) or a Beijing `YYYY-MM-DD[ T]HH:MM[:SS]` or `YYYY-MM-DD`.
#[must_use]
pub fn parse(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.with_timezone(&Utc));
    }
    let text = text.replace('T', " ").replace('/', "-");
    let local = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(&text, form).ok())
        .or_else(|| {
            NaiveDate::parse_from_str(&text, "%Y-%m-%d")
                .ok()?
                .and_hms_opt(0, 0, 0)
        })?;
    let zone = FixedOffset::east_opt(HOURS_EAST)?;
    zone.from_local_datetime(&local)
        .single()
        .map(|at| at.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_turns_at_midnight_in_beijing() {
        let at = parse("2026-11-21T16:30:00Z").unwrap();
        assert_eq!(date(at), "2026-11-22");
        assert_eq!(minute(at), "2026-11-22 00:30");
        assert_eq!(rfc3339(at), "2026-11-22T00:30:00+08:00");
    }

    #[test]
    fn times_are_read_in_the_forms_editors_write() {
        for text in [
            "2026-11-22 09:30",
            "2026/11/22 09:30",
            "2026-11-22T09:30:00",
            "2026-11-22T09:30:00+08:00",
        ] {
            assert_eq!(minute(parse(text).unwrap()), "2026-11-22 09:30", "{text}");
        }
        assert_eq!(minute(parse("2026-11-22").unwrap()), "2026-11-22 00:00");
        assert!(parse("昨天").is_none());
        assert!(parse("2026-13-01").is_none());
    }
}
