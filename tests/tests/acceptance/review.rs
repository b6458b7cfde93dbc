//! 三审三校 in a real browser: three persons, one after the other, and none of them twice.

use super::editor::enter;
use tests::browser::Browser;
use tests::people::{Newsroom, Staff, Visitor};
use tests::program::{PASSWORD, Program};

const TITLE: &str = "龙窑研学线路三审稿";

#[tokio::test]
async fn three_reviews_are_three_persons_and_the_same_one_is_refused_at_the_second() {
    let town = Program::demo().await;
    third_person(&town).await;
    let admin = Staff::sign_in(&town, "edu.admin").await;
    let rules = admin.page("/console/review-rules").await;
    let set = [("审核次数", "三审（三审三校）")];
    admin.press(&rules, "保存教育要闻", &set).await;
    let room = Newsroom::of(&town, "edu").await;
    let piece = room.submit("教育要闻", TITLE, "三处窑址开放研学。").await;
    // The page as it stood before the first review: sent once more, it is a second review by the same person.
    let before = room.reviewer.page(&piece).await;

    let first = Browser::start().await;
    review(&first, &town, "edu.reviewer", "事实已核对。").await;
    first.wait_for_words("您已审过前一轮").await;
    let offered =
        "return [...document.querySelectorAll('button')].some(b => b.innerText.trim() === '审核通过')";
    assert_eq!(first.script(offered).await, serde_json::Value::Bool(false));
    first.open(&town.url("edu", "/console/reviews")).await;
    first.wait_for_words("您已审过前一轮，须由他人审核").await;
    let (mut form, button) = before.form_with("审核通过");
    let now = room.reviewer.page(&piece).await;
    let (other, _) = now.form_with("退回");
    form.fill("revision", other.value("revision").unwrap());
    let refused = room.reviewer.submit(&form, Some(&button)).await;
    assert_eq!(
        refused.status,
        reqwest::StatusCode::CONFLICT,
        "{}",
        refused.summary()
    );
    assert!(!room.editor.page(&piece).await.html.contains(">发布</button>"));

    let second = Browser::start().await;
    review(&second, &town, "edu.admin", "文字已核对。").await;
    second.wait_for_words("复审通过").await;
    let third = Browser::start().await;
    review(&third, &town, "edu.third", "同意发布。").await;
    third.wait_for_words("审核已通过，等待发布").await;
    let shown = third.words().await;
    for words in [
        "初审通过",
        "复审通过",
        "终审通过",
        "事实已核对。",
        "文字已核对。",
        "同意发布。",
    ] {
        assert!(shown.contains(words), "{words} is missing in\n{shown}");
    }
    for name in ["程书言", "宋以宁", "温言秋"] {
        assert!(shown.contains(name), "{name} is missing in\n{shown}");
    }
    let published = room.publish(&piece).await;
    let public = Visitor::new().open(published.link("查看页面").as_str()).await;
    assert!(public.says("三处窑址开放研学"));
    town.verify().await;
}

/// Signs in, finds the article among what waits, and approves it.
async fn review(browser: &Browser, town: &Program, account: &str, opinion: &str) {
    enter(browser, town, account).await;
    browser.open(&town.url("edu", "/console/reviews")).await;
    browser.click_link(TITLE).await;
    browser.type_into("审核意见", opinion).await;
    browser.press("审核通过").await;
    browser.wait_for_words("审核已通过").await;
}

/// One more reviewer, who sets the password by the link of the command line.
async fn third_person(town: &Program) {
    let account = [
        "user",
        "add",
        "edu.third",
        "--name",
        "温言秋",
        "--site",
        "edu",
        "--role",
        "reviewer",
    ];
    let output = town.run(&account).await;
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    let link = said
        .split_whitespace()
        .find(|word| word.starts_with("http"))
        .unwrap();
    let person = Visitor::new();
    let (mut form, button) = person.get(link).await.page().form_with("设置密码");
    form.fill("password", PASSWORD);
    form.fill("again", PASSWORD);
    let set = person.submit(&form, Some(&button)).await;
    assert!(set.status.is_success(), "{}", set.summary());
}
