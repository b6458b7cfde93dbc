//! Words, cut by jieba: in search mode for the index (sub-words too), in plain mode for queries.

use tantivy::tokenizer::{TextAnalyzer, Token, TokenFilter, TokenStream, Tokenizer};
use tantivy_jieba::JiebaTokenizer;

/// Longer "words" are no words but data; they are found by grams.
const LONGEST_BYTES: usize = 128;

/// Words that carry no subject: never required, never highlighted.
const FILLERS: [&str; 34] = [
    "的", "了", "和", "与", "及", "在", "是", "对", "等", "为", "于", "之", "吗", "呢", "吧", "我", "我们",
    "你", "您", "有", "也", "都", "就", "被", "把", "从", "向", "以", "或", "怎么", "怎样", "如何", "什么",
    "哪里",
];

/// The analyzer of the word fields.
pub fn index_analyzer() -> TextAnalyzer {
    TextAnalyzer::builder(JiebaTokenizer::new())
        .filter(WordsOnly)
        .build()
}

/// The words of a folded query, in order, each once.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let mut tokenizer = WordsOnly.transform(JiebaTokenizer::with_search_mode(false));
    let mut stream = tokenizer.token_stream(text);
    let mut words: Vec<String> = Vec::new();
    while stream.advance() {
        if !words.contains(&stream.token().text) {
            words.push(stream.token().text.clone());
        }
    }
    words
}

/// The smallest words of a folded query, for asking less: 教育部门 gives 教育 and 部门.
#[must_use]
pub fn smallest_words(text: &str) -> Vec<String> {
    let mut analyzer = index_analyzer();
    let mut all: Vec<String> = Vec::new();
    analyzer.token_stream(text).process(&mut |token| {
        if !all.contains(&token.text) {
            all.push(token.text.clone());
        }
    });
    let holds_another = |word: &String| {
        all.iter()
            .any(|other| other != word && word.contains(other.as_str()))
    };
    all.iter().filter(|word| !holds_another(word)).cloned().collect()
}

/// Does the word carry no subject?
#[must_use]
pub fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word)
}

/// Loads the dictionary (a sixth of a second), so that the first visitor need not wait for it.
pub fn warm() {
    let _ = words("紫砂");
}

/// jieba gives blanks and punctuation as words too; a query of two words would then ask for a blank.
#[derive(Clone, Copy)]
struct WordsOnly;

#[derive(Clone)]
struct WordsOnlyTokenizer<T>(T);

struct WordsOnlyStream<S>(S);

impl TokenFilter for WordsOnly {
    type Tokenizer<T: Tokenizer> = WordsOnlyTokenizer<T>;

    fn transform<T: Tokenizer>(self, tokenizer: T) -> WordsOnlyTokenizer<T> {
        WordsOnlyTokenizer(tokenizer)
    }
}

impl<T: Tokenizer> Tokenizer for WordsOnlyTokenizer<T> {
    type TokenStream<'a> = WordsOnlyStream<T::TokenStream<'a>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        WordsOnlyStream(self.0.token_stream(text))
    }
}

impl<S: TokenStream> TokenStream for WordsOnlyStream<S> {
    fn advance(&mut self) -> bool {
        while self.0.advance() {
            let text = &self.0.token().text;
            if text.len() <= LONGEST_BYTES && text.chars().any(char::is_alphanumeric) {
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        self.0.token()
    }

    fn token_mut(&mut self) -> &mut Token {
        self.0.token_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn indexed(text: &str) -> Vec<String> {
        let mut analyzer = index_analyzer();
        let mut stream = analyzer.token_stream(text);
        let mut all = Vec::new();
        stream.process(&mut |token| all.push(token.text.clone()));
        all
    }

    #[test]
    fn blanks_and_punctuation_are_no_words() {
        assert_eq!(words("农业 科技，，"), ["农业", "科技"]);
        assert_eq!(words("……"), Vec::<String>::new());
    }

    #[test]
    fn the_index_knows_the_words_inside_words() {
        let all = indexed("北京大学");
        for word in ["北京", "大学", "北京大学"] {
            assert!(all.iter().any(|w| w == word), "{all:?}");
        }
        assert_eq!(words("北京大学"), ["北京大学"]);
    }

    #[test]
    fn long_words_fall_into_small_ones() {
        assert_eq!(smallest_words("教育部门工作"), ["教育", "部门", "工作"]);
        assert_eq!(smallest_words("太华镇"), ["太华镇"]);
    }

    #[test]
    fn fillers_are_known() {
        assert!(is_filler("的"));
        assert!(!is_filler("补贴"));
    }
}
