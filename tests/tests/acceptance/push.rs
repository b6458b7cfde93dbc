//! The portal pushes an article down to the seven sites of its group.

use super::board::soon;
use reqwest::StatusCode;
use std::time::Instant;
use tests::people::{Newsroom, Staff, Visitor};
use tests::program::Program;

const SITES: [&str; 7] = ["edu", "archives", "agri", "drug", "justice", "longyao", "zhuhai"];
const TITLE: &str = "冬春季煤电油气保供措施发布";
const BODY: &str = "入冬以后，全市煤炭库存保持二十天以上。\n\n天然气门站新增一条联络线，居民用气优先保障。\n\n各加油站每日公布柴油存量。";

/// Whether every site's list of notices says the words, or none does.
async fn everywhere(town: &Program, visitor: &Visitor, words: &str, there: bool) -> bool {
    for site in SITES {
        let list = visitor.open(&town.url(site, "/notices/")).await;
        if list.says(words) != there {
            return false;
        }
    }
    true
}

#[tokio::test]
async fn what_the_portal_pushes_down_stands_on_seven_sites_and_only_the_portal_moves_it() {
    let town = Program::demo().await;
    let admin = Staff::sign_in(&town, "portal.admin").await;
    let page = admin.page("/console/mandates").await;
    let fields = [
        ("slug", "notices"),
        ("说明", "转载上级重要信息。"),
        ("kind-department", "true"),
        ("kind-township", "true"),
    ];
    admin.press(&page, "设为下发专栏", &fields).await;
    let begun = Instant::now();
    soon(begun, "the channels of seven sites are locked", async || {
        admin.page("/console/mandates").await.says("7/7 个网站已锁定")
    })
    .await;

    let room = Newsroom::of(&town, "portal").await;
    let piece = room.bring_out("通知公告", TITLE, BODY).await;
    let article = room.editor.page(&piece.console).await;
    let choose = article.link("下发到各网站");
    soon(Instant::now(), "the article can be pushed", async || {
        room.editor.open(choose.as_str()).await.says("下发专栏")
    })
    .await;
    let form = room.editor.open(choose.as_str()).await;
    let fields = [
        ("下发专栏", "notices"),
        ("important", "true"),
        ("国务院发布时间", "2026-01-05T09:00"),
    ];
    let begun = Instant::now();
    let shown = room.editor.press(&form, "下发", &fields).await;
    let push = shown.url.path().to_owned();
    let visitor = Visitor::new();
    soon(begun, "on seven sites", async || {
        everywhere(&town, &visitor, TITLE, true).await
    })
    .await;
    let shown = room.editor.page(&push).await;
    assert!(shown.says("7/7 站已显示，最慢 "), "{}", shown.main());

    site_cannot_move_it(&town).await;

    let form = room.editor.page(&piece.console).await;
    let form = room.editor.press(&form, "更正", &[]).await;
    let text = BODY.replace("二十天", "十八天");
    let corrected = format!("{TITLE}（更正）");
    let fields = [
        ("标题", corrected.as_str()),
        ("正文", text.as_str()),
        ("更正说明", "库存天数有误，现予更正。"),
    ];
    room.editor.press(&form, "提交审核", &fields).await;
    room.approve(&piece.console).await;
    let begun = Instant::now();
    room.publish(&piece.console).await;
    soon(begun, "the correction on seven sites", async || {
        everywhere(&town, &visitor, &corrected, true).await
    })
    .await;

    let page = room.editor.page(&push).await;
    let begun = Instant::now();
    let page = room
        .editor
        .press(&page, "撤回下发", &[("reason", "措施正在修订，另行下发。")])
        .await;
    assert!(page.says("措施正在修订"), "{}", page.main());
    soon(begun, "the withdrawal on seven sites", async || {
        everywhere(&town, &visitor, TITLE, false).await
    })
    .await;
    let own = visitor.get(piece.url.as_str()).await;
    assert_eq!(own.status, StatusCode::OK, "the portal's own article stays");
    town.verify().await;
}

/// The receiving site's administrator sees where it comes from, and is refused with a reason.
async fn site_cannot_move_it(town: &Program) {
    let admin = Staff::sign_in(town, "edu.admin").await;
    let received = admin.page("/console/received").await;
    assert!(
        received.says(TITLE) && received.says("已显示"),
        "{}",
        received.main()
    );
    let places = admin.page("/console/places").await;
    let place = places.link(TITLE);
    let path = place.path().to_owned();
    let page = admin.page(&path).await;
    assert!(
        page.says("下发") && page.find_form("从本站撤下").is_none(),
        "{}",
        page.main()
    );
    let proof = admin.proof().await;
    let fields = [(proof.0.as_str(), proof.1.as_str()), ("reason", "与本站无关")];
    let answer = admin.post(&format!("{path}/remove"), &fields).await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.summary());
    assert!(answer.text().contains("由门户下发"), "{}", answer.summary());
    let channels = admin.page("/console/channels").await;
    let channel = channels.link("通知公告");
    let page = admin.page(channel.path()).await;
    assert!(page.says("设为下发专栏"), "{}", page.main());
    let fields = [("名称", "别的名称")];
    let answer = admin.try_press(&page, "保存", &fields).await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.summary());
}
