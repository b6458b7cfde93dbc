//! The pages of a folder.

use kernel::{Error, Result};
use std::path::Path;

const PAGES_MAX: usize = 200_000;
const DEPTH_MAX: usize = 20;

/// The pages below a folder by their paths, in order; links in the file system are not followed.
pub(super) fn find(root: &Path) -> Result<Vec<String>> {
    let wrong = || Error::field("folder", format!("{} 不是文件夹。", root.display()));
    if !root.is_dir() {
        return Err(wrong());
    }
    let (mut open, mut found) = (vec![(root.to_owned(), String::new(), 0)], Vec::new());
    while let Some((folder, path, depth)) = open.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?;
            let (kind, name) = (
                entry.file_type()?,
                entry.file_name().to_string_lossy().into_owned(),
            );
            if kind.is_dir() && depth < DEPTH_MAX {
                open.push((entry.path(), format!("{path}{name}/"), depth + 1));
            } else if kind.is_file() && is_page(&name) {
                found.push(format!("{path}{name}"));
            }
        }
        if found.len() > PAGES_MAX {
            return Err(Error::field("folder", "文件夹中的网页超过 20 万个，请分开导入。"));
        }
    }
    found.sort();
    Ok(found)
}

pub(super) fn is_page(name: &str) -> bool {
    let ending = name
        .rsplit_once('.')
        .map_or("", |(_, ending)| ending)
        .to_ascii_lowercase();
    matches!(ending.as_str(), "html" | "htm" | "shtml" | "shtm")
}
