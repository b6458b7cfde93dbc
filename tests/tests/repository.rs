//! The structure of the repository: what the documents promise about the sources is read from the sources.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests, also in helpers")]

use std::collections::{BTreeMap, BTreeSet};
use tests::repository::{self as repo, Source, Wording};

const LOWER: &[&str] = &["kernel", "store", "theme", "gateway"];
const FEATURES: &[&str] = &[
    "identity",
    "content",
    "syndication",
    "search",
    "notice",
    "letters",
    "visits",
];

/// The drawing of docs/ARCHITECTURE.md: what each crate may name.
fn drawing() -> BTreeMap<&'static str, Vec<&'static str>> {
    let compositions = [LOWER, FEATURES].concat();
    let all = [
        LOWER,
        FEATURES,
        &["feed", "proof", "mail", "portal", "subsite", "migrations"],
    ]
    .concat();
    BTreeMap::from([
        ("kernel", vec![]),
        ("picture", vec!["kernel"]),
        ("feed", vec![]),
        ("proof", vec!["kernel"]),
        ("store", vec!["kernel"]),
        ("mail", vec!["kernel", "store"]),
        ("theme", vec!["kernel"]),
        ("gateway", vec!["kernel", "store", "theme"]),
        ("identity", [LOWER, &["mail"]].concat()),
        ("content", [LOWER, &["picture", "proof"]].concat()),
        ("search", LOWER.to_vec()),
        ("notice", LOWER.to_vec()),
        ("visits", LOWER.to_vec()),
        ("letters", [LOWER, &["mail", "picture"]].concat()),
        ("syndication", [LOWER, &["content", "feed"]].concat()),
        ("portal", compositions.clone()),
        ("subsite", compositions),
        ("zisha", all.clone()),
        ("tests", [all, vec!["zisha"]].concat()),
        ("migrations", vec![]),
        ("xtask", vec![]),
    ])
}

#[test]
fn every_crate_names_only_crates_that_the_drawing_allows() {
    let drawing = drawing();
    let mut faults = Vec::new();
    for (name, folder) in repo::packages() {
        let Some(allowed) = drawing.get(name.as_str()) else {
            faults.push(format!(
                "{name}: stands in no drawing; a new crate brings a decision record"
            ));
            continue;
        };
        for section in ["dependencies", "build-dependencies", "dev-dependencies"] {
            for edge in repo::edges(&folder, section) {
                // Tests of a feature migrate a database.
                let migrates = section == "dev-dependencies" && edge == "migrations";
                if !allowed.contains(&edge.as_str()) && !migrates {
                    faults.push(format!("{name} → {edge} in [{section}]"));
                }
            }
        }
    }
    none(&faults);
}

#[test]
fn a_forbidden_edge_would_be_caught() {
    let drawing = drawing();
    assert!(!drawing["content"].contains(&"syndication"));
    assert!(!drawing["gateway"].contains(&"content"));
    assert!(!drawing["store"].contains(&"migrations"));
    assert!(repo::edges(&repo::root().join("tests"), "dependencies").contains("gateway"));
}

#[test]
fn every_crate_says_in_its_readme_what_it_owns() {
    let mut faults = Vec::new();
    for (name, folder) in repo::packages() {
        let readme = folder.join("README.md");
        match std::fs::read_to_string(&readme) {
            Ok(text) if text.trim().len() > 80 => {}
            Ok(_) => faults.push(format!("{name}: README.md says next to nothing")),
            Err(error) => faults.push(format!("{name}: README.md: {error}")),
        }
    }
    none(&faults);
}

#[test]
fn a_noun_stands_beside_its_folder_never_in_a_mod_rs() {
    let faults: Vec<String> = sources()
        .into_iter()
        .filter(|file| file.path.ends_with("/mod.rs"))
        .map(|file| file.path)
        .collect();
    none(&faults);
}

#[test]
fn a_lib_rs_holds_docs_and_the_list_of_what_is_there_but_no_logic() {
    let mut faults = Vec::new();
    for file in sources()
        .iter()
        .filter(|file| file.path.starts_with("crates/") && file.path.ends_with("/src/lib.rs"))
    {
        let logic = file
            .product()
            .lines()
            .filter(|line| line.trim_start().starts_with("impl ") || line.contains(" async fn "))
            .count();
        if logic > 0 {
            faults.push(format!("{}: {logic} lines of logic", file.path));
        }
    }
    none(&faults);
}

#[test]
fn only_the_projection_writes_the_library() {
    let files = sources();
    let faults = library_writers(&files);
    none(&faults);
}

#[test]
fn a_planted_writer_of_the_library_is_caught() {
    let plant = |path: &str, text: &str| {
        let file = Source {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        library_writers(&[file]).len()
    };
    let copy =
        "use content::library::entity as library;\nfn copy() { tx.insert(library::ActiveModel { ..d() }) }";
    assert_eq!(plant("crates/portal/src/copy.rs", copy), 1);
    assert_eq!(plant("crates/syndication/src/projection/apply.rs", copy), 0);
    assert_eq!(
        plant(
            "crates/content/src/library/entity.rs",
            "impl ActiveModelBehavior for ActiveModel {}"
        ),
        0
    );
    assert_eq!(
        plant(
            "crates/zisha/src/demo.rs",
            "run(\"Insert Into library_item (id) values (1)\")"
        ),
        1
    );
    assert_eq!(
        plant(
            "crates/portal/src/x.rs",
            "tx.delete_where::<library::Entity>(all)"
        ),
        1
    );
    let read = "use content::library::entity as library;\nfn list() { read.shared::<library::Entity>() }";
    assert_eq!(plant("crates/portal/src/list.rs", read), 0);
}

/// Files outside the projection that write `library_item`, by an active model of its entity or by SQL.
fn library_writers(files: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files {
        let home = file.path == "crates/syndication/src/projection.rs"
            || file.path.starts_with("crates/syndication/src/projection/");
        let declaration = file.path == "crates/content/src/library/entity.rs";
        // Tests spoil rows on purpose, to see them mended.
        let test = file.path.contains("/tests/");
        if home || declaration || test {
            continue;
        }
        let text = file.product();
        let low = text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase();
        let by_sql = [
            "insert into library_item",
            "update library_item",
            "delete from library_item",
        ];
        let mut models: Vec<String> = [
            "library_item::ActiveModel",
            "library::ActiveModel",
            "library::entity::ActiveModel",
        ]
        .iter()
        .map(|name| (*name).to_owned())
        .collect();
        models.extend(
            library_names(text)
                .iter()
                .map(|name| format!("{name}::ActiveModel")),
        );
        let deletes = [
            "library::Entity",
            "library_item::Entity",
            "library::entity::Entity",
        ]
        .iter()
        .any(|entity| text.contains(&format!("delete_where::<{entity}>")));
        let imported = text.lines().any(|line| {
            line.trim_start().starts_with("use ")
                && line.contains("library::entity::")
                && line.contains("ActiveModel")
        });
        if imported
            || deletes
            || by_sql.iter().any(|sql| low.contains(sql))
            || models.iter().any(|model| text.contains(model.as_str()))
        {
            faults.push(format!("{}: writes library_item", file.path));
        }
    }
    faults
}

/// The names under which a file knows the entity of the library.
fn library_names(text: &str) -> Vec<String> {
    text.lines()
        .filter(|line| line.trim_start().starts_with("use ") && line.contains("library"))
        .flat_map(|line| line.split(['{', '}', ',', ';']))
        .filter_map(|part| part.split_once(" as ").map(|(_, name)| name.trim().to_owned()))
        .collect()
}

#[test]
fn every_refusal_has_a_code_of_its_own_and_a_plain_sentence() {
    let refusals = repo::refusals(&sources());
    assert!(
        refusals.len() >= 20,
        "only {} refusals were found",
        refusals.len()
    );
    none(&refusal_faults(&refusals));
}

fn refusal_faults(refusals: &[Wording]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut seen = BTreeMap::new();
    for refusal in refusals {
        let Wording { path, code, text } = refusal;
        if let Some(first) = seen.insert(code, path) {
            faults.push(format!("{path}: {code} stands in {first} too"));
        }
        let word = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b == b'_' || b.is_ascii_digit())
        };
        if !code
            .split_once('.')
            .is_some_and(|(noun, reason)| word(noun) && word(reason))
        {
            faults.push(format!("{path}: {code} is not <noun>.<reason>"));
        }
        if !text.ends_with('。') || text.chars().count() < 6 {
            faults.push(format!(
                "{path}: {code}: “{text}” is no sentence that ends with 。"
            ));
        }
    }
    faults
}

#[test]
fn a_wrong_refusal_is_caught() {
    let wording = |code: &str, text: &str| Wording {
        path: "x.rs".to_owned(),
        code: code.to_owned(),
        text: text.to_owned(),
    };
    let good = wording("letter.late", "来信已经超过期限。");
    assert_eq!(refusal_faults(std::slice::from_ref(&good)), Vec::<String>::new());
    for bad in [
        good.clone(),
        wording("late", "来信已经超过期限。"),
        wording("letter.Late", "来信已经超过期限。"),
        wording("letter.other", "来信已经超过期限"),
    ] {
        assert_eq!(refusal_faults(&[good.clone(), bad.clone()]).len(), 1, "{bad:?}");
    }
}

#[test]
fn the_demo_city_has_something_to_read() {
    let articles = repo::demo_articles();
    assert!(articles.len() >= 48, "only {} demo articles", articles.len());
    let mut faults = Vec::new();
    let mut keys = BTreeSet::new();
    for article in &articles {
        let length = repo::length(&repo::plain(&article.body));
        if !(300..=1500).contains(&length) {
            faults.push(format!("{}: {length} characters", article.path));
        }
        let key = article
            .head
            .get("key")
            .and_then(toml::Value::as_str)
            .unwrap_or_default();
        if key.is_empty() || !keys.insert(key.to_owned()) {
            faults.push(format!(
                "{}: key “{key}” is missing or stands twice",
                article.path
            ));
        }
        for field in ["channel", "title", "source", "origin", "published_at"] {
            if article
                .head
                .get(field)
                .and_then(toml::Value::as_str)
                .is_none_or(str::is_empty)
            {
                faults.push(format!("{}: lacks {field}", article.path));
            }
        }
    }
    none(&faults);
}

#[test]
fn no_sentence_stands_in_two_demo_texts() {
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    let mut faults = Vec::new();
    let articles = repo::demo_articles()
        .into_iter()
        .map(|article| (article.path, repo::plain(&article.body)));
    for (path, text) in articles.chain(repo::demo_letters()) {
        for sentence in repo::sentences(&text, 20) {
            if let Some(other) = first.insert(sentence.clone(), path.clone()) {
                faults.push(format!("{path} and {other}: {sentence}"));
            }
        }
    }
    assert!(first.len() > 300, "only {} sentences were read", first.len());
    none(&faults);
}

#[test]
fn the_demo_city_writes_letters() {
    let mut titles = BTreeSet::new();
    let mut faults = Vec::new();
    for (path, text) in repo::demo_letters() {
        let title = text.lines().next().unwrap_or_default();
        if title.chars().count() > 30 || !titles.insert(title.to_owned()) {
            faults.push(format!("{path}: “{title}” is long or stands twice"));
        }
    }
    assert!(titles.len() >= 150, "only {} letters", titles.len());
    none(&faults);
}

#[test]
fn a_cited_title_is_no_sentence() {
    let cited = "依据《陶都市人民政府关于进一步加强紫砂矿土资源保护与合理利用工作的通知》制定。";
    assert!(repo::sentences(cited, 20).is_empty());
    assert_eq!(
        repo::sentences("本办法所称紫砂矿土，是指用于制作紫砂陶的甲泥、嫩泥和石黄。", 20).len(),
        1
    );
}

#[test]
fn every_picture_of_the_demo_city_is_there() {
    let root = repo::root();
    let mut pictures = 0;
    let mut folders = 0;
    for entry in std::fs::read_dir(root.join("sites")).unwrap() {
        let folder = entry.unwrap().path().join("assets/pictures");
        if let Ok(entries) = std::fs::read_dir(folder) {
            folders += 1;
            pictures += entries
                .filter(|entry| entry.as_ref().unwrap().path().is_file())
                .count();
        }
    }
    assert!(pictures >= 16, "only {pictures} pictures in {folders} folders");
}

/// Every Rust file of the product.
fn sources() -> Vec<Source> {
    let mut files = repo::files("crates", "rs");
    files.extend(repo::files("migrations", "rs"));
    assert!(files.len() > 100, "only {} files were found", files.len());
    files
}

fn none(faults: &[String]) {
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
}
