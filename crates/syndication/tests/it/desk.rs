//! The desk of the portal.

use crate::town::Town;
use kernel::{DeskItemId, Error};
use syndication::desk::{Headline, Reason, State, adopt_item, decline_item};
use syndication::refusals;
use syndication::rule::Mode;

fn refused<T: std::fmt::Debug>(result: kernel::Result<T>, code: kernel::Refusal) {
    match result {
        Err(Error::Refused(refusal)) => assert_eq!(refusal, code),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_desk_rule_puts_it_before_the_editors_and_taking_places_it() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Desk).await;
    let mut piece = town.publish(town.edu, "一稿").await;
    town.settle().await;
    assert!(town.places(town.portal).await.is_empty());
    let line = town.on_desk(town.portal).await.remove(0);
    assert_eq!(
        (line.state(), line.submitted, line.source_name.as_str()),
        (State::Waiting, false, "市教育局")
    );
    assert_eq!(line.channel_id, Some(town.portal.news.0));

    // A correction that comes first changes the waiting line.
    town.correct(&mut piece, "二稿").await;
    town.settle().await;
    let line = town.on_desk(town.portal).await.remove(0);
    assert_eq!((line.version, line.title.as_str()), (2, "二稿"));

    let mut tx = town.desk().await;
    let own = Headline::parse("门户标题").unwrap();
    adopt_item(&mut tx, DeskItemId(line.id), town.portal.notices, Some(own))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let place = town.places(town.portal).await.remove(0);
    assert_eq!(
        (place.channel_id, place.title.as_str()),
        (town.portal.notices.0, "门户标题")
    );
    assert_eq!(
        (place.unit.as_str(), place.version, place.state.as_str()),
        ("市教育局", 2, "live")
    );

    // What was taken follows by itself; its headline is the portal's.
    town.correct(&mut piece, "三稿").await;
    town.settle().await;
    let place = town.places(town.portal).await.remove(0);
    assert_eq!((place.version, place.title.as_str()), (3, "门户标题"));
    let lines = town.on_desk(town.portal).await;
    assert_eq!((lines.len(), lines[0].state()), (1, State::Taken));
}

#[tokio::test]
async fn declining_needs_a_reason_and_stands() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Desk).await;
    let mut piece = town.publish(town.edu, "一稿").await;
    town.settle().await;
    let id = DeskItemId(town.on_desk(town.portal).await[0].id);
    assert!(Reason::parse(" ").is_err());
    let mut tx = town.desk().await;
    decline_item(&mut tx, id, &Reason::parse("时效已过。").unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.correct(&mut piece, "二稿").await;
    town.settle().await;
    let line = town.on_desk(town.portal).await.remove(0);
    assert_eq!(
        (line.state(), line.reason.as_str(), line.title.as_str()),
        (State::Declined, "时效已过。", "一稿")
    );
    assert_eq!(line.decided_by_name, "周若溪");
}

#[tokio::test]
async fn nobody_decides_twice() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Desk).await;
    town.publish(town.edu, "一稿").await;
    town.settle().await;
    let id = DeskItemId(town.on_desk(town.portal).await[0].id);
    let mut tx = town.desk().await;
    adopt_item(&mut tx, id, town.portal.news, None).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = town.desk().await;
    refused(
        adopt_item(&mut tx, id, town.portal.notices, None).await,
        refusals::DECIDED,
    );
    drop(tx);
    let mut tx = town.desk().await;
    refused(
        decline_item(&mut tx, id, &Reason::parse("晚了").unwrap()).await,
        refusals::DECIDED,
    );
}

#[tokio::test]
async fn what_the_source_withdrew_is_not_taken() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Desk).await;
    let mut piece = town.publish(town.edu, "一稿").await;
    town.settle().await;
    let id = DeskItemId(town.on_desk(town.portal).await[0].id);
    town.withdraw(&mut piece, "有误").await;
    town.settle().await;
    assert_eq!(town.on_desk(town.portal).await[0].state(), State::Withdrawn);
    let mut tx = town.desk().await;
    refused(
        adopt_item(&mut tx, id, town.portal.news, None).await,
        refusals::WITHDRAWN,
    );
    drop(tx);
    town.correct(&mut piece, "二稿").await;
    town.settle().await;
    let line = town.on_desk(town.portal).await.remove(0);
    assert_eq!((line.state(), line.title.as_str()), (State::Waiting, "二稿"));
}

#[tokio::test]
async fn a_withdrawal_takes_down_what_the_desk_took() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Desk).await;
    let mut piece = town.publish(town.edu, "一稿").await;
    town.settle().await;
    let mut tx = town.desk().await;
    let id = DeskItemId(town.on_desk(town.portal).await[0].id);
    adopt_item(&mut tx, id, town.portal.news, None).await.unwrap();
    tx.commit().await.unwrap();
    town.withdraw(&mut piece, "有误").await;
    town.settle().await;
    assert_eq!(town.places(town.portal).await[0].state, "withdrawn");
    assert_eq!(town.on_desk(town.portal).await[0].state(), State::Withdrawn);
    town.correct(&mut piece, "二稿").await;
    town.settle().await;
    assert_eq!(town.places(town.portal).await[0].state, "live");
    assert_eq!(town.on_desk(town.portal).await[0].state(), State::Taken);
}
