//! `cargo xtask assets`: the console's scripts and styles, built by npm from pinned packages.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::install;
use crate::run::{self, Context, Result, Tree};

/// Written by `npm run build`, ignored by git.
const VENDOR: &str = "assets/vendor";

pub fn run(tree: &Tree) -> Result {
    let console = tree.root.join("themes").join("console");
    if !console.join("package.json").is_file() {
        eprintln!("assets: skipped, themes/console has no package.json");
        return Ok(());
    }
    install::npm_ci("themes/console", &console, &[])?;
    let stamp = console.join("node_modules").join(".zisha-assets");
    let inputs = fingerprint(&console)?;
    let fresh = std::fs::read_to_string(&stamp).is_ok_and(|last| last == inputs);
    if fresh && console.join(VENDOR).is_dir() {
        eprintln!("assets: fresh");
        return Ok(());
    }
    install::ensure(&[&install::NODE, &install::NPM])?;
    run::silent(
        "assets: npm run build",
        install::npm(&console)?.args(["run", "build"]),
    )?;
    std::fs::write(&stamp, fingerprint(&console)?).context(format!("write {}", stamp.display()))
}

/// Names and contents of everything the build may read.
fn fingerprint(console: &Path) -> Result<String> {
    let mut files = Vec::new();
    collect(console, console, &mut files)?;
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.hash(&mut hasher);
        let path = console.join(&file);
        std::fs::read(&path)
            .context(format!("read {}", path.display()))?
            .hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn collect(base: &Path, folder: &Path, files: &mut Vec<PathBuf>) -> Result {
    let doing = || format!("list {}", folder.display());
    for entry in std::fs::read_dir(folder).context(doing())? {
        let path = entry.context(doing())?.path();
        let inside = path.strip_prefix(base).context(doing())?;
        if inside == Path::new("node_modules") || inside == Path::new(VENDOR) {
            continue;
        }
        if path.is_dir() {
            collect(base, &path, files)?;
        } else {
            files.push(inside.to_path_buf());
        }
    }
    Ok(())
}
