//! Numbers of persons: telephone, identity card, bank card, however they are spelled.

use super::STARS;
use kernel::personal::{date_of, is_digit, narrow, run_of};

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
