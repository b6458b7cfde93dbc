//! One article to a neighbour's desk.

use crate::http::{open, post, serve};
use crate::town::{House, Piece, Town};
use kernel::{DeskItemId, Error, Role, SubmissionId};
use syndication::authorization::{Reason as Words, revoke};
use syndication::desk::{Reason, State, adopt_item, decline_item};
use syndication::permissions::{ManageShares, RevokePlaces, SendAcross, WorkDesk};
use syndication::share::{TakeBack, Wanted, ask_channel, leave_request, offer_channel, take_back};
use syndication::submission::{State as Ledger, query, recall_submission, send_across};

/// `to` subscribes to `from`'s notices, so that its news come by hand alone. Answers the request.
async fn consent(town: &Town, from: House, to: House) -> i64 {
    let wanted = Wanted {
        channel: from.notices,
        free: true,
        to: None,
        note: String::new(),
    };
    let mut tx = town.write::<ManageShares>(from, Role::SiteAdmin).await;
    let offer = offer_channel(&mut tx, &wanted).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = town.write::<ManageShares>(to, Role::SiteAdmin).await;
    let hub = town.base.hub().read();
    let wanted = syndication::share::Asked {
        offer: offer.id,
        into: to.notices,
        note: String::new(),
        mode: syndication::rule::Mode::Automatic,
        terms: syndication::rule::Terms::default(),
    };
    let asked = ask_channel(&mut tx, &hub, &wanted).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    asked.id
}

async fn send(town: &Town, piece: &Piece, to: House) -> kernel::Result<SubmissionId> {
    let mut tx = town.write::<SendAcross>(piece.house, Role::Editor).await;
    let hub = town.base.hub().read();
    let sent = send_across(&mut tx, &hub, piece.id, to.id).await?;
    tx.commit().await?;
    town.settle().await;
    Ok(SubmissionId(sent.id))
}

fn refused<T>(result: kernel::Result<T>) -> &'static str {
    match result {
        Err(Error::Refused(refusal)) => refusal.code,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it was not refused"),
    }
}

async fn line(town: &Town, house: House) -> DeskItemId {
    DeskItemId(town.on_desk(house).await.last().unwrap().id)
}

#[tokio::test]
async fn only_who_subscribed_is_sent_to_and_only_while_it_stands() {
    let town = Town::new().await;
    let piece = town.publish(town.agri, "一稿").await;
    town.settle().await;
    assert_eq!(refused(send(&town, &piece, town.edu).await), "share.no_consent");
    let request = consent(&town, town.agri, town.edu).await;
    assert_eq!(
        refused(send(&town, &piece, town.portal).await),
        "share.no_consent",
        "to the portal things are sent up"
    );
    let back = town.publish(town.edu, "反方向").await;
    town.settle().await;
    assert_eq!(
        refused(send(&town, &back, town.agri).await),
        "share.no_consent",
        "who receives does not send by it"
    );
    let id = send(&town, &piece, town.edu).await.unwrap();
    assert_eq!(
        refused(send(&town, &piece, town.edu).await),
        "submission.already_sent"
    );
    let there = town.on_desk(town.edu).await.remove(0);
    assert_eq!(
        (there.state(), there.source_name.as_str()),
        (State::Waiting, "市农林局")
    );
    assert!(town.on_desk(town.portal).await.is_empty());

    // Taken back it leaves the neighbour's desk.
    let mut tx = town.write::<SendAcross>(town.agri, Role::Editor).await;
    recall_submission(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    assert!(town.on_desk(town.edu).await.is_empty());

    let mut tx = town.write::<ManageShares>(town.edu, Role::SiteAdmin).await;
    leave_request(&mut tx, request).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    assert_eq!(refused(send(&town, &piece, town.edu).await), "share.no_consent");
}

#[tokio::test]
async fn a_consent_taken_back_ends_it_at_once() {
    let town = Town::new().await;
    consent(&town, town.agri, town.edu).await;
    let piece = town.publish(town.agri, "一稿").await;
    town.settle().await;
    let mut tx = town.write::<ManageShares>(town.agri, Role::SiteAdmin).await;
    let agreed = syndication::share::query::consents(&tx).await.unwrap().remove(0);
    let back = TakeBack {
        reason: Words::parse("合作期满").unwrap(),
        keep: true,
    };
    take_back(&mut tx, agreed.id, &back).await.unwrap();
    tx.commit().await.unwrap();
    // The projection has not read it yet.
    let mut tx = town.write::<SendAcross>(town.agri, Role::Editor).await;
    let hub = town.base.hub().read();
    let sent = send_across(&mut tx, &hub, piece.id, town.edu.id).await;
    assert_eq!(refused(sent), "share.no_consent");
}

#[tokio::test]
async fn the_neighbour_takes_it_and_it_stays_true_there() {
    let town = Town::new().await;
    consent(&town, town.agri, town.edu).await;
    let mut piece = town.publish(town.agri, "一稿").await;
    town.settle().await;
    send(&town, &piece, town.edu).await.unwrap();
    let id = line(&town, town.edu).await;
    let mut tx = town.write::<WorkDesk>(town.edu, Role::Editor).await;
    adopt_item(&mut tx, id, town.edu.news, None).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let ledger = town.ledger(town.agri).await.remove(0);
    assert_eq!((ledger.state(), ledger.across), (Ledger::Adopted, true));
    let read = town.base.store.read(town.agri.id);
    assert_eq!(query::list_submissions(&read, None, 1, 9).await.unwrap().1, 0);
    let lines = syndication::ledger::gather(&town.base.hub().read(), town.portal.id, None).await;
    assert!(
        lines.unwrap().is_empty(),
        "the portal counts what is sent to it alone"
    );
    town.correct(&mut piece, "二稿").await;
    town.settle().await;
    assert_eq!(town.places(town.edu).await[0].title, "二稿");
    let mut tx = town.write::<RevokePlaces>(town.agri, Role::Editor).await;
    let reason = Words::parse("数据有误").unwrap();
    revoke(&mut tx, piece.id, Some(town.edu.id), &reason)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    assert_eq!(town.places(town.edu).await[0].state, "withdrawn");
    assert_eq!(refused(send(&town, &piece, town.edu).await), "submission.revoked");
}

#[tokio::test]
async fn what_is_declined_comes_back_with_the_reason_and_may_be_sent_again() {
    let town = Town::new().await;
    consent(&town, town.agri, town.edu).await;
    let piece = town.publish(town.agri, "一稿").await;
    town.settle().await;
    send(&town, &piece, town.edu).await.unwrap();
    let id = line(&town, town.edu).await;
    let mut tx = town.write::<WorkDesk>(town.edu, Role::Editor).await;
    decline_item(&mut tx, id, &Reason::parse("与学校无关。").unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let ledger = town.ledger(town.agri).await.remove(0);
    assert_eq!(
        (ledger.state(), ledger.reason.as_str()),
        (Ledger::Declined, "与学校无关。")
    );
    send(&town, &piece, town.edu).await.unwrap();
    assert_eq!(town.on_desk(town.edu).await[0].state(), State::Waiting);
}

#[tokio::test]
async fn the_pages_of_both_sides_work_without_script() {
    let town = Town::new().await;
    consent(&town, town.edu, town.agri).await;
    let piece = town.publish(town.edu, "校园紫砂课").await;
    town.settle().await;
    let port = serve(&town).await;
    let path = format!("/console/articles/{}/across", piece.id);
    let page = open(port, "edu", &path).await;
    assert!(page.body.contains("校园紫砂课") && page.body.contains("市农林局"));
    let none = post(port, "edu", &path, &page, "site=").await;
    assert!(none.status == 422 && none.body.contains("请选择网站"));
    let sent = post(port, "edu", &path, &page, &format!("site={}", town.agri.id)).await;
    assert_eq!(sent.status, 303);
    town.settle().await;
    let page = open(port, "edu", &path).await;
    assert!(page.body.contains("已送") && page.body.contains("没有可送的网站"));
    let fields = format!("site={}", town.agri.id);
    let back = post(port, "edu", &format!("{path}/recall"), &page, &fields).await;
    assert_eq!(back.status, 303);
    town.settle().await;
    assert!(town.on_desk(town.agri).await.is_empty());
    let desk = open(port, "edu", "/console/desk").await;
    assert!(desk.status == 200 && desk.body.contains("来源网站"));
    assert!(!desk.body.contains("/console/pool"), "the pool is the portal's");
}
