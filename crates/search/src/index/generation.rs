//! One tantivy index in its directory.

use super::draft::Draft;
use super::schema::{SCHEMA_VERSION, schema};
use super::{Cursor, Fields, fault};
use crate::analysis;
use kernel::{Error, Result};
use std::path::{Path, PathBuf};
use tantivy::indexer::IndexWriterOptions;
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{IndexReader, IndexSettings, IndexWriter, ReloadPolicy};

/// What the writer may hold in memory before it writes a segment.
const HEAP: usize = 128 * 1024 * 1024;

/// A generation that is open.
pub(super) struct Generation {
    pub(super) name: String,
    pub(super) fields: Fields,
    pub(super) reader: IndexReader,
    index: tantivy::Index,
}

impl Generation {
    /// Makes the directory and an empty index in it.
    pub(super) fn create(root: &Path, name: &str) -> Result<Self> {
        let path = root.join(name);
        std::fs::create_dir_all(&path)?;
        let settings = IndexSettings {
            docstore_compression: Compressor::Zstd(ZstdCompressor::default()),
            ..IndexSettings::default()
        };
        let index = tantivy::Index::builder()
            .schema(schema().0)
            .settings(settings)
            .create_in_dir(&path)
            .map_err(fault)?;
        Self::ready(name, index)
    }

    /// Opens what is there; needs no lock.
    pub(super) fn open(root: &Path, name: &str) -> Result<Self> {
        Self::ready(name, tantivy::Index::open_in_dir(root.join(name)).map_err(fault)?)
    }

    fn ready(name: &str, index: tantivy::Index) -> Result<Self> {
        analysis::register(index.tokenizers());
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(fault)?;
        let (expected, fields) = schema();
        if index.schema() != expected {
            return Err(Error::fault(format!(
                "index generation {name} has another schema"
            )));
        }
        Ok(Self {
            name: name.to_owned(),
            fields,
            reader,
            index,
        })
    }

    /// The one writer. One thread: words are cut at 10,000 documents a second and pages need the other processor.
    pub(super) fn writer(&self) -> Result<IndexWriter<Draft>> {
        let options = IndexWriterOptions::builder()
            .num_worker_threads(1)
            .memory_budget_per_thread(HEAP)
            .num_merge_threads(1)
            .build();
        self.index.writer_with_options(options).map_err(fault)
    }

    /// The position of the last commit; `None` before the first.
    pub(super) fn cursor(&self) -> Result<Option<Cursor>> {
        self.index
            .load_metas()
            .map_err(fault)?
            .payload
            .map(|payload| payload.parse())
            .transpose()
    }
}

/// `v1-000003`: the schema's version, then a counter.
pub(super) fn is_generation(name: &str) -> bool {
    name.strip_prefix('v')
        .and_then(|rest| rest.split_once('-'))
        .is_some_and(|(version, counter)| version.parse::<u32>().is_ok() && counter.parse::<u32>().is_ok())
}

/// Was it made with the present schema?
pub(super) fn is_present(name: &str) -> bool {
    name.starts_with(&format!("v{SCHEMA_VERSION}-"))
}

/// The name after all those in the directory.
pub(super) fn next_name(root: &Path) -> Result<String> {
    let last = names(root)?
        .iter()
        .filter_map(|name| name.split_once('-')?.1.parse::<u32>().ok())
        .max();
    Ok(format!("v{SCHEMA_VERSION}-{:06}", last.unwrap_or(0) + 1))
}

/// All generations in the directory.
pub(super) fn names(root: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(root)? {
        names.extend(
            entry?
                .file_name()
                .into_string()
                .ok()
                .filter(|name| is_generation(name)),
        );
    }
    Ok(names)
}

fn current_file(root: &Path) -> PathBuf {
    root.join("CURRENT")
}

/// The name in CURRENT, if there is one.
pub(super) fn read_current(root: &Path) -> Result<Option<String>> {
    match std::fs::read_to_string(current_file(root)) {
        Ok(name) => Ok(Some(name.trim().to_owned()).filter(|name| is_generation(name))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Replaces CURRENT, durably: readers see the old name or the new one, never half of it.
pub(super) fn write_current(root: &Path, name: &str) -> Result<()> {
    use std::io::Write;
    let draft = root.join("CURRENT.new");
    let mut file = std::fs::File::create(&draft)?;
    writeln!(file, "{name}")?;
    file.sync_all()?;
    std::fs::rename(&draft, current_file(root))?;
    std::fs::File::open(root)?.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generations_are_counted_and_strangers_passed_over() {
        let dir = tempfile::tempdir().unwrap();
        let name = |n: u32| format!("v{SCHEMA_VERSION}-{n:06}");
        assert_eq!(next_name(dir.path()).unwrap(), name(1));
        for other in [&name(7), "lost+found", "vx-1"] {
            std::fs::create_dir(dir.path().join(other)).unwrap();
        }
        assert_eq!(next_name(dir.path()).unwrap(), name(8));
        assert_eq!(read_current(dir.path()).unwrap(), None);
        write_current(dir.path(), &name(7)).unwrap();
        assert_eq!(read_current(dir.path()).unwrap(), Some(name(7)));
    }
}
