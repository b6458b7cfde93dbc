//! 法律在线: answered on the same day by whoever is on duty; the education board's own count; what a class proposes.

use crate::http::{Served, staff};
use crate::town::{Town, at, new_letter};
use kernel::policy::decide;
use kernel::{Actor, Error, Role, SiteId};
use letters::board::{Kind, NewBoard, NewClass, entity as board, save_board, save_class};
use letters::choice::choose_answer;
use letters::duty::{DutyTeller, entity as duty};
use letters::letter::entity::Model;
use letters::letter::{classify_letter, register_letter, show_letter, write_letter};
use letters::permissions::{AllotLetters, HandleLetters, ManageBoards, ReviewReplies, WriteLetter};
use letters::reply::{Outcome, draft_reply, release_reply, submit_reply};
use letters::stats::{Filter, Period, Scope, read_figures};
use mail::SendMail;
use sea_orm::ColumnTrait;
use std::sync::Arc;
use store::job::{JobRunner, entity as job};

const EDU_CLERK: i64 = 11;
const EDU_ADMIN: i64 = 13;
const PORTAL_ADMIN: i64 = 23;
const ROSTER: &str = "/console/letter-roster";
const MARCH: &str = "/console/letter-roster?month=2026-03";

fn new_board(key: &str, kind: Kind, unit: Option<i64>) -> NewBoard {
    NewBoard {
        key: key.into(),
        name: kind.title().into(),
        kind,
        unit,
        intro: String::new(),
        private_only: false,
        private_default: false,
        closed: false,
        position: 1,
        hours: ("09:00".into(), "17:00".into()),
    }
}

async fn set_up(town: &Town, site: SiteId, new: NewBoard) -> board::Model {
    let by = decide::<ManageBoards>(&Actor::operator("demo"), site, &[]).unwrap();
    let mut tx = town.base.store.write(by).await.unwrap();
    let row = save_board(&mut tx, None, new).await.unwrap();
    tx.commit().await.unwrap();
    row
}

async fn law(town: &Town) -> board::Model {
    set_up(
        town,
        town.edu.id,
        new_board("law", Kind::Law, Some(town.edu.unit)),
    )
    .await
}

async fn ask(town: &Town, board: &str, title: &str) -> Model {
    let mut tx = town.door::<WriteLetter>(town.edu, None).await.unwrap();
    let mut new = new_letter(title);
    new.board = board.into();
    let (letter, _) = write_letter(&mut tx, &town.key, new).await.unwrap();
    tx.commit().await.unwrap();
    letter
}

async fn answer(town: &Town, letter: &Model) -> Model {
    town.clerk::<HandleLetters, _>(town.edu, letter, |tx, id, seen| {
        Box::pin(draft_reply(tx, id, seen, Outcome::Answered, "可以向法院起诉。"))
    })
    .await
    .unwrap();
    town.clerk::<HandleLetters, _>(town.edu, letter, |tx, id, seen| {
        Box::pin(submit_reply(tx, id, seen))
    })
    .await
    .unwrap();
    town.head::<ReviewReplies, _>(town.edu, letter, |tx, id, seen| {
        Box::pin(release_reply(tx, id, seen, true))
    })
    .await
    .unwrap()
}

async fn show(town: &Town, letter: &Model) -> Model {
    town.clerk::<AllotLetters, _>(town.edu, letter, |tx, id, seen| {
        Box::pin(show_letter(tx, id, seen, true))
    })
    .await
    .unwrap()
}

fn day(fields: &mut Vec<(String, String)>, on: &str, person: &str, deputy: &str, away: bool) {
    fields.push((format!("person-{on}"), person.into()));
    fields.push((format!("deputy-{on}"), deputy.into()));
    if away {
        fields.push((format!("away-{on}"), "true".into()));
    }
}

async fn save(served: &Served, fields: &[(String, String)]) -> crate::http::Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    served.act(EDU_CLERK, MARCH, ROSTER, &fields).await
}

fn month(board: &board::Model) -> Vec<(String, String)> {
    vec![
        ("board".into(), board.id.to_string()),
        ("month".into(), "2026-03".into()),
        ("title".into(), "值班律师".into()),
    ]
}

async fn told(town: &Town) -> Vec<String> {
    let jobs = JobRunner::new(
        town.base.hub(),
        vec![Arc::new(DutyTeller::new(town.base.hub(), staff(town)))],
    );
    jobs.settle().await.unwrap();
    let read = town.pool.read();
    let rows = read
        .find::<job::Entity>()
        .filter(job::Column::Kind.eq("mail.send"));
    let rows = rows.asc(job::Column::Id).all().await.unwrap();
    let to = |row: &job::Model| serde_json::from_str::<SendMail>(&row.payload).unwrap().message.to;
    rows.iter().map(to).collect()
}

#[tokio::test]
async fn a_letter_goes_to_who_is_on_duty_and_is_due_on_the_same_day() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    assert!(served.open(EDU_CLERK, ROSTER).await.says("没有要值班的栏目"));
    let board = law(&town).await;
    let mut fields = month(&board);
    day(&mut fields, "2026-03-02", "11", "13", false);
    day(&mut fields, "2026-03-03", "13", "11", true);
    let done = save(&served, &fields).await;
    assert_eq!(done.status, 303, "{}", done.body);
    let first = ask(&town, "law", "借条没有写还款日期").await;
    assert_eq!(
        (first.state.as_str(), first.unit_id),
        ("assigned", Some(town.edu.unit))
    );
    assert_eq!(
        (first.due_on.as_str(), first.hard_on.as_str()),
        ("2026-03-02", "2026-03-17")
    );
    assert_eq!(told(&town).await, ["staff11@example.com"]);
    // After hours: due on the next working day, when the deputy answers.
    town.hand.advance(at("2026-03-02 17:00") - town.hand.now());
    let second = ask(&town, "law", "租房押金").await;
    assert_eq!(second.due_on, "2026-03-03");
    assert_eq!(
        told(&town).await,
        ["staff11@example.com", "staff11@example.com"],
        "who is away is not told"
    );
    let form = served.visit("edu", "/letters/new?board=law").await;
    assert!(
        form.says("今日值班：教育局 值班律师 工作人员11") && form.says("工作日收到的来信当天答复"),
        "{}",
        form.body
    );
    assert!(served.visit("edu", "/letters/").await.says("值班律师 工作人员11"));
    let desk = served.open(EDU_CLERK, "/console/letters").await;
    assert!(desk.says("今日值班") && desk.says("待答复 2 件"), "{}", desk.body);
    let page = served
        .open(EDU_CLERK, &format!("/console/letters/{}", second.id))
        .await;
    assert!(
        page.says("已过当天答复时间") && page.says("转值班人员"),
        "{}",
        page.body
    );
    let done = answer(&town, &first).await;
    assert_eq!(done.result.as_deref(), Some("on_time"));
    town.days(2);
    let late = answer(&town, &second).await;
    assert_eq!(late.result.as_deref(), Some("late"));
    assert_eq!(town.letter(first.id).await.result.as_deref(), Some("on_time"));
}

#[tokio::test]
async fn who_is_put_down_instead_hears_of_what_waits() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let board = law(&town).await;
    let mut fields = month(&board);
    day(&mut fields, "2026-03-02", "11", "", false);
    assert_eq!(save(&served, &fields).await.status, 303);
    let letter = ask(&town, "law", "公证委托").await;
    assert_eq!(told(&town).await, ["staff11@example.com"]);
    let mut fields = month(&board);
    day(&mut fields, "2026-03-02", "11", "", true);
    let refused = save(&served, &fields).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.says("请填写代班人") && refused.says("checked"),
        "{}",
        refused.body
    );
    let mut fields = month(&board);
    day(&mut fields, "2026-03-02", "11", "13", true);
    assert_eq!(save(&served, &fields).await.status, 303);
    assert_eq!(told(&town).await, ["staff11@example.com", "staff13@example.com"]);
    assert_eq!(town.letter(letter.id).await.revision, letter.revision);
    let form = served.visit("edu", "/letters/new?board=law").await;
    assert!(form.says("值班律师 工作人员13"), "{}", form.body);
    // A day that is over stays as it was, and a board of another site is none.
    town.days(1);
    let mut fields = month(&board);
    day(&mut fields, "2026-03-02", "13", "", false);
    assert_eq!(save(&served, &fields).await.status, 303);
    assert!(served.open(EDU_CLERK, MARCH).await.says("不在"));
    let fields = [("board", board.id.to_string()), ("title", "值班律师".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let other = served.act(PORTAL_ADMIN, ROSTER, ROSTER, &fields).await;
    assert_eq!(other.status, 404);
}

#[tokio::test]
async fn without_a_roster_the_handler_hears_and_a_day_off_is_nobodys() {
    let town = Town::new().await;
    law(&town).await;
    let mut tx = town.base.hub().write(Actor::operator("test")).await.unwrap();
    let row = duty::ActiveModel {
        site_id: sea_orm::Set(town.edu.id.0),
        unit_id: sea_orm::Set(town.edu.unit),
        person_id: sea_orm::Set(11),
        part: sea_orm::Set("handler".into()),
        person_name: sea_orm::Set("工作人员11".into()),
        account: sea_orm::Set("staff11".into()),
        set_by_name: sea_orm::Set(String::new()),
        ..Default::default()
    };
    tx.insert(row).await.unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    town.hand.advance(at("2026-03-07 10:00") - town.hand.now());
    let letter = ask(&town, "law", "周六的问题").await;
    assert_eq!(letter.due_on, "2026-03-09");
    assert_eq!(told(&town).await, ["staff11@example.com"]);
}

#[tokio::test]
async fn chosen_answers_stand_before_the_form_and_are_searched() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    law(&town).await;
    let letter = ask(&town, "law", "借条没有写还款日期").await;
    let early = town
        .clerk::<AllotLetters, _>(town.edu, &letter, |tx, id, seen| {
            Box::pin(choose_answer(tx, id, seen, true))
        })
        .await;
    assert!(matches!(early, Err(Error::Refused(refusal)) if refusal.code == "letter.no_public_answer"));
    show(&town, &letter).await;
    answer(&town, &letter).await;
    let page = format!("/console/letters/{}", letter.id);
    let shown = served.open(EDU_ADMIN, &format!("{page}?do=choose")).await;
    assert!(shown.says("选入"), "{}", shown.body);
    let done = served
        .act(EDU_ADMIN, &page, &format!("{page}/choose"), &[("shown", "yes")])
        .await;
    assert_eq!(done.status, 303, "{}", done.body);
    let form = served.visit("edu", "/letters/new?board=law").await;
    assert!(
        form.says("常见问答") && form.says("借条没有写还款日期"),
        "{}",
        form.body
    );
    assert!(form.says("state=chosen"), "{}", form.body);
    let list = "/letters/?board=law&state=chosen";
    assert!(
        served
            .visit("edu", &format!("{list}&q=%E5%80%9F%E6%9D%A1"))
            .await
            .says("借条没有写还款日期")
    );
    assert!(
        served
            .visit("edu", &format!("{list}&q=%E7%A7%9F%E6%88%BF"))
            .await
            .says("没有符合条件")
    );
    town.clerk::<AllotLetters, _>(town.edu, &letter, |tx, id, seen| {
        Box::pin(show_letter(tx, id, seen, false))
    })
    .await
    .unwrap();
    assert!(
        !served
            .visit("edu", "/letters/new?board=law")
            .await
            .says("借条没有写")
    );
    assert_eq!(served.visit("edu", "/letters/?board=nobody").await.status, 404);
}

#[tokio::test]
async fn boards_of_a_site_add_up_to_it_and_the_pool_counts_each_once() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let own = set_up(&town, town.edu.id, new_board("school", Kind::Education, None)).await;
    let (first, _) = town.write(town.edu, "普通来信").await;
    for title in ["小学入学", "学校午餐", "校车"] {
        ask(&town, "school", title).await;
    }
    town.write(town.portal, "门户来信").await;
    let unit = town.edu.unit;
    let letter = ask(&town, "school", "已经答复的").await;
    town.clerk::<AllotLetters, _>(town.edu, &letter, |tx, id, seen| {
        Box::pin(letters::letter::assign_letter(tx, id, seen, unit, ""))
    })
    .await
    .unwrap();
    answer(&town, &letter).await;
    let filter = Filter::of(Period::year(2026).unwrap());
    let read = town.pool.snapshot().await.unwrap();
    let site = read_figures(&read, Scope::Site(town.edu.id, Some(unit)), &filter)
        .await
        .unwrap();
    let group = read_figures(&read, Scope::Group, &filter).await.unwrap();
    let received =
        |boards: &[letters::stats::BoardFigures]| boards.iter().map(|row| row.received).sum::<u64>();
    assert_eq!((site.received, received(&site.boards)), (5, 5));
    assert_eq!((group.received, received(&group.boards)), (6, 6));
    let board = |rows: &[letters::stats::BoardFigures]| {
        let row = rows.iter().find(|row| row.id == own.id).unwrap();
        (row.received, row.valid, row.replied, row.reply_rate)
    };
    assert_eq!(board(&site.boards), (4, 4, 1, Some(25.0)));
    assert_eq!(board(&site.boards), board(&group.boards));
    let alone = Filter {
        board: Some(own.id),
        ..filter.clone()
    };
    let alone = read_figures(&read, Scope::Group, &alone).await.unwrap();
    assert_eq!((alone.received, alone.replied), (4, 1));
    assert_ne!(first.board_id, own.id);
    let page = served.visit("edu", "/letters/?board=school").await;
    assert!(
        page.says("收到来信") && page.says("已答复 1 件，答复率 25.00%"),
        "{}",
        page.body
    );
    for host in ["edu", "portal"] {
        let page = served.visit(host, "/letters/stats?year=2026").await;
        assert!(page.says("按栏目") && page.says("教育咨询"), "{}", page.body);
        let json = served.visit(host, "/api/v1/letters/stats?year=2026").await;
        assert!(json.says("\"boards\":["), "{}", json.body);
        let list = served
            .visit(host, &format!("/letters/stats/list?year=2026&board={}", own.id))
            .await;
        assert_eq!(list.body.matches("不公开来信").count(), 4, "{}", list.body);
    }
    let console = served.open(EDU_ADMIN, "/console/letters/stats?year=2026").await;
    assert!(console.says("1 + 4 = 5"), "{}", console.body);
}

#[tokio::test]
async fn a_class_is_private_by_default_or_always() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let (letter, _) = town.write(town.edu, "先有栏目").await;
    let by = decide::<ManageBoards>(&Actor::operator("demo"), town.edu.id, &[]).unwrap();
    let mut tx = town.base.store.write(by).await.unwrap();
    for (name, private_only, private_default) in [("求助", false, true), ("举报", true, false)] {
        let new = NewClass {
            name: name.into(),
            intro: String::new(),
            private_only,
            private_default,
            closed: false,
            position: 5,
        };
        save_class(&mut tx, letter.board_id, None, new).await.unwrap();
    }
    tx.commit().await.unwrap();
    let (form, cookie) = served.writing("edu", "/letters/new").await;
    assert!(
        form.says("“求助”默认不公开") && form.says("“举报”涉及举报或者个人事项") && form.says("按来信类型"),
        "{}",
        form.body
    );
    let fields = |class: &'static str, title: &'static str| {
        [
            ("class", class),
            ("title", title),
            ("body", "家里老人需要帮助，请问怎么办？"),
            ("name", "周若溪"),
            ("phone", "13812345678"),
            ("public", "default"),
            ("go", "send"),
        ]
    };
    let sent = served
        .write_letter("edu", (&form, &cookie), &fields("求助", "请帮帮老人"), &[])
        .await;
    assert_eq!(sent.status, 200, "{}", sent.body);
    let read = town.pool.read();
    let rows = read
        .find::<letters::letter::entity::Entity>()
        .asc(letters::letter::entity::Column::Id)
        .all()
        .await
        .unwrap();
    let asked = rows.last().unwrap();
    assert_eq!((asked.class.as_str(), asked.wants_public), ("求助", false));
    // Who chooses to be public is asked about; the desk proposes not to.
    let mut tx = town.door::<WriteLetter>(town.edu, None).await.unwrap();
    let mut new = new_letter("愿意公开的求助");
    new.class = "求助".into();
    let (open, _) = write_letter(&mut tx, &town.key, new).await.unwrap();
    let mut new = new_letter("举报不公开");
    new.class = "举报".into();
    let (never, _) = write_letter(&mut tx, &town.key, new).await.unwrap();
    tx.commit().await.unwrap();
    assert!(open.wants_public && !never.wants_public);
    let page = served
        .open(EDU_ADMIN, &format!("/console/letters/{}?do=register", open.id))
        .await;
    let no = page.body.split("value=\"no\"").nth(1).unwrap_or_default();
    assert!(
        no.split('>').next().unwrap_or_default().contains("checked"),
        "{}",
        page.body
    );
    let refused = town
        .clerk::<AllotLetters, _>(town.edu, &never, |tx, id, seen| {
            Box::pin(register_letter(tx, id, seen, true))
        })
        .await;
    assert!(matches!(refused, Err(Error::Refused(refusal)) if refusal.code == "letter.never_public"));
    // A public letter that becomes one of these is not public any more.
    town.clerk::<AllotLetters, _>(town.edu, &letter, |tx, id, seen| {
        Box::pin(register_letter(tx, id, seen, true))
    })
    .await
    .unwrap();
    let moved = town
        .staff::<AllotLetters, _>(town.edu, (11, Role::LetterClerk), &letter, |tx, id, seen| {
            Box::pin(classify_letter(tx, id, seen, "求助"))
        })
        .await
        .unwrap();
    assert!(!moved.shown);
}

#[tokio::test]
async fn the_portal_leads_to_the_board_and_the_desk_names_ones_own_days() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let board = law(&town).await;
    let front = served.visit("portal", "/letters/").await;
    assert!(front.says("/letters/?board=law\">法律在线"), "{}", front.body);
    let own = served.visit("edu", "/letters/").await;
    assert!(own.says("/letters/new?board=law\">法律在线"), "{}", own.body);
    let desk = served.open(EDU_CLERK, "/console/letters").await;
    assert!(!desk.says("我的值班"), "{}", desk.body);
    let mut fields = month(&board);
    day(&mut fields, "2026-03-03", "11", "13", false);
    assert_eq!(save(&served, &fields).await.status, 303);
    let desk = served.open(EDU_CLERK, "/console/letters").await;
    assert!(desk.says("我的值班：3月3日周二 法律在线"), "{}", desk.body);
    let other = served.open(EDU_ADMIN, "/console/letters").await;
    assert!(other.says("法律在线（备班）"), "{}", other.body);
}
