//! Searching, as the public does and as programs do.

use reqwest::StatusCode;
use tests::people::Visitor;
use tests::program::Program;

#[tokio::test]
async fn a_visitor_finds_an_article_of_any_site_on_the_portal() {
    let town = Program::demo().await;
    let visitor = Visitor::new();
    let home = visitor.open(&town.url("portal", "/")).await;
    let form = home
        .forms()
        .into_iter()
        .find(|form| form.action.path().ends_with("/search"))
        .expect("the portal's home page has a search box");
    let mut asked = form.clone();
    asked.fill("q", "紫砂");
    let page = visitor.submit(&asked, None).await.page();
    super::read::well_made(&page);
    assert!(
        page.html.contains("<mark>") || page.html.contains("<em>"),
        "nothing is marked: {}",
        page.main()
    );
    let hosts: std::collections::BTreeSet<_> = page
        .main_links()
        .iter()
        .filter(|link| link.path().ends_with(".html"))
        .map(|link| link.host_str().unwrap().to_owned())
        .collect();
    assert!(hosts.len() >= 2, "hits of one site alone: {hosts:?}");
}

#[tokio::test]
async fn a_search_on_a_site_shows_this_site_and_offers_all_of_them() {
    let town = Program::demo().await;
    let visitor = Visitor::new();
    let page = visitor
        .open(&town.url("edu", "/search?q=%E5%AD%A6%E6%A0%A1"))
        .await;
    super::read::well_made(&page);
    let hits: Vec<_> = page
        .main_links()
        .into_iter()
        .filter(|link| link.path().ends_with(".html"))
        .collect();
    assert!(!hits.is_empty(), "{}", page.main());
    let home = town.url("edu", "/");
    assert!(hits.first().unwrap().as_str().starts_with(&home), "{hits:?}");
    let wider = page
        .links("全部站点")
        .into_iter()
        .chain(page.links("所有"))
        .chain(page.links("全市"))
        .next();
    let wider = wider.unwrap_or_else(|| panic!("no way to all sites: {}", page.all_words()));
    let all = visitor.open(wider.as_str()).await;
    assert_eq!(all.all("h1").count(), 1);
}

#[tokio::test]
async fn the_portal_narrows_to_one_site() {
    let town = Program::demo().await;
    let visitor = Visitor::new();
    let answer = api(
        &visitor,
        &town.url("portal", "/api/v1/search?q=%E9%99%B6%E9%83%BD&size=50"),
    )
    .await;
    let sites: std::collections::BTreeSet<_> = answer["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["site"].as_str().unwrap().to_owned())
        .collect();
    assert!(sites.len() >= 3, "{sites:?}");
    let page = visitor
        .open(&town.url("portal", "/search?q=%E9%99%B6%E9%83%BD&site=agri"))
        .await;
    let hits: Vec<_> = page
        .main_links()
        .into_iter()
        .filter(|link| link.path().ends_with(".html"))
        .collect();
    assert!(!hits.is_empty(), "{}", page.main());
    // The piece may also stand on the portal; its own page comes first in each hit.
    assert!(
        hits.iter()
            .any(|link| link.as_str().starts_with(&town.url("agri", "/"))),
        "{hits:?}"
    );
}

#[tokio::test]
async fn programs_get_the_promised_fields() {
    let town = Program::demo().await;
    let visitor = Visitor::new();
    for site in ["portal", "edu", "zhuhai"] {
        let answer = api(
            &visitor,
            &town.url(site, "/api/v1/search?q=%E6%95%99%E8%82%B2&size=3"),
        )
        .await;
        let total = answer["total"].as_u64().expect("total is a number");
        assert!(answer["took_ms"].is_u64(), "{answer:#}");
        let items = answer["items"].as_array().expect("items is a list");
        assert!(items.len() <= 3 && (total == 0) == items.is_empty(), "{answer:#}");
        for item in items {
            for field in ["title", "url", "site", "channel", "published_at", "snippet"] {
                assert!(item[field].is_string(), "{field} in {item:#}");
            }
            let at = item["published_at"].as_str().unwrap();
            assert!(
                at.ends_with("+08:00") && chrono::DateTime::parse_from_rfc3339(at).is_ok(),
                "{at}"
            );
            let url = item["url"].as_str().unwrap();
            assert_eq!(visitor.get(url).await.status, StatusCode::OK, "{url}");
            let bare = item["snippet"]
                .as_str()
                .unwrap()
                .replace("<em>", "")
                .replace("</em>", "");
            assert!(!bare.contains(['<', '>']), "{bare}");
        }
    }
}

#[tokio::test]
async fn a_search_for_anything_at_all_is_answered() {
    let town = Program::demo().await;
    let visitor = Visitor::new();
    for words in [
        "",
        " ",
        "\"",
        "AND OR NOT",
        "标题:学",
        "(((",
        "*",
        "a".repeat(5000).as_str(),
        "<script>alert(1)</script>",
        "学 校",
        "😀",
        "\u{0}",
        "%",
        "'; drop table article; --",
    ] {
        let mut url: url::Url = town.url("portal", "/search").parse().unwrap();
        url.query_pairs_mut()
            .append_pair("q", words)
            .append_pair("page", "99999999999")
            .append_pair("from", "x");
        let answer = visitor.get(url.as_str()).await;
        let short: String = words.chars().take(20).collect();
        assert!(
            answer.status == StatusCode::OK || answer.status == StatusCode::UNPROCESSABLE_ENTITY,
            "{short}: {}",
            answer.summary()
        );
        assert!(!answer.text().contains("<script>alert"), "{short}");
        url.set_path("/api/v1/search");
        let answer = visitor.get(url.as_str()).await;
        assert!(!answer.status.is_server_error(), "{short}: {}", answer.summary());
        assert!(answer.json().is_object(), "{short}");
    }
}

async fn api(visitor: &Visitor, url: &str) -> serde_json::Value {
    let answer = visitor.get(url).await;
    assert_eq!(answer.status, StatusCode::OK, "{url}: {}", answer.summary());
    assert!(answer.header("content-type").contains("json"), "{url}");
    answer.json()
}

#[tokio::test]
async fn a_search_can_be_followed_as_a_feed() {
    let town = Program::demo().await;
    let visitor = Visitor::new();
    let words = "q=%E7%B4%AB%E7%A0%82";
    let page = visitor
        .open(&town.url("portal", &format!("/search?{words}")))
        .await;
    for file in ["feed.xml", "feed.atom", "feed.json"] {
        assert!(
            page.html.contains(&format!("/search/{file}?{words}")),
            "{file} is not named"
        );
    }
    let feed = api(
        &visitor,
        &town.url("portal", &format!("/search/feed.json?{words}")),
    )
    .await;
    let items = feed["items"].as_array().unwrap();
    assert!(items.len() > 1, "{feed}");
    let days: Vec<_> = items
        .iter()
        .map(|item| item["date_published"].as_str().unwrap())
        .collect();
    assert!(days.is_sorted_by(|a, b| a >= b), "newest first: {days:?}");
    for item in items {
        assert!(item["id"].as_str().unwrap().starts_with("urn:uuid:"));
        assert!(item["_zisha"]["version"].as_i64().unwrap() >= 1);
        assert!(item["date_modified"].as_str().unwrap() >= item["date_published"].as_str().unwrap());
    }
    assert!(feed["_zisha"]["deleted"].is_array());
    for file in ["feed.xml", "feed.atom"] {
        let url = town.url("portal", &format!("/search/{file}?{words}"));
        let answer = visitor.get(&url).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(
            answer.text().contains(items[0]["url"].as_str().unwrap()),
            "{file}"
        );
    }
    let nothing = visitor.get(&town.url("portal", "/search/feed.xml")).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}
