//! Reading, without an account.

use reqwest::StatusCode;
use std::collections::BTreeSet;
use tests::page::Page;
use tests::people::Visitor;
use tests::program::Program;

const SITES: [&str; 8] = [
    "portal", "edu", "archives", "drug", "agri", "justice", "longyao", "zhuhai",
];

#[tokio::test]
async fn a_visitor_walks_from_every_home_page_to_a_list_and_an_article() {
    let town = Program::demo().await;
    let visitor = Visitor::new();
    for site in SITES {
        let home = visitor.open(&town.url(site, "/")).await;
        well_made(&home);
        let list = visitor.open(&town.url(site, "/news/")).await;
        well_made(&list);
        let article = open_first_article(&visitor, &list, &town.url(site, "/news/")).await;
        well_made(&article);
        assert!(!article.one("h1").words().is_empty(), "{}", article.url);
        assert!(article.main().contains("发布时间"), "{}", article.url);
        assert!(
            home.main_links()
                .iter()
                .any(|link| link.as_str().starts_with(&town.url(site, "/"))),
            "{} links to nothing of its own",
            home.url
        );
    }
}

#[tokio::test]
async fn an_article_leads_to_the_one_before_and_the_one_after() {
    let town = Program::demo().await;
    let visitor = Visitor::new();
    let list = visitor.open(&town.url("edu", "/news/")).await;
    let newest = open_first_article(&visitor, &list, &town.url("edu", "/news/")).await;
    let beside = |page: &Page, rel: &str| {
        let link = page.all("a").find(|link| link.attr("rel") == rel);
        link.map(|link| page.url.join(link.attr("href")).unwrap())
    };
    // In the order of the list, newest first.
    let next = beside(&newest, "next").expect("the newest article leads on");
    let older = visitor.open(next.as_str()).await;
    assert_eq!(beside(&older, "prev").as_ref(), Some(&newest.url));
    assert!(beside(&newest, "prev").is_none());
}

#[tokio::test]
async fn an_article_carries_the_tags_the_law_asks_for() {
    let town = Program::demo().await;
    let visitor = Visitor::new();
    for site in ["edu", "portal", "zhuhai"] {
        let list = visitor.open(&town.url(site, "/news/")).await;
        for name in ["SiteName", "SiteDomain", "ColumnName"] {
            assert!(
                list.meta(name).is_some_and(|value| !value.is_empty()),
                "{site} list: {name}"
            );
        }
        let article = open_first_article(&visitor, &list, &town.url(site, "/news/")).await;
        for name in [
            "SiteName",
            "SiteDomain",
            "ArticleTitle",
            "PubDate",
            "ContentSource",
        ] {
            assert!(
                article.meta(name).is_some_and(|value| !value.is_empty()),
                "{}: {name}",
                article.url
            );
        }
        assert_eq!(article.meta("ArticleTitle").unwrap(), article.one("h1").words());
        let canonical = article.all("link").find(|link| link.attr("rel") == "canonical");
        assert!(
            canonical.is_some_and(|link| link.attr("href").starts_with("http")),
            "{}",
            article.url
        );
    }
}

#[tokio::test]
async fn feeds_are_announced_answer_and_tell_when_nothing_changed() {
    let town = Program::demo().await;
    let visitor = Visitor::new();
    for path in ["/", "/news/"] {
        let page = visitor.open(&town.url("edu", path)).await;
        for (kind, mark) in [
            ("application/rss+xml", "<rss"),
            ("application/atom+xml", "<feed"),
            ("application/feed+json", "jsonfeed.org/version/1"),
        ] {
            let address = page
                .announced("alternate", kind)
                .unwrap_or_else(|| panic!("{} announces no {kind}", page.url));
            let feed = visitor.get(address.as_str()).await;
            assert_eq!(feed.status, StatusCode::OK, "{address}: {}", feed.summary());
            assert!(feed.text().contains(mark), "{address}: {}", feed.summary());
            assert!(
                feed.header("content-type").contains(kind),
                "{address}: {}",
                feed.header("content-type")
            );
            let etag = feed.header("etag").to_owned();
            assert!(!etag.is_empty(), "{address} has no ETag");
            let again = visitor
                .get_with(address.as_str(), &[("if-none-match", &etag)])
                .await;
            assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{address}");
            assert!(again.body.is_empty(), "{address}");
        }
    }
}

#[tokio::test]
async fn a_page_that_did_not_change_is_not_sent_again() {
    let town = Program::demo().await;
    let visitor = Visitor::new();
    for path in ["/", "/news/"] {
        let url = town.url("edu", path);
        let first = visitor.get(&url).await;
        let etag = first.header("etag").to_owned();
        assert!(!etag.is_empty(), "{url} has no ETag");
        let again = visitor.get_with(&url, &[("if-none-match", &etag)]).await;
        assert_eq!(
            (again.status, again.body.len()),
            (StatusCode::NOT_MODIFIED, 0),
            "{url}"
        );
        let other = visitor.get_with(&url, &[("if-none-match", "\"other\"")]).await;
        assert_eq!(other.status, StatusCode::OK, "{url}");
        let once_more = visitor.get(&url).await;
        assert_eq!(
            once_more.body, first.body,
            "{url}: what is kept differs from what was made"
        );
    }
}

#[tokio::test]
async fn robots_txt_names_the_sitemap_and_the_sitemap_names_pages_that_answer() {
    let town = Program::demo().await;
    let visitor = Visitor::new();
    for site in ["portal", "edu"] {
        let robots = visitor.get(&town.url(site, "/robots.txt")).await;
        assert_eq!(robots.status, StatusCode::OK);
        let text = robots.text();
        let line = text.lines().find_map(|line| line.strip_prefix("Sitemap:"));
        let sitemap = line
            .unwrap_or_else(|| panic!("no sitemap in {text}"))
            .trim()
            .to_owned();
        let map = visitor.get(&sitemap).await;
        assert_eq!(map.status, StatusCode::OK, "{sitemap}");
        let text = map.text();
        let pages: Vec<&str> = text
            .split("<loc>")
            .skip(1)
            .filter_map(|rest| rest.split("</loc>").next())
            .collect();
        assert!(pages.len() > 5, "{sitemap} names {} pages", pages.len());
        for page in pages.iter().take(12) {
            assert_eq!(visitor.get(page).await.status, StatusCode::OK, "{page}");
        }
    }
}

#[tokio::test]
async fn a_host_nobody_owns_gets_421() {
    let town = Program::demo().await;
    let visitor = Visitor::new();
    for path in ["/", "/console/", "/api/v1/search?q=a", "/assets/x/site.css"] {
        let url = format!("http://nobody.example:{}{path}", town.port());
        let answer = visitor.get(&url).await;
        assert_eq!(
            answer.status,
            StatusCode::MISDIRECTED_REQUEST,
            "{url}: {}",
            answer.summary()
        );
    }
    let probe = visitor
        .get(&format!("http://nobody.example:{}/healthz/ready", town.port()))
        .await;
    assert_eq!(
        probe.status,
        StatusCode::OK,
        "probes come before hosts: {}",
        probe.summary()
    );
}

#[tokio::test]
async fn a_page_that_is_not_there_says_so_in_the_sites_own_dress() {
    let town = Program::demo().await;
    let visitor = Visitor::new();
    for site in SITES {
        for path in [
            "/no-such-page",
            "/news/2026/01/99999999.html",
            "/nowhere/",
            "/media/00/x.jpg",
        ] {
            let answer = visitor.get(&town.url(site, path)).await;
            assert_eq!(
                answer.status,
                StatusCode::NOT_FOUND,
                "{site}{path}: {}",
                answer.summary()
            );
            let page = answer.page();
            well_made(&page);
            assert!(page.says("没有找到"), "{site}{path}: {}", page.main());
        }
    }
}

#[tokio::test]
async fn a_mounted_site_keeps_its_links_below_its_path() {
    let town = Program::demo().await;
    let visitor = Visitor::new();
    let answer = visitor.get(&town.url("portal", "/zhuhai")).await;
    assert!(answer.status.is_redirection(), "{}", answer.summary());
    assert_eq!(answer.location().path(), "/zhuhai/");
    let home = visitor.open(&town.url("zhuhai", "/")).await;
    let portal = format!("http://portal.localhost:{}/", town.port());
    let nav: Vec<_> = home
        .all("a")
        .filter(|link| home.is_inside(link, "nav") && link.attr("href").starts_with('/'))
        .map(|link| link.attr("href").to_owned())
        .collect();
    assert!(nav.iter().any(|href| href.starts_with("/zhuhai/")), "{nav:?}");
    let out: Vec<_> = nav.iter().filter(|href| !href.starts_with("/zhuhai/")).collect();
    assert!(
        out.is_empty(),
        "the navigation of {portal}zhuhai/ leaves the site: {out:?}"
    );
}

#[tokio::test]
async fn a_page_says_who_may_do_what_with_it_in_its_headers() {
    let town = Program::demo().await;
    let visitor = Visitor::new();
    for path in [
        "/",
        "/news/",
        "/no-such-page",
        "/api/v1/search?q=%E5%AD%A6",
        "/console/login",
    ] {
        let (answer, _) = visitor.follow(&town.url("edu", path)).await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.contains("default-src 'self'") && !policy.contains("unsafe"),
            "{path}: {policy}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!answer.header("referrer-policy").is_empty(), "{path}");
    }
}

/// The first article of a list that lies on the same site.
async fn open_first_article(visitor: &Visitor, list: &Page, base: &str) -> Page {
    let links: BTreeSet<_> = list.main_links().into_iter().collect();
    let newest = list
        .main_links()
        .into_iter()
        .find(|link| link.as_str().starts_with(base) && link.path().ends_with(".html"))
        .unwrap_or_else(|| panic!("{} lists no article, only {links:?}", list.url));
    visitor.open(newest.as_str()).await
}

/// What every page keeps: one main part, the skip link first, labelled navigation, no style and no script inside.
pub(crate) fn well_made(page: &Page) {
    let url = &page.url;
    assert_eq!(page.all("main").count(), 1, "{url}: one <main>");
    assert_eq!(page.all("h1").count(), 1, "{url}: one <h1>");
    assert_eq!(page.one("html").attr("lang"), "zh-CN", "{url}");
    assert!(!page.one("title").words().is_empty(), "{url}: a title");
    let first = page
        .all("a")
        .next()
        .unwrap_or_else(|| panic!("{url} has no link"));
    assert_eq!(
        first.attr("href"),
        format!("#{}", page.one("main").attr("id")),
        "{url}: the skip link comes first"
    );
    for nav in page.all("nav") {
        assert!(
            nav.has("aria-label") || nav.has("aria-labelledby"),
            "{url}: a <nav> without label"
        );
    }
    assert_eq!(page.all("style").count(), 0, "{url}: <style>");
    for script in page.all("script") {
        assert!(script.has("src"), "{url}: a script inside the page");
    }
    assert!(!page.html.contains(" style=\""), "{url}: style= in the page");
}
