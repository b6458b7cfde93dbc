//! One form for what readers take as the same text.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Compatibility forms, width, case and brackets made one; characters without width dropped.
///
/// Done character by character (NFKC of the whole text would cost more than cutting words); only text
/// that is not composed is composed first.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        text.chars().for_each(|c| fold_char(c, &mut |c| folded.push(c)));
    } else {
        text.nfc().for_each(|c| fold_char(c, &mut |c| folded.push(c)));
    }
    folded
}

/// A folded text that knows where each byte came from.
#[derive(Debug)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// For each byte of it, where its character begins in the original.
    origins: Vec<usize>,
}

impl Folded {
    /// The range of the original that became `start..end`; whole characters.
    #[must_use]
    pub fn origin(&self, original: &str, start: usize, end: usize) -> Option<(usize, usize)> {
        let from = *self.origins.get(start)?;
        let last = *self.origins.get(end.checked_sub(1)?)?;
        let width = original.get(last..)?.chars().next()?.len_utf8();
        Some((from, last + width))
    }
}

/// Folds and remembers the origins. Text that is not composed is folded as it is: a highlight may be missed, no more.
#[must_use]
pub fn fold_with_origins(text: &str) -> Folded {
    let mut folded = Folded {
        text: String::with_capacity(text.len()),
        origins: Vec::with_capacity(text.len()),
    };
    for (at, c) in text.char_indices() {
        fold_char(c, &mut |c| {
            folded.text.push(c);
            folded.origins.resize(folded.text.len(), at);
        });
    }
    folded
}

fn fold_char(c: char, push: &mut impl FnMut(char)) {
    match c {
        '\u{4E00}'..='\u{9FFF}' => push(c),
        '\0'..='\u{7F}' => push(bracket(c.to_ascii_lowercase())),
        // Pasted from web pages and word processors; they would tear words apart.
        '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}' => {}
        '\u{3001}' | '\u{3002}' => push(c),
        _ => std::iter::once(c)
            .nfkc()
            .flat_map(char::to_lowercase)
            .for_each(|c| push(bracket(c))),
    }
}

fn bracket(c: char) -> char {
    match c {
        '[' | '【' | '〔' | '〖' | '〘' | '〚' => '(',
        ']' | '】' | '〕' | '〗' | '〙' | '〛' => ')',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ways_to_write_a_document_number_become_one() {
        for text in [
            "陶政发〔2026〕12号",
            "陶政发[2026]12号",
            "陶政发（２０２６）１２号",
            "陶政发【2026】12号",
        ] {
            assert_eq!(fold(text), "陶政发(2026)12号", "{text}");
        }
    }

    #[test]
    fn case_width_and_composition_do_not_matter() {
        assert_eq!(fold("ＡＢＣ ｂＧ㎡"), "abc bgm2");
        assert_eq!(fold("Cafe\u{301}"), "café");
        assert_eq!(fold("⼀\u{200B}二"), "一二");
    }

    #[test]
    fn origins_cover_whole_characters() {
        let original = "共㎡Ａ〔x";
        let folded = fold_with_origins(original);
        assert_eq!(folded.text, "共m2a(x");
        assert_eq!(folded.origin(original, 3, 4), Some((3, 6)));
        assert_eq!(folded.origin(original, 5, 6), Some((6, 9)));
        assert_eq!(
            folded.origin(original, 0, folded.text.len()),
            Some((0, original.len()))
        );
        assert_eq!(folded.origin(original, 0, 0), None);
    }
}
