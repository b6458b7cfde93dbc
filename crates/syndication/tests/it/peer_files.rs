//! Files hold nothing up: not the next batch, not a withdrawal, not what the hub decided. And what a hub does not take is
//! told.

use crate::greedy;
use crate::http::{open, serve};
use crate::peer::Two;
use crate::town::{Piece, Town, Words};
use kernel::wire::{Batch, ItemState};
use sea_orm::{ColumnTrait, NotSet, Set};
use syndication::peer::entity::{file, peer, refused};
use syndication::peer::{self as peers, remove_peer};
use syndication::rule::Mode;

/// A picture of the unit, as far as anybody looks.
async fn picture(town: &Town, letter: char) -> String {
    let bytes = format!("\u{fffd}{letter}").into_bytes();
    let bytes = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR ".as_slice(), &bytes].concat();
    let hash = town.base.store.files().put("media", bytes.into()).await.unwrap();
    let entered = town.picture(town.edu, letter).await;
    let mut tx = town.hub().await;
    let row = content::media::entity::ActiveModel {
        hash: Set(hash.clone()),
        ..Default::default()
    };
    let same = content::media::entity::Column::Hash.eq(entered);
    tx.update_where(row, same).await.unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    hash
}

async fn with_pictures(two: &Two, letters: &[char]) -> Piece {
    let mut body = String::from("<p>窑工开窑。</p>");
    for letter in letters {
        let hash = picture(&two.unit, *letter).await;
        body += &format!("<p><img src=\"media:{hash}\" alt=\"开窑\"></p>");
    }
    let words = Words {
        title: "窑火".into(),
        body,
        ..Words::from("窑火")
    };
    two.unit.publish(two.unit.edu, words).await
}

#[tokio::test]
async fn files_of_a_batch_that_never_came_whole_do_not_stop_the_next() {
    let two = Two::new().await;
    two.portal.rule("edu", two.portal.portal, Mode::Automatic).await;
    let read = two.portal.base.hub().read();
    let source = read.find::<peer::Entity>().found().await.unwrap();
    let mut tx = two.portal.hub().await;
    // So much came of it that no article bears.
    let left = |hash: char, size: i64| file::ActiveModel {
        id: NotSet,
        peer_id: Set(source.id),
        hash: Set(hash.to_string().repeat(64)),
        size: Set(Some(size)),
        asked_at: Set(tx.now()),
    };
    let rows = vec![left('d', 1 << 30), left('e', 1 << 30)];
    tx.insert_many(rows).await.unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    let piece = with_pictures(&two, &['a']).await;
    two.carry().await;
    assert!(two.portal.item(&piece).await.is_some());
    assert_eq!(read.find::<file::Entity>().count().await.unwrap(), 0);
}

#[tokio::test]
async fn a_withdrawal_and_what_the_hub_decided_go_ahead_of_files() {
    let two = Two::new().await;
    let mut shown = two.unit.publish(two.unit.edu, "将被撤下").await;
    two.carry().await;
    let large = with_pictures(&two, &['a', 'b']).await;
    // Behind so many others that it is not of the same batch.
    for n in 0..100 {
        two.unit.publish(two.unit.edu, format!("{n}稿").as_str()).await;
    }
    two.unit.withdraw(&mut shown, "有误").await;
    two.unit.settle().await;
    let hub = greedy::wanting().await;
    two.courier.trip(&two.at(hub.port), false).await.unwrap();
    let asked = hub.asked.lock().unwrap().clone();
    let verbs: Vec<&str> = asked
        .iter()
        .map(|(line, _)| line.split(' ').next().unwrap())
        .collect();
    assert_eq!(verbs[..4], ["POST", "POST", "PUT", "PUT"], "{verbs:?}");
    let batch = |n: usize| serde_json::from_slice::<Batch>(&asked[n].1).unwrap();
    assert_eq!(batch(0).items[0].uid, large.uid);
    let ahead = batch(1);
    assert_eq!((ahead.items.len(), ahead.items[0].uid), (1, shown.uid));
    assert!(matches!(ahead.items[0].state, ItemState::Withdrawn { .. }));
    assert!(
        ahead.position < batch(4).position,
        "the cursor does not move for it"
    );
}

#[tokio::test]
async fn a_revocation_goes_ahead_of_files() {
    let two = Two::new().await;
    let shown = two.unit.publish(two.unit.edu, "将被撤销授权").await;
    two.carry().await;
    with_pictures(&two, &['a']).await;
    for n in 0..100 {
        two.unit.publish(two.unit.edu, format!("{n}稿").as_str()).await;
    }
    let mut tx = two
        .unit
        .write::<syndication::permissions::RevokePlaces>(two.unit.edu, kernel::Role::Editor)
        .await;
    let reason = syndication::authorization::Reason::parse("合作期满").unwrap();
    syndication::authorization::revoke(&mut tx, shown.id, None, &reason)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    two.unit.settle().await;
    let hub = greedy::wanting().await;
    two.courier.trip(&two.at(hub.port), false).await.unwrap();
    let asked = hub.asked.lock().unwrap().clone();
    let first_file = asked
        .iter()
        .position(|(line, _)| line.starts_with("PUT "))
        .unwrap();
    let before: Vec<Batch> = asked[..first_file]
        .iter()
        .map(|(_, body)| serde_json::from_slice(body).unwrap())
        .collect();
    let told = |batch: &Batch| batch.items.iter().any(|item| item.uid == shown.uid);
    assert!(before.iter().any(told));
}

#[tokio::test]
async fn what_a_hub_decided_is_asked_for_although_nothing_gets_through_to_it() {
    let two = Two::new().await;
    two.unit.publish(two.unit.edu, "一稿").await;
    two.unit.settle().await;
    let hub = greedy::narrow(0).await;
    two.courier.trip(&two.at(hub.port), true).await.unwrap_err();
    let asked = hub.asked.lock().unwrap().clone();
    let news = |(line, _): &(String, Vec<u8>)| line.starts_with("GET /api/v1/peer/news");
    assert!(asked.iter().any(news));
}

#[tokio::test]
async fn a_version_that_a_hub_does_not_take_is_named_with_the_article_and_in_the_alarm() {
    let two = Two::new().await;
    let mut piece = two.unit.publish(two.unit.edu, "一稿").await;
    two.carry().await;
    two.unit.correct(&mut piece, "二稿").await;
    two.unit.settle().await;
    let hub = greedy::refusing("peer.item").await;
    two.courier.trip(&two.at(hub.port), false).await.unwrap();
    let read = two.unit.base.hub().read();
    let rows = read.find::<refused::Entity>().all().await.unwrap();
    assert_eq!((rows.len(), rows[0].uid, rows[0].version), (1, piece.uid.0, 2));
    let alarm = async || {
        let lines = peers::list_peers(&read).await.unwrap();
        lines[0].alarm.clone()
    };
    let told = alarm().await.unwrap();
    assert!(told.contains("《二稿》") && told.contains("peer.item"), "{told}");
    let port = serve(&two.unit).await;
    let page = async || {
        let path = format!("/console/articles/{}/places", piece.id);
        open(port, "edu", &path).await.body
    };
    let shown = page().await;
    assert!(
        shown.contains("1 个外部系统未接收现行版本") && shown.contains("peer.item"),
        "{shown}"
    );
    // The next version is taken.
    let mut next = piece.clone();
    two.unit.correct(&mut next, "三稿").await;
    two.carry().await;
    assert_eq!(read.find::<refused::Entity>().count().await.unwrap(), 0);
    assert_eq!(alarm().await, None);
    assert!(!page().await.contains("未接收"));
}

#[tokio::test]
async fn a_pairing_that_ends_leaves_no_word_of_what_it_did_not_take() {
    let two = Two::new().await;
    two.unit.publish(two.unit.edu, "一稿").await;
    two.unit.settle().await;
    let hub = greedy::refusing("peer.item").await;
    two.courier.trip(&two.at(hub.port), false).await.unwrap();
    let mut tx = two.unit.hub().await;
    assert_eq!(tx.find::<refused::Entity>().count().await.unwrap(), 1);
    remove_peer(&mut tx, &two.hub.name).await.unwrap();
    assert_eq!(tx.find::<refused::Entity>().count().await.unwrap(), 0);
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn of_what_a_hub_says_is_older_nothing_is_noted() {
    let two = Two::new().await;
    two.unit.publish(two.unit.edu, "一稿").await;
    two.unit.settle().await;
    let hub = greedy::refusing("peer.older").await;
    two.courier.trip(&two.at(hub.port), false).await.unwrap();
    let read = two.unit.base.hub().read();
    assert_eq!(read.find::<refused::Entity>().count().await.unwrap(), 0);
}
