//! Dates of every habit: RFC 822 with odd zones, the many shapes of ISO 8601, `asctime`, and Chinese, Korean, Greek
//! and Hungarian words. A date without zone is UTC, as everywhere in feeds; in Chinese words it is Beijing time, in
//! Korean words Seoul time.

use crate::text;
use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, NaiveTime, Utc};

/// No date in any habit is longer, in bytes.
const LONGEST: usize = 200;

/// The moment a text names, if it names one.
pub(crate) fn parse(text: &str) -> Option<DateTime<Utc>> {
    let (text, home) = spell(text::cut(text.trim(), LONGEST));
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let clock = Clock::find(text);
    let (head, tail) = match &clock {
        Some(clock) => (text.get(..clock.from)?, text.get(clock.to..)?),
        None => (text, ""),
    };
    let mut tail: Vec<&str> = tail.split_whitespace().collect();
    // asctime writes the year last.
    let late = tail
        .iter()
        .position(|word| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()));
    let year = late.map(|at| tail.remove(at));
    let (head, zone) = if clock.is_none() {
        split_zone(head)
    } else {
        (head, None)
    };
    let date = day(head, year)?;
    let time = match &clock {
        Some(clock) => clock.time()?,
        None => NaiveTime::MIN,
    };
    let zone = match (zone, tail.as_slice()) {
        (None, []) => None,
        (Some(zone), _) => Some(zone),
        (None, words) => Some(minutes(words, year.is_some())?),
    };
    let naive = NaiveDateTime::new(date, time);
    let utc = naive.checked_sub_signed(Duration::minutes(zone.unwrap_or(home)))?;
    Some(utc.and_utc())
}

/// Foreign words in the spelling of the rest of this file, and the offset of their home in minutes.
fn spell(text: &str) -> (String, i64) {
    let mut text: String = text
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from_u32(u32::from(c) - 0xff10 + 0x30).unwrap_or(c),
            '：' => ':',
            '－' | '–' => '-',
            '，' => ',',
            other => other,
        })
        .collect();
    let mut home = 0;
    if text.contains(['年', '月', '日', '时', '時']) || text.contains("午") || text.contains("星期") {
        home = 8 * 60;
    } else if text.contains(['년', '월', '일']) || text.contains("오전") || text.contains("오후") {
        home = 9 * 60;
    }
    if home == 0 && text.is_ascii() {
        return (text, home);
    }
    for day in ["星期", "礼拜", "周"] {
        while let Some(at) = text.find(day) {
            let end = at + day.len() + text[at + day.len()..].chars().next().map_or(0, char::len_utf8);
            text.replace_range(at..end, " ");
        }
    }
    for (word, value) in WORDS {
        text = text.replace(word, value);
    }
    // 上午 and 下午 stand before the time here.
    (text, home)
}

const WORDS: &[(&str, &str)] = &[
    ("年", "-"),
    ("月", "-"),
    ("日", " "),
    ("号", " "),
    ("时", ":"),
    ("時", ":"),
    ("点", ":"),
    ("分", ":"),
    ("秒", " "),
    ("년", "-"),
    ("월", "-"),
    ("일", " "),
    ("시", ":"),
    ("분", ":"),
    ("초", " "),
    ("上午", " am "),
    ("下午", " pm "),
    ("오전", " am "),
    ("오후", " pm "),
    ("január", "01"),
    ("februári", "02"),
    ("február", "02"),
    ("március", "03"),
    ("április", "04"),
    ("májusus", "05"),
    ("május", "05"),
    ("június", "06"),
    ("július", "07"),
    ("augusztus", "08"),
    ("szeptember", "09"),
    ("október", "10"),
    ("Ιαν", "jan"),
    ("Φεβ", "feb"),
    ("Μάώ", "mar"),
    ("Μαώ", "mar"),
    ("Μαρ", "mar"),
    ("Μάρ", "mar"),
    ("Απρ", "apr"),
    ("Μάι", "may"),
    ("Μαϊ", "may"),
    ("Μαι", "may"),
    ("Ιούν", "jun"),
    ("Ιον", "jun"),
    ("Ιούλ", "jul"),
    ("Ιολ", "jul"),
    ("Αύγ", "aug"),
    ("Αυγ", "aug"),
    ("Σεπ", "sep"),
    ("Οκτ", "oct"),
    ("Νοέ", "nov"),
    ("Νοε", "nov"),
    ("Δεκ", "dec"),
    ("Κυρ", "sun"),
    ("Δευ", "mon"),
    ("Τρι", "tue"),
    ("Τετ", "wed"),
    ("Πεμ", "thu"),
    ("Παρ", "fri"),
    ("Σαβ", "sat"),
];

/// A time of day and where it stands in the text.
struct Clock {
    from: usize,
    to: usize,
    parts: Vec<u32>,
    half: Option<Half>,
}

#[derive(Clone, Copy, PartialEq)]
enum Half {
    Morning,
    Afternoon,
}

impl Clock {
    /// The first digits with a colon behind them, and what goes on like that.
    fn find(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let colon = bytes
            .iter()
            .enumerate()
            .position(|(at, byte)| *byte == b':' && at > 0 && bytes[at - 1].is_ascii_digit())?;
        let from = bytes[..colon]
            .iter()
            .rposition(|byte| !byte.is_ascii_digit())
            .map_or(0, |at| at + 1);
        let mut to = from;
        while bytes
            .get(to)
            .is_some_and(|byte| byte.is_ascii_digit() || *byte == b':')
        {
            to += 1;
        }
        let parts: Vec<u32> = text[from..to]
            .trim_end_matches(':')
            .split(':')
            .map(|part| part.parse().unwrap_or(99))
            .collect();
        if bytes.get(to).is_some_and(|byte| matches!(byte, b'.' | b',')) {
            to += 1;
            while bytes.get(to).is_some_and(u8::is_ascii_digit) {
                to += 1;
            }
        }
        let around = text.to_ascii_lowercase();
        let mut from = from;
        let mut half = None;
        for (word, value) in [("am", Half::Morning), ("pm", Half::Afternoon)] {
            if around[..from].trim_end().ends_with(word) {
                from = around[..from].trim_end().len() - 2;
                half = Some(value);
            } else if around[to..].trim_start().starts_with(word) {
                to = text.len() - around[to..].trim_start().len() + 2;
                half = Some(value);
            }
        }
        Some(Self {
            from,
            to,
            parts,
            half,
        })
    }

    fn time(&self) -> Option<NaiveTime> {
        let (hour, minute, second) = match self.parts.as_slice() {
            [hour] => (*hour, 0, 0),
            [hour, minute] => (*hour, *minute, 0),
            [hour, minute, second] => (*hour, *minute, *second),
            _ => return None,
        };
        let hour = match self.half {
            Some(Half::Afternoon) if hour < 12 => hour + 12,
            Some(Half::Morning) if hour == 12 => 0,
            _ => hour,
        };
        NaiveTime::from_hms_opt(hour, minute, second)
    }
}

/// `2003-12-31Z` and `20031231T101455Z` have their zone or time without a colon; only the zone matters for a day.
fn split_zone(text: &str) -> (&str, Option<i64>) {
    match text.strip_suffix(['Z', 'z']) {
        Some(head) if head.ends_with(|c: char| c.is_ascii_digit()) => (head, Some(0)),
        _ => (text, None),
    }
}

/// The day a text names; `late` is a year that stood behind the time.
fn day(text: &str, late: Option<&str>) -> Option<NaiveDate> {
    let low = text.to_ascii_lowercase();
    let low = low.trim().trim_end_matches('t').trim();
    if low.chars().any(|c| c.is_ascii_alphabetic()) {
        return named(low, late);
    }
    numbers(low)
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// With the month, or only the day of the week, as a word.
fn named(text: &str, late: Option<&str>) -> Option<NaiveDate> {
    let mut month = None;
    let mut found: Vec<&str> = Vec::new();
    for word in text.split([' ', ',', '\t', '\n']).filter(|word| !word.is_empty()) {
        let dashed: Vec<&str> = word.split('-').collect();
        let parts =
            if dashed.len() == 3 && month.is_none() && dashed[1].starts_with(|c: char| c.is_alphabetic()) {
                dashed
            } else {
                vec![word]
            };
        for part in parts {
            let start = part.get(..3).unwrap_or(part);
            if let Some(at) = MONTHS.iter().position(|name| *name == start) {
                month = month.or(u32::try_from(at + 1).ok());
            } else if part.starts_with(|c: char| c.is_ascii_digit()) {
                found.push(part);
            } else if !DAYS.contains(&start) {
                return None;
            }
        }
    }
    found.extend(late);
    let Some(month) = month else {
        return numbers(found.first()?);
    };
    let (day, year) = match found.as_slice() {
        [year, day] if year.len() == 4 => (day, year),
        [day, year] => (day, year),
        _ => return None,
    };
    let day = day
        .trim_end_matches(|c: char| c.is_ascii_alphabetic())
        .parse()
        .ok()?;
    let mut number: i32 = year.parse().ok()?;
    if year.len() <= 2 {
        number += if number < 90 { 2000 } else { 1900 };
    }
    NaiveDate::from_ymd_opt(number, month, day)
}

/// Only numbers: ISO 8601 in its many shapes, and slashes.
fn numbers(text: &str) -> Option<NaiveDate> {
    let (text, short) = match text.strip_prefix('-') {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let parts: Vec<&str> = text
        .split(['-', '/', '.', ' '])
        .filter(|part| !part.is_empty())
        .collect();
    if parts.iter().any(|part| !part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let number = |part: &str| part.parse::<u32>().ok();
    let year = |part: &str| -> Option<i32> {
        let value: i32 = part.parse().ok()?;
        match part.len() {
            2 => Some(2000 + value),
            4 => Some(value),
            _ => None,
        }
    };
    match parts.as_slice() {
        [y, m, d] if y.len() == 4 || (y.len() == 2 && d.len() == 2) => {
            NaiveDate::from_ymd_opt(year(y)?, number(m)?, number(d)?)
        }
        // 31/12/2003 can be only one thing, 11/12/2003 two.
        [d, m, y] if y.len() == 4 && number(d)? > 12 => {
            NaiveDate::from_ymd_opt(year(y)?, number(m)?, number(d)?)
        }
        [y, m] if y.len() == 4 && m.len() == 3 => NaiveDate::from_yo_opt(year(y)?, number(m)?),
        [y, m] if y.len() == 4 || short => NaiveDate::from_ymd_opt(year(y)?, number(m)?, 1),
        [all] => run(all, short),
        _ => None,
    }
}

/// Digits without anything between them.
fn run(all: &str, short: bool) -> Option<NaiveDate> {
    let number = |from: usize, to: usize| all.get(from..to)?.parse::<u32>().ok();
    let year = |to: usize| all.get(..to)?.parse::<i32>().ok();
    match all.len() {
        4 if short => NaiveDate::from_ymd_opt(2000 + year(2)?, number(2, 4)?, 1),
        4 => NaiveDate::from_ymd_opt(year(4)?, 1, 1),
        5 => NaiveDate::from_yo_opt(2000 + year(2)?, number(2, 5)?),
        6 => NaiveDate::from_ymd_opt(2000 + year(2)?, number(2, 4)?, number(4, 6)?),
        7 => NaiveDate::from_yo_opt(year(4)?, number(4, 7)?),
        8 | 14 => NaiveDate::from_ymd_opt(year(4)?, number(4, 6)?, number(6, 8)?),
        10 => Some(DateTime::from_timestamp(all.parse().ok()?, 0)?.date_naive()),
        _ => None,
    }
}

/// What stands behind the time, in minutes east of Greenwich; `None` when it is no zone.
fn minutes(words: &[&str], asctime: bool) -> Option<i64> {
    let word = words.first()?.to_ascii_lowercase();
    let word = word.strip_prefix("etc/").unwrap_or(&word);
    let bare = word.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let named = match word.get(..word.len() - bare.len()).unwrap_or_default() {
        "adt" => -3,
        "ast" | "at" | "edt" => -4,
        "est" | "et" | "cdt" => -5,
        // Java writes `Mon Mar 04 12:00:00 CST 2024`, in China of all places.
        "cst" if asctime => 8,
        "cst" | "ct" | "mdt" => -6,
        "mst" | "mt" | "pdt" => -7,
        "pst" | "pt" => -8,
        "a" => -1,
        "n" | "met" | "cet" | "bst" => 1,
        "mest" | "cest" => 2,
        "hkt" | "sgt" => 8,
        "jst" | "kst" => 9,
        "m" => -12,
        "y" => 12,
        _ => 0,
    };
    if bare.is_empty() {
        return Some(named * 60);
    }
    let (sign, digits) = match bare.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, rest) = digits.split_at_checked(digits.find(':').unwrap_or_else(|| digits.len().min(2)))?;
    let rest = rest.trim_start_matches(':');
    let rest: i64 = if rest.is_empty() { 0 } else { rest.parse().ok()? };
    Some(named * 60 + sign * (hours.parse::<i64>().ok()? * 60 + rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        parse(text).map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string())
    }

    #[test]
    fn dates_of_every_habit_are_read() {
        for (text, wanted) in [
            ("Thu, 01 Jan 2004 19:48:21 GMT", "2004-01-01T19:48:21Z"),
            ("Thu, 01 Jan 04 19:48:21 GMT", "2004-01-01T19:48:21Z"),
            ("Thu,  5 Apr 2012 10:00:00 GMT", "2012-04-05T10:00:00Z"),
            ("Wed, 19 Aug 2009 18:28:00 Etc/GMT", "2009-08-19T18:28:00Z"),
            ("Wed, 19 Feb 2012 22:40:00 GMT-01:01", "2012-02-19T23:41:00Z"),
            ("Wed, 19 Feb 2012 22:40:00 -0101", "2012-02-19T23:41:00Z"),
            ("Mon, 13 Feb, 2012 06:28:00 UTC", "2012-02-13T06:28:00Z"),
            ("Thu, 01 Jan 2004 00:00 GMT", "2004-01-01T00:00:00Z"),
            ("Thu, 01 Jan 2004", "2004-01-01T00:00:00Z"),
            ("Mon, 26 January 2004 16:31:00 ET", "2004-01-26T21:31:00Z"),
            ("Thu Aug 30 2012 17:26:16 +0200", "2012-08-30T15:26:16Z"),
            ("Thu, 30 Apr 2015 08:57:00 MEST", "2015-04-30T06:57:00Z"),
            ("04-Mar-2005 10:00", "2005-03-04T10:00:00Z"),
            ("Sun Jan  4 16:29:06 2004", "2004-01-04T16:29:06Z"),
            ("Sun Jul 15 01:16:00 +0000 2012", "2012-07-15T01:16:00Z"),
            ("Mon Mar 04 12:00:00 CST 2024", "2024-03-04T04:00:00Z"),
            ("Fri, 2006/09/15 08:19:53 EDT", "2006-09-15T12:19:53Z"),
            ("2003-12-31T10:14:55Z", "2003-12-31T10:14:55Z"),
            ("2003-12-31T10:14:55-08:00", "2003-12-31T18:14:55Z"),
            ("2007-04-23T23:25:47.538+10:00", "2007-04-23T13:25:47Z"),
            ("2003-12-31", "2003-12-31T00:00:00Z"),
            ("2003-12", "2003-12-01T00:00:00Z"),
            ("2003", "2003-01-01T00:00:00Z"),
            ("20031231", "2003-12-31T00:00:00Z"),
            ("031231", "2003-12-31T00:00:00Z"),
            ("03-12-31", "2003-12-31T00:00:00Z"),
            ("-03-12", "2003-12-01T00:00:00Z"),
            ("-0312", "2003-12-01T00:00:00Z"),
            ("03335", "2003-12-01T00:00:00Z"),
            ("2003-012-31T10:14:55+00:00", "2003-12-31T10:14:55Z"),
            ("2004-07-08 23:56:58 -00:20", "2004-07-09T00:16:58Z"),
            ("2004-07-08 23:56:58.0", "2004-07-08T23:56:58Z"),
            ("2004-02-28T18:14:55-08:00", "2004-02-29T02:14:55Z"),
        ] {
            assert_eq!(read(text).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn words_of_other_languages_are_read_in_their_zone() {
        for (text, wanted) in [
            ("2005年3月4日", "2005-03-03T16:00:00Z"),
            ("２００５年３月４日", "2005-03-03T16:00:00Z"),
            ("2005年03月04日 星期五 下午3:05", "2005-03-04T07:05:00Z"),
            ("2005年3月4日上午10时15分", "2005-03-04T02:15:00Z"),
            ("2005年3月4日 10时15分30秒", "2005-03-04T02:15:30Z"),
            ("2005年3月4日 10:15 +0000", "2005-03-04T10:15:00Z"),
            ("2004-05-25 오후 11:23:17", "2004-05-25T14:23:17Z"),
            ("2004년 05월 28일  01:31:15", "2004-05-27T16:31:15Z"),
            ("Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T17:00:00Z"),
            ("2004-július-13T9:15-05:00", "2004-07-13T14:15:00Z"),
        ] {
            assert_eq!(read(text).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "yesterday",
            "Sun, 16 Dec 2012 1:2:3:4 GMT",
            "Sun, 16 zzz 2012 11:47:32 GMT",
            "Sun, 16 Dec zz 11:47:32 GMT",
            "Sun, 16 Dec 2012 11:47:32 +zz:00",
            "Sun, 99 Jun 2009 12:00:00 GMT",
            "2003-12-31T25:14:55Z",
            "2003-12-31T10:61:55Z",
            "2013-01-27-01",
            "2013-xx-27",
            "11/12/2003",
            "：：",
            "年月日",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
