//! A major correction waits where the rule says so; nothing else does.

use crate::http::{open, post, serve};
use crate::town::{Piece, Town, Words};
use content::placement::kept;
use kernel::{Error, PlacementId, Role};
use sea_orm::{ColumnTrait, Set};
use syndication::permissions::ManagePlaces;
use syndication::place::agree_correction;
use syndication::receipt::{query as receipts, summary};
use syndication::rule::{Mode, Terms};

fn major(title: &str) -> Words {
    Words {
        major: true,
        ..Words::from(title)
    }
}

async fn careful(town: &Town) -> Piece {
    let terms = Terms {
        hold_major: true,
        ..Terms::default()
    };
    town.rule_on("edu", town.portal, Mode::Automatic, &terms).await;
    town.rule("edu", town.agri, Mode::Automatic).await;
    let piece = town.publish(town.edu, "一稿").await;
    town.settle().await;
    piece
}

async fn kept(town: &Town) -> Vec<kept::Model> {
    let read = town.base.store.read(town.portal.id);
    read.find::<kept::Entity>().all().await.unwrap()
}

#[tokio::test]
async fn a_major_correction_waits_also_when_a_minor_one_follows_before_anybody_looked() {
    let town = Town::new().await;
    let mut piece = careful(&town).await;
    town.correct(&mut piece, major("二稿")).await;
    town.correct(&mut piece, "三稿").await;
    town.settle().await;
    let place = &town.places(town.portal).await[0];
    assert_eq!((place.title.as_str(), place.held_version), ("一稿", Some(3)));
}

#[tokio::test]
async fn a_minor_correction_goes_through_and_a_major_one_waits_with_the_old_text() {
    let town = Town::new().await;
    let mut piece = careful(&town).await;
    town.correct(&mut piece, "二稿").await;
    town.settle().await;
    assert_eq!(town.places(town.portal).await[0].title, "二稿");
    town.correct(&mut piece, major("三稿")).await;
    town.settle().await;
    let place = &town.places(town.portal).await[0];
    assert_eq!(
        (place.title.as_str(), place.version, place.held_version),
        ("二稿", 2, Some(3))
    );
    let before = kept(&town).await.remove(0);
    assert_eq!(before.body_html, "<p>二稿的正文。</p>");
    assert_eq!(
        town.places(town.agri).await[0].title,
        "三稿",
        "its rule does not ask"
    );
    let read = town.base.store.read(town.edu.id);
    let rows = receipts::newest(&read, piece.uid.0).await.unwrap();
    assert!(
        summary(&rows, &[], 0).ends_with("1 处待对方确认"),
        "{}",
        summary(&rows, &[], 0)
    );

    // A further minor correction waits behind it; an agreement to the older one is refused.
    town.correct(&mut piece, "四稿").await;
    town.settle().await;
    assert_eq!(kept(&town).await.len(), 1);
    let id = PlacementId(place.id);
    let mut tx = town.write::<ManagePlaces>(town.portal, Role::Editor).await;
    let late = agree_correction(&mut tx, id, 3).await;
    assert!(matches!(late, Err(Error::Refused(refusal)) if refusal.code == "place.wrong_state"));
    agree_correction(&mut tx, id, 4).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let place = &town.places(town.portal).await[0];
    assert_eq!(
        (place.title.as_str(), place.version, place.held_version),
        ("四稿", 4, None)
    );
    assert!(kept(&town).await.is_empty());
    let rows = receipts::newest(&read, piece.uid.0).await.unwrap();
    assert!(
        rows.iter()
            .all(|row| row.done_at.is_some() && row.purged_at.is_some())
    );
}

/// Sites in the order in which they said that a place changed.
async fn told(town: &Town) -> Vec<i64> {
    let read = town.base.hub().read();
    let events = read
        .find::<store::log::event::Entity>()
        .filter(store::log::event::Column::Kind.eq("placement.changed"))
        .asc(store::log::event::Column::Id);
    let events = events.all().await.unwrap();
    events.into_iter().map(|event| event.site_id).collect()
}

#[tokio::test]
async fn an_agreement_is_told_to_the_place_that_waited_alone() {
    let town = Town::new().await;
    let mut piece = careful(&town).await;
    for house in town.more_houses(10).await {
        town.rule("edu", house, Mode::Automatic).await;
    }
    town.correct(&mut piece, major("二稿")).await;
    town.settle().await;
    let before = told(&town).await.len();
    let place = town.places(town.portal).await.remove(0);
    let mut tx = town.write::<ManagePlaces>(town.portal, Role::Editor).await;
    agree_correction(&mut tx, PlacementId(place.id), 2).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let said = told(&town).await.split_off(before);
    assert!(
        said.iter().all(|site| *site == town.portal.id.0),
        "{said:?} of the portal {}",
        town.portal.id
    );
    assert_eq!(
        said.len(),
        2,
        "by its editors, and once its files and its receipt followed"
    );
}

#[tokio::test]
async fn a_withdrawal_is_never_held() {
    let town = Town::new().await;
    let mut piece = careful(&town).await;
    town.correct(&mut piece, major("二稿")).await;
    town.settle().await;
    town.withdraw(&mut piece, "内容有误").await;
    town.settle().await;
    let place = &town.places(town.portal).await[0];
    assert_eq!((place.state.as_str(), place.held_version), ("withdrawn", None));
    assert!(kept(&town).await.is_empty());
    town.correct(&mut piece, "三稿").await;
    town.settle().await;
    assert_eq!(town.places(town.portal).await[0].title, "三稿");
}

#[tokio::test]
async fn the_page_shows_the_difference_and_takes_the_agreement() {
    let town = Town::new().await;
    let mut piece = careful(&town).await;
    town.correct(&mut piece, major("二稿")).await;
    town.settle().await;
    let port = serve(&town).await;
    let list = open(port, "portal", "/console/places?state=held").await;
    assert!(list.status == 200 && list.body.contains("待确认更正") && list.body.contains("一稿"));
    let here = format!("/console/places/{}", town.places(town.portal).await[0].id);
    let page = open(port, "portal", &here).await;
    assert!(page.body.contains("<ins>") && page.body.contains("确认更正"));
    let agree = format!("{here}/agree");
    assert_eq!(post(port, "portal", &agree, &page, "version=1").await.status, 409);
    assert_eq!(post(port, "portal", &agree, &page, "version=2").await.status, 303);
    assert_eq!(town.places(town.portal).await[0].title, "二稿");
}

#[tokio::test]
async fn a_feed_dates_a_held_article_by_the_text_that_it_shows() {
    let town = Town::new().await;
    let mut piece = careful(&town).await;
    town.correct(&mut piece, "二稿").await;
    town.settle().await;
    let port = serve(&town).await;
    let updated = async || {
        let body = crate::http::get(port, "portal", "/feed.json", None).await.body;
        let feed: serde_json::Value = serde_json::from_str(&body).unwrap();
        let item = &feed["items"][0];
        assert_eq!(item["title"], "二稿");
        item["date_modified"].as_str().unwrap().to_owned()
    };
    let before = updated().await;
    let changed = kernel::beijing::rfc3339(town.item(&piece).await.unwrap().changed_at);
    assert_eq!(before, changed);
    town.correct(&mut piece, major("三稿")).await;
    // The newest text went live at another time.
    let mut tx = town.hub().await;
    let row = content::article::edition::ActiveModel {
        id: Set(piece.edition.0),
        published_at: Set(Some(crate::town::noon() + chrono::Duration::days(400))),
        ..Default::default()
    };
    tx.update(row).await.unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    assert_eq!(updated().await, before);
}
