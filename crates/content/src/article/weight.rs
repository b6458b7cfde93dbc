//! How much a correction changes (更正程度): readers of other sites are asked before a major one reaches them.

use super::edition;
use crate::library::entity as library;
use similar::{ChangeTag, TextDiff};
use std::time::Duration;

/// Up to so many characters may come or go in a minor correction.
const FEW: usize = 40;
/// How long a comparison may take before it becomes coarse.
const PATIENCE: Duration = Duration::from_millis(300);

/// How much a correction changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// 一般更正: a word, a number of the address, a comma.
    Minor,
    /// 重大更正.
    Major,
}

impl Weight {
    /// Every weight.
    pub const ALL: [Self; 2] = [Self::Minor, Self::Major];

    /// The word in forms and in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Minor => "一般更正",
            Self::Major => "重大更正",
        }
    }

    /// Reads [`Weight::key`]; anything else is left to [`Weight::of`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|weight| weight.key() == key)
    }

    /// What it is when nobody says: minor if only few characters changed.
    #[must_use]
    pub fn of(before: &edition::Model, after: &edition::Model) -> Self {
        let text = |edition: &edition::Model| {
            text(
                [&edition.title, &edition.subtitle, &edition.summary],
                &edition.body_html,
            )
        };
        let files = before.attachments == after.attachments && before.lead_media == after.lead_media;
        Self::between((&text(before), &text(after)), files)
    }

    /// The same of what the library held and shall hold.
    #[must_use]
    pub fn of_items(before: &library::Model, after: &library::Model) -> Self {
        let text =
            |item: &library::Model| text([&item.title, &item.subtitle, &item.summary], &item.body_html);
        let files = before.attachments == after.attachments && before.lead_media == after.lead_media;
        Self::between((&text(before), &text(after)), files)
    }

    /// `files` says whether they are the same.
    fn between((old, new): (&str, &str), files: bool) -> Self {
        let diff = TextDiff::configure().timeout(PATIENCE).diff_chars(old, new);
        let changed = diff
            .iter_all_changes()
            .filter(|change| change.tag() != ChangeTag::Equal)
            .take(FEW + 1)
            .count();
        if changed <= FEW && files {
            Self::Minor
        } else {
            Self::Major
        }
    }
}

fn text(words: [&str; 3], body_html: &str) -> String {
    format!("{}\n{}", words.join("\n"), crate::body::plain_text(body_html))
}

#[cfg(test)]
mod tests {
    use super::Weight;
    use crate::article::{edition, fill_blank};

    fn edition(body: &str) -> edition::Model {
        let at = kernel::beijing::parse("2026-11-22 08:00").unwrap();
        edition::Model {
            body_html: format!("<p>{body}</p>"),
            ..fill_blank(1, 1, (Some(1), "周若溪".into()), at)
        }
    }

    #[test]
    fn a_corrected_number_is_minor_and_a_new_paragraph_is_major() {
        let before = edition("会议定于下午五点召开。");
        assert_eq!(
            Weight::of(&before, &edition("会议定于下午五点半召开。")),
            Weight::Minor
        );
        let long = edition(&format!(
            "会议定于下午五点召开。{}",
            "并通报有关事项。".repeat(10)
        ));
        assert_eq!(Weight::of(&before, &long), Weight::Major);
        let mut file = before.clone();
        file.attachments = "[1]".into();
        assert_eq!(Weight::of(&before, &file), Weight::Major);
    }

    #[test]
    fn words_are_read_back() {
        for weight in Weight::ALL {
            assert_eq!(Weight::parse(weight.key()), Some(weight));
        }
        assert_eq!(Weight::parse(""), None);
    }
}
