//! Important items are measured on every site: pushed down, by a rule, and as an own repost.

use crate::http::{open, post, serve};
use crate::push::{mandate, push};
use crate::town::{House, Town, noon};
use chrono::{DateTime, Duration, Utc};
use kernel::clock::Hand;
use kernel::{Error, Role, beijing};
use syndication::important::measure::{Line, lines};
use syndication::important::{Verdict, mark_important, register_own, unmark_important, unregister_own};
use syndication::permissions::{ManagePlaces, PushDown};
use syndication::rule::Mode;

pub async fn mark(town: &Town, uid: kernel::Uid, issued: DateTime<Utc>) -> kernel::Result<()> {
    let mut tx = town.write::<PushDown>(town.portal, Role::Editor).await;
    mark_important(&mut tx, uid, issued).await?;
    tx.commit().await?;
    town.settle().await;
    Ok(())
}

pub async fn measured(town: &Town, house: House) -> Line {
    let hub = town.base.hub().read();
    let today = beijing::day(hub.now());
    let from = today - Duration::days(30);
    let mut found = lines(&hub, (from, today), Some(house.id)).await.unwrap();
    assert_eq!(found.len(), 1);
    found.remove(0)
}

#[tokio::test]
async fn each_site_is_measured_by_what_stood_there_first() {
    let hand = Hand::at(noon());
    let town = Town::by_hand(&hand).await;
    let more = town.more_houses(1).await;
    let notices = mandate(&town, "notices", &[town.edu]).await;
    town.rule("portal", town.agri, Mode::Automatic).await;
    let piece = town.publish(town.portal, "国务院通知").await;
    town.settle().await;
    push(&town, &piece, notices, &[town.edu]).await.unwrap();
    mark(&town, piece.uid, noon() - Duration::hours(2)).await.unwrap();
    for house in [town.edu, town.agri, town.portal] {
        let verdict = measured(&town, house).await.verdict;
        assert_eq!(verdict, Verdict::InTime(Duration::hours(2)));
    }
    assert_eq!(measured(&town, more[0]).await.verdict, Verdict::Pending);

    hand.advance(Duration::hours(30));
    let lacks = measured(&town, more[0]).await.verdict;
    assert_eq!(lacks, Verdict::Missing(Duration::hours(8)));

    // The site had reposted it by itself, an hour too late.
    let own = town.publish(more[0], "转载：国务院通知").await;
    town.date(&own, noon() + Duration::hours(23)).await;
    let mut tx = town.write::<ManagePlaces>(more[0], Role::Editor).await;
    register_own(&mut tx, &town.base.hub().read(), piece.uid, own.id)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let late = measured(&town, more[0]).await.verdict;
    assert_eq!(late, Verdict::Late(Duration::hours(1)));
    let mut tx = town.write::<ManagePlaces>(more[0], Role::Editor).await;
    let twice = register_own(&mut tx, &town.base.hub().read(), piece.uid, own.id).await;
    assert!(matches!(twice, Err(Error::Refused(refusal)) if refusal.code == "important.registered"));
    drop(tx);

    // It had been issued long before the sites' first day, as it turns out: nobody is asked.
    mark(&town, piece.uid, noon() - Duration::hours(48))
        .await
        .unwrap();
    let hub = town.base.hub().read();
    let today = beijing::day(hub.now());
    let asked = lines(&hub, (today - Duration::days(30), today), None).await;
    assert!(asked.unwrap().is_empty());
}

#[tokio::test]
async fn what_does_not_exist_or_lies_ahead_is_not_measured() {
    let town = Town::new().await;
    let piece = town.publish(town.portal, "国务院通知").await;
    town.settle().await;
    let now = town.base.hub().read().now();
    let ahead = mark(&town, piece.uid, now + Duration::hours(1)).await;
    assert!(matches!(ahead, Err(Error::Invalid(_))));
    let mut tx = town.write::<ManagePlaces>(town.edu, Role::Editor).await;
    let hub = town.base.hub().read();
    let unmarked = register_own(&mut tx, &hub, piece.uid, piece.id).await;
    assert!(matches!(unmarked, Err(Error::NotFound)));
    drop(tx);
    mark(&town, piece.uid, noon()).await.unwrap();
    let mut tx = town.write::<ManagePlaces>(town.edu, Role::Editor).await;
    let foreign = register_own(&mut tx, &hub, piece.uid, piece.id).await;
    assert!(
        matches!(foreign, Err(Error::NotFound)),
        "an article of another site"
    );
}

#[tokio::test]
async fn an_article_that_was_there_before_the_item_is_no_repost_of_it() {
    let hand = Hand::at(noon());
    let town = Town::by_hand(&hand).await;
    let old = town.publish(town.edu, "去年的转载").await;
    town.date(&old, noon() - Duration::hours(10)).await;
    let piece = town.publish(town.portal, "国务院通知").await;
    town.settle().await;
    // The mark itself cannot lie after the portal's own publication.
    hand.advance(Duration::hours(3));
    let late = mark(&town, piece.uid, noon() + Duration::hours(2)).await;
    assert!(matches!(late, Err(Error::Invalid(_))), "{late:?}");
    mark(&town, piece.uid, noon() - Duration::hours(2)).await.unwrap();
    let mut tx = town.write::<ManagePlaces>(town.edu, Role::Editor).await;
    let hub = town.base.hub().read();
    let before = register_own(&mut tx, &hub, piece.uid, old.id).await;
    assert!(matches!(before, Err(Error::Refused(refusal)) if refusal.code == "important.own_before"));
    drop(tx);
    // Registered when the mark said another time, it does not count now.
    mark(&town, piece.uid, noon() - Duration::hours(12))
        .await
        .unwrap();
    let mut tx = town.write::<ManagePlaces>(town.edu, Role::Editor).await;
    register_own(&mut tx, &hub, piece.uid, old.id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        measured(&town, town.edu).await.verdict,
        Verdict::InTime(Duration::hours(2))
    );
    mark(&town, piece.uid, noon() - Duration::hours(2)).await.unwrap();
    assert_eq!(measured(&town, town.edu).await.verdict, Verdict::Pending);
}

#[tokio::test]
async fn what_was_marked_or_registered_by_error_is_taken_back() {
    let town = Town::new().await;
    let piece = town.publish(town.portal, "国务院通知").await;
    let own = town.publish(town.edu, "转载：国务院通知").await;
    town.settle().await;
    let now = noon();
    mark(&town, piece.uid, now).await.unwrap();
    let hub = town.base.hub().read();
    let mut tx = town.write::<ManagePlaces>(town.edu, Role::Editor).await;
    register_own(&mut tx, &hub, piece.uid, own.id).await.unwrap();
    tx.commit().await.unwrap();
    assert!(measured(&town, town.edu).await.shown_at.is_some());
    let mut tx = town.write::<ManagePlaces>(town.edu, Role::Editor).await;
    unregister_own(&mut tx, piece.uid).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(measured(&town, town.edu).await.shown_at, None);
    let mut tx = town.write::<ManagePlaces>(town.edu, Role::Editor).await;
    let twice = unregister_own(&mut tx, piece.uid).await;
    assert!(matches!(twice, Err(Error::NotFound)));
    drop(tx);
    let mut tx = town.write::<PushDown>(town.portal, Role::Editor).await;
    unmark_important(&mut tx, piece.uid).await.unwrap();
    tx.commit().await.unwrap();
    let today = beijing::day(noon());
    let days = (today - Duration::days(3), today + Duration::days(3));
    assert!(lines(&hub, days, None).await.unwrap().is_empty());
    let mut tx = town.write::<PushDown>(town.portal, Role::Editor).await;
    let twice = unmark_important(&mut tx, piece.uid).await;
    assert!(matches!(twice, Err(Error::NotFound)));
}

#[tokio::test]
async fn the_page_of_many_sites_is_short_and_its_forms_take_back() {
    let town = Town::new().await;
    town.more_houses(120).await;
    let piece = town.publish(town.portal, "国务院通知").await;
    town.settle().await;
    mark(&town, piece.uid, noon()).await.unwrap();
    let port = serve(&town).await;
    let address = "/console/important?from=2020-01-01&to=2099-12-31";
    let page = open(port, "portal", address).await;
    assert!(
        page.status == 200 && page.body.contains("共 123 个网站"),
        "{}",
        page.body
    );
    assert!(
        page.body.matches("<tr>").count() < 120,
        "pages, not one long table"
    );
    let second = open(port, "portal", &format!("{address}&page=2")).await;
    assert!(second.status == 200 && second.body.contains("国务院通知"));
    let csv = open(
        port,
        "portal",
        "/console/important.csv?from=2020-01-01&to=2099-12-31",
    )
    .await;
    assert_eq!(csv.body.lines().count(), 124);
    assert!(page.body.contains("取消标记"));
    let fields = format!("uid={}", piece.uid);
    let done = post(port, "portal", "/console/important/remove", &page, &fields).await;
    assert_eq!(done.status, 303, "{}", done.body);
    let page = open(port, "portal", address).await;
    assert!(!page.body.contains("取消标记"));
}
