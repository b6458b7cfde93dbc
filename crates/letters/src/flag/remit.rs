//! 推诿: a unit says it is none of its business, and leaves it there.

/// Who speaks.
const WE: [&str; 10] = [
    "我局",
    "本局",
    "我委",
    "本委",
    "我单位",
    "本单位",
    "我部门",
    "本部门",
    "我中心",
    "我办",
];

/// How it is said.
const NOT: [&str; 8] = ["不属于", "不属", "非", "不是", "不在", "无权", "没有权限", "不归"];

/// Sending somebody away.
const AWAY: [&str; 6] = [
    "请向有关部门反映",
    "请您向相关部门",
    "请向相关部门",
    "建议您咨询",
    "请咨询相关",
    "请与相关部门联系",
];

/// How far the words may stand apart, in characters.
const NEAR: usize = 12;

/// Whether a reply says that the matter is another's.
#[must_use]
pub fn says_not_ours(reply: &str) -> bool {
    let text: String = reply.chars().filter(|c| !c.is_whitespace()).collect();
    if AWAY.iter().any(|words| text.contains(words)) {
        return true;
    }
    NOT.iter().any(|not| {
        text.match_indices(not).any(|(at, _)| {
            let rest = text.get(at + not.len()..).unwrap_or_default();
            let near: String = rest.chars().take(NEAR).collect();
            let before: String = text.get(..at).unwrap_or_default().chars().rev().take(4).collect();
            let before: String = before.chars().rev().collect();
            let we = |part: &str| WE.iter().any(|we| part.contains(we));
            let duty = ["职责", "职能", "管辖", "管理范围", "权限", "管"];
            (we(&near) || we(&before)) && (duty.iter().any(|word| near.contains(word)) || not.contains('权'))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sending_somebody_away_is_seen_in_its_usual_words() {
        for text in [
            "您反映的问题不属于我局职责范围。",
            "该事项非本单位管辖。",
            "我局无权处理，望理解。",
            "请向有关部门反映。",
            "此事不在我局管理范围内，建议您咨询住建局。",
        ] {
            assert!(says_not_ours(text), "{text}");
        }
    }

    #[test]
    fn an_answer_that_says_no_to_something_else_is_none() {
        for text in [
            "这条路不是本次改造的范围，列入明年计划。",
            "我局已现场查看，设施完好，不属于损坏。",
            "该项补贴不需要单位盖章。",
        ] {
            assert!(!says_not_ours(text), "{text}");
        }
    }
}
