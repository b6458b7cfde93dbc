//! Grams of two characters with positions: an ordered phrase of them is an exact substring.
//!
//! In a run of Chinese characters every character begins one token, the pair with its neighbour; the
//! last one stands alone. So any single character is the beginning of some token, and is found by a
//! range over the dictionary. Latin words and numbers are one token each. Punctuation takes no
//! position: 陶政发〔2026〕12号 is also found without its brackets.
//!
//! `12号开` gives `12`₀ `号`₁ `号开`₁ `开`₂: a character after a number also stands alone, else `12号` could
//! not be asked for as a phrase.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// No real word is longer; the rest is dropped on both sides.
const LONGEST_WORD: usize = 64;

/// Is this written without blanks between words?
#[must_use]
pub fn is_gram(c: char) -> bool {
    c >= '\u{2E80}' && c.is_alphanumeric()
}

/// The tokenizer of the gram fields. Give it folded text.
#[derive(Clone, Copy, Debug)]
pub struct Grams;

impl Tokenizer for Grams {
    type TokenStream<'a> = GramStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> GramStream<'a> {
        GramStream {
            text,
            at: 0,
            position: 0,
            last: Last::Gap,
            token: Token::default(),
        }
    }
}

/// What stood directly before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Gap,
    Word,
    Gram,
    /// A word, and the lone character after it was given already.
    Given,
}

/// See [`Grams`].
pub struct GramStream<'a> {
    text: &'a str,
    at: usize,
    position: usize,
    last: Last,
    token: Token,
}

impl GramStream<'_> {
    fn set(&mut self, from: usize, to: usize, cut: usize) {
        self.token.offset_from = from;
        self.token.offset_to = to;
        self.token.position = self.position;
        self.token.position_length = 1;
        self.token.text.clear();
        self.token
            .text
            .push_str(self.text.get(from..cut).unwrap_or_default());
    }

    fn gram(&mut self, first: char) {
        let from = self.at;
        let middle = from + first.len_utf8();
        let second = self
            .text
            .get(middle..)
            .and_then(|rest| rest.chars().next())
            .filter(|&c| is_gram(c));
        match (self.last, second) {
            (Last::Word, Some(_)) => {
                self.set(from, middle, middle);
                self.last = Last::Given;
            }
            (_, next) => {
                let to = middle + next.map_or(0, char::len_utf8);
                self.set(from, to, to);
                self.at = middle;
                self.position += 1;
                self.last = Last::Gram;
            }
        }
    }

    fn word(&mut self) {
        let from = self.at;
        let rest = self.text.get(from..).unwrap_or_default();
        let mut cut = rest.len();
        let mut end = rest.len();
        for (count, (at, c)) in rest.char_indices().enumerate() {
            if count == LONGEST_WORD {
                cut = at;
            }
            if !c.is_alphanumeric() || is_gram(c) {
                end = at;
                break;
            }
        }
        self.set(from, from + end, from + end.min(cut));
        self.at = from + end;
        self.position += 1;
        self.last = Last::Word;
    }
}

impl TokenStream for GramStream<'_> {
    fn advance(&mut self) -> bool {
        while let Some(c) = self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
            if is_gram(c) {
                self.gram(c);
                return true;
            }
            if c.is_alphanumeric() {
                self.word();
                return true;
            }
            self.at += c.len_utf8();
            self.last = Last::Gap;
        }
        false
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// How to ask the gram fields for a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phrase {
    /// Nothing that can be asked for.
    Nothing,
    /// Tokens beginning with this character.
    Begins(char),
    /// These tokens, one after the other.
    Tokens(Vec<String>),
}

/// The phrase that finds the folded `text` as a substring.
#[must_use]
pub fn phrase(text: &str) -> Phrase {
    let mut tokens: Vec<Token> = Vec::new();
    let mut stream = Grams.token_stream_owned(text);
    while stream.advance() {
        let token = stream.token().clone();
        // The lone form after a number is wanted only when nothing follows; then there is no pair at its position.
        match tokens.last_mut() {
            Some(last) if last.position == token.position => *last = token,
            _ => tokens.push(token),
        }
    }
    let (Some(last), before) = (tokens.last(), tokens.iter().rev().nth(1)) else {
        return Phrase::Nothing;
    };
    let alone = last
        .text
        .chars()
        .next()
        .filter(|&c| is_gram(c) && c.len_utf8() == last.text.len());
    if let Some(c) = alone {
        match before {
            None => return Phrase::Begins(c),
            // In a text the run may go on after it; the pair before covers it. After a gap nothing can, so it is left out.
            Some(before) if before.offset_to != last.offset_from => {
                tokens.pop();
            }
            Some(_) => {}
        }
    }
    Phrase::Tokens(tokens.into_iter().map(|token| token.text).collect())
}

impl Grams {
    fn token_stream_owned(self, text: &str) -> GramStream<'_> {
        GramStream {
            text,
            at: 0,
            position: 0,
            last: Last::Gap,
            token: Token::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> String {
        let mut stream = Grams.token_stream_owned(text);
        let mut all = Vec::new();
        while stream.advance() {
            all.push(format!("{}{}", stream.token().text, stream.token().position));
        }
        all.join(" ")
    }

    fn asked(text: &str) -> String {
        match phrase(text) {
            Phrase::Nothing => "-".into(),
            Phrase::Begins(c) => format!("{c}*"),
            Phrase::Tokens(tokens) => tokens.join(" "),
        }
    }

    #[test]
    fn every_character_begins_a_token() {
        assert_eq!(tokens("教育局，2026年"), "教育0 育局1 局2 20263 年4");
        assert_eq!(tokens("12号开工"), "120 号1 号开1 开工2 工3");
        assert_eq!(tokens("陶政发(2026)12号"), "陶政0 政发1 发2 20263 124 号5");
        assert_eq!(tokens("，。 \n"), "");
    }

    #[test]
    fn a_phrase_asks_for_nothing_the_text_may_lack() {
        assert_eq!(asked("教育"), "教育");
        assert_eq!(asked("教育局"), "教育 育局");
        assert_eq!(asked("茶"), "茶*");
        assert_eq!(asked("茶。"), "茶*");
        assert_eq!(asked("12号"), "12 号");
        assert_eq!(asked("第12号开"), "第 12 号开");
        assert_eq!(asked("5g基站"), "5g 基站");
        assert_eq!(asked("教育、茶"), "教育 育");
        assert_eq!(asked("？？"), "-");
    }

    #[test]
    fn long_words_are_cut_alike() {
        let long = "x".repeat(200);
        assert_eq!(asked(&long), "x".repeat(64));
        assert_eq!(tokens(&format!("{long}茶")), format!("{}0 茶1", "x".repeat(64)));
    }
}
