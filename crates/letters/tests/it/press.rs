//! What is pressed, and what is reported upwards by rule: each once.

use crate::http::{Served, staff};
use crate::town::Town;
use kernel::{Error, Result};
use letters::commitment::{Ending, end_commitment, make_commitment, open_of};
use letters::letter::entity::Model;
use letters::letter::{archive_letter, assign_letter, press_letter};
use letters::permissions::{AllotLetters, HandleLetters, PressLetters};
use letters::press::{Escalate, Escalator, Kind, ask, entity as press};
use mail::SendMail;
use sea_orm::ColumnTrait;
use std::sync::Arc;
use store::job::{Job, JobRunner, entity as job};

const PORTAL_ADMIN: i64 = 23;
const PORTAL_CLERK: i64 = 21;
const EDU_CLERK: i64 = 11;
const AGRI_CLERK: i64 = 31;
const LIST: &str = "/console/letter-presses";

async fn given(town: &Town) -> Model {
    let unit = town.edu.unit;
    let (letter, _) = town.write(town.portal, "学区怎么划分").await;
    town.clerk::<AllotLetters, _>(town.portal, &letter, |tx, id, seen| {
        Box::pin(assign_letter(tx, id, seen, unit, "请阅处"))
    })
    .await
    .unwrap()
}

/// A look as the server has it every hour; who was written to by it.
async fn look(town: &Town) -> Vec<String> {
    let before = mails(town).await.len();
    ask(&town.base.hub()).await.unwrap();
    let jobs = JobRunner::new(
        town.base.hub(),
        vec![Arc::new(Escalator::new(town.base.hub(), staff(town)))],
    );
    jobs.settle().await.unwrap();
    mails(town).await.split_off(before)
}

async fn mails(town: &Town) -> Vec<String> {
    let read = town.pool.read();
    let rows = read
        .find::<job::Entity>()
        .filter(job::Column::Kind.eq("mail.send"));
    let rows = rows.asc(job::Column::Id).all().await.unwrap();
    let to = |row: &job::Model| serde_json::from_str::<SendMail>(&row.payload).unwrap().message.to;
    rows.iter().map(to).collect()
}

async fn reported(town: &Town) -> Vec<i64> {
    let read = town.pool.read();
    let rows = read
        .find::<press::Entity>()
        .filter(press::Column::Kind.is_in(["escalate", "remind"]));
    let rows = rows.asc(press::Column::Id).all().await.unwrap();
    rows.iter().map(|row| row.level).collect()
}

#[tokio::test]
async fn near_its_end_the_handler_hears_past_it_the_head_and_days_later_the_inspector() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let letter = given(&town).await;
    let unit = town.edu.unit.to_string();
    let fields = [("unit", unit.as_str()), ("handler", "staff11")];
    let list = "/console/letter-duties";
    assert_eq!(served.act(PORTAL_ADMIN, list, list, &fields).await.status, 303);
    assert!(look(&town).await.is_empty());
    town.days(3);
    assert_eq!(look(&town).await, ["staff11@example.com"]);
    assert!(look(&town).await.is_empty(), "nothing is told twice");
    assert_eq!(reported(&town).await, [1]);
    // The limit is Monday the 9th.
    town.days(5);
    assert_eq!(look(&town).await, ["staff12@example.com"]);
    assert!(look(&town).await.is_empty());
    assert_eq!(reported(&town).await, [1, 2]);
    town.days(6);
    assert_eq!(look(&town).await, ["staff22@example.com"]);
    assert!(look(&town).await.is_empty());
    assert_eq!(reported(&town).await, [1, 2, 3]);
    let page = served
        .open(EDU_CLERK, &format!("/console/letters/{}", letter.id))
        .await;
    assert!(
        page.says("告知单位负责人") && page.says("告知督查人员") && page.says("久拖上报（上报）"),
        "{}",
        page.body
    );
    assert_eq!(town.letter(letter.id).await.revision, letter.revision);
}

#[tokio::test]
async fn a_day_off_is_nobodys_alarm() {
    let town = Town::new().await;
    given(&town).await;
    // A Saturday, twelve days on.
    town.days(12);
    ask(&town.base.hub()).await.unwrap();
    let jobs = JobRunner::new(town.base.hub(), Vec::new());
    assert!(!jobs.waiting().await.unwrap().contains(&Escalate::KIND.to_owned()));
}

#[tokio::test]
async fn an_answered_letter_is_not_reported() {
    let town = Town::new().await;
    let (letter, _) = town.write(town.portal, "谢谢").await;
    town.clerk::<AllotLetters, _>(town.portal, &letter, |tx, id, seen| {
        Box::pin(letters::letter::invalidate_letter(tx, id, seen, "没有办理内容"))
    })
    .await
    .unwrap();
    town.days(14);
    assert!(look(&town).await.is_empty() && reported(&town).await.is_empty());
}

#[tokio::test]
async fn the_list_counts_what_it_shows_and_a_unit_sees_its_own() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    assert!(served.open(PORTAL_CLERK, LIST).await.says("没有催办督办"));
    let letter = given(&town).await;
    for (kind, words) in [
        (Kind::Urge, "请抓紧"),
        (Kind::Urge, "再次催办"),
        (Kind::Instruct, "请主要领导过问"),
    ] {
        town.head::<PressLetters, _>(town.portal, &letter, |tx, id, seen| {
            Box::pin(press_letter(tx, id, seen, kind, words))
        })
        .await
        .unwrap();
    }
    let all = served.open(PORTAL_CLERK, LIST).await;
    assert!(
        all.says("催办（第 2 次）") && all.says("请主要领导过问"),
        "{}",
        all.body
    );
    let urged = served.open(PORTAL_CLERK, &format!("{LIST}?part=urge")).await;
    assert!(urged.says("再次催办") && !urged.says("请主要领导过问"));
    assert!(served.open(EDU_CLERK, LIST).await.says("请抓紧"));
    assert!(served.open(AGRI_CLERK, LIST).await.says("没有催办督办"));
    served
        .open(EDU_CLERK, &format!("/console/letters/{}", letter.id))
        .await;
    assert!(
        served
            .open(PORTAL_CLERK, &format!("{LIST}?part=unread"))
            .await
            .says("没有催办督办")
    );
    let file = served.open(PORTAL_CLERK, &format!("{LIST}.csv?part=urge")).await;
    assert_eq!(file.body.matches("催办（第").count(), 2, "{}", file.body);
    assert!(
        served
            .open(AGRI_CLERK, &format!("{LIST}.csv"))
            .await
            .body
            .lines()
            .count()
            <= 1
    );
}

fn levels(from: &str) -> Vec<(String, String)> {
    let mut fields = vec![("valid_from".to_owned(), from.to_owned())];
    for (number, name, side, days, tells) in [
        (1, "提前提醒", "before", "3", "handler deputy"),
        (2, "当天提醒", "before", "0", "handler"),
        (3, "逾期上报", "after", "2", "head inspector"),
    ] {
        fields.push((format!("name-{number}"), name.to_owned()));
        fields.push((format!("side-{number}"), side.to_owned()));
        fields.push((format!("days-{number}"), days.to_owned()));
        for who in tells.split(' ') {
            fields.push((format!("tells-{number}-{who}"), "true".to_owned()));
        }
    }
    fields
}

async fn set(served: &Served, who: i64, fields: &[(String, String)]) -> crate::http::Answer {
    let page = "/console/letter-urging";
    let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    served.act(who, page, page, &fields).await
}

#[tokio::test]
async fn levels_are_set_with_a_day_and_tell_whom_they_name_once() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let page = served.open(PORTAL_ADMIN, "/console/letter-urging").await;
    assert!(
        page.says("久拖上报") && page.says("超期 5 个工作日"),
        "{}",
        page.body
    );
    let refused = set(&served, 13, &levels("2026-03-02")).await;
    assert!(
        refused.status == 409 || refused.status == 422,
        "{} {}",
        refused.status,
        refused.body
    );
    assert!(refused.says("由门户统一设定"), "{}", refused.body);
    let refused = set(&served, PORTAL_ADMIN, &levels("2026-03-01")).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.says("不能早于今天") && refused.says("提前提醒"),
        "{}",
        refused.body
    );
    let mut wrong = levels("2026-03-02");
    wrong.retain(|(name, _)| !name.starts_with("tells-2"));
    let refused = set(&served, PORTAL_ADMIN, &wrong).await;
    assert!(refused.says("第 2 级：请选择告知的人"), "{}", refused.body);
    let done = set(&served, PORTAL_ADMIN, &levels("2026-03-03")).await;
    assert_eq!(done.status, 303, "{}", done.body);
    let unit = town.edu.unit.to_string();
    let fields = [
        ("unit", unit.as_str()),
        ("handler", "staff11"),
        ("deputy", "staff13"),
    ];
    let list = "/console/letter-duties";
    assert_eq!(served.act(PORTAL_ADMIN, list, list, &fields).await.status, 303);
    // Due on Monday the 9th.
    given(&town).await;
    assert!(look(&town).await.is_empty());
    town.days(2);
    assert_eq!(look(&town).await, ["staff11@example.com", "staff13@example.com"]);
    assert!(look(&town).await.is_empty());
    town.days(5);
    assert_eq!(look(&town).await, ["staff11@example.com"]);
    town.days(1);
    assert!(look(&town).await.is_empty());
    town.days(1);
    assert_eq!(look(&town).await, ["staff12@example.com", "staff22@example.com"]);
    assert!(look(&town).await.is_empty());
    assert_eq!(reported(&town).await, [1, 2, 3]);
    let page = served.open(PORTAL_CLERK, LIST).await;
    assert!(
        page.says("逾期上报（上报）") && page.says("当天提醒（提醒）"),
        "{}",
        page.body
    );
}

async fn archive(town: &Town, letter: &Model) -> Result<Model> {
    let now = town.letter(letter.id).await;
    town.clerk::<AllotLetters, _>(town.portal, &now, |tx, id, seen| {
        Box::pin(archive_letter(tx, id, seen))
    })
    .await
}

async fn urge(town: &Town, letter: &Model) -> Result<Model> {
    let now = town.letter(letter.id).await;
    town.head::<PressLetters, _>(town.portal, &now, |tx, id, seen| {
        Box::pin(press_letter(tx, id, seen, Kind::Urge, "请按承诺整改"))
    })
    .await
}

fn code(refused: &Result<Model>) -> &'static str {
    match refused {
        Err(Error::Refused(refusal)) => refusal.code,
        _ => "",
    }
}

#[tokio::test]
async fn a_promise_is_chased_before_its_day_and_after_it_until_it_is_put_right() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let unit = town.edu.unit.to_string();
    let fields = [("unit", unit.as_str()), ("handler", "staff11")];
    let list = "/console/letter-duties";
    assert_eq!(served.act(PORTAL_ADMIN, list, list, &fields).await.status, 303);
    let (letter, _) = town.assigned("校门口的路面坏了").await;
    let due = "2026-03-12".parse().unwrap();
    let letter = town
        .clerk::<HandleLetters, _>(town.edu, &letter, |tx, id, seen| {
            Box::pin(make_commitment(tx, id, seen, due, "修好校门口的路面"))
        })
        .await
        .unwrap();
    let letter = town.answer(&letter).await;
    assert!(look(&town).await.is_empty());
    let late = "/console/letters?part=promise-late";
    town.days(8);
    assert_eq!(
        look(&town).await,
        ["staff11@example.com"],
        "two working days before"
    );
    assert!(served.open(EDU_CLERK, late).await.says("没有超期的整改承诺"));
    town.days(3);
    assert_eq!(look(&town).await, ["staff12@example.com"], "the day after");
    assert!(look(&town).await.is_empty(), "each level once");
    town.days(7);
    assert_eq!(look(&town).await, ["staff22@example.com"], "and a week after");
    assert_eq!(reported(&town).await, [1, 2, 3]);
    let page = served.open(EDU_CLERK, late).await;
    assert!(
        page.says("校门口的路面坏了") && page.says("承诺 03-12 前整改，已超期"),
        "{}",
        page.body
    );
    assert!(served.open(AGRI_CLERK, late).await.says("没有超期的整改承诺"));
    let pressed = served.open(PORTAL_CLERK, LIST).await;
    assert!(
        pressed.says("整改承诺已超期：修好校门口的路面"),
        "{}",
        pressed.body
    );
    // It is not put away, and may be urged by hand, while the promise is open; after it neither holds.
    assert_eq!(code(&archive(&town, &letter).await), "letter.promise_open");
    urge(&town, &letter).await.unwrap();
    let promise = open_of(&town.pool.read(), &letter).await.unwrap().remove(0).id;
    let now = town.letter(letter.id).await;
    town.clerk::<HandleLetters, _>(town.edu, &now, |tx, id, seen| {
        Box::pin(end_commitment(
            tx,
            id,
            seen,
            promise,
            Ending::PutRight,
            "路面已修好",
        ))
    })
    .await
    .unwrap();
    town.days(10);
    assert!(look(&town).await.is_empty());
    assert!(served.open(EDU_CLERK, late).await.says("没有超期的整改承诺"));
    assert_eq!(code(&urge(&town, &letter).await), "letter.wrong_state");
    assert_eq!(archive(&town, &letter).await.unwrap().state, "archived");
}
