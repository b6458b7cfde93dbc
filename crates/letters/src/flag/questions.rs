//! Which of the questions of a letter the reply takes up.

use super::text::pairs;

/// The questions of a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    /// How many.
    pub asked: usize,
    /// Those of which nothing stands in the reply.
    pub open: Vec<String>,
}

impl Questions {
    /// Whether half of several questions, or more, are open.
    #[must_use]
    pub fn half_open(&self) -> bool {
        self.asked >= 2 && self.open.len() * 2 >= self.asked
    }
}

/// Words that ask.
const ASKS: [&str; 12] = [
    "请问",
    "吗",
    "如何",
    "怎么",
    "怎样",
    "是否",
    "什么",
    "为何",
    "为什么",
    "多少",
    "何时",
    "哪",
];

/// A question is taken up when a third of its pairs stand in the reply.
const SHARE: usize = 33;

/// Finds the questions of a letter, and those which the reply does not take up.
#[must_use]
pub fn questions(letter: &str, reply: &str) -> Questions {
    let told = pairs(reply);
    let mut found = Questions::default();
    for sentence in sentences(letter) {
        found.asked += 1;
        let wanted = asked_for(&sentence);
        let common = wanted.intersection(&told).count();
        if common * 100 < wanted.len() * SHARE {
            found.open.push(sentence);
        }
    }
    found
}

/// What a question is about: its pairs without the words that ask.
fn asked_for(sentence: &str) -> std::collections::BTreeSet<(char, char)> {
    let mut text = sentence.to_owned();
    for word in ASKS {
        text = text.replace(word, " ");
    }
    // Blanks keep words apart that were not neighbours.
    text.split(' ').flat_map(pairs).collect()
}

fn sentences(letter: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut sentence = String::new();
    for c in letter.chars() {
        if matches!(c, '。' | '！' | '!' | '\n' | '；' | ';' | '？' | '?') {
            let text = sentence.trim().trim_start_matches(['，', ',', '、']).to_owned();
            let asks = matches!(c, '？' | '?') || ASKS.iter().any(|word| text.contains(word));
            if asks && text.chars().count() >= 4 {
                found.push(text);
            }
            sentence.clear();
        } else {
            sentence.push(c);
        }
    }
    if ASKS.iter().any(|word| sentence.contains(word)) {
        found.push(sentence.trim().to_owned());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTER: &str = "孩子今年上小学。请问户籍不在学区怎么报名？需要哪些材料？接送班车的路线何时公布？";

    #[test]
    fn what_the_reply_does_not_take_up_is_named() {
        let found = questions(
            LETTER,
            "户籍不在学区的，6 月 1 日起到教育局窗口报名，所需材料为户口簿和居住证。",
        );
        assert_eq!(found.asked, 3);
        assert_eq!(found.open, ["接送班车的路线何时公布"]);
        assert!(!found.half_open());
        let found = questions(LETTER, "您好，来信收悉，接送班车的路线 8 月公布。");
        assert_eq!(found.open.len(), 2);
        assert!(found.half_open());
    }

    #[test]
    fn a_letter_without_questions_has_none_open() {
        let found = questions("解放路路灯不亮，请修复。", "已修复。");
        assert_eq!(found, Questions::default());
        assert!(!found.half_open());
    }
}
