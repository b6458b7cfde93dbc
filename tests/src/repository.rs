//! The sources of the repository, for tests about its structure.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Folder of the whole repository.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A text file of the repository.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path from the root, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl Source {
    /// What is compiled into the product: the text above the unit tests.
    #[must_use]
    pub fn product(&self) -> &str {
        self.text
            .split_once("#[cfg(test)]\nmod ")
            .map_or(&self.text, |(product, _)| product)
    }
}

/// Every file below `folder` whose name ends in `.extension`, in order. Build products and npm packages stay out.
#[must_use]
pub fn files(folder: &str, extension: &str) -> Vec<Source> {
    let mut found = Vec::new();
    walk(&root().join(folder), &mut |path| {
        if path.extension().is_some_and(|end| end == extension) {
            let name = path.strip_prefix(root()).unwrap();
            found.push(Source {
                path: name.to_string_lossy().replace('\\', "/"),
                text: std::fs::read_to_string(path).unwrap(),
            });
        }
    });
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

pub(crate) fn walk(folder: &Path, see: &mut impl FnMut(&Path)) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if name != "node_modules" && name != "target" && name != ".git" {
                walk(&path, see);
            }
        } else {
            see(&path);
        }
    }
}

/// Our own crates by name, with their folders.
#[must_use]
pub fn packages() -> BTreeMap<String, PathBuf> {
    let mut folders: Vec<PathBuf> = ["migrations", "tests", "xtask"]
        .iter()
        .map(|name| root().join(name))
        .collect();
    for entry in std::fs::read_dir(root().join("crates")).unwrap() {
        folders.push(entry.unwrap().path());
    }
    folders
        .into_iter()
        .filter(|folder| folder.join("Cargo.toml").is_file())
        .map(|folder| {
            let name = manifest(&folder)["package"]["name"].as_str().unwrap().to_owned();
            (name, folder)
        })
        .collect()
}

/// The manifest of a crate.
#[must_use]
pub fn manifest(folder: &Path) -> toml::Table {
    std::fs::read_to_string(folder.join("Cargo.toml"))
        .unwrap()
        .parse()
        .unwrap()
}

/// Our own crates that a crate names in one of the sections `dependencies`, `build-dependencies`, `dev-dependencies`.
#[must_use]
pub fn edges(folder: &Path, section: &str) -> BTreeSet<String> {
    let own: BTreeSet<String> = packages().into_keys().collect();
    let manifest = manifest(folder);
    let named = manifest.get(section).and_then(toml::Value::as_table);
    named
        .into_iter()
        .flat_map(toml::Table::keys)
        .filter(|name| own.contains(*name))
        .cloned()
        .collect()
}

/// A refusal as it stands in the sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// File.
    pub path: String,
    /// Stable code.
    pub code: String,
    /// Sentence.
    pub text: String,
}

/// Every refusal that a `refusals!` block of these files declares, unit tests and examples in comments left out.
#[must_use]
pub fn refusals(files: &[Source]) -> Vec<Wording> {
    let mut found = Vec::new();
    for file in files {
        let mut inside = false;
        let mut block = String::new();
        for line in file.product().lines().map(str::trim) {
            if line.starts_with("//") {
                continue;
            }
            if line.starts_with("kernel::refusals! {")
                || line.starts_with("crate::refusals! {")
                || line == "refusals! {"
            {
                inside = true;
            } else if line == "}" {
                inside = false;
            } else if inside {
                block.push_str(line);
                block.push('\n');
            }
        }
        for declaration in block.split(';') {
            let words: Vec<&str> = declaration.split('"').collect();
            if let [_, code, _, text, _] = words.as_slice() {
                found.push(Wording {
                    path: file.path.clone(),
                    code: (*code).to_owned(),
                    text: (*text).to_owned(),
                });
            }
        }
    }
    found
}

/// A demo article.
#[derive(Clone, Debug)]
pub struct DemoArticle {
    /// File.
    pub path: String,
    /// What stands between the `+++` lines.
    pub head: toml::Table,
    /// Markdown.
    pub body: String,
}

/// Every demo article under `sites/*/articles/`.
#[must_use]
pub fn demo_articles() -> Vec<DemoArticle> {
    files("sites", "md")
        .into_iter()
        .filter(|file| file.path.contains("/articles/"))
        .map(|file| {
            let parts: Vec<&str> = file.text.splitn(3, "+++\n").collect();
            let [_, head, body] = parts.as_slice() else {
                panic!("{}: has no head between two lines of +++", file.path);
            };
            DemoArticle {
                head: head
                    .parse()
                    .unwrap_or_else(|error| panic!("{}: {error}", file.path)),
                body: (*body).to_owned(),
                path: file.path,
            }
        })
        .collect()
}

/// Every demo letter under `sites/letters/`: the file with its number there, and title, text and reply.
#[must_use]
pub fn demo_letters() -> Vec<(String, String)> {
    let mut letters = Vec::new();
    let files = files("sites", "toml").into_iter();
    for file in files.filter(|file| file.path.contains("/letters/")) {
        let table: toml::Table = file
            .text
            .parse()
            .unwrap_or_else(|error| panic!("{}: {error}", file.path));
        let list = table["letter"].as_array().unwrap();
        for (index, letter) in list.iter().enumerate() {
            let text = |key: &str| letter.get(key).and_then(toml::Value::as_str).unwrap_or_default();
            let all = [text("title"), text("body"), text("reply")].join("\n");
            letters.push((format!("{}#{}", file.path, index + 1), all));
        }
    }
    letters
}

/// What a reader sees of a Markdown text, roughly: no marks, no addresses, a line for each paragraph or table cell.
#[must_use]
pub fn plain(markdown: &str) -> String {
    let mut plain = String::new();
    for line in markdown.lines() {
        let line = line.trim().trim_start_matches(['#', '>', '-', '*', '|', ' ']);
        let mut rest = line;
        while let Some((before, after)) = rest.split_once("](") {
            plain.push_str(&before.replace("![", "").replace('[', ""));
            rest = after.split_once(')').map_or("", |(_, rest)| rest);
        }
        plain.push_str(&rest.replace("**", "").replace('|', "\n"));
        plain.push('\n');
    }
    plain
}

/// Characters that a reader counts: no blanks.
#[must_use]
pub fn length(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// The sentences of a text that have `least` characters or more, without the titles in 《…》 that it cites.
#[must_use]
pub fn sentences(text: &str, least: usize) -> BTreeSet<String> {
    let mut uncited = String::new();
    let mut depth = 0_usize;
    for c in text.chars() {
        match c {
            '《' => depth += 1,
            '》' => depth = depth.saturating_sub(1),
            _ if depth == 0 => uncited.push(c),
            _ => {}
        }
    }
    uncited
        .split(['。', '！', '？', '；', '\n'])
        .map(|sentence| sentence.split_whitespace().collect::<String>())
        .filter(|sentence| sentence.chars().count() >= least)
        .collect()
}
