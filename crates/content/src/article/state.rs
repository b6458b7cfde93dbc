//! States of an edition and the moves between them. Pure.
//!
//! ```text
//! draft ──submit──▶ submitted ──approve──▶ approved ──publish──▶ published ──▶ superseded (a newer edition went live)
//!   ▲                 │  │                   │                        └──────▶ withdrawn  (撤回)
//!   │◀────recall──────┘  └──── send back ────┤
//!   │◀────────────save───────────────────────┘    returned ──save──▶ draft, ──submit──▶ submitted
//!   draft, returned ──discard──▶ discarded  (放弃)
//!   draft, submitted, returned ──hurry──▶ published  (应急发布, marked for ever)
//! ```

use crate::refusals::WRONG_STATE;
use kernel::Result;

/// The state of an edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Being written.
    Draft,
    /// Before the reviewers.
    Submitted,
    /// A reviewer agreed to exactly this text.
    Approved,
    /// The public sees it.
    Published,
    /// It was public until a newer edition replaced it.
    Superseded,
    /// It was public until it was withdrawn.
    Withdrawn,
    /// A reviewer sent it back with a reason.
    Returned,
    /// Put aside before anybody published it.
    Discarded,
}

/// What somebody does with an edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// 保存; voids approvals.
    Save,
    /// 提交审核.
    Submit,
    /// Take a submitted edition back to work on it.
    Recall,
    /// 审核通过.
    Approve,
    /// 退回.
    SendBack,
    /// 发布.
    Publish,
    /// 应急发布: without reviews.
    Hurry,
    /// A newer edition goes live.
    Supersede,
    /// 撤回.
    Withdraw,
    /// 放弃.
    Discard,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Draft,
        Self::Submitted,
        Self::Approved,
        Self::Published,
        Self::Superseded,
        Self::Withdrawn,
        Self::Returned,
        Self::Discarded,
    ];

    /// The word in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Approved => "approved",
            Self::Published => "published",
            Self::Superseded => "superseded",
            Self::Withdrawn => "withdrawn",
            Self::Returned => "returned",
            Self::Discarded => "discarded",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::Submitted => "待审核",
            Self::Approved => "已审核",
            Self::Published => "已发布",
            Self::Superseded => "已被新版替代",
            Self::Withdrawn => "已撤回",
            Self::Returned => "已退回",
            Self::Discarded => "已放弃",
        }
    }

    /// Reads [`State::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// The state after `step`.
    ///
    /// # Errors
    /// `article.wrong_state` where there is no such move.
    pub fn after(self, step: Move) -> Result<Self> {
        let next = match (step, self) {
            (Move::Save, Self::Draft | Self::Submitted | Self::Approved | Self::Returned)
            | (Move::Recall, Self::Submitted) => Self::Draft,
            (Move::Submit, Self::Draft | Self::Returned) => Self::Submitted,
            (Move::Approve, Self::Submitted) => Self::Approved,
            (Move::SendBack, Self::Submitted | Self::Approved) => Self::Returned,
            (Move::Publish, Self::Approved)
            | (Move::Hurry, Self::Draft | Self::Submitted | Self::Returned) => Self::Published,
            (Move::Supersede, Self::Published) => Self::Superseded,
            (Move::Withdraw, Self::Published) => Self::Withdrawn,
            (Move::Discard, Self::Draft | Self::Returned) => Self::Discarded,
            (
                Move::Save
                | Move::Submit
                | Move::Recall
                | Move::Approve
                | Move::SendBack
                | Move::Publish
                | Move::Hurry
                | Move::Supersede
                | Move::Withdraw
                | Move::Discard,
                _,
            ) => return Err(WRONG_STATE.into()),
        };
        Ok(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Error;

    #[test]
    fn each_move_starts_from_these_states_and_no_other() {
        let table: [(Move, &[State], State); 10] = [
            (
                Move::Save,
                &[State::Draft, State::Submitted, State::Approved, State::Returned],
                State::Draft,
            ),
            (Move::Submit, &[State::Draft, State::Returned], State::Submitted),
            (Move::Recall, &[State::Submitted], State::Draft),
            (Move::Approve, &[State::Submitted], State::Approved),
            (
                Move::SendBack,
                &[State::Submitted, State::Approved],
                State::Returned,
            ),
            (Move::Publish, &[State::Approved], State::Published),
            (
                Move::Hurry,
                &[State::Draft, State::Submitted, State::Returned],
                State::Published,
            ),
            (Move::Supersede, &[State::Published], State::Superseded),
            (Move::Withdraw, &[State::Published], State::Withdrawn),
            (Move::Discard, &[State::Draft, State::Returned], State::Discarded),
        ];
        for (step, from, to) in table {
            for state in State::ALL {
                match state.after(step) {
                    Ok(next) => {
                        assert!(from.contains(&state), "{step:?} from {state:?}");
                        assert_eq!(next, to);
                    }
                    Err(Error::Refused(refusal)) => {
                        assert!(!from.contains(&state), "{step:?} from {state:?}");
                        assert_eq!(refusal, WRONG_STATE);
                    }
                    Err(other) => panic!("{other:?}"),
                }
            }
        }
    }

    #[test]
    fn words_are_read_back() {
        for state in State::ALL {
            assert_eq!(State::parse(state.key()), Some(state));
        }
        assert_eq!(State::parse("gone"), None);
    }
}
