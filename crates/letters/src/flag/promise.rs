//! A promise that names no day.

/// What promises.
const PROMISES: [&str; 16] = [
    "尽快",
    "近期",
    "争取",
    "抓紧",
    "将安排",
    "将组织",
    "将进行",
    "将对",
    "将予以",
    "下一步",
    "后续将",
    "择机",
    "逐步",
    "适时",
    "正在研究",
    "列入计划",
];

/// Ends of a time that somebody can be held to, when a figure stands before them.
const ENDS: [&str; 8] = ["日", "号", "月底", "月前", "天内", "工作日", "周内", "月内"];

/// Times without a figure that somebody can be held to.
const TIMES: [&str; 9] = [
    "今天",
    "明天",
    "本周",
    "下周",
    "本月底",
    "月底前",
    "年底前",
    "春节前",
    "汛期前",
];

fn is_figure(c: char) -> bool {
    c.is_ascii_digit() || "一二三四五六七八九十两".contains(c) || ('０'..='９').contains(&c)
}

fn names_a_day(text: &str) -> bool {
    TIMES.iter().any(|word| text.contains(word))
        || ENDS.iter().any(|end| {
            text.match_indices(end).any(|(at, _)| {
                let before = text.get(..at).unwrap_or_default();
                before.chars().rev().take(2).any(is_figure)
            })
        })
}

/// Whether a reply promises something, and the sentence that does names no day.
#[must_use]
pub fn is_promise_without_date(reply: &str) -> bool {
    let text: String = reply.chars().filter(|c| !c.is_whitespace()).collect();
    text.split(['。', '！', '；', '\n', '!', ';'])
        .filter(|sentence| PROMISES.iter().any(|word| sentence.contains(word)))
        .any(|sentence| !names_a_day(sentence))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_needs_a_day_in_its_sentence() {
        assert!(is_promise_without_date("我局将安排人员尽快修复。"));
        assert!(is_promise_without_date("3 月 5 日已查看现场。下一步将组织修复。"));
        assert!(!is_promise_without_date("我局将安排人员于 3 月 20 日前修复。"));
        assert!(!is_promise_without_date("将对该路段在十个工作日内完成修补。"));
        assert!(!is_promise_without_date("争取年底前完工。"));
        assert!(!is_promise_without_date("路灯已于 3 月 5 日修复。"));
    }
}
