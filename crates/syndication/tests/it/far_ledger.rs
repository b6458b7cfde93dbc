//! The ledger of a unit on its own box: it says what that of a unit in the portal's house would say.

use crate::desk_edit::go_public;
use crate::peer::Two;
use crate::town::{House, Piece, Town};
use content::article::text::{RawText, Text};
use kernel::policy::{Membership, decide};
use kernel::wire::{Decision, News};
use kernel::{Actor, DeskItemId, LibraryItemId, PersonId, Role, SiteId};
use sea_orm::{ColumnTrait, Set};
use std::collections::BTreeMap;
use store::SiteWrite;
use syndication::credit::{Kind, Proof, record_credit};
use syndication::desk::{Reason, adopt_item, decline_item, edit_item, entity as desk, merge_items, see_item};
use syndication::ledger::{Line, Sum, by_person, gather, sum};
use syndication::peer::{heed, replay_peer};
use syndication::permissions::SubmitUpward;
use syndication::place::remove_place;
use syndication::pool::take_piece;
use syndication::quota::{set_quota, standings};
use syndication::rule::Mode;
use syndication::score::{Rates, set_rates};
use syndication::sender::Sender;
use syndication::submission::query::find_sent_to;
use syndication::submission::{State, entity as ledger, recall_submission, submit_upward};

/// Somebody of a site by name.
pub async fn up_as(town: &Town, house: House, (id, name): (i64, &str)) -> SiteWrite<SubmitUpward> {
    let person = Actor::Person {
        id: PersonId(id),
        name: name.into(),
    };
    let posts = [Membership {
        site: house.id,
        role: Role::Contributor,
        channels: None,
    }];
    let grant = decide::<SubmitUpward>(&person, house.id, &posts).unwrap();
    town.base.store.write(grant).await.unwrap()
}

/// The portal of a unit's box in its own register.
pub fn far(two: &Two) -> SiteId {
    SiteId(two.hub.far_site_id)
}

pub async fn send_as(town: &Town, piece: &Piece, target: SiteId, who: (i64, &str)) {
    let mut tx = up_as(town, piece.house, who).await;
    submit_upward(&mut tx, piece.id, target).await.unwrap();
    tx.commit().await.unwrap();
}

pub async fn line(town: &Town, piece: &Piece) -> desk::Model {
    let lines = town.on_desk(town.portal).await;
    lines.into_iter().find(|line| line.uid == piece.uid.0).unwrap()
}

pub async fn adopt(town: &Town, piece: &Piece) {
    let id = DeskItemId(line(town, piece).await.id);
    let mut tx = town.desk().await;
    adopt_item(&mut tx, id, town.portal.news, None).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
}

/// Takes a piece with edits. Answers the number of the portal's own article.
pub async fn edit(town: &Town, piece: &Piece) -> i64 {
    let id = DeskItemId(line(town, piece).await.id);
    let text = Text::parse(RawText {
        channel: town.portal.news.0,
        title: "门户改的题".into(),
        format: "html".into(),
        body: "<p>门户补了一句。</p>".into(),
        source: "陶都市教育局".into(),
        origin: "contributed".into(),
        ..RawText::default()
    })
    .unwrap();
    let (tx, article) = edit_item(town.desk().await, id, &text).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    article.id
}

pub async fn merge(town: &Town, lead: &Piece, other: &Piece) {
    let (lead, other) = (line(town, lead).await.id, line(town, other).await.id);
    let mut tx = town.desk().await;
    merge_items(&mut tx, DeskItemId(lead), &[DeskItemId(other)])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
}

pub async fn decline(town: &Town, piece: &Piece) {
    let id = DeskItemId(line(town, piece).await.id);
    let mut tx = town.desk().await;
    decline_item(&mut tx, id, &Reason::parse("栏目不符").unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
}

pub async fn pick(town: &Town, piece: &Piece) {
    let id = LibraryItemId(town.item(piece).await.unwrap().id);
    let mut tx = town.desk().await;
    take_piece(&mut tx, &town.base.hub().read(), id, town.portal.news, None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
}

pub async fn credit(town: &Town, piece: &Piece, kind: Kind) {
    let line = find_sent_to(&town.base.hub().read(), town.portal.id, piece.uid)
        .await
        .unwrap();
    let proof = Proof::parse(kind, "省政府网站", "https://www.example.gov.cn/1").unwrap();
    let mut tx = town.desk().await;
    record_credit(&mut tx, &line, kind, &proof).await.unwrap();
    tx.commit().await.unwrap();
}

pub async fn recall(town: &Town, piece: &Piece) {
    let row = of(town, piece).await.unwrap();
    let mut tx = town.up(piece.house).await;
    recall_submission(&mut tx, kernel::SubmissionId(row.id))
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// The unit's line of a piece.
pub async fn of(town: &Town, piece: &Piece) -> Option<ledger::Model> {
    let lines = town.ledger(piece.house).await;
    lines.into_iter().find(|line| line.uid == piece.uid.0)
}

/// Awards of the unit, as each side computes them: the box's and the portal's.
pub async fn both(two: &Two) -> [Vec<Line>; 2] {
    let unit = two.unit.base.hub().read();
    let own = gather(&unit, far(two), Some(Sender::Site(two.unit.edu.id.0)));
    let portal = two.portal.base.hub().read();
    let told = gather(
        &portal,
        two.portal.portal.id,
        Some(Sender::Site(two.portal.edu.id.0)),
    );
    [own.await.unwrap(), told.await.unwrap()]
}

/// Sums by person and month; equal on both sides, or the test fails.
pub async fn tie(two: &Two) -> BTreeMap<(String, String), Sum> {
    let both = both(two).await;
    let sums = both.each_ref().map(|lines| {
        let mut sums = BTreeMap::new();
        for ((_, _, person), all) in by_person(lines) {
            let of_person = lines.iter().filter(|line| line.person == person);
            let mut by_day: BTreeMap<String, Vec<Line>> = BTreeMap::new();
            for line in of_person {
                by_day
                    .entry(kernel::beijing::date(line.award.at))
                    .or_default()
                    .push(line.clone());
            }
            let days: i64 = by_day.values().map(|lines| sum(lines).points).sum();
            assert_eq!(days, all.points);
            sums.extend(
                by_day
                    .into_iter()
                    .map(|(day, lines)| ((person.to_owned(), day), sum(&lines))),
            );
        }
        sums
    });
    let [own, told] = sums;
    assert_eq!(own, told, "the box and the portal count alike");
    own
}

const LIN: (i64, &str) = (8, "林晓岚");
const ZHOU: (i64, &str) = (7, "周若溪");

#[tokio::test]
async fn every_step_at_the_portal_is_read_in_the_units_own_ledger() {
    let two = Two::new().await;
    let (unit, portal) = (&two.unit, &two.portal);
    let piece = unit.publish(unit.edu, "报送稿").await;
    send_as(unit, &piece, far(&two), LIN).await;
    two.carry().await;
    let mut tx = portal.desk().await;
    see_item(&mut tx, DeskItemId(line(portal, &piece).await.id))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    portal.settle().await;
    two.carry().await;
    let row = of(unit, &piece).await.unwrap();
    assert!(row.state() == State::Seen && row.seen_at.is_some() && row.page_url.is_none());

    adopt(portal, &piece).await;
    two.carry().await;
    let row = of(unit, &piece).await.unwrap();
    assert_eq!((row.state(), row.standing()), (State::Adopted, State::Adopted));
    assert!(row.shown_at.is_some() && row.decided_at.is_some());
    let place = portal.places(portal.portal).await.remove(0);
    let page = row.page_url.unwrap();
    assert!(
        page.starts_with(&two.url) && page.ends_with(&format!("/{}.html", place.number)),
        "{page}"
    );
    let people: Vec<String> = tie(&two).await.into_keys().map(|(person, _)| person).collect();
    assert_eq!(people, ["林晓岚"], "the portal knows who sent it");

    credit(portal, &piece, Kind::Higher).await;
    two.carry().await;
    let points: i64 = tie(&two).await.values().map(|sum| sum.points).sum();
    assert_eq!(points, 2 + 2 + 5);

    // Its editors take it down: it stays adopted, and is nowhere to be read.
    let mut tx = portal.write(portal.portal, Role::Editor).await;
    let reason = syndication::authorization::Reason::parse("版面调整").unwrap();
    remove_place(&mut tx, kernel::PlacementId(place.id), &reason)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    portal.settle().await;
    two.carry().await;
    let row = of(unit, &piece).await.unwrap();
    assert_eq!((row.state(), row.page_url), (State::Adopted, None));

    // What is told again says nothing new.
    let end = async || syndication::peer::end(&unit.base.hub().read()).await.unwrap();
    let before = end().await;
    let mut tx = unit.hub().await;
    replay_peer(&mut tx, &two.hub.name).await.unwrap();
    tx.commit().await.unwrap();
    two.carry().await;
    assert_eq!(end().await, before);
}

#[tokio::test]
async fn what_the_portal_edits_merges_and_picks_is_told_whole() {
    let two = Two::new().await;
    let (unit, portal) = (&two.unit, &two.portal);
    let edited = unit.publish(unit.edu, "被改的稿").await;
    let merged = unit.publish(unit.edu, "被并的稿").await;
    let picked = unit.publish(unit.edu, "没报的稿").await;
    for piece in [&edited, &merged] {
        send_as(unit, piece, far(&two), LIN).await;
    }
    two.carry().await;
    let made = edit(portal, &edited).await;
    merge(portal, &edited, &merged).await;
    pick(portal, &picked).await;
    two.carry().await;
    let row = of(unit, &edited).await.unwrap();
    assert_eq!(row.state(), State::Edited);
    assert!(row.before_text.as_deref().unwrap().contains("被改的稿的正文"));
    assert!(row.after_text.as_deref().unwrap().contains("门户补了一句"));
    assert_eq!((row.shown_at, row.page_url), (None, None), "nobody sees it yet");
    let row = of(unit, &merged).await.unwrap();
    assert_eq!(
        (row.state(), row.overtaken_by.as_deref(), row.shown_at),
        (State::Overtaken, Some("被改的稿"), None)
    );
    let row = of(unit, &picked).await.unwrap();
    assert_eq!(
        (row.state(), row.picked, row.sent_by_name.as_str()),
        (State::Adopted, true, "沈秋白")
    );
    two.carry().await;
    tie(&two).await;

    go_public(portal, made).await;
    two.carry().await;
    for piece in [&edited, &merged] {
        let row = of(unit, piece).await.unwrap();
        assert!(row.shown_at.is_some(), "the public sees what was made of it");
        assert!(row.page_url.is_some_and(|page| page.starts_with(&two.url)));
    }
    let sums = tie(&two).await;
    let points = |who: &str| -> i64 {
        let of = sums.iter().filter(|((person, _), _)| person == who);
        of.map(|(_, sum)| sum.points).sum()
    };
    assert_eq!((points("林晓岚"), points("沈秋白")), (2 * (2 + 2), 2));
}

#[tokio::test]
async fn what_a_rule_placed_before_it_was_sent_up_is_adopted_on_both_sides() {
    let two = Two::new().await;
    let (unit, portal) = (&two.unit, &two.portal);
    portal.rule("edu", portal.portal, Mode::Automatic).await;
    portal.rule("agri", portal.portal, Mode::Automatic).await;
    let piece = unit.publish(unit.edu, "先上门户的稿").await;
    let own = portal.publish(portal.agri, "本市的稿").await;
    two.carry().await;
    send_as(unit, &piece, far(&two), LIN).await;
    send_as(portal, &own, portal.portal.id, ZHOU).await;
    two.carry().await;
    two.carry().await;
    for piece in [&piece, &own] {
        let line = line(portal, piece).await;
        assert_eq!(
            (line.state.as_str(), line.submitted, line.decided_by_name.as_str()),
            ("taken", true, "自动规则")
        );
    }
    assert_eq!(of(portal, &own).await.unwrap().state(), State::Adopted);
    let row = of(unit, &piece).await.unwrap();
    assert!(row.state() == State::Adopted && row.shown_at.is_some());
    assert!(row.page_url.is_some());
    tie(&two).await;
    let all = gather(&portal.base.hub().read(), portal.portal.id, None)
        .await
        .unwrap();
    assert_eq!(sum(&all).points, 2 * (2 + 2), "each of them");
    let port = crate::http::serve(portal).await;
    let page = crate::http::open(port, "portal", "/console/desk?state=taken").await;
    assert!(page.body.contains("先上门户的稿"), "{}", page.body);

    // A line that a rule laid, and the desk took before it was sent up.
    let late = {
        let mut tx = portal.hub().await;
        let manual = syndication::rule::entity::ActiveModel {
            mode: Set(Mode::Desk.key().into()),
            ..Default::default()
        };
        let all = syndication::rule::entity::Column::SiteId.eq(portal.portal.id.0);
        tx.update_where(manual, all).await.unwrap();
        tx.exempt("setup").unwrap();
        tx.commit().await.unwrap();
        unit.publish(unit.edu, "先采用的稿").await
    };
    two.carry().await;
    adopt(portal, &late).await;
    send_as(unit, &late, far(&two), LIN).await;
    two.carry().await;
    two.carry().await;
    assert_eq!(of(unit, &late).await.unwrap().state(), State::Adopted);
    let points: i64 = tie(&two).await.values().map(|sum| sum.points).sum();
    assert_eq!(points, 2 * (2 + 2));
}

#[tokio::test]
async fn points_and_quota_of_the_portal_count_on_the_units_box() {
    let two = Two::new().await;
    let (unit, portal) = (&two.unit, &two.portal);
    let at_home = unit.unit(unit.edu, "市教育局").await;
    let there = portal.unit(portal.edu, "市教育局").await;
    let today = kernel::beijing::day(portal.base.hub().read().now());
    let double = Rates {
        submitted: 4,
        ..Rates::default()
    };
    let mut tx = portal.terms().await;
    set_rates(&mut tx, today, double).await.unwrap();
    set_quota(&mut tx, there, "2026-01-01".parse().unwrap(), 3, 150)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let piece = unit.publish(unit.edu, "一稿").await;
    send_as(unit, &piece, far(&two), LIN).await;
    two.carry().await;
    let points: i64 = tie(&two).await.values().map(|sum| sum.points).sum();
    assert_eq!(points, 4);
    let hub = unit.base.hub().read();
    let own = Some(Sender::Site(unit.edu.id.0));
    let standing = standings(&hub, far(&two), own, today, 1).await.unwrap();
    assert_eq!((standing.len(), standing[0].owed(today)), (1, (3, 150)));
    assert!(at_home.0 > 0);

    // What stands is told once: nothing is written while nothing changes.
    let end = async || syndication::peer::end(&unit.base.hub().read()).await.unwrap();
    let before = end().await;
    two.carry().await;
    assert_eq!(end().await, before);
    let mut tx = portal.terms().await;
    set_quota(&mut tx, there, today, 5, 200).await.unwrap();
    tx.commit().await.unwrap();
    two.carry().await;
    let standing = standings(&hub, far(&two), own, today, 1).await.unwrap();
    assert_eq!(standing[0].owed(today), (5, 200));
    assert_eq!(standing[0].owed("2026-03-01".parse().unwrap()), (3, 150));
}

#[tokio::test]
async fn a_word_on_an_earlier_sending_does_not_decide_the_next_one() {
    let two = Two::new().await;
    let (unit, portal) = (&two.unit, &two.portal);
    let piece = unit.publish(unit.edu, "再报的稿").await;
    send_as(unit, &piece, far(&two), LIN).await;
    two.carry().await;
    decline(portal, &piece).await;
    two.carry().await;
    let row = of(unit, &piece).await.unwrap();
    assert_eq!((row.state(), row.reason.as_str()), (State::Declined, "栏目不符"));
    let now = portal.base.store.clocks().security.now();
    let late = two.line().news(0, &[], now).await.unwrap();
    assert_eq!(late.lines.len(), 1);
    send_as(unit, &piece, far(&two), ZHOU).await;
    let mut tx = unit.base.hub().write(Actor::job("courier")).await.unwrap();
    heed(&mut tx, &two.hub, &late).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(of(unit, &piece).await.unwrap().state(), State::Sent);
    two.carry().await;
    two.carry().await;
    assert_eq!(of(unit, &piece).await.unwrap().state(), State::Sent);
    assert_eq!(line(portal, &piece).await.state, "waiting");
    let people: Vec<String> = tie(&two).await.into_keys().map(|(person, _)| person).collect();
    assert_eq!(people, ["周若溪"], "who sent it this time");
}

#[tokio::test]
async fn a_portal_of_an_earlier_release_is_understood_and_one_that_lies_keeps_within_bounds() {
    let two = Two::new().await;
    let unit = &two.unit;
    let piece = unit.publish(unit.edu, "一稿").await;
    send_as(unit, &piece, far(&two), LIN).await;
    unit.settle().await;
    let at = kernel::beijing::rfc3339(unit.base.hub().read().now());
    let old = News {
        log: two.portal.base.store.log(),
        position: 1,
        more: None,
        decisions: vec![Decision {
            uid: piece.uid,
            adopted: true,
            reason: String::new(),
            at: at.clone(),
        }],
        receipts: Vec::new(),
        lines: Vec::new(),
    };
    let hear = async |news: &News| {
        let mut tx = unit.base.hub().write(Actor::job("courier")).await.unwrap();
        heed(&mut tx, &two.hub, news).await.unwrap();
        tx.commit().await.unwrap();
    };
    hear(&old).await;
    assert_eq!(of(unit, &piece).await.unwrap().state(), State::Adopted);
    let odd = serde_json::json!({
        "log": old.log, "position": 2, "decisions": [], "invented_later": 1,
        "lines": [
            { "uid": piece.uid, "state": "invented", "arrived_at": at },
            { "uid": piece.uid, "state": "withdrawn", "arrived_at": at },
            { "uid": kernel::Uid(uuid::Uuid::now_v7()), "state": "adopted", "picked": true, "arrived_at": at },
            { "uid": piece.uid, "state": "adopted", "arrived_at": at, "url": "javascript:alert(1)",
              "credits": [
                  { "kind": "higher", "outlet": "省报", "proof_url": "javascript:alert(1)", "at": at },
                  { "kind": "invented", "at": at },
              ] },
        ],
    });
    let odd: News = serde_json::from_value(odd).unwrap();
    hear(&odd).await;
    let row = of(unit, &piece).await.unwrap();
    assert_eq!((row.state(), row.page_url), (State::Adopted, None));
    assert_eq!(unit.ledger(unit.edu).await.len(), 1);
    let lines = gather(&unit.base.hub().read(), far(&two), None).await.unwrap();
    assert!(lines.iter().all(|line| line.award.points == 2), "no credit of it");
}
