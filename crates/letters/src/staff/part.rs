//! The tabs of the list of letters.

use super::due::NEAR;
use crate::clock::{self, day};
use crate::commitment::query::promised;
use crate::handling::{LEAD, OPEN, entity as handling};
use crate::letter::State;
use crate::letter::entity::Column;
use chrono::NaiveDate;
use kernel::Result;
use sea_orm::ColumnTrait;
use sea_orm::ExprTrait;
use sea_orm::sea_query::{Condition, Expr};
use store::HubRead;

/// A tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// 待分办: nobody has it yet.
    Unallotted,
    /// 待办: a unit has it.
    Todo,
    /// 快到期.
    Soon,
    /// 已超期.
    Overdue,
    /// 待审核.
    Review,
    /// 已答复.
    Answered,
    /// 待整改: promised or asked for, and not put right.
    PutRight,
    /// 承诺超期: promised by a day that is past.
    Broken,
    /// 全部.
    All,
}

impl Part {
    /// All, as tabs.
    pub const ALL: [Self; 9] = [
        Self::Unallotted,
        Self::Todo,
        Self::Soon,
        Self::Overdue,
        Self::Review,
        Self::Answered,
        Self::PutRight,
        Self::Broken,
        Self::All,
    ];

    /// The word in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Unallotted => "new",
            Self::Todo => "todo",
            Self::Soon => "soon",
            Self::Overdue => "overdue",
            Self::Review => "review",
            Self::Answered => "answered",
            Self::PutRight => "put-right",
            Self::Broken => "promise-late",
            Self::All => "all",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Unallotted => "待分办",
            Self::Todo => "待办",
            Self::Soon => "快到期",
            Self::Overdue => "已超期",
            Self::Review => "待审核",
            Self::Answered => "已答复",
            Self::PutRight => "待整改",
            Self::Broken => "承诺超期",
            Self::All => "全部",
        }
    }

    /// What an empty list says.
    #[must_use]
    pub const fn nothing(self) -> (&'static str, &'static str) {
        match self {
            Self::Unallotted => (
                "没有待分办的来信",
                "新收到的来信和各单位退回的来信列在这里，等待登记和转办。",
            ),
            Self::Todo => (
                "没有待办的来信",
                "转给单位办理、等待写信人补充和重新办理的来信列在这里。",
            ),
            Self::Soon => ("没有快到期的来信", "两个工作日内到期、还没有答复的来信列在这里。"),
            Self::Overdue => ("没有超期的来信", "过了答复期限还没有答复的来信列在这里。"),
            Self::Review => ("没有待审核的答复", "单位送审的答复列在这里。"),
            Self::Answered => ("没有已答复的来信", "答复发布后，来信列在这里。"),
            Self::PutRight => (
                "没有待整改的来信",
                "作了整改承诺还没有完成、或写信人评价未整改的来信列在这里。",
            ),
            Self::Broken => (
                "没有超期的整改承诺",
                "过了承诺日期、还没有登记整改情况的来信列在这里。",
            ),
            Self::All => ("没有符合条件的来信", "请放宽筛选条件。"),
        }
    }

    /// Whether the nearest limit stands on top; else the newest letter does.
    #[must_use]
    pub const fn by_due(self) -> bool {
        matches!(self, Self::Todo | Self::Soon | Self::Overdue)
    }

    /// Reads the word of [`Self::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.key() == key)
    }

    /// The letters of the tab.
    ///
    /// # Errors
    /// A calendar that contradicts itself.
    pub fn condition(self, read: &HubRead, today: NaiveDate) -> Result<Condition> {
        use State::{Archived, Asking, Assigned, Received, Registered, Reviewing, Reworking};
        Ok(match self {
            Self::Unallotted => stands(&[Received, Registered]),
            Self::Todo => stands(&[Assigned, Asking, Reworking]),
            Self::Soon => due_within_days(read, today, NEAR)?,
            Self::Overdue => {
                let yesterday = today.pred_opt().unwrap_or(today);
                due_within(read, None, &day(yesterday))
            }
            Self::Review => stands(&[Reviewing]),
            Self::Answered => stands(&[State::Answered, Archived]),
            Self::PutRight => not_put_right(read),
            Self::Broken => {
                let yesterday = today.pred_opt().unwrap_or(today);
                has_promised(read, Some(&day(yesterday)))
            }
            Self::All => Condition::all(),
        })
    }
}

/// Letters whose clock runs and ends within so many working days.
///
/// # Errors
/// A calendar that contradicts itself.
pub(crate) fn due_within_days(read: &HubRead, today: NaiveDate, days: u32) -> Result<Condition> {
    let near = clock::calendar()?.after_working_days(today, days).due;
    Ok(due_within(read, Some(&day(today)), &day(near)))
}

fn stands(states: &[State]) -> Condition {
    Condition::all().add(Column::State.is_in(states.iter().map(|state| state.key())))
}

/// Promised and still open, or answered and, as the writer says, not put right.
fn not_put_right(read: &HubRead) -> Condition {
    Condition::any()
        .add(Column::Unrectified.eq(true))
        .add(has_promised(read, None))
}

/// With an open promise, of a day up to `until`; what is invalid or archived is not looked after any more.
pub(super) fn has_promised(read: &HubRead, until: Option<&str>) -> Condition {
    let looked_after = |state: &State| state.is_valid() && *state != State::Archived;
    let states: Vec<State> = State::ALL.into_iter().filter(looked_after).collect();
    stands(&states).add(Expr::col(Column::Id.as_column_ref()).in_subquery(promised(read, until)))
}

/// Letters whose clock runs and ends within these days: in the first round against its last day as it stands, later against the day
/// named in the explanation of the round or the part of the unit. A question to the writer stops the clock only up to the day
/// that stands as the last.
fn due_within(read: &HubRead, from: Option<&str>, to: &str) -> Condition {
    let within = |column: Column| {
        Condition::all()
            .add(column.lte(to))
            .add_option(from.map(|from| column.gte(from)))
    };
    let running = |state: &State| state.is_open() && (from.is_none() || *state != State::Asking);
    let running: Vec<State> = State::ALL.into_iter().filter(running).collect();
    let limit = Condition::any()
        .add(within(Column::LimitOn))
        .add(within(Column::DueOn).add(Column::LimitOn.is_null()));
    let first = stands(&running).add(Column::AnsweredOn.is_null()).add(limit);
    let parts = read
        .find::<handling::Entity>()
        .filter(handling::Column::Part.eq(LEAD))
        .filter(handling::Column::State.eq(OPEN))
        .filter(handling::Column::DueOn.lte(to))
        .filter_some(from, |from| handling::Column::DueOn.gte(from))
        .only([handling::Column::LetterId])
        .statement();
    let unnamed = Condition::all()
        .add(Column::UntilOn.is_null())
        .add(Expr::col(Column::Id.as_column_ref()).in_subquery(parts));
    let again = stands(&[State::Reviewing, State::Reworking])
        .add(Column::AnsweredOn.is_not_null())
        .add(Condition::any().add(within(Column::UntilOn)).add(unnamed));
    Condition::any().add(first).add(again)
}
