//! What search sees of letters.

use crate::town::{Town, new_letter};
use kernel::Uid;
use kernel::document::Document;
use kernel::event::EventBody;
use letters::letter::entity::Model;
use letters::letter::{assign_letter, reopen_letter, show_letter, write_letter};
use letters::permissions::{AllotLetters, WriteLetter};

async fn found(town: &Town, letter: &Model) -> Option<Document> {
    let documents = letters::documents(town.base.hub());
    let loaded = documents.load(&[Uid(letter.uid)]).await.unwrap();
    // The stream that builds an index anew says the same.
    let (streamed, next) = documents.stream(None, 10).await.unwrap();
    let streamed: Vec<_> = streamed
        .into_iter()
        .filter(|it| it.uid == Uid(letter.uid))
        .collect();
    assert_eq!(loaded, streamed);
    if next.is_some() {
        assert_eq!(documents.stream(next, 10).await.unwrap(), (Vec::new(), None));
    }
    loaded.into_iter().next()
}

async fn show(town: &Town, letter: &Model, shown: bool) -> Model {
    town.clerk::<AllotLetters, _>(town.portal, letter, move |tx, id, seen| {
        Box::pin(show_letter(tx, id, seen, shown))
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn a_public_letter_is_found_once_it_is_answered_and_never_by_what_was_masked() {
    let town = Town::new().await;
    let (letter, _) = town.assigned("补办学籍证明").await;
    let letter = show(&town, &letter, true).await;
    assert_eq!(found(&town, &letter).await, None, "nobody has answered");
    let letter = town.answer(&letter).await;
    let document = found(&town, &letter).await.unwrap();
    assert_eq!(document.title, "补办学籍证明");
    assert!(document.text.contains("如何办理") && document.text.ends_with("已为您办理。"));
    assert!(
        !document.text.contains("周若溪") && !document.text.contains("13812345678"),
        "{}",
        document.text
    );
    assert_eq!(document.keywords, [letter.number.clone(), "教育局".to_owned()]);
    let place = &document.places[0];
    assert_eq!(place.path, format!("/letters/{}.html", letter.n));
    assert_eq!(
        (place.site, place.channel_name.as_str()),
        (town.portal.id, "来信·咨询")
    );
}

#[tokio::test]
async fn a_letter_that_is_hidden_is_found_no_longer_and_returns_with_a_newer_version() {
    let town = Town::new().await;
    let (letter, receipt) = town.assigned("校车线路").await;
    let letter = show(&town, &letter, true).await;
    let letter = town.answer(&letter).await;
    let first = found(&town, &letter).await.unwrap();
    let hidden = show(&town, &letter, false).await;
    assert_eq!(found(&town, &hidden).await, None);
    let shown = show(&town, &hidden, true).await;
    assert!(found(&town, &shown).await.unwrap().version > first.version);
    // A second answer brings its words.
    let (mut tx, proven) = town.writer(&receipt).await;
    let open = reopen_letter(&mut tx, &proven, "还没有解决").await.unwrap();
    tx.commit().await.unwrap();
    let twice = town.answer(&open).await;
    let text = found(&town, &twice).await.unwrap().text;
    assert_eq!(text.matches("已为您办理").count(), 2, "{text}");
}

#[tokio::test]
async fn a_private_letter_is_never_a_document() {
    let town = Town::new().await;
    let mut new = new_letter("家庭困难补助");
    new.wants_public = false;
    let mut tx = town.door::<WriteLetter>(town.portal, None).await.unwrap();
    let (letter, _) = write_letter(&mut tx, &town.key, new).await.unwrap();
    tx.commit().await.unwrap();
    let edu = town.edu.unit;
    let letter = town
        .clerk::<AllotLetters, _>(town.portal, &letter, move |tx, id, seen| {
            Box::pin(assign_letter(tx, id, seen, edu, ""))
        })
        .await
        .unwrap();
    let letter = town.answer(&letter).await;
    assert_eq!((letter.state.as_str(), letter.shown), ("answered", false));
    assert_eq!(found(&town, &letter).await, None);
}

#[test]
fn an_import_names_its_letters_and_one_of_an_older_release_none() {
    let old: EventBody = serde_json::from_str(r#"{"kind":"letter.imported","letters":3}"#).unwrap();
    assert!(matches!(old, EventBody::LetterImported { letters: 3, uids } if uids.is_empty()));
}
