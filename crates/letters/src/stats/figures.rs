//! From counts to figures: pure. Whatever prints a figure asks here.

use super::share::percent;
use crate::letter::facts::{ANSWERED, EXPLAINED, EXTENDED, INVALID, ON_TIME, OVER_HARD};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// How many letters of one month, unit and class have the same facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// `yyyymm`.
    pub month: i64,
    /// The responsible unit.
    pub unit: Option<i64>,
    /// Class.
    pub class: String,
    /// See [`crate::letter::facts`].
    pub facts: i64,
    /// How many.
    pub n: u64,
    /// Sum of their ratings.
    pub score: u64,
    /// How many were rated.
    pub rated: u64,
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
    /// Sum of ratings.
    pub score: u64,
    /// 已评价.
    pub rated: u64,
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

    fn count(&mut self, count: &Count) {
        self.add(count.facts, count.n);
        self.score += count.score;
        self.rated += count.rated;
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

    /// 答复率 in percent with two decimals, half up; answered of *valid*. None when nothing is valid.
    #[must_use]
    pub fn reply_rate(&self) -> Option<f64> {
        percent(self.replied, self.valid()).map(|hundredths| {
            // Exact for two decimals: at most 10000 hundredths.
            f64::from(u32::try_from(hundredths).unwrap_or(0)) / 100.0
        })
    }
}

/// The figures of a unit.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = LetterUnitFigures)]
pub struct UnitFigures {
    /// Its short name; `未转办` for letters no unit has.
    pub unit: String,
    /// Its number here; not for outside.
    #[serde(skip)]
    pub id: Option<i64>,
    /// 有效.
    pub valid: u64,
    /// 已答复.
    pub replied: u64,
    /// 未答复.
    pub unreplied: u64,
    /// 答复率.
    pub reply_rate: Option<f64>,
    /// 按时答复.
    pub on_time: u64,
}

/// The figures of a period.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = LetterFigures)]
pub struct Figures {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// 收件总数.
    pub received: u64,
    /// 删除的无用信息.
    pub deleted: u64,
    /// 有效信息.
    pub valid: u64,
    /// 已答复.
    pub replied: u64,
    /// 未答复.
    pub unreplied: u64,
    /// 答复率: answered of valid, two decimals, half up.
    pub reply_rate: Option<f64>,
    /// 按时答复.
    pub on_time: u64,
    /// 按时或延期内答复.
    pub on_time_or_extended: u64,
    /// Answered after the hard end (15 days).
    pub over_15_days: u64,
    /// Valid letters by class.
    pub by_type: BTreeMap<String, u64>,
    /// Valid letters by month, `yyyy-mm`.
    pub by_month_valid: BTreeMap<String, u64>,
    /// Letters received by year, former years by their totals.
    pub received_by_year: BTreeMap<String, u64>,
    /// By unit, most letters first; equal ones in the order of the tree.
    pub units: Vec<UnitFigures>,
    /// Units that answered everything.
    pub units_at_100: Vec<String>,
    /// Units with 100 valid letters or more.
    pub units_100_or_more: Vec<String>,
}

/// 接受提问在100条以上.
const MANY: u64 = 100;

impl Figures {
    /// From counts; `name` says what a unit is called.
    #[must_use]
    pub fn of(
        days: (String, String),
        counts: &[Count],
        years: BTreeMap<String, u64>,
        name: impl Fn(i64) -> String,
    ) -> Self {
        let mut all = Tally::default();
        let mut by_type: BTreeMap<String, Tally> = BTreeMap::new();
        let mut by_month: BTreeMap<String, Tally> = BTreeMap::new();
        let mut by_unit: BTreeMap<Option<i64>, Tally> = BTreeMap::new();
        for count in counts {
            all.count(count);
            by_type.entry(count.class.clone()).or_default().count(count);
            let month = format!("{:04}-{:02}", count.month / 100, count.month % 100);
            by_month.entry(month).or_default().count(count);
            by_unit.entry(count.unit).or_default().count(count);
        }
        let units = unit_figures(by_unit, name);
        let named = |wanted: &dyn Fn(&UnitFigures) -> bool| {
            let units = units.iter().filter(|unit| unit.id.is_some() && wanted(unit));
            units.map(|unit| unit.unit.clone()).collect::<Vec<_>>()
        };
        Self {
            from: days.0,
            to: days.1,
            received: all.received,
            deleted: all.deleted,
            valid: all.valid(),
            replied: all.replied,
            unreplied: all.unreplied(),
            reply_rate: all.reply_rate(),
            on_time: all.on_time,
            on_time_or_extended: all.on_time + all.extended,
            over_15_days: all.over_hard,
            by_type: valid_of(by_type),
            by_month_valid: valid_of(by_month),
            received_by_year: years,
            units_at_100: named(&|unit| unit.unreplied == 0),
            units_100_or_more: named(&|unit| unit.valid >= MANY),
            units,
        }
    }
}

fn valid_of(tallies: BTreeMap<String, Tally>) -> BTreeMap<String, u64> {
    let valid = tallies.into_iter().map(|(key, tally)| (key, tally.valid()));
    valid.filter(|(_, valid)| *valid > 0).collect()
}

fn unit_figures(by_unit: BTreeMap<Option<i64>, Tally>, name: impl Fn(i64) -> String) -> Vec<UnitFigures> {
    let mut units: Vec<UnitFigures> = by_unit
        .into_iter()
        .filter(|(_, tally)| tally.valid() > 0)
        .map(|(id, tally)| UnitFigures {
            unit: id.map_or_else(|| "未转办".into(), &name),
            id,
            valid: tally.valid(),
            replied: tally.replied,
            unreplied: tally.unreplied(),
            reply_rate: tally.reply_rate(),
            on_time: tally.on_time,
        })
        .collect();
    // Stable, and the map was in the order of the tree.
    units.sort_by_key(|unit| std::cmp::Reverse(unit.valid));
    units
}
