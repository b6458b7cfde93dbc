//! `cargo xtask check`: format, lint, themes and sites, and no trace of one machine in the files.

use std::path::Path;
use std::process::Command;

use crate::assets;
use crate::run::{self, Context, Failure, Result, Tree};

pub fn run(tree: &Tree) -> Result {
    run::step("no machine paths or registry hosts", || scan(&tree.root))?;
    run::silent(
        "rustfmt",
        &mut tree.cargo(["fmt", "--all", "--check", "--message-format", "short"]),
    )?;
    assets::run(tree)?;
    run::shown(
        "clippy",
        &mut tree.cargo([
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ]),
    )?;
    build(tree)?;
    run::shown(
        "zisha theme check",
        Command::new(tree.program("debug"))
            .args(["theme", "check"])
            .current_dir(&tree.root),
    )
}

/// Builds the programs of the whole workspace, so that the tests after it find every dependency built.
pub fn build(tree: &Tree) -> Result {
    run::shown(
        "build",
        &mut tree.cargo(["build", "--workspace", "--bins", "--locked"]),
    )
}

/// Written in halves, or this file would report itself.
const FOLDERS: [(&str, &str); 4] = [("/wo", "rk/"), ("/ro", "ot/"), ("/ho", "me/"), ("/Us", "ers/")];
const HOSTS: [(&str, &str); 8] = [
    ("registry.", "npmjs.org"),
    ("registry.", "npmmirror.com"),
    ("registry.", "yarnpkg.com"),
    ("index.", "crates.io"),
    ("static.", "crates.io"),
    ("files.", "pythonhosted.org"),
    ("deb.", "debian.org"),
    ("/pypi.", "org"),
];

fn scan(root: &Path) -> Result {
    let list = run::captured(
        Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root),
    )?;
    let folders = FOLDERS.map(|(head, tail)| [head, tail].concat());
    let hosts = HOSTS.map(|(head, tail)| [head, tail].concat());
    let mut found = Vec::new();
    for name in String::from_utf8_lossy(&list)
        .split('\0')
        .filter(|name| !name.is_empty())
    {
        let path = root.join(name);
        // A file deleted but not yet committed is still listed.
        if !path.is_file() {
            continue;
        }
        let bytes = std::fs::read(&path).context(format!("read {}", path.display()))?;
        // Pictures and the like hold no text that a person wrote.
        let Ok(text) = String::from_utf8(bytes) else {
            continue;
        };
        for (number, line) in text.lines().enumerate() {
            if let Some(word) = offence(line, &folders, &hosts) {
                found.push(format!("{name}:{}: {word}", number + 1));
            }
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "files name this machine or a package registry:\n{}",
        found.join("\n")
    )))
}

fn offence<'a>(line: &str, folders: &'a [String], hosts: &'a [String]) -> Option<&'a str> {
    folders
        .iter()
        .find(|folder| {
            line.match_indices(folder.as_str())
                .any(|(at, _)| is_a_path(line, at, folder))
        })
        .or_else(|| hosts.iter().find(|host| line.contains(host.as_str())))
        .map(String::as_str)
}

/// Whether the folder's name begins a path of a machine: it stands first or behind a blank, a quote or
/// the like, and something follows it. Inside a longer path it is a part of some site's address.
fn is_a_path(line: &str, at: usize, folder: &str) -> bool {
    let before = line.get(..at).and_then(|text| text.chars().next_back());
    let after = line.get(at + folder.len()..).and_then(|text| text.chars().next());
    let begins = before.is_none_or(|c| c.is_whitespace() || "\"'`=([:,<>".contains(c));
    begins && after.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offends(line: &str) -> bool {
        let folders = FOLDERS.map(|(head, tail)| [head, tail].concat());
        let hosts = HOSTS.map(|(head, tail)| [head, tail].concat());
        offence(line, &folders, &hosts).is_some()
    }

    #[test]
    fn a_folder_of_one_machine_is_reported_but_an_address_inside_a_site_is_not() {
        assert!(offends(&format!("path = \"{}{}main\"", "/wo", "rk/")));
        assert!(offends(&format!("{}{}someone/src", "/ho", "me/")));
        assert!(!offends("docs/home/index.html"));
        assert!(!offends("let home = \"/taihua/home/x\";"));
        assert!(!offends("<a href=\"/home/\">"));
    }

    #[test]
    fn a_registry_host_is_reported_wherever_it_stands() {
        assert!(offends(&format!(
            "\"resolved\": \"https://{}{}/x.tgz\"",
            "registry.", "npmjs.org"
        )));
        assert!(!offends(
            "source = \"registry+https://github.com/rust-lang/crates.io-index\""
        ));
    }
}
