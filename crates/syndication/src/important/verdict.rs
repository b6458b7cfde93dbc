//! Whether an item stood on a site within 24 hours. Pure.

use chrono::{DateTime, Duration, Utc};

/// How long a site has (State Council inspections since 2016).
pub const LIMIT: Duration = Duration::hours(24);

/// How a site stands with an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It stood there in time, after so long.
    InTime(Duration),
    /// It stood there so much after the limit.
    Late(Duration),
    /// It does not stand there, so long after the limit.
    Missing(Duration),
    /// There is still time.
    Pending,
}

impl Verdict {
    /// Words in addresses.
    pub const KEYS: [(&'static str, &'static str); 4] = [
        ("in_time", "24 小时内显示"),
        ("late", "超时显示"),
        ("missing", "超时未显示"),
        ("pending", "未到时限"),
    ];

    /// Judges; `shown` is the first time it stood there. What stood there before it was issued is not it.
    #[must_use]
    pub fn of(issued: DateTime<Utc>, shown: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Self {
        let limit = issued + LIMIT;
        match shown.filter(|shown| *shown >= issued) {
            Some(shown) if shown <= limit => Self::InTime(shown - issued),
            Some(shown) => Self::Late(shown - limit),
            None if now <= limit => Self::Pending,
            None => Self::Missing(now - limit),
        }
    }

    /// The word in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::InTime(_) => "in_time",
            Self::Late(_) => "late",
            Self::Missing(_) => "missing",
            Self::Pending => "pending",
        }
    }

    /// By how much the limit was passed.
    #[must_use]
    pub const fn beyond(self) -> Option<Duration> {
        match self {
            Self::Late(by) | Self::Missing(by) => Some(by),
            Self::InTime(_) | Self::Pending => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_moment_of_the_day_is_in_time() {
        let issued = DateTime::<Utc>::UNIX_EPOCH;
        let at = |hours: i64| issued + Duration::hours(hours);
        assert_eq!(
            Verdict::of(issued, Some(at(24)), at(30)),
            Verdict::InTime(Duration::hours(24))
        );
        assert_eq!(
            Verdict::of(issued, Some(at(25)), at(30)),
            Verdict::Late(Duration::hours(1))
        );
        assert_eq!(Verdict::of(issued, Some(at(-1)), at(24)), Verdict::Pending);
        assert_eq!(Verdict::of(issued, None, at(24)), Verdict::Pending);
        assert_eq!(
            Verdict::of(issued, None, at(30)),
            Verdict::Missing(Duration::hours(6))
        );
    }
}
