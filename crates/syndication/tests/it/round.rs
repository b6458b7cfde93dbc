//! Nothing runs in circles and nothing stands twice, whatever rules there are.

use crate::desk_edit::{go_public, taken};
use crate::peer::Two;
use crate::town::{House, Town};
use gateway::site::entity as site;
use kernel::{Role, Uid};
use sea_orm::ColumnTrait;
use syndication::authorization::{Reason, revoke};
use syndication::permissions::RevokePlaces;
use syndication::rule::Mode;

#[tokio::test]
async fn from_a_to_b_and_back_to_a_nothing_returns() {
    let town = Town::new().await;
    town.rule("edu", town.agri, Mode::Automatic).await;
    town.rule("agri", town.edu, Mode::Automatic).await;
    let mut piece = town.publish(town.edu, "一稿").await;
    town.settle().await;
    town.correct(&mut piece, "二稿").await;
    town.settle().await;
    assert!(town.places(town.edu).await.is_empty(), "not back to its source");
    let there = town.places(town.agri).await;
    assert_eq!((there.len(), there[0].version), (1, 2));
}

#[tokio::test]
async fn from_a_over_the_portal_to_b_and_back_to_a_nothing_returns_or_doubles() {
    let town = Town::new().await;
    for (from, into) in [
        ("edu", town.portal),
        ("portal", town.agri),
        ("agri", town.edu),
        ("edu", town.agri),
    ] {
        town.rule(from, into, Mode::Automatic).await;
    }
    let mut piece = town.publish(town.edu, "一稿").await;
    town.settle().await;
    town.correct(&mut piece, "二稿").await;
    town.settle().await;
    town.withdraw(&mut piece, "内容有误").await;
    town.settle().await;
    town.correct(&mut piece, "三稿").await;
    town.settle().await;
    assert!(town.places(town.edu).await.is_empty());
    for house in [town.portal, town.agri] {
        let places = town.places(house).await;
        assert_eq!(places.len(), 1);
        assert_eq!((places[0].version, places[0].state.as_str()), (4, "live"));
    }
}

async fn titles(town: &Town, house: House) -> Vec<String> {
    let places = town.places(house).await;
    places.into_iter().map(|row| row.title).collect()
}

#[tokio::test]
async fn what_the_portal_made_of_a_piece_returns_to_no_site_that_the_piece_has_passed() {
    let town = Town::new().await;
    town.rule("portal", town.edu, Mode::Automatic).await;
    town.rule("portal", town.agri, Mode::Automatic).await;
    let (_, made) = taken(&town).await;
    go_public(&town, made).await;
    assert!(titles(&town, town.edu).await.is_empty(), "edu wrote it");
    assert_eq!(titles(&town, town.agri).await, ["门户改的题"]);
}

#[tokio::test]
async fn a_story_that_comes_by_two_ways_stands_once_whichever_came_first() {
    let town = Town::new().await;
    town.rule("edu", town.agri, Mode::Automatic).await;
    town.rule("portal", town.agri, Mode::Automatic).await;
    let (_, made) = taken(&town).await;
    assert_eq!(titles(&town, town.agri).await, ["一稿"]);
    go_public(&town, made).await;
    assert_eq!(titles(&town, town.agri).await, ["一稿"], "not the portal's too");

    let town = Town::new().await;
    town.rule("portal", town.agri, Mode::Automatic).await;
    let (mut piece, made) = taken(&town).await;
    go_public(&town, made).await;
    town.rule("edu", town.agri, Mode::Automatic).await;
    town.correct(&mut piece, "二稿").await;
    town.settle().await;
    assert_eq!(
        titles(&town, town.agri).await,
        ["门户改的题"],
        "not the unit's too"
    );
}

#[tokio::test]
async fn what_a_source_forbids_a_site_comes_by_no_detour() {
    let town = Town::new().await;
    town.rule("portal", town.agri, Mode::Automatic).await;
    let (piece, made) = taken(&town).await;
    let mut tx = town.write::<RevokePlaces>(town.edu, Role::Editor).await;
    let reason = Reason::parse("仅供门户使用").unwrap();
    revoke(&mut tx, piece.id, Some(town.agri.id), &reason)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    go_public(&town, made).await;
    assert!(titles(&town, town.agri).await.is_empty());
}

#[tokio::test]
async fn a_batch_is_not_taken_by_a_site_that_its_items_have_passed() {
    let two = Two::new().await;
    two.portal.rule("edu", two.portal.portal, Mode::Automatic).await;
    let read = two.portal.base.hub().read();
    let wanted = site::Column::Id.eq(two.portal.portal.id.0);
    let portal = read.find::<site::Entity>().filter(wanted).found().await.unwrap();
    two.unit.publish(two.unit.edu, "门户来的稿").await;
    let mut batch = two.next().await;
    batch.items[0].passed.push(Uid(portal.uid));
    let mut fresh = batch.items[0].clone();
    fresh.uid = Uid(uuid::Uuid::now_v7());
    fresh.passed.pop();
    let kernel::wire::ItemState::Live(live) = &mut fresh.state else {
        panic!("withdrawn")
    };
    live.title = "没有到过门户的稿".into();
    batch.items.push(fresh);
    two.send(&batch).await.unwrap();
    two.portal.settle().await;
    assert_eq!(titles(&two.portal, two.portal.edu).await.len(), 2, "both arrived");
    assert_eq!(titles(&two.portal, two.portal.portal).await, ["没有到过门户的稿"]);
}

#[tokio::test]
async fn a_batch_says_what_a_story_was_called_before() {
    let two = Two::new().await;
    two.portal.rule("edu", two.portal.portal, Mode::Automatic).await;
    two.unit.publish(two.unit.edu, "一稿").await;
    let mut batch = two.next().await;
    let mut made = batch.items[0].clone();
    made.origin_id = Some(format!("urn:uuid:{}", made.uid));
    made.uid = Uid(uuid::Uuid::now_v7());
    batch.items.push(made);
    two.send(&batch).await.unwrap();
    two.portal.settle().await;
    assert_eq!(titles(&two.portal, two.portal.edu).await.len(), 2, "both arrived");
    assert_eq!(titles(&two.portal, two.portal.portal).await.len(), 1);
}
