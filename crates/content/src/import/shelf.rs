//! Files of an old site from a folder: looked up by the names its pages use, stored on first use, never fetched.

use crate::media::{self, PICTURE, Prepared, Words, keep, prepare, store_media};
use crate::permissions::ImportArticles;
use bytes::Bytes;
use kernel::{Error, Granted, Result};
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use store::{Files, Store};

/// A file that is in the library, or would be.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) hash: String,
    /// `picture` or `attachment`.
    pub(crate) kind: &'static str,
    pub(crate) width: i64,
    pub(crate) height: i64,
    pub(crate) name: String,
    pub(crate) alt: String,
}

impl Stored {
    pub(crate) fn is_picture(&self) -> bool {
        self.kind == PICTURE
    }
}

/// A folder and what was taken from it.
pub(super) struct Shelf {
    store: Store,
    granted: Granted<ImportArticles>,
    root: Option<PathBuf>,
    dry_run: bool,
    known: HashMap<PathBuf, std::result::Result<Stored, String>>,
    /// Files taken, each once.
    pub(super) taken: u64,
}

impl Shelf {
    pub(super) fn new(
        store: &Store,
        granted: &Granted<ImportArticles>,
        root: Option<&Path>,
        dry_run: bool,
    ) -> Result<Self> {
        let root = match root {
            Some(folder) => {
                let found = folder.canonicalize().ok().filter(|folder| folder.is_dir());
                let wrong = || Error::field("media", format!("{} 不是文件夹。", folder.display()));
                Some(found.ok_or_else(wrong)?)
            }
            None => None,
        };
        Ok(Self {
            store: store.clone(),
            granted: granted.clone(),
            root,
            dry_run,
            known: HashMap::new(),
            taken: 0,
        })
    }

    /// The file at the first of these places inside the folder that has one; what is wrong with it, in plain words.
    pub(super) async fn take(
        &mut self,
        places: &[String],
        alt: &str,
    ) -> Result<std::result::Result<Stored, String>> {
        let Some(root) = self.root.clone() else {
            return Ok(Err("没有指定素材文件夹（--media）".to_owned()));
        };
        let Some(path) = places.iter().find_map(|place| inside(&root, place)) else {
            return Ok(Err("素材文件夹中没有这个文件".to_owned()));
        };
        if let Some(known) = self.known.get(&path) {
            return Ok(known.clone());
        }
        let reading = path.clone();
        let bytes = tokio::task::spawn_blocking(move || read(&reading))
            .await
            .map_err(Error::fault)?;
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let stored = match bytes {
            Ok(bytes) => self.keep(&name, bytes, alt).await?,
            Err(why) => Err(why),
        };
        self.known.insert(path, stored.clone());
        Ok(stored)
    }

    /// Takes bytes that came inside another file.
    pub(super) async fn keep(
        &mut self,
        name: &str,
        bytes: Bytes,
        alt: &str,
    ) -> Result<std::result::Result<Stored, String>> {
        let named = name.to_owned();
        let prepared = tokio::task::spawn_blocking(move || prepare(&named, &bytes))
            .await
            .map_err(Error::fault)?;
        let file = match prepared {
            Ok(file) => file,
            Err(error @ (Error::TooLarge(_) | Error::UnsupportedType(_) | Error::Refused(_))) => {
                return Ok(Err(error.sentence()));
            }
            Err(other) => return Err(other),
        };
        self.taken += 1;
        if self.dry_run {
            return Ok(Ok(stored(&file, Files::hash(&file.bytes), alt)));
        }
        let row = put(&self.store, &self.granted, file.clone(), alt).await?;
        let alt = if row.alt.is_empty() { alt } else { &row.alt };
        Ok(Ok(stored(&file, row.hash.clone(), alt)))
    }
}

/// Enters a prepared file into the library in a transaction of its own.
async fn put(
    store: &Store,
    granted: &Granted<ImportArticles>,
    file: Prepared,
    alt: &str,
) -> Result<media::entity::Model> {
    let kept = keep(store.files(), file).await?;
    let words = Words {
        alt: alt.to_owned(),
        ..Words::default()
    };
    let mut tx = store.write(granted.clone()).await?;
    let row = store_media(&mut tx, &kept, &words).await?;
    tx.commit().await?;
    Ok(row)
}

fn stored(file: &Prepared, hash: String, alt: &str) -> Stored {
    Stored {
        hash,
        kind: file.kind,
        width: i64::from(file.width),
        height: i64::from(file.height),
        name: file.name.clone(),
        alt: alt.to_owned(),
    }
}

fn read(path: &Path) -> std::result::Result<Bytes, String> {
    let told = |error: std::io::Error| format!("文件无法读取：{error}");
    let size = std::fs::metadata(path).map_err(told)?.len();
    if size > media::SIZE_LIMIT as u64 {
        return Err(Error::TooLarge(media::SIZE_LIMIT as u64).sentence());
    }
    std::fs::read(path).map(Bytes::from).map_err(told)
}

/// A name from a stranger's page as a file really inside the folder.
pub(super) fn inside(root: &Path, place: &str) -> Option<PathBuf> {
    let place = Path::new(place.trim_start_matches('/'));
    if place.as_os_str().is_empty()
        || !place
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
    {
        return None;
    }
    let found = root.join(place).canonicalize().ok()?;
    (found.starts_with(root) && found.is_file()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn nothing_outside_the_folder_is_found() {
        let folder = std::env::temp_dir().join(format!("shelf-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("in/sub")).unwrap();
        std::fs::write(folder.join("secret.txt"), "x").unwrap();
        std::fs::write(folder.join("in/sub/a.png"), "x").unwrap();
        let root = folder.join("in").canonicalize().unwrap();
        assert!(inside(&root, "/sub/a.png").is_some());
        for place in [
            "../secret.txt",
            "sub/../../secret.txt",
            "",
            "sub",
            "sub/b.png",
            "./sub/a.png",
        ] {
            assert_eq!(inside(&root, place), None, "{place}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.join("secret.txt"), folder.join("in/link.txt")).unwrap();
            assert_eq!(inside(&root, "link.txt"), None);
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
