//! What staff may do with a letter on its page, and with which of them this person may begin now.

use crate::letter::entity::Model;
use crate::letter::{Move, State};
use crate::permissions::{AllotLetters, HandleLetters, OpenOriginals, PressLetters, ReviewReplies};
use crate::pool::{Desk, Help};
use gateway::staff::Signed;

/// One of the forms of a letter's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// 登记.
    Register,
    /// 转办.
    Assign,
    /// 答复.
    Reply,
    /// 发布答复.
    Release,
    /// 退改.
    SendBack,
    /// 协办意见.
    Contribute,
    /// 继续办理.
    Resume,
    /// 延期说明.
    Extend,
    /// 请写信人补充.
    Ask,
    /// 请单位协办.
    Assist,
    /// 改派.
    Transfer,
    /// 退回.
    Return,
    /// 分类.
    Classify,
    /// 公开设置.
    Show,
    /// 催办、督办、批示.
    Press,
    /// 重复.
    Duplicate,
    /// 无效.
    Invalidate,
    /// 恢复.
    Restore,
    /// 归档.
    Archive,
    /// 整改承诺.
    Commit,
    /// 整改完成.
    PutRight,
    /// 常见问答.
    Choose,
    /// 查看原文.
    Original,
}

/// How the desk stands to a letter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// It allots the letter.
    pub allots: bool,
    /// It answers the letter.
    pub in_hand: bool,
    /// Its unit is asked for help and has not answered yet.
    pub helps: bool,
}

impl Standing {
    /// Of a desk.
    #[must_use]
    pub fn of(desk: &Desk, letter: &Model, helps: Help) -> Self {
        Self {
            allots: desk.allots(letter),
            in_hand: desk.whole || (desk.unit.is_some() && desk.unit == letter.unit_id),
            helps: helps == Help::Now,
        }
    }
}

impl Act {
    /// All, in the order of the page.
    pub const ALL: [Self; 23] = [
        Self::Register,
        Self::Assign,
        Self::Reply,
        Self::Release,
        Self::SendBack,
        Self::Contribute,
        Self::Resume,
        Self::Extend,
        Self::Ask,
        Self::Assist,
        Self::Transfer,
        Self::Return,
        Self::Classify,
        Self::Show,
        Self::Press,
        Self::Duplicate,
        Self::Invalidate,
        Self::Restore,
        Self::Archive,
        Self::Commit,
        Self::PutRight,
        Self::Choose,
        Self::Original,
    ];

    /// The last part of its address.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Assign => "assign",
            Self::Reply => "reply",
            Self::Release => "release",
            Self::SendBack => "send-back",
            Self::Contribute => "contribute",
            Self::Resume => "resume",
            Self::Extend => "extend",
            Self::Ask => "ask",
            Self::Assist => "assist",
            Self::Transfer => "transfer",
            Self::Return => "return",
            Self::Classify => "classify",
            Self::Show => "show",
            Self::Press => "press",
            Self::Duplicate => "duplicate",
            Self::Invalidate => "invalidate",
            Self::Restore => "restore",
            Self::Archive => "archive",
            Self::Commit => "commit",
            Self::PutRight => "put-right",
            Self::Choose => "choose",
            Self::Original => "original",
        }
    }

    /// The words of its link.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Register => "登记",
            Self::Assign => "转办",
            Self::Reply => "答复",
            Self::Release => "审核通过",
            Self::SendBack => "退改",
            Self::Contribute => "协办意见",
            Self::Resume => "继续办理",
            Self::Extend => "延期说明",
            Self::Ask => "请写信人补充",
            Self::Assist => "请单位协办",
            Self::Transfer => "改派",
            Self::Return => "退回",
            Self::Classify => "分类",
            Self::Show => "公开设置",
            Self::Press => "催办督办",
            Self::Duplicate => "重复",
            Self::Invalidate => "无效",
            Self::Restore => "恢复",
            Self::Archive => "归档",
            Self::Commit => "整改承诺",
            Self::PutRight => "整改完成",
            Self::Choose => "常见问答",
            Self::Original => "查看原文",
        }
    }

    /// Reads the word of [`Self::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.key() == key)
    }

    /// The move it makes; opening the original and an opinion make none.
    const fn moves(self) -> Option<Move> {
        Some(match self {
            Self::Register => Move::Register,
            Self::Assign => Move::Assign,
            Self::Reply => Move::Draft,
            Self::Release => Move::Release,
            Self::SendBack => Move::SendBack,
            Self::Resume => Move::Resume,
            Self::Extend => Move::Extend,
            Self::Ask => Move::Ask,
            Self::Assist => Move::Assist,
            Self::Transfer => Move::Transfer,
            Self::Return => Move::Return,
            Self::Classify => Move::Classify,
            Self::Show => Move::Show,
            Self::Press => Move::Press,
            Self::Duplicate => Move::MarkDuplicate,
            Self::Invalidate => Move::Invalidate,
            Self::Restore => Move::Restore,
            Self::Archive => Move::Archive,
            Self::Contribute | Self::Commit | Self::PutRight | Self::Choose | Self::Original => return None,
        })
    }

    /// Whether the state of the letter and the desk's standing allow it.
    #[must_use]
    pub fn is_open(self, letter: &Model, standing: Standing) -> bool {
        let reach = match self {
            Self::Register
            | Self::Assign
            | Self::Classify
            | Self::Show
            | Self::Duplicate
            | Self::Invalidate
            | Self::Restore
            | Self::Choose
            | Self::Archive => standing.allots,
            Self::Reply
            | Self::Release
            | Self::SendBack
            | Self::Resume
            | Self::Extend
            | Self::Ask
            | Self::Assist
            | Self::Transfer
            | Self::Return
            | Self::Commit
            | Self::PutRight => standing.in_hand,
            Self::Contribute => standing.helps,
            Self::Original => standing.allots || standing.in_hand || standing.helps,
            Self::Press => true,
        };
        let state = State::parse(&letter.state);
        let leads_on = match self.moves() {
            None => true,
            Some(step) => {
                state.is_some_and(|state| state.after(step, letter.answered_on.is_some()).is_some())
            }
        };
        let once = match self {
            Self::Extend => letter.answered_on.is_some() || letter.explained_on.is_none(),
            Self::Contribute => state.is_some_and(State::is_open),
            Self::Choose => letter.shown && letter.answered_on.is_some(),
            Self::Commit | Self::PutRight => {
                letter.unit_id.is_some()
                    && state.is_some_and(|state| state.is_valid() && state != State::Archived)
            }
            _ => true,
        };
        reach && leads_on && once
    }

    /// Whether the person holds its permission.
    fn is_held(self, by: &Signed) -> bool {
        match self {
            Self::Register
            | Self::Assign
            | Self::Classify
            | Self::Show
            | Self::Duplicate
            | Self::Invalidate
            | Self::Restore
            | Self::Choose
            | Self::Archive => by.may::<AllotLetters>(),
            Self::Reply
            | Self::Contribute
            | Self::Resume
            | Self::Extend
            | Self::Ask
            | Self::Assist
            | Self::Transfer
            | Self::Return
            | Self::Commit
            | Self::PutRight => by.may::<HandleLetters>(),
            Self::Release | Self::SendBack => by.may::<ReviewReplies>(),
            Self::Press => by.may::<PressLetters>(),
            Self::Original => by.may::<OpenOriginals>(),
        }
    }

    /// Whether its form stands open when the page is opened.
    const fn is_next(self) -> bool {
        matches!(
            self,
            Self::Register | Self::Assign | Self::Reply | Self::Release | Self::Contribute | Self::Resume
        )
    }
}

/// What this person may begin with.
#[must_use]
pub fn offered(by: &Signed, letter: &Model, standing: Standing) -> Vec<Act> {
    let open = |act: &Act| act.is_held(by) && act.is_open(letter, standing);
    Act::ALL.into_iter().filter(open).collect()
}

/// The one whose form is open: the one asked for, else what comes next.
#[must_use]
pub fn chosen(offered: &[Act], asked: &str) -> Option<Act> {
    let asked = Act::parse(asked).filter(|act| offered.contains(act));
    asked.or_else(|| offered.iter().copied().find(|act| act.is_next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_titles_differ() {
        for act in Act::ALL {
            assert_eq!(Act::parse(act.key()), Some(act));
        }
        let mut titles = Act::ALL.map(Act::title).to_vec();
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), Act::ALL.len());
    }

    #[test]
    fn the_form_that_is_asked_for_is_open_only_where_it_is_offered() {
        let offered = [Act::Register, Act::Assign, Act::Press];
        assert_eq!(chosen(&offered, "press"), Some(Act::Press));
        assert_eq!(chosen(&offered, "reply"), Some(Act::Register));
        assert_eq!(chosen(&[Act::Press], ""), None);
    }
}
