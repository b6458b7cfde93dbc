//! A box is given, and told of, what stands: no file and no word of what was taken back, forbidden or withdrawn.

use crate::peer::Two;
use crate::peer_share::standing;
use crate::push::{mandate, push};
use crate::share::back_of;
use crate::town::{House, Piece, Town, Words};
use bytes::Bytes;
use content::media::entity as media;
use kernel::Role;
use kernel::wire::{Item, ItemState};
use sea_orm::{ColumnTrait, Set};
use syndication::authorization::{Reason, grant_again, revoke};
use syndication::permissions::RevokePlaces;
use syndication::receipt::away;

/// A file whose bytes are there too.
pub async fn file(town: &Town, house: House, text: &'static str) -> String {
    let hash = town
        .base
        .store
        .files()
        .put("media", Bytes::from_static(text.as_bytes()))
        .await
        .unwrap();
    let entered = town.picture(house, 'e').await;
    let mut tx = town.hub().await;
    let row = media::ActiveModel {
        hash: Set(hash.clone()),
        ..Default::default()
    };
    tx.update_where(row, media::Column::Hash.eq(entered))
        .await
        .unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    hash
}

pub fn words(title: &str, hash: &str) -> Words {
    Words {
        title: title.into(),
        body: format!("<p>{title}的正文。<img src=\"media:{hash}\" alt=\"开犁\"></p>"),
        ..Words::default()
    }
}

impl Two {
    /// Whether the box has a file for the asking.
    pub async fn may_fetch(&self, hash: &str, piece: &Piece) -> bool {
        let now = self.portal.base.store.clocks().security.now();
        self.line().give(hash, piece.uid, now).await.unwrap().is_some()
    }

    /// What the box is told of an article when it asks for everything.
    async fn told(&self, piece: &Piece) -> Option<Item> {
        let down = self.ask(&self.question()).await;
        crate::schema::check("down.schema.json", &serde_json::to_value(&down).unwrap());
        down.items.into_iter().find(|item| item.uid == piece.uid)
    }

    /// Nothing but that it may not be shown.
    async fn is_withheld(&self, piece: &Piece, text: &str) {
        let item = self.told(piece).await.unwrap();
        let said = serde_json::to_string(&item).unwrap();
        assert!(item.withheld && !said.contains(text), "{said}");
        assert!(matches!(item.state, ItemState::Withdrawn { .. }));
        assert_eq!(item.authorization.unwrap().refused.len(), 1);
    }

    async fn forbid(&self, piece: &Piece) {
        let mut tx = self
            .portal
            .write::<RevokePlaces>(self.portal.agri, Role::Editor)
            .await;
        let reason = Reason::parse("限本地").unwrap();
        revoke(&mut tx, piece.id, Some(self.portal.edu.id), &reason)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    async fn allow(&self, piece: &Piece) {
        let mut tx = self
            .portal
            .write::<RevokePlaces>(self.portal.agri, Role::Editor)
            .await;
        grant_again(&mut tx, piece.id, Some(self.portal.edu.id))
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    async fn receipt(&self, piece: &Piece) -> (i64, String) {
        let read = self.portal.base.store.read(self.portal.agri.id);
        let place = away::of_article(&read, piece.uid.0).await.unwrap().remove(0);
        (place.version, place.what)
    }
}

#[tokio::test]
async fn what_a_consent_gave_is_not_given_any_more_when_it_is_taken_back_with_it() {
    let two = Two::new().await;
    let hash = file(&two.portal, two.portal.agri, "%PDF-1.7 ploughing").await;
    let (_, consent) = two.unit_subscribes().await;
    let mut piece = two.portal.publish(two.portal.agri, words("春耕", &hash)).await;
    two.to_and_fro().await;
    assert!(two.may_fetch(&hash, &piece).await);

    back_of(&two.portal, two.portal.agri, consent, false).await;
    assert!(!two.may_fetch(&hash, &piece).await);
    let other = file(&two.portal, two.portal.agri, "%PDF-1.7 sowing").await;
    two.portal.correct(&mut piece, words("春播", &other)).await;
    two.portal.settle().await;
    assert!(!two.may_fetch(&other, &piece).await);
    two.is_withheld(&piece, "春播").await;
    two.to_and_fro().await;
    let row = standing(&two.unit, two.unit.edu).await.remove(0);
    assert_eq!(
        (
            row.state.as_str(),
            row.title.as_str(),
            row.revoke_reason.as_deref()
        ),
        ("withdrawn", "【农】春耕", Some("合作期满"))
    );
    assert!(!two.unit.base.store.files().has("media", &other).await.unwrap());

    // Its source may allow this one article again: its word, though the consent has ended.
    two.allow(&piece).await;
    two.to_and_fro().await;
    assert!(two.may_fetch(&other, &piece).await);
    let row = standing(&two.unit, two.unit.edu).await.remove(0);
    assert_eq!((row.state.as_str(), row.title.as_str()), ("live", "【农】春播"));
}

#[tokio::test]
async fn what_came_before_a_consent_ended_or_its_receiver_left_goes_on_following() {
    let two = Two::new().await;
    let hash = file(&two.portal, two.portal.agri, "%PDF-1.7 ploughing").await;
    let (_, consent) = two.unit_subscribes().await;
    let mut piece = two.portal.publish(two.portal.agri, words("春耕", &hash)).await;
    two.to_and_fro().await;
    back_of(&two.portal, two.portal.agri, consent, true).await;
    two.portal.correct(&mut piece, words("春耕（更正）", &hash)).await;
    two.to_and_fro().await;
    assert!(two.may_fetch(&hash, &piece).await);
    let row = standing(&two.unit, two.unit.edu).await.remove(0);
    assert_eq!(
        (row.state.as_str(), row.title.as_str()),
        ("live", "【农】春耕（更正）")
    );
    two.portal.withdraw(&mut piece, "有误").await;
    two.portal.settle().await;
    assert!(!two.may_fetch(&hash, &piece).await);
    two.to_and_fro().await;
    let row = standing(&two.unit, two.unit.edu).await.remove(0);
    assert_eq!(row.state, "withdrawn");
}

#[tokio::test]
async fn of_what_its_source_forbids_the_box_hears_that_and_no_word_of_the_text() {
    let two = Two::new().await;
    let notices = mandate(&two.portal, "notices", &[two.portal.edu]).await;
    let hash = file(&two.portal, two.portal.agri, "%PDF-1.7 ploughing").await;
    let mut piece = two.portal.publish(two.portal.agri, words("春耕", &hash)).await;
    two.portal.settle().await;
    let id = push(&two.portal, &piece, notices, &[two.portal.edu])
        .await
        .unwrap();
    two.both_ways().await;
    assert!(two.may_fetch(&hash, &piece).await);
    assert_eq!(two.receipt(&piece).await, (1, "placed".into()));

    two.forbid(&piece).await;
    assert!(!two.may_fetch(&hash, &piece).await, "at once");
    two.portal.correct(&mut piece, words("春播", &hash)).await;
    two.portal.settle().await;
    two.is_withheld(&piece, "春播").await;
    two.both_ways().await;
    let row = two.standing().await.remove(0);
    assert_eq!(
        (row.state.as_str(), row.revoke_reason.as_deref()),
        ("withdrawn", Some("限本地"))
    );
    assert_eq!(two.unit.item(&piece).await.unwrap().title, "春耕");
    let (version, what) = two.receipt(&piece).await;
    assert_eq!(what, "revoked");
    assert!(version <= 2, "{version}");

    two.allow(&piece).await;
    two.both_ways().await;
    let row = two.standing().await.remove(0);
    assert_eq!((row.state.as_str(), row.title.as_str()), ("live", "春播"));
    assert!(two.may_fetch(&hash, &piece).await);
    assert_eq!(two.receipt(&piece).await.0, 2);

    two.revoke_push(id, "任务结束").await;
    assert!(!two.may_fetch(&hash, &piece).await);
    assert!(two.told(&piece).await.is_none());
}

#[tokio::test]
async fn a_withdrawn_articles_files_and_those_of_a_cancelled_task_are_not_given() {
    let two = Two::new().await;
    let notices = mandate(&two.portal, "notices", &[two.portal.edu]).await;
    let hash = file(&two.portal, two.portal.agri, "%PDF-1.7 ploughing").await;
    let mut piece = two.portal.publish(two.portal.agri, words("春耕", &hash)).await;
    two.portal.settle().await;
    push(&two.portal, &piece, notices, &[two.portal.edu])
        .await
        .unwrap();
    two.both_ways().await;
    assert!(two.may_fetch(&hash, &piece).await);
    two.portal.withdraw(&mut piece, "有误").await;
    two.portal.settle().await;
    assert!(!two.may_fetch(&hash, &piece).await);

    let form = file(&two.portal, two.portal.portal, "%PDF-1.7 a form").await;
    let made = two.give(vec![form.clone()]).await;
    two.both_ways().await;
    let task = two.ask(&two.question()).await.tasks.remove(0);
    let now = two.portal.base.store.clocks().security.now();
    let line = two.line();
    assert!(line.give(&form, task.uid, now).await.unwrap().is_some());
    two.close(made.id, "不再需要").await;
    assert!(line.give(&form, task.uid, now).await.unwrap().is_none());
}
