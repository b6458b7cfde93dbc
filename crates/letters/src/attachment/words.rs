//! The words of a file: what a program can read in it, and what of that leads to a person.
//!
//! A black box drawn over a line of a PDF hides it from the eye alone; the words below can still be copied. So the words are read,
//! of the writer's file and of whatever the desk brings in its place.

use crate::letter::clean_text;
use std::panic::{AssertUnwindSafe, catch_unwind};
use unpdf::ParseOptions;

/// As much is read of a file.
const MOST: usize = 200_000;
/// As many lines are told.
const TOLD: usize = 12;
/// As much of a line is told.
const LINE: usize = 60;

/// What a program can read in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    /// A PDF that opens with a password alone.
    Locked,
    /// A picture, a scan, what no program can read.
    None,
    /// Words; `whole` when every page has some and none were left unread.
    Read {
        /// The words, with the properties of the file (author, title, keywords).
        text: String,
        /// Whether nothing was left unread.
        whole: bool,
    },
}

impl Words {
    /// The words, if there are any.
    #[must_use]
    pub fn text(self) -> Option<String> {
        match self {
            Self::Read { text, .. } => Some(text),
            Self::Locked | Self::None => None,
        }
    }
}

/// Reads a PDF or an office file. Work for a blocking thread: the file is a stranger's.
#[must_use]
pub fn read_words(content_type: &str, bytes: &[u8]) -> Words {
    if content_type.starts_with("image/") {
        return Words::None;
    }
    // Both readers are bounded against bombs; a file that breaks one is a file that cannot be read.
    let read = catch_unwind(AssertUnwindSafe(|| match content_type {
        "application/pdf" => of_pdf(bytes),
        _ => undoc::parse_bytes(bytes).map_or(Words::None, |document| words(&document.plain_text(), true)),
    }));
    read.unwrap_or(Words::None)
}

fn words(text: &str, whole: bool) -> Words {
    if text.trim().is_empty() {
        return Words::None;
    }
    let kept: String = text.chars().take(MOST).collect();
    Words::Read {
        whole: whole && kept.len() == text.len(),
        text: kept,
    }
}

fn of_pdf(bytes: &[u8]) -> Words {
    let options = ParseOptions::new().lenient().sequential().with_resources(false);
    let read = match unpdf::parse_bytes_with_options(bytes, options) {
        Ok(read) => read,
        Err(unpdf::Error::Encrypted | unpdf::Error::InvalidPassword) => return Words::Locked,
        Err(_) => return Words::None,
    };
    let pages: Vec<String> = read.pages.iter().map(unpdf::Page::plain_text).collect();
    // Properties alone are no words: a scan has a title, too.
    if pages.iter().all(|page| page.trim().is_empty()) {
        return Words::None;
    }
    let whole = pages.iter().all(|page| !page.trim().is_empty());
    let about = read.metadata;
    let properties = [about.author, about.title, about.subject, about.keywords];
    let mut text: Vec<String> = properties.into_iter().flatten().collect();
    text.extend(pages);
    words(&text.join("\n"), whole)
}

/// The lines that the public must not read as they stand, masked, so that nobody reads the number itself here; and how many
/// there are in all.
#[must_use]
pub fn telling_lines(words: &str, writer: &str) -> (Vec<String>, usize) {
    let telling = |line: &str| {
        let line: String = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let masked = clean_text(&line, writer);
        (masked.contains('*') && masked != line).then(|| around_stars(&masked))
    };
    // Readers join the lines of a paragraph, so that a number over two lines is found.
    let sentences = words.split(['\n', '。', '！', '？', '；']);
    let mut lines: Vec<String> = sentences.filter_map(telling).collect();
    let count = lines.len();
    lines.truncate(TOLD);
    (lines, count)
}

/// A long line is cut to where its first mask stands.
fn around_stars(line: &str) -> String {
    let chars: Vec<char> = line.chars().collect();
    if chars.len() <= LINE {
        return line.to_owned();
    }
    let star = chars.iter().position(|c| *c == '*').unwrap_or_default();
    let from = star.saturating_sub(LINE / 2);
    let part: String = chars.iter().skip(from).take(LINE).collect();
    let (before, after) = (
        if from > 0 { "…" } else { "" },
        if from + LINE < chars.len() { "…" } else { "" },
    );
    format!("{before}{part}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::{Part, write_pdf};

    #[test]
    fn words_of_a_pdf_are_read_and_told_masked() {
        let told = "我叫周若溪，电话13812345678。";
        let pdf = write_pdf(&[
            Part::Heading("来信材料".into()),
            Part::Text(told.into()),
            Part::Text("路灯不亮已经两周。".into()),
        ]);
        let Words::Read { text: words, whole } = read_words("application/pdf", &pdf) else {
            panic!("words are read");
        };
        assert!(whole);
        assert!(
            words.contains("13812345678") && words.contains("路灯不亮"),
            "{words}"
        );
        let (lines, count) = telling_lines(&words, "周若溪");
        let lines = lines.join("|");
        assert_eq!(count, 1);
        assert!(lines.contains("周**") && lines.contains("138****"), "{lines}");
        assert!(!lines.contains("12345678") && !lines.contains("路灯"), "{lines}");
    }

    #[test]
    fn what_cannot_be_read_is_no_words_and_nothing_breaks() {
        let empty = write_pdf(&[]);
        for (kind, bytes) in [
            ("image/png", &b"\x89PNG"[..]),
            ("application/pdf", b"%PDF-1.7\n1 0 obj"),
            ("application/pdf", &empty),
            ("application/msword", b"\xd0\xcf\x11\xe0 cut"),
        ] {
            assert_eq!(read_words(kind, bytes), Words::None);
        }
    }

    #[test]
    fn a_long_line_is_told_around_its_mask() {
        let line = format!("{}联系电话13812345678{}", "路".repeat(80), "灯".repeat(80));
        let told = telling_lines(&line, "").0.remove(0);
        assert!(
            told.starts_with('…') && told.ends_with('…') && told.contains("138****"),
            "{told}"
        );
        assert!(told.chars().count() <= LINE + 2);
    }

    #[test]
    fn more_lines_than_are_told_are_counted() {
        let words = "联系电话13812345678\n".repeat(TOLD + 3);
        let (lines, count) = telling_lines(&words, "");
        assert_eq!((lines.len(), count), (TOLD, TOLD + 3));
    }

    #[test]
    fn a_text_longer_than_is_read_is_not_whole() {
        assert!(matches!(
            words(&"路".repeat(MOST + 1), true),
            Words::Read { whole: false, .. }
        ));
        assert!(matches!(
            words(&"路".repeat(MOST), true),
            Words::Read { whole: true, .. }
        ));
    }
}
