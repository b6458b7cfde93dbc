//! What a figure counts: one word, one condition. The number and the list behind it are made from the same condition.

use crate::letter::facts::{ANSWERED, EXPLAINED, EXTENDED, INVALID, ON_TIME, OVER_HARD, limit_sql};
use crate::rating::Reason;

/// Which letters of a period a figure counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum What {
    /// 收件总数.
    #[default]
    Received,
    /// 无效信息.
    Invalid,
    /// 有效信息.
    Valid,
    /// 已答复.
    Answered,
    /// 未答复.
    Open,
    /// 按时答复.
    OnTime,
    /// 延期内答复.
    Extended,
    /// 按时或延期内答复.
    InTime,
    /// 超期答复.
    Late,
    /// 超过最长时限才答复.
    OverHard,
    /// 作过延期说明.
    Explained,
    /// 未答复且已超过期限.
    Overdue,
    /// 已答复未整改.
    Unrectified,
    /// 已评价.
    Rated,
    /// 评价为满意以上 (基本满意 and better).
    Content,
    /// 评价不满意.
    Bad,
    /// 评价不满意, and this is a reason of the latest rating.
    Because(Reason),
}

/// What is good enough: 基本满意.
pub(super) const CONTENT_FROM: i64 = 3;

impl What {
    /// All.
    pub const ALL: [Self; 21] = [
        Self::Received,
        Self::Invalid,
        Self::Valid,
        Self::Answered,
        Self::Open,
        Self::OnTime,
        Self::Extended,
        Self::InTime,
        Self::Late,
        Self::OverHard,
        Self::Explained,
        Self::Overdue,
        Self::Unrectified,
        Self::Rated,
        Self::Content,
        Self::Bad,
        Self::Because(Reason::TooShort),
        Self::Because(Reason::Late),
        Self::Because(Reason::PassedOn),
        Self::Because(Reason::NotPutRight),
        Self::Because(Reason::Other),
    ];

    /// The word in addresses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Invalid => "invalid",
            Self::Valid => "valid",
            Self::Answered => "answered",
            Self::Open => "open",
            Self::OnTime => "on_time",
            Self::Extended => "extended",
            Self::InTime => "in_time",
            Self::Late => "late",
            Self::OverHard => "over_hard",
            Self::Explained => "explained",
            Self::Overdue => "overdue",
            Self::Unrectified => "unrectified",
            Self::Rated => "rated",
            Self::Content => "content",
            Self::Bad => "bad",
            Self::Because(Reason::TooShort) => "bad_too_short",
            Self::Because(Reason::Late) => "bad_late",
            Self::Because(Reason::PassedOn) => "bad_passed_on",
            Self::Because(Reason::NotPutRight) => "bad_not_put_right",
            Self::Because(Reason::Other) => "bad_other",
        }
    }

    /// The word on screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Received => "收件总数",
            Self::Invalid => "无效信息",
            Self::Valid => "有效信息",
            Self::Answered => "已答复",
            Self::Open => "未答复",
            Self::OnTime => "按时答复",
            Self::Extended => "延期内答复",
            Self::InTime => "按时或延期内答复",
            Self::Late => "超期答复",
            Self::OverHard => "超过最长时限答复",
            Self::Explained => "作过延期说明",
            Self::Overdue => "未答复已超期",
            Self::Unrectified => "已答复未整改",
            Self::Rated => "已评价",
            Self::Content => "评价基本满意以上",
            Self::Bad => "评价不满意",
            Self::Because(Reason::TooShort) => "评价不满意：太简单",
            Self::Because(Reason::Late) => "评价不满意：不及时",
            Self::Because(Reason::PassedOn) => "评价不满意：推诿",
            Self::Because(Reason::NotPutRight) => "评价不满意：未整改",
            Self::Because(Reason::Other) => "评价不满意：其他",
        }
    }

    /// Reads the word of [`Self::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.key() == key)
    }

    /// The condition; `today` is the number of the parameter that holds the day in Beijing.
    pub(super) fn sql(self, today: usize) -> String {
        let bit = |bit: i64| format!(" and (facts & {bit}) <> 0");
        let valid = format!(" and (facts & {INVALID}) = 0");
        match self {
            Self::Received => String::new(),
            Self::Invalid => bit(INVALID),
            Self::Valid => valid,
            Self::Answered => bit(ANSWERED),
            // The first words are those of the index of open letters.
            Self::Open => format!(
                " and answered_on is null and (facts & {}) = 0",
                INVALID | ANSWERED
            ),
            Self::OnTime => bit(ON_TIME),
            Self::Extended => bit(EXTENDED),
            Self::InTime => bit(ON_TIME | EXTENDED),
            Self::Late => format!(" and (facts & {}) = {ANSWERED}", ANSWERED | ON_TIME | EXTENDED),
            Self::OverHard => bit(OVER_HARD),
            Self::Explained => bit(EXPLAINED),
            Self::Overdue => format!(
                " and answered_on is null and (facts & {}) = 0 and {} < ${today}",
                INVALID | ANSWERED,
                limit_sql()
            ),
            Self::Unrectified => format!(" and unrectified = true{valid}"),
            Self::Rated => format!(" and score is not null{valid}"),
            Self::Content => format!(" and score >= {CONTENT_FROM}{valid}"),
            Self::Bad => format!(" and score < {CONTENT_FROM}{valid}"),
            Self::Because(reason) => format!(
                " and score < {CONTENT_FROM}{valid} and exists (select 1 from letter_rating as said \
                 where said.site_id = letter.site_id and said.letter_id = letter.id \
                 and said.round = (select max(latest.round) from letter_rating as latest \
                 where latest.site_id = letter.site_id and latest.letter_id = letter.id) \
                 and ' ' || said.reasons || ' ' like '% {} %')",
                reason.key()
            ),
        }
    }
}
