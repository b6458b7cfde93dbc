//! Where somebody lives: flats, and addresses after words like 家住.

use super::STARS;
use kernel::personal::is_digit;

/// Words after which somebody's address stands.
const CUES: [&str; 9] = [
    "家庭住址",
    "家庭地址",
    "户籍地址",
    "居住地址",
    "住址",
    "现住",
    "家住",
    "我住",
    "住在",
];
/// Words of which a flat's number is made, longest first.
const PARTS: [&str; 10] = ["单元", "号楼", "幢", "栋", "座", "号", "室", "户", "楼", "层"];
/// Those that only a flat has.
const FLAT: [&str; 3] = ["单元", "室", "户"];

pub(super) fn mask_places(text: &str) -> String {
    mask_flats(&mask_cued(text))
}

fn ends_clause(c: char) -> bool {
    matches!(
        c,
        '，' | '。' | '；' | '！' | '？' | ',' | ';' | '!' | '?' | '\n' | '、' | '（' | '('
    )
}

/// What follows a cue up to the end of the clause, when it has a number: 家住附近 stays.
fn mask_cued(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, cue)) = CUES
        .iter()
        .filter_map(|cue| rest.find(cue).map(|at| (at, *cue)))
        .min_by_key(|(at, cue)| (*at, std::cmp::Reverse(cue.len())))
    {
        let (before, after) = rest.split_at(at + cue.len());
        let end = after.find(ends_clause).unwrap_or(after.len());
        let (clause, behind) = after.split_at(end);
        out.push_str(before);
        let numbered = |part: &str| clause.contains(part);
        if clause.chars().any(|c| is_digit(c) || c == '十')
            && ["号", "幢", "栋", "室", "组", "楼", "座"]
                .into_iter()
                .any(numbered)
        {
            out.push_str(STARS);
        } else {
            out.push_str(clause);
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// Words after which a bare number is a flat: 3幢501, 12栋-501.
const HOUSES: [&str; 4] = ["单元", "号楼", "幢", "栋"];

/// Chains of numbers and words that end in a flat: 3幢2单元501室, 3幢501.
fn mask_flats(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let (length, parts, flat) = chain(chars.get(at..).unwrap_or_default());
        if parts >= 2 && flat {
            out.push_str(STARS);
            at += length;
        } else {
            out.push(c);
            at += 1;
        }
    }
    out
}

/// How long the chain at the beginning is, of how many parts, and whether one of them is a flat's.
fn chain(chars: &[char]) -> (usize, usize, bool) {
    let (mut end, mut parts, mut flat) = (0, 0, false);
    let mut house = false;
    let blank = |at: usize| {
        chars
            .get(at)
            .is_some_and(|c| matches!(c, ' ' | '\u{3000}' | '-' | '－'))
    };
    loop {
        let mut at = end;
        while blank(at) {
            at += 1;
        }
        let begins = at;
        while chars
            .get(at)
            .is_some_and(|c| is_digit(*c) || *c == '十' || c.is_ascii_alphabetic())
        {
            at += 1;
        }
        if at == begins {
            break;
        }
        let digits = chars.get(begins..at).unwrap_or_default();
        let digits = digits.iter().take_while(|c| is_digit(**c)).count();
        while blank(at) {
            at += 1;
        }
        let rest: String = chars.get(at..).unwrap_or_default().iter().take(2).collect();
        let Some(part) = PARTS.into_iter().find(|part| rest.starts_with(part)) else {
            // Three or four digits: storey and door. Fewer count something: 3幢20户, 3幢5人.
            if house && (3..=4).contains(&digits) {
                (end, parts, flat) = (begins + digits, parts + 1, true);
            }
            break;
        };
        end = at + part.chars().count();
        parts += 1;
        flat = flat || FLAT.contains(&part);
        house = HOUSES.contains(&part);
    }
    (end, parts, flat)
}
