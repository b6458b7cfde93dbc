//! The `sites/` folder: units, sites with channels and redirects, rules, staff and demo articles; compiled in or on
//! disk.

use kernel::{Error, Result};
use rust_embed::RustEmbed;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// In debug builds the folder is read at run time.
#[derive(RustEmbed)]
#[folder = "../../sites"]
#[exclude = "*/pictures/src/*"]
struct Compiled;

/// Where site folders come from.
#[derive(Clone, Debug)]
pub enum Sites {
    /// The demo city in the program.
    Demo,
    /// A folder of the same form.
    Folder(PathBuf),
}

impl Sites {
    /// A file's bytes.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the file that is missing.
    pub fn bytes(&self, path: &str) -> Result<Cow<'static, [u8]>> {
        let missing = || Error::field("file", format!("缺少文件 {path}。"));
        match self {
            Self::Demo => Compiled::get(path).map(|file| file.data).ok_or_else(missing),
            Self::Folder(root) => std::fs::read(root.join(path))
                .ok()
                .map(Cow::Owned)
                .ok_or_else(missing),
        }
    }

    /// A file's text.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the file that is missing or no UTF-8.
    pub fn text(&self, path: &str) -> Result<String> {
        let bytes = self.bytes(path)?.into_owned();
        String::from_utf8(bytes)
            .map_err(|error| Error::field("file", format!("{path} 不是 UTF-8 文本：{error}")))
    }

    /// Site folders: those that hold a `site.toml`, the portal first, as the others may stand under its host.
    ///
    /// # Errors
    /// Faults of the disk.
    pub fn slugs(&self) -> Result<Vec<String>> {
        let mut slugs: Vec<String> = match self {
            Self::Demo => Compiled::iter()
                .filter_map(|path| path.strip_suffix("/site.toml").map(str::to_owned))
                .collect(),
            Self::Folder(root) => {
                let mut found = Vec::new();
                for entry in std::fs::read_dir(root)? {
                    let entry = entry?;
                    if entry.path().join("site.toml").is_file() {
                        found.push(entry.file_name().to_string_lossy().into_owned());
                    }
                }
                found
            }
        };
        slugs.sort();
        let is_portal = |slug: &String| {
            self.text(&format!("{slug}/site.toml"))
                .is_ok_and(|text| text.contains("kind = \"portal\""))
        };
        slugs.sort_by_key(|slug| !is_portal(slug));
        Ok(slugs)
    }

    /// Files of a folder with an ending, sorted.
    ///
    /// # Errors
    /// Faults of the disk.
    pub fn list(&self, folder: &str, ending: &str) -> Result<Vec<String>> {
        let mut files: Vec<String> = match self {
            Self::Demo => {
                let prefix = format!("{folder}/");
                Compiled::iter()
                    .filter(|path| path.starts_with(&prefix) && path.ends_with(ending))
                    .map(Cow::into_owned)
                    .collect()
            }
            Self::Folder(root) => list_folder(root, folder, ending)?,
        };
        files.sort();
        Ok(files)
    }

    /// The marks of a site by file name.
    ///
    /// # Errors
    /// As [`Self::text`].
    pub fn marks(&self, slug: &str) -> Result<BTreeMap<String, String>> {
        let mut marks = BTreeMap::new();
        for path in self.list(&format!("{slug}/assets"), ".svg")? {
            let name = path.rsplit('/').next().unwrap_or_default().to_owned();
            if path == format!("{slug}/assets/{name}") {
                marks.insert(name, self.text(&path)?);
            }
        }
        Ok(marks)
    }
}

fn list_folder(root: &Path, folder: &str, ending: &str) -> Result<Vec<String>> {
    let path = root.join(folder);
    if !path.is_dir() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(ending) {
            files.push(format!("{folder}/{name}"));
        }
    }
    Ok(files)
}
