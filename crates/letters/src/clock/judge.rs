//! How an answer stands to its limits. Asked once, at the first answer; what it says is kept for ever.

use chrono::NaiveDate;

/// The frozen result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// 按时: inside the first limit.
    OnTime,
    /// 延期内: after an extension explained inside the first limit, by the day that it named.
    Extended,
    /// 超期.
    Late,
}

impl Judgement {
    /// All.
    pub const ALL: [Self; 3] = [Self::OnTime, Self::Extended, Self::Late];

    /// The word in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::OnTime => "on_time",
            Self::Extended => "extended",
            Self::Late => "late",
        }
    }

    /// The word on screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::OnTime => "按时答复",
            Self::Extended => "延期内答复",
            Self::Late => "超期答复",
        }
    }

    /// Reads the word of [`Self::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|result| result.key() == key)
    }
}

/// Judges an answer: `due` is the limit, `explained` the day an extension was explained in public, `until` the day it named, at
/// the utmost the hard end.
#[must_use]
pub fn judge(
    due: NaiveDate,
    until: NaiveDate,
    explained: Option<NaiveDate>,
    answered: NaiveDate,
) -> Judgement {
    if answered <= due {
        Judgement::OnTime
    } else if answered <= until && explained.is_some_and(|day| day <= due) {
        Judgement::Extended
    } else {
        Judgement::Late
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_extension_explained_in_time_counts() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let (due, hard) = (day("2006-05-08"), day("2006-05-11"));
        for (explained, answered, result) in [
            (None, "2006-05-08", Judgement::OnTime),
            (None, "2006-05-09", Judgement::Late),
            (Some("2006-05-08"), "2006-05-11", Judgement::Extended),
            (Some("2006-05-09"), "2006-05-11", Judgement::Late),
            (Some("2006-05-08"), "2006-05-12", Judgement::Late),
            (Some("2006-05-08"), "2006-05-08", Judgement::OnTime),
        ] {
            assert_eq!(
                judge(due, hard, explained.map(day), day(answered)),
                result,
                "{answered}"
            );
        }
        for result in Judgement::ALL {
            assert_eq!(Judgement::parse(result.key()), Some(result));
        }
    }
}
