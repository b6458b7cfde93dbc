//! From the empty form to the portal and back to nothing.

use super::board::soon;
use reqwest::StatusCode;
use std::time::Instant;
use tests::people::{Newsroom, Staff, Visitor};
use tests::program::Program;
use url::Url;

const TITLE: &str = "青泥小学校车线路新学期调整";
const BODY: &str = "新学期起，青泥小学三条校车线路作如下调整。\n\n一号线增设柳堤路口站，二号线改走新建的桑园桥，三号线每日增开一班。\n\n家长可以在学校门卫室领取纸质时刻表。";

#[tokio::test]
async fn an_article_goes_from_the_writer_through_review_to_site_portal_and_search() {
    let town = Program::demo().await;
    let room = Newsroom::of(&town, "edu").await;
    let visitor = Visitor::new();
    let piece = room.submit("教育要闻", TITLE, BODY).await;
    assert!(
        !search_knows(&visitor, &town, TITLE).await,
        "search knows what was never published"
    );
    room.approve(&piece).await;
    let begun = Instant::now();
    let page = room.publish(&piece).await;
    let url = page.link("查看页面");
    eprintln!("publish answered after {} ms", begun.elapsed().as_millis());
    soon(begun, "on its own page", async || {
        visitor.get(url.as_str()).await.status == StatusCode::OK
    })
    .await;
    soon(begun, "in the site's list", async || {
        shows(&visitor, &town.url("edu", "/news/"), TITLE).await
    })
    .await;
    soon(begun, "in the site's feed", async || {
        shows(&visitor, &town.url("edu", "/feed.xml"), TITLE).await
    })
    .await;
    soon(begun, "in the portal's list", async || {
        shows(&visitor, &town.url("portal", "/bumen/"), TITLE).await
    })
    .await;
    soon(begun, "in the portal's search", async || {
        search_knows(&visitor, &town, TITLE).await
    })
    .await;
    let there = portal_page(&visitor, &town).await;
    let copy = visitor.open(there.as_str()).await;
    assert!(copy.says("桑园桥"), "{}", copy.main());
    assert!(
        copy.main().contains("教育局"),
        "the portal does not say where it comes from: {}",
        copy.main()
    );
    let canonical = copy
        .all("link")
        .find(|link| link.attr("rel") == "canonical")
        .unwrap();
    assert_eq!(
        canonical.attr("href"),
        url.as_str(),
        "the portal's page points to the source"
    );
    assert!(
        copy.meta("ContentSource")
            .is_some_and(|source| source.contains("教育局"))
    );

    corrected(&town, &room, &visitor, &piece, &url, &there).await;
    withdrawn(&town, &room, &visitor, &piece, &url, &there).await;
    town.verify().await;
}

async fn corrected(town: &Program, room: &Newsroom, visitor: &Visitor, piece: &str, url: &Url, there: &Url) {
    let page = room.editor.page(piece).await;
    let form = room.editor.press(&page, "更正", &[]).await;
    let text = BODY.replace("桑园桥", "枫溪桥");
    let fields = [
        ("正文", text.as_str()),
        ("更正说明", "二号线经过的桥名有误，现予更正。"),
    ];
    let page = room.editor.press(&form, "提交审核", &fields).await;
    assert!(page.url.path().contains("/console/articles/"), "{}", page.url);
    let still = visitor.open(url.as_str()).await;
    assert!(still.says("桑园桥"), "a correction shows before it is published");
    room.approve(piece).await;
    let begun = Instant::now();
    room.publish(piece).await;
    soon(begun, "the correction on its own page", async || {
        let page = visitor.open(url.as_str()).await;
        page.says("枫溪桥") && !page.says("桑园桥") && page.says("桥名有误")
    })
    .await;
    soon(begun, "the correction on the portal", async || {
        let page = visitor.open(there.as_str()).await;
        page.says("枫溪桥") && !page.says("桑园桥")
    })
    .await;
    soon(begun, "the correction in search", async || {
        search_knows(visitor, town, "枫溪桥").await
    })
    .await;
}

async fn withdrawn(town: &Program, room: &Newsroom, visitor: &Visitor, piece: &str, url: &Url, there: &Url) {
    let begun = Instant::now();
    room.withdraw(piece, "线路方案仍在征求意见，待确定后另行发布。")
        .await;
    let gone = async |address: &str| visitor.get(address).await.status == StatusCode::GONE;
    soon(begun, "410 on its own page", async || gone(url.as_str()).await).await;
    let notice = visitor.get(url.as_str()).await.page();
    assert!(
        notice.says("撤") && notice.all("main").count() == 1,
        "{}",
        notice.main()
    );
    assert!(
        !notice.html.contains("枫溪桥"),
        "the notice still carries the text"
    );
    soon(begun, "410 on the portal", async || gone(there.as_str()).await).await;
    for (site, path) in [
        ("edu", "/"),
        ("edu", "/news/"),
        ("edu", "/feed.xml"),
        ("edu", "/feed.atom"),
        ("edu", "/feed.json"),
        ("edu", "/news/feed.xml"),
        ("edu", "/sitemap.xml"),
        ("portal", "/"),
        ("portal", "/bumen/"),
        ("portal", "/feed.xml"),
        ("portal", "/bumen/feed.xml"),
        ("portal", "/sitemap.xml"),
    ] {
        let address = town.url(site, path);
        soon(begun, &format!("gone from {site}{path}"), async || {
            !shows(visitor, &address, TITLE).await && !shows(visitor, &address, url.path()).await
        })
        .await;
    }
    soon(begun, "gone from search", async || {
        !search_knows(visitor, town, TITLE).await
    })
    .await;
}

#[tokio::test]
async fn the_author_cannot_approve_the_own_article() {
    let town = Program::demo().await;
    // The site's administrator may write and may review, but never both with one text.
    let admin = Staff::sign_in(&town, "edu.admin").await;
    let form = admin.page("/console/articles/new").await;
    let fields = [
        ("标题", "管理员自己写的通知"),
        ("栏目", "通知公告"),
        ("正文", "本周五下午系统维护，请提前保存稿件。"),
    ];
    let page = admin.press(&form, "提交审核", &fields).await;
    assert!(
        page.find_form("审核通过").is_none(),
        "the author is offered to approve"
    );
    let (name, proof) = admin.proof().await;
    let revision = revision_of(&page);
    let path = format!("{}/approve", page.url.path());
    let answer = admin
        .post(&path, &[(&name, &proof), ("revision", &revision)])
        .await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.summary());
    assert!(
        answer.text().contains("须由作者以外的人审核"),
        "{}",
        answer.summary()
    );
    // A writer may not review at all.
    let writer = Staff::sign_in(&town, "edu.writer").await;
    let (name, proof) = writer.proof().await;
    let answer = writer
        .post(&path, &[(&name, &proof), ("revision", &revision)])
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.summary());
}

#[tokio::test]
async fn an_article_that_was_sent_back_says_why_and_comes_again() {
    let town = Program::demo().await;
    let room = Newsroom::of(&town, "edu").await;
    let piece = room
        .submit("教育要闻", "送审后被退回的稿件", "第一稿，数字还没有核对。")
        .await;
    let page = room.reviewer.page(&piece).await;
    room.reviewer
        .press(&page, "退回", &[("return_reason", "请核对在校生人数后再报。")])
        .await;
    let desk = room.writer.page("/console/").await;
    assert!(
        desk.says("送审后被退回的稿件"),
        "the desk does not show it: {}",
        desk.main()
    );
    let page = room.writer.page(&piece).await;
    assert!(page.says("请核对在校生人数后再报。"), "{}", page.main());
    let form = room.writer.page(&format!("{piece}/edit")).await;
    room.writer
        .press(
            &form,
            "提交审核",
            &[("正文", "第二稿，在校生人数为一千二百零四人。")],
        )
        .await;
    room.approve(&piece).await;
    let url = room.publish(&piece).await.link("查看页面");
    assert!(Visitor::new().open(url.as_str()).await.says("一千二百零四人"));
}

#[tokio::test]
async fn an_edit_after_approval_voids_the_approval() {
    let town = Program::demo().await;
    let room = Newsroom::of(&town, "edu").await;
    let piece = room
        .submit("教育要闻", "批准之后又改过的稿件", "批准时的内容。")
        .await;
    room.approve(&piece).await;
    let form = room.editor.page(&format!("{piece}/edit")).await;
    room.editor
        .press(&form, "保存", &[("正文", "批准之后改成了别的内容。")])
        .await;
    let page = room.editor.page(&piece).await;
    let offered = page
        .find_form("发布")
        .filter(|(form, _)| form.action.path().ends_with("/publish"));
    assert!(
        offered.is_none(),
        "what nobody approved is offered for publishing: {}",
        page.main()
    );
    let (name, proof) = room.editor.proof().await;
    let answer = room
        .editor
        .post(
            &format!("{piece}/publish"),
            &[(&name, &proof), ("revision", &revision_of(&page))],
        )
        .await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.summary());
}

#[tokio::test]
async fn a_save_on_a_changed_article_shows_both_texts_and_loses_neither() {
    let town = Program::demo().await;
    let room = Newsroom::of(&town, "edu").await;
    let piece = room.draft("教育要闻", "两个人同时改的稿件", "最早的一稿。").await;
    let writers_form = room.writer.page(&format!("{piece}/edit")).await;
    let editors_form = room.editor.page(&format!("{piece}/edit")).await;
    room.editor
        .press(&editors_form, "保存", &[("正文", "编辑补充了报名时间。")])
        .await;
    let answer = room
        .writer
        .try_press(&writers_form, "保存", &[("正文", "作者补充了报名地点。")])
        .await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.summary());
    let page = answer.page();
    let (form, _) = page.form_with("保存");
    assert_eq!(
        form.value("正文"),
        Some("作者补充了报名地点。"),
        "what was typed is lost"
    );
    assert!(
        page.main().contains("补充了报名时间"),
        "the other text is not shown: {}",
        page.main()
    );
    let kept = room.editor.page(&format!("{piece}/edit")).await;
    assert_eq!(
        kept.form_with("保存").0.value("正文"),
        Some("编辑补充了报名时间。"),
        "the save went through"
    );
    // Having seen both, the writer decides.
    room.writer
        .press(&page, "保存", &[("正文", "报名时间和地点都在这里。")])
        .await;
    let kept = room.editor.page(&format!("{piece}/edit")).await;
    assert_eq!(
        kept.form_with("保存").0.value("正文"),
        Some("报名时间和地点都在这里。")
    );
}

#[tokio::test]
async fn a_draft_is_previewed_in_the_sites_dress_and_nobody_else_sees_it() {
    let town = Program::demo().await;
    let room = Newsroom::of(&town, "edu").await;
    let piece = room
        .draft("教育要闻", "先看看样子的稿件", "预览里应当有这一句。")
        .await;
    let preview = room.writer.page(&format!("{piece}/preview")).await;
    assert!(
        preview.says("预览里应当有这一句。") && preview.says("预览"),
        "{}",
        preview.main()
    );
    let answer = Visitor::new()
        .get(&town.url("edu", &format!("{piece}/preview")))
        .await;
    assert!(answer.status.is_redirection(), "{}", answer.summary());
    assert!(!answer.text().contains("预览里应当有这一句。"));
}

#[tokio::test]
async fn an_article_for_the_desk_waits_until_the_portal_takes_it() {
    let town = Program::demo().await;
    let room = Newsroom::of(&town, "drug").await;
    let visitor = Visitor::new();
    let title = "老街药店夜间服务窗口延长";
    room.bring_out(
        "监管动态",
        title,
        "自下月起，老街三家药店的夜间服务窗口延长到凌晨一点。",
    )
    .await;
    let editor = Staff::sign_in(&town, "portal.editor").await;
    let begun = Instant::now();
    soon(begun, "on the portal's desk", async || {
        editor.page("/console/desk").await.says(title)
    })
    .await;
    assert!(
        !shows(&visitor, &town.url("portal", "/bumen/"), title).await,
        "it did not wait"
    );
    let desk = editor.page("/console/desk").await;
    let item = editor.page(desk.link(title).as_str()).await;
    let begun = Instant::now();
    editor.press(&item, "采用", &[]).await;
    soon(begun, "taken by the portal", async || {
        shows(&visitor, &town.url("portal", "/bumen/"), title).await
    })
    .await;
}

/// Whether the body at this address contains the words.
pub(super) async fn shows(visitor: &Visitor, url: &str, words: &str) -> bool {
    let answer = visitor.get(url).await;
    assert_eq!(answer.status, StatusCode::OK, "{url}: {}", answer.summary());
    answer.text().contains(words)
}

pub(super) async fn search_knows(visitor: &Visitor, town: &Program, words: &str) -> bool {
    let mut url: Url = town.url("portal", "/api/v1/search").parse().unwrap();
    url.query_pairs_mut()
        .append_pair("q", words)
        .append_pair("size", "50");
    let answer = visitor.get(url.as_str()).await.json();
    let items = answer["items"].as_array().unwrap();
    items.iter().any(|item| {
        let snippet = item["snippet"]
            .as_str()
            .unwrap()
            .replace("<em>", "")
            .replace("</em>", "");
        item["title"].as_str().unwrap().contains(words) || snippet.contains(words)
    })
}

/// The portal's own page of the article.
async fn portal_page(visitor: &Visitor, town: &Program) -> Url {
    let list = visitor.open(&town.url("portal", "/bumen/")).await;
    list.links(TITLE)
        .into_iter()
        .next()
        .unwrap_or_else(|| panic!("{}", list.main()))
}

fn revision_of(page: &tests::page::Page) -> String {
    let fields = page.all("input").find(|field| field.attr("name") == "revision");
    fields.map_or_else(|| "1".to_owned(), |field| field.attr("value").to_owned())
}
