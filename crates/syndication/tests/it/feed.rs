//! Feeds over HTTP: what stands in them, 304, and what a publication or withdrawal changes at once.

use crate::http::{get, serve};
use crate::town::Town;
use syndication::rule::Mode;

#[tokio::test]
async fn feeds_show_what_stands_on_the_site_and_change_at_once() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Automatic).await;
    let mut piece = town.publish(town.edu, "窑火 <不熄>").await;
    town.settle().await;
    let port = serve(&town).await;

    let first = get(port, "portal", "/feed.xml", None).await;
    assert_eq!(first.status, 200);
    assert_eq!(
        first.headers["content-type"],
        "application/rss+xml; charset=utf-8"
    );
    let channel = rss::Channel::read_from(first.body.as_bytes()).unwrap();
    assert_eq!(channel.items.len(), 1);
    let item = &channel.items[0];
    assert_eq!(item.title.as_deref(), Some("窑火 <不熄>"));
    let link = format!("http://portal.localhost:{port}/news/2026/11/1.html");
    assert_eq!(item.link.as_deref(), Some(link.as_str()));
    assert_eq!(
        item.guid.as_ref().unwrap().value,
        format!("urn:uuid:{}", piece.uid)
    );
    assert_eq!(item.pub_date.as_deref(), Some("Sun, 22 Nov 2026 12:00:00 +0800"));

    let again = get(port, "portal", "/feed.xml", Some(&first.headers["etag"])).await;
    assert_eq!((again.status, again.body.as_str()), (304, ""));

    for (path, kind) in [
        ("/feed.atom", "application/atom+xml; charset=utf-8"),
        ("/feed.json", "application/feed+json; charset=utf-8"),
        ("/news/feed.xml", "application/rss+xml; charset=utf-8"),
        ("/news/feed.atom", "application/atom+xml; charset=utf-8"),
        ("/news/feed.json", "application/feed+json; charset=utf-8"),
    ] {
        let answer = get(port, "portal", path, None).await;
        assert_eq!(
            (answer.status, answer.headers["content-type"].as_str()),
            (200, kind),
            "{path}"
        );
        assert!(answer.body.contains(&piece.uid.to_string()), "{path}");
    }
    let other = get(port, "portal", "/notices/feed.json", None).await;
    assert!(other.status == 200 && !other.body.contains(&piece.uid.to_string()));
    assert_eq!(get(port, "portal", "/nothing/feed.xml", None).await.status, 404);

    town.correct(&mut piece, "窑火不熄（更正）").await;
    town.settle().await;
    let changed = get(port, "portal", "/feed.xml", Some(&first.headers["etag"])).await;
    assert_eq!(changed.status, 200);
    assert!(changed.body.contains("更正"));

    town.withdraw(&mut piece, "有误").await;
    town.settle().await;
    for path in [
        "/feed.xml",
        "/feed.atom",
        "/feed.json",
        "/news/feed.xml",
        "/news/feed.atom",
        "/news/feed.json",
    ] {
        let answer = get(port, "portal", path, None).await;
        assert!(
            answer.status == 200 && !answer.body.contains(&piece.uid.to_string()),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_desk_and_the_rules_are_on_the_portal_and_the_ledger_is_not() {
    let town = Town::new().await;
    let port = serve(&town).await;
    for (host, path, status) in [
        ("portal", "/console/desk", 303),
        ("portal", "/console/rules", 303),
        ("portal", "/console/submissions", 404),
        ("edu", "/console/desk", 404),
        ("edu", "/console/rules", 404),
        ("edu", "/console/submissions", 303),
    ] {
        assert_eq!(get(port, host, path, None).await.status, status, "{host}{path}");
    }
}
