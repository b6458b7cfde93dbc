//! Numbers of persons, however they are spelled: identity cards, mobile telephones, bank cards. What is masked in letters and what
//! is found in articles are read by the same eyes.

use std::ops::Range;

/// What a number of a person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An identity card of 18 places with a right check digit.
    IdentityCard,
    /// A mobile number of the mainland.
    Mobile,
    /// A bank card of 16 to 19 digits with a right check digit.
    BankCard,
}

/// A number of a person in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// What it is.
    pub kind: Kind,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// Its places as ordinary digits, without signs between.
    pub digits: String,
}

/// Every identity card, mobile number and bank card in `text` whose form and check digit are right; with signs between, in
/// full width or as Chinese numerals.
#[must_use]
pub fn numbers(text: &str) -> Vec<Number> {
    let chars: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| !is_unseen(*c)).collect();
    let only: Vec<char> = chars.iter().map(|(_, c)| *c).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&c) = only.get(at) {
        let rest = only.get(at..).unwrap_or_default();
        if !is_digit(c) {
            at += 1;
            continue;
        }
        let length = match date_of(rest) {
            0 => {
                let run = run_of(rest);
                within(&chars, at, run, &mut found);
                run.len()
            }
            length => length,
        };
        at += length.max(1);
    }
    found
}

/// Numbers of persons in a run of digits: each begins where a group begins, and ends where one ends.
fn within(chars: &[(usize, char)], from: usize, run: &[char], found: &mut Vec<Number>) {
    // Groups as (first place, place behind the last).
    let mut groups: Vec<(usize, usize)> = Vec::new();
    for (i, c) in run.iter().enumerate() {
        let part = is_digit(*c) || matches!(narrow(*c), 'x' | 'X');
        match groups.last_mut() {
            Some(last) if part && last.1 == i => last.1 = i + 1,
            _ if part => groups.push((i, i + 1)),
            _ => {}
        }
    }
    let mut first = 0;
    while let Some(&(begin, _)) = groups.get(first) {
        let ends = groups.iter().enumerate().skip(first);
        let hit = ends.take(19).find_map(|(last, &(_, end))| {
            let digits: Option<String> = run
                .get(begin..end)?
                .iter()
                .filter(|c| is_digit(**c) || matches!(narrow(**c), 'x' | 'X'))
                .map(|c| value(*c))
                .collect();
            kind_of(&digits?).map(|(kind, digits)| (last, end, kind, digits))
        });
        let Some((last, end, kind, digits)) = hit else {
            first += 1;
            continue;
        };
        let start = chars.get(from + begin).map_or(0, |(at, _)| *at);
        let stop = chars
            .get(from + end - 1)
            .map_or(start, |(at, c)| at + c.len_utf8());
        found.push(Number {
            kind,
            range: start..stop,
            digits,
        });
        first = last + 1;
    }
}

/// What the digits are, and the number without the country's prefix.
fn kind_of(digits: &str) -> Option<(Kind, String)> {
    if is_identity_card(digits) {
        return Some((Kind::IdentityCard, digits.to_owned()));
    }
    let mobile = [
        digits,
        digits.strip_prefix("86").unwrap_or_default(),
        digits.strip_prefix("0086").unwrap_or_default(),
    ];
    if let Some(mobile) = mobile.into_iter().find(|digits| is_mobile(digits)) {
        return Some((Kind::Mobile, mobile.to_owned()));
    }
    is_bank_card(digits).then(|| (Kind::BankCard, digits.to_owned()))
}

/// An identity card of 18 places: a date of birth that can be, and the check digit of GB 11643.
#[must_use]
pub fn is_identity_card(digits: &str) -> bool {
    let (Some(body), Some(check)) = (digits.get(..17), digits.get(17..)) else {
        return false;
    };
    if digits.len() != 18 || !body.bytes().all(|b| b.is_ascii_digit()) || body.starts_with('0') {
        return false;
    }
    let number = |range: Range<usize>| {
        body.get(range)
            .and_then(|text| text.parse::<u32>().ok())
            .unwrap_or(0)
    };
    let born = (1900..=2100).contains(&number(6..10))
        && (1..=12).contains(&number(10..12))
        && (1..=31).contains(&number(12..14));
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body
        .bytes()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    let right = b"10X98765432".get(usize::try_from(sum % 11).unwrap_or_default());
    born && right.is_some_and(|right| check.as_bytes() == [*right])
}

/// A mobile number of the mainland: eleven digits that begin with 13 to 19.
#[must_use]
pub fn is_mobile(digits: &str) -> bool {
    let second = digits.as_bytes().get(1);
    digits.len() == 11
        && digits.bytes().all(|b| b.is_ascii_digit())
        && digits.starts_with('1')
        && second.is_some_and(|b| (b'3'..=b'9').contains(b))
}

/// A bank card: 16 to 19 digits of a bank's range whose last is right by Luhn's rule.
#[must_use]
pub fn is_bank_card(digits: &str) -> bool {
    if !(16..=19).contains(&digits.len()) || !digits.starts_with(['3', '4', '5', '6', '9']) {
        return false;
    }
    let mut sum = 0;
    for (place, digit) in digits.bytes().rev().enumerate() {
        if !digit.is_ascii_digit() {
            return false;
        }
        let digit = u32::from(digit - b'0');
        let doubled = if place % 2 == 1 { digit * 2 } else { digit };
        sum += if doubled > 9 { doubled - 9 } else { doubled };
    }
    sum % 10 == 0
}

/// A digit of whatever script as an ordinary one; X stays X.
fn value(c: char) -> Option<char> {
    let plain = narrow(c);
    if plain.is_ascii_digit() {
        return Some(plain);
    }
    Some(match plain {
        'x' | 'X' => 'X',
        '零' | '〇' => '0',
        '一' | '幺' | '壹' => '1',
        '二' | '贰' | '两' => '2',
        '三' | '叁' => '3',
        '四' | '肆' => '4',
        '五' | '伍' => '5',
        '六' | '陆' => '6',
        '七' | '柒' => '7',
        '八' | '捌' => '8',
        '九' | '玖' => '9',
        _ => return None,
    })
}

/// A character that nobody sees, which would divide a number or a word for the eye of a program alone.
#[must_use]
pub fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

/// A full-width letter, digit or sign as the ordinary one.
#[must_use]
pub fn narrow(c: char) -> char {
    match u32::from(c) {
        code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(c),
        0x3000 => ' ',
        _ => c,
    }
}

/// A digit of whatever script; Chinese numerals as they are read out one by one count too.
#[must_use]
pub fn is_digit(c: char) -> bool {
    c.is_numeric() || "零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖两".contains(c)
}

/// How long the date or the span of years at the beginning is; 0 for none.
#[must_use]
pub fn date_of(chars: &[char]) -> usize {
    let mut groups: Vec<(u32, usize)> = Vec::new();
    let (mut at, mut sign) = (0, None);
    while groups.len() < 3 {
        let digits: String = chars
            .get(at..)
            .unwrap_or_default()
            .iter()
            .take_while(|c| c.is_ascii_digit())
            .collect();
        let Ok(number) = digits.parse::<u32>() else {
            return 0;
        };
        groups.push((number, digits.len()));
        at += digits.len();
        let next = chars.get(at).copied().unwrap_or(' ');
        match (groups.len(), sign) {
            (1, _) if matches!(next, '-' | '.' | '/') => sign = Some(next),
            (2, Some(sign)) if next == sign => {}
            (2, Some('-')) => break,
            (3, _) => break,
            _ => return 0,
        }
        at += 1;
    }
    let ends = !chars
        .get(at)
        .is_some_and(|c| is_digit(*c) || matches!(c, '-' | '.' | '/'));
    let year = |(number, length): (u32, usize)| length == 4 && (1900..=2100).contains(&number);
    let right = match groups.as_slice() {
        [first, last] => year(*first) && year(*last),
        [first, (month, a), (day, b)] => {
            year(*first) && (1..=12).contains(month) && (1..=31).contains(day) && *a <= 2 && *b <= 2
        }
        _ => false,
    };
    if right && ends { at } else { 0 }
}

/// The run of digits at the beginning: signs between, one or two and with blanks, and a final X.
#[must_use]
pub fn run_of(chars: &[char]) -> &[char] {
    let digit = |at: usize| chars.get(at).is_some_and(|c| is_digit(*c));
    let mut end = 0;
    loop {
        while digit(end) {
            end += 1;
        }
        let signs = chars
            .get(end..)
            .unwrap_or_default()
            .iter()
            .take_while(|c| is_sign(**c))
            .count();
        let next = end + signs;
        if signs == 0 || signs > 3 || !digit(next) {
            break;
        }
        // Commas also divide a list of small numbers.
        let comma = chars
            .get(end..next)
            .unwrap_or_default()
            .iter()
            .any(|c| matches!(c, '，' | '、' | ','));
        let groups = (next..next + 3).all(digit);
        // A number said digit by digit: 1、3、8、0 …
        let single = end == 1 || !digit(end.saturating_sub(2));
        let one_by_one = single && !digit(next + 1);
        // A date that follows is its own.
        if (comma && !groups && !one_by_one) || date_of(chars.get(next..).unwrap_or_default()) > 0 {
            break;
        }
        end = next;
    }
    if end >= 14 && chars.get(end).is_some_and(|c| matches!(narrow(*c), 'x' | 'X')) {
        end += 1;
    }
    chars.get(..end).unwrap_or_default()
}

fn is_sign(c: char) -> bool {
    let c = narrow(c);
    c.is_whitespace() && c != '\n'
        || matches!(
            c,
            '-' | '.' | '/' | '_' | '*' | ',' | '、' | '·' | '•' | '‐'..='―' | '−' | '~' | '(' | ')' | '+'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(Kind, &str)> {
        let found = numbers(text);
        found.into_iter().map(|n| (n.kind, &text[n.range])).collect()
    }

    #[test]
    fn numbers_of_persons_are_found_however_they_are_spelled() {
        use Kind::{BankCard, IdentityCard, Mobile};
        for (text, kind, words) in [
            ("身份证号11010519491231002X。", IdentityCard, "11010519491231002X"),
            (
                "证号１１０１０５１９４９１２３１００２Ｘ",
                IdentityCard,
                "１１０１０５１９４９１２３１００２Ｘ",
            ),
            ("电话13812345678转", Mobile, "13812345678"),
            ("电话138-1234-5678", Mobile, "138-1234-5678"),
            ("电话 +86 138 1234 5678", Mobile, "86 138 1234 5678"),
            ("幺三八幺二三四五六七八", Mobile, "幺三八幺二三四五六七八"),
            ("138\u{200b}12345678", Mobile, "138\u{200b}12345678"),
            ("卡号4539 1488 0343 6467。", BankCard, "4539 1488 0343 6467"),
        ] {
            assert_eq!(kinds(text), [(kind, words)], "{text}");
        }
        assert_eq!(kinds("13812345678 13912345678").len(), 2);
    }

    #[test]
    fn a_wrong_check_digit_a_date_or_a_telephone_of_an_office_is_none() {
        for text in [
            "110105194912310021",
            "11010519491331002X",
            "4539 1488 0343 6468",
            "0510-87998899",
            "12812345678",
            "2026-03-10",
            "共 12500000 元",
            "统一社会信用代码91320282MA1MXXXX0X",
            "",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }
}
