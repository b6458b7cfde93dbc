//! What the other side does wrong is refused within limits, noted, and leads to longer waits.

use crate::outlet::{Outlet, Page, again, entry, items, poll, public, source};
use crate::town::{Town, noon};
use chrono::Duration;
use gateway::outbound::Settings;
use kernel::clock::Hand;
use kernel::{Error, Role, SiteId};
use std::io::Write;
use syndication::permissions::ManageSources;
use syndication::source::command::{self, Wanted};
use syndication::source::{Poller, Reading, State, pause_source, resume_source};

#[tokio::test]
async fn hostile_answers_are_refused_and_change_nothing() {
    let town = Town::new().await;
    let outlet = Outlet::open().await;
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..64 {
        bomb.write_all(&zeros).unwrap();
    }
    let pages = [
        (
            "/large.xml",
            "outbound.too_large",
            Page {
                endless: true,
                ..Page::of("<rss>").with("content-length", "5368709120")
            },
        ),
        (
            "/endless.xml",
            "outbound.too_large",
            Page {
                endless: true,
                ..Page::of("<rss>")
            },
        ),
        (
            "/bomb.xml",
            "outbound.too_large",
            Page::of(bomb.finish().unwrap()).with("content-encoding", "gzip"),
        ),
        (
            "/inside.xml",
            "outbound.private",
            Page::status(302).with("location", "http://169.254.169.254/latest/meta-data"),
        ),
        (
            "/near.xml",
            "outbound.private",
            Page::status(302).with("location", "http://127.0.0.1:1/rss.xml"),
        ),
        (
            "/file.xml",
            "outbound.address",
            Page::status(302).with("location", "file:///etc/passwd"),
        ),
        (
            "/page.xml",
            "source.no_feed",
            Page::of("<html><p>窑火</p></html>"),
        ),
        ("/gone.xml", "outbound.status", Page::status(500)),
    ];
    let poller = outlet.poller(&town);
    for (path, code, page) in pages {
        outlet.put(path, page).await;
        let row = source(&town, town.edu, &outlet.url(path), true).await;
        let done = poll(&poller, &town, &row).await;
        assert_eq!(done.error.as_deref(), Some(code), "{path}: {done:?}");
        assert!(!done.is_good());
        let after = again(&town, &row).await;
        assert_eq!((after.failures, after.read_at), (1, None), "{path}");
        assert!(!after.finding.is_empty(), "{path}");
    }
    assert!(items(&town, town.edu).await.is_empty());
    assert!(public(&town, town.edu).await.is_empty());
}

#[tokio::test]
async fn an_address_inside_needs_the_operator_when_it_is_entered_and_when_it_is_asked() {
    let town = Town::new().await;
    let outlet = Outlet::open().await;
    outlet
        .feed(&[entry("1", 20, "紫砂进课堂", "<p>开课。</p>")])
        .await;
    let url = outlet.url("/rss.xml");
    let store = &town.base.store;
    let wanted = |url| Wanted {
        channel: "news",
        url,
        automatic: true,
        ..Wanted::default()
    };
    let nobody = Settings::default();
    for inside in [
        url.as_str(),
        "http://[::1]/rss.xml",
        "http://169.254.169.254/",
        "http://localhost/rss.xml",
    ] {
        let done = command::add(store, town.edu.id, &nobody, wanted(inside)).await;
        let refused = matches!(&done, Err(Error::Refused(refusal)) if refusal.code == "outbound.private");
        assert!(refused, "{inside}: {done:?}");
    }
    let row = command::add(store, town.edu.id, &outlet.settings(), wanted(&url))
        .await
        .unwrap();
    assert_eq!((row.granted_by.as_str(), row.set_by), ("命令行登记", None));
    let unlisted = Poller::new(store, town.base.hub(), &nobody).unwrap();
    let done = poll(&unlisted, &town, &row).await;
    assert_eq!(done.error.as_deref(), Some("outbound.private"));
    let done = poll(&outlet.poller(&town), &town, &row).await;
    assert_eq!(done.published, 1, "{done:?}");
    let wrong = command::add(
        store,
        town.edu.id,
        &outlet.settings(),
        Wanted {
            channel: "nowhere",
            ..wanted(&url)
        },
    )
    .await;
    assert!(matches!(wrong, Err(Error::Invalid(_))), "{wrong:?}");
    let elsewhere = command::to_poll(&town.base.hub(), Some(SiteId(town.agri.id.0)), Some(row.id)).await;
    assert!(matches!(elsewhere, Err(Error::NotFound)));
}

#[tokio::test]
async fn whoever_asks_to_be_left_alone_is_left_alone() {
    let hand = Hand::at(noon());
    let town = Town::by_hand(&hand).await;
    let outlet = Outlet::open().await;
    outlet
        .put("/rss.xml", Page::status(429).with("retry-after", "7200"))
        .await;
    let row = source(&town, town.edu, &outlet.url("/rss.xml"), true).await;
    let poller = outlet.poller(&town);
    let done = poll(&poller, &town, &row).await;
    assert_eq!(done.reading, Reading::Later);
    let after = again(&town, &row).await;
    assert_eq!(after.hold_until, Some(noon() + Duration::hours(2)));
    // Not even when somebody asks for it.
    outlet
        .feed(&[entry("1", 20, "紫砂进课堂", "<p>开课。</p>")])
        .await;
    assert_eq!(poll(&poller, &town, &row).await.reading, Reading::Later);
    assert_eq!(outlet.asked("/rss.xml").await.len(), 1);
    hand.advance(Duration::hours(2));
    assert_eq!(poll(&poller, &town, &row).await.published, 1);
    assert_eq!(again(&town, &row).await.hold_until, None);
}

#[tokio::test]
async fn a_source_that_fails_is_asked_less_and_less_and_in_the_end_no_more() {
    let hand = Hand::at(noon());
    let town = Town::by_hand(&hand).await;
    let outlet = Outlet::open().await;
    outlet.put("/rss.xml", Page::status(503)).await;
    let row = source(&town, town.edu, &outlet.url("/rss.xml"), true).await;
    let poller = outlet.poller(&town);
    let mut waits = Vec::new();
    while again(&town, &row).await.state == State::Active.key() {
        poller.round().await.unwrap();
        let after = again(&town, &row).await;
        let wait = after.next_at - town.base.hub().read().now();
        assert!(wait <= Duration::days(1), "{wait}");
        waits.push(wait);
        hand.advance(wait);
        assert!(waits.len() < 60, "it was never given up");
    }
    assert!(
        waits[0] <= Duration::hours(2) && waits[2] >= Duration::hours(6),
        "{waits:?}"
    );
    let after = again(&town, &row).await;
    assert_eq!(after.state, State::Disabled.key());
    assert!(
        after
            .failing_since
            .is_some_and(|since| town.base.hub().read().now() - since >= Duration::days(14))
    );
    let asked = outlet.asked("/rss.xml").await.len();
    hand.advance(Duration::days(2));
    poller.round().await.unwrap();
    assert_eq!(outlet.asked("/rss.xml").await.len(), asked, "it is asked no more");
    let mut tx = town.write::<ManageSources>(town.edu, Role::SiteAdmin).await;
    resume_source(&mut tx, row.id).await.unwrap();
    tx.commit().await.unwrap();
    outlet
        .feed(&[entry("1", 20, "紫砂进课堂", "<p>开课。</p>")])
        .await;
    poller.round().await.unwrap();
    assert_eq!(public(&town, town.edu).await.len(), 1);
}

#[tokio::test]
async fn a_paused_source_is_not_asked() {
    let town = Town::new().await;
    let outlet = Outlet::open().await;
    outlet
        .feed(&[entry("1", 20, "紫砂进课堂", "<p>开课。</p>")])
        .await;
    let row = source(&town, town.edu, &outlet.url("/rss.xml"), true).await;
    let mut tx = town.write::<ManageSources>(town.edu, Role::SiteAdmin).await;
    pause_source(&mut tx, row.id).await.unwrap();
    tx.commit().await.unwrap();
    outlet.poller(&town).round().await.unwrap();
    assert!(outlet.asked("/rss.xml").await.is_empty());
    let named = command::to_poll(&town.base.hub(), None, Some(row.id)).await;
    assert!(matches!(named, Err(Error::Refused(refusal)) if refusal.code == "source.paused"));
    assert!(
        command::to_poll(&town.base.hub(), None, None)
            .await
            .unwrap()
            .is_empty()
    );
}
