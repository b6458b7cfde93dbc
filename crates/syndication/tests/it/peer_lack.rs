//! Files that the portal does not give at once are asked for until they are here, and nothing waits for them.

use crate::peer::Two;
use crate::peer_stands::{file, words};
use crate::push::{mandate, push};
use crate::town::{Piece, Town, noon};
use chrono::Duration;
use kernel::clock::Hand;
use store::Files;
use syndication::peer::entity::lack;
use syndication::receipt::away;
use syndication::task::entity as task;

impl Two {
    async fn lacks(&self) -> Vec<lack::Model> {
        let read = self.unit.base.hub().read();
        read.find::<lack::Entity>().all().await.unwrap()
    }

    /// The unit asks once, and the portal hears what became of it.
    async fn once(&self) {
        self.courier.trip(&self.hub, true).await.unwrap();
        self.unit.settle().await;
        self.courier.trip(&self.hub, true).await.unwrap();
        self.portal.settle().await;
    }

    async fn files_open(&self, piece: &Piece) -> bool {
        let read = self.portal.base.store.read(self.portal.portal.id);
        let places = away::of_article(&read, piece.uid.0).await.unwrap();
        assert_eq!(places.len(), 1);
        places[0].files_open
    }
}

/// A unit whose clock is in the test's hand, and an article with one picture that was pushed to it, without the bytes.
async fn pushed(hand: &Hand) -> (Two, Piece, String, i64) {
    let two = Two::by_hand(hand).await;
    let notices = mandate(&two.portal, "notices", &[two.portal.edu]).await;
    let hash = file(&two.portal, two.portal.portal, TEXT).await;
    let piece = two.portal.publish(two.portal.portal, words("春耕", &hash)).await;
    two.portal.settle().await;
    let id = push(&two.portal, &piece, notices, &[two.portal.edu])
        .await
        .unwrap();
    files(&two.portal).remove("media", &hash).await.unwrap();
    two.once().await;
    (two, piece, hash, id)
}

const TEXT: &str = "%PDF-1.7 ploughing";

fn files(town: &Town) -> &Files {
    town.base.store.files()
}

#[tokio::test]
async fn a_file_that_was_not_there_is_asked_for_until_it_is_and_the_receipt_waits_for_it() {
    let hand = Hand::at(noon());
    let (two, piece, hash, _) = pushed(&hand).await;
    let row = two.standing().await.remove(0);
    assert_eq!(
        (row.state.as_str(), row.title.as_str()),
        ("live", "春耕"),
        "the article does not wait"
    );
    assert_eq!(two.lacks().await.len(), 1);
    assert!(two.files_open(&piece).await);

    // Not before its time, then in vain, and later the next time.
    two.once().await;
    assert_eq!(two.lacks().await[0].tries, 0);
    hand.advance(Duration::seconds(6));
    two.once().await;
    let row = two.lacks().await.remove(0);
    assert_eq!(row.tries, 1);
    assert!(two.files_open(&piece).await);
    files(&two.portal)
        .put("media", bytes::Bytes::from_static(TEXT.as_bytes()))
        .await
        .unwrap();
    two.once().await;
    assert_eq!(two.lacks().await, [row]);

    hand.advance(Duration::seconds(11));
    two.once().await;
    assert!(two.lacks().await.is_empty());
    assert!(files(&two.unit).has("media", &hash).await.unwrap());
    let media = two.unit.media(two.unit.edu).await;
    assert!(
        media.iter().any(|row| row.hash == hash && row.public),
        "{media:?}"
    );
    assert!(!two.files_open(&piece).await);
}

#[tokio::test]
async fn nothing_is_asked_for_any_more_that_is_not_given_any_more() {
    let hand = Hand::at(noon());
    let (two, mut piece, hash, id) = pushed(&hand).await;
    assert_eq!(two.lacks().await.len(), 1);
    // A correction that names another file is what counts.
    let other = file(&two.portal, two.portal.portal, "%PDF-1.7 sowing").await;
    two.portal.correct(&mut piece, words("春播", &other)).await;
    two.both_ways().await;
    assert!(two.lacks().await.is_empty());
    assert!(!two.files_open(&piece).await);
    two.portal.correct(&mut piece, words("春耕", &hash)).await;
    two.both_ways().await;
    assert_eq!(two.lacks().await.len(), 1);
    two.revoke_push(id, "任务结束").await;
    two.both_ways().await;
    assert!(two.lacks().await.is_empty());
}

#[tokio::test]
async fn files_of_a_task_are_asked_for_again_too() {
    let hand = Hand::at(noon());
    let two = Two::by_hand(&hand).await;
    let form = file(&two.portal, two.portal.portal, TEXT).await;
    let made = two.give(vec![form.clone()]).await;
    files(&two.portal).remove("media", &form).await.unwrap();
    two.once().await;
    assert_eq!(two.lacks().await.len(), 1);
    files(&two.portal)
        .put("media", bytes::Bytes::from_static(TEXT.as_bytes()))
        .await
        .unwrap();
    hand.advance(Duration::seconds(6));
    two.once().await;
    assert!(two.lacks().await.is_empty());
    let read = two.unit.base.store.read(two.unit.edu.id);
    let row = read.find::<task::Entity>().found().await.unwrap();
    assert!(row.attachments.contains(&form), "{}", row.attachments);

    // One that is cancelled is not waited for.
    files(&two.portal).remove("media", &form).await.unwrap();
    files(&two.unit).remove("media", &form).await.unwrap();
    two.close(made.id, "不再需要").await;
    two.once().await;
    assert!(two.lacks().await.is_empty());
}
