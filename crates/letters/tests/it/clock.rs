//! The clock, as letters live by it.

use crate::town::{Town, at};
use kernel::policy::decide;
use kernel::{Actor, Error};
use letters::clock::{DayCount, Limits, NewPolicy, set_policy};
use letters::letter::entity::Model;
use letters::letter::{
    Rating, answer_question, ask_writer, assign_letter, classify_letter, extend_letter, facts,
    invalidate_letter, rate_letter, reopen_letter, restore_letter, resume_letter, return_letter,
    transfer_letter,
};
use letters::pause::entity as pause;
use letters::permissions::{AllotLetters, HandleLetters, ManageBoards, ReviewReplies};
use letters::refusals::{ASKED_ALREADY, EXTENDED_ALREADY, EXTENSION_TOO_LATE, EXTENSION_TOO_LONG};
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
    let letter = answer_question(&mut tx, &proven, "转入实验小学", None)
        .await
        .unwrap();
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

async fn ask(town: &Town, letter: &Model) -> kernel::Result<Model> {
    town.clerk::<HandleLetters, _>(town.edu, letter, |tx, id, seen| {
        Box::pin(ask_writer(tx, id, seen, "请说明转入学校"))
    })
    .await
}

async fn go_on(town: &Town, letter: &Model) -> Model {
    town.clerk::<HandleLetters, _>(town.edu, letter, |tx, id, seen| {
        Box::pin(resume_letter(tx, id, seen, "写信人未回复"))
    })
    .await
    .unwrap()
}

/// Limits so generous that whoever could choose them would.
async fn generous(town: &Town, class: Option<&str>, unit: Option<i64>) {
    let by = decide::<ManageBoards>(&Actor::operator("letters"), town.portal.id, &[]).unwrap();
    let mut tx = town.base.store.write(by).await.unwrap();
    let limits = Limits {
        answer: (30, DayCount::Working),
        hard: (90, DayCount::Calendar),
        ..Limits::default()
    };
    let new = NewPolicy {
        board: None,
        class: class.map(str::to_owned),
        unit,
        valid_from: "2006-01-01".parse().unwrap(),
        limits,
    };
    set_policy(&mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_question_is_put_once_a_round_and_gives_back_no_more_than_its_days() {
    let town = Town::new().await;
    let (letter, _) = town.assigned("转学手续").await;
    ask(&town, &letter).await.unwrap();
    town.days(200);
    let on = go_on(&town, &letter).await;
    assert_eq!(on.paused_days, 15);
    assert_eq!(on.hard_on, "2026-04-01");
    assert_eq!(
        refusal(ask(&town, &letter).await.unwrap_err()),
        ASKED_ALREADY.code
    );
}

#[tokio::test]
async fn who_was_late_when_asking_stays_late() {
    let town = Town::new().await;
    let (letter, _) = town.assigned("转学手续").await;
    town.days(8);
    ask(&town, &letter).await.unwrap();
    town.days(3);
    let on = go_on(&town, &letter).await;
    assert_eq!(
        (on.due_on, on.hard_on, on.paused_days),
        (letter.due_on, letter.hard_on, 0)
    );
}

#[tokio::test]
async fn a_question_ends_with_the_part_of_the_unit_that_put_it() {
    let town = Town::new().await;
    let (letter, _) = town.assigned("转学手续").await;
    ask(&town, &letter).await.unwrap();
    town.clerk::<AllotLetters, _>(town.portal, &letter, |tx, id, seen| {
        Box::pin(invalidate_letter(tx, id, seen, "无实际内容"))
    })
    .await
    .unwrap();
    let open = |rows: Vec<pause::Model>| rows.iter().filter(|row| row.ended_at.is_none()).count();
    let rows = town.pool.read().find::<pause::Entity>().all().await.unwrap();
    assert_eq!((rows.len(), open(rows)), (1, 0));
    // The letter comes back and goes its way without meeting the old question.
    town.clerk::<AllotLetters, _>(town.portal, &letter, |tx, id, seen| {
        Box::pin(restore_letter(tx, id, seen, "误判"))
    })
    .await
    .unwrap();
    let edu = town.edu.unit;
    town.clerk::<AllotLetters, _>(town.portal, &letter, |tx, id, seen| {
        Box::pin(assign_letter(tx, id, seen, edu, ""))
    })
    .await
    .unwrap();
    assert_eq!(town.answer(&letter).await.state, "answered");
}

#[tokio::test]
async fn a_limit_that_is_past_moves_neither_by_class_nor_by_unit() {
    let town = Town::new().await;
    let (letter, _) = town.assigned("供水").await;
    generous(&town, Some("建议"), None).await;
    generous(&town, None, Some(town.agri.unit)).await;
    let agri = town.agri.unit;
    // Handing on gives nobody a day, also in time.
    let moved = town
        .clerk::<HandleLetters, _>(town.edu, &letter, |tx, id, seen| {
            Box::pin(transfer_letter(tx, id, seen, agri, "属农林局职责"))
        })
        .await
        .unwrap();
    assert_eq!((&moved.due_on, &moved.hard_on), (&letter.due_on, &letter.hard_on));
    town.days(8);
    let classed = town
        .clerk::<AllotLetters, _>(town.portal, &letter, |tx, id, seen| {
            Box::pin(classify_letter(tx, id, seen, "建议"))
        })
        .await
        .unwrap();
    assert_eq!(classed.class, "建议");
    assert_eq!((classed.due_on, classed.hard_on), (letter.due_on, letter.hard_on));
}

#[tokio::test]
async fn a_clerk_who_allots_anew_after_the_limit_gives_no_new_one() {
    let town = Town::new().await;
    let (letter, _) = town.write(town.portal, "供水").await;
    generous(&town, None, Some(town.agri.unit)).await;
    town.days(8);
    let (edu, agri) = (town.edu.unit, town.agri.unit);
    for unit in [edu, agri] {
        let given = town
            .clerk::<AllotLetters, _>(town.portal, &letter, move |tx, id, seen| {
                Box::pin(assign_letter(tx, id, seen, unit, ""))
            })
            .await
            .unwrap();
        assert_eq!(given.due_on, letter.due_on);
        if unit == edu {
            town.clerk::<HandleLetters, _>(town.edu, &letter, |tx, id, seen| {
                Box::pin(return_letter(tx, id, seen, "不属本单位"))
            })
            .await
            .unwrap();
        }
    }
}

#[tokio::test]
async fn in_the_second_round_a_lead_who_takes_over_has_the_dates_of_the_first() {
    let town = Town::new().await;
    let (letter, receipt) = town.assigned("校车").await;
    town.answer(&letter).await;
    let (mut tx, proven) = town.writer(&receipt).await;
    reopen_letter(&mut tx, &proven, "还没有解决").await.unwrap();
    tx.commit().await.unwrap();
    town.days(4);
    let agri = town.agri.unit;
    town.clerk::<HandleLetters, _>(town.edu, &letter, |tx, id, seen| {
        Box::pin(transfer_letter(tx, id, seen, agri, "属农林局职责"))
    })
    .await
    .unwrap();
    let parts = town
        .pool
        .read()
        .find::<letters::handling::entity::Entity>()
        .all()
        .await
        .unwrap();
    let due: Vec<_> = parts
        .iter()
        .filter(|part| part.round == 2)
        .map(|part| part.due_on.as_str())
        .collect();
    assert_eq!(due, ["2026-03-09", "2026-03-09"]);
}

#[tokio::test]
async fn the_day_that_an_extension_names_is_the_limit() {
    let town = Town::new().await;
    for (days, result) in [(10, "extended"), (11, "late")] {
        let began = town.hand.now();
        let (letter, _) = town.assigned("校车路线调整").await;
        let extended = extend(&town, &letter, "2026-03-12").await.unwrap();
        assert_eq!(extended.until_on.as_deref(), Some("2026-03-12"));
        town.days(days);
        let answered = town.answer(&letter).await;
        assert_eq!(answered.result.as_deref(), Some(result), "{days}");
        town.hand.advance(began - town.hand.now());
    }
}

#[tokio::test]
async fn an_extension_of_the_second_round_counts_for_its_unit() {
    let town = Town::new().await;
    let (letter, receipt) = town.assigned("校车路线调整").await;
    town.answer(&letter).await;
    let (mut tx, proven) = town.writer(&receipt).await;
    let again = reopen_letter(&mut tx, &proven, "还没有解决").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(again.until_on, None);
    extend(&town, &letter, "2026-03-16").await.unwrap();
    town.days(13);
    let answered = town.answer(&letter).await;
    assert_eq!(
        answered.result.as_deref(),
        Some("on_time"),
        "the first answer's stays"
    );
    let parts = town
        .pool
        .read()
        .find::<letters::handling::entity::Entity>()
        .all()
        .await
        .unwrap();
    assert_eq!(parts.last().unwrap().result.as_deref(), Some("extended"));
}
