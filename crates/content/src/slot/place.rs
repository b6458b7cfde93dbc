//! Where a slot's text will be saved.

use kernel::{ArticleId, PersonId};

/// An article, or a form that will make one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The edition being worked on.
    Article(ArticleId),
    /// A new text; the word was drawn when its form was opened.
    New(String),
}

impl Place {
    /// A new text.
    #[must_use]
    pub fn fresh() -> Self {
        Self::New(uuid::Uuid::new_v4().simple().to_string())
    }

    /// Reads [`Place::word`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        if let Some(id) = word.strip_prefix('a') {
            return id.parse().ok().map(|id| Self::Article(ArticleId(id)));
        }
        let drawn = word.strip_prefix('n')?;
        (drawn.len() == 32 && drawn.bytes().all(|b| b.is_ascii_hexdigit()))
            .then(|| Self::New(drawn.to_owned()))
    }

    /// The word in the form's hidden field.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Self::Article(id) => format!("a{id}"),
            Self::New(drawn) => format!("n{drawn}"),
        }
    }

    /// The article, if there is one already.
    #[must_use]
    pub fn article(&self) -> Option<ArticleId> {
        match self {
            Self::Article(id) => Some(*id),
            Self::New(_) => None,
        }
    }

    pub(super) fn key(&self, person: PersonId) -> String {
        format!("{person}:{}", self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back_and_nothing_else_is() {
        for place in [Place::Article(ArticleId(12)), Place::fresh()] {
            assert_eq!(Place::parse(&place.word()), Some(place));
        }
        for odd in ["", "a", "ax", "n", "n12", "k1", "1"] {
            assert_eq!(Place::parse(odd), None, "{odd}");
        }
    }
}
