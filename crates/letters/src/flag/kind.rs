//! The flags, and what they are raised from.

use super::{is_promise_without_date, is_same_text, is_too_short, questions, says_not_ours};

/// What a reviewer should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flag {
    /// 太简单.
    TooShort,
    /// The same text went to this many others.
    SameText(usize),
    /// 推诿: "not our remit", and nobody else was asked.
    NotOurs,
    /// A promise without a day.
    NoDate,
    /// These questions are not taken up.
    Unanswered(Vec<String>),
}

/// The texts and what is known of the letter.
#[derive(Clone, Copy, Debug, Default)]
pub struct Subject<'a> {
    /// The letter, cleaned.
    pub letter: &'a str,
    /// The reply.
    pub reply: &'a str,
    /// Replies of the same unit to other letters.
    pub others: &'a [String],
    /// Whether another unit was asked to help or had it before.
    pub shared: bool,
}

impl Flag {
    /// In a sentence.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::TooShort => "答复过于简单，请核对是否写明了情况、依据和结果。".into(),
            Self::SameText(count) => {
                format!("本单位已用相同文字答复过 {count} 封来信，请核对是否回应了这封信。")
            }
            Self::NotOurs => {
                "答复称不属于本单位职责，但来信没有转给负责的单位，也没有请其他单位协办。".into()
            }
            Self::NoDate => "答复中有承诺，但没有写明完成时间。".into(),
            Self::Unanswered(open) => format!("来信所问有一半以上没有答到：{}。", open.join("；")),
        }
    }
}

/// The flags of a reply.
#[must_use]
pub fn flags(subject: Subject<'_>) -> Vec<Flag> {
    let mut found = Vec::new();
    if is_too_short(subject.reply) {
        found.push(Flag::TooShort);
    }
    let same = subject
        .others
        .iter()
        .filter(|other| is_same_text(subject.reply, other))
        .count();
    if same > 0 {
        found.push(Flag::SameText(same));
    }
    if !subject.shared && says_not_ours(subject.reply) {
        found.push(Flag::NotOurs);
    }
    if is_promise_without_date(subject.reply) {
        found.push(Flag::NoDate);
    }
    let asked = questions(subject.letter, subject.reply);
    if asked.half_open() {
        found.push(Flag::Unanswered(asked.open));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_careless_reply_is_flagged_for_each_of_its_faults() {
        let reply = "您好，此事不属于我局职责，将尽快转达。";
        let others = [reply.to_owned()];
        let found = flags(Subject {
            letter: "请问路灯何时修好？坑洼路面由谁修补，是否已经列入计划？",
            reply,
            others: &others,
            shared: false,
        });
        assert!(found.contains(&Flag::TooShort));
        assert!(found.contains(&Flag::SameText(1)));
        assert!(found.contains(&Flag::NotOurs));
        assert!(found.contains(&Flag::NoDate));
        assert!(
            found
                .iter()
                .any(|flag| matches!(flag, Flag::Unanswered(open) if open.len() == 2))
        );
    }

    #[test]
    fn who_called_in_the_responsible_unit_passes_nothing_on() {
        let found = flags(Subject {
            reply: "路面由交通局养护，不属于我局职责，我局已请交通局协办，交通局已于 3 月 5 日完成修补，共修补坑洼 6 处，如仍有问题请再次来信。",
            shared: true,
            ..Subject::default()
        });
        assert_eq!(found, []);
    }
}
