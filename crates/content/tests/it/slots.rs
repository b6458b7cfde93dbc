//! What is being typed, and what earlier editions said.

use crate::newsroom::*;
use chrono::Duration;
use content::article::form::TextForm;
use content::article::state::State;
use content::article::{edition, restore_edition};
use content::permissions::{EditArticle, KeepText, WriteArticle};
use content::slot::{Place, clear_slot, drop_slot, entity as slot, keep_text, lay_aside, query};
use kernel::policy::decide;
use kernel::{Actor, ArticleId, EditionId, Error, PersonId, Result, Revision, SiteId};
use sea_orm::{ColumnTrait, Set};
use store::SiteWrite;

fn typed(title: &str, body: &str, revision: i64) -> TextForm {
    TextForm {
        title: title.into(),
        body: body.into(),
        revision: revision.to_string(),
        ..TextForm::default()
    }
}

async fn keep(room: &Newsroom, who: &Staff, place: &Place, form: &TextForm) -> slot::Model {
    let mut tx = room.write::<WriteArticle>(who).await;
    let slot = keep_text(&mut tx, place, form).await.unwrap();
    tx.commit().await.unwrap();
    slot
}

async fn aside(room: &Newsroom, secret: &str, article: Option<ArticleId>) -> Result<slot::Model> {
    let granted = decide::<KeepText>(&Actor::Public, room.site, &[])?;
    let mut tx: SiteWrite<KeepText> = room.test.store.write(granted).await?;
    let slot = lay_aside(&mut tx, secret, article, &typed("过期", "后来的", 1)).await?;
    tx.commit().await?;
    Ok(slot)
}

/// Moves the last sign of life of a slot back.
async fn age(room: &Newsroom, id: i64, by: Duration) {
    let mut tx = room.write::<WriteArticle>(&WRITER).await;
    tx.exempt("slot").unwrap();
    let then = tx.now() - by;
    let row = slot::ActiveModel {
        changed_at: Set(then),
        seen_at: Set(then),
        ..Default::default()
    };
    tx.update_where(row, slot::Column::Id.eq(id)).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_slot_keeps_the_newest_text_and_goes_when_the_form_is_saved() {
    let room = Newsroom::new().await;
    let draft = room.draft(room.text("课后服务时间调整")).await.unwrap();
    let place = Place::Article(id(&draft));
    let before = room.events().await;
    keep(&room, &WRITER, &place, &typed("题", "第一句。", 1)).await;
    let kept = keep(&room, &WRITER, &place, &typed("题", "第一句。第二句。", 1)).await;
    let unchanged = TextForm {
        unchanged: true,
        ..typed("题", "别的", 9)
    };
    keep(&room, &WRITER, &place, &unchanged).await;
    assert_eq!(room.events().await, before, "autosave tells nobody");
    let read = room.test.store.read(room.site);
    let found = query::of_article(&read, PersonId(WRITER.id), id(&draft))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((found.id, found.base_revision), (kept.id, 1));
    let form = TextForm::kept(&found);
    assert_eq!(
        (form.title.as_str(), form.body.as_str()),
        ("题", "第一句。第二句。")
    );
    // What is saved in the edition did not move.
    assert_eq!(room.edition(draft.1.id).await.body_source, draft.1.body_source);
    let mut tx = room.write::<WriteArticle>(&WRITER).await;
    tx.exempt("slot").unwrap();
    clear_slot(&mut tx, &place).await.unwrap();
    tx.commit().await.unwrap();
    assert!(
        query::of_article(&read, PersonId(WRITER.id), id(&draft))
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn a_slot_is_its_writers_alone_and_says_who_is_there() {
    let room = Newsroom::new().await;
    let draft = room.draft(room.text("课后服务时间调整")).await.unwrap();
    let place = Place::Article(id(&draft));
    let kept = keep(&room, &WRITER, &place, &typed("题", "我的。", 1)).await;
    let read = room.test.store.read(room.site);
    let own = |person: i64, secret| query::own(&read, kept.id, Some(PersonId(person)), secret);
    assert_eq!(own(WRITER.id, None).await.unwrap().id, kept.id);
    assert!(matches!(own(EDITOR.id, None).await, Err(Error::NotFound)));
    assert!(matches!(own(EDITOR.id, Some("x")).await, Err(Error::NotFound)));
    let mut tx = room.write::<WriteArticle>(&EDITOR).await;
    assert!(matches!(
        drop_slot(&mut tx, kept.id, None).await,
        Err(Error::NotFound)
    ));
    drop(tx);
    let other: SiteId = room.other;
    let elsewhere = room.test.store.read(other);
    assert!(matches!(
        query::own(&elsewhere, kept.id, Some(PersonId(WRITER.id)), None).await,
        Err(Error::NotFound)
    ));
    assert_eq!(
        query::others(&read, PersonId(EDITOR.id), id(&draft))
            .await
            .unwrap(),
        [WRITER.name]
    );
    assert!(
        query::others(&read, PersonId(WRITER.id), id(&draft))
            .await
            .unwrap()
            .is_empty()
    );
    age(&room, kept.id, Duration::seconds(61)).await;
    assert!(
        query::others(&read, PersonId(EDITOR.id), id(&draft))
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn what_nobody_came_back_for_goes_when_another_slot_begins() {
    let room = Newsroom::new().await;
    let old = keep(&room, &WRITER, &Place::fresh(), &typed("旧", "旧", 0)).await;
    let recent = keep(&room, &WRITER, &Place::fresh(), &typed("近", "近", 0)).await;
    let waits = aside(&room, "a", None).await.unwrap();
    age(&room, old.id, Duration::days(31)).await;
    age(&room, recent.id, Duration::days(29)).await;
    age(&room, waits.id, Duration::hours(25)).await;
    let fresh = keep(&room, &WRITER, &Place::fresh(), &typed("新", "新", 0)).await;
    let read = room.test.store.read(room.site);
    let left = query::new_texts(&read, PersonId(WRITER.id)).await.unwrap();
    assert_eq!(
        left.iter().map(|row| row.id).collect::<Vec<_>>(),
        [fresh.id, recent.id]
    );
    assert!(query::laid_aside(&read, "a").await.unwrap().is_none());
}

#[tokio::test]
async fn what_was_laid_aside_opens_to_its_browser_alone_and_cannot_fill_the_disk() {
    let room = Newsroom::new().await;
    let draft = room.draft(room.text("课后服务时间调整")).await.unwrap();
    let kept = aside(&room, "secret", Some(id(&draft))).await.unwrap();
    assert_eq!(kept.article_id, Some(draft.0.id));
    assert_eq!(
        aside(&room, "elsewhere", Some(ArticleId(999_999)))
            .await
            .unwrap()
            .article_id,
        None
    );
    let read = room.test.store.read(room.site);
    let person = Some(PersonId(WRITER.id));
    assert_eq!(
        query::own(&read, kept.id, person, Some("secret"))
            .await
            .unwrap()
            .id,
        kept.id
    );
    assert!(matches!(
        query::own(&read, kept.id, person, Some("guess")).await,
        Err(Error::NotFound)
    ));
    assert!(matches!(
        query::own(&read, kept.id, person, None).await,
        Err(Error::NotFound)
    ));
    for n in 0..98 {
        aside(&room, &format!("s{n}"), None).await.unwrap();
    }
    assert!(matches!(
        aside(&room, "one too many", None).await,
        Err(Error::Unauthenticated)
    ));
}

async fn restore(room: &Newsroom, who: &Staff, at: &Both, wanted: i64) -> Result<Both> {
    let may = decide::<EditArticle>(&actor(who), room.site, &[post(who, room.site)]).ok();
    let mut tx = room.write::<WriteArticle>(who).await;
    let both = restore_edition(&mut tx, id(at), seen(at), EditionId(wanted), may.as_ref()).await?;
    tx.commit().await?;
    Ok(both)
}

#[tokio::test]
async fn an_earlier_edition_comes_back_as_a_new_one_and_nothing_is_overwritten() {
    let room = Newsroom::new().await;
    let live = room.published(room.text("课后服务时间调整")).await;
    let correction = room.correct(&live).await.unwrap();
    let saved = room
        .save(&EDITOR, &correction, room.text("改坏了的一稿"))
        .await
        .unwrap();
    // Stale, by somebody who may not, the draft itself: all refused, nothing moves.
    let stale = (
        content::article::entity::Model {
            revision: saved.0.revision - 1,
            ..saved.0.clone()
        },
        saved.1.clone(),
    );
    assert!(
        matches!(restore(&room, &EDITOR, &stale, live.1.id).await, Err(Error::Stale(Revision(now))) if now == saved.0.revision)
    );
    assert_eq!(
        code(restore(&room, &STRANGER, &saved, live.1.id).await),
        "article.not_author"
    );
    assert_eq!(
        code(restore(&room, &EDITOR, &saved, saved.1.id).await),
        "article.wrong_state"
    );
    assert!(matches!(
        restore(&room, &EDITOR, &saved, 999_999).await,
        Err(Error::NotFound)
    ));
    let back = restore(&room, &EDITOR, &saved, live.1.id).await.unwrap();
    assert_eq!(
        (back.1.n, back.1.state(), back.1.title.as_str()),
        (3, State::Draft, "课后服务时间调整")
    );
    assert_eq!(back.0.draft_edition_id, Some(back.1.id));
    assert_eq!(
        back.0.live_edition_id,
        Some(live.1.id),
        "the public sees what it saw"
    );
    let put_aside = room.edition(saved.1.id).await;
    assert_eq!(
        (put_aside.state(), put_aside.title.as_str()),
        (State::Discarded, "改坏了的一稿")
    );
    // Before the reviewers nothing is put aside behind their back.
    let noted = content::article::text::RawText {
        change_note: "更正了时间。".into(),
        ..room.text("课后服务时间调整")
    };
    let noted = room.save(&EDITOR, &back, noted).await.unwrap();
    let submitted = room.submit(&EDITOR, &noted).await.unwrap();
    assert_eq!(
        code(restore(&room, &EDITOR, &submitted, live.1.id).await),
        "article.wrong_state"
    );
    let standing: edition::Model = room.edition(submitted.1.id).await;
    assert_eq!(standing.state(), State::Submitted);
}
