//! Text from the search box → terms.

use super::MAX_CHARS;
use crate::analysis::{Phrase, fold, is_filler, phrase, smallest_words, words};

/// More are not looked at: each costs.
const MAX_TERMS: usize = 12;

/// One thing wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Folded.
    pub text: String,
    /// Was it quoted? Then only as a substring, and never given up.
    pub exact: bool,
    /// A document number (陶政发〔2026〕12号): first only as a substring.
    pub number: bool,
    /// Its words without fillers (unless it has nothing else).
    pub words: Vec<String>,
    /// Its grams.
    pub phrase: Phrase,
}

impl Term {
    fn new(text: String, exact: bool) -> Option<Self> {
        let phrase = phrase(&text);
        if phrase == Phrase::Nothing {
            return None;
        }
        let all = words(&text);
        let meant: Vec<String> = all.iter().filter(|word| !is_filler(word)).cloned().collect();
        let number = is_document_number(&text);
        Some(Self {
            exact,
            number,
            phrase,
            words: if meant.is_empty() { all } else { meant },
            text,
        })
    }

    /// A word as a term of its own.
    pub(super) fn of_word(word: &str) -> Self {
        Self {
            text: word.into(),
            exact: false,
            number: false,
            words: vec![word.into()],
            phrase: phrase(word),
        }
    }
}

/// Folded: a year in brackets, later 号.
fn is_document_number(text: &str) -> bool {
    let year = |inside: &str| inside.len() == 4 && inside.bytes().all(|b| b.is_ascii_digit());
    text.split_once('(')
        .and_then(|(_, rest)| rest.split_once(')'))
        .is_some_and(|(inside, rest)| year(inside) && rest.contains('号'))
}

/// A query taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// All wanted.
    pub terms: Vec<Term>,
    /// True when some were left out because there are too many.
    pub cut: bool,
}

impl Parsed {
    /// The smallest words of all unquoted terms, each once.
    #[must_use]
    pub fn small_words(&self) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for word in self
            .terms
            .iter()
            .filter(|term| !term.exact)
            .flat_map(|term| smallest_words(&term.text))
        {
            if !is_filler(&word) && !all.contains(&word) {
                all.push(word);
            }
        }
        all
    }
}

/// Takes a query apart. Every text has a meaning; an unclosed quote is none.
#[must_use]
pub fn parse(text: &str) -> Parsed {
    let text: String = text.chars().take(MAX_CHARS).collect();
    let mut parsed = Parsed::default();
    let pieces: Vec<&str> = text.split(['"', '“', '”', '＂', '「', '」']).collect();
    for (at, piece) in pieces.iter().enumerate() {
        let quoted = at % 2 == 1 && at + 1 < pieces.len();
        let folded = fold(piece);
        if quoted {
            parsed.push(Term::new(folded.trim().to_owned(), true));
        } else {
            folded
                .split_whitespace()
                .for_each(|word| parsed.push(Term::new(word.to_owned(), false)));
        }
    }
    parsed
}

impl Parsed {
    fn push(&mut self, term: Option<Term>) {
        let Some(term) = term.filter(|term| !self.terms.iter().any(|t| t.text == term.text)) else {
            return;
        };
        if self.terms.len() < MAX_TERMS {
            self.terms.push(term);
        } else {
            self.cut = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> String {
        let quoted = |term: &Term| {
            if term.exact {
                format!("“{}”", term.text)
            } else {
                term.text.clone()
            }
        };
        parse(text)
            .terms
            .iter()
            .map(quoted)
            .collect::<Vec<_>>()
            .join(" | ")
    }

    #[test]
    fn blanks_separate_and_quotes_hold_together() {
        assert_eq!(shape("教育　补贴 教育"), "教育 | 补贴");
        assert_eq!(shape("“教育 补贴” 2026"), "“教育 补贴” | 2026");
        assert_eq!(shape("\"教育补贴\""), "“教育补贴”");
        assert_eq!(shape("「民国窑户」账册"), "“民国窑户” | 账册");
    }

    #[test]
    fn an_unclosed_quote_quotes_nothing() {
        assert_eq!(shape("教育 \"补贴 办法"), "教育 | 补贴 | 办法");
    }

    #[test]
    fn nothing_to_ask_for_is_no_term() {
        for text in ["", "   ", "？！", "\"\"", "\" \"", "《》"] {
            assert_eq!(shape(text), "", "{text}");
        }
    }

    #[test]
    fn fillers_are_not_required() {
        assert_eq!(
            parse("我市的教育").terms[0]
                .words
                .iter()
                .filter(|word| is_filler(word))
                .count(),
            0
        );
        assert_eq!(parse("的").terms[0].words, ["的"]);
    }

    #[test]
    fn document_numbers_are_known() {
        for text in ["陶政发〔2026〕12号", "[2026]第12号", "陶政办发（2026）3号文件"] {
            assert!(parse(text).terms[0].number, "{text}");
        }
        for text in ["陶政发2026 12号", "(草案)12号", "2026年12号", "(2026)通知"] {
            assert!(!parse(text).terms[0].number, "{text}");
        }
    }

    #[test]
    fn too_many_terms_are_cut_and_said() {
        let many: Vec<String> = (10..40).map(|n| n.to_string()).collect();
        let parsed = parse(&many.join(" "));
        assert_eq!(parsed.terms.len(), MAX_TERMS);
        assert!(parsed.cut);
    }
}
