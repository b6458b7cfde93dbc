//! A copy taken while people work, laid down elsewhere.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tempfile::TempDir;
use tests::demo::{self, Copy};
use tests::people::{Newsroom, Visitor};
use tests::program::Program;

#[tokio::test]
async fn a_backup_under_writes_is_whole_and_serves_elsewhere() {
    let town = Program::demo().await;
    let room = Newsroom::of(&town, "edu").await;
    let before = room
        .bring_out("教育要闻", "备份之前发布的稿件", "备份里应当有这一篇。")
        .await;
    let stop = Arc::new(AtomicBool::new(false));
    let written = Arc::new(AtomicUsize::new(0));
    let writing = tokio::spawn(keep_writing(room.clone(), stop.clone(), written.clone()));
    while written.load(Ordering::Relaxed) < 3 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let copy = town.folder().join("copy");
    town.run_json(&["backup", copy.to_str().unwrap()]).await;
    let during = written.load(Ordering::Relaxed);
    while written.load(Ordering::Relaxed) < during + 3 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    stop.store(true, Ordering::Relaxed);
    writing.await.unwrap();

    let elsewhere = TempDir::new().unwrap();
    let mut second = Program::on(&Copy {
        data: elsewhere.path().join("data"),
        database_url: demo::fresh_database().await,
    });
    second.run_json(&["restore", copy.to_str().unwrap()]).await;
    second.verify().await;
    let restored = second.run_json(&["verify", "db"]).await;
    assert!(
        restored["counters"]["article"].as_u64().unwrap() > 48,
        "{restored:#}"
    );

    second = second.begin().await;
    let visitor = Visitor::new();
    let there = second.url("edu", before.url.path());
    assert!(visitor.open(&there).await.says("备份里应当有这一篇。"));
    let titles = ["备份期间写的第0篇"];
    for title in titles {
        let page = Newsroom::of(&second, "edu")
            .await
            .writer
            .page("/console/articles")
            .await;
        assert!(
            page.says(title),
            "acknowledged before the backup began and not in it: {}",
            page.main()
        );
    }
    second.stop();
    town.verify().await;
}

#[tokio::test]
async fn a_backup_at_rest_has_every_counter_of_the_original() {
    let town = Program::demo_at_rest().await;
    let copy = town.folder().join("copy");
    town.run_json(&["backup", copy.to_str().unwrap()]).await;
    let elsewhere = TempDir::new().unwrap();
    let second = Program::on(&Copy {
        data: elsewhere.path().join("data"),
        database_url: demo::fresh_database().await,
    });
    second.run_json(&["restore", copy.to_str().unwrap()]).await;
    for what in ["db", "index", "audit"] {
        let original = town.run_json(&["verify", what]).await;
        let restored = second.run_json(&["verify", what]).await;
        assert_eq!(original["counters"], restored["counters"], "verify {what}");
        assert_eq!(
            (&original["equal"], &restored["equal"]),
            (&true.into(), &true.into()),
            "{original:#} {restored:#}"
        );
    }
    let files = |program: &Program| {
        let mut list = Vec::new();
        list_files(&program.data().join("files"), &mut list);
        list.sort();
        list
    };
    let original = files(&town);
    assert!(original.len() >= 16, "{original:?}");
    assert_eq!(original, files(&second));
}

async fn keep_writing(room: Newsroom, stop: Arc<AtomicBool>, written: Arc<AtomicUsize>) {
    for n in 0.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        room.draft(
            "教育要闻",
            &format!("备份期间写的第{n}篇"),
            "备份的时候有人正在写稿。",
        )
        .await;
        written.fetch_add(1, Ordering::Relaxed);
    }
}

/// Names and sizes of all files below a folder.
fn list_files(folder: &std::path::Path, list: &mut Vec<(String, u64)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if entry.path().is_dir() {
            list_files(&entry.path(), list);
        } else {
            list.push((
                entry.file_name().to_string_lossy().into_owned(),
                entry.metadata().unwrap().len(),
            ));
        }
    }
}
