//! The projection: arrives by itself, stays true, comes down everywhere, never runs in circles.

use crate::town::{Town, noon};
use kernel::Actor;
use kernel::event::EventBody;
use sea_orm::ColumnTrait;
use store::log::{LogReader, event};
use syndication::projection::Projection;
use syndication::rule::Mode;

#[tokio::test]
async fn what_a_unit_publishes_stands_on_the_portal_by_itself() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Automatic).await;
    let piece = town.publish(town.edu, "紫砂走进课堂").await;
    town.settle().await;

    let item = town.item(&piece).await.unwrap();
    assert_eq!(
        (item.version, item.state.as_str(), item.title.as_str()),
        (1, "live", "紫砂走进课堂")
    );
    assert_eq!(item.origin_path, "/news/2026/11/1.html");
    assert_eq!(item.origin_site_id, Some(town.edu.id.0));
    let places = town.places(town.portal).await;
    assert_eq!(places.len(), 1);
    let place = &places[0];
    assert_eq!(
        (place.state.as_str(), place.title.as_str()),
        ("live", "紫砂走进课堂")
    );
    assert_eq!((place.channel_id, place.number), (town.portal.news.0, 1));
    assert_eq!(place.unit, "市教育局");
    assert_eq!(place.summary, "紫砂走进课堂的正文。");
    assert_eq!((place.article_id, place.library_item_id), (None, Some(item.id)));
    assert_eq!(place.published_at, noon());
    let kinds = kinds(&town, town.portal.id.0).await;
    assert_eq!(kinds, ["rule.changed", "placement.changed"]);
    assert!(
        self::kinds(&town, town.edu.id.0)
            .await
            .contains(&"library.changed".to_owned())
    );
}

async fn kinds(town: &Town, site: i64) -> Vec<String> {
    let read = town.base.hub().read();
    let rows = read
        .find::<event::Entity>()
        .filter(event::Column::SiteId.eq(site))
        .asc(event::Column::Id);
    rows.all()
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.kind)
        .collect()
}

#[tokio::test]
async fn a_correction_arrives_by_itself_and_an_own_headline_stays() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Automatic).await;
    town.rule("edu", town.agri, Mode::Automatic).await;
    let mut piece = town.publish(town.edu, "一稿").await;
    town.settle().await;
    let mut tx = town.hub().await;
    let own = content::placement::entity::ActiveModel {
        id: sea_orm::Set(town.places(town.portal).await[0].id),
        own_title: sea_orm::Set(Some("门户标题".into())),
        title: sea_orm::Set("门户标题".into()),
        ..Default::default()
    };
    tx.update(own).await.unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();

    town.correct(&mut piece, "二稿").await;
    town.settle().await;

    let (portal, agri) = (
        &town.places(town.portal).await[0],
        &town.places(town.agri).await[0],
    );
    assert_eq!((portal.version, portal.title.as_str()), (2, "门户标题"));
    assert_eq!((agri.version, agri.title.as_str()), (2, "二稿"));
    assert_eq!(portal.summary, "二稿的正文。");
    assert_eq!(town.item(&piece).await.unwrap().title, "二稿");
}

#[tokio::test]
async fn a_withdrawal_leaves_tombstones_everywhere_and_publishing_again_brings_all_back() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Automatic).await;
    town.rule("edu", town.agri, Mode::Automatic).await;
    let mut piece = town.publish(town.edu, "一稿").await;
    town.settle().await;
    let before = town.places(town.portal).await[0].clone();

    town.withdraw(&mut piece, "内容有误").await;
    town.settle().await;
    let item = town.item(&piece).await.unwrap();
    assert_eq!(
        (item.state.as_str(), item.withdraw_reason.as_str(), item.version),
        ("withdrawn", "内容有误", 2)
    );
    for house in [town.portal, town.agri] {
        let place = &town.places(house).await[0];
        assert_eq!((place.state.as_str(), place.version), ("withdrawn", 2));
    }

    town.correct(&mut piece, "三稿").await;
    town.settle().await;
    let places = town.places(town.portal).await;
    assert_eq!(places.len(), 1, "the same place, not a second one");
    let after = &places[0];
    assert_eq!(
        (after.state.as_str(), after.title.as_str(), after.version),
        ("live", "三稿", 3)
    );
    assert_eq!(
        (after.number, after.published_at),
        (before.number, before.published_at),
        "the address stays"
    );
    assert_eq!(town.item(&piece).await.unwrap().withdraw_reason, "");
}

#[tokio::test]
async fn older_never_overwrites_newer_whatever_the_order() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Automatic).await;
    let mut piece = town.publish(town.edu, "一稿").await;
    let first = piece.reference();
    town.correct(&mut piece, "二稿").await;
    let second = piece.reference();
    let withdrawn = {
        let mut third = piece.clone();
        town.withdraw(&mut third, "撤").await;
        piece.version = third.version;
        third.reference()
    };
    let told = [
        EventBody::ArticlePublished(first),
        EventBody::ArticlePublished(second),
        EventBody::ArticleWithdrawn(withdrawn),
    ];
    // The newest comes first, the older ones late, each in its own batch, twice.
    for body in told.iter().rev().chain(&told) {
        town.retell(town.edu, vec![body.clone()]).await;
    }
    let item = town.item(&piece).await.unwrap();
    assert_eq!((item.version, item.state.as_str()), (3, "withdrawn"));
    assert!(
        town.places(town.portal).await.is_empty(),
        "a withdrawn article is never placed"
    );
    let events = town
        .base
        .hub()
        .read()
        .find::<event::Entity>()
        .count()
        .await
        .unwrap();
    town.retell(town.edu, told.to_vec()).await;
    let after = town
        .base
        .hub()
        .read()
        .find::<event::Entity>()
        .count()
        .await
        .unwrap();
    assert_eq!(events, after, "a late duplicate says nothing");
    town.settle().await;
    assert_eq!(town.item(&piece).await.unwrap().version, 3);
}

#[tokio::test]
async fn in_order_each_version_becomes_true() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Automatic).await;
    let mut piece = town.publish(town.edu, "一稿").await;
    town.correct(&mut piece, "二稿").await;
    town.correct(&mut piece, "三稿").await;
    // All three in one batch: only the newest is placed, once.
    town.settle().await;
    let places = town.places(town.portal).await;
    assert_eq!(places.len(), 1);
    assert_eq!((places[0].version, places[0].title.as_str()), (3, "三稿"));
}

#[tokio::test]
async fn nothing_runs_in_circles() {
    let town = Town::new().await;
    for (from, into) in [
        ("edu", town.portal),
        ("portal", town.edu),
        ("edu", town.agri),
        ("agri", town.edu),
        ("portal", town.agri),
        ("agri", town.portal),
    ] {
        town.rule(from, into, Mode::Automatic).await;
    }
    town.publish(town.edu, "从教育局来").await;
    town.settle().await;
    town.settle().await;
    assert!(
        town.places(town.edu).await.is_empty(),
        "never back to where it comes from"
    );
    assert_eq!(town.places(town.portal).await.len(), 1);
    assert_eq!(town.places(town.agri).await.len(), 1);
}

#[tokio::test]
async fn imported_history_enters_the_library_and_passes_the_rules_over() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Automatic).await;
    town.rule("edu", town.agri, Mode::Desk).await;
    let mut piece = town.publish_as(town.edu, "十年前的事", true).await;
    town.settle().await;
    assert!(town.item(&piece).await.unwrap().backfill);
    assert!(town.places(town.portal).await.is_empty());
    assert!(town.on_desk(town.agri).await.is_empty());
    // A correction by hand is news.
    town.correct(&mut piece, "十年前的事（更正）").await;
    town.settle().await;
    assert_eq!(town.places(town.portal).await.len(), 1);
    assert_eq!(town.on_desk(town.agri).await.len(), 1);
}

#[tokio::test]
async fn killed_between_the_commit_and_the_reader_the_state_is_the_same_afterwards() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Automatic).await;
    let mut piece = town.publish(town.edu, "一稿").await;
    // The reader dies in the middle: its transaction is dropped, the cursor did not move.
    {
        let mut tx = town.hub().await;
        let event = kernel::event::Event {
            id: kernel::EventId(1),
            log: town.base.store.log(),
            site: town.edu.id,
            body: EventBody::ArticlePublished(piece.reference()),
            at: noon(),
        };
        Projection.read(&[event], &mut tx).await.unwrap();
    }
    assert!(town.item(&piece).await.is_none());
    town.settle().await;
    town.correct(&mut piece, "二稿").await;
    town.settle().await;
    town.settle().await;
    let places = town.places(town.portal).await;
    assert_eq!(places.len(), 1);
    assert_eq!((places[0].number, places[0].version), (1, 2));
}

#[tokio::test]
async fn a_closed_site_or_channel_takes_nothing() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Automatic).await;
    let mut tx = town.base.hub().write(Actor::operator("test")).await.unwrap();
    let closed = content::channel::entity::ActiveModel {
        id: sea_orm::Set(town.portal.news.0),
        state: sea_orm::Set("closed".into()),
        ..Default::default()
    };
    tx.update(closed).await.unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    town.publish(town.edu, "一稿").await;
    town.settle().await;
    assert!(town.places(town.portal).await.is_empty());
}
