//! Where a letter stands and which moves lead on: pure, one table.

/// Where a letter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// 待受理: handed in, nobody has looked.
    Received,
    /// 待转办: taken on, no unit has it.
    Registered,
    /// 办理中: a unit has it.
    Assigned,
    /// 待补充: the writer is asked; the clock stands.
    Asking,
    /// 待审核: a reply is before the reviewer.
    Reviewing,
    /// 已答复.
    Answered,
    /// 重新办理: answered, and the writer says it is not solved.
    Reworking,
    /// 已归档.
    Archived,
    /// 无效: counted as received, never deleted.
    Invalid,
    /// 重复: the same as another letter.
    Duplicate,
    /// 已撤回, by the writer.
    Withdrawn,
}

/// What somebody does with a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// 登记.
    Register,
    /// 判为无效.
    Invalidate,
    /// 判为重复.
    MarkDuplicate,
    /// 恢复: an invalid letter is valid after all.
    Restore,
    /// 分类.
    Classify,
    /// 转办 to the first unit, or by the unit itself (认领).
    Assign,
    /// 退回 by the unit.
    Return,
    /// 改派 to another unit.
    Transfer,
    /// 协办.
    Assist,
    /// 延期.
    Extend,
    /// 请写信人补充.
    Ask,
    /// The writer answered, or the unit goes on without.
    Resume,
    /// 起草答复.
    Draft,
    /// 送审.
    Submit,
    /// 退改.
    SendBack,
    /// 发布答复.
    Release,
    /// 公开 or 不公开.
    Show,
    /// 评价.
    Rate,
    /// 未解决, 重新办理.
    Reopen,
    /// 归档.
    Archive,
    /// 催办、督办、批示.
    Press,
    /// 撤回 by the writer.
    Withdraw,
}

impl State {
    /// All, in the order of a letter's life.
    pub const ALL: [Self; 11] = [
        Self::Received,
        Self::Registered,
        Self::Assigned,
        Self::Asking,
        Self::Reviewing,
        Self::Answered,
        Self::Reworking,
        Self::Archived,
        Self::Invalid,
        Self::Duplicate,
        Self::Withdrawn,
    ];

    /// The word in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Registered => "registered",
            Self::Assigned => "assigned",
            Self::Asking => "asking",
            Self::Reviewing => "reviewing",
            Self::Answered => "answered",
            Self::Reworking => "reworking",
            Self::Archived => "archived",
            Self::Invalid => "invalid",
            Self::Duplicate => "duplicate",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The word on screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Received => "待受理",
            Self::Registered => "待转办",
            Self::Assigned => "办理中",
            Self::Asking => "待补充",
            Self::Reviewing => "待审核",
            Self::Answered => "已答复",
            Self::Reworking => "重新办理",
            Self::Archived => "已归档",
            Self::Invalid => "无效",
            Self::Duplicate => "重复",
            Self::Withdrawn => "已撤回",
        }
    }

    /// Reads the word of [`Self::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// Whether the letter counts as valid (有效): everything that was received and is none of the last three.
    #[must_use]
    pub fn is_valid(self) -> bool {
        !matches!(self, Self::Invalid | Self::Duplicate | Self::Withdrawn)
    }

    /// Whether somebody still has to do something.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Self::Received
                | Self::Registered
                | Self::Assigned
                | Self::Asking
                | Self::Reviewing
                | Self::Reworking
        )
    }

    /// Where `step` leads, or nothing if it cannot be done here. `again` says that the letter was answered before: what comes
    /// back from the reviewer or the writer then goes on in the second round.
    #[must_use]
    pub fn after(self, step: Move, again: bool) -> Option<Self> {
        let at_work = if again { Self::Reworking } else { Self::Assigned };
        let to = match (self, step) {
            (Self::Received, Move::Register) => Self::Registered,
            (Self::Received | Self::Registered | Self::Assigned | Self::Asking, Move::Invalidate)
                if !again =>
            {
                Self::Invalid
            }
            (Self::Received | Self::Registered | Self::Assigned | Self::Asking, Move::MarkDuplicate)
                if !again =>
            {
                Self::Duplicate
            }
            (Self::Invalid | Self::Duplicate, Move::Restore) => Self::Registered,
            (state, Move::Classify) if state.is_open() => state,
            (Self::Received | Self::Registered, Move::Assign) => Self::Assigned,
            (Self::Assigned, Move::Return) => Self::Registered,
            (Self::Assigned | Self::Reworking, Move::Transfer) => self,
            (Self::Assigned | Self::Reworking, Move::Assist | Move::Draft | Move::Extend) => self,
            (Self::Assigned | Self::Reworking, Move::Ask) => Self::Asking,
            (Self::Asking, Move::Resume) => at_work,
            (Self::Assigned | Self::Reworking, Move::Submit) => Self::Reviewing,
            (Self::Reviewing, Move::SendBack) => at_work,
            (Self::Reviewing, Move::Release) => Self::Answered,
            (state, Move::Show) if state.is_valid() && state != Self::Received => state,
            (Self::Answered, Move::Rate) => Self::Answered,
            (Self::Answered, Move::Reopen) => Self::Reworking,
            (Self::Answered, Move::Archive) => Self::Archived,
            // An answered one for what was promised in it.
            (state, Move::Press) if state.is_open() || state == Self::Answered => state,
            (Self::Received | Self::Registered | Self::Assigned | Self::Asking, Move::Withdraw) if !again => {
                Self::Withdrawn
            }
            _ => return None,
        };
        Some(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOVES: [Move; 22] = [
        Move::Register,
        Move::Invalidate,
        Move::MarkDuplicate,
        Move::Restore,
        Move::Classify,
        Move::Assign,
        Move::Return,
        Move::Transfer,
        Move::Assist,
        Move::Extend,
        Move::Ask,
        Move::Resume,
        Move::Draft,
        Move::Submit,
        Move::SendBack,
        Move::Release,
        Move::Show,
        Move::Rate,
        Move::Reopen,
        Move::Archive,
        Move::Press,
        Move::Withdraw,
    ];

    #[test]
    fn words_are_read_back_and_differ() {
        for state in State::ALL {
            assert_eq!(State::parse(state.key()), Some(state));
        }
        let mut titles = State::ALL.map(State::title).to_vec();
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), State::ALL.len());
    }

    #[test]
    fn an_answered_letter_never_becomes_invalid() {
        for state in State::ALL.into_iter().filter(|state| state.is_valid()) {
            for step in MOVES {
                if let Some(next) = state.after(step, true) {
                    assert!(next.is_valid(), "{state:?} {step:?}");
                }
            }
        }
        for step in MOVES {
            assert!(State::Answered.after(step, false).is_none_or(State::is_valid));
        }
    }

    #[test]
    fn what_is_archived_or_withdrawn_stays() {
        for step in MOVES {
            assert!(State::Withdrawn.after(step, false).is_none(), "{step:?}");
            let next = State::Archived.after(step, true);
            assert!(next.is_none() || step == Move::Show, "{step:?}");
        }
    }

    #[test]
    fn every_state_is_reached_and_every_move_is_possible_somewhere() {
        let mut reached = vec![State::Received];
        let mut moved = Vec::new();
        let mut at = 0;
        while let Some(&state) = reached.get(at) {
            at += 1;
            for step in MOVES {
                for again in [false, true] {
                    if let Some(next) = state.after(step, again) {
                        moved.push(step);
                        if !reached.contains(&next) {
                            reached.push(next);
                        }
                    }
                }
            }
        }
        assert_eq!(reached.len(), State::ALL.len(), "{reached:?}");
        for step in MOVES {
            assert!(moved.contains(&step), "{step:?} leads nowhere");
        }
    }

    #[test]
    fn the_second_round_comes_back_to_the_second_round() {
        assert_eq!(
            State::Reviewing.after(Move::SendBack, false),
            Some(State::Assigned)
        );
        assert_eq!(
            State::Reviewing.after(Move::SendBack, true),
            Some(State::Reworking)
        );
        assert_eq!(State::Asking.after(Move::Resume, true), Some(State::Reworking));
    }
}
