//! The rejects of a run beside its file: the lines as they were, to be mended and imported, and why each was refused.

use super::report::Progress;
use kernel::{Error, Result};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Two files, made with the first reject: `news.rejects.jsonl` holds the lines, `news.rejects.reasons.csv` line, key and
/// reason of each.
pub struct RejectsFile {
    lines_path: PathBuf,
    reasons_path: PathBuf,
    open: Option<(BufWriter<File>, ::csv::Writer<File>)>,
    trouble: Option<Error>,
}

impl RejectsFile {
    /// Names the two files after the one that is imported.
    #[must_use]
    pub fn beside(source: &Path) -> Self {
        let ending = source
            .extension()
            .map_or_else(String::new, |ending| format!(".{}", ending.to_string_lossy()));
        Self {
            lines_path: source.with_extension(format!("rejects{ending}")),
            reasons_path: source.with_extension("rejects.reasons.csv"),
            open: None,
            trouble: None,
        }
    }

    /// Adds the rejects of a batch; trouble with the disk is kept for [`Self::finish`], the import goes on.
    pub fn add(&mut self, progress: &Progress<'_>) {
        if self.trouble.is_none() && !progress.rejects.is_empty() {
            self.trouble = self.write(progress).err();
        }
    }

    fn write(&mut self, progress: &Progress<'_>) -> Result<()> {
        let (lines, reasons) = match &mut self.open {
            Some(open) => open,
            None => {
                let mut lines = BufWriter::new(File::create(&self.lines_path)?);
                lines.write_all(progress.header)?;
                let mut reasons = File::create(&self.reasons_path)?;
                // Spreadsheets read UTF-8 only with this mark.
                reasons.write_all(b"\xef\xbb\xbf")?;
                let mut reasons = ::csv::Writer::from_writer(reasons);
                reasons
                    .write_record(["line", "key", "reason"])
                    .map_err(std::io::Error::from)?;
                self.open.insert((lines, reasons))
            }
        };
        for rejected in progress.rejects {
            lines.write_all(&rejected.text)?;
            if !rejected.text.is_empty() && !rejected.text.ends_with(b"\n") {
                lines.write_all(b"\n")?;
            }
            let line = rejected.line.to_string();
            let record = [line.as_str(), &rejected.key, &rejected.reason];
            reasons.write_record(record).map_err(std::io::Error::from)?;
        }
        Ok(())
    }

    /// Closes the files and answers where they are, lines first; none when nothing was rejected.
    ///
    /// # Errors
    /// Trouble with the disk, from any of the batches.
    pub fn finish(mut self) -> Result<Option<(PathBuf, PathBuf)>> {
        if let Some(trouble) = self.trouble.take() {
            return Err(trouble);
        }
        let Some((mut lines, mut reasons)) = self.open.take() else {
            return Ok(None);
        };
        lines.flush()?;
        reasons.flush()?;
        Ok(Some((self.lines_path, self.reasons_path)))
    }
}
