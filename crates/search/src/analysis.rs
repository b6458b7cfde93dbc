//! Chinese text → tokens, twice.
//!
//! *Words* (jieba) rank well but hide what a longer word swallows; *grams* of two characters with
//! positions find every substring but know no meaning. Both are indexed, each in fields of its own:
//! grams decide what is found, words decide what comes first.
//!
//! Everything is [folded](fold) before, on both sides, so 〔２０２６〕 and [2026] are the same.

mod fold;
mod grams;
mod words;

pub use fold::{Folded, fold, fold_with_origins};
pub use grams::{Grams, Phrase, is_gram, phrase};
pub use words::{is_filler, smallest_words, warm, words};

use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};

/// Name of the tokenizer of the word fields.
pub const WORDS: &str = "zisha_words";
/// Name of the tokenizer of the gram fields.
pub const GRAMS: &str = "zisha_grams";

/// Registers both; the texts given to them must be folded already.
pub fn register(manager: &TokenizerManager) {
    manager.register(WORDS, words::index_analyzer());
    manager.register(GRAMS, TextAnalyzer::from(Grams));
}
