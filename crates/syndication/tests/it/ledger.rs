//! The ledger's totals against the events.

use crate::town::{Piece, Town};
use kernel::event::EventBody;
use kernel::{DeskItemId, Error, SubmissionId, Uid};
use sea_orm::Set;
use std::collections::{BTreeMap, HashMap, HashSet};
use syndication::credit::{Kind, Proof, record_credit};
use syndication::desk::{Reason, adopt_item, decline_item};
use syndication::ledger::{by_person, by_unit, gather, sum};
use syndication::refusals;
use syndication::score::{Deed, Rates, set_rates};
use syndication::sender::Sender;
use syndication::submission::query::find_sent_to;
use syndication::submission::{recall_submission, submit_upward};

async fn send(town: &Town, piece: &Piece) -> SubmissionId {
    let mut tx = town.up(piece.house).await;
    let sent = submit_upward(&mut tx, piece.id, town.portal.id).await.unwrap();
    tx.commit().await.unwrap();
    SubmissionId(sent.id)
}

async fn line(town: &Town, piece: &Piece) -> DeskItemId {
    let lines = town.on_desk(town.portal).await;
    DeskItemId(lines.iter().find(|line| line.uid == piece.uid.0).unwrap().id)
}

async fn adopt(town: &Town, piece: &Piece) {
    let id = line(town, piece).await;
    let mut tx = town.desk().await;
    adopt_item(&mut tx, id, town.portal.news, None).await.unwrap();
    tx.commit().await.unwrap();
}

async fn decline(town: &Town, piece: &Piece) {
    let id = line(town, piece).await;
    let mut tx = town.desk().await;
    decline_item(&mut tx, id, &Reason::parse("重复").unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn credit(town: &Town, piece: &Piece, kind: Kind) -> kernel::Result<()> {
    let line = find_sent_to(&town.base.hub().read(), town.portal.id, piece.uid).await?;
    let proof = Proof::parse(kind, "省政府网站", "https://www.example.gov.cn/1").unwrap();
    let mut tx = town.desk().await;
    record_credit(&mut tx, &line, kind, &proof).await?;
    tx.commit().await
}

/// Points by site, from the log alone.
async fn from_events(town: &Town) -> BTreeMap<i64, i64> {
    #[derive(sea_orm::FromQueryResult)]
    struct Row {
        site_id: i64,
        payload: String,
    }
    let rows: Vec<Row> = town
        .base
        .hub()
        .read()
        .report("select site_id, payload from event order by id", Vec::new())
        .await
        .unwrap();
    let (mut sent, mut home) = (HashSet::new(), HashMap::new());
    let (mut used, mut gone) = (HashSet::new(), HashSet::new());
    let mut higher: HashMap<Uid, i64> = HashMap::new();
    for row in rows {
        let body: EventBody = serde_json::from_str(&row.payload).unwrap();
        match body {
            EventBody::SubmissionSent { uid, .. } => {
                sent.insert(uid);
                home.insert(uid, row.site_id);
            }
            EventBody::SubmissionRecalled { uid, .. } => {
                sent.remove(&uid);
            }
            EventBody::SubmissionDecided { uid, adopted } if adopted => {
                used.insert(uid);
            }
            EventBody::ArticleWithdrawn(article) => {
                gone.insert(article.uid);
            }
            EventBody::ArticlePublished(article) => {
                gone.remove(&article.uid);
            }
            EventBody::SubmissionCredited { uid } => *higher.entry(uid).or_default() += 5,
            _ => {}
        }
    }
    let mut points = BTreeMap::new();
    for uid in sent.difference(&gone) {
        let earned = 2 + if used.contains(uid) { 2 } else { 0 } + higher.get(uid).copied().unwrap_or(0);
        *points.entry(home[uid]).or_default() += earned;
    }
    points
}

async fn from_ledger(town: &Town) -> BTreeMap<i64, i64> {
    let lines = gather(&town.base.hub().read(), town.portal.id, None)
        .await
        .unwrap();
    let units = by_unit(&lines);
    let all = sum(&lines);
    assert_eq!(units.iter().map(|(_, sum)| sum.points).sum::<i64>(), all.points);
    let people = by_person(&lines);
    assert_eq!(people.iter().map(|(_, sum)| sum.points).sum::<i64>(), all.points);
    assert_eq!(
        lines.iter().map(|line| line.award.points).sum::<i64>(),
        all.points
    );
    units
        .into_iter()
        .map(|((sender, _), sum)| match sender {
            Sender::Site(site) => (site, sum.points),
            Sender::Box(unit) => panic!("nobody wrote for unit {unit}"),
        })
        .collect()
}

#[tokio::test]
async fn the_totals_are_what_the_events_say_at_every_step() {
    let town = Town::new().await;
    let mut pieces = Vec::new();
    for (house, title) in [
        (town.edu, "采用的"),
        (town.edu, "退掉的"),
        (town.edu, "取回的"),
        (town.agri, "上级采用的"),
        (town.agri, "撤回的"),
        (town.agri, "等着的"),
    ] {
        pieces.push(town.publish(house, title).await);
    }
    let mut ids = Vec::new();
    for piece in &pieces {
        ids.push(send(&town, piece).await);
    }
    town.settle().await;
    assert_eq!(from_ledger(&town).await, from_events(&town).await);
    for n in [0, 3, 4] {
        adopt(&town, &pieces[n]).await;
    }
    decline(&town, &pieces[1]).await;
    let mut tx = town.up(town.edu).await;
    recall_submission(&mut tx, ids[2]).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    credit(&town, &pieces[3], Kind::Higher).await.unwrap();
    assert_eq!(from_ledger(&town).await, from_events(&town).await);
    town.withdraw(&mut pieces[4], "有误").await;
    town.settle().await;
    let points = from_ledger(&town).await;
    assert_eq!(points, from_events(&town).await);
    assert_eq!(points[&town.edu.id.0], 2 + 2 + 2);
    assert_eq!(points[&town.agri.id.0], (2 + 2 + 5) + 2);
    let mut gone = pieces.remove(4);
    town.correct(&mut gone, "更正后").await;
    town.settle().await;
    assert_eq!(from_ledger(&town).await, from_events(&town).await);
    // A unit's own page holds its own lines and no others.
    let own = gather(
        &town.base.hub().read(),
        town.portal.id,
        Some(Sender::Site(town.edu.id.0)),
    )
    .await
    .unwrap();
    assert!(own.iter().all(|line| line.sender == Sender::Site(town.edu.id.0)) && !own.is_empty());
}

#[tokio::test]
async fn only_what_was_used_is_credited_and_once() {
    let town = Town::new().await;
    let piece = town.publish(town.edu, "一稿").await;
    assert!(matches!(
        credit(&town, &piece, Kind::Higher).await,
        Err(Error::NotFound)
    ));
    send(&town, &piece).await;
    town.settle().await;
    let early = credit(&town, &piece, Kind::Higher).await;
    assert!(matches!(early, Err(Error::Refused(refusal)) if refusal == refusals::NOT_USED));
    adopt(&town, &piece).await;
    town.settle().await;
    credit(&town, &piece, Kind::Higher).await.unwrap();
    let again = credit(&town, &piece, Kind::Higher).await;
    assert!(matches!(again, Err(Error::Refused(refusal)) if refusal == refusals::ALREADY_CREDITED));
    credit(&town, &piece, Kind::Commissioned).await.unwrap();
    let lines = gather(&town.base.hub().read(), town.portal.id, None)
        .await
        .unwrap();
    let all = sum(&lines);
    assert_eq!((all.deeds, all.points), ([1, 1, 1, 1], 2 + 2 + 5 + 10));
}

#[tokio::test]
async fn points_follow_the_table_of_their_day() {
    let town = Town::new().await;
    let piece = town.publish(town.edu, "一稿").await;
    send(&town, &piece).await;
    let today = kernel::beijing::day(town.base.hub().read().now());
    let double = Rates {
        submitted: 4,
        ..Rates::default()
    };
    let mut tx = town.terms().await;
    set_rates(&mut tx, today.succ_opt().unwrap(), double)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let points = async || {
        let lines = gather(&town.base.hub().read(), town.portal.id, None)
            .await
            .unwrap();
        assert!(lines.iter().all(|line| line.award.deed == Deed::Submitted));
        sum(&lines).points
    };
    assert_eq!(points().await, 2);
    let mut tx = town.terms().await;
    set_rates(&mut tx, today, double).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(points().await, 4);
}

#[tokio::test]
async fn a_unit_on_another_box_earns_points_as_one_of_this_house() {
    let town = Town::new().await;
    let piece = town.publish(town.agri, "远方的稿").await;
    let own = town.publish(town.edu, "本系统的稿").await;
    town.settle().await;
    let item = town.item(&piece).await.unwrap();
    let mut tx = town.hub().await;
    tx.exempt("setup").unwrap();
    let away = gateway::site::elsewhere::ActiveModel {
        site_id: Set(town.agri.id.0),
        url: Set("https://agri.example".into()),
    };
    tx.insert(away).await.unwrap();
    // As the projection lays it when a batch says that it was sent up.
    let line = syndication::desk::entity::ActiveModel {
        site_id: Set(town.portal.id.0),
        library_item_id: Set(Some(item.id)),
        uid: Set(item.uid),
        version: Set(item.version),
        source_name: Set("市农林局".into()),
        title: Set(item.title),
        state: Set("waiting".into()),
        submitted: Set(true),
        picked: Set(false),
        reason: Set(String::new()),
        decided_by_name: Set(String::new()),
        arrived_at: Set(tx.now()),
        origin_site_id: Set(item.origin_site_id),
        origin_channel: Set(item.origin_channel),
        ..Default::default()
    };
    tx.insert(line).await.unwrap();
    tx.commit().await.unwrap();
    let earned = async || {
        let lines = gather(&town.base.hub().read(), town.portal.id, None)
            .await
            .unwrap();
        let far = lines
            .into_iter()
            .filter(|line| line.sender == Sender::Site(town.agri.id.0))
            .collect::<Vec<_>>();
        assert!(far.iter().all(|line| line.unit == "市农林局"));
        sum(&far).points
    };
    assert_eq!(earned().await, 2, "sent up");
    adopt(&town, &piece).await;
    town.settle().await;
    assert_eq!(earned().await, 4, "and used");
    credit(&town, &piece, Kind::Higher).await.unwrap();
    assert_eq!(earned().await, 9, "and used by a higher level");
    send(&town, &own).await;
    town.settle().await;
    adopt(&town, &own).await;
    town.settle().await;
    let lines = gather(&town.base.hub().read(), town.portal.id, None)
        .await
        .unwrap();
    assert_eq!(sum(&lines).points, 13, "each counts once");
}

#[tokio::test]
async fn the_page_has_its_charts_and_a_refused_credit_keeps_what_was_typed() {
    use crate::http::{open, post, serve};
    let town = Town::new().await;
    let used = town.publish(town.edu, "采用的稿").await;
    let declined = town.publish(town.edu, "退回的稿").await;
    let waiting = town.publish(town.agri, "等待的稿").await;
    town.settle().await;
    for piece in [&used, &declined, &waiting] {
        send(&town, piece).await;
    }
    town.settle().await;
    adopt(&town, &used).await;
    decline(&town, &declined).await;
    town.settle().await;
    let port = serve(&town).await;
    let page = open(port, "portal", "/console/ledger").await;
    assert_eq!(page.body.matches("class=\"progress-chart\"").count(), 2);
    assert!(
        page.body.contains("按月积分") && page.body.contains("50%"),
        "{}",
        page.body
    );
    let fates = open(port, "portal", "/console/ledger?deed=submitted&fate=declined").await;
    let (_, list) = fates.body.split_once("id=\"list\"").unwrap();
    assert!(list.contains("退回的稿") && !list.contains("采用的稿") && !list.contains("等待的稿"));
    let quota = open(port, "portal", "/console/quota").await;
    assert_eq!(quota.status, 200);
    let place = town.places(town.portal).await.remove(0);
    let page_there = format!("/{}.html\">门户页面", place.number);
    let own = open(port, "edu", "/console/submissions").await;
    assert!(
        own.body.contains(&page_there) && own.body.matches("门户页面").count() == 1,
        "{}",
        own.body
    );

    let path = format!("/console/ledger/credits/{}", used.uid);
    assert!(page.body.contains(&path));
    let form = open(port, "portal", &path).await;
    assert!(form.body.contains("采用的稿"));
    let fields = format!(
        "uid={}&kind=higher&outlet=%E7%9C%81%E6%8A%A5&proof_url=nonsense",
        used.uid
    );
    let refused = post(port, "portal", "/console/ledger/credits", &form, &fields).await;
    assert_eq!(refused.status, 422);
    for kept in [
        "value=\"省报\"",
        "value=\"nonsense\"",
        "value=\"higher\" selected",
    ] {
        assert!(refused.body.contains(kept), "{kept} is lost: {}", refused.body);
    }
    let fields = format!("uid={}&kind=commissioned&outlet=&proof_url=", declined.uid);
    let unused = post(port, "portal", "/console/ledger/credits", &form, &fields).await;
    assert!(unused.status == 409 && unused.body.contains("退回的稿"));
    let unknown = open(
        port,
        "portal",
        "/console/ledger/credits/0190a000-0000-7000-8000-000000000009",
    )
    .await;
    assert_eq!(unknown.status, 404);
}
