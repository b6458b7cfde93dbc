//! Every template of every chain renders its sample, and the pages keep the rules of public pages.

use crate::samples::{self, STAFF};
use std::collections::BTreeMap;
use theme::{Source, Themes, check, view::*};

fn themes() -> Themes {
    Themes::load(Source::Embedded, &STAFF).unwrap_or_else(|e| panic!("{e}"))
}

/// (theme, page, html) of all samples.
fn all_pages() -> Vec<(String, String, String)> {
    let mut all = Vec::new();
    for theme in themes().iter() {
        let pages = samples::pages(theme, "/assets/0/tokens.css").unwrap_or_else(|e| panic!("{e}"));
        all.extend(
            pages
                .into_iter()
                .map(|(name, html)| (theme.name().to_owned(), name, html)),
        );
    }
    assert_eq!(
        all.len(),
        4 * 38 + 4,
        "a theme or a page was added: look at it and count it"
    );
    all
}

fn count(html: &str, sign: &str) -> usize {
    html.matches(sign).count()
}

#[test]
fn every_template_of_every_chain_renders_its_sample() {
    for (theme, page, html) in all_pages() {
        assert!(html.starts_with("<!DOCTYPE html>"), "{theme}/{page}");
        assert!(html.contains(r#"<html lang="zh-CN""#), "{theme}/{page}");
        let grey = html.contains(r#"<html lang="zh-CN" class="mourning">"#);
        let alarmed = ["home-alarmed", "preview"].contains(&page.as_str());
        assert_eq!(
            (grey, count(&html, "data-alarm open")),
            (alarmed, if alarmed { 4 } else { 0 }),
            "{theme}/{page}"
        );
    }
}

#[test]
fn a_page_has_one_main_one_first_heading_and_the_skip_link_first() {
    for (theme, page, html) in all_pages() {
        assert_eq!(count(&html, r#"<main id="main""#), 1, "{theme}/{page}");
        assert_eq!(count(&html, "<h1"), 1, "{theme}/{page}");
        let body = html.split("<body").nth(1).unwrap();
        let first = body.find("<a ").unwrap();
        assert!(
            body[first..].starts_with(r##"<a class="skip" href="#main""##),
            "{theme}/{page}"
        );
    }
}

#[test]
fn navigations_are_labelled_and_ids_are_unique() {
    for (theme, page, html) in all_pages() {
        assert_eq!(
            count(&html, "<nav"),
            count(&html, "<nav aria-label=")
                + count(&html, r#"" aria-label="#).min(count(&html, "<nav class=")),
            "{theme}/{page}"
        );
        let mut seen = BTreeMap::new();
        for id in html
            .split(" id=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            assert!(
                seen.insert(id.to_owned(), ()).is_none(),
                "{theme}/{page}: id {id} stands twice"
            );
        }
    }
}

#[test]
fn nothing_inline_reaches_the_page() {
    for (theme, page, html) in all_pages() {
        for sign in [" style=", "<style", "<script>", " onclick=", "javascript:"] {
            assert!(!html.contains(sign), "{theme}/{page} contains {sign}");
        }
    }
}

#[test]
fn pages_of_letters_bring_their_own_sheet_after_the_common_one() {
    for (theme, page, html) in all_pages() {
        let at = |sign: &str| html.find(sign);
        let own = at("/letters.css\"");
        assert_eq!(own.is_some(), page.starts_with("letter"), "{theme} {page}");
        if own.is_some() {
            assert!(
                at("/site.css\"") < own && own < at("tokens.css"),
                "{theme} {page}"
            );
        }
    }
}

#[test]
fn a_topic_that_is_over_says_so_in_words() {
    for (theme, page, html) in all_pages() {
        let over = ["topic-empty", "topics"].contains(&page.as_str());
        assert_eq!(html.contains("已归档</strong>"), over, "{theme} {page}");
    }
}

#[test]
fn the_themes_of_the_house_have_nothing_to_repair() {
    assert_eq!(check(&themes()), vec![]);
}

#[test]
fn the_footer_carries_the_mandatory_set() {
    let themes = themes();
    let html = samples::pages(&themes.theme("portal").unwrap(), "/t.css")
        .unwrap()
        .remove(0)
        .1;
    for text in [
        "主办单位：",
        "承办单位：",
        "联系方式：",
        "网站标识码：3202820001",
        "苏ICP备",
        "苏公网安备",
        "网站地图",
        "党政机关",
        "我为政府",
    ] {
        assert!(html.contains(text), "{text}");
    }
}

#[test]
fn a_path_mounted_site_says_whose_identifiers_it_shows() {
    let themes = themes();
    let html = samples::pages(&themes.theme("township").unwrap(), "/t.css")
        .unwrap()
        .remove(0)
        .1;
    assert!(html.contains("本站设在陶都市人民政府门户网站下"));
}

#[test]
fn text_of_editors_is_escaped_everywhere_but_in_bodies() {
    let themes = themes();
    let view = ArticleShow {
        title: "<script>alert(1)</script>".into(),
        source: "\"><b>".into(),
        body_html: "<p>正文</p>".into(),
        ..Default::default()
    };
    let html = themes
        .theme("portal")
        .unwrap()
        .render(
            "article.html",
            &PublicRoot::sample(PageView::sample("article"), view),
        )
        .unwrap();
    assert!(!html.contains("<script>alert") && !html.contains("\"><b>") && html.contains("<p>正文</p>"));
}

#[test]
fn a_field_with_an_error_is_tied_to_its_text() {
    let themes = themes();
    let pages = samples::pages(&themes.theme("console").unwrap(), "/t.css").unwrap();
    let form = &pages.iter().find(|(name, _)| name == "form").unwrap().1;
    assert!(form.contains(r##"<a href="#f-title">标题不能超过 80 字。</a>"##));
    assert!(
        form.contains(r#"aria-describedby="h-title e-title" aria-invalid="true""#),
        "{form}"
    );
    assert!(form.contains(r#"name="csrf_token" value="sample-csrf-token""#));
}

#[test]
fn a_fragment_is_a_component() {
    let console = themes().theme("console").unwrap();
    let html = console
        .render_component("ui.chip", &serde_json::json!({"text": "逾期2日", "tone": "late"}))
        .unwrap();
    assert!(html.starts_with(r#"<span class="chip chip-late">"#) && html.contains("逾期2日"));
}
