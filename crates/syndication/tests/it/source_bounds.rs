//! What a source may do has a bound: how much it brings in a day, what it makes the server reach, fetch and read.

use crate::outlet::{Outlet, Page, again, entry, items, poll, public, rss, source};
use crate::town::{Town, noon};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::Duration;
use gateway::outbound::Settings;
use kernel::clock::Hand;
use kernel::{Role, beijing};
use sea_orm::Set;
use std::sync::Arc;
use syndication::permissions::ManageSources;
use syndication::source::{Poller, entity};
use tokio::sync::{Notify, Semaphore};

/// One pixel.
fn png() -> Vec<u8> {
    let png =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    STANDARD.decode(png).unwrap()
}

#[tokio::test]
async fn a_source_brings_so_much_in_a_day_and_the_rest_the_day_after() {
    let hand = Hand::at(noon());
    let town = Town::by_hand(&hand).await;
    let outlet = Outlet::open().await;
    outlet
        .feed(&[
            entry("2", 21, "老窑开火", "<p>窑火。</p>"),
            entry("1", 20, "紫砂进课堂", "<p>开课。</p>"),
        ])
        .await;
    let row = source(&town, town.edu, &outlet.url("/rss.xml"), true).await;
    let mut tx = town.write::<ManageSources>(town.edu, Role::SiteAdmin).await;
    let nearly = entity::ActiveModel {
        id: Set(row.id),
        taken_on: Set(beijing::date(tx.now())),
        taken_entries: Set(499),
        ..Default::default()
    };
    tx.update(nearly).await.unwrap();
    tx.exempt("source").unwrap();
    tx.commit().await.unwrap();
    let poller = outlet.poller(&town);
    let done = poll(&poller, &town, &row).await;
    assert_eq!((done.new, done.later, done.failed), (1, 1, 0), "{done:?}");
    let after = again(&town, &row).await;
    assert_eq!((after.taken_entries, after.etag), (500, None));
    let wait = after.next_at - town.base.hub().read().now();
    assert!(wait >= Duration::minutes(54), "it is asked in turn: {wait}");
    assert_eq!(poll(&poller, &town, &row).await.later, 1);
    hand.advance(Duration::days(1));
    let done = poll(&poller, &town, &row).await;
    assert_eq!((done.new, done.later), (1, 0), "{done:?}");
    assert_eq!(again(&town, &row).await.taken_entries, 1);
}

#[tokio::test]
async fn an_entry_that_changes_at_every_look_is_corrected_three_times_a_day() {
    let hand = Hand::at(noon());
    let town = Town::by_hand(&hand).await;
    let outlet = Outlet::open().await;
    let poller = outlet.poller(&town);
    let say = async |n: usize| {
        let html = format!("<p>{}开课。</p>", "八所小学".repeat(n + 1));
        outlet.feed(&[entry("1", 20, "紫砂进课堂", &html)]).await;
    };
    say(0).await;
    let row = source(&town, town.edu, &outlet.url("/rss.xml"), true).await;
    poll(&poller, &town, &row).await;
    let mut changed = Vec::new();
    for n in 1..=5 {
        say(n).await;
        let done = poll(&poller, &town, &row).await;
        changed.push((done.changed, done.later));
    }
    assert_eq!(changed, [(1, 0), (1, 0), (1, 0), (0, 1), (0, 1)]);
    assert_eq!(public(&town, town.edu).await[0].n, 4);
    // The last words come with the next day, though the feed is the same.
    hand.advance(Duration::days(1));
    assert_eq!(poll(&poller, &town, &row).await.changed, 1);
    let live = public(&town, town.edu).await;
    assert!(
        live[0].body_html.contains(&"八所小学".repeat(6)),
        "{}",
        live[0].body_html
    );
}

#[tokio::test]
async fn a_picture_is_fetched_once_a_day_whatever_changes_around_it() {
    let hand = Hand::at(noon());
    let town = Town::by_hand(&hand).await;
    let outlet = Outlet::open().await;
    outlet.put("/p.png", Page::of(png())).await;
    let poller = outlet.poller(&town);
    let say = async |words: &str| {
        let html = format!("<p>{words}<img src='/p.png'></p>");
        outlet.feed(&[entry("1", 20, "紫砂进课堂", &html)]).await;
    };
    say("开课。").await;
    let row = source(&town, town.edu, &outlet.url("/rss.xml"), true).await;
    poll(&poller, &town, &row).await;
    say("八所小学开课。").await;
    assert_eq!(poll(&poller, &town, &row).await.changed, 1);
    assert_eq!(outlet.asked("/p.png").await.len(), 1);
    let live = public(&town, town.edu).await;
    assert!(live[0].body_html.contains("media:"), "{}", live[0].body_html);
    assert!(items(&town, town.edu).await[0].note.is_empty());
    assert_eq!(
        again(&town, &row).await.taken_bytes,
        i64::try_from(png().len()).unwrap()
    );
    hand.advance(Duration::days(1));
    say("九所小学都已开课。").await;
    assert_eq!(poll(&poller, &town, &row).await.changed, 1);
    assert_eq!(outlet.asked("/p.png").await.len(), 2);
}

#[tokio::test]
async fn two_looks_at_the_same_moment_make_a_correction_once() {
    let town = Town::new().await;
    let outlet = Outlet::open().await;
    outlet
        .feed(&[entry("1", 20, "紫砂进课堂", "<p>开课。</p>")])
        .await;
    let row = source(&town, town.edu, &outlet.url("/rss.xml"), true).await;
    poll(&outlet.poller(&town), &town, &row).await;
    // Both have read and wait for the picture before either writes.
    let (asked, go) = (Arc::new(Notify::new()), Arc::new(Semaphore::new(0)));
    let held = Page {
        held: Some((asked.clone(), go.clone())),
        ..Page::status(404)
    };
    outlet.put("/p.jpg", held).await;
    outlet
        .feed(&[entry(
            "1",
            20,
            "紫砂进课堂",
            "<p>八所小学开课。<img src='/p.jpg'></p>",
        )])
        .await;
    let row = again(&town, &row).await;
    let looks = [outlet.poller(&town), outlet.poller(&town)].map(|poller| {
        let row = row.clone();
        tokio::spawn(async move { poller.poll(&row).await.unwrap() })
    });
    asked.notified().await;
    if outlet.asked("/p.jpg").await.len() < 2 {
        asked.notified().await;
    }
    go.add_permits(2);
    let mut changed = 0;
    for look in looks {
        let done = look.await.unwrap();
        assert_eq!(done.failed, 0, "{done:?}");
        changed += done.changed;
    }
    assert_eq!(changed, 1);
    assert_eq!(public(&town, town.edu).await[0].n, 2);
}

#[tokio::test]
async fn a_sitemap_that_is_gone_stops_no_other_and_an_unchanged_index_hides_no_change() {
    let town = Town::new().await;
    let outlet = Outlet::open().await;
    let map = |pages: &[&str]| {
        let urls: String = pages
            .iter()
            .map(|page| format!("<url><loc>/{page}</loc></url>"))
            .collect();
        Page::of(format!(
            "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>"
        ))
    };
    let index = "<sitemapindex><sitemap><loc>/gone.xml</loc></sitemap><sitemap><loc>/map.xml</loc></sitemap></sitemapindex>";
    outlet
        .put("/index.xml", Page::of(index).with("etag", "\"same\""))
        .await;
    outlet.put("/map.xml", map(&["a.html"])).await;
    let row = source(&town, town.edu, &outlet.url("/index.xml"), false).await;
    let poller = outlet.poller(&town);
    let done = poll(&poller, &town, &row).await;
    assert_eq!((done.new, done.failed, done.error), (1, 1, None));
    outlet.put("/gone.xml", map(&[])).await;
    assert_eq!(poll(&poller, &town, &row).await.failed, 0);
    outlet.put("/map.xml", map(&["a.html", "b.html"])).await;
    assert_eq!(poll(&poller, &town, &row).await.new, 1);
    for path in ["/gone.xml", "/map.xml"] {
        outlet.put(path, Page::status(404)).await;
    }
    let done = poll(&poller, &town, &row).await;
    assert_eq!(
        done.error.as_deref(),
        Some("outbound.status"),
        "all of them are gone"
    );
}

#[tokio::test]
async fn what_a_feed_names_reaches_no_address_inside_that_is_listed_for_another() {
    let town = Town::new().await;
    let (outside, inside) = (Outlet::open().await, Outlet::open().await);
    let settings = Settings {
        allow: [&outside, &inside]
            .map(|outlet| outlet.origin.trim_start_matches("http://").to_owned())
            .to_vec(),
    };
    let poller = Poller::new(&town.base.store, town.base.hub(), &settings).unwrap();
    inside.put("/p.png", Page::of(png())).await;
    inside.put("/secret.html", Page::of("<title>内部</title>")).await;
    inside
        .feed(&[entry("9", 20, "内部通报", "<p>不公开。</p>")])
        .await;
    // A picture, the page of an address without words, a redirect, a sitemap.
    let html = format!("<p>开课。<img src='{}'></p>", inside.url("/p.png"));
    outside
        .put("/rss.xml", Page::of(rss(&[entry("1", 20, "紫砂进课堂", &html)])))
        .await;
    let map = format!(
        "<urlset><url><loc>{}</loc></url></urlset>",
        inside.url("/secret.html")
    );
    outside.put("/map.xml", Page::of(map)).await;
    let moved = Page::status(302).with("location", &inside.url("/rss.xml"));
    outside.put("/moved.xml", moved).await;
    let index = format!(
        "<sitemapindex><sitemap><loc>{}</loc></sitemap></sitemapindex>",
        inside.url("/rss.xml")
    );
    outside.put("/index.xml", Page::of(index)).await;
    for (path, code) in [
        ("/rss.xml", None),
        ("/map.xml", None),
        ("/moved.xml", Some("outbound.private")),
        ("/index.xml", Some("outbound.private")),
    ] {
        let row = source(&town, town.edu, &outside.url(path), false).await;
        let done = poll(&poller, &town, &row).await;
        assert_eq!(done.error.as_deref(), code, "{path}");
    }
    for path in ["/p.png", "/secret.html", "/rss.xml"] {
        assert!(inside.asked(path).await.is_empty(), "{path}");
    }
    let own = source(&town, town.agri, &inside.url("/rss.xml"), false).await;
    assert_eq!(
        poll(&poller, &town, &own).await.new,
        1,
        "its own address is listed for it"
    );
}

#[tokio::test]
async fn a_body_that_nests_without_end_waits_without_it() {
    let town = Town::new().await;
    let outlet = Outlet::open().await;
    let deep = format!("<p>开课。{}", "<b>字".repeat(2000));
    outlet
        .feed(&[
            entry("2", 21, "老窑开火", "<p>窑火。</p>"),
            entry("1", 20, "紫砂进课堂", &deep),
        ])
        .await;
    let row = source(&town, town.edu, &outlet.url("/rss.xml"), true).await;
    let done = poll(&outlet.poller(&town), &town, &row).await;
    assert_eq!((done.published, done.waiting), (1, 1), "{done:?}");
    let waits = items(&town, town.edu).await.remove(0);
    assert_eq!(waits.body_html, "");
    assert!(waits.note.contains("打开原文"), "{}", waits.note);
}
