//! 太简单: the first of the four reasons for which people are not content.

use super::text::bare;

/// Fewer letters and figures than this say nothing of a matter, greetings left out.
const LEAST: usize = 40;

/// What belongs to the form of an answer and says nothing.
const FORMS: [&str; 12] = [
    "尊敬的网友",
    "尊敬的市民",
    "市民朋友",
    "网友",
    "您好",
    "你好",
    "来信收悉",
    "来信已收悉",
    "感谢您的来信",
    "感谢您对我们工作的关心和支持",
    "感谢您的关心和支持",
    "谢谢",
];

/// Whether a reply is too short to answer anything.
#[must_use]
pub fn is_too_short(reply: &str) -> bool {
    let mut said = bare(reply);
    for form in FORMS {
        said = said.replace(form, "");
    }
    said.chars().count() < LEAST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greetings_do_not_make_an_answer() {
        assert!(is_too_short("您好！来信收悉，感谢您对我们工作的关心和支持。"));
        assert!(is_too_short("已处理。"));
        assert!(!is_too_short(
            "您好！解放路人民路口至团结桥段的 12 盏路灯因电缆老化停电，市政维护队已于 3 月 5 日更换电缆，当晚全部恢复照明。"
        ));
    }
}
