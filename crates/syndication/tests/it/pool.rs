//! The pool: what units published and nobody sent up.

use crate::http::{open, post, serve};
use crate::town::{Town, Words, noon};
use kernel::{DeskItemId, Error, LibraryItemId, Role};
use std::collections::BTreeSet;
use syndication::authorization::{Reason, grant_again, revoke};
use syndication::desk::{State, edit_item};
use syndication::ledger::{gather, sum};
use syndication::permissions::{RevokePlaces, WorkDesk};
use syndication::pool::query::{count_unread, list_pieces};
use syndication::pool::{Sought, Standing, look_at, pick_piece, take_piece};
use syndication::rule::Mode;
use syndication::submission::{State as Ledger, submit_upward};

fn refused<T: std::fmt::Debug>(result: kernel::Result<T>) -> &'static str {
    match result {
        Err(Error::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

async fn titles(town: &Town, sought: &Sought) -> Vec<String> {
    let hub = town.base.hub().read();
    let rows = list_pieces(&hub, town.portal.id, sought, 1, 50).await.unwrap();
    rows.into_iter().map(|row| row.title).collect()
}

fn new() -> Sought {
    Sought {
        standing: Some(Standing::New),
        from: Some(kernel::beijing::day(noon())),
        ..Sought::default()
    }
}

async fn number(town: &Town, piece: &crate::town::Piece) -> LibraryItemId {
    LibraryItemId(town.item(piece).await.unwrap().id)
}

async fn points(town: &Town) -> i64 {
    let lines = gather(&town.base.hub().read(), town.portal.id, None)
        .await
        .unwrap();
    sum(&lines).points
}

#[tokio::test]
async fn the_pool_holds_what_is_published_elsewhere_and_may_be_shown_here() {
    let town = Town::new().await;
    town.publish(town.edu, "教育新稿").await;
    town.publish(town.agri, "农林新稿").await;
    town.publish(town.portal, "门户自己的稿件").await;
    town.publish_as(town.edu, "历史导入", true).await;
    let mut gone = town.publish(town.edu, "已撤回").await;
    town.withdraw(&mut gone, "有误").await;
    let withheld = town.publish(town.edu, "不许门户转发").await;
    town.settle().await;
    let mut tx = town.write::<RevokePlaces>(town.edu, Role::Editor).await;
    let reason = Reason::parse("仅供本站").unwrap();
    revoke(&mut tx, withheld.id, Some(town.portal.id), &reason)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    assert_eq!(titles(&town, &new()).await, ["农林新稿", "教育新稿"]);
    let of_edu = Sought {
        site: Some(town.edu.id.0),
        ..new()
    };
    assert_eq!(titles(&town, &of_edu).await, ["教育新稿"]);
    let worded = Sought {
        text: "农林".into(),
        ..new()
    };
    assert_eq!(titles(&town, &worded).await, ["农林新稿"]);
    let channel = |name: &str| Sought {
        channel: name.into(),
        ..new()
    };
    assert_eq!(titles(&town, &channel("要闻")).await.len(), 2);
    assert!(titles(&town, &channel("通知公告")).await.is_empty());
    // By its number it is refused as well, and offered again with the authorization.
    let id = number(&town, &withheld).await;
    let mut tx = town.desk().await;
    let hub = town.base.hub().read();
    assert_eq!(
        refused(pick_piece(&mut tx, &hub, id, None).await),
        "pool.not_offered"
    );
    drop(tx);
    let own = town.publish(town.portal, "门户又一篇").await;
    town.settle().await;
    let own = number(&town, &own).await;
    let mut tx = town.desk().await;
    let hub = town.base.hub().read();
    assert!(matches!(
        pick_piece(&mut tx, &hub, own, None).await,
        Err(Error::NotFound)
    ));
    drop(tx);
    let mut tx = town.write::<RevokePlaces>(town.edu, Role::Editor).await;
    grant_again(&mut tx, withheld.id, Some(town.portal.id))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    assert_eq!(titles(&town, &new()).await.len(), 3);
}

#[tokio::test]
async fn what_is_taken_from_the_pool_follows_its_source_and_credits_its_unit_for_the_adoption_alone() {
    let town = Town::new().await;
    let words = Words {
        lead: Some(format!("{}:640x400", town.picture(town.edu, 'a').await)),
        ..Words::from("一稿")
    };
    let mut piece = town.publish(town.edu, words.clone()).await;
    town.settle().await;
    let id = number(&town, &piece).await;
    let mut tx = town.desk().await;
    take_piece(&mut tx, &town.base.hub().read(), id, town.portal.news, None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let place = town.places(town.portal).await.remove(0);
    assert_eq!((place.title.as_str(), place.unit.as_str()), ("一稿", "市教育局"));
    assert!(town.media(town.portal).await[0].public, "its picture came along");
    let line = town.on_desk(town.portal).await.remove(0);
    assert_eq!(
        (line.state(), line.picked, line.submitted),
        (State::Taken, true, false)
    );
    let credit = town.ledger(town.edu).await.remove(0);
    assert_eq!((credit.state(), credit.picked), (Ledger::Adopted, true));
    assert_eq!(credit.sent_by_name, "沈秋白", "who wrote it");
    assert_eq!(points(&town).await, 2, "adopted, not submitted");
    assert!(titles(&town, &new()).await.is_empty());
    // Nobody picks or sends it twice.
    let mut tx = town.desk().await;
    let twice = pick_piece(&mut tx, &town.base.hub().read(), id, None).await;
    assert_eq!(refused(twice), "pool.here");
    drop(tx);
    let mut tx = town.up(town.edu).await;
    let sent = submit_upward(&mut tx, piece.id, town.portal.id).await;
    assert_eq!(refused(sent), "submission.already_sent");
    drop(tx);

    town.correct(&mut piece, "二稿").await;
    town.settle().await;
    assert_eq!(town.places(town.portal).await[0].title, "二稿");
    town.withdraw(&mut piece, "有误").await;
    town.settle().await;
    assert_eq!(town.places(town.portal).await[0].state, "withdrawn");
    assert_eq!(points(&town).await, 0);
    town.correct(&mut piece, "三稿").await;
    town.settle().await;
    assert_eq!(points(&town).await, 2);
}

#[tokio::test]
async fn a_picked_piece_is_edited_like_any_other_and_credited_when_it_is_published() {
    let town = Town::new().await;
    let piece = town.publish(town.edu, "一稿").await;
    town.settle().await;
    let id = number(&town, &piece).await;
    let mut tx = town.desk().await;
    let into = Some(town.portal.notices);
    let line = pick_piece(&mut tx, &town.base.hub().read(), id, into)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let waiting = town.on_desk(town.portal).await.remove(0);
    assert_eq!(waiting.state(), State::Waiting);
    assert_eq!(waiting.channel_id, Some(town.portal.notices.0));
    assert!(town.ledger(town.edu).await.is_empty(), "nothing is decided yet");

    // The unit sends it up meanwhile: that is an ordinary submission then.
    let mut tx = town.up(town.edu).await;
    submit_upward(&mut tx, piece.id, town.portal.id).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    assert!(town.on_desk(town.portal).await[0].submitted);
    let text = content::article::text::Text::parse(content::article::text::RawText {
        channel: town.portal.news.0,
        title: "门户改写".into(),
        format: "html".into(),
        body: "<p>改写的正文。</p>".into(),
        source: "陶都市教育局".into(),
        origin: "contributed".into(),
        ..Default::default()
    })
    .unwrap();
    let (tx, _) = edit_item(town.desk().await, DeskItemId(line.id), &text)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let ledger = town.ledger(town.edu).await;
    assert_eq!((ledger.len(), ledger[0].state()), (1, Ledger::Edited));
    assert!(!ledger[0].picked);
    assert_eq!(points(&town).await, 2, "submitted; adopted when it is published");
}

#[tokio::test]
async fn what_an_authorization_that_just_ended_forbids_does_not_stay_up() {
    let town = Town::new().await;
    let piece = town.publish(town.edu, "一稿").await;
    town.settle().await;
    let id = number(&town, &piece).await;
    let mut tx = town.desk().await;
    take_piece(&mut tx, &town.base.hub().read(), id, town.portal.news, None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = town.write::<RevokePlaces>(town.edu, Role::Editor).await;
    revoke(&mut tx, piece.id, None, &Reason::parse("收回").unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    assert_eq!(town.places(town.portal).await[0].state, "withdrawn");
}

#[tokio::test]
async fn unread_is_what_no_editor_looked_at_or_dealt_with() {
    let hand = kernel::clock::Hand::at(noon());
    let town = Town::by_hand(&hand).await;
    let first = town.publish(town.edu, "甲").await;
    town.publish(town.edu, "乙").await;
    town.rule("agri", town.portal, Mode::Desk).await;
    town.publish(town.agri, "规则会带来的").await;
    town.settle().await;
    let hub = town.base.hub().read();
    assert_eq!(count_unread(&hub, town.portal.id).await.unwrap(), 2);
    for _ in 0..2 {
        let mut tx = town.desk().await;
        look_at(&mut tx, &BTreeSet::from([first.uid.0])).await.unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(count_unread(&hub, town.portal.id).await.unwrap(), 1);
    let all = titles(
        &town,
        &Sought {
            standing: None,
            ..new()
        },
    )
    .await;
    assert_eq!(all.len(), 3, "what was looked at stays in the list");
}

#[tokio::test]
async fn an_editor_for_some_channels_takes_into_those_alone() {
    let town = Town::new().await;
    let piece = town.publish(town.edu, "一稿").await;
    town.settle().await;
    let id = number(&town, &piece).await;
    let hub = town.base.hub().read();
    let within = [town.portal.notices];
    let mut tx = town
        .write_within::<WorkDesk>(town.portal, Role::Editor, &within)
        .await;
    let outside = take_piece(&mut tx, &hub, id, town.portal.news, None).await;
    assert!(matches!(outside, Err(Error::Forbidden(_))));
    drop(tx);
    let mut tx = town
        .write_within::<WorkDesk>(town.portal, Role::Editor, &within)
        .await;
    take_piece(&mut tx, &hub, id, town.portal.notices, None)
        .await
        .unwrap();
}

#[tokio::test]
async fn the_pages_work_without_script_and_keep_what_was_chosen() {
    let town = Town::new().await;
    let piece = town.publish(town.edu, "校园紫砂课").await;
    town.settle().await;
    let id = number(&town, &piece).await;
    let port = serve(&town).await;
    let desk = open(port, "portal", "/console/desk").await;
    assert!(desk.body.contains("全部新稿"), "the desk leads to the pool");
    let from = kernel::beijing::day(noon());
    let list = open(port, "portal", &format!("/console/pool?from={from}")).await;
    assert!(list.body.contains("校园紫砂课") && list.body.contains("未看"));
    assert_eq!(
        open(port, "edu", "/console/pool").await.status,
        404,
        "the portal's"
    );
    let show = format!("/console/pool/{id}");
    let page = open(port, "portal", &show).await;
    assert!(page.body.contains("校园紫砂课的正文") && page.body.contains("在来源网站打开"));
    let list = open(port, "portal", &format!("/console/pool?from={from}")).await;
    assert!(!list.body.contains(">未看<"), "opening it is looking at it");

    let nothing = post(port, "portal", "/console/pool", &list, "do=adopt").await;
    assert!(nothing.status == 409 && nothing.body.contains("请先勾选稿件"));
    let fields = format!("do=adopt&item-{id}=true&asked-from={from}");
    let without = post(port, "portal", "/console/pool", &list, &fields).await;
    assert_eq!(without.status, 422);
    let ticked = format!("name=\"item-{id}\" value=\"true\" checked");
    assert!(without.body.contains(&ticked), "{}", without.body);
    let long = "%E9%95%BF".repeat(101);
    let fields = format!("do=adopt&channel={}&own_title={long}", town.portal.notices);
    let refused = post(port, "portal", &show, &page, &fields).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains(&"长".repeat(101)), "what was typed stays");
    let selected = format!("value=\"{}\" selected", town.portal.notices);
    assert!(refused.body.contains(&selected));

    let edit = post(port, "portal", &show, &page, "do=edit").await;
    let line = town.on_desk(town.portal).await.remove(0);
    assert_eq!(edit.status, 303);
    assert!(edit.headers["location"].ends_with(&format!("/console/desk/{}/edit", line.id)));
    let page = open(port, "portal", &show).await;
    assert!(!page.body.contains("data-main"), "nothing is left to do here");
    assert!(page.body.contains(&format!("/console/desk/{}", line.id)));
}
