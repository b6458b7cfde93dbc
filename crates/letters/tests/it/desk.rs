//! The desk of letters, as staff see it.

use crate::http::Served;
use crate::town::Town;
use letters::handling::entity as handling;
use sea_orm::ColumnTrait;

const PORTAL_CLERK: i64 = 21;
const PORTAL_ADMIN: i64 = 23;
const INSPECTOR: i64 = 22;
const EDU_CLERK: i64 = 11;
const EDU_HEAD: i64 = 12;
const AGRI_CLERK: i64 = 31;

/// A letter of the portal that the education bureau has.
async fn assigned(town: &Town, served: &Served) -> String {
    let (letter, _) = town.write(town.portal, "学区怎么划分").await;
    let page = format!("/console/letters/{}", letter.id);
    let done = served
        .act(
            PORTAL_CLERK,
            &page,
            &format!("{page}/register"),
            &[("shown", "yes")],
        )
        .await;
    assert_eq!(done.status, 303, "{}", done.body);
    let unit = town.edu.unit.to_string();
    let fields = [("unit", unit.as_str()), ("words", "请阅处")];
    let done = served
        .act(PORTAL_CLERK, &page, &format!("{page}/assign"), &fields)
        .await;
    assert_eq!(done.status, 303, "{}", done.body);
    page
}

#[tokio::test]
async fn a_letter_goes_through_the_pages_from_the_portal_to_the_answer() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let page = assigned(&town, &served).await;
    let list = served.open(EDU_CLERK, "/console/letters").await;
    assert!(list.says("学区怎么划分") && list.says("未阅") && list.says("还剩 5 个工作日"));
    let opened = served.open(EDU_CLERK, &page).await;
    assert!(
        opened.says("答复内容") && opened.says("请阅处") && opened.says("逐日说明"),
        "{}",
        opened.body
    );
    let list = served.open(EDU_CLERK, "/console/letters").await;
    assert!(list.says("学区怎么划分") && !list.says("未阅"));
    let fields = [
        ("outcome", "answered"),
        ("body", "您好，学区按户籍划分。"),
        ("go", "submit"),
    ];
    let sent = served
        .act(EDU_CLERK, &page, &format!("{page}/reply"), &fields)
        .await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let waits = served.open(EDU_HEAD, "/console/letters").await;
    assert!(waits.says("学区怎么划分") && waits.says("待审核"));
    let review = served.open(EDU_HEAD, &page).await;
    assert!(review.says("审核提示") && review.says("答复过于简单"));
    let done = served
        .act(EDU_HEAD, &page, &format!("{page}/release"), &[("shown", "yes")])
        .await;
    assert_eq!(done.status, 303, "{}", done.body);
    let answered = served.open(EDU_CLERK, &page).await;
    assert!(answered.says("按时答复") && answered.says("已发布"));
    town.days(60);
    let later = served.open(EDU_CLERK, &page).await;
    assert!(later.says("按时答复") && !later.says("已超期"));
}

#[tokio::test]
async fn a_refused_form_keeps_what_was_typed() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let page = assigned(&town, &served).await;
    let fields = [("until", "2026-05-01"), ("words", "正在会同有关部门研究")];
    let refused = served
        .act(EDU_CLERK, &page, &format!("{page}/extend"), &fields)
        .await;
    assert_eq!(refused.status, 409, "{}", refused.body);
    assert!(
        refused.says("不能晚于最长办理时限")
            && refused.says("2026-05-01")
            && refused.says("正在会同有关部门研究")
    );
    let fields = [("outcome", "unable"), ("body", ""), ("go", "save")];
    let refused = served
        .act(EDU_CLERK, &page, &format!("{page}/reply"), &fields)
        .await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("请填写答复内容") && refused.says("value=\"unable\" checked"));
}

#[tokio::test]
async fn the_desk_of_another_unit_does_not_know_the_letter() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let page = assigned(&town, &served).await;
    assert_eq!(served.open(AGRI_CLERK, &page).await.status, 404);
    let list = served.open(AGRI_CLERK, "/console/letters?part=all").await;
    assert!(list.status == 200 && !list.says("学区怎么划分"));
    for act in ["register", "reply", "original", "ask", "archive"] {
        let own = "/console/letters";
        let fields = [("words", "看看"), ("body", "答复"), ("outcome", "answered")];
        let done = served
            .act(AGRI_CLERK, own, &format!("{page}/{act}"), &fields)
            .await;
        assert_eq!(done.status, 404, "{act}");
    }
}

#[tokio::test]
async fn the_original_opens_with_a_reason_only_and_leaves_a_record() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let page = assigned(&town, &served).await;
    let shown = served.open(EDU_CLERK, &page).await;
    assert!(!shown.says("13812345678"));
    let act = format!("{page}/original");
    let refused = served.act(EDU_CLERK, &page, &act, &[("words", " ")]).await;
    assert_eq!(refused.status, 422);
    assert!(!refused.says("13812345678"));
    let opened = served
        .act(EDU_CLERK, &page, &act, &[("words", "联系写信人核实")])
        .await;
    assert!(opened.status == 200 && opened.says("13812345678") && opened.says("周若溪"));
    let read = town.pool.read();
    let records = read
        .find::<store::audit::entity::Entity>()
        .filter(store::audit::entity::Column::Action.eq("letter.original_opened"))
        .all()
        .await
        .unwrap();
    assert_eq!(records.len(), 1);
    assert!(records[0].detail.contains("联系写信人核实") && !records[0].detail.contains("13812345678"));
    let refused = served.act(EDU_HEAD, &page, &act, &[("words", "看看")]).await;
    assert_eq!(refused.status, 403);
}

#[tokio::test]
async fn tabs_count_what_their_lists_hold() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let page = assigned(&town, &served).await;
    town.write(town.portal, "还没有人看过的来信").await;
    let soon = served.open(EDU_CLERK, "/console/letters?part=soon").await;
    assert!(soon.says("没有快到期的来信"));
    town.days(3);
    let soon = served.open(EDU_CLERK, "/console/letters?part=soon").await;
    assert!(soon.says("学区怎么划分") && soon.says("还剩 2 个工作日"));
    town.days(5);
    let late = served.open(PORTAL_CLERK, "/console/letters?part=overdue").await;
    assert!(late.says("学区怎么划分") && late.says("还没有人看过的来信") && late.says("已超期 1 个工作日"));
    let late = served.open(EDU_CLERK, "/console/letters?part=overdue").await;
    assert!(late.says("学区怎么划分") && !late.says("还没有人看过的来信"));
    let found = served
        .open(
            PORTAL_CLERK,
            "/console/letters?part=all&q=%E6%B2%A1%E6%9C%89%E4%BA%BA",
        )
        .await;
    assert!(found.says("还没有人看过的来信") && !found.says("学区怎么划分"));
    let press = format!("{page}/press");
    let fields = [("kind", "urge"), ("words", "请抓紧答复")];
    let done = served.act(INSPECTOR, &page, &press, &fields).await;
    assert_eq!(done.status, 303, "{}", done.body);
    let read = town.pool.read();
    let parts = read.find::<handling::Entity>().all().await.unwrap();
    assert_eq!(parts.len(), 1);
    assert!(served.open(EDU_CLERK, &page).await.says("请抓紧答复"));
    assert!(served.open(EDU_HEAD, &page).await.says("已阅"));
}

#[tokio::test]
async fn a_promise_is_chased_until_it_is_put_right() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let page = assigned(&town, &served).await;
    let commit = format!("{page}/commit");
    let past = [("until", "2026-03-01"), ("words", "公布学区图")];
    let refused = served.act(EDU_CLERK, &page, &commit, &past).await;
    assert!(refused.status == 422 && refused.says("公布学区图"));
    let fields = [("until", "2026-03-04"), ("words", "公布学区图")];
    let done = served.act(EDU_CLERK, &page, &commit, &fields).await;
    assert_eq!(done.status, 303, "{}", done.body);
    let chased = "/console/letters?part=put-right";
    assert!(served.open(EDU_CLERK, chased).await.says("学区怎么划分"));
    town.days(5);
    let late = served.open(EDU_CLERK, &page).await;
    assert!(late.says("整改承诺") && late.says("已逾期"));
    let read = town.pool.read();
    let rows = read
        .find::<letters::commitment::entity::Entity>()
        .all()
        .await
        .unwrap();
    let id = rows[0].id.to_string();
    let act = format!("{page}/put-right");
    let other = [("promise", "999"), ("outcome", "done"), ("words", "已公布")];
    assert_eq!(served.act(EDU_CLERK, &page, &act, &other).await.status, 422);
    let fields = [("promise", id.as_str()), ("outcome", "done"), ("words", "已公布")];
    let done = served.act(EDU_CLERK, &page, &act, &fields).await;
    assert_eq!(done.status, 303, "{}", done.body);
    assert!(served.open(EDU_CLERK, chased).await.says("没有待整改的来信"));
    assert!(served.open(EDU_CLERK, &page).await.says("已整改"));
}

#[tokio::test]
async fn a_text_for_replies_is_put_into_the_draft() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let page = assigned(&town, &served).await;
    let list = "/console/letter-phrases";
    let refused = served
        .act(
            PORTAL_ADMIN,
            list,
            list,
            &[("name", ""), ("body", "您好，来信收悉。")],
        )
        .await;
    assert!(refused.status == 422 && refused.says("您好，来信收悉。"));
    let fields = [("name", "受理告知"), ("body", "如有疑问请拨打咨询电话。")];
    let done = served.act(PORTAL_ADMIN, list, list, &fields).await;
    assert_eq!(done.status, 303, "{}", done.body);
    let again = served.act(PORTAL_ADMIN, list, list, &fields).await;
    assert!(again.status == 422 && again.says("已有同名的模板"));
    assert_eq!(served.open(PORTAL_CLERK, list).await.status, 403);
    let read = town.pool.read();
    let rows = read
        .find::<letters::phrase::entity::Entity>()
        .all()
        .await
        .unwrap();
    let id = rows[0].id.to_string();
    let fields = [
        ("go", "phrase"),
        ("phrase", id.as_str()),
        ("body", "您好！"),
        ("outcome", "answered"),
    ];
    let filled = served
        .act(EDU_CLERK, &page, &format!("{page}/reply"), &fields)
        .await;
    assert!(
        filled.status == 200 && filled.says("您好！\n如有疑问请拨打咨询电话。"),
        "{}",
        filled.body
    );
}

#[tokio::test]
async fn limits_begin_on_their_day_and_older_letters_keep_theirs() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let page = assigned(&town, &served).await;
    let list = "/console/letter-limits";
    let mut fields = vec![
        ("valid_from", "2026-03-03"),
        ("answer_count", "7"),
        ("answer_days", "working"),
        ("hard_count", "30"),
        ("hard_days", "calendar"),
        ("day_off", "stays"),
        ("return_days", "2"),
        ("return_limit", "2"),
        ("pause_days", "10"),
    ];
    let refused = served.act(PORTAL_ADMIN, list, list, &fields).await;
    assert!(refused.status == 422 && refused.says("请填写依据的文件") && refused.says("value=\"30\""));
    fields.push(("rule", "关于来信办理时限的规定"));
    let done = served.act(PORTAL_ADMIN, list, list, &fields).await;
    assert_eq!(done.status, 303, "{}", done.body);
    assert!(served.open(PORTAL_ADMIN, list).await.says("未生效"));
    assert!(served.open(EDU_CLERK, &page).await.says("答复 2026-03-09"));
    town.days(1);
    let (letter, _) = town.write(town.portal, "第二天的来信").await;
    let later = served
        .open(PORTAL_CLERK, &format!("/console/letters/{}", letter.id))
        .await;
    assert!(later.says("收到后 7 个工作日内答复") && later.says("关于来信办理时限的规定"));
}

/// What stands in the text area of a name.
fn area<'a>(body: &'a str, name: &str) -> &'a str {
    let rest = body
        .split_once(&format!("name=\"{name}\""))
        .map_or("", |(_, rest)| rest);
    let rest = rest.split_once('>').map_or("", |(_, rest)| rest);
    rest.split_once("</textarea>").map_or("", |(text, _)| text)
}

#[tokio::test]
async fn an_answer_that_was_emptied_and_refused_stays_empty_and_the_draft_is_kept() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let page = assigned(&town, &served).await;
    let reply = format!("{page}/reply");
    let draft = [("go", "save"), ("outcome", "answered"), ("body", "先写一半。")];
    let saved = served.act(EDU_CLERK, &page, &reply, &draft).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let empty = [("go", "submit"), ("outcome", "answered"), ("body", "")];
    let refused = served.act(EDU_CLERK, &page, &reply, &empty).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert_eq!(area(&refused.body, "body").trim(), "", "{}", refused.body);
    let opened = served.open(EDU_CLERK, &page).await;
    assert_eq!(area(&opened.body, "body").trim(), "先写一半。", "{}", opened.body);
}
