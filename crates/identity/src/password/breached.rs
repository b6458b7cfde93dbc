//! A list of leaked passwords in a file of the operator, which may be larger than memory: one a line, sorted by bytes,
//! as text or as SHA-1 in capital hex (with or without `:count`, as haveibeenpwned.com gives it). It is searched by halves,
//! nothing leaves the machine.

use aws_lc_rs::digest;
use kernel::{Error, Result};
use std::fs::File;
use std::io::{BufRead, BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// Longer lines are no passwords.
const LONGEST: u64 = 1024;

/// The file.
#[derive(Clone, Debug)]
pub struct BreachedFile(PathBuf);

impl BreachedFile {
    /// Names it; nothing is opened yet.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Whether the password stands in it.
    ///
    /// # Errors
    /// Faults of the disk.
    pub fn contains(&self, password: &str) -> Result<bool> {
        let mut file = BufReader::new(File::open(&self.0)?);
        let end = file.get_ref().metadata()?.len();
        let hashed = line_at(&mut file, 0)?.is_some_and(|line| is_hash(key(&line)));
        let wanted = if hashed {
            sha1(password)
        } else {
            password.as_bytes().to_vec()
        };
        let (mut low, mut high) = (0, end);
        while low < high {
            let middle = low + (high - low) / 2;
            let start = line_start(&mut file, middle, low)?;
            let Some(line) = line_at(&mut file, start)? else {
                high = middle;
                continue;
            };
            let found = if hashed { key(&line) } else { &line };
            match found.cmp(wanted.as_slice()) {
                std::cmp::Ordering::Equal => return Ok(true),
                std::cmp::Ordering::Less => low = (start + length(&line)).max(middle + 1),
                std::cmp::Ordering::Greater => high = middle.min(start),
            }
        }
        Ok(false)
    }

    /// Whether neighbouring lines at a few hundred places stand in order; a file in another order finds nothing.
    ///
    /// # Errors
    /// Faults of the disk.
    pub fn is_sorted(&self) -> Result<bool> {
        let mut file = BufReader::new(File::open(&self.0)?);
        let end = file.get_ref().metadata()?.len();
        let mut before: Vec<u8> = Vec::new();
        for step in 0..400 {
            let start = line_start(&mut file, end.saturating_mul(step) / 400, 0)?;
            let Some(line) = line_at(&mut file, start)? else {
                break;
            };
            if line < before {
                return Ok(false);
            }
            before = line;
        }
        Ok(true)
    }
}

/// Where the line begins in which `position` lies; looks back no farther than `low`, which begins a line.
fn line_start(file: &mut BufReader<File>, position: u64, low: u64) -> Result<u64> {
    let from = position.saturating_sub(LONGEST).max(low);
    file.seek(SeekFrom::Start(from))?;
    let mut start = from;
    loop {
        let mut line = Vec::new();
        let read = file.read_until(b'\n', &mut line).map_err(Error::from)?;
        let next = start + u64::try_from(read).unwrap_or(u64::MAX);
        if read == 0 || next > position {
            return Ok(start);
        }
        start = next;
    }
}

fn line_at(file: &mut BufReader<File>, start: u64) -> Result<Option<Vec<u8>>> {
    file.seek(SeekFrom::Start(start))?;
    let mut line = Vec::new();
    if file.read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    while line.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
        line.pop();
    }
    Ok(Some(line))
}

fn length(line: &[u8]) -> u64 {
    u64::try_from(line.len()).unwrap_or(u64::MAX - 1) + 1
}

fn key(line: &[u8]) -> &[u8] {
    line.split(|b| *b == b':').next().unwrap_or(line)
}

fn is_hash(key: &[u8]) -> bool {
    key.len() == 40
        && key
            .iter()
            .all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(b))
}

/// Only to look a leaked password up: the list's hash, not ours.
fn sha1(password: &str) -> Vec<u8> {
    let digest = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
    digest
        .as_ref()
        .iter()
        .flat_map(|byte| format!("{byte:02X}").into_bytes())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, lines: &[String], end: &str) -> BreachedFile {
        let path = std::env::temp_dir().join(format!("zisha-breached-{name}-{}", std::process::id()));
        std::fs::write(&path, lines.join(end) + end).unwrap();
        BreachedFile::new(path)
    }

    #[test]
    fn every_line_is_found_and_nothing_else() {
        let mut words: Vec<String> = (0..2_000)
            .map(|n| format!("word{}-{}", n * 7919 % 2_003, "x".repeat(n % 30)))
            .collect();
        words.push("长城一万里".into());
        words.sort();
        for end in ["\n", "\r\n"] {
            let plain = file(&format!("plain{}", end.len()), &words, end);
            assert!(plain.is_sorted().unwrap());
            for word in &words {
                assert!(plain.contains(word).unwrap(), "{word}");
                assert!(!plain.contains(&format!("{word}~")).unwrap(), "{word}");
            }
            for absent in ["", "a", "zzzz", "word", "长城"] {
                assert!(!plain.contains(absent).unwrap(), "{absent}");
            }
            std::fs::remove_file(plain.path()).unwrap();
        }
        let mut hashes: Vec<String> = words
            .iter()
            .map(|word| format!("{}:{}", String::from_utf8(sha1(word)).unwrap(), 3))
            .collect();
        hashes.sort();
        let hashed = file("hashed", &hashes, "\n");
        assert!(words.iter().all(|word| hashed.contains(word).unwrap()));
        assert!(!hashed.contains("nobody's word").unwrap());
        std::fs::remove_file(hashed.path()).unwrap();
        let wrong = file("wrong", &["b".into(), "a".into(), "c".into()], "\n");
        assert!(!wrong.is_sorted().unwrap());
        std::fs::remove_file(wrong.path()).unwrap();
    }

    #[test]
    fn an_empty_file_holds_nothing_and_an_absent_one_is_a_fault() {
        let empty = file("empty", &[], "");
        assert!(!empty.contains("password").unwrap());
        std::fs::remove_file(empty.path()).unwrap();
        assert!(empty.contains("password").is_err());
    }
}
