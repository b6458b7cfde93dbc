//! A unit without a site sends to the portal; the portal asks somebody for a piece and gets it.

use super::board::soon;
use std::time::Instant;
use tests::people::{Newsroom, Staff};
use tests::program::Program;

const TEXT: &str = "会员医生到竹海镇义诊三天";
const BODY: &str = "民建陶都市委会组织十二名会员医生到竹海镇义诊三天，接诊四百余人次，转诊六人。\n\n义诊点设在镇卫生院和两个村卫生室，血压、血糖检测不收费。";
const TASK: &str = "校车新线路解读";
const PIECE: &str = "校车新线路怎么坐，一看就明白";

/// The portal's editor takes what lies on the desk.
async fn take(editor: &Staff, title: &str) -> tests::page::Page {
    let begun = Instant::now();
    soon(begun, "on the desk", async || {
        editor.page("/console/desk").await.says(title)
    })
    .await;
    let desk = editor.page("/console/desk").await;
    let line = editor.page(desk.link(title).as_str()).await;
    editor.press(&line, "采用", &[("channel", "部门动态")]).await
}

#[tokio::test]
async fn a_unit_without_a_site_sends_through_its_box_and_sees_its_text_published() {
    let town = Program::demo().await;
    let room = Newsroom::of(&town, "portal").await;
    let party = Staff::sign_in(&town, "portal.box").await;
    let form = party.page("/console/postbox/new").await;
    let sent = party
        .press(&form, "投送门户", &[("标题", TEXT), ("正文", BODY)])
        .await;
    assert!(sent.says("待采编"), "{}", sent.main());
    let article = take(&room.editor, TEXT).await;
    let path = article.url.path().to_owned();
    room.approve(&path).await;
    let published = room.publish(&path).await;
    let public = room.visitor().open(published.link("查看页面").as_str()).await;
    assert!(public.says("中国民主建国会陶都市委员会"), "{}", public.main());
    let own = sent.url.path().to_owned();
    let begun = Instant::now();
    soon(begun, "in the writer's list", async || {
        party.page(&own).await.says("门户发布")
    })
    .await;
    let ledger = room.editor.page("/console/ledger").await;
    assert!(
        ledger.says("民建市委会") && ledger.says("方鹤年"),
        "{}",
        ledger.main()
    );
}

#[tokio::test]
async fn a_task_goes_from_the_notice_to_the_published_piece() {
    let town = Program::demo().await;
    let editor = Staff::sign_in(&town, "portal.editor").await;
    let room = Newsroom::of(&town, "edu").await;
    let form = editor.page("/console/commissions/new").await;
    let fields = [
        ("title", TASK),
        ("wanted", "写给家长看，说明三条线路各到哪些站。"),
        ("kind", "政策解读"),
        ("days", "3"),
        ("accounts", "edu.writer"),
    ];
    let given = editor.press(&form, "发出约稿", &fields).await;
    let begun = Instant::now();
    soon(begun, "among the writer's tasks", async || {
        room.writer.page("/console/tasks").await.says(TASK)
    })
    .await;
    let list = room.writer.page("/console/tasks").await;
    let task = list.link(TASK).path().to_owned();
    let page = room.writer.page(&task).await;
    room.writer.press(&page, "接受任务", &[]).await;
    let piece = room
        .bring_out(
            "教育要闻",
            PIECE,
            "一号线到柳堤路口，二号线走桑园桥，三号线每日多开一班，学生凭卡乘车。",
        )
        .await;
    let page = room.writer.page(&piece.console).await;
    room.writer.press(&page, "报送门户", &[]).await;
    let page = room.writer.page(&task).await;
    room.writer.press(&page, "交稿", &[("piece", PIECE)]).await;
    // A rule may have brought it to the portal already; then nothing is left to take.
    let begun = Instant::now();
    soon(begun, "done or on the desk", async || {
        room.writer.page(&task).await.says("已完成") || editor.page("/console/desk").await.says(PIECE)
    })
    .await;
    if !room.writer.page(&task).await.says("已完成") {
        take(&editor, PIECE).await;
    }
    let begun = Instant::now();
    soon(begun, "done", async || {
        room.writer.page(&task).await.says("已完成")
    })
    .await;
    let whole = editor.page(given.url.path()).await;
    assert!(whole.says("1 / 1") || whole.says("已完成"), "{}", whole.main());
    let ledger = editor.page("/console/ledger?deed=commissioned").await;
    assert!(ledger.says(PIECE), "{}", ledger.main());
}
