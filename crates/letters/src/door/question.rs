//! A question that people answer without thinking and read or hear alike: plain Chinese words, no picture.

/// A question and what counts as its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The question.
    pub text: String,
    answers: Vec<String>,
}

const DIGITS: [&str; 21] = [
    "零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五",
    "十六", "十七", "十八", "十九", "二十",
];
const WORDS: [&str; 8] = [
    "青山绿水",
    "春夏秋冬",
    "东南西北",
    "紫砂陶都",
    "安居乐业",
    "风调雨顺",
    "书香门第",
    "五谷丰登",
];
const PLACES: [&str; 4] = ["第一个", "第二个", "第三个", "最后一个"];
const FRUIT: [&str; 6] = ["苹果", "梨子", "桃子", "葡萄", "西瓜", "橘子"];
const THINGS: [&str; 6] = ["桌子", "雨伞", "火车", "铅笔", "台灯", "毛巾"];
const WEEK: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];

impl Question {
    /// The question of some random bytes; the same bytes ask the same.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let pick = |at: usize, of: usize| usize::from(bytes.get(at).copied().unwrap_or(0)) % of.max(1);
        let word = |list: &[&'static str], at: usize| -> &'static str {
            list.get(pick(at, list.len())).copied().unwrap_or_default()
        };
        match pick(0, 6) {
            0 => {
                let (a, b) = (pick(1, 9) + 1, pick(2, 9) + 1);
                let text = format!("{}加{}等于几？", digit(a), digit(b));
                Self::new(text, number(a + b))
            }
            1 => {
                let b = pick(2, 9) + 1;
                let a = b + pick(1, 9) + 1;
                let text = format!("{}减{}等于几？", digit(a), digit(b));
                Self::new(text, number(a - b))
            }
            2 => {
                let (whole, place) = (word(&WORDS, 1), pick(2, PLACES.len()));
                let sought = whole.chars().nth(place).map(String::from).unwrap_or_default();
                let place = PLACES.get(place).copied().unwrap_or_default();
                Self::new(format!("“{whole}”的{place}字是什么？"), vec![sought])
            }
            3 => {
                let (thing, place) = (word(&THINGS, 1), pick(2, 3));
                let first = pick(3, FRUIT.len());
                let mut list = vec![
                    FRUIT.get(first).copied().unwrap_or_default(),
                    FRUIT
                        .get((first + 1 + pick(4, FRUIT.len() - 1)) % FRUIT.len())
                        .copied()
                        .unwrap_or_default(),
                ];
                list.insert(place, thing);
                let text = format!("{}，这三样里哪一样不是水果？", list.join("、"));
                Self::new(text, vec![thing.to_owned()])
            }
            4 => {
                let (today, later) = (pick(1, 7), pick(2, 3) + 1);
                let day = |at: usize| WEEK.get(at % 7).copied().unwrap_or_default();
                let text = format!("今天是星期{}，再过{}天是星期几？", day(today), digit(later));
                let sought = day(today + later);
                let mut answers = vec![sought.to_owned(), format!("星期{sought}"), format!("周{sought}")];
                match sought {
                    "日" => answers.extend(["天", "星期天", "7"].map(str::to_owned)),
                    _ => {
                        let n = WEEK.iter().position(|word| *word == sought).unwrap_or(0);
                        answers.push((n + 1).to_string());
                    }
                }
                Self::new(text, answers)
            }
            _ => {
                let low = pick(1, 6) + 1;
                let (mid, high) = (low + pick(2, 5) + 1, low + 6 + pick(3, 6));
                let mut list = [digit(low), digit(mid), digit(high)];
                list.rotate_left(pick(4, 3));
                let text = format!("{}，这三个数里最大的是几？", list.join("、"));
                Self::new(text, number(high))
            }
        }
    }

    fn new(text: String, answers: Vec<String>) -> Self {
        Self { text, answers }
    }

    /// Whether this is an answer, however it is typed.
    #[must_use]
    pub fn fits(&self, typed: &str) -> bool {
        let plain: String = typed
            .chars()
            .map(|c| match u32::from(c) {
                code @ 0xff10..=0xff19 => char::from_u32(code - 0xfee0).unwrap_or(c),
                _ => c,
            })
            .filter(|c| c.is_alphanumeric())
            .collect();
        let plain = plain.replace('两', "二");
        let plain = plain.strip_prefix('是').unwrap_or(&plain);
        self.answers.iter().any(|answer| answer == plain)
    }
}

fn digit(n: usize) -> &'static str {
    DIGITS.get(n).copied().unwrap_or_default()
}

fn number(n: usize) -> Vec<String> {
    vec![digit(n).to_owned(), n.to_string()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_has_an_answer_and_refuses_another() {
        let mut seen = std::collections::BTreeSet::new();
        for a in 0..=255_u8 {
            for b in [0_u8, 1, 7, 41, 200, 255] {
                let asked = Question::of(&[a, b, a.wrapping_mul(7), b.wrapping_add(a), a ^ b]);
                assert!(!asked.text.is_empty());
                assert!(asked.answers.iter().all(|answer| !answer.is_empty()), "{asked:?}");
                assert!(asked.fits(&asked.answers[0]));
                assert!(!asked.fits("") && !asked.fits("不知道"));
                seen.insert(asked.text);
            }
        }
        assert!(seen.len() > 150, "only {} questions", seen.len());
    }

    #[test]
    fn an_answer_counts_as_people_type_it() {
        let sum = Question::new("三加五等于几？".into(), number(8));
        for typed in ["8", "八", " ８。", "是八", "8 "] {
            assert!(sum.fits(typed), "{typed}");
        }
        assert!(!sum.fits("18") && !sum.fits("九"));
        let two = Question::new("五减三等于几？".into(), number(2));
        assert!(two.fits("两") && two.fits("2") && two.fits("二"));
    }
}
