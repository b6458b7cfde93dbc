//! Counts that add up: pure.

use super::share::{decimals, percent};
use crate::letter::facts::{ANSWERED, EXPLAINED, EXTENDED, INVALID, ON_TIME, OVER_HARD};

/// How many letters of one month, unit, class and site have the same facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// `yyyymm`.
    pub month: i64,
    /// The unit they count with.
    pub unit: Option<i64>,
    /// Class.
    pub class: String,
    /// See [`crate::letter::facts`].
    pub facts: i64,
    /// Where they were written.
    pub site: i64,
    /// And on which of its boards.
    pub board: i64,
    /// How many.
    pub n: u64,
    /// Sum of their ratings.
    pub score: u64,
    /// How many were rated.
    pub rated: u64,
    /// How many of these are content.
    pub content: u64,
}

/// The figures of any set of letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// 收件总数.
    pub received: u64,
    /// 无效: useless, repeated, withdrawn.
    pub deleted: u64,
    /// 已答复.
    pub replied: u64,
    /// 按时答复: inside the first limit.
    pub on_time: u64,
    /// 延期内答复.
    pub extended: u64,
    /// 超过最长时限才答复.
    pub over_hard: u64,
    /// 作过延期说明.
    pub explained: u64,
    /// 未答复且已超期.
    pub overdue: u64,
    /// 已答复未整改.
    pub unrectified: u64,
    /// Sum of ratings.
    pub score: u64,
    /// 已评价.
    pub rated: u64,
    /// 评价基本满意以上.
    pub content: u64,
}

impl Tally {
    /// Adds letters with the same facts.
    pub fn add(&mut self, facts: i64, n: u64) {
        let has = |bit: i64| facts & bit != 0;
        self.received += n;
        if has(INVALID) {
            self.deleted += n;
            return;
        }
        self.replied += if has(ANSWERED) { n } else { 0 };
        self.on_time += if has(ON_TIME) { n } else { 0 };
        self.extended += if has(EXTENDED) { n } else { 0 };
        self.over_hard += if has(OVER_HARD) { n } else { 0 };
        self.explained += if has(EXPLAINED) { n } else { 0 };
    }

    pub(super) fn count(&mut self, count: &Count) {
        self.add(count.facts, count.n);
        if count.facts & INVALID == 0 {
            self.score += count.score;
            self.rated += count.rated;
            self.content += count.content;
        }
    }

    /// 有效信息.
    #[must_use]
    pub fn valid(&self) -> u64 {
        self.received - self.deleted
    }

    /// 未答复.
    #[must_use]
    pub fn unreplied(&self) -> u64 {
        self.valid() - self.replied
    }

    /// 超期答复.
    #[must_use]
    pub fn late(&self) -> u64 {
        self.replied - self.on_time - self.extended
    }

    /// 答复率 in percent with two decimals, half up; answered of *valid*. None when nothing is valid.
    #[must_use]
    pub fn reply_rate(&self) -> Option<f64> {
        percent(self.replied, self.valid()).map(decimals)
    }

    /// 满意率: content of rated, two decimals, half up. None when nobody rated.
    #[must_use]
    pub fn content_rate(&self) -> Option<f64> {
        percent(self.content, self.rated).map(decimals)
    }

    /// 平均评价, 1 to 5, two decimals, half up. None when nobody rated.
    #[must_use]
    pub fn rating(&self) -> Option<f64> {
        // A hundredth of a percent of `score / rated` is a ten-thousandth, so a hundred times fewer are hundredths.
        percent(self.score, self.rated * 100).map(decimals)
    }
}
