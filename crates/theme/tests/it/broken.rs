//! A broken theme for every error there is. A new variant of `ThemeError` fails to compile in `name_of`
//! until it has a case here.

use std::{collections::BTreeSet, fs, path::Path};
use theme::{Source, StaffTemplate, ThemeError, Themes};

/// A folder with a whole base theme; tests break it.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        let tokens = fs::read(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../themes/base/theme.toml"
        ))
        .unwrap();
        folder.write("base/theme.toml", tokens);
        folder.write("base/templates/home.html", "<p>{{ view.title }}</p>");
        folder.write("base/assets/site.css", "a{}");
        folder
    }

    fn with(path: &str, content: impl AsRef<[u8]>) -> Self {
        let folder = Self::new();
        folder.write(path, content);
        folder
    }

    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn load(&self, staff: &[StaffTemplate]) -> Result<Themes, ThemeError> {
        Themes::load(Source::Folder(self.path().into()), staff)
    }

    fn error(&self) -> ThemeError {
        self.load(&[]).err().expect("the theme should not load")
    }
}

/// Name of a variant; no wildcard, so that a new one must be named.
fn name_of(error: &ThemeError) -> &'static str {
    match error {
        ThemeError::Unreadable { .. } => "Unreadable",
        ThemeError::NoThemes { .. } => "NoThemes",
        ThemeError::NoManifest { .. } => "NoManifest",
        ThemeError::BadManifest { .. } => "BadManifest",
        ThemeError::UnknownParent { .. } => "UnknownParent",
        ThemeError::ParentLoop { .. } => "ParentLoop",
        ThemeError::UnknownToken { .. } => "UnknownToken",
        ThemeError::MissingToken { .. } => "MissingToken",
        ThemeError::BadColour { .. } => "BadColour",
        ThemeError::LowContrast { .. } => "LowContrast",
        ThemeError::NotText { .. } => "NotText",
        ThemeError::BadTemplate { .. } => "BadTemplate",
        ThemeError::StaffTemplateTwice { .. } => "StaffTemplateTwice",
        ThemeError::NoConsole => "NoConsole",
        ThemeError::UnknownAsset { .. } => "UnknownAsset",
        ThemeError::AssetsNotBuilt { .. } => "AssetsNotBuilt",
        ThemeError::UnknownAssetType { .. } => "UnknownAssetType",
        ThemeError::UnknownTheme { .. } => "UnknownTheme",
        ThemeError::UnknownTemplate { .. } => "UnknownTemplate",
        ThemeError::Render { .. } => "Render",
    }
}

/// Number of arms of `name_of`.
const VARIANTS: usize = 20;

const STAFF: StaffTemplate = StaffTemplate {
    name: "content/a.html",
    text: "a",
};

fn provoked() -> Vec<(&'static str, ThemeError)> {
    let base = Folder::new().load(&[]).unwrap().theme("base").unwrap();
    let console = Folder::with("console/theme.toml", "parent = \"base\"");
    let empty = tempfile::tempdir().unwrap();
    vec![
        (
            "Unreadable",
            Themes::load(Source::Folder("/no/such/folder".into()), &[])
                .err()
                .unwrap(),
        ),
        (
            "NoThemes",
            Themes::load(Source::Folder(empty.path().into()), &[])
                .err()
                .unwrap(),
        ),
        (
            "NoManifest",
            Folder::with("bare/templates/home.html", "a").error(),
        ),
        (
            "BadManifest",
            Folder::with("near/theme.toml", "parents = \"base\"").error(),
        ),
        (
            "UnknownParent",
            Folder::with("near/theme.toml", "parent = \"bass\"").error(),
        ),
        (
            "ParentLoop",
            Folder::with("near/theme.toml", "parent = \"near\"").error(),
        ),
        (
            "UnknownToken",
            Folder::with(
                "near/theme.toml",
                "parent = \"base\"\n[tokens]\nbrands = \"#000000\"",
            )
            .error(),
        ),
        (
            "MissingToken",
            Folder::with("near/theme.toml", "[tokens]\nbrand = \"#000000\"").error(),
        ),
        (
            "BadColour",
            Folder::with("near/theme.toml", "parent = \"base\"\n[tokens]\nbrand = \"red\"").error(),
        ),
        (
            "LowContrast",
            Folder::with(
                "near/theme.toml",
                "parent = \"base\"\n[tokens]\nbrand = \"#e0a0a0\"",
            )
            .error(),
        ),
        (
            "NotText",
            Folder::with("base/templates/list.html", [0xff, 0xfe]).error(),
        ),
        (
            "BadTemplate",
            Folder::with("base/templates/list.html", "{% extends \"nowhere.html\" %}").error(),
        ),
        ("StaffTemplateTwice", console.load(&[STAFF, STAFF]).err().unwrap()),
        ("NoConsole", Folder::new().load(&[STAFF]).err().unwrap()),
        (
            "UnknownAsset",
            Folder::with("base/templates/list.html", "{{ asset(path=\"sight.css\") }}").error(),
        ),
        (
            "AssetsNotBuilt",
            Folder::with(
                "base/templates/list.html",
                "{{ asset(path=\"vendor/htmx.min.js\") }}",
            )
            .error(),
        ),
        (
            "UnknownAssetType",
            Folder::with("base/assets/notes.docx", "a").error(),
        ),
        (
            "UnknownTheme",
            ThemeError::UnknownTheme {
                theme: "nobody".into(),
            },
        ),
        ("UnknownTemplate", base.render("list.html", &()).err().unwrap()),
        (
            "Render",
            base.render("home.html", &serde_json::json!({"view": {}}))
                .err()
                .unwrap(),
        ),
    ]
}

#[test]
fn every_error_has_a_broken_theme_that_provokes_it() {
    let mut seen = BTreeSet::new();
    for (wanted, error) in provoked() {
        assert_eq!(name_of(&error), wanted, "{error}");
        seen.insert(wanted);
    }
    assert_eq!(seen.len(), VARIANTS);
}

#[test]
fn an_error_names_the_file_to_repair() {
    let error = Folder::with("base/templates/list.html", "<p>\n{{ view.title | shout }}</p>")
        .error()
        .to_string();
    assert!(
        error.contains("themes/base/list.html") && error.contains("shout"),
        "{error}"
    );
    let error = Folder::with(
        "base/templates/list.html",
        "{{ asset(path=\"vendor/htmx.min.js\") }}",
    )
    .error()
    .to_string();
    assert!(error.contains("cargo xtask assets"), "{error}");
}

#[test]
fn a_whole_theme_loads_and_a_dot_folder_is_left_out() {
    let folder = Folder::with(".draft/theme.toml", "nonsense");
    assert!(folder.load(&[]).is_ok());
}
