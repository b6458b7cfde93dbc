//! Hashed assets and token stylesheets.

use std::{collections::BTreeMap, fs};
use theme::{Colour, Source, ThemeError, Themes, contrast, tokens_css};

fn themes() -> Themes {
    Themes::load(Source::Embedded, &[]).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn an_asset_is_served_under_its_hash_only() {
    let themes = themes();
    let url = themes
        .theme("township")
        .unwrap()
        .asset_url("site.css")
        .unwrap()
        .to_owned();
    let (hash, path) = url.strip_prefix("/assets/").unwrap().split_once('/').unwrap();
    assert_eq!((hash.len(), path), (12, "base/site.css"));
    assert_eq!(
        themes.asset(hash, path).unwrap().content_type,
        "text/css; charset=utf-8"
    );
    assert!(themes.asset("000000000000", path).is_none());
    assert!(themes.asset(hash, "base/../base/site.css").is_none());
}

#[test]
fn the_nearest_layer_wins() {
    let folder = tempfile::tempdir().unwrap();
    for (theme, manifest, css) in [("base", "", "a{}"), ("near", "parent = \"base\"", "b{}")] {
        fs::create_dir_all(folder.path().join(theme).join("assets")).unwrap();
        let tokens = fs::read_to_string(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../themes/base/theme.toml"
        ))
        .unwrap();
        fs::write(
            folder.path().join(theme).join("theme.toml"),
            format!("{manifest}\n{tokens}"),
        )
        .unwrap();
        fs::write(folder.path().join(theme).join("assets/x.css"), css).unwrap();
    }
    let themes = Themes::load(Source::Folder(folder.path().into()), &[]).unwrap();
    assert!(
        themes
            .theme("near")
            .unwrap()
            .asset_url("x.css")
            .unwrap()
            .ends_with("/near/x.css")
    );
    assert!(
        themes
            .theme("base")
            .unwrap()
            .asset_url("x.css")
            .unwrap()
            .ends_with("/base/x.css")
    );
}

#[test]
fn a_site_overrides_its_brand_and_nothing_can_break_out_of_the_sheet() {
    let portal = themes().theme("portal").unwrap();
    let brand = |value: &str| BTreeMap::from([("brand".to_owned(), value.to_owned())]);
    assert!(
        tokens_css(&portal, &brand("#1f5f99"))
            .unwrap()
            .contains("--brand:#1f5f99;")
    );
    let broken = tokens_css(&portal, &brand("#fff}body{display:none"));
    assert!(matches!(broken, Err(ThemeError::BadColour { token, .. }) if token == "brand"));
    assert!(matches!(
        tokens_css(&portal, &brand("#f0c0b0")),
        Err(ThemeError::LowContrast { .. })
    ));
}

#[test]
fn every_brand_of_the_group_is_readable() {
    let portal = themes().theme("portal").unwrap();
    for brand in [
        "#9b3a2c", "#1f5f99", "#5b4636", "#0f6b6b", "#3b6b2a", "#2c3e6b", "#a3541a", "#2f6b4f",
    ] {
        let sheet = tokens_css(&portal, &BTreeMap::from([("brand".to_owned(), brand.to_owned())]));
        assert!(sheet.is_ok(), "{brand}: {sheet:?}");
    }
}

#[test]
fn the_same_tokens_have_the_same_hash() {
    let portal = themes().theme("portal").unwrap();
    assert_eq!(
        portal.tokens_sheet(&BTreeMap::new()).unwrap(),
        portal.tokens_sheet(&BTreeMap::new()).unwrap()
    );
}

#[test]
fn words_of_emergency_banners_read_on_their_grounds() {
    let css = include_str!("../../../../themes/base/assets/site.css");
    let value = |rule: &str, name: &str| {
        let (_, rest) = css.split_once(&format!("\n{rule}{{")).unwrap();
        let body = rest.split('}').next().unwrap();
        let found = body
            .split(';')
            .find_map(|part| part.strip_prefix(&format!("--{name}:")));
        found.map(|colour| Colour::parse(colour).unwrap())
    };
    for level in ["", "-orange", "-yellow", "-blue"] {
        let pick = |name: &str| value(&format!(".alarm{level}"), name).or_else(|| value(".alarm", name));
        let ratio = contrast(pick("words").unwrap(), pick("ground").unwrap());
        assert!(ratio >= 4.5, "{level}: {ratio:.2}");
    }
}
