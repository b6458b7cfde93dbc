//! What units do with letters, and what is none of their business.

use crate::town::{Town, new_letter};
use kernel::{Error, Role};
use letters::code::{Code, Submission};
use letters::letter::entity::{Entity, Model};
use letters::letter::{
    NewLetter, Rating, Receipt, assign_letter, call_assist, classify_letter, contribute, invalidate_letter,
    mark_duplicate, press_letter, rate_letter, register_letter, restore_letter, return_letter, show_letter,
    transfer_letter, withdraw_letter, write_letter,
};
use letters::permissions::{AllotLetters, HandleLetters, PressLetters, ReviewReplies, WriteLetter};
use letters::press;
use letters::rating::Reason;
use letters::refusals::{CODE_WRONG, RETURN_TOO_LATE, SAME_PERSON, SAME_UNIT, SENT_ALREADY, WRONG_STATE};
use letters::reply::{Outcome, draft_reply, release_reply, send_back_reply, submit_reply};

fn code_of(error: Error) -> &'static str {
    match error {
        Error::Refused(refusal) => refusal.code,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_is_public_is_the_cleaned_version() {
    let town = Town::new().await;
    let (letter, receipt) = town.write(town.edu, "小学入学").await;
    assert!(!letter.body.contains("13812345678") && !letter.body.contains("周若溪"));
    assert_eq!(letter.writer_mask, "周**");
    assert!(!letter.shown, "nobody has read it yet");
    assert!(!receipt.code.shown().is_empty() && receipt.number.starts_with("20260302-"));
    let kept = letter.code_hash.unwrap();
    assert!(!kept.contains(&receipt.code.shown().replace('-', "")));
}

#[tokio::test]
async fn only_the_right_code_opens_a_letter() {
    let town = Town::new().await;
    let (letter, receipt) = town.write(town.edu, "小学入学").await;
    assert_eq!(
        town.prove(&receipt.number, &receipt.code).await.unwrap().id,
        letter.id
    );
    let (_, other) = town.write(town.edu, "初中入学").await;
    for (number, code) in [
        (receipt.number.as_str(), &other.code),
        (receipt.number.as_str(), &Code::read("")),
        ("20260302-9-9", &receipt.code),
    ] {
        let wrong = town.prove(number, code).await.unwrap_err();
        assert_eq!(code_of(wrong), CODE_WRONG.code);
    }
}

#[tokio::test]
async fn a_letter_of_another_unit_does_not_exist() {
    let town = Town::new().await;
    let (letter, _) = town.assigned("校车").await;
    let foreign = town
        .clerk::<HandleLetters, _>(town.agri, &letter, |tx, id, seen| {
            Box::pin(draft_reply(tx, id, seen, Outcome::Answered, "您好。"))
        })
        .await;
    assert!(matches!(foreign, Err(Error::NotFound)));
    // Called for help it sees the letter and gives its opinion, but does not answer it.
    let agri = town.agri.unit;
    town.clerk::<HandleLetters, _>(town.edu, &letter, |tx, id, seen| {
        Box::pin(call_assist(tx, id, seen, agri, "请提供供货情况"))
    })
    .await
    .unwrap();
    let foreign = town
        .clerk::<HandleLetters, _>(town.agri, &letter, |tx, id, seen| {
            Box::pin(draft_reply(tx, id, seen, Outcome::Answered, "您好。"))
        })
        .await;
    assert!(matches!(foreign, Err(Error::Forbidden(_))));
    town.clerk::<HandleLetters, _>(town.agri, &letter, |tx, id, seen| {
        Box::pin(contribute(tx, id, seen, "供货正常"))
    })
    .await
    .unwrap();
    let twice = town
        .clerk::<HandleLetters, _>(town.agri, &letter, |tx, id, seen| {
            Box::pin(contribute(tx, id, seen, "再说一次"))
        })
        .await;
    assert!(matches!(twice, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_letter_handed_on_keeps_its_clock_and_its_history() {
    let town = Town::new().await;
    let (letter, _) = town.assigned("田间道路").await;
    let (edu, agri) = (town.edu.unit, town.agri.unit);
    let same = town
        .clerk::<HandleLetters, _>(town.edu, &letter, |tx, id, seen| {
            Box::pin(transfer_letter(tx, id, seen, edu, "本单位"))
        })
        .await;
    assert_eq!(code_of(same.unwrap_err()), SAME_UNIT.code);
    town.days(2);
    let moved = town
        .clerk::<HandleLetters, _>(town.edu, &letter, |tx, id, seen| {
            Box::pin(transfer_letter(tx, id, seen, agri, "属农林局职责"))
        })
        .await
        .unwrap();
    assert_eq!((moved.unit_id, moved.due_on), (Some(agri), letter.due_on.clone()));
    let gone = town
        .clerk::<HandleLetters, _>(town.edu, &letter, |tx, id, seen| {
            Box::pin(transfer_letter(tx, id, seen, agri, "再转"))
        })
        .await;
    assert!(matches!(gone, Err(Error::NotFound)));
    // The next one sends it back too late.
    town.days(3);
    let late = town
        .clerk::<HandleLetters, _>(town.agri, &letter, |tx, id, seen| {
            Box::pin(return_letter(tx, id, seen, "不属本单位"))
        })
        .await;
    assert_eq!(code_of(late.unwrap_err()), RETURN_TOO_LATE.code);
}

#[tokio::test]
async fn a_wrong_assignment_goes_back_with_a_reason() {
    let town = Town::new().await;
    let (letter, _) = town.assigned("供水").await;
    let silent = town
        .clerk::<HandleLetters, _>(town.edu, &letter, |tx, id, seen| {
            Box::pin(return_letter(tx, id, seen, "  "))
        })
        .await;
    assert!(matches!(silent, Err(Error::Invalid(_))));
    let back = town
        .clerk::<HandleLetters, _>(town.edu, &letter, |tx, id, seen| {
            Box::pin(return_letter(tx, id, seen, "属水利局职责"))
        })
        .await
        .unwrap();
    assert_eq!(
        (back.state.as_str(), back.unit_id, back.returns),
        ("registered", None, 1)
    );
}

#[tokio::test]
async fn who_wrote_a_reply_does_not_review_it() {
    let town = Town::new().await;
    let (letter, _) = town.assigned("校服").await;
    let admin = (21, Role::SiteAdmin);
    town.staff::<HandleLetters, _>(town.edu, admin, &letter, |tx, id, seen| {
        Box::pin(draft_reply(tx, id, seen, Outcome::Answered, "您好。"))
    })
    .await
    .unwrap();
    town.staff::<HandleLetters, _>(town.edu, admin, &letter, |tx, id, seen| {
        Box::pin(submit_reply(tx, id, seen))
    })
    .await
    .unwrap();
    let same = town
        .staff::<ReviewReplies, _>(town.edu, admin, &letter, |tx, id, seen| {
            Box::pin(release_reply(tx, id, seen, true))
        })
        .await;
    assert_eq!(code_of(same.unwrap_err()), SAME_PERSON.code);
    let back = town
        .head::<ReviewReplies, _>(town.edu, &letter, |tx, id, seen| {
            Box::pin(send_back_reply(tx, id, seen, "请写得详细一些"))
        })
        .await
        .unwrap();
    assert_eq!(back.state, "assigned");
    assert_eq!(town.answer(&letter).await.state, "answered");
    let versions = letters::reply::query::versions(&town.pool.read(), letter.id)
        .await
        .unwrap();
    let states: Vec<_> = versions.iter().map(|row| row.state.as_str()).collect();
    assert_eq!(states, ["published", "sent_back"]);
}

#[tokio::test]
async fn useless_letters_are_marked_and_come_back() {
    let town = Town::new().await;
    let (first, _) = town.write(town.portal, "路灯不亮").await;
    let (second, _) = town.write(town.portal, "路灯不亮").await;
    let number = first.number.clone();
    let repeat = town
        .clerk::<AllotLetters, _>(town.portal, &second, move |tx, id, seen| {
            Box::pin(async move { mark_duplicate(tx, id, seen, &number).await })
        })
        .await
        .unwrap();
    assert_eq!(
        (repeat.state.as_str(), repeat.duplicate_of),
        ("duplicate", Some(first.id))
    );
    let useless = town
        .clerk::<AllotLetters, _>(town.portal, &first, |tx, id, seen| {
            Box::pin(invalidate_letter(tx, id, seen, "无实际内容"))
        })
        .await
        .unwrap();
    assert_eq!(useless.facts, letters::letter::facts::INVALID);
    let back = town
        .clerk::<AllotLetters, _>(town.portal, &first, |tx, id, seen| {
            Box::pin(restore_letter(tx, id, seen, "误判"))
        })
        .await
        .unwrap();
    assert_eq!((back.state.as_str(), back.facts), ("registered", 0));
    // Once answered it cannot become useless.
    let (answered, _) = town.assigned("路灯").await;
    town.answer(&answered).await;
    let never = town
        .clerk::<AllotLetters, _>(town.portal, &answered, |tx, id, seen| {
            Box::pin(invalidate_letter(tx, id, seen, "无实际内容"))
        })
        .await;
    assert_eq!(code_of(never.unwrap_err()), WRONG_STATE.code);
}

#[tokio::test]
async fn the_writer_rates_once_and_withdraws_only_in_time() {
    let town = Town::new().await;
    let (letter, receipt) = town.assigned("公交站").await;
    town.answer(&letter).await;
    let (mut tx, proven) = town.writer(&receipt).await;
    assert_eq!(
        code_of(withdraw_letter(&mut tx, &proven).await.unwrap_err()),
        WRONG_STATE.code
    );
    let bad = Rating {
        score: 1,
        reasons: vec![Reason::NotPutRight],
        words: "电话 13812345678".into(),
    };
    let rated = rate_letter(&mut tx, &proven, bad.clone()).await.unwrap();
    assert!(rated.unrectified && rated.score == Some(1));
    tx.commit().await.unwrap();
    let (mut tx, proven) = town.writer(&receipt).await;
    assert!(rate_letter(&mut tx, &proven, bad).await.is_err());
    drop(tx);
    let (_, receipt) = town.write(town.edu, "写错了").await;
    let (mut tx, proven) = town.writer(&receipt).await;
    let gone = withdraw_letter(&mut tx, &proven).await.unwrap();
    assert_eq!(gone.facts, letters::letter::facts::INVALID);
}

#[tokio::test]
async fn the_writers_wish_for_privacy_stands() {
    let town = Town::new().await;
    let mut tx = town.door::<WriteLetter>(town.edu, None).await.unwrap();
    let mut quiet = new_letter("家庭情况");
    quiet.wants_public = false;
    let (letter, _) = write_letter(&mut tx, &town.key, quiet).await.unwrap();
    tx.commit().await.unwrap();
    let kept = town
        .clerk::<AllotLetters, _>(town.edu, &letter, |tx, id, seen| {
            Box::pin(register_letter(tx, id, seen, true))
        })
        .await
        .unwrap();
    assert!(!kept.shown);
    let never = town
        .clerk::<AllotLetters, _>(town.edu, &letter, |tx, id, seen| {
            Box::pin(show_letter(tx, id, seen, true))
        })
        .await;
    assert!(matches!(never, Err(Error::Refused(_))));
    let changed = town
        .clerk::<AllotLetters, _>(town.edu, &letter, |tx, id, seen| {
            Box::pin(classify_letter(tx, id, seen, "投诉"))
        })
        .await
        .unwrap();
    assert_eq!(changed.class, "投诉");
}

#[tokio::test]
async fn a_form_that_saw_an_older_letter_is_stale() {
    let town = Town::new().await;
    let (letter, _) = town.write(town.edu, "两人同时").await;
    let edu = town.edu.unit;
    let mut tx = town
        .door::<AllotLetters>(town.edu, Some((11, Role::LetterClerk)))
        .await
        .unwrap();
    let (id, seen) = (kernel::LetterId(letter.id), kernel::Revision(letter.revision));
    assign_letter(&mut tx, id, seen, edu, "").await.unwrap();
    assert!(matches!(
        assign_letter(&mut tx, id, seen, edu, "").await,
        Err(Error::Stale(_))
    ));
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn urging_rises_by_levels() {
    let town = Town::new().await;
    let (letter, _) = town.assigned("积水").await;
    for _ in 0..2 {
        town.head::<PressLetters, _>(town.portal, &letter, |tx, id, seen| {
            Box::pin(press_letter(tx, id, seen, press::Kind::Urge, "请尽快答复"))
        })
        .await
        .unwrap();
    }
    let rows = town
        .base
        .hub()
        .read()
        .find::<press::entity::Entity>()
        .all()
        .await
        .unwrap();
    let levels: Vec<_> = rows.iter().map(|row| row.level).collect();
    assert_eq!(levels, [1, 2]);
}

async fn send(town: &Town, new: NewLetter) -> kernel::Result<(Model, Receipt)> {
    let mut tx = town.door::<WriteLetter>(town.edu, None).await.unwrap();
    let written = write_letter(&mut tx, &town.key, new).await?;
    tx.commit().await.unwrap();
    Ok(written)
}

#[tokio::test]
async fn the_same_form_sent_again_is_the_same_letter_with_the_same_receipt() {
    let town = Town::new().await;
    let mut new = new_letter("校门口积水");
    new.submission = Some(Submission::random().unwrap());
    let (letter, receipt) = send(&town, new.clone()).await.unwrap();
    let (again, same) = send(&town, new.clone()).await.unwrap();
    assert_eq!((again.id, same), (letter.id, receipt.clone()));
    assert_eq!(town.pool.read().find::<Entity>().all().await.unwrap().len(), 1);
    assert_eq!(
        town.prove(&receipt.number, &receipt.code).await.unwrap().id,
        letter.id
    );
    // Something else in the same form is not thrown away.
    new.body = "另一件事，请问如何办理？".into();
    assert_eq!(
        code_of(send(&town, new.clone()).await.unwrap_err()),
        SENT_ALREADY.code
    );
    new.submission = Some(Submission::random().unwrap());
    assert_ne!(send(&town, new).await.unwrap().0.id, letter.id);
}

#[tokio::test]
async fn the_public_version_of_a_reply_names_nobody() {
    let town = Town::new().await;
    let (letter, _) = town.assigned("补办证件").await;
    let words = "周若溪您好，已电话 13812345678 与您联系。";
    town.clerk::<HandleLetters, _>(town.edu, &letter, |tx, id, seen| {
        Box::pin(draft_reply(tx, id, seen, Outcome::Answered, words))
    })
    .await
    .unwrap();
    let reply = letters::reply::query::newest(&town.pool.read(), letter.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(reply.body, words);
    let public = reply.public_body.unwrap();
    assert!(
        !public.contains("周若溪") && !public.contains("12345678"),
        "{public}"
    );
}

#[tokio::test]
async fn nobody_sees_a_letter_before_somebody_has_read_it() {
    let town = Town::new().await;
    let (letter, _) = town.assigned("路灯").await;
    assert!(!letter.shown, "assigning is not reading");
    let shown = town
        .clerk::<AllotLetters, _>(town.portal, &letter, |tx, id, seen| {
            Box::pin(show_letter(tx, id, seen, true))
        })
        .await
        .unwrap();
    assert!(shown.shown);
}

#[tokio::test]
async fn only_the_first_portal_sees_the_letters_of_all() {
    use gateway::site::entity as site;
    use sea_orm::{ColumnTrait, Set};
    let town = Town::new().await;
    let mut tx = town
        .base
        .hub()
        .write(kernel::Actor::operator("test"))
        .await
        .unwrap();
    let row = site::ActiveModel {
        kind: Set("portal".into()),
        ..Default::default()
    };
    tx.update_where(row, site::Column::Id.eq(town.agri.id.0))
        .await
        .unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    let (letter, _) = town.write(town.edu, "路灯").await;
    let foreign = town
        .clerk::<AllotLetters, _>(town.agri, &letter, |tx, id, seen| {
            Box::pin(register_letter(tx, id, seen, true))
        })
        .await;
    assert!(matches!(foreign, Err(Error::NotFound)));
    let known = town
        .clerk::<AllotLetters, _>(town.portal, &letter, |tx, id, seen| {
            Box::pin(register_letter(tx, id, seen, true))
        })
        .await;
    assert!(known.is_ok());
}

#[tokio::test]
async fn a_writer_with_an_address_is_told_and_the_mail_says_nothing_of_the_matter() {
    let town = Town::new().await;
    let jobs = async || {
        let rows = town.pool.read().find::<store::job::entity::Entity>().all().await;
        let rows = rows.unwrap().into_iter();
        rows.filter(|row| row.kind == "mail.send").collect::<Vec<_>>()
    };
    for (address, mails) in [("zhou@example.cn", 1), ("", 1), ("zhou@example..cn", 1)] {
        let mut new = new_letter("补办证件");
        new.mail = address.into();
        let (letter, _) = send(&town, new).await.unwrap();
        let edu = town.edu.unit;
        town.clerk::<AllotLetters, _>(town.portal, &letter, |tx, id, seen| {
            Box::pin(assign_letter(tx, id, seen, edu, ""))
        })
        .await
        .unwrap();
        town.answer(&letter).await;
        assert_eq!(jobs().await.len(), mails);
    }
    let mail = jobs().await.remove(0);
    assert!(mail.payload.contains("zhou@example.cn") && !mail.payload.contains("补办证件"));
}
