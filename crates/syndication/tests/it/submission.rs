//! Sending up, taking back, and what the ledger says.

use crate::town::{Piece, Town};
use kernel::{DeskItemId, Error, SubmissionId};
use syndication::desk::{Reason, State as Desk, adopt_item, decline_item};
use syndication::refusals;
use syndication::rule::Mode;
use syndication::submission::{State, recall_submission, submit_upward};

async fn send(town: &Town, piece: &Piece) -> kernel::Result<SubmissionId> {
    let mut tx = town.up(piece.house).await;
    let sent = submit_upward(&mut tx, piece.id, town.portal.id).await?;
    tx.commit().await?;
    Ok(SubmissionId(sent.id))
}

async fn recall(town: &Town, piece: &Piece, id: SubmissionId) -> kernel::Result<()> {
    let mut tx = town.up(piece.house).await;
    recall_submission(&mut tx, id).await?;
    tx.commit().await
}

fn refused<T: std::fmt::Debug>(result: kernel::Result<T>, code: kernel::Refusal) {
    match result {
        Err(Error::Refused(refusal)) => assert_eq!(refusal, code),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_was_sent_up_lies_on_the_desk_and_the_unit_reads_what_became_of_it() {
    let town = Town::new().await;
    let (taken, declined) = (
        town.publish(town.edu, "采用的").await,
        town.publish(town.edu, "退掉的").await,
    );
    for piece in [&taken, &declined] {
        send(&town, piece).await.unwrap();
    }
    town.settle().await;
    let lines = town.on_desk(town.portal).await;
    assert_eq!(lines.len(), 2);
    assert!(
        lines
            .iter()
            .all(|line| line.submitted && line.rule_id.is_none() && line.state() == Desk::Waiting)
    );
    let line = |uid| DeskItemId(lines.iter().find(|line| line.uid == uid).unwrap().id);
    let mut tx = town.desk().await;
    adopt_item(&mut tx, line(taken.uid.0), town.portal.news, None)
        .await
        .unwrap();
    decline_item(
        &mut tx,
        line(declined.uid.0),
        &Reason::parse("与昨日稿件重复。").unwrap(),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let ledger = town.ledger(town.edu).await;
    assert_eq!(ledger[0].state(), State::Adopted);
    assert_eq!(
        (ledger[1].state(), ledger[1].reason.as_str()),
        (State::Declined, "与昨日稿件重复。")
    );
    assert!(
        ledger
            .iter()
            .all(|row| row.decided_at.is_some() && row.sent_by_name == "周若溪")
    );
}

#[tokio::test]
async fn only_published_articles_go_up_and_only_once() {
    let town = Town::new().await;
    let mut piece = town.publish(town.edu, "一稿").await;
    send(&town, &piece).await.unwrap();
    refused(send(&town, &piece).await, refusals::ALREADY_SENT);
    let mut other = town.publish(town.edu, "另一稿").await;
    town.withdraw(&mut other, "有误").await;
    refused(send(&town, &other).await, refusals::NOT_LIVE);
    piece.house = town.agri;
    assert!(
        matches!(send(&town, &piece).await, Err(Error::NotFound)),
        "another unit's article"
    );
    let own = town.publish(town.portal, "门户自己的").await;
    refused(send(&town, &own).await, refusals::OWN_PORTAL);
}

#[tokio::test]
async fn it_can_be_taken_back_while_nobody_decided_and_sent_again() {
    let town = Town::new().await;
    let piece = town.publish(town.edu, "一稿").await;
    let id = send(&town, &piece).await.unwrap();
    town.settle().await;
    recall(&town, &piece, id).await.unwrap();
    refused(recall(&town, &piece, id).await, refusals::NOT_OPEN);
    town.settle().await;
    assert!(town.on_desk(town.portal).await.is_empty());
    assert_eq!(town.ledger(town.edu).await[0].state(), State::Recalled);
    send(&town, &piece).await.unwrap();
    town.settle().await;
    assert_eq!(town.on_desk(town.portal).await.len(), 1);
    assert_eq!(town.ledger(town.edu).await[0].state(), State::Sent);
}

#[tokio::test]
async fn when_the_desk_was_faster_its_decision_stands() {
    let town = Town::new().await;
    let piece = town.publish(town.edu, "一稿").await;
    let id = send(&town, &piece).await.unwrap();
    town.settle().await;
    let line = DeskItemId(town.on_desk(town.portal).await[0].id);
    let mut tx = town.desk().await;
    adopt_item(&mut tx, line, town.portal.news, None).await.unwrap();
    tx.commit().await.unwrap();
    recall(&town, &piece, id).await.unwrap();
    town.settle().await;
    assert_eq!(town.ledger(town.edu).await[0].state(), State::Adopted);
    assert_eq!(town.places(town.portal).await.len(), 1);
}

#[tokio::test]
async fn what_a_rule_brought_stays_on_the_desk_when_the_unit_takes_its_own_back() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Desk).await;
    let piece = town.publish(town.edu, "一稿").await;
    let id = send(&town, &piece).await.unwrap();
    town.settle().await;
    let lines = town.on_desk(town.portal).await;
    assert_eq!(
        (lines.len(), lines[0].submitted, lines[0].rule_id.is_some()),
        (1, true, true)
    );
    recall(&town, &piece, id).await.unwrap();
    town.settle().await;
    let lines = town.on_desk(town.portal).await;
    assert_eq!((lines.len(), lines[0].submitted), (1, false));
}

#[tokio::test]
async fn what_stands_on_the_portal_already_counts_as_adopted() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Automatic).await;
    let piece = town.publish(town.edu, "一稿").await;
    town.settle().await;
    send(&town, &piece).await.unwrap();
    town.settle().await;
    let line = town.on_desk(town.portal).await.remove(0);
    assert_eq!(
        (line.state.as_str(), line.submitted),
        ("taken", true),
        "nobody has to decide"
    );
    assert_eq!(town.ledger(town.edu).await[0].state(), State::Adopted);
}

#[tokio::test]
async fn a_rule_line_that_was_declined_waits_again_when_the_unit_sends_it_by_hand() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Desk).await;
    let piece = town.publish(town.edu, "一稿").await;
    town.settle().await;
    let id = DeskItemId(town.on_desk(town.portal).await[0].id);
    let mut tx = town.desk().await;
    decline_item(&mut tx, id, &Reason::parse("不够重要").unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    send(&town, &piece).await.unwrap();
    town.settle().await;
    let line = town.on_desk(town.portal).await.remove(0);
    assert_eq!(
        (line.state(), line.submitted, line.reason.as_str()),
        (Desk::Waiting, true, "")
    );
    assert_eq!(town.ledger(town.edu).await[0].state(), State::Sent);
}

#[tokio::test]
async fn a_withdrawal_is_in_the_ledger_and_publishing_again_undoes_it() {
    let town = Town::new().await;
    let (mut waiting, mut adopted, mut late) = (
        town.publish(town.edu, "待采编").await,
        town.publish(town.edu, "已采用").await,
        town.publish(town.edu, "先撤后到").await,
    );
    for piece in [&waiting, &adopted] {
        send(&town, piece).await.unwrap();
    }
    town.settle().await;
    let lines = town.on_desk(town.portal).await;
    let line = lines.iter().find(|line| line.uid == adopted.uid.0).unwrap();
    let mut tx = town.desk().await;
    adopt_item(&mut tx, DeskItemId(line.id), town.portal.news, None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    // Sent and withdrawn before the reader came by.
    send(&town, &late).await.unwrap();
    for piece in [&mut waiting, &mut adopted, &mut late] {
        town.withdraw(piece, "有误").await;
    }
    town.settle().await;
    assert!(
        town.ledger(town.edu)
            .await
            .iter()
            .all(|row| row.state() == State::Withdrawn)
    );
    assert!(
        town.on_desk(town.portal)
            .await
            .iter()
            .all(|line| line.state() == Desk::Withdrawn)
    );
    for piece in [&mut waiting, &mut adopted, &mut late] {
        town.correct(piece, "更正后").await;
    }
    town.settle().await;
    let states: Vec<State> = town
        .ledger(town.edu)
        .await
        .iter()
        .map(|row| row.state())
        .collect();
    assert_eq!(states, [State::Sent, State::Adopted, State::Sent]);
    let desk: Vec<Desk> = town
        .on_desk(town.portal)
        .await
        .iter()
        .map(|line| line.state())
        .collect();
    assert_eq!(desk, [Desk::Waiting, Desk::Taken, Desk::Waiting]);
}

async fn adopt_first(town: &Town) {
    let line = DeskItemId(town.on_desk(town.portal).await[0].id);
    let mut tx = town.desk().await;
    adopt_item(&mut tx, line, town.portal.news, None).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
}

#[tokio::test]
async fn what_was_taken_back_is_not_credited_when_the_rules_line_is_adopted_later() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Desk).await;
    let piece = town.publish(town.edu, "一稿").await;
    let id = send(&town, &piece).await.unwrap();
    town.settle().await;
    recall(&town, &piece, id).await.unwrap();
    town.settle().await;
    adopt_first(&town).await;
    assert_eq!(town.ledger(town.edu).await[0].state(), State::Recalled);
}

#[tokio::test]
async fn what_was_declined_may_be_sent_again() {
    let town = Town::new().await;
    let mut piece = town.publish(town.edu, "一稿").await;
    send(&town, &piece).await.unwrap();
    town.settle().await;
    let line = DeskItemId(town.on_desk(town.portal).await[0].id);
    let mut tx = town.desk().await;
    decline_item(&mut tx, line, &Reason::parse("请补充照片").unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let hash = town.picture(town.edu, 'd').await;
    let words = crate::town::Words {
        lead: Some(format!("{hash}:640x400")),
        ..crate::town::Words::from("二稿")
    };
    town.correct(&mut piece, words).await;
    town.settle().await;
    send(&town, &piece).await.unwrap();
    town.settle().await;
    let lines = town.on_desk(town.portal).await;
    assert_eq!(
        (lines.len(), lines[0].state(), lines[0].title.as_str()),
        (1, Desk::Waiting, "二稿")
    );
    assert_eq!(
        town.media(town.portal).await.len(),
        1,
        "the desk sees the picture"
    );
    assert_eq!(town.ledger(town.edu).await[0].state(), State::Sent);
}

#[tokio::test]
async fn a_rules_line_that_was_opened_is_unseen_when_the_unit_sends_it_up() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Desk).await;
    let piece = town.publish(town.edu, "一稿").await;
    town.settle().await;
    let line = DeskItemId(town.on_desk(town.portal).await[0].id);
    let see = async || {
        let mut tx = town.desk().await;
        syndication::desk::see_item(&mut tx, line).await.unwrap();
        tx.commit().await.unwrap();
        town.settle().await;
    };
    see().await;
    send(&town, &piece).await.unwrap();
    town.settle().await;
    assert_eq!(town.on_desk(town.portal).await[0].seen_at, None);
    assert_eq!(town.ledger(town.edu).await[0].state(), State::Sent);
    see().await;
    assert_eq!(town.ledger(town.edu).await[0].state(), State::Seen);
}

#[tokio::test]
async fn what_the_portal_may_not_show_is_not_sent_and_does_not_wait_on_its_desk() {
    let town = Town::new().await;
    let piece = town.publish(town.edu, "一稿").await;
    let reason = syndication::authorization::Reason::parse("授权到期").unwrap();
    let place = Some(town.portal.id);
    let revoking = async || {
        town.write::<syndication::permissions::RevokePlaces>(town.edu, kernel::Role::Editor)
            .await
    };
    let revoke = async || {
        let mut tx = revoking().await;
        syndication::authorization::revoke(&mut tx, piece.id, place, &reason)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    };
    let grant = async || {
        let mut tx = revoking().await;
        syndication::authorization::grant_again(&mut tx, piece.id, place)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    };
    revoke().await;
    town.settle().await;
    refused(send(&town, &piece).await, refusals::PORTAL_REVOKED);
    grant().await;
    send(&town, &piece).await.unwrap();
    // Revoked before the reader came by.
    revoke().await;
    town.settle().await;
    assert_eq!(town.on_desk(town.portal).await[0].state(), Desk::Withdrawn);
    grant().await;
    town.settle().await;
    assert_eq!(town.on_desk(town.portal).await[0].state(), Desk::Waiting);
}

#[tokio::test]
async fn an_editor_of_one_channel_decides_and_takes_back_there_only() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Desk).await;
    let piece = town.publish(town.edu, "一稿").await;
    let sent = send(&town, &piece).await.unwrap();
    town.settle().await;
    let line = DeskItemId(town.on_desk(town.portal).await[0].id);
    let elsewhere = [town.portal.notices];
    let mut tx = town
        .write_within::<syndication::permissions::WorkDesk>(town.portal, kernel::Role::Editor, &elsewhere)
        .await;
    let declined = decline_item(&mut tx, line, &Reason::parse("不采用").unwrap()).await;
    assert!(matches!(declined, Err(Error::Forbidden(_))), "{declined:?}");
    let assigned = syndication::desk::assign_channel(&mut tx, line, town.portal.notices).await;
    assert!(matches!(assigned, Err(Error::Forbidden(_))), "{assigned:?}");
    drop(tx);
    let mut tx = town
        .write_within::<syndication::permissions::SubmitUpward>(
            town.edu,
            kernel::Role::Contributor,
            &[town.edu.notices],
        )
        .await;
    let back = recall_submission(&mut tx, sent).await;
    assert!(matches!(back, Err(Error::Forbidden(_))), "{back:?}");
}
