//! Named handlers and deputies: who is told of a letter.

use crate::http::{Served, staff};
use crate::town::Town;
use kernel::Actor;
use letters::duty::{DutyTeller, TellDuty, entity as duty, told, visit};
use letters::letter::{assign_letter, press_letter};
use letters::permissions::{AllotLetters, PressLetters};
use letters::press::Kind;
use mail::SendMail;
use sea_orm::{ColumnTrait, Set};
use std::sync::Arc;
use store::job::{JobRunner, entity as job};

const PORTAL_ADMIN: i64 = 23;
const EDU_ADMIN: i64 = 13;
const EDU_CLERK: i64 = 11;
const LIST: &str = "/console/letter-duties";

fn named(unit: &str) -> Vec<(&str, &str)> {
    vec![
        ("unit", unit),
        ("handler", "staff11"),
        ("handler_from", "2026-03-01"),
        ("handler_away", "2026-03-03"),
        ("handler_until", "2026-03-04"),
        ("deputy", "staff13"),
    ]
}

/// Who was written to, oldest first.
async fn mails(town: &Town) -> Vec<String> {
    let read = town.pool.read();
    let rows = read
        .find::<job::Entity>()
        .filter(job::Column::Kind.eq("mail.send"));
    let rows = rows.asc(job::Column::Id).all().await.unwrap();
    let mail = |row: &job::Model| serde_json::from_str::<SendMail>(&row.payload).unwrap();
    rows.iter().map(|row| mail(row).message.to).collect()
}

/// Runs what was asked for; mails stay, as nobody delivers here.
async fn run(town: &Town) {
    let teller = DutyTeller::new(town.base.hub(), staff(town));
    let jobs = JobRunner::new(town.base.hub(), vec![Arc::new(teller)]);
    jobs.settle().await.unwrap();
}

#[tokio::test]
async fn an_administrator_names_both_and_the_desk_shows_them() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let unit = town.edu.unit.to_string();
    let first = served.open(EDU_ADMIN, LIST).await;
    assert!(first.says("未指定") && first.says("name=\"handler\"") && !first.says("农林局"));
    for (field, value, words) in [
        ("handler", "nobody", "没有这个账号"),
        ("handler", "staff31", "没有办理本单位来信的岗位"),
        ("deputy", "staff11", "经办人以外的人"),
        ("handler_until", "2026-03-01", "不能早于第一天"),
        ("handler_until", "", "须填写第一天和最后一天"),
        ("handler_from", "3月", "请填写日期"),
    ] {
        let mut fields = named(&unit);
        for field_of in &mut fields {
            if field_of.0 == field {
                field_of.1 = value;
            }
        }
        let refused = served.act(EDU_ADMIN, LIST, LIST, &fields).await;
        assert_eq!(refused.status, 422, "{words}: {}", refused.body);
        assert!(
            refused.says(words) && refused.says("2026-03-03"),
            "{words}: {}",
            refused.body
        );
    }
    let done = served.act(EDU_ADMIN, LIST, LIST, &named(&unit)).await;
    assert_eq!(done.status, 303, "{}", done.body);
    assert!(
        served
            .open(PORTAL_ADMIN, LIST)
            .await
            .says("经办人 工作人员11，代办人 工作人员13")
    );
    town.days(1);
    let desk = served.open(EDU_CLERK, "/console/letters").await;
    assert!(desk.says("经办人 工作人员11（休假至 2026-03-04），代办人 工作人员13"));
    let other = town.agri.unit.to_string();
    let foreign = served.act(EDU_ADMIN, LIST, LIST, &named(&other)).await;
    assert_eq!(foreign.status, 404);
    assert_eq!(served.open(EDU_CLERK, LIST).await.status, 403);
    let read = town.pool.read();
    assert_eq!(read.find::<duty::Entity>().all().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_new_letter_is_told_to_the_handler_and_in_the_days_of_leave_to_the_deputy_and_once() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let unit = town.edu.unit;
    let done = served
        .act(PORTAL_ADMIN, LIST, LIST, &named(&unit.to_string()))
        .await;
    assert_eq!(done.status, 303, "{}", done.body);
    let (letter, _) = town.write(town.portal, "学区怎么划分").await;
    town.clerk::<AllotLetters, _>(town.portal, &letter, |tx, id, seen| {
        Box::pin(assign_letter(tx, id, seen, unit, "请阅处"))
    })
    .await
    .unwrap();
    run(&town).await;
    assert_eq!(mails(&town).await, ["staff11@example.com"]);
    town.days(1);
    town.head::<PressLetters, _>(town.portal, &letter, |tx, id, seen| {
        Box::pin(press_letter(tx, id, seen, Kind::Urge, "请抓紧答复"))
    })
    .await
    .unwrap();
    run(&town).await;
    assert_eq!(mails(&town).await, ["staff11@example.com", "staff13@example.com"]);
    let read = town.pool.read();
    assert_eq!(read.find::<told::Entity>().all().await.unwrap().len(), 2);
    let page = served
        .open(EDU_CLERK, &format!("/console/letters/{}", letter.id))
        .await;
    assert!(
        page.says("教育局（经办人 工作人员11（休假至 2026-03-04）"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn a_unit_without_a_named_person_is_told_nothing() {
    let town = Town::new().await;
    let unit = town.agri.unit;
    let (letter, _) = town.write(town.portal, "农药残留").await;
    town.clerk::<AllotLetters, _>(town.portal, &letter, |tx, id, seen| {
        Box::pin(assign_letter(tx, id, seen, unit, "请阅处"))
    })
    .await
    .unwrap();
    let jobs = JobRunner::new(town.base.hub(), Vec::new());
    assert!(
        !jobs
            .waiting()
            .await
            .unwrap()
            .contains(&<TellDuty as store::job::Job>::KIND.to_owned())
    );
}

#[tokio::test]
async fn the_page_of_daily_looks_shows_who_missed_a_working_day() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    town.days(1);
    let mut tx = town.base.hub().write(Actor::operator("test")).await.unwrap();
    for day in ["2026-03-02", "2026-03-03"] {
        let row = visit::ActiveModel {
            site_id: Set(town.edu.id.0),
            unit_id: Set(town.edu.unit),
            person_id: Set(EDU_CLERK),
            day: Set(day.into()),
            at: Set(tx.now()),
            ..Default::default()
        };
        tx.insert(row).await.unwrap();
    }
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    let all = served.open(PORTAL_ADMIN, "/console/letter-visits").await;
    assert!(
        all.says("今天还有 2 个单位没有人查看") && all.says("农林局"),
        "{}",
        all.body
    );
    assert!(all.says("03-02 已查看") && all.says("02-28 未查看") && !all.says("03-01"));
    let own = served.open(EDU_CLERK, "/console/letter-visits").await;
    assert!(
        own.says("教育局") && !own.says("农林局") && !own.says("个单位没有人查看"),
        "{}",
        own.body
    );
}
