//! What a visitor's program says it is.

use aho_corasick::AhoCorasick;
use std::sync::LazyLock;

/// A short list of words beats a long list of names: new robots mostly call themselves robots.
static ROBOTS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let words = include_str!("robots.txt").lines();
    let words = words.filter(|line| !line.is_empty() && !line.starts_with('#'));
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(words)
        .ok()
});

/// Whether a program fetches without anybody reading: it says so, or says nothing of itself.
#[must_use]
pub fn is_robot(agent: &str) -> bool {
    agent.trim().is_empty() || ROBOTS.as_ref().is_some_and(|words| words.is_match(agent))
}

/// What a page is read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Device {
    /// 电脑.
    Desktop,
    /// 手机.
    Phone,
    /// 平板.
    Tablet,
}

impl Device {
    /// The word on screens and in the database.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Desktop => "电脑",
            Self::Phone => "手机",
            Self::Tablet => "平板",
        }
    }
}

/// What a program runs on, by what it says.
#[must_use]
pub fn device_of(agent: &str) -> Device {
    let says = |word: &str| agent.contains(word);
    if says("iPad") || says("Tablet") || (says("Android") && !says("Mobile")) {
        Device::Tablet
    } else if says("Mobi") || says("iPhone") || says("Android") || says("MicroMessenger") {
        Device::Phone
    } else {
        Device::Desktop
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: &str = "Mozilla/5.0 (Linux; Android 14; LIO-AN00) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36 MicroMessenger/8.0";
    const DESKTOP: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36";

    #[test]
    fn robots_are_told_from_people() {
        for robot in [
            "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
            "curl/8.5.0",
            "Mozilla/5.0 (compatible; SomethingNew-Bot/1.0)",
            "",
            "  ",
        ] {
            assert!(is_robot(robot), "{robot}");
        }
        for person in [
            PHONE,
            DESKTOP,
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            // A telephone of the make Cubot is read by a person.
            "Mozilla/5.0 (Linux; Android 13; CUBOT P80) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36",
        ] {
            assert!(!is_robot(person), "{person}");
        }
    }

    #[test]
    fn devices_are_told_apart() {
        assert_eq!(device_of(PHONE), Device::Phone);
        assert_eq!(device_of(DESKTOP), Device::Desktop);
        assert_eq!(
            device_of("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X)"),
            Device::Tablet
        );
        assert_eq!(
            device_of("Mozilla/5.0 (Linux; Android 13; SM-X700) Chrome/120 Safari"),
            Device::Tablet
        );
    }
}
