//! Numbers of persons: telephone, identity card, bank card, however they are spelled.

use super::{STARS, is_digit, narrow};

/// Digits in a row from which on it is taken for a number of a person.
const LONG: usize = 7;

/// Digits as people write them: with signs between, in full width, as Chinese numerals, an X at the end of an identity number.
pub(super) fn mask_numbers(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let rest = chars.get(at..).unwrap_or_default();
        if !is_digit(c) {
            out.push(c);
            at += 1;
            continue;
        }
        let run = match date_of(rest) {
            0 => run_of(rest),
            length => {
                out.extend(rest.iter().take(length));
                at += length;
                continue;
            }
        };
        let digits = run.iter().filter(|c| is_digit(**c)).count();
        if digits < LONG || is_count(run) || is_amount(run, rest.get(run.len()..).unwrap_or_default()) {
            out.extend(run);
        } else {
            out.extend(run.iter().filter(|c| is_digit(**c)).take(3));
            out.push_str(STARS);
        }
        at += run.len();
    }
    out
}

/// A list that counts on by one: 1、2、3、4、5、6、7.
fn is_count(run: &[char]) -> bool {
    let digits: Vec<u32> = run.iter().filter_map(|c| narrow(*c).to_digit(10)).collect();
    let divided = run.len() + 1 == digits.len() * 2;
    divided
        && digits
            .windows(2)
            .all(|pair| matches!(pair, [one, next] if one + 1 == *next))
}

/// A sum or a measure: plain digits and the word for what they count.
fn is_amount(run: &[char], behind: &[char]) -> bool {
    let digits = run.iter().filter(|c| c.is_ascii_digit()).count();
    let plain = run.iter().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'));
    let unit = behind.iter().find(|c| !c.is_whitespace());
    plain && digits <= 10 && unit.is_some_and(|c| "元万亿亩吨米".contains(*c))
}

/// How long the date or the span of years at the beginning is; 0 for none.
fn date_of(chars: &[char]) -> usize {
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
fn run_of(chars: &[char]) -> &[char] {
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
