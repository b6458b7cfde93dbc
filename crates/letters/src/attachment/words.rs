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

/// What can be read in a PDF or an office file, with its properties (author, title, keywords); nothing for a picture, a scan and
/// what no program can read. Work for a blocking thread: the file is a stranger's.
#[must_use]
pub fn read_words(content_type: &str, bytes: &[u8]) -> Option<String> {
    if content_type.starts_with("image/") {
        return None;
    }
    // Both readers are bounded against bombs; a file that breaks one is a file that cannot be read.
    let read = catch_unwind(AssertUnwindSafe(|| match content_type {
        "application/pdf" => of_pdf(bytes),
        _ => undoc::parse_bytes(bytes)
            .ok()
            .map(|document| document.plain_text()),
    }));
    let words: String = read.ok().flatten()?.chars().take(MOST).collect();
    (!words.trim().is_empty()).then_some(words)
}

fn of_pdf(bytes: &[u8]) -> Option<String> {
    let options = ParseOptions::new().lenient().sequential().with_resources(false);
    let read = unpdf::parse_bytes_with_options(bytes, options).ok()?;
    let about = read.metadata;
    let properties = [about.author, about.title, about.subject, about.keywords];
    let mut words: Vec<String> = properties.into_iter().flatten().collect();
    words.extend(read.pages.iter().map(unpdf::Page::plain_text));
    Some(words.join("\n"))
}

/// The lines that the public must not read as they stand, masked, so that nobody reads the number itself here.
#[must_use]
pub fn telling_lines(words: &str, writer: &str) -> Vec<String> {
    let telling = |line: &str| {
        let line: String = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let masked = clean_text(&line, writer);
        (masked.contains('*') && masked != line).then(|| around_stars(&masked))
    };
    // Readers join the lines of a paragraph, so that a number over two lines is found.
    let sentences = words.split(['\n', '。', '！', '？', '；']);
    sentences.filter_map(telling).take(TOLD).collect()
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
        let words = read_words("application/pdf", &pdf).unwrap();
        assert!(
            words.contains("13812345678") && words.contains("路灯不亮"),
            "{words}"
        );
        let lines = telling_lines(&words, "周若溪").join("|");
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
            assert_eq!(read_words(kind, bytes), None);
        }
    }

    #[test]
    fn a_long_line_is_told_around_its_mask() {
        let line = format!("{}联系电话13812345678{}", "路".repeat(80), "灯".repeat(80));
        let told = telling_lines(&line, "").remove(0);
        assert!(
            told.starts_with('…') && told.ends_with('…') && told.contains("138****"),
            "{told}"
        );
        assert!(told.chars().count() <= LINE + 2);
    }
}
