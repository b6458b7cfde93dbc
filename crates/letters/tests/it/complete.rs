//! The writer answers a unit's question with files: they go the way of the letter's own.

use crate::http::{Answer, Served};
use crate::town::Town;
use letters::attachment::{entity as file, upload};
use letters::letter::ask_writer;
use letters::letter::entity::Entity;
use letters::permissions::HandleLetters;
use picture::Picture;

const ANSWER: (&str, &str) = ("edu", "/letters/query/answer");

async fn uploads(town: &Town) -> Vec<upload::Model> {
    town.pool.read().find::<upload::Entity>().all().await.unwrap()
}

async fn files(town: &Town) -> Vec<file::Model> {
    town.pool.read().find::<file::Entity>().all().await.unwrap()
}

#[tokio::test]
async fn what_the_writer_adds_may_bring_files() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let (letter, receipt) = town.assigned("路灯不亮").await;
    let code = receipt.code.shown();
    let own = [("number", receipt.number.as_str()), ("code", code.as_str())];
    let (query, cookie) = served.writing("edu", "/letters/query").await;
    let png = Picture::sample(60, 40).png().unwrap();
    let good: (&str, &[u8]) = ("周若溪家门口.exe", &png);
    let bad: (&str, &[u8]) = ("照片.jpg", b"<html><script>alert(1)</script>");
    let send = async |page: &Answer, fields: &[(&str, &str)], files: &[(&str, &[u8])]| {
        let fields = [&own[..], fields].concat();
        served.send_files(ANSWER, (page, &cookie), &fields, files).await
    };
    // Nothing is asked yet: nothing is taken in.
    let early = send(&query, &[("answer", "照片见附件")], &[good]).await;
    assert_eq!((early.status, uploads(&town).await.len()), (422, 0));
    town.days(1);
    town.clerk::<HandleLetters, _>(town.edu, &letter, |tx, id, seen| {
        Box::pin(ask_writer(tx, id, seen, "请拍一张照片"))
    })
    .await
    .unwrap();
    // Nor from somebody who does not know the code.
    let guess = [
        ("number", receipt.number.as_str()),
        ("code", "AAAAA-AAAAA"),
        ("go", "attach"),
    ];
    let guessed = served
        .send_files(ANSWER, (&query, &cookie), &guess, &[good])
        .await;
    assert_eq!((guessed.status, uploads(&town).await.len()), (422, 0));
    // Good ones are kept, of the others the page says why not; the words stay.
    let back = send(&query, &[("answer", "在解放路"), ("go", "attach")], &[good, bad]).await;
    assert_eq!(back.status, 422);
    for words in ["“照片.jpg”没有收下", "周若溪家门口.png", "在解放路", "最多 5 个"] {
        assert!(back.says(words), "{words} in {}", back.body);
    }
    let kept = uploads(&town).await;
    assert_eq!((kept.len(), kept[0].site_id), (1, letter.site_id));
    let empty = send(&back, &[("answer", ""), ("go", "send")], &[]).await;
    assert!(empty.status == 422 && empty.says("请填写补充内容") && empty.says("周若溪家门口.png"));
    let remove = format!("remove:{}", kept[0].uid);
    let gone = send(&empty, &[("answer", "在解放路"), ("go", &remove)], &[]).await;
    assert!(gone.says("附件已移除") && gone.says("在解放路") && uploads(&town).await.is_empty());
    // Sent with the words, a file lies in quarantine as the letter's, with this step.
    let done = send(
        &gone,
        &[("answer", "在解放路，照片见附件"), ("go", "send")],
        &[good],
    )
    .await;
    assert_eq!(done.status, 200, "{}", done.body);
    assert!(done.says("补充内容已提交") && done.says("待检查") && !done.says("name=\"answer\""));
    assert!(uploads(&town).await.is_empty());
    let rows = files(&town).await;
    assert_eq!((rows.len(), rows[0].state.as_str()), (1, "quarantine"));
    assert!(
        rows[0].event_id.is_some() && !rows[0].name.contains("周若溪"),
        "{rows:?}"
    );
    let now = town.pool.read().find::<Entity>().found().await.unwrap();
    assert_eq!(now.state, "assigned");
    let desk = served.open(11, &format!("/console/letters/{}", letter.id)).await;
    assert!(desk.says("随补充内容"), "{}", desk.body);
    // Once more the same form finds nothing to answer.
    let twice = send(&gone, &[("answer", "在解放路"), ("go", "send")], &[good]).await;
    assert_eq!((twice.status, files(&town).await.len()), (422, 1));
}
