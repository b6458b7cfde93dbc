//! From counts to figures: pure. Whatever prints a figure asks here.

use super::counted::{Bad, Counted};
use super::{Filter, Spread, Tally};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use utoipa::ToSchema;

/// What units and sites are called.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Short names of units.
    pub units: HashMap<i64, String>,
    /// Short names of sites.
    pub sites: HashMap<i64, String>,
    /// Sites and names of boards.
    pub boards: HashMap<i64, (i64, String)>,
}

/// What a unit without letters that were given to it is called.
pub(super) const NO_UNIT: &str = "未转办";

impl Names {
    /// A unit's name.
    #[must_use]
    pub fn unit(&self, id: Option<i64>) -> String {
        match id {
            Some(id) => self.units.get(&id).cloned().unwrap_or_default(),
            None => NO_UNIT.into(),
        }
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
    /// The counts behind it; not for outside.
    #[serde(skip)]
    #[schema(ignore)]
    pub tally: Tally,
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
    /// 延期内答复.
    pub extended: u64,
    /// Answered after the hard end.
    pub over_15_days: u64,
    /// 未答复且已超期, today.
    pub overdue: u64,
    /// 已答复未整改, today.
    pub unrectified: u64,
    /// 平均评价, 1 to 5.
    pub rating: Option<f64>,
    /// How many were rated.
    pub rated: u64,
}

impl UnitFigures {
    fn of(id: Option<i64>, tally: Tally, names: &Names) -> Self {
        Self {
            unit: names.unit(id),
            id,
            valid: tally.valid(),
            replied: tally.replied,
            unreplied: tally.unreplied(),
            reply_rate: tally.reply_rate(),
            on_time: tally.on_time,
            extended: tally.extended,
            over_15_days: tally.over_hard,
            overdue: tally.overdue,
            unrectified: tally.unrectified,
            rating: tally.rating(),
            rated: tally.rated,
            tally,
        }
    }

    /// Answered everything.
    pub(super) fn is_at_100(&self) -> bool {
        self.id.is_some() && self.unreplied == 0
    }

    /// 接受提问在100条以上.
    pub(super) fn is_100_or_more(&self) -> bool {
        self.id.is_some() && self.valid >= MANY
    }

    /// 满意度较高.
    pub(super) fn is_well_rated(&self) -> bool {
        let well = self.rating.is_some_and(|rating| rating >= RATED_WELL);
        self.id.is_some() && self.rated >= RATED_MIN && well
    }

    /// Answered, and something is not put right.
    pub(super) fn has_unrectified(&self) -> bool {
        self.id.is_some() && self.unrectified > 0
    }
}

/// The figures of a board.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = LetterBoardFigures)]
pub struct BoardFigures {
    /// Short name of its site.
    pub site: String,
    /// Its name.
    pub board: String,
    /// Its number here, as in addresses.
    pub id: i64,
    /// The counts behind it; not for outside.
    #[serde(skip)]
    #[schema(ignore)]
    pub tally: Tally,
    /// 收件.
    pub received: u64,
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

impl BoardFigures {
    fn of(id: i64, tally: Tally, names: &Names) -> Self {
        let (site, board) = names.boards.get(&id).cloned().unwrap_or_default();
        Self {
            site: names.sites.get(&site).cloned().unwrap_or_default(),
            board,
            id,
            received: tally.received,
            valid: tally.valid(),
            replied: tally.replied,
            unreplied: tally.unreplied(),
            reply_rate: tally.reply_rate(),
            on_time: tally.on_time,
            tally,
        }
    }
}

/// How long answers took, in working days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = LetterAnswerTimes)]
pub struct AnswerTimes {
    /// A quarter was answered within.
    pub p25: Option<i64>,
    /// Half was answered within.
    pub median: Option<i64>,
    /// Three quarters were answered within.
    pub p75: Option<i64>,
    /// Nine of ten were answered within.
    pub p90: Option<i64>,
    /// All were answered within.
    pub longest: Option<i64>,
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
    /// 作过延期说明.
    pub explained: u64,
    /// 未答复且已超期, today.
    pub overdue: u64,
    /// 已答复未整改, today.
    pub unrectified: u64,
    /// Letters that were rated.
    pub rated: u64,
    /// Mean rating, 1 to 5, two decimals.
    pub rating: Option<f64>,
    /// Rated 基本满意 or better, of the rated, two decimals.
    pub content_rate: Option<f64>,
    /// How long answers took.
    pub answer_working_days: AnswerTimes,
    /// Valid letters by class.
    pub by_type: BTreeMap<String, u64>,
    /// Valid letters by month, `yyyy-mm`.
    pub by_month_valid: BTreeMap<String, u64>,
    /// Letters received by year, former years by their totals.
    pub received_by_year: BTreeMap<String, u64>,
    /// By unit, most letters first; equal ones in the order of the tree.
    pub units: Vec<UnitFigures>,
    /// By board, in the order of sites.
    pub boards: Vec<BoardFigures>,
    /// Units that answered everything.
    pub units_at_100: Vec<String>,
    /// Units with 100 valid letters or more.
    pub units_100_or_more: Vec<String>,
    /// Units with at least five ratings and a mean of 4 or better, best first.
    pub units_well_rated: Vec<String>,
    /// What tables and lists are made from; not for outside.
    #[serde(skip)]
    #[schema(ignore)]
    pub detail: Detail,
}

/// The counts behind the figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Detail {
    /// All together.
    pub all: Tally,
    /// By class.
    pub classes: BTreeMap<String, Tally>,
    /// By `yyyymm`.
    pub months: BTreeMap<i64, Tally>,
    /// By site, with its name.
    pub sites: Vec<(i64, String, Tally)>,
    /// Answer times.
    pub spread: Spread,
    /// Whose writers are not content, and why.
    pub bad: Bad,
}

/// 接受提问在100条以上.
const MANY: u64 = 100;
/// Fewer ratings say nothing about a unit.
pub const RATED_MIN: u64 = 5;
/// 满意度较高.
pub const RATED_WELL: f64 = 4.0;

/// Letters by their unit.
pub(super) type ByUnit = HashMap<Option<i64>, u64>;

impl Figures {
    /// From what was counted.
    #[must_use]
    pub fn of(filter: &Filter, counted: Counted, names: &Names) -> Self {
        let Counted {
            counts,
            overdue,
            unrectified,
            spread,
            bad,
            years,
        } = counted;
        let mut all = Tally::default();
        let mut classes: BTreeMap<String, Tally> = BTreeMap::new();
        let mut months: BTreeMap<i64, Tally> = BTreeMap::new();
        let mut by_unit: BTreeMap<Option<i64>, Tally> = BTreeMap::new();
        let mut by_site: BTreeMap<i64, Tally> = BTreeMap::new();
        let mut by_board: BTreeMap<(i64, i64), Tally> = BTreeMap::new();
        for count in &counts {
            all.count(count);
            classes.entry(count.class.clone()).or_default().count(count);
            months.entry(count.month).or_default().count(count);
            by_unit.entry(count.unit).or_default().count(count);
            by_site.entry(count.site).or_default().count(count);
            by_board
                .entry((count.site, count.board))
                .or_default()
                .count(count);
        }
        for (unit, tally) in &mut by_unit {
            tally.overdue = overdue.get(unit).copied().unwrap_or(0);
            tally.unrectified = unrectified.get(unit).copied().unwrap_or(0);
            all.overdue += tally.overdue;
            all.unrectified += tally.unrectified;
        }
        let sites = by_site.into_iter().map(|(id, tally)| {
            let name = names.sites.get(&id).cloned().unwrap_or_default();
            (id, name, tally)
        });
        let sites = sites.collect();
        let units = unit_figures(by_unit, names);
        let (from, to) = filter.period.days();
        let valid_of_month = |(month, tally): (&i64, &Tally)| (month_name(*month), tally.valid());
        let valid_of_class = |(class, tally): (&String, &Tally)| (class.clone(), tally.valid());
        Self {
            from,
            to,
            received: all.received,
            deleted: all.deleted,
            valid: all.valid(),
            replied: all.replied,
            unreplied: all.unreplied(),
            reply_rate: all.reply_rate(),
            on_time: all.on_time,
            on_time_or_extended: all.on_time + all.extended,
            over_15_days: all.over_hard,
            explained: all.explained,
            overdue: all.overdue,
            unrectified: all.unrectified,
            rated: all.rated,
            rating: all.rating(),
            content_rate: all.content_rate(),
            answer_working_days: times(&spread),
            by_type: classes
                .iter()
                .map(valid_of_class)
                .filter(|(_, n)| *n > 0)
                .collect(),
            by_month_valid: months
                .iter()
                .map(valid_of_month)
                .filter(|(_, n)| *n > 0)
                .collect(),
            received_by_year: years,
            units_at_100: named(&units, UnitFigures::is_at_100),
            units_100_or_more: named(&units, UnitFigures::is_100_or_more),
            units_well_rated: well_rated(&units),
            units,
            boards: by_board
                .into_iter()
                .map(|((_, id), tally)| BoardFigures::of(id, tally, names))
                .collect(),
            detail: Detail {
                all,
                classes,
                months,
                sites,
                spread,
                bad,
            },
        }
    }
}

/// `2006-04`.
pub(super) fn month_name(month: i64) -> String {
    format!("{:04}-{:02}", month / 100, month % 100)
}

fn times(spread: &Spread) -> AnswerTimes {
    AnswerTimes {
        p25: spread.quantile(25),
        median: spread.quantile(50),
        p75: spread.quantile(75),
        p90: spread.quantile(90),
        longest: spread.quantile(100),
    }
}

fn named(units: &[UnitFigures], wanted: impl Fn(&UnitFigures) -> bool) -> Vec<String> {
    let units = units.iter().filter(|unit| wanted(unit));
    units.map(|unit| unit.unit.clone()).collect()
}

fn well_rated(units: &[UnitFigures]) -> Vec<String> {
    let mut well: Vec<&UnitFigures> = units.iter().filter(|unit| unit.is_well_rated()).collect();
    // Stable: equal ones stay in the order of their letters.
    well.sort_by(|a, b| b.rating.unwrap_or(0.0).total_cmp(&a.rating.unwrap_or(0.0)));
    well.into_iter().map(|unit| unit.unit.clone()).collect()
}

fn unit_figures(by_unit: BTreeMap<Option<i64>, Tally>, names: &Names) -> Vec<UnitFigures> {
    let valid = by_unit.into_iter().filter(|(_, tally)| tally.valid() > 0);
    let mut units: Vec<UnitFigures> = valid
        .map(|(id, tally)| UnitFigures::of(id, tally, names))
        .collect();
    // Stable, and the map was in the order of the tree.
    units.sort_by_key(|unit| std::cmp::Reverse(unit.valid));
    units
}
