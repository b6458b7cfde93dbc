//! The version of a text that may be public: whatever leads to a person is masked: numbers, mail and chat addresses, where
//! somebody lives, and the writer's own name. It errs on the side of masking; the original lies under lock.

mod contact;
mod name;
mod numbers;
mod place;

pub use name::mask_name;

use kernel::personal::is_unseen;

/// Masks what leads to a person.
#[must_use]
pub fn clean_text(text: &str, writer: &str) -> String {
    // Characters that nobody sees would divide a number for the eye of a program alone.
    let seen: String = text.chars().filter(|c| !is_unseen(*c)).collect();
    let named = name::mask_writer(&seen, writer);
    let placed = place::mask_places(&contact::mask_contacts(&named));
    numbers::mask_numbers(&placed)
}

/// What stands for what was there.
const STARS: &str = "****";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_by_which_the_writer_is_found() {
        let text = "我叫周若溪，电话13812345678或 0510-87998899，身份证320282199001011234，\
                    卡号6222 0200 1234 5678 901，邮箱zhou.rx@example.com。２０２６年的事。";
        let clean = clean_text(text, "周若溪");
        for secret in [
            "周若溪",
            "12345678",
            "87998899",
            "1990010",
            "0200 1234",
            "zhou.rx",
            "example.com",
        ] {
            assert!(!clean.contains(secret), "{secret} in {clean}");
        }
        assert!(clean.contains("周**") && clean.contains("138****") && clean.contains("２０２６年"));
    }

    #[test]
    fn no_spelling_of_a_number_escapes() {
        for (text, secret) in [
            ("138.1234.5678", "1234"),
            ("138—1234—5678", "1234"),
            ("１３８－１２３４－５６７８", "１２３４"),
            ("1 3 8 1 2 3 4 5 6 7 8", "5 6 7 8"),
            ("138 - 1234 - 5678", "1234"),
            ("138\u{200b}1234\u{200b}5678", "1234"),
            ("一三八一二三四五六七八", "五六七八"),
            ("幺三八12345六七八", "12345"),
            ("138，1234，5678", "1234"),
            ("138/1234/5678", "1234"),
            ("电话879-900-01", "900"),
            ("（0510）8799 8899", "8899"),
            ("32028219900101123Ｘ", "19900101"),
            ("zhou＠example．com", "example"),
            ("微信：zhou_rx88", "zhou_rx88"),
            ("QQ号 123456", "123456"),
            ("1、3、8、0、0、1、3、8、0、0、0", "8、0、0"),
            ("一，三，八，一，二，三，四，五，六，七，八", "五，六"),
        ] {
            let clean = clean_text(text, "");
            assert!(!clean.contains(secret), "{text} → {clean}");
        }
    }

    #[test]
    fn where_somebody_lives_is_masked() {
        for (text, secret) in [
            ("我家住宜城镇新街12号，漏水", "12"),
            ("家庭住址：人民路8号3幢。", "人民路"),
            ("阳光小区 3 幢 2 单元 501 室漏水", "501"),
            ("阳光小区三号楼二单元五〇一室", "五〇一"),
            ("３栋５０１室", "５０１"),
            ("阳光花园3幢501漏水", "501"),
            ("阳光花园12栋-501", "501"),
            ("东山新村3号楼1203", "1203"),
            ("阳光花园3幢501（东边户）", "501"),
            ("我住在东山新村乙十二号。", "十二"),
        ] {
            let clean = clean_text(text, "");
            assert!(!clean.contains(secret), "{text} → {clean}");
        }
    }

    #[test]
    fn dates_amounts_and_house_numbers_stay() {
        for text in [
            "2026-03-10 和 2026-3-9",
            "2026-03-10 09:00 至 2026.3.12",
            "2006-2010年",
            "人民路 128 号 3 幢",
            "共 125000 元",
            "共 12500000 元",
            "5元、6元、7元",
            "请看第 1、2、3、4、5、6、7 条",
            "人民路 128 号 3 幢 20 人",
            "家住附近的居民",
            "二〇二六年三月",
            "a@",
            "@所有人",
        ] {
            assert_eq!(clean_text(text, ""), text);
        }
        assert_eq!(clean_text("身份证32028219900101123X", ""), "身份证320****");
    }
}
