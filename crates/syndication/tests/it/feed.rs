//! Feeds over HTTP: what stands in them, 304, and what a publication or withdrawal changes at once.

use crate::http::{get, serve};
use crate::town::Town;
use crate::webhook::place;
use kernel::Role;
use sea_orm::Set;
use syndication::announce::{Kind, set_target};
use syndication::authorization::{Reason, revoke};
use syndication::permissions::{ManagePlaces, ManageWebhooks, RevokePlaces};
use syndication::place::remove_place;
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
    let uid = piece.uid.to_string();
    for folder in ["", "/news"] {
        let mark = format!("<at:deleted-entry ref=\"urn:uuid:{uid}\"");
        let rss = get(port, "portal", &format!("{folder}/feed.xml"), None).await;
        assert!(rss.body.contains(&mark), "{}", rss.body);
        assert!(!rss.body.contains("<item>"), "{}", rss.body);
        let atom = get(port, "portal", &format!("{folder}/feed.atom"), None).await;
        assert!(atom.body.contains(&mark), "{}", atom.body);
        assert!(
            !atom.body.contains("<entry>") && !atom.body.contains("更正"),
            "{}",
            atom.body
        );
        let json = get(port, "portal", &format!("{folder}/feed.json"), None).await;
        let json: serde_json::Value = serde_json::from_str(&json.body).unwrap();
        assert!(json["items"].as_array().unwrap().is_empty(), "{json}");
        let gone = &json["_zisha"]["deleted"];
        assert_eq!(gone[0]["id"], format!("urn:uuid:{uid}"));
        assert_eq!(gone.as_array().unwrap().len(), 1);
    }
}

/// The items of a feed and the path of the page after it.
async fn page(port: u16, path: &str) -> (Vec<serde_json::Value>, Option<String>) {
    let answer = get(port, "edu", path, None).await;
    assert_eq!(answer.status, 200, "{path}");
    let feed: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    let next = feed["next_url"].as_str().map(|url| {
        let (_, rest) = url.split_once(&format!(":{port}")).unwrap();
        rest.to_owned()
    });
    (feed["items"].as_array().unwrap().clone(), next)
}

#[tokio::test]
async fn a_feed_is_read_to_its_end_page_by_page_and_each_article_stands_once() {
    let town = Town::new().await;
    for n in 0..120 {
        let piece = town.publish(town.edu, format!("第{n}篇").as_str()).await;
        place(&town, &piece).await;
    }
    let port = serve(&town).await;
    for start in ["/feed.json", "/news/feed.json"] {
        let (mut seen, mut next, mut pages) = (Vec::new(), Some(start.to_owned()), 0);
        while let Some(path) = next {
            let (items, after) = page(port, &path).await;
            seen.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
            next = after;
            pages += 1;
        }
        assert_eq!((seen.len(), pages), (120, 3), "{start}");
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 120, "{start}");
    }
    for wrong in [
        "/feed.json?after=x",
        "/feed.json?after=99999",
        "/feed.json?unit=nobody",
    ] {
        assert_eq!(get(port, "edu", wrong, None).await.status, 404, "{wrong}");
    }
    // Another site's placement is no place to go on from.
    let last = page(port, "/feed.json").await.1.unwrap();
    assert_eq!(get(port, "portal", &last, None).await.status, 404);
}

#[tokio::test]
async fn a_feed_of_one_unit_holds_what_that_unit_sent_and_names_the_hub() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Automatic).await;
    let mine = town.publish(town.edu, "教育局的稿件").await;
    town.settle().await;
    let name = town.places(town.portal).await.remove(0).unit;
    let mut tx = town.hub().await;
    for (key, short) in [("edu", name.as_str()), ("agri", "市农林局（另）")] {
        let row = gateway::unit::entity::ActiveModel {
            uid: Set(kernel::Uid::at(crate::town::noon()).0),
            key: Set(key.into()),
            name: Set(format!("{short}全称")),
            short_name: Set(short.into()),
            kind: Set("department".into()),
            parent_id: Set(None),
            duties: Set(String::new()),
            ..Default::default()
        };
        tx.insert(row).await.unwrap();
    }
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    let mut tx = town.write::<ManageWebhooks>(town.portal, Role::SiteAdmin).await;
    set_target(
        &mut tx,
        Kind::WebSub,
        "https://hub.example/",
        "http://portal.localhost",
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let port = serve(&town).await;
    let own = get(port, "portal", "/feed.atom?unit=edu", None).await;
    assert!(own.body.contains(&mine.uid.to_string()), "{}", own.body);
    assert!(own.body.contains("rel=\"hub\""), "{}", own.body);
    assert!(own.body.contains("feed.atom?unit=edu"), "{}", own.body);
    let other = get(port, "portal", "/feed.atom?unit=agri", None).await;
    assert!(other.status == 200 && !other.body.contains(&mine.uid.to_string()));
}

#[tokio::test]
async fn the_pool_and_the_rules_are_on_the_portal_and_the_ledger_is_not() {
    let town = Town::new().await;
    let port = serve(&town).await;
    for (host, path, status) in [
        ("portal", "/console/pool", 303),
        ("edu", "/console/pool", 404),
        ("edu", "/console/desk", 303),
        ("portal", "/console/rules", 303),
        ("portal", "/console/submissions", 404),
        ("edu", "/console/rules", 404),
        ("edu", "/console/submissions", 303),
    ] {
        assert_eq!(get(port, host, path, None).await.status, status, "{host}{path}");
    }
}

/// What the feed says is gone: ids and times, in its order.
async fn gone(port: u16, path: &str) -> Vec<(String, String)> {
    let body = get(port, "portal", path, None).await.body;
    let feed: serde_json::Value = serde_json::from_str(&body).unwrap();
    let word = |mark: &serde_json::Value, name: &str| mark[name].as_str().unwrap().to_owned();
    let marks = feed["_zisha"]["deleted"].as_array().unwrap();
    marks
        .iter()
        .map(|mark| (word(mark, "id"), word(mark, "date_deleted")))
        .collect()
}

#[tokio::test]
async fn what_a_site_took_down_or_may_not_show_is_marked_with_its_own_time() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Automatic).await;
    let removed = town.publish(town.edu, "本站撤下的").await;
    let revoked = town.publish(town.edu, "授权收回的").await;
    town.settle().await;
    let places = town.places(town.portal).await;
    let place = places.iter().find(|row| row.uid == removed.uid.0).unwrap();
    let reason = Reason::parse("与本站无关").unwrap();
    let mut tx = town.write::<ManagePlaces>(town.portal, Role::SiteAdmin).await;
    remove_place(&mut tx, kernel::PlacementId(place.id), &reason)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = town.write::<RevokePlaces>(town.edu, Role::Editor).await;
    revoke(&mut tx, revoked.id, Some(town.portal.id), &reason)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let rows = town.places(town.portal).await;
    let port = serve(&town).await;
    let marks = gone(port, "/feed.json").await;
    assert_eq!(marks.len(), 2, "{marks:?}");
    for piece in [&removed, &revoked] {
        let row = rows.iter().find(|row| row.uid == piece.uid.0).unwrap();
        let when = kernel::beijing::rfc3339(row.revoked_at.unwrap());
        let mark = (format!("urn:uuid:{}", piece.uid), when);
        assert!(marks.contains(&mark), "{marks:?} without {mark:?}");
    }
    assert!(gone(port, "/notices/feed.json").await.is_empty());
}

#[tokio::test]
async fn an_old_article_that_is_withdrawn_today_is_among_the_marks() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Automatic).await;
    let mut old = town.publish(town.edu, "去年的稿").await;
    town.date(&old, crate::town::noon() - chrono::Duration::days(365))
        .await;
    town.settle().await;
    for n in 0..55 {
        let mut piece = town.publish(town.edu, format!("第{n}篇").as_str()).await;
        town.settle().await;
        town.withdraw(&mut piece, "有误").await;
    }
    town.settle().await;
    town.withdraw(&mut old, "有误").await;
    town.settle().await;
    let port = serve(&town).await;
    let marks = gone(port, "/feed.json").await;
    assert_eq!(marks.len(), 50);
    assert_eq!(marks[0].0, format!("urn:uuid:{}", old.uid), "the last that went");
}
