//! The writer's own name.

/// Words by which many call themselves. They name nobody, so a text that contains them stays as it is.
const GENERIC: [&str; 24] = [
    "市民", "居民", "村民", "公民", "群众", "网友", "网民", "家长", "学生", "老师", "教师", "业主", "住户",
    "司机", "乘客", "患者", "职工", "员工", "工人", "老人", "退休", "匿名", "读者", "游客",
];

/// Whether a name is a word for anybody (市民, 热心市民, 一名学生家长).
fn is_generic(name: &str) -> bool {
    GENERIC.iter().any(|word| name.ends_with(word)) || GENERIC.iter().any(|word| name.starts_with(word))
}

/// The family name and stars: 周若溪 → 周**. A word for anybody stays.
#[must_use]
pub fn mask_name(name: &str) -> String {
    let name = name.trim();
    if is_generic(name) {
        return name.to_owned();
    }
    let mut chars = name.chars();
    match chars.next() {
        None => "匿名".into(),
        Some(first) => format!("{first}{}", "*".repeat(chars.count().clamp(1, 2))),
    }
}

/// The writer's name in a text, also with blanks between the characters.
pub(super) fn mask_writer(text: &str, writer: &str) -> String {
    let name: Vec<char> = writer.chars().filter(|c| !c.is_whitespace()).collect();
    if name.len() < 2 || is_generic(writer.trim()) {
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
}
