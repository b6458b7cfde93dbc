//! A site offers a channel, another asks for it, and what was agreed can be taken back.

use super::board::soon;
use std::time::Instant;
use tests::people::{Newsroom, Staff, Visitor};
use tests::program::Program;

const TITLE: &str = "霜降后茶园修剪技术要点";
const BODY: &str = "修剪宜在晴天进行，剪口用石灰水涂抹。\n\n幼龄茶园只剪徒长枝，成龄茶园压低一成。\n\n剪下的枝叶粉碎后还田。";

#[tokio::test]
async fn a_channel_is_offered_asked_for_agreed_to_placed_and_taken_back() {
    let town = Program::demo().await;
    let source = Staff::sign_in(&town, "agri.admin").await;
    let page = source.page("/console/shares").await;
    let fields = [
        ("本站栏目", "农林要闻"),
        ("way", "ask"),
        ("说明", "茶叶、水稻和林业的生产消息。"),
    ];
    let page = source.press(&page, "共享", &fields).await;
    assert!(page.says("须申请，由本站同意"), "{}", page.main());

    let receiver = Staff::sign_in(&town, "edu.admin").await;
    let page = receiver.page("/console/shares").await;
    assert!(page.says("茶叶、水稻和林业的生产消息"), "{}", page.main());
    let page = receiver.page(page.link("，农林要闻").as_str()).await;
    let fields = [("into", "教育要闻"), ("ask_note", "劳动课教师需要。")];
    let page = receiver.press(&page, "提交申请", &fields).await;
    assert!(page.says("待对方同意"), "{}", page.main());

    let room = Newsroom::of(&town, "agri").await;
    let visitor = Visitor::new();
    let list = town.url("edu", "/news/");
    let page = source.page("/console/shares").await;
    assert!(page.says("劳动课教师需要"), "{}", page.main());
    source.press(&page, "同意", &[]).await;
    let begun = Instant::now();
    soon(begun, "the consent arrives", async || {
        receiver.page("/console/shares").await.says("共享中")
    })
    .await;
    room.bring_out("农林要闻", TITLE, BODY).await;
    let begun = Instant::now();
    soon(begun, "on the other site", async || {
        visitor.open(&list).await.says(TITLE)
    })
    .await;

    let page = source.page("/console/shares").await;
    let fields = [("why", "合作期满，不再共享。"), ("fate", "remove")];
    source.press(&page, "收回", &fields).await;
    let begun = Instant::now();
    soon(begun, "taken down on the other site", async || {
        !visitor.open(&list).await.says(TITLE)
    })
    .await;
    let page = receiver.page("/console/shares").await;
    assert!(
        page.says("对方已收回") && page.says("合作期满"),
        "{}",
        page.main()
    );
    let own = visitor.open(&town.url("agri", "/news/")).await;
    assert!(own.says(TITLE), "the source's own article stays");
    town.verify().await;
}
