//! Small parts of the pages.

use serde::Serialize;

/// An option of a select or a radio button.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Whether it is chosen.
    pub checked: bool,
}

impl Choice {
    /// An option.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            checked: false,
        }
    }

    /// Chosen when it is this value.
    #[must_use]
    pub fn chosen(mut self, value: &str) -> Self {
        self.checked = self.value == value;
        self
    }
}

/// A link among others, with a count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tab {
    /// Its words.
    pub title: String,
    /// Where it leads.
    pub url: String,
    /// The one shown.
    pub current: bool,
    /// How many, if it counts.
    pub count: Option<u64>,
}

/// A state as a chip.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Chip {
    /// The word.
    pub text: String,
    /// Colour and icon.
    pub tone: String,
}

impl Chip {
    /// A chip.
    pub fn new(text: impl Into<String>, tone: &str) -> Self {
        Self {
            text: text.into(),
            tone: tone.into(),
        }
    }
}

/// The chip of a letter's state.
#[must_use]
pub fn state_chip(state: &str) -> Chip {
    use crate::letter::State;
    let Some(state) = State::parse(state) else {
        return Chip::new(state, "plain");
    };
    let tone = match state {
        State::Received | State::Registered | State::Reviewing => "wait",
        State::Assigned | State::Asking | State::Archived => "plain",
        State::Reworking => "warn",
        State::Answered => "ok",
        State::Invalid | State::Duplicate | State::Withdrawn => "plain",
    };
    Chip::new(state.title(), tone)
}

/// Who did something, for people: programs by what they are. The audit keeps the exact name.
#[must_use]
pub fn who(name: &str) -> &str {
    if name.starts_with("后台任务 ") {
        "系统自动"
    } else if name.starts_with("命令行 ") {
        "系统维护"
    } else {
        name
    }
}

/// The paragraphs of a text.
#[must_use]
pub fn paragraphs(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}
