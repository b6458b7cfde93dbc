//! The choice itself and its short form.

use std::fmt;
use theme::view::ReadingView;

/// The colours of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colours {
    /// As the device prefers.
    #[default]
    Device,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// Black, white and yellow, 7 : 1 or more everywhere.
    Contrast,
}

/// The characters of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Script {
    /// 简体.
    #[default]
    Simplified,
    /// 繁體, converted.
    Traditional,
}

/// How somebody reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// 长者版: large, simple, telephone numbers first.
    pub elder: bool,
    /// Colours.
    pub colours: Colours,
    /// Characters.
    pub script: Script,
}

const ELDER: &str = "elder";
const TRADITIONAL: &str = "hant";

impl Colours {
    /// All, as a form lists them.
    pub const ALL: [Self; 4] = [Self::Device, Self::Light, Self::Dark, Self::Contrast];

    /// The word of forms, cookies and stylesheets.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Contrast => "contrast",
        }
    }
}

impl Reading {
    /// Reads `elder.dark.hant`; words it does not know say nothing, so that a choice of a later release does no harm.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut reading = Self::default();
        for word in text.split('.').take(8) {
            match word {
                ELDER => reading.elder = true,
                TRADITIONAL => reading.script = Script::Traditional,
                word => {
                    if let Some(colours) = Colours::ALL.into_iter().find(|colours| colours.key() == word) {
                        reading.colours = colours;
                    }
                }
            }
        }
        reading
    }

    /// Whether nothing was chosen.
    #[must_use]
    pub fn is_plain(self) -> bool {
        self == Self::default()
    }

    /// What templates see. `home` is the site's.
    #[must_use]
    pub fn view(self, home: &str) -> ReadingView {
        let to = |reading: Self| format!("{home}reading?set={reading}");
        ReadingView {
            elder: self.elder,
            colours: self.colours.key().into(),
            traditional: self.script == Script::Traditional,
            page_url: format!("{home}reading"),
            elder_url: to(Self {
                elder: !self.elder,
                ..self
            }),
            script_url: to(Self {
                script: match self.script {
                    Script::Simplified => Script::Traditional,
                    Script::Traditional => Script::Simplified,
                },
                ..self
            }),
        }
    }
}

/// `plain` where nothing was chosen, so that a choice can also be taken back by a link.
impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = [
            self.elder.then_some(ELDER),
            (self.colours != Colours::Device).then(|| self.colours.key()),
            (self.script == Script::Traditional).then_some(TRADITIONAL),
        ];
        let words: Vec<&str> = words.into_iter().flatten().collect();
        f.write_str(if words.is_empty() { "plain" } else { "" })?;
        f.write_str(&words.join("."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_is_read_as_written() {
        for elder in [false, true] {
            for colours in Colours::ALL {
                for script in [Script::Simplified, Script::Traditional] {
                    let reading = Reading {
                        elder,
                        colours,
                        script,
                    };
                    assert_eq!(Reading::parse(&reading.to_string()), reading);
                }
            }
        }
        assert_eq!(Reading::default().to_string(), "plain");
    }

    #[test]
    fn what_a_stranger_writes_into_the_cookie_is_no_choice() {
        for text in ["", "plain", "<script>", "ELDER", "elder;x", &"a.".repeat(5000)] {
            assert!(Reading::parse(text).is_plain(), "{text}");
        }
        assert!(Reading::parse("elder.tomorrow").elder);
    }

    #[test]
    fn the_links_change_one_thing_and_keep_the_others() {
        let view = Reading::parse("dark.hant").view("/zhuhai/");
        assert_eq!(view.elder_url, "/zhuhai/reading?set=elder.dark.hant");
        assert_eq!(view.script_url, "/zhuhai/reading?set=dark");
    }
}
