//! When nothing can be written any more.

use reqwest::StatusCode;
use std::process::Command;
use tests::page::Page;
use tests::people::{Staff, Visitor};
use tests::program::Program;
use tests::tools;

#[tokio::test]
async fn when_nothing_can_be_written_reading_goes_on_and_the_probe_says_why() {
    let town = Program::demo_with(&[("ZISHA_LOG", "off")]).await;
    let writer = Staff::sign_in(&town, "edu.writer").await;
    let visitor = Visitor::new();
    let form = writer.page("/console/articles/new").await;
    let fields = [
        ("标题", "磁盘满了还在写的稿件"),
        ("栏目", "教育要闻"),
        ("正文", "这一篇写不进去。"),
    ];

    refuse_writes(&town, true).await;
    let answer = writer.try_press(&form, "保存", &fields).await;
    assert_eq!(
        answer.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "{}",
        answer.summary()
    );
    assert!(
        answer.text().contains("暂停写入"),
        "the refusal does not say what is wrong: {}",
        answer.summary()
    );
    assert!(!answer.header("retry-after").is_empty());
    for (site, path) in [
        ("edu", "/"),
        ("edu", "/news/"),
        ("portal", "/"),
        ("portal", "/search?q=%E5%AD%A6"),
    ] {
        let answer = visitor.get(&town.url(site, path)).await;
        assert_eq!(
            answer.status,
            StatusCode::OK,
            "{site}{path}: {}",
            answer.summary()
        );
    }
    let probe = visitor.get(&town.url("portal", "/healthz/ready")).await;
    assert_eq!(
        probe.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "{}",
        probe.summary()
    );
    let told = probe.json();
    assert!(
        told["reason"].as_str().is_some_and(|reason| !reason.is_empty()),
        "{told:#}"
    );
    assert_eq!(
        visitor.get(&town.url("portal", "/healthz/live")).await.status,
        StatusCode::OK
    );

    refuse_writes(&town, false).await;
    let probe = visitor.get(&town.url("portal", "/healthz/ready")).await;
    assert_eq!(
        probe.status,
        StatusCode::OK,
        "nobody need write first: {}",
        probe.summary()
    );
    let page = writer.press(&form, "保存", &fields).await;
    assert!(page.url.path().contains("/console/articles/"), "{}", page.url);
    town.verify().await;
}

#[tokio::test]
async fn what_is_saved_once_there_is_room_again_is_there_after_kill_9() {
    let mut town = Program::demo_with(&[("ZISHA_LOG", "off")]).await;
    let writer = Staff::sign_in(&town, "edu.writer").await;
    let form = writer.page("/console/articles/new").await;
    let fields = |title: &'static str| {
        [
            ("标题", title),
            ("栏目", "教育要闻"),
            ("正文", "有了空间再写的一篇。"),
        ]
    };
    let mut saved = Vec::new();
    for round in ["第一回", "第二回", "第三回"] {
        refuse_writes(&town, true).await;
        for _ in 0..2 {
            let answer = writer.try_press(&form, "保存", &fields("写不进去的稿件")).await;
            assert_eq!(
                answer.status,
                StatusCode::SERVICE_UNAVAILABLE,
                "{}",
                answer.summary()
            );
        }
        refuse_writes(&town, false).await;
        let page = writer.press(&form, "保存", &fields(round)).await;
        // One that is undone, then one that stays.
        writer.press(&page, "保存", &[("摘要", "改过一次。")]).await;
        let stale = writer
            .try_press(&page, "保存", &[("摘要", "没有看到上一次。")])
            .await;
        assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.summary());
        let after = writer
            .press(
                &page_again(&writer, &page).await,
                "保存",
                &[("副题", "改过第二次")],
            )
            .await;
        saved.push(after.url.path().to_owned());
    }
    town.kill_hard();
    town.begin_again().await;
    for path in &saved {
        let page = writer.page(path).await;
        assert_eq!(
            page.form_with("保存").0.value("副题"),
            Some("改过第二次"),
            "{path}"
        );
    }
    let list = writer.page("/console/articles").await;
    assert!(!list.says("写不进去的稿件"), "{}", list.main());
    town.verify().await;
}

async fn page_again(writer: &Staff, page: &Page) -> Page {
    writer.page(page.url.as_str()).await
}

/// SQLite: no file may grow past a byte, which the program meets as it meets a full disk. PostgreSQL: the server takes
/// no more writes, as it does when its own disk is full.
async fn refuse_writes(town: &Program, refuse: bool) {
    if let Some(url) = town.database_url() {
        assert!(tools::postgres().is_some());
        tests::demo::refuse_writes(url, refuse).await;
        return;
    }
    let limit = if refuse { "1" } else { "unlimited" };
    let done = Command::new("prlimit")
        .args([
            "--pid",
            &town.id().to_string(),
            &format!("--fsize={limit}:unlimited"),
        ])
        .status()
        .unwrap();
    assert!(done.success(), "prlimit ended with {done}");
}
