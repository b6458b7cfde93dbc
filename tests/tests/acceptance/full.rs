//! When nothing can be written any more.

use reqwest::StatusCode;
use std::process::Command;
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
    for n in 0..5 {
        let answer = writer.try_press(&form, "保存", &fields).await;
        eprintln!("{n} {} {}", answer.status, answer.header("location"));
        if answer.status == 303 {
            let then = writer.get(answer.location().as_str()).await;
            eprintln!("   then {}", then.status);
        }
    }
    let page = writer.press(&form, "保存", &fields).await;
    assert!(page.url.path().contains("/console/articles/"), "{}", page.url);
    town.verify().await;
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
