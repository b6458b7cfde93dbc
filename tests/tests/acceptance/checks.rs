//! Checks before publishing in a real browser: what is forbidden holds a text up, one click mends it, what is doubtful passes
//! with a reason, and the stock has been read once.

use super::editor::{begin, enter};
use serde_json::Value;
use tests::browser::Browser;
use tests::people::Staff;
use tests::program::Program;

#[tokio::test]
async fn a_wrong_title_is_mended_by_one_click_and_a_telephone_passes_with_a_reason() {
    let town = Program::demo().await;
    let browser = Browser::start().await;
    enter(&browser, &town, "edu.writer").await;
    begin(&browser, &town, "市领导调研校园安全").await;
    let text = "副市长贺知衡到丁山小学调研，布署校园安全工作。值班电话13912345678。";
    browser.type_into("正文", text).await;
    browser.press("提交审核").await;
    browser.wait_for_words("有 1 处禁止发布").await;
    let shown = browser.words().await;
    for words in [
        "贺知衡的职务是“市委副书记、市长”，不是“副市长”",
        "布署",
        "须逐处核对",
    ] {
        assert!(shown.contains(words), "{words} is missing in\n{shown}");
    }
    cure(&browser, "市委副书记、市长").await;
    browser.wait_without_words("禁止发布").await;
    cure(&browser, "部署").await;
    browser.wait_without_words("布署").await;
    let body = browser
        .script("return document.getElementById('f-body').value")
        .await;
    let body = body.as_str().unwrap();
    assert!(
        body.contains("市委副书记、市长贺知衡到丁山小学调研，部署校园安全工作"),
        "{body}"
    );
    // The number stays: somebody says why it may.
    browser.press("提交审核").await;
    browser.wait_for_words("确认理由").await;
    browser.type_into("确认理由", "学校向家长公布的值班电话").await;
    browser.press("提交审核").await;
    browser.wait_for_words("已提交审核").await;
    browser.wait_for_words("学校向家长公布的值班电话").await;
    let complaints = browser.complaints().await;
    assert!(complaints.is_empty(), "{complaints:#?}");
}

#[tokio::test]
async fn the_group_keeps_the_leaders_and_its_stock_was_read_when_they_changed() {
    let town = Program::demo().await;
    let portal = Staff::sign_in(&town, "portal.admin").await;
    let list = portal.page("/console/checks/lists?scope=group&list=leader").await;
    assert!(list.says("贺知衡") && list.says("本届市领导名单"));
    let found = portal.page("/console/checks").await;
    assert!(found.says("词表更新") && found.says("完成"), "{}", found.html);
    // The site's own list is empty and says that the group's holds.
    let edu = Staff::sign_in(&town, "edu.admin").await;
    let own = edu.page("/console/checks/lists?scope=site&list=leader").await;
    assert!(
        own.says("全站群的词表") && own.says("对本站同样生效"),
        "{}",
        own.html
    );
}

/// Presses the button that puts these words in the place of what was found.
async fn cure(browser: &Browser, words: &str) {
    let script = format!(
        "const button = [...document.querySelectorAll('.check-rows button')].find(b => b.innerText.includes({}));
         if (button) button.click(); return !!button;",
        Value::from(words)
    );
    assert_eq!(
        browser.script(&script).await,
        Value::Bool(true),
        "no cure with {words}"
    );
}
