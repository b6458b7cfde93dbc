//! What is to go out at a time goes out then, whether the program ran all the while or was stopped over it.

use super::board::soon;
use kernel::{Clocks, beijing};
use reqwest::StatusCode;
use std::time::{Duration, Instant};
use tests::people::{Newsroom, Visitor};
use tests::program::Program;

const BODY: &str =
    "高考成绩自今日起可在市教育局网站查询。\n\n咨询电话在工作时间有人接听，请考生核对准考证号后再查询。";

/// Beijing time as the form takes it, so many seconds from now.
fn in_seconds(seconds: i64) -> String {
    let at = Clocks::system().domain.now() + chrono::Duration::seconds(seconds);
    beijing::local(at).format("%Y-%m-%d %H:%M:%S").to_string()
}

async fn is_out(room: &Newsroom, visitor: &Visitor, piece: &str) -> bool {
    let page = room.editor.page(piece).await;
    match page.links("查看页面").first() {
        Some(url) => visitor.get(url.as_str()).await.status == StatusCode::OK,
        None => false,
    }
}

async fn planned(room: &Newsroom, title: &str, seconds: i64) -> (String, Instant) {
    let piece = room.submit("教育要闻", title, BODY).await;
    room.approve(&piece).await;
    let page = room.editor.page(&piece).await;
    let due = Instant::now() + Duration::from_secs(seconds.unsigned_abs());
    let page = room
        .editor
        .press(&page, "保存时间", &[("定时发布", in_seconds(seconds).as_str())])
        .await;
    assert!(page.says("UTC+8"), "the zone is not shown: {}", page.main());
    (piece, due)
}

#[tokio::test]
async fn scheduled_articles_go_out_in_time_and_after_a_stop() {
    let mut town = Program::demo().await;
    let room = Newsroom::of(&town, "edu").await;
    let visitor = Visitor::new();
    let (piece, due) = planned(&room, "高考成绩今日起查询", 6).await;
    let early = is_out(&room, &visitor, &piece).await;
    // On a slow box its time may have come already; the form counts whole seconds.
    let looked_in_time = Instant::now() + Duration::from_secs(2) < due;
    assert!(!(early && looked_in_time), "it went out too early");
    tokio::time::sleep_until((due + Duration::from_secs(1)).into()).await;
    soon(Instant::now(), "what was due", async || {
        is_out(&room, &visitor, &piece).await
    })
    .await;

    let (late, due) = planned(&room, "志愿填报说明会安排", 6).await;
    town.kill_hard();
    tokio::time::sleep_until((due + Duration::from_secs(2)).into()).await;
    town.begin_again().await;
    soon(
        Instant::now(),
        "what was due while nobody was there",
        async || is_out(&room, &visitor, &late).await,
    )
    .await;
    town.verify().await;
}
