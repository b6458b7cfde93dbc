//! The same text sent to others.

use super::text::{bare, pairs};

/// Nine tenths of the pairs in common: a template with another name or date in it.
const SHARE: usize = 90;

/// Texts this short are alike by chance.
const LEAST: usize = 20;

/// Whether a reply is the same text as another one, but for a few characters.
#[must_use]
pub fn is_same_text(reply: &str, other: &str) -> bool {
    let (one, two) = (bare(reply), bare(other));
    if one == two {
        return true;
    }
    if one.chars().count() < LEAST || two.chars().count() < LEAST {
        return false;
    }
    let (one, two) = (pairs(reply), pairs(other));
    let common = one.intersection(&two).count();
    let all = one.union(&two).count();
    common * 100 >= all * SHARE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_date_does_not_make_another_answer() {
        let text = "您好，您反映的问题我局高度重视，已安排专人到现场查看，将按照有关规定依法处理，感谢您对城市管理工作的理解和支持，如有疑问请拨打服务电话咨询。";
        assert!(is_same_text(text, &text.replace('，', " ")));
        assert!(is_same_text(text, &text.replace("我局", "本局")));
        assert!(!is_same_text(
            text,
            "解放路的路灯因电缆老化停电，市政维护队已于三月五日更换电缆，当晚恢复照明。"
        ));
        assert!(!is_same_text("已办。", "已收。"));
    }
}
