//! `cargo xtask bench NAME`: measurements of the release build, as Markdown for docs/BENCHMARKS.md.

mod http;
mod import;
mod letters;
mod pages;
mod peers;
mod people;
mod proof;
mod server;
mod syndication;

use std::path::PathBuf;

use crate::assets;
use crate::run::{self, Context, Failure, Result, Tree};

pub fn run(tree: &Tree, words: &[&str]) -> Result {
    match words {
        ["pages"] => pages::run(tree),
        ["import"] => import::run(tree, None),
        ["import", file] => import::run(tree, Some(file.as_ref())),
        ["people"] => people::run(tree, false),
        ["people", "tiny"] => people::run(tree, true),
        ["letters"] => letters::run(tree, false),
        ["letters", "tiny"] => letters::run(tree, true),
        ["proof"] => proof::run(tree, false),
        ["proof", "tiny"] => proof::run(tree, true),
        ["syndication"] => syndication::run(tree, false),
        ["syndication", "tiny"] => syndication::run(tree, true),
        ["peers"] => peers::run(tree, false),
        ["peers", "tiny"] => peers::run(tree, true),
        _ => Err(Failure::usage(
            "bench takes `pages`, `import [FILE]`, `people [tiny]`, `letters [tiny]`, `proof [tiny]`, `syndication [tiny]` or `peers [tiny]`",
        )),
    }
}

/// Builds what is measured.
fn build(tree: &Tree) -> Result {
    assets::run(tree)?;
    run::shown(
        "release build",
        &mut tree.cargo(["build", "--release", "--locked", "-p", "zisha"]),
    )
}

/// Where raw output is kept, so that a printed figure can be looked into.
fn raw(tree: &Tree) -> Result<PathBuf> {
    let folder = tree.target.join("bench");
    std::fs::create_dir_all(&folder).context(format!("make {}", folder.display()))?;
    Ok(folder)
}

/// The commit measured, with a mark when files differ from it.
fn commit(tree: &Tree) -> String {
    let git = |args: &[&str]| {
        let output = run::captured(
            std::process::Command::new("git")
                .args(args)
                .current_dir(&tree.root),
        )
        .ok()?;
        Some(String::from_utf8_lossy(&output).trim().to_owned())
    };
    let Some(commit) = git(&["rev-parse", "--short", "HEAD"]) else {
        return "no commit yet".to_owned();
    };
    let clean = git(&["status", "--porcelain"]).is_some_and(|changes| changes.is_empty());
    if clean {
        commit
    } else {
        format!("{commit} and uncommitted changes")
    }
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_the_middle_run() {
        assert!((median(&[3.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
        assert!(median(&[]).abs() < f64::EPSILON);
    }
}
