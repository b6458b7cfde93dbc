//! The version of a text that may be public: numbers by which somebody can be found are masked, and the writer's name.

/// Digits in a row from which on it is taken for a number of a person: telephone, identity card, bank card.
const LONG: usize = 7;

/// Masks long numbers, mail addresses and the writer's own name.
#[must_use]
pub fn clean_text(text: &str, writer: &str) -> String {
    let named = if writer.chars().count() >= 2 {
        text.replace(writer, &mask_name(writer))
    } else {
        text.to_owned()
    };
    mask_numbers(&mask_mail(&named))
}

/// The family name and stars: 周若溪 → 周**.
#[must_use]
pub fn mask_name(name: &str) -> String {
    let mut chars = name.trim().chars();
    match chars.next() {
        None => "匿名".into(),
        Some(first) => format!("{first}{}", "*".repeat(chars.count().clamp(1, 2))),
    }
}

/// Digits as people write them: with blanks or hyphens between, in full width too, an X at the end of an identity number.
fn mask_numbers(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        if !is_digit(c) {
            out.push(c);
            at += 1;
            continue;
        }
        let run = run_of(chars.get(at..).unwrap_or_default());
        let digits = run.iter().filter(|c| is_digit(**c)).count();
        let is_date = run.iter().filter(|c| **c == '-').count() == 2 && digits <= 8;
        if digits < LONG || is_date {
            out.extend(run);
        } else {
            out.extend(run.iter().filter(|c| is_digit(**c)).take(3));
            out.push_str("****");
        }
        at += run.len();
    }
    out
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// The run of digits at the beginning, single blanks and hyphens inside, and a final X.
fn run_of(chars: &[char]) -> &[char] {
    let mut end = 0;
    while let Some(&c) = chars.get(end) {
        let inside = matches!(c, ' ' | '-') && chars.get(end + 1).is_some_and(|next| is_digit(*next));
        let last = matches!(c, 'x' | 'X') && end >= 14;
        if !(is_digit(c) || inside || last) {
            break;
        }
        end += 1;
    }
    chars.get(..end).unwrap_or_default()
}

fn mask_mail(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        let (before, after) = rest.split_at(at);
        let local = before.trim_end_matches(is_part);
        let domain = after.get(1..).unwrap_or_default();
        let behind = domain.trim_start_matches(is_part);
        if local.len() < before.len() && behind.len() < domain.len() {
            out.push_str(local);
            out.push_str("****");
        } else {
            out.push_str(before);
            out.push('@');
        }
        rest = if local.len() < before.len() {
            behind
        } else {
            domain
        };
    }
    out.push_str(rest);
    out
}

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
    fn dates_amounts_and_house_numbers_stay() {
        for text in [
            "2026-03-10 和 2026-3-9",
            "人民路 128 号 3 幢",
            "共 125000 元",
            "a@",
            "@所有人",
        ] {
            assert_eq!(clean_text(text, ""), text);
        }
        assert_eq!(clean_text("身份证32028219900101123X", ""), "身份证320****");
    }

    #[test]
    fn a_name_is_masked_but_for_the_family() {
        assert_eq!(mask_name("周若溪"), "周**");
        assert_eq!(mask_name("李四"), "李*");
        assert_eq!(mask_name("欧阳修远之"), "欧**");
        assert_eq!(mask_name("  "), "匿名");
    }
}
