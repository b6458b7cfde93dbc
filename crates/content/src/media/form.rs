//! Words about a file from the browser → domain types.

use super::{Words, entity};
use gateway::Upload;
use serde::{Deserialize, Serialize};

/// The words as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WordsForm {
    /// Alternative text.
    pub alt: String,
    /// `true` when it needs none.
    pub decorative: String,
    /// Under the picture.
    pub caption: String,
    /// Who made it.
    pub credit: String,
}

impl WordsForm {
    /// The words beside an uploaded file.
    #[must_use]
    pub fn of_upload(upload: &Upload) -> Self {
        let text = |field: &str| upload.text(field).to_owned();
        Self {
            alt: text("alt"),
            decorative: text("decorative"),
            caption: text("caption"),
            credit: text("credit"),
        }
    }

    /// The words of a file as they stand.
    #[must_use]
    pub fn of(row: &entity::Model) -> Self {
        Self {
            alt: row.alt.clone(),
            decorative: if row.decorative {
                "true".into()
            } else {
                String::new()
            },
            caption: row.caption.clone(),
            credit: row.credit.clone(),
        }
    }

    /// As an operation takes them.
    #[must_use]
    pub fn words(&self) -> Words {
        let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        Words {
            alt: line(&self.alt),
            decorative: self.decorative == "true",
            caption: line(&self.caption),
            credit: line(&self.credit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::WordsForm;

    #[test]
    fn words_are_single_lines_and_a_missing_mark_is_no() {
        let form = WordsForm {
            alt: " 龙窑\n开窑 ".into(),
            ..WordsForm::default()
        };
        assert_eq!(form.words().alt, "龙窑 开窑");
        assert!(!form.words().decorative);
    }
}
