//! The clock, as letters live by it.

use crate::town::{Town, at};
use kernel::Error;
use letters::letter::entity::Model;
use letters::letter::{
    Rating, answer_question, ask_writer, assign_letter, extend_letter, facts, rate_letter, reopen_letter,
};
use letters::permissions::{AllotLetters, HandleLetters, ReviewReplies};
use letters::refusals::{EXTENDED_ALREADY, EXTENSION_TOO_LATE, EXTENSION_TOO_LONG};
use letters::reply::{Outcome, draft_reply, release_reply, submit_reply};

impl Town {
    pub async fn assigned(&self, title: &str) -> (Model, letters::letter::Receipt) {
        let (letter, receipt) = self.write(self.portal, title).await;
        let edu = self.edu.unit;
        let letter = self
            .clerk::<AllotLetters, _>(self.portal, &letter, |tx, id, seen| {
                Box::pin(assign_letter(tx, id, seen, edu, "属教育局职责"))
            })
            .await
            .unwrap();
        (letter, receipt)
    }

    pub async fn answer(&self, letter: &Model) -> Model {
        self.clerk::<HandleLetters, _>(self.edu, letter, |tx, id, seen| {
            Box::pin(draft_reply(tx, id, seen, Outcome::Answered, "您好，已为您办理。"))
        })
        .await
        .unwrap();
        self.clerk::<HandleLetters, _>(self.edu, letter, |tx, id, seen| {
            Box::pin(submit_reply(tx, id, seen))
        })
        .await
        .unwrap();
        self.head::<ReviewReplies, _>(self.edu, letter, |tx, id, seen| {
            Box::pin(release_reply(tx, id, seen, true))
        })
        .await
        .unwrap()
    }
}

async fn extend(town: &Town, letter: &Model, until: &str) -> kernel::Result<Model> {
    let until: chrono::NaiveDate = until.parse().unwrap();
    town.clerk::<HandleLetters, _>(town.edu, letter, move |tx, id, seen| {
        Box::pin(extend_letter(tx, id, seen, until, "需与交通部门会商路线"))
    })
    .await
}

fn refusal(error: Error) -> &'static str {
    match error {
        Error::Refused(refusal) => refusal.code,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_answered_letter_never_turns_red_later() {
    let town = Town::new().await;
    let (letter, receipt) = town.assigned("小学入学需要哪些材料").await;
    assert_eq!(
        (letter.due_on.as_str(), letter.hard_on.as_str()),
        ("2026-03-09", "2026-03-17")
    );
    town.days(7);
    let answered = town.answer(&letter).await;
    assert_eq!(answered.result.as_deref(), Some("on_time"));
    assert_eq!(answered.facts, facts::ANSWERED | facts::ON_TIME);
    let frozen = |letter: &Model| {
        (
            letter.facts,
            letter.result.clone(),
            letter.answered_on.clone(),
            letter.answer_took,
        )
    };
    // A year passes; the writer is not content, everything begins again and ends late.
    town.days(365);
    let (mut tx, proven) = town.writer(&receipt).await;
    let again = reopen_letter(&mut tx, &proven, "还没有解决").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!((again.state.as_str(), again.round), ("reworking", 2));
    assert_eq!(frozen(&again), frozen(&answered));
    town.days(60);
    let second = town.answer(&letter).await;
    assert_eq!(frozen(&second), frozen(&answered));
    let (mut tx, proven) = town.writer(&receipt).await;
    let rated = rate_letter(
        &mut tx,
        &proven,
        Rating {
            score: 5,
            ..Rating::default()
        },
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(frozen(&rated), frozen(&answered));
}

#[tokio::test]
async fn an_extension_is_explained_inside_the_first_limit_and_ends_before_the_last() {
    let town = Town::new().await;
    let (letter, _) = town.assigned("校车路线调整").await;
    let late = extend(&town, &letter, "2026-03-18").await;
    assert_eq!(refusal(late.unwrap_err()), EXTENSION_TOO_LONG.code);
    town.days(7);
    let extended = extend(&town, &letter, "2026-03-17").await.unwrap();
    assert_eq!(extended.explained_on.as_deref(), Some("2026-03-09"));
    let twice = extend(&town, &letter, "2026-03-17").await;
    assert_eq!(refusal(twice.unwrap_err()), EXTENDED_ALREADY.code);
    town.days(8);
    let answered = town.answer(&letter).await;
    assert_eq!(answered.result.as_deref(), Some("extended"));
    assert_eq!(
        answered.facts,
        facts::ANSWERED | facts::EXTENDED | facts::EXPLAINED
    );

    let (other, _) = town.assigned("食堂卫生").await;
    town.hand.advance(chrono::Duration::days(8));
    let too_late = extend(&town, &other, "2026-03-31").await;
    assert_eq!(refusal(too_late.unwrap_err()), EXTENSION_TOO_LATE.code);
}

#[tokio::test]
async fn the_clock_stands_while_the_writer_is_asked() {
    let town = Town::new().await;
    let (letter, receipt) = town.assigned("转学手续").await;
    town.days(2);
    town.clerk::<HandleLetters, _>(town.edu, &letter, |tx, id, seen| {
        Box::pin(ask_writer(tx, id, seen, "请说明转入学校"))
    })
    .await
    .unwrap();
    town.days(5);
    let (mut tx, proven) = town.writer(&receipt).await;
    let letter = answer_question(&mut tx, &proven, "转入实验小学").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(letter.state, "assigned");
    assert_eq!(
        (letter.due_on.as_str(), letter.hard_on.as_str()),
        ("2026-03-12", "2026-03-22")
    );
    assert_eq!(letter.paused_days, 5);
    town.hand.advance(at("2026-03-12 20:00") - town.hand.now());
    assert_eq!(town.answer(&letter).await.result.as_deref(), Some("on_time"));
}

#[tokio::test]
async fn a_late_answer_is_late_for_ever_and_over_the_end_beyond_it() {
    let town = Town::new().await;
    for (days, facts) in [
        (8, facts::ANSWERED),
        (15, facts::ANSWERED),
        (16, facts::ANSWERED | facts::OVER_HARD),
    ] {
        let (letter, _) = town.assigned("操场开放时间").await;
        let began = town.hand.now();
        town.days(days);
        let answered = town.answer(&letter).await;
        assert_eq!(answered.facts, facts, "{days}");
        assert_eq!(answered.result.as_deref(), Some("late"));
        town.hand.advance(began - town.hand.now());
    }
}
