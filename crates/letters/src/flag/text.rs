//! Texts compared without regard to blanks, punctuation and case.

use std::collections::BTreeSet;

/// The letters and figures of a text.
pub(super) fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Pairs of neighbours: for Chinese the nearest thing to words without a dictionary.
pub(super) fn pairs(text: &str) -> BTreeSet<(char, char)> {
    let chars: Vec<char> = bare(text).chars().collect();
    chars.iter().copied().zip(chars.iter().copied().skip(1)).collect()
}
