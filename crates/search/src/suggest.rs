//! A word to the reader when the result is not what was hoped for.

use crate::index::Found;
use crate::query::Query;

/// The sentence above the results, if one is called for.
#[must_use]
pub fn hint(query: &Query, found: &Found) -> Option<String> {
    let asked = query.text.trim();
    if asked.is_empty() {
        return None;
    }
    if found.parsed.terms.is_empty() {
        return Some("请输入要查找的文字，标点符号本身不能查找。".into());
    }
    let narrowed = query.section.is_some() || query.from.is_some() || query.until.is_some();
    let sentence = match (found.total, found.everywhere) {
        (0, 0) if narrowed => format!("在所选栏目和时间内没有找到与“{asked}”相关的内容，可以放宽范围再试。"),
        (0, 0) if found.parsed.terms.iter().any(|term| term.exact) => {
            format!(
                "没有找到与“{}”完全一致的内容，可以去掉引号再试。",
                asked.trim_matches(['"', '“', '”', '＂', '「', '」'])
            )
        }
        (0, 0) => format!("没有找到与“{asked}”相关的内容，可以减少字数或换一种说法再试。"),
        (0, elsewhere) => format!("所选站点没有相关内容，全部站点中有 {elsewhere} 条。"),
        _ if found.relaxed => "没有同时包含全部词语的内容，以下结果包含其中一部分。".into(),
        _ if found.parsed.cut => "词语过多，只查找了前十二个。".into(),
        _ => return None,
    };
    Some(sentence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    fn told(text: &str, total: u64, everywhere: u64) -> Option<String> {
        let found = Found {
            total,
            everywhere,
            parsed: parse(text),
            ..Found::default()
        };
        hint(&Query::new(text), &found)
    }

    #[test]
    fn success_needs_no_words() {
        assert_eq!(told("窑址", 3, 3), None);
        assert_eq!(told("", 0, 0), None);
    }

    #[test]
    fn each_disappointment_has_its_sentence() {
        assert!(told("窑址", 0, 0).unwrap().contains("换一种说法"));
        assert!(told("“窑址”", 0, 0).unwrap().contains("去掉引号"));
        assert!(told("窑址", 0, 5).unwrap().contains("5 条"));
        assert!(told("？", 0, 0).unwrap().contains("标点"));
        let found = Found {
            total: 2,
            everywhere: 2,
            relaxed: true,
            parsed: parse("甲方 乙方"),
            ..Found::default()
        };
        assert!(hint(&Query::new("甲方 乙方"), &found).unwrap().contains("一部分"));
    }
}
