//! Where theme files come from: compiled in, or a folder on disk.

use crate::ThemeError;
use rust_embed::RustEmbed;
use std::{collections::BTreeMap, fs, path::PathBuf};

/// In debug builds rust-embed reads the folder at run time, so a designer only restarts the server.
#[derive(RustEmbed)]
#[folder = "../../themes"]
#[exclude = "*/node_modules/*"]
struct Compiled;

/// Where to load themes from.
#[derive(Clone, Debug)]
pub enum Source {
    /// The `themes/` folder compiled into the program.
    Embedded,
    /// A folder that holds one folder a theme.
    Folder(PathBuf),
}

/// The files of one theme by path below its folder: `theme.toml`, `templates/…`, `assets/…`.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

impl Source {
    /// Theme folders with their files; folders that begin with a dot are left out.
    pub(crate) fn read(&self) -> Result<BTreeMap<String, Files>, ThemeError> {
        match self {
            Self::Embedded => Ok(read_compiled()),
            Self::Folder(root) => read_folder(root),
        }
    }

    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Embedded => "the program".into(),
            Self::Folder(root) => root.display().to_string(),
        }
    }
}

fn wanted(path: &str) -> bool {
    let hidden = path.split('/').any(|part| part.starts_with('.'));
    let ours = path == "theme.toml"
        || path.starts_with("assets/")
        || (path.starts_with("templates/") && path.ends_with(".html"));
    ours && !hidden
}

fn read_compiled() -> BTreeMap<String, Files> {
    let mut themes = BTreeMap::<String, Files>::new();
    for path in Compiled::iter() {
        let Some((theme, rest)) = path.split_once('/') else {
            continue;
        };
        if let Some(file) = Compiled::get(&path).filter(|_| wanted(rest)) {
            themes
                .entry(theme.to_owned())
                .or_default()
                .insert(rest.to_owned(), file.data.into_owned());
        }
    }
    themes
}

fn read_folder(root: &PathBuf) -> Result<BTreeMap<String, Files>, ThemeError> {
    let mut themes = BTreeMap::new();
    for (name, path) in list(root)? {
        if path.is_dir() && !name.starts_with('.') {
            let mut files = Files::new();
            walk(&path, "", &mut files)?;
            themes.insert(name, files);
        }
    }
    Ok(themes)
}

fn walk(folder: &PathBuf, prefix: &str, files: &mut Files) -> Result<(), ThemeError> {
    for (name, path) in list(folder)? {
        let rest = format!("{prefix}{name}");
        if path.is_dir() {
            if !prefix.is_empty() || name == "templates" || name == "assets" {
                walk(&path, &format!("{rest}/"), files)?;
            }
        } else if wanted(&rest) {
            let bytes = fs::read(&path).map_err(|e| unreadable(&path, &e))?;
            files.insert(rest, bytes);
        }
    }
    Ok(())
}

fn list(folder: &PathBuf) -> Result<Vec<(String, PathBuf)>, ThemeError> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(|e| unreadable(folder, &e))? {
        let entry = entry.map_err(|e| unreadable(folder, &e))?;
        entries.push((entry.file_name().to_string_lossy().into_owned(), entry.path()));
    }
    entries.sort();
    Ok(entries)
}

fn unreadable(path: &std::path::Path, error: &std::io::Error) -> ThemeError {
    ThemeError::Unreadable {
        path: path.display().to_string(),
        reason: error.to_string(),
    }
}
