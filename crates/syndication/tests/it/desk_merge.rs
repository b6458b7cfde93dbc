//! Several lines at once: channel, merging, finding.

use crate::http::{open, post, serve};
use crate::town::{Piece, Town};
use kernel::{DeskItemId, Error};
use syndication::desk::{Sought, State, adopt_item, assign_channel, merge_items, query};
use syndication::ledger::{by_unit, gather};
use syndication::refusals;
use syndication::submission::{State as Ledger, submit_upward};

async fn sent(town: &Town, house: crate::town::House, title: &str) -> Piece {
    let piece = town.publish(house, title).await;
    let mut tx = town.up(house).await;
    submit_upward(&mut tx, piece.id, town.portal.id).await.unwrap();
    tx.commit().await.unwrap();
    piece
}

#[tokio::test]
async fn merged_pieces_are_overtaken_and_their_units_are_credited() {
    let town = Town::new().await;
    sent(&town, town.edu, "主稿").await;
    let mut other = sent(&town, town.agri, "另一单位的稿").await;
    town.settle().await;
    let lines = town.on_desk(town.portal).await;
    let ids: Vec<DeskItemId> = lines.iter().map(|line| DeskItemId(line.id)).collect();
    let mut tx = town.desk().await;
    let early = merge_items(&mut tx, ids[0], &ids).await;
    assert!(matches!(early, Err(Error::Refused(refusal)) if refusal == refusals::MERGE_LEAD));
    drop(tx);
    let mut tx = town.desk().await;
    adopt_item(&mut tx, ids[0], town.portal.news, None).await.unwrap();
    merge_items(&mut tx, ids[0], &ids).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    assert_eq!(town.places(town.portal).await.len(), 1);
    let line = town.ledger(town.agri).await.remove(0);
    assert_eq!(
        (line.state(), line.overtaken_by.as_deref()),
        (Ledger::Overtaken, Some("主稿"))
    );
    let port = serve(&town).await;
    let page = open(port, "portal", &format!("/console/desk/{}", ids[1])).await;
    assert!(page.body.contains("并入") && !page.body.contains("退稿理由"));
    let lines = gather(&town.base.hub().read(), town.portal.id, None)
        .await
        .unwrap();
    let points: Vec<i64> = by_unit(&lines).iter().map(|(_, sum)| sum.points).collect();
    assert_eq!(points, [4, 4]);
    town.withdraw(&mut other, "有误").await;
    town.correct(&mut other, "更正").await;
    town.settle().await;
    assert_eq!(town.ledger(town.agri).await[0].state(), Ledger::Overtaken);
    assert_eq!(town.on_desk(town.portal).await[1].state(), State::Merged);
}

#[tokio::test]
async fn the_desk_is_searched_by_unit_channel_way_day_and_words() {
    let town = Town::new().await;
    sent(&town, town.edu, "学校食堂检查").await;
    sent(&town, town.agri, "秋播进展").await;
    town.settle().await;
    let lines = town.on_desk(town.portal).await;
    let mut tx = town.desk().await;
    assign_channel(&mut tx, DeskItemId(lines[1].id), town.portal.notices)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let read = town.base.store.read(town.portal.id);
    let today = kernel::beijing::day(lines[0].arrived_at);
    let found = async |sought: Sought| {
        let (rows, _) = query::search_items(&read, &sought, 1, 30).await.unwrap();
        rows.into_iter().map(|row| row.title).collect::<Vec<_>>()
    };
    let any = Sought::default;
    assert_eq!(found(any()).await.len(), 2);
    let sender = Some(syndication::sender::Sender::Site(town.edu.id.0));
    assert_eq!(found(Sought { sender, ..any() }).await, ["学校食堂检查"]);
    let channel = Some(town.portal.notices.0);
    assert_eq!(found(Sought { channel, ..any() }).await, ["秋播进展"]);
    let way = Some(query::Way::Rule);
    assert!(found(Sought { way, ..any() }).await.is_empty());
    let text = "食堂".to_owned();
    assert_eq!(found(Sought { text, ..any() }).await, ["学校食堂检查"]);
    let (from, to) = (Some(today), Some(today));
    assert_eq!(found(Sought { from, to, ..any() }).await.len(), 2);
    let from = today.succ_opt();
    assert!(found(Sought { from, ..any() }).await.is_empty());
}

#[tokio::test]
async fn ticked_lines_are_declined_assigned_and_taken_together_or_not_at_all() {
    let town = Town::new().await;
    for title in ["甲稿", "乙稿", "丙稿"] {
        sent(&town, town.edu, title).await;
    }
    town.settle().await;
    let ids: Vec<i64> = town
        .on_desk(town.portal)
        .await
        .iter()
        .map(|line| line.id)
        .collect();
    let port = serve(&town).await;
    let page = open(port, "portal", "/console/desk").await;
    assert!(page.body.contains("data-count=\"unseen\">3</span>") && page.body.contains("快捷键"));
    let bulk = async |fields: String| post(port, "portal", "/console/desk", &page, &fields).await;
    let states = async || {
        let lines = town.on_desk(town.portal).await;
        lines.iter().map(|line| line.state()).collect::<Vec<_>>()
    };
    assert_eq!(bulk("do=adopt".into()).await.status, 409);
    let none = bulk(format!("do=adopt&item-{}=true&item-{}=true", ids[0], ids[1])).await;
    assert_eq!(none.status, 422, "neither has a proposed channel");
    let channel = format!("do=channel&channel={}&item-{}=true", town.portal.news, ids[0]);
    assert_eq!(bulk(channel).await.status, 303);
    let half = bulk(format!("do=adopt&item-{}=true&item-{}=true", ids[0], ids[1])).await;
    assert_eq!(half.status, 422);
    assert_eq!(states().await, [State::Waiting; 3], "all or nothing");
    assert_eq!(bulk(format!("do=adopt&item-{}=true", ids[0])).await.status, 303);
    let decline = format!(
        "do=decline&template=chongfu&item-{}=true&item-{}=true",
        ids[1], ids[2]
    );
    assert_eq!(bulk(decline).await.status, 303);
    assert_eq!(states().await, [State::Taken, State::Declined, State::Declined]);
    assert_eq!(bulk("do=adopt&item-999=true".into()).await.status, 404);
}
