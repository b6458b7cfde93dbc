//! What orders two messages of one box: its log, not its numbers and no clock. A good sender is never refused, however
//! slow it is and however often it says the same.

use crate::peer::Two;
use crate::town::{Piece, Words};
use content::library::entity as library;
use kernel::Uid;
use kernel::wire::{Answer, Batch, ItemState, Outcome};
use sea_orm::{ColumnTrait, Set};
use syndication::peer::entity::{article as note, cursor};
use syndication::peer::{self as peers, replay_peer};
use syndication::rule::Mode;

impl Two {
    /// The part of a replay behind an article, of so many articles, as the unit would send it now.
    async fn part(&self, after: Option<Uid>, most: u64) -> Batch {
        self.unit.settle().await;
        let read = self.unit.base.hub().read();
        let at = read.find::<cursor::Entity>().found().await.unwrap();
        let at = cursor::Model {
            replaying: true,
            replayed_to: after.map(|uid| uid.to_string()),
            ..at
        };
        let (files, log) = (self.unit.base.store.files(), self.unit.base.store.log());
        let portion = peers::Portion { replay: true, most };
        let next = peers::next_batch(&read, files, log, (&self.hub, &at), portion)
            .await
            .unwrap();
        next.batch.unwrap()
    }

    /// Title and state of an article in the portal's library.
    async fn at_the_portal(&self, piece: &Piece) -> (String, String) {
        let row = self.portal.item(piece).await.unwrap();
        (row.title, row.state)
    }

    async fn is_as_at_the_source(&self, pieces: &[&Piece]) {
        self.portal.settle().await;
        for piece in pieces {
            let here = self.unit.item(piece).await.unwrap();
            assert_eq!(self.at_the_portal(piece).await, (here.title, here.state));
        }
    }
}

fn said(answer: &Answer) -> Vec<Outcome> {
    answer.items.iter().map(|told| told.result).collect()
}

fn retitled(mut batch: Batch, piece: &Piece, title: &str) -> Batch {
    let mut items = batch.items.iter_mut();
    let item = items.find(|item| item.uid == piece.uid).unwrap();
    if let ItemState::Live(live) = &mut item.state {
        live.title = title.into();
    }
    batch
}

#[tokio::test]
async fn a_late_part_of_a_replay_brings_nothing_back_and_takes_nothing_away() {
    let two = Two::new().await;
    two.portal.rule("edu", two.portal.portal, Mode::Automatic).await;
    let mut piece = two.unit.publish(two.unit.edu, "一稿").await;
    let mut gone = two.unit.publish(two.unit.edu, "要撤的稿").await;
    two.carry().await;
    let part = two.part(None, 100).await;
    assert!(part.as_of.is_some());
    crate::schema::check("batch.schema.json", &serde_json::to_value(&part).unwrap());

    two.unit.correct(&mut piece, "二稿").await;
    two.unit.withdraw(&mut gone, "有误").await;
    let fresh = two.unit.publish(two.unit.edu, "新稿").await;
    two.carry().await;
    let before = two.state().await;
    for _ in 0..2 {
        let answer = two.send(&part).await.unwrap();
        crate::schema::check("answer.schema.json", &serde_json::to_value(&answer).unwrap());
        assert_eq!(said(&answer), [Outcome::Known, Outcome::Known]);
        assert!(answer.behind > part.as_of, "{answer:?}");
        two.portal.settle().await;
        assert_eq!(two.state().await, before);
    }
    two.is_as_at_the_source(&[&piece, &gone, &fresh]).await;
    // What is true now is taken, also with lower numbers: the box went back to a backup, and its log began anew.
    let restored = Batch {
        log: Uid(uuid::Uuid::new_v4()),
        as_of: Some(1),
        ..retitled(two.part(None, 100).await, &piece, "备份里的一稿")
    };
    let answer = two.send(&restored).await.unwrap();
    assert!(said(&answer).contains(&Outcome::Taken), "{answer:?}");
    assert_eq!(answer.behind, None);
    two.portal.settle().await;
    assert_eq!(two.at_the_portal(&piece).await.0, "备份里的一稿");
    // What is still on its way from before says nothing any more: neither a part of a replay, however far its log was,
    // nor what happened then, whatever its number.
    let before = two.state().await;
    for covers in [part.covers.clone(), None] {
        let mut late = Batch {
            covers,
            as_of: Some(1_000_000),
            ..part.clone()
        };
        late.items[0].version = 99;
        let answer = two.send(&late).await.unwrap();
        assert_eq!(said(&answer), [Outcome::Known, Outcome::Known]);
        two.portal.settle().await;
        assert_eq!(two.state().await, before);
    }
}

#[tokio::test]
async fn a_slow_sender_that_repeats_itself_and_speaks_in_between_is_never_refused() {
    let two = Two::new().await;
    let mut pieces = Vec::new();
    for title in ["一", "二", "三"] {
        pieces.push(two.unit.publish(two.unit.edu, title).await);
    }
    two.carry().await;
    // The portal forgot two of them; a replay in parts mends that while the unit goes on writing.
    let mut tx = two.portal.hub().await;
    for piece in &pieces[..2] {
        let change = library::ActiveModel {
            title: Set("坏了".into()),
            ..Default::default()
        };
        tx.update_where(change, library::Column::Uid.eq(piece.uid.0))
            .await
            .unwrap();
    }
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    let mut answers = Vec::new();
    let (mut after, mut slow) = (None, Vec::new());
    for _ in 0..3 {
        let part = two.part(after, 1).await;
        after = part.covers.as_ref().and_then(|covers| covers.to);
        slow.push(part);
    }
    for part in &slow {
        // Between two parts something happens, and is sent at once; each part is sent twice, since its answer was lost.
        two.unit.correct(&mut pieces[2], "三，更正").await;
        let live = two.next().await;
        answers.push(two.send(&live).await.unwrap());
        answers.push(two.send(part).await.unwrap());
        answers.push(two.send(part).await.unwrap());
        answers.push(two.send(&live).await.unwrap());
    }
    for answer in &answers {
        assert!(!said(answer).contains(&Outcome::Refused), "{answer:?}");
    }
    let all: Vec<&Piece> = pieces.iter().collect();
    two.is_as_at_the_source(&all).await;
}

#[tokio::test]
async fn a_box_under_which_the_files_of_a_backup_were_put_is_believed_again() {
    let two = Two::new().await;
    let piece = two.unit.publish(two.unit.edu, "备份里的稿").await;
    two.carry().await;
    // The portal heard this log speak of what the unit has no more.
    let mut tx = two.portal.hub().await;
    let heard = note::ActiveModel {
        as_of: Set(Some(1_000_000)),
        ..Default::default()
    };
    tx.update_where(heard, note::Column::Uid.eq(piece.uid.0))
        .await
        .unwrap();
    let lost = library::ActiveModel {
        title: Set("备份之后的题".into()),
        version: Set(7),
        ..Default::default()
    };
    tx.update_where(lost, library::Column::Uid.eq(piece.uid.0))
        .await
        .unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    let part = two.part(None, 100).await;
    assert_eq!(two.send(&part).await.unwrap().behind, Some(1_000_000));
    let mut tx = two.unit.hub().await;
    replay_peer(&mut tx, &two.hub.name).await.unwrap();
    tx.commit().await.unwrap();
    two.carry().await;
    assert_eq!(two.at_the_portal(&piece).await.0, "备份里的稿");
}

#[tokio::test]
async fn a_part_that_does_not_say_how_far_its_log_was_is_the_truth_of_now() {
    let two = Two::new().await;
    let mut piece = two.unit.publish(two.unit.edu, "一稿").await;
    let part = Batch {
        as_of: None,
        ..two.part(None, 100).await
    };
    two.unit.correct(&mut piece, Words::from("二稿")).await;
    two.carry().await;
    let answer = two.send(&part).await.unwrap();
    assert_eq!((said(&answer), answer.behind), (vec![Outcome::Taken], None));
    two.portal.settle().await;
    assert_eq!(two.at_the_portal(&piece).await.0, "一稿");
}
