//! Passwords that everybody tries first. The lists are those of zxcvbn (MIT): some 30 000 leaked passwords, English words
//! and names; what Chinese offices are fond of stands here.

use zxcvbn::matching::patterns::MatchPattern;

/// What people begin with: words of administrators, keyboard rows, and pinyin everybody knows.
const STEMS: &[&str] = &[
    "a",
    "aa",
    "aaa",
    "ab",
    "abc",
    "abcd",
    "abcde",
    "admin",
    "administrator",
    "admins",
    "sysadmin",
    "webadmin",
    "root",
    "test",
    "tester",
    "demo",
    "guest",
    "user",
    "users",
    "oracle",
    "mysql",
    "sa",
    "system",
    "manager",
    "master",
    "web",
    "www",
    "password",
    "passwd",
    "pass",
    "pwd",
    "login",
    "welcome",
    "hello",
    "changeme",
    "default",
    "temp",
    "secret",
    "qwer",
    "qwert",
    "qwerty",
    "qwertyuiop",
    "asdf",
    "asdfgh",
    "asdfghjkl",
    "zxcv",
    "zxcvbn",
    "zxcvbnm",
    "qaz",
    "qazwsx",
    "qazwsxedc",
    "wsx",
    "qweasd",
    "qweasdzxc",
    "qwe",
    "asd",
    "zxc",
    "q1w2e3r4",
    "q1w2e3r4t5",
    "1qaz2wsx",
    "1qaz2wsx3edc",
    "1qazxsw2",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "zaq12wsx",
    "woaini",
    "woaiwojia",
    "woaizhongguo",
    "wodemima",
    "mima",
    "nihao",
    "zhongguo",
    "china",
    "beijing",
    "shanghai",
    "jiangsu",
    "guanli",
    "guanliyuan",
    "xitong",
    "xinxi",
    "xinxizhongxin",
    "xxzx",
    "bangong",
    "bangongshi",
    "zhengfu",
    "zwgk",
    "gov",
    "government",
    "office",
    "website",
    "wangzhan",
    "yonghu",
    "ceshi",
    "caiwu",
    "jiaoyu",
    "gongan",
    "xiaomi",
    "iloveyou",
    "love",
    "loveyou",
    "taobao",
    "wang",
    "zhang",
    "liu",
    "li",
    "chen",
    "zisha",
];

/// What people end with, beside years and dates.
const TAILS: &[&str] = &[
    "",
    "0",
    "00",
    "000",
    "01",
    "001",
    "007",
    "1",
    "11",
    "12",
    "123",
    "1234",
    "12345",
    "123456",
    "1234567",
    "12345678",
    "123456789",
    "1234567890",
    "123123",
    "321",
    "4321",
    "54321",
    "654321",
    "111",
    "1111",
    "11111",
    "111111",
    "222",
    "333",
    "520",
    "521",
    "1314",
    "5201314",
    "520520",
    "1314520",
    "666",
    "6666",
    "666666",
    "88",
    "888",
    "8888",
    "888888",
    "99",
    "999",
    "9999",
    "2580",
    "1122",
    "112233",
    "147258",
    "147258369",
    "159357",
    "10086",
    "10010",
    "12315",
    "12345678910",
];

/// Whether it is one of those passwords.
pub(super) fn is_common(password: &str) -> bool {
    let plain = password.to_lowercase();
    // Figures alone are dates and telephone numbers.
    let figures = plain.len() < 16 && plain.bytes().all(|b| b.is_ascii_digit());
    figures || is_stem_and_tail(&plain) || is_stem_and_tail(&without_shift(&plain)) || is_listed(password)
}

/// `1qaz@WSX` is `1qaz2wsx` with the shift key held for half of it.
fn without_shift(plain: &str) -> String {
    let key = |c| match c {
        '!' => '1',
        '@' => '2',
        '#' => '3',
        '$' => '4',
        '%' => '5',
        '^' => '6',
        '&' => '7',
        '*' => '8',
        '(' => '9',
        ')' => '0',
        other => other,
    };
    plain.chars().map(key).collect()
}

/// A single known word, name, password, keyboard walk, repetition or sequence, however it is written (case, `@` for `a`,
/// backwards); or so easy that a few hundred thousand tries find it.
fn is_listed(password: &str) -> bool {
    let entropy = zxcvbn::zxcvbn(password, &[]);
    let alone = match entropy.sequence() {
        [only] => !matches!(only.pattern, MatchPattern::BruteForce),
        _ => false,
    };
    alone || entropy.guesses() < 500_000
}

/// Stem, separators, figures, marks: `Admin@2026!`, `1qaz2wsx#888`.
fn is_stem_and_tail(plain: &str) -> bool {
    let marks = |c: char| c.is_ascii_punctuation() || c == ' ';
    let inner = plain.trim_matches(marks);
    let letters = inner.trim_end_matches(|c: char| c.is_ascii_digit());
    let tail = inner.get(letters.len()..).unwrap_or_default();
    let stem = letters.trim_end_matches(marks);
    let known =
        |stem: &str| STEMS.contains(&stem) || STEMS.contains(&plain_letters(stem).as_str()) || twice(stem);
    // The figures may belong to the stem (1qaz2wsx), so the stem is also sought with all of them.
    (known(stem) && is_usual_tail(tail)) || known(inner)
}

fn twice(stem: &str) -> bool {
    let half = stem.len() / 2;
    stem.is_char_boundary(half)
        && stem.split_at(half).0 == stem.split_at(half).1
        && STEMS.contains(&stem.split_at(half).0)
}

fn plain_letters(word: &str) -> String {
    let letter = |c| match c {
        '@' | '4' => 'a',
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '$' | '5' => 's',
        '7' => 't',
        other => other,
    };
    word.chars().map(letter).collect()
}

/// A tail of the list, a year, a year and a month, or a date.
fn is_usual_tail(tail: &str) -> bool {
    let year = |text: &str| {
        text.parse::<u32>()
            .is_ok_and(|year| (1940..=2040).contains(&year))
    };
    TAILS.contains(&tail)
        || (matches!(tail.len(), 4 | 6 | 8) && tail.get(..4).is_some_and(year))
        || tail.bytes().all(|b| Some(&b) == tail.as_bytes().first())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_tries_first_is_known() {
        for bad in [
            "Admin@2026!",
            "admin123456",
            "P@ssw0rd2026",
            "Passw0rd!!",
            "1qaz2wsx#888",
            "1qaz@WSX3edc",
            "qwertyuiop",
            "woaini1314",
            "Zhongguo2026",
            "abcd1234abcd1234",
            "aaaaaaaaaaaa",
            "1234567890",
            "98765432101",
            "password123",
            "drowssap1234",
            "xinxizhongxin888",
            "adminadmin123",
            "20261122000",
        ] {
            assert!(is_common(bad), "{bad}");
        }
        for good in [
            "correct horse",
            "taodu-2026-demo",
            "紫砂壶里的春天茶香",
            "k3%dP0-wqZ",
            "龙窑的火烧了六百年",
            "Rain-auf-dem-Dach",
        ] {
            assert!(!is_common(good), "{good}");
        }
    }
}
