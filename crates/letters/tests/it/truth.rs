//! That the figures say what was, whatever is done later, and that nobody learns more than is theirs.

use crate::http::Served;
use crate::town::Town;
use kernel::policy::decide;
use kernel::{Actor, Error, LetterId, Revision, Role};
use letters::assessment::{SealKey, Week, Work, assess_week, entity as assessment, measure, read_circular};
use letters::handling::entity as handling;
use letters::letter::entity::Model;
use letters::letter::{
    Rating, Receipt, answer_question, ask_writer, assign_letter, call_assist, contribute, extend_letter,
    invalidate_letter, lapse_question, mark_duplicate, rate_letter, register_letter, reopen_letter,
    resume_letter, show_letter, transfer_letter,
};
use letters::pause::{self, EndPauses, Lapser};
use letters::permissions::{AllotLetters, AssessUnits, HandleLetters, OpenOriginals, ReviewReplies};
use letters::rating::Reason;
use letters::refusals::DUPLICATE_OF_WHAT;
use letters::reply::{Outcome, draft_reply, release_reply, submit_reply};
use letters::staff::open_original;
use letters::stats::{Figures, Filter, Period, Scope, UnitFigures, What, read_figures, read_list, sheets};
use sea_orm::{ColumnTrait, Set};
use std::sync::Arc;
use store::job::{Job, JobRunner};

const EDU_CLERK: i64 = 11;
const EDU_HEAD: i64 = 12;
const PORTAL_CLERK: i64 = 21;

async fn year(town: &Town) -> Figures {
    let filter = Filter::of(Period::year(2026).unwrap());
    read_figures(&town.pool.read(), Scope::Group, &filter)
        .await
        .unwrap()
}

async fn of_unit(town: &Town, unit: i64) -> UnitFigures {
    let all = year(town).await;
    let row = all.units.into_iter().find(|row| row.id == Some(unit));
    row.unwrap()
}

async fn work(town: &Town, week: &str, unit: i64) -> Work {
    let week: Week = week.parse().unwrap();
    let measured = measure(&town.pool.read(), week).await.unwrap();
    let row = measured.works.into_iter().find(|work| work.unit == Some(unit));
    row.unwrap()
}

async fn ask(town: &Town, letter: &Model) -> Model {
    town.clerk::<HandleLetters, _>(town.edu, letter, |tx, id, seen| {
        Box::pin(ask_writer(tx, id, seen, "是哪一段路？"))
    })
    .await
    .unwrap()
}

async fn hand_on(town: &Town, letter: &Model) -> Model {
    let agri = town.agri.unit;
    town.clerk::<HandleLetters, _>(town.edu, letter, |tx, id, seen| {
        Box::pin(transfer_letter(tx, id, seen, agri, "属农林局职责"))
    })
    .await
    .unwrap()
}

async fn reopen(town: &Town, receipt: &Receipt) {
    let (mut tx, proven) = town.writer(receipt).await;
    reopen_letter(&mut tx, &proven, "没有解决").await.unwrap();
    tx.commit().await.unwrap();
}

async fn rate(town: &Town, receipt: &Receipt, score: i64) {
    let (mut tx, proven) = town.writer(receipt).await;
    let reasons = if score < 3 {
        vec![Reason::NotPutRight]
    } else {
        Vec::new()
    };
    let rating = Rating {
        score,
        reasons,
        ..Rating::default()
    };
    rate_letter(&mut tx, &proven, rating).await.unwrap();
    tx.commit().await.unwrap();
}

/// The bureau of agriculture answers what it has.
async fn agri_answers(town: &Town, letter: &Model) -> Model {
    let agri = town.agri;
    town.clerk::<HandleLetters, _>(agri, letter, |tx, id, seen| {
        Box::pin(draft_reply(tx, id, seen, Outcome::Answered, "已处理完毕。"))
    })
    .await
    .unwrap();
    town.clerk::<HandleLetters, _>(agri, letter, |tx, id, seen| Box::pin(submit_reply(tx, id, seen)))
        .await
        .unwrap();
    town.head::<ReviewReplies, _>(agri, letter, |tx, id, seen| {
        Box::pin(release_reply(tx, id, seen, true))
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn a_reviewer_takes_away_and_never_adds() {
    let town = Town::new().await;
    let (hidden, _) = town.assigned("有姓名的来信").await;
    assert!(!hidden.shown, "the allotting desk has not shown it");
    assert!(!town.answer(&hidden).await.shown);
    let shown = town
        .clerk::<AllotLetters, _>(town.portal, &hidden, |tx, id, seen| {
            Box::pin(show_letter(tx, id, seen, true))
        })
        .await
        .unwrap();
    assert!(shown.shown, "the allotting desk shows it");
    // What it hides again stays hidden through a second round too, whatever the reviewer sends.
    let (letter, receipt) = town.assigned("又一封").await;
    for show in [true, false] {
        town.clerk::<AllotLetters, _>(town.portal, &letter, |tx, id, seen| {
            Box::pin(show_letter(tx, id, seen, show))
        })
        .await
        .unwrap();
        assert_eq!(town.answer(&letter).await.shown, show);
        reopen(&town, &receipt).await;
    }
    let served = Served::of(&town).await;
    let page = format!("/console/letters/{}", letter.id);
    let fields = [
        ("outcome", "answered"),
        ("body", "您好，已办理。"),
        ("go", "submit"),
    ];
    let sent = served
        .act(EDU_CLERK, &page, &format!("{page}/reply"), &fields)
        .await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let review = served.open(EDU_HEAD, &page).await;
    assert!(!review.says("value=\"yes\"") && review.says("请转办单位在“公开设置”中设定"));
    let release = format!("{page}/release");
    let done = served.act(EDU_HEAD, &page, &release, &[("shown", "yes")]).await;
    assert_eq!(done.status, 303, "{}", done.body);
    assert!(!town.letter(letter.id).await.shown);
}

#[tokio::test]
async fn a_question_that_nobody_answers_ends_by_itself() {
    let town = Town::new().await;
    let hub = town.base.hub();
    let jobs = JobRunner::new(hub.clone(), vec![Arc::new(Lapser::new(hub.clone()))]);
    let run = async || {
        pause::ask(&hub).await.unwrap();
        jobs.settle().await.unwrap();
    };
    let (letter, _) = town.assigned("路灯不亮").await;
    let asked = ask(&town, &letter).await;
    // Fifteen days from Monday, eleven of them working days, which go on from the ninth.
    assert_eq!(asked.limit_on.as_deref(), Some("2026-03-24"));
    pause::ask(&hub).await.unwrap();
    pause::ask(&hub).await.unwrap();
    assert_eq!(jobs.waiting().await.unwrap(), [EndPauses::KIND]);
    jobs.settle().await.unwrap();
    assert_eq!(
        town.letter(letter.id).await.state,
        "asking",
        "it has fifteen days"
    );
    town.days(15);
    run().await;
    let (id, now) = (LetterId(letter.id), town.letter(letter.id).await);
    assert_eq!((now.state.as_str(), year(&town).await.overdue), ("asking", 0));
    let mut tx = town
        .door::<HandleLetters>(town.edu, Some((11, Role::LetterClerk)))
        .await
        .unwrap();
    let early = lapse_question(&mut tx, id, Revision(now.revision)).await;
    assert!(matches!(early, Err(Error::NotFound)));
    drop(tx);
    town.days(1);
    run().await;
    let went_on = town.letter(letter.id).await;
    assert_eq!(
        (
            went_on.state.as_str(),
            went_on.due_on.as_str(),
            went_on.paused_days
        ),
        ("assigned", "2026-03-24", 15)
    );
    assert_eq!(went_on.limit_on, asked.limit_on, "as it was told when asking");
    run().await;
    assert!(jobs.waiting().await.unwrap().is_empty());
}

#[tokio::test]
async fn nobody_is_in_time_for_ever_by_asking() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let (letter, _) = town.assigned("路灯不亮").await;
    town.days(4);
    ask(&town, &letter).await;
    let overdue = async || {
        let list = served.open(EDU_CLERK, "/console/letters?part=overdue").await;
        list.says("路灯不亮")
    };
    // Also where the job did not run: after the days of the question and what was left, it is overdue everywhere.
    for (days, late) in [(14, false), (20, true)] {
        town.days(days);
        assert_eq!(year(&town).await.overdue, u64::from(late));
        let filter = Filter::of(Period::year(2026).unwrap()).what(What::Overdue);
        let listed = read_list(&town.pool.read(), Scope::Group, &filter, 1)
            .await
            .unwrap();
        assert_eq!((listed.total, overdue().await), (u64::from(late), late));
    }
    let desk = served.open(EDU_CLERK, "/console/letters?part=all").await;
    assert!(desk.says("已超期") && !desk.says("计时暂停"));
    // 2026-04-09 is a Thursday; the week before was the one in which it fell due.
    let done = work(&town, "2026-W14", town.edu.unit).await;
    assert_eq!((done.open, done.overdue), (1, 1));
    let before = work(&town, "2026-W11", town.edu.unit).await;
    assert_eq!((before.open, before.overdue), (1, 0));
    // Who was late when asking is late while asking.
    let (late, _) = town.assigned("积水").await;
    town.days(14);
    ask(&town, &late).await;
    assert_eq!(of_unit(&town, town.edu.unit).await.overdue, 2);
}

#[tokio::test]
async fn a_late_answer_is_not_shed_by_reopening_and_handing_on() {
    let town = Town::new().await;
    let (edu, agri) = (town.edu.unit, town.agri.unit);
    let (letter, receipt) = town.assigned("田间道路").await;
    town.days(16);
    town.answer(&letter).await;
    rate(&town, &receipt, 1).await;
    town.days(6);
    let week: Week = "2026-W12".parse().unwrap();
    let inspector = Some((21, Role::Inspector));
    let key = SealKey::new(&[7; 32]).unwrap();
    let assess = async |reason: &str| {
        let at = town.pool.snapshot().await.unwrap();
        let mut tx = town.door::<AssessUnits>(town.portal, inspector).await.unwrap();
        let (row, _) = assess_week(&mut tx, &at, &key, week, reason).await.unwrap();
        tx.commit().await.unwrap();
        let frozen: letters::assessment::Frozen = serde_json::from_str(&row.body).unwrap();
        frozen.units
    };
    let (before, unit, first) = (year(&town).await, of_unit(&town, edu).await, assess("").await);
    assert_eq!(
        (unit.replied, unit.over_15_days, unit.unrectified, unit.rated),
        (1, 1, 1, 1)
    );
    reopen(&town, &receipt).await;
    let moved = hand_on(&town, &town.letter(letter.id).await).await;
    assert_eq!((moved.unit_id, moved.answer_unit_id), (Some(agri), Some(edu)));
    let shed = agri_answers(&town, &moved).await;
    assert_eq!(shed.result.as_deref(), Some("late"));
    rate(&town, &receipt, 5).await;
    let after = year(&town).await;
    assert_eq!(after.units, before.units, "everything stays with who answered");
    assert_eq!((after.rating, after.unrectified), (Some(1.0), 1));
    assert_eq!(of_unit(&town, edu).await, unit);
    assert_eq!(assess("更正").await, first, "also in a later version of the week");
    let filter = |unit: i64| Filter {
        unit: Some(Some(unit)),
        ..Filter::of(Period::year(2026).unwrap())
    };
    for (unit, n) in [(edu, 1), (agri, 0)] {
        let listed = read_list(&town.pool.read(), Scope::Group, &filter(unit), 1)
            .await
            .unwrap();
        assert_eq!(listed.total, n);
        let own = read_figures(&town.pool.read(), Scope::Unit(unit), &filter(unit))
            .await
            .unwrap();
        assert_eq!(own.received, n);
    }
    // The rating of the second answer is the second unit's, in the week that it was given.
    assert_eq!(work(&town, "2026-W13", agri).await.content, 1);
}

#[tokio::test]
async fn what_comes_after_a_week_does_not_change_who_was_overdue_in_it() {
    let town = Town::new().await;
    let (letter, receipt) = town.assigned("校车").await;
    let until = "2026-03-13".parse().unwrap();
    let extended = town
        .clerk::<HandleLetters, _>(town.edu, &letter, |tx, id, seen| {
            Box::pin(extend_letter(tx, id, seen, until, "需会商"))
        })
        .await
        .unwrap();
    assert_eq!(extended.limit_on.as_deref(), Some("2026-03-13"));
    town.days(14);
    let edu = town.edu.unit;
    let seen = work(&town, "2026-W11", edu).await;
    assert_eq!((seen.open, seen.overdue), (1, 1));
    town.answer(&letter).await;
    assert_eq!(work(&town, "2026-W11", edu).await, seen);
    reopen(&town, &receipt).await;
    let reopened = town.letter(letter.id).await;
    assert_eq!(
        (reopened.until_on, reopened.limit_on.as_deref()),
        (None, Some("2026-03-13"))
    );
    assert_eq!(work(&town, "2026-W11", edu).await, seen);
    let later = "2026-03-27".parse().unwrap();
    town.clerk::<HandleLetters, _>(town.edu, &letter, |tx, id, seen| {
        Box::pin(extend_letter(tx, id, seen, later, "再次会商"))
    })
    .await
    .unwrap();
    assert_eq!(work(&town, "2026-W11", edu).await, seen);
}

#[tokio::test]
async fn who_handles_letters_is_seen_on_the_days_they_look_in() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let (letter, _) = town.assigned("学区划分").await;
    for _ in 0..2 {
        served.open(EDU_CLERK, "/console/letters").await;
    }
    // Who only reviews handles nothing, and Saturday is no working day.
    served.open(EDU_HEAD, "/console/letters").await;
    town.days(1);
    served
        .open(EDU_CLERK, &format!("/console/letters/{}", letter.id))
        .await;
    town.days(1);
    served.open(EDU_HEAD, "/console/letters").await;
    town.days(3);
    served.open(EDU_CLERK, "/console/letters").await;
    assert_eq!(work(&town, "2026-W10", town.edu.unit).await.visited, 2);
    assert_eq!(work(&town, "2026-W10", town.agri.unit).await.visited, 0);
    let rows = town
        .pool
        .read()
        .find::<letters::duty::visit::Entity>()
        .all()
        .await
        .unwrap();
    assert_eq!(rows.len(), 3);
}

#[tokio::test]
async fn visitors_learn_of_a_private_letter_the_month_alone() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    town.write(town.edu, "举报").await;
    town.days(1);
    town.write(town.edu, "另一封").await;
    for path in [
        "/letters/stats/list",
        "/letters/stats",
        "/letters/stats.csv",
        "/api/v1/letters/stats",
    ] {
        let one = served
            .visit("edu", &format!("{path}?from=2026-03-02&to=2026-03-02"))
            .await;
        let month = served
            .visit("edu", &format!("{path}?from=2026-03-01&to=2026-03-31"))
            .await;
        assert_eq!((one.status, &one.body), (200, &month.body), "{path}");
    }
    let list = served
        .visit("edu", "/letters/stats/list?from=2026-03-02&to=2026-03-02")
        .await;
    assert!(list.says("2026年3月") && list.says("共 2 件") && !list.says("2026-03-02"));
}

#[tokio::test]
async fn what_the_writer_adds_lies_under_lock() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let (letter, receipt) = town.assigned("路灯不亮").await;
    ask(&town, &letter).await;
    let (mut tx, proven) = town.writer(&receipt).await;
    let words = "在解放路口，我是周若溪，电话 13912345678。";
    answer_question(&mut tx, &proven, words, None).await.unwrap();
    tx.commit().await.unwrap();
    let rows = town
        .pool
        .read()
        .find::<pause::entity::Entity>()
        .all()
        .await
        .unwrap();
    assert!(rows[0].answer.contains("解放路口"));
    assert!(!rows[0].answer.contains("周若溪") && !rows[0].answer.contains("12345678"));
    let page = format!("/console/letters/{}", letter.id);
    let shown = served.open(EDU_HEAD, &page).await;
    assert!(shown.says("解放路口") && !shown.says("周若溪") && !shown.says("12345678"));
    let act = format!("{page}/original");
    let opened = served
        .act(EDU_CLERK, &page, &act, &[("words", "联系写信人核实")])
        .await;
    assert!(opened.says(words), "{}", opened.body);
}

#[tokio::test]
async fn the_reviewer_reads_what_the_public_will_read() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let (letter, _) = town.assigned("补办证件").await;
    let page = format!("/console/letters/{}", letter.id);
    let reply = format!("{page}/reply");
    let fields = |body| [("outcome", "answered"), ("body", body), ("go", "submit")];
    let sent = served
        .act(
            EDU_CLERK,
            &page,
            &reply,
            &fields("周若溪您好，请于周五来窗口办理。"),
        )
        .await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let review = served.open(EDU_HEAD, &page).await;
    assert!(
        review.says("周若溪您好，请于") && review.says("周**您好，请于"),
        "{}",
        review.body
    );
    assert!(review.says("公开的文字（已隐去个人信息）") && review.says("与送审原文不同"));
    let (plain, _) = town.assigned("补办证件二").await;
    let page = format!("/console/letters/{}", plain.id);
    let reply = format!("{page}/reply");
    served
        .act(EDU_CLERK, &page, &reply, &fields("您好，请于周五来窗口办理。"))
        .await;
    let review = served.open(EDU_HEAD, &page).await;
    assert!(!review.says("公开的文字") && !review.says("与送审原文不同"));
}

#[tokio::test]
async fn two_units_of_one_short_name_are_two() {
    use gateway::unit::entity as unit;
    let town = Town::new().await;
    let (first, _) = town.assigned("有答复的来信").await;
    town.answer(&first).await;
    let (second, _) = town.write(town.portal, "没有答复的来信").await;
    let agri = town.agri.unit;
    town.clerk::<AllotLetters, _>(town.portal, &second, |tx, id, seen| {
        Box::pin(assign_letter(tx, id, seen, agri, ""))
    })
    .await
    .unwrap();
    let mut tx = town.base.hub().write(Actor::operator("test")).await.unwrap();
    let same = unit::ActiveModel {
        short_name: Set("教育局".into()),
        ..Default::default()
    };
    tx.update_where(same, unit::Column::Id.eq(agri)).await.unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    let all = year(&town).await;
    assert_eq!(all.units_at_100, ["教育局"]);
    let filter = Filter::of(Period::year(2026).unwrap());
    let sheets = sheets(&all, &filter);
    let list = sheets
        .iter()
        .find(|sheet| sheet.title == "答复率 100% 的单位")
        .unwrap();
    assert_eq!(list.lines.len(), 1);
    assert_eq!(
        list.lines[0].open.as_ref().unwrap().unit,
        Some(Some(town.edu.unit))
    );
    assert!(list.check.contains("共 1 个单位"));
}

#[tokio::test]
async fn the_figures_of_a_page_are_of_one_moment() {
    let town = Town::new().await;
    let (letter, _) = town.assigned("一封来信").await;
    let filter = Filter::of(Period::year(2026).unwrap());
    let moment = town.pool.snapshot().await.unwrap();
    let before = read_figures(&moment, Scope::Group, &filter).await.unwrap();
    town.answer(&letter).await;
    town.write(town.edu, "另一封").await;
    let again = read_figures(&moment, Scope::Group, &filter).await.unwrap();
    assert_eq!(again, before);
    assert_eq!((year(&town).await.received, before.received), (2, 1));
}

#[tokio::test]
async fn a_week_that_somebody_signed_again_is_not_whole() {
    let town = Town::new().await;
    town.days(7);
    let key = SealKey::new(&[7; 32]).unwrap();
    let by = decide::<AssessUnits>(&Actor::operator("letters"), town.portal.id, &[]).unwrap();
    let at = town.pool.snapshot().await.unwrap();
    let mut tx = town.pool.write(by).await.unwrap();
    let week: Week = "2026-W10".parse().unwrap();
    let (row, _) = assess_week(&mut tx, &at, &key, week, "").await.unwrap();
    tx.commit().await.unwrap();
    let read = async || {
        read_circular(&town.pool.read(), &key, "2026-W10", None)
            .await
            .unwrap()
    };
    assert!(read().await.is_whole);
    let body = row.body.replace("\"visited\":0", "\"visited\":5");
    let forged = SealKey::new(&[8; 32]).unwrap().seal(&body).unwrap();
    let mut tx = town.base.hub().write(Actor::operator("test")).await.unwrap();
    let change = assessment::ActiveModel {
        body: Set(body),
        digest: Set(forged.digest),
        signature: Set(forged.signature),
        public_key: Set(forged.public_key),
        ..Default::default()
    };
    tx.update_where(change, assessment::Column::Id.eq(row.id))
        .await
        .unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    assert!(!read().await.is_whole);
}

#[tokio::test]
async fn a_letter_of_a_closed_site_leads_nowhere() {
    use gateway::site::entity as site;
    let town = Town::new().await;
    let (own, _) = town.write(town.portal, "门户的来信").await;
    let (gone, _) = town.write(town.agri, "关停网站的来信").await;
    for letter in [&own, &gone] {
        town.clerk::<AllotLetters, _>(town.portal, letter, |tx, id, seen| {
            Box::pin(register_letter(tx, id, seen, true))
        })
        .await
        .unwrap();
    }
    let mut tx = town.base.hub().write(Actor::operator("test")).await.unwrap();
    let closed = site::ActiveModel {
        state: Set("closed".into()),
        ..Default::default()
    };
    tx.update_where(closed, site::Column::Id.eq(town.agri.id.0))
        .await
        .unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    let served = Served::of(&town).await;
    let board = served.visit("portal", "/letters/").await;
    assert!(board.says("门户的来信") && !board.says("关停网站的来信"));
    let list = served.visit("portal", "/letters/stats/list?year=2026").await;
    assert!(list.says("关停网站的来信"), "it still counts");
    assert!(list.says(&format!("/letters/{}.html", own.n)));
    assert!(!list.says(&format!("/letters/{}.html", gone.n)), "{}", list.body);
}

#[tokio::test]
async fn the_writer_of_a_repeat_is_not_told_whose_it_repeats() {
    let town = Town::new().await;
    let (first, _) = town.write(town.portal, "路灯").await;
    let (second, _) = town.write(town.portal, "路灯").await;
    let mark = async |letter: &Model, number: &str| {
        let number = number.to_owned();
        town.clerk::<AllotLetters, _>(town.portal, letter, move |tx, id, seen| {
            Box::pin(async move { mark_duplicate(tx, id, seen, &number).await })
        })
        .await
    };
    let repeat = mark(&second, &first.number).await.unwrap();
    assert!(!repeat.reason.contains(&first.number) && repeat.reason.contains("重复"));
    town.clerk::<AllotLetters, _>(town.portal, &first, |tx, id, seen| {
        Box::pin(invalidate_letter(tx, id, seen, "无实际内容"))
    })
    .await
    .unwrap();
    let (third, _) = town.write(town.portal, "路灯").await;
    let wrong = mark(&third, &first.number).await.unwrap_err();
    assert!(matches!(wrong, Error::Refused(refusal) if refusal == DUPLICATE_OF_WHAT));
}

#[tokio::test]
async fn a_unit_whose_help_is_over_has_no_more_business_with_the_letter() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let (letter, receipt) = town.assigned("校车").await;
    let agri = town.agri.unit;
    town.clerk::<HandleLetters, _>(town.edu, &letter, |tx, id, seen| {
        Box::pin(call_assist(tx, id, seen, agri, "请提供供货情况"))
    })
    .await
    .unwrap();
    let page = format!("/console/letters/{}", letter.id);
    let open = async || {
        let mut tx = town
            .door::<OpenOriginals>(town.agri, Some((31, Role::LetterClerk)))
            .await
            .unwrap();
        open_original(&mut tx, LetterId(letter.id), "核实").await
    };
    assert!(open().await.is_ok() && served.open(31, &page).await.says("do=original"));
    town.clerk::<HandleLetters, _>(town.agri, &letter, |tx, id, seen| {
        Box::pin(contribute(tx, id, seen, "供货正常"))
    })
    .await
    .unwrap();
    // It may look on in this round, and the original is closed.
    assert!(matches!(open().await, Err(Error::Forbidden(_))));
    let shown = served.open(31, &page).await;
    assert!(
        shown.status == 200 && !shown.says(&format!("{page}?do=original")) && !shown.says("do=contribute")
    );
    assert!(served.open(31, "/console/letters?part=all").await.says("校车"));
    town.answer(&letter).await;
    assert_eq!(served.open(31, &page).await.status, 200);
    reopen(&town, &receipt).await;
    assert_eq!(served.open(31, &page).await.status, 404);
    assert!(!served.open(31, "/console/letters?part=all").await.says("校车"));
    assert!(matches!(open().await, Err(Error::NotFound)));
}

#[tokio::test]
async fn who_helped_in_time_is_not_late_with_the_lead() {
    let town = Town::new().await;
    let (letter, _) = town.assigned("校车").await;
    town.days(9);
    let agri = town.agri.unit;
    town.clerk::<HandleLetters, _>(town.edu, &letter, |tx, id, seen| {
        Box::pin(call_assist(tx, id, seen, agri, "请提供供货情况"))
    })
    .await
    .unwrap();
    let answered = town.answer(&letter).await;
    assert_eq!(answered.result.as_deref(), Some("late"));
    let rows = town.pool.read().find::<handling::Entity>().all().await.unwrap();
    let result = |unit: i64| {
        let row = rows.iter().find(|row| row.unit_id == unit).unwrap();
        row.result.clone().unwrap_or_default()
    };
    assert_eq!(
        (result(town.edu.unit).as_str(), result(agri).as_str()),
        ("late", "on_time")
    );
}

#[tokio::test]
async fn what_was_explained_never_reaches_beyond_a_nearer_end() {
    use letters::clock::{DayCount, Limits, NewPolicy, set_policy};
    use letters::letter::classify_letter;
    let town = Town::new().await;
    let by = decide(&Actor::operator("letters"), town.portal.id, &[]).unwrap();
    let mut tx = town.base.store.write(by).await.unwrap();
    let short = Limits {
        hard: (9, DayCount::Calendar),
        ..Limits::default()
    };
    let policy = NewPolicy {
        class: Some("投诉".into()),
        valid_from: "2026-01-01".parse().unwrap(),
        board: None,
        unit: None,
        limits: short,
    };
    set_policy(&mut tx, policy).await.unwrap();
    tx.commit().await.unwrap();
    let (letter, _) = town.assigned("校车").await;
    let until = "2026-03-16".parse().unwrap();
    town.clerk::<HandleLetters, _>(town.edu, &letter, |tx, id, seen| {
        Box::pin(extend_letter(tx, id, seen, until, "需会商"))
    })
    .await
    .unwrap();
    let nearer = town
        .clerk::<AllotLetters, _>(town.portal, &letter, |tx, id, seen| {
            Box::pin(classify_letter(tx, id, seen, "投诉"))
        })
        .await
        .unwrap();
    assert_eq!(
        (
            nearer.hard_on.as_str(),
            nearer.until_on.as_deref(),
            nearer.limit_on.as_deref()
        ),
        ("2026-03-11", Some("2026-03-11"), Some("2026-03-11"))
    );
    town.days(10);
    assert_eq!(of_unit(&town, town.edu.unit).await.overdue, 1);
    assert_eq!(town.answer(&letter).await.result.as_deref(), Some("late"));
}

#[tokio::test]
async fn a_unit_that_goes_on_says_why() {
    let town = Town::new().await;
    let (letter, _) = town.assigned("路灯").await;
    ask(&town, &letter).await;
    town.clerk::<HandleLetters, _>(town.edu, &letter, |tx, id, seen| {
        Box::pin(resume_letter(tx, id, seen, "已电话核实"))
    })
    .await
    .unwrap();
    let served = Served::of(&town).await;
    let page = format!("/console/letters/{}", letter.id);
    assert!(served.open(PORTAL_CLERK, &page).await.says("已电话核实"));
}
