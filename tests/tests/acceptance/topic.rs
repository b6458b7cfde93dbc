//! A topic from its empty form to the home page and back out of sight, by people without JavaScript.

use reqwest::StatusCode;
use tests::people::{Newsroom, Staff, Visitor};
use tests::program::Program;

const SLUG: &str = "kaoshi-2026";

#[tokio::test]
async fn a_topic_is_made_filled_shown_and_archived() {
    let town = Program::demo().await;
    let room = Newsroom::of(&town, "edu").await;
    let admin = Staff::sign_in(&town, "edu.admin").await;
    let visitor = Visitor::new();
    let early = room
        .bring_out("教育要闻", "考点周边护学安排", "考点周边道路设护学岗。")
        .await;
    let later = room
        .bring_out("教育要闻", "考点交通提醒", "考生凭准考证乘公交免费。")
        .await;
    let address = town.url("edu", &format!("/topics/{SLUG}/"));

    // Buttons of the form change the form alone.
    let page = admin.page("/console/topics/new").await;
    let days = [
        ("名称", "平安高考"),
        ("slug", SLUG),
        ("摘要", "考点、交通和心理服务。"),
        ("开始日期", "2026-01-01"),
        ("结束日期", "2099-12-31"),
        ("b0-heading", "考点动态"),
        ("b0-find", "考点"),
    ];
    let page = admin.press(&page, "查找稿件，第 1 个小栏目", &days).await;
    assert!(page.says("修改还没有保存"), "{}", page.main());
    let ticked = [("b0-tick", "护学安排")];
    let page = admin.press(&page, "加入选中的稿件，第 1 个小栏目", &ticked).await;
    assert!(page.says("考点周边护学安排"), "{}", page.main());
    let page = admin.press(&page, "文字", &[]).await;
    let words = [
        ("b1-heading", "考前提醒"),
        ("b1-body", "带好**身份证**和准考证。"),
        ("state", "public"),
    ];
    let page = admin.press(&page, "上移第 2 个小栏目", &words).await;
    assert_eq!(
        visitor.get(&address).await.status,
        StatusCode::NOT_FOUND,
        "nothing is saved yet"
    );
    let page = admin.press(&page, "保存", &[]).await;
    assert!(page.says("专题已保存"), "{}", page.main());
    let topic = page.url.path().to_owned();

    let shown = visitor.open(&address).await;
    let main = shown.main();
    let (first, second) = (main.find("考前提醒"), main.find("考点动态"));
    assert!(first.is_some() && first < second, "{main}");
    assert!(
        shown.says("考点周边护学安排") && !shown.says("考点交通提醒"),
        "{main}"
    );
    assert!(shown.announced("alternate", "application/atom+xml").is_some());
    assert!(
        visitor.open(&town.url("edu", "/")).await.says("平安高考"),
        "the home page names it"
    );

    // An editor puts an article in from its own page; the administrator's form, opened before, does not overwrite that.
    let before = admin.page(&topic).await;
    let piece = room.editor.page(&later.console).await;
    let done = room
        .editor
        .press(&piece, "加入专题", &[("block", "平安高考 · 考点动态")])
        .await;
    assert!(done.says("已加入专题"), "{}", done.main());
    let shown = visitor.open(&address).await;
    assert!(shown.says("考点交通提醒"), "{}", shown.main());
    let answer = admin.try_press(&before, "保存", &[("名称", "高考服务")]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let again = answer.page();
    assert!(again.says("有人保存过") && again.form_with("保存").0.value("title") == Some("高考服务"));
    assert!(visitor.open(&address).await.says("考点交通提醒"));
    let answer = room.writer.look("/console/topics").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);

    // What is withdrawn leaves the topic and is marked in its feed.
    room.withdraw(&early.console, "时间有误。").await;
    let feed = town.url("edu", &format!("/topics/{SLUG}/feed.json"));
    let shown = visitor.open(&address).await;
    assert!(!shown.says("考点周边护学安排"), "{}", shown.main());
    let json = visitor.get(&feed).await.json();
    assert_eq!(json["items"].as_array().unwrap().len(), 1, "{json}");
    assert_eq!(json["_zisha"]["deleted"].as_array().unwrap().len(), 1, "{json}");

    // A wrong address in a block of links names its block and changes nothing.
    let page = admin.page(&topic).await;
    let page = admin.press(&page, "链接", &[]).await;
    let bad = [("b2-heading", "链接"), ("b2-body", "坏的 javascript:alert(1)")];
    let answer = admin.try_press(&page, "保存", &bad).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.page().says("不是“名称 网址”的形式"),
        "{}",
        answer.page().main()
    );

    let page = admin.page(&topic).await;
    admin.press(&page, "保存", &[("state", "archived")]).await;
    assert!(visitor.open(&address).await.says("已归档"));
    assert!(
        !visitor.open(&town.url("edu", "/")).await.says("平安高考"),
        "not offered any more"
    );
    assert!(visitor.open(&town.url("edu", "/topics/")).await.says("专题档案"));
    town.verify().await;
}
