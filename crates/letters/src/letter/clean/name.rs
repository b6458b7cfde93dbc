//! The writer's own name.

/// Words by which many call themselves. They name nobody, so a text that contains them stays as it is.
const GENERIC: [&str; 24] = [
    "市民", "居民", "村民", "公民", "群众", "网友", "网民", "家长", "学生", "老师", "教师", "业主", "住户",
    "司机", "乘客", "患者", "职工", "员工", "工人", "老人", "退休", "匿名", "读者", "游客",
];

/// Words that stand beside them or beside a name.
const BESIDE: [&str; 22] = [
    "热心", "广大", "普通", "本地", "附近", "全体", "部分", "一名", "一位", "一个", "先生", "女士", "小姐",
    "同志", "师傅", "大爷", "大妈", "阿姨", "爷爷", "奶奶", "妈妈", "爸爸",
];

/// What is left of a name without the words by which many call themselves: 周若溪家长 → 周若溪, 热心市民 → nothing.
fn own_part(name: &str) -> String {
    let mut rest: String = name.split_whitespace().collect();
    for word in GENERIC.iter().chain(&BESIDE) {
        rest = rest.replace(word, "");
    }
    rest
}

/// The family name and stars: 周若溪 → 周**. A word for anybody stays.
#[must_use]
pub fn mask_name(name: &str) -> String {
    let name = name.trim();
    let own = own_part(name);
    let mut chars = own.chars();
    match chars.next() {
        None if name.is_empty() => "匿名".into(),
        None => name.to_owned(),
        Some(first) => format!("{first}{}", "*".repeat(chars.count().clamp(1, 2))),
    }
}

/// The writer's name in a text, also with blanks between the characters.
pub(super) fn mask_writer(text: &str, writer: &str) -> String {
    let name: Vec<char> = own_part(writer).chars().collect();
    if name.len() < 2 {
        return text.to_owned();
    }
    let mask = mask_name(&name.iter().collect::<String>());
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        match chars.get(at..).and_then(|rest| length_of(rest, &name)) {
            Some(length) => {
                out.push_str(&mask);
                at += length;
            }
            None => {
                out.push(c);
                at += 1;
            }
        }
    }
    out
}

/// How many characters the name takes at the beginning, if it stands there.
fn length_of(chars: &[char], name: &[char]) -> Option<usize> {
    let mut at = 0;
    for (n, wanted) in name.iter().enumerate() {
        while n > 0 && chars.get(at).is_some_and(|c| matches!(c, ' ' | '\u{3000}')) {
            at += 1;
        }
        if !chars.get(at)?.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
        at += 1;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_masked_but_for_the_family() {
        assert_eq!(mask_name("周若溪"), "周**");
        assert_eq!(mask_name("李四"), "李*");
        assert_eq!(mask_name("欧阳修远之"), "欧**");
        assert_eq!(mask_name("  "), "匿名");
        assert_eq!(mask_writer("周 若　溪来信", "周若溪"), "周**来信");
    }

    #[test]
    fn a_word_for_anybody_is_no_name() {
        let text = "广大市民和学生家长都反映";
        for name in ["市民", "热心市民", "学生家长"] {
            assert_eq!(mask_writer(text, name), text, "{name}");
            assert_eq!(mask_name(name), name);
        }
    }

    #[test]
    fn a_name_beside_a_word_for_anybody_is_masked() {
        for (name, mask) in [
            ("周若溪家长", "周**"),
            ("业主王建国", "王**"),
            ("张建国老师", "张**"),
            ("李明女士", "李*"),
        ] {
            assert_eq!(mask_name(name), mask, "{name}");
            let own = own_part(name);
            assert!(
                !mask_writer(&format!("我是{own}，请回复"), name).contains(&own),
                "{name}"
            );
        }
    }
}
