//! Taking with edits.

use crate::http::{open, post, serve};
use crate::town::{Piece, Town};
use content::article::text::{RawText, Text};
use content::article::{edition, entity as article};
use content::placement::entity as placement;
use kernel::event::{ArticleRef, EventBody};
use kernel::{ArticleId, DeskItemId, EditionId, Uid};
use sea_orm::{ColumnTrait, NotSet, Set};
use syndication::desk::{State, edit_item};
use syndication::submission::{State as Ledger, submit_upward};

pub async fn taken(town: &Town) -> (Piece, i64) {
    let piece = town.publish(town.edu, "一稿").await;
    let mut tx = town.up(town.edu).await;
    submit_upward(&mut tx, piece.id, town.portal.id).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let line = town.on_desk(town.portal).await.remove(0);
    let text = Text::parse(RawText {
        channel: town.portal.news.0,
        title: "门户改的题".into(),
        format: "html".into(),
        body: "<p>一稿的正文，门户补了一句。</p>".into(),
        source: "陶都市教育局".into(),
        origin: "contributed".into(),
        ..RawText::default()
    })
    .unwrap();
    let tx = town.desk().await;
    let (tx, article) = edit_item(tx, DeskItemId(line.id), &text).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    (piece, article.id)
}

/// As the portal's reviewers and editors would.
pub async fn go_public(town: &Town, id: i64) {
    let mut tx = town.hub().await;
    let wanted = edition::Column::ArticleId.eq(id);
    let draft = tx.find::<edition::Entity>().filter(wanted).found().await.unwrap();
    let row = article::ActiveModel {
        id: Set(id),
        version: Set(1),
        live_edition_id: Set(Some(draft.id)),
        first_published_at: Set(Some(tx.now())),
        ..Default::default()
    };
    let made = tx.update(row).await.unwrap();
    let row = placement::ActiveModel {
        id: NotSet,
        site_id: Set(town.portal.id.0),
        channel_id: Set(made.channel_id),
        article_id: Set(Some(id)),
        library_item_id: Set(None),
        uid: Set(made.uid),
        version: Set(1),
        number: Set(made.number),
        title: Set(draft.title),
        own_title: Set(None),
        summary: Set(String::new()),
        unit: Set(String::new()),
        lead_media: Set(None),
        lead_alt: Set(String::new()),
        rule_id: Set(None),
        state: Set("live".into()),
        published_at: Set(crate::town::noon()),
        sort_at: Set(crate::town::noon()),
        ..Default::default()
    };
    tx.insert(row).await.unwrap();
    let reference = ArticleRef {
        id: ArticleId(id),
        uid: Uid(made.uid),
        edition: EditionId(draft.id),
        version: 1,
        channels: vec![town.portal.news],
        backfill: false,
    };
    tx.emit(town.portal.id, EventBody::ArticlePublished(reference));
    tx.commit().await.unwrap();
    town.settle().await;
}

#[tokio::test]
async fn the_portal_has_a_draft_of_its_own_and_the_unit_sees_the_difference() {
    let town = Town::new().await;
    let (_, id) = taken(&town).await;
    let read = town.base.store.read(town.portal.id);
    let made = read.find::<article::Entity>().found().await.unwrap();
    assert_eq!((made.id, made.live_edition_id), (id, None), "review comes first");
    assert!(town.places(town.portal).await.is_empty());
    let line = town.ledger(town.edu).await.remove(0);
    assert_eq!(line.state(), Ledger::Edited);
    assert!(line.before_text.unwrap().contains("一稿的正文。"));
    assert!(line.after_text.unwrap().contains("门户补了一句。"));
}

#[tokio::test]
async fn it_is_flagged_when_the_source_changes_and_withdrawn_with_it() {
    let town = Town::new().await;
    let (mut piece, id) = taken(&town).await;
    go_public(&town, id).await;
    assert_eq!(town.on_desk(town.portal).await[0].source_changed_at, None);
    town.correct(&mut piece, "二稿").await;
    town.settle().await;
    let line = town.on_desk(town.portal).await.remove(0);
    assert!(line.state() == State::Edited && line.source_changed_at.is_some());
    assert_eq!(
        town.places(town.portal).await[0].title,
        "门户改的题",
        "its text is the portal's"
    );
    town.withdraw(&mut piece, "有误").await;
    town.settle().await;
    assert_eq!(town.places(town.portal).await[0].state, "withdrawn");
    let read = town.base.store.read(town.portal.id);
    let made = read.find::<article::Entity>().found().await.unwrap();
    assert_eq!((made.live_edition_id, made.version), (None, 2));
    assert_eq!(town.on_desk(town.portal).await[0].state(), State::Withdrawn);
    assert_eq!(town.ledger(town.edu).await[0].state(), Ledger::Withdrawn);
    town.correct(&mut piece, "三稿").await;
    town.settle().await;
    assert_eq!(town.on_desk(town.portal).await[0].state(), State::Edited);
    assert_eq!(town.ledger(town.edu).await[0].state(), Ledger::Edited);
    assert_eq!(
        town.places(town.portal).await[0].state,
        "withdrawn",
        "a person publishes it again"
    );
}

/// How content answers an attempt to publish.
async fn publish(town: &Town, id: i64) -> kernel::Refusal {
    let read = town.base.store.read(town.portal.id);
    let made = read.find::<article::Entity>().found().await.unwrap();
    let mut tx = town
        .write::<content::permissions::PublishArticle>(town.portal, kernel::Role::Reviewer)
        .await;
    let seen = kernel::Revision(made.revision);
    match content::article::publish_article(&mut tx, ArticleId(id), seen).await {
        Err(kernel::Error::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_draft_is_not_published_while_the_source_is_withdrawn() {
    let town = Town::new().await;
    let (mut piece, id) = taken(&town).await;
    town.withdraw(&mut piece, "有误").await;
    town.settle().await;
    assert_eq!(publish(&town, id).await, content::refusals::BARRED);
    town.correct(&mut piece, "二稿").await;
    town.settle().await;
    assert_eq!(
        publish(&town, id).await,
        content::refusals::WRONG_STATE,
        "its review is still to come"
    );
}

#[tokio::test]
async fn what_was_made_of_it_leaves_the_public_when_the_authorization_is_taken_back() {
    let town = Town::new().await;
    let (piece, id) = taken(&town).await;
    go_public(&town, id).await;
    let revoking = async || {
        town.write::<syndication::permissions::RevokePlaces>(town.edu, kernel::Role::Editor)
            .await
    };
    let mut tx = revoking().await;
    let reason = syndication::authorization::Reason::parse("授权到期").unwrap();
    syndication::authorization::revoke(&mut tx, piece.id, Some(town.portal.id), &reason)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    assert_eq!(town.places(town.portal).await[0].state, "withdrawn");
    assert_eq!(town.on_desk(town.portal).await[0].state(), State::Withdrawn);
    assert_eq!(publish(&town, id).await, content::refusals::BARRED);
    let mut tx = revoking().await;
    syndication::authorization::grant_again(&mut tx, piece.id, Some(town.portal.id))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    assert_eq!(town.on_desk(town.portal).await[0].state(), State::Edited);
    let read = town.base.store.read(town.portal.id);
    let made = read.find::<article::Entity>().found().await.unwrap();
    assert_eq!(
        (made.barred_reason, made.live_edition_id),
        (None, None),
        "a person publishes it again"
    );
}

#[tokio::test]
async fn the_second_line_of_the_headline_comes_along() {
    let town = Town::new().await;
    let piece = town.publish(town.edu, "一稿").await;
    let mut tx = town.hub().await;
    let row = edition::ActiveModel {
        id: Set(piece.edition.0),
        subtitle: Set("副题".into()),
        ..Default::default()
    };
    tx.update(row).await.unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    let mut tx = town.up(town.edu).await;
    submit_upward(&mut tx, piece.id, town.portal.id).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let line = town.on_desk(town.portal).await.remove(0);
    let port = serve(&town).await;
    let path = format!("/console/desk/{}/edit", line.id);
    let page = open(port, "portal", &path).await;
    let fields = format!("channel={}&title=new&body=%3Cp%3Enew%3C%2Fp%3E", town.portal.news);
    assert_eq!(post(port, "portal", &path, &page, &fields).await.status, 303);
    let read = town.base.store.read(town.portal.id);
    let made = read.find::<edition::Entity>().found().await.unwrap();
    assert_eq!(made.subtitle, "副题");
}

#[tokio::test]
async fn an_editor_edits_in_the_console() {
    let town = Town::new().await;
    let piece = town.publish(town.edu, "一稿").await;
    let mut tx = town.up(town.edu).await;
    submit_upward(&mut tx, piece.id, town.portal.id).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let line = town.on_desk(town.portal).await.remove(0);
    let port = serve(&town).await;
    let path = format!("/console/desk/{}/edit", line.id);
    let page = open(port, "portal", &path).await;
    assert!(page.status == 200 && page.body.contains("一稿的正文"));
    let refused = post(port, "portal", &path, &page, "channel=&title=x&body=y").await;
    assert_eq!(refused.status, 422);
    let fields = format!("channel={}&title=new&body=%3Cp%3Enew%3C%2Fp%3E", town.portal.news);
    assert_eq!(post(port, "portal", &path, &page, &fields).await.status, 303);
    assert_eq!(
        post(port, "portal", &path, &page, &fields).await.status,
        409,
        "once"
    );
    assert_eq!(open(port, "portal", "/console/desk/999/edit").await.status, 404);
}
