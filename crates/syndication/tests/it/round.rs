//! Nothing runs in circles and nothing stands twice, whatever rules there are.

use crate::town::Town;
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
