//! What the line between two boxes bears: backups, backlogs, large and forbidden files, slow answers, liars.

use crate::greedy;
use crate::peer::Two;
use crate::town::{Town, Words, noon};
use kernel::event::EventBody;
use kernel::wire::{Batch, ItemState, News, Outcome, PlaceReceipt};
use kernel::{Actor, Role, Uid};
use sea_orm::{ActiveModelTrait, ColumnTrait, IntoActiveModel, NotSet, Set};
use store::audit::entity as audit;
use syndication::authorization::{Reason, revoke};
use syndication::peer::entity::{cursor, peer};
use syndication::peer::{self as peers, OwnKey, Seal};
use syndication::permissions::{ManagePlaces, RevokePlaces};
use syndication::place::{remove_place, restore_place};
use syndication::receipt::{away, entity as receipt, query};
use syndication::rule::Mode;

impl Two {
    async fn cursor(&self) -> cursor::Model {
        let read = self.unit.base.hub().read();
        let own = read
            .find::<cursor::Entity>()
            .filter(cursor::Column::PeerId.eq(self.hub.id));
        own.found().await.unwrap()
    }

    async fn set_cursor(&self, change: cursor::ActiveModel) {
        let mut tx = self.unit.hub().await;
        let row = cursor::ActiveModel {
            peer_id: Set(self.hub.id),
            ..change
        };
        tx.update(row).await.unwrap();
        tx.exempt("setup").unwrap();
        tx.commit().await.unwrap();
    }

    /// As the unit's database was told that another hub stands at this port.
    pub fn at(&self, port: u16) -> peer::Model {
        let mut hub = self.hub.clone();
        hub.url = format!("http://127.0.0.1:{port}");
        hub
    }

    async fn news(&self, after: i64) -> News {
        let now = self.portal.base.store.clocks().security.now();
        self.line().news(after, &[], now).await.unwrap()
    }
}

/// Events of a site, in its log.
async fn happened(town: &Town, house: crate::town::House, bodies: impl IntoIterator<Item = EventBody>) {
    let mut tx = town.hub().await;
    for body in bodies {
        tx.emit_derived(house.id, body);
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_portal_that_went_back_to_a_backup_is_sent_everything_once_more() {
    let two = Two::new().await;
    two.courier.trip(&two.hub, true).await.unwrap();
    let lost = two.unit.publish(two.unit.edu, "备份之后的稿").await;
    two.unit.settle().await;
    // The portal had it, and lost it with everything else that came after its backup.
    let end = peers::end(&two.unit.base.hub().read()).await.unwrap();
    let other = cursor::ActiveModel {
        position: Set(end),
        news_log: Set(Uid(uuid::Uuid::new_v4()).to_string()),
        news_position: Set(7),
        ..Default::default()
    };
    two.set_cursor(other).await;
    two.courier.trip(&two.hub, false).await.unwrap();
    assert!(two.portal.item(&lost).await.is_none());
    two.courier.trip(&two.hub, true).await.unwrap();
    assert!(two.portal.item(&lost).await.is_some(), "its log is another");
    let at = two.cursor().await;
    assert_eq!(
        (at.news_log, at.replaying),
        (two.portal.base.store.log().to_string(), false)
    );

    // The same of a copy of its files, which keeps the name of its log: it is shorter than it was.
    let lost = two.unit.publish(two.unit.edu, "又一篇").await;
    two.unit.settle().await;
    let shorter = cursor::ActiveModel {
        position: Set(peers::end(&two.unit.base.hub().read()).await.unwrap()),
        news_position: Set(1_000_000),
        ..Default::default()
    };
    two.set_cursor(shorter).await;
    two.courier.trip(&two.hub, true).await.unwrap();
    assert!(two.portal.item(&lost).await.is_some());
}

#[tokio::test]
async fn events_that_name_nothing_hold_up_nothing_and_alarm_nobody() {
    let hand = kernel::clock::Hand::at(noon());
    let two = Two::by_hand(&hand).await;
    let nothing = |_| EventBody::AuthorizationChanged {
        uid: Uid(uuid::Uuid::now_v7()),
    };
    happened(&two.unit, two.unit.edu, (0..230).map(nothing)).await;
    let piece = two.unit.publish(two.unit.edu, "一稿").await;
    two.carry().await;
    assert!(two.portal.item(&piece).await.is_some());
    happened(&two.unit, two.unit.edu, (0..3).map(nothing)).await;
    hand.advance(chrono::Duration::hours(1));
    two.carry().await;
    let lines = peers::list_peers(&two.unit.base.hub().read()).await.unwrap();
    assert_eq!((lines[0].lag_seconds, lines[0].alarm.as_deref()), (0, None));
}

#[tokio::test]
async fn a_file_that_the_hub_never_takes_does_not_hold_up_its_article() {
    let two = Two::new().await;
    two.portal.rule("edu", two.portal.portal, Mode::Automatic).await;
    let bytes = bytes::Bytes::from_static(b"neither picture nor document");
    let files = two.unit.base.store.files();
    let hash = files.put("media", bytes).await.unwrap();
    let letter = two.unit.picture(two.unit.edu, 'a').await;
    let mut tx = two.unit.hub().await;
    let row = content::media::entity::ActiveModel {
        hash: Set(hash.clone()),
        ..Default::default()
    };
    let same = content::media::entity::Column::Hash.eq(letter);
    tx.update_where(row, same).await.unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    let words = Words {
        title: "窑火".into(),
        body: format!("<p>窑工开窑。<img src=\"media:{hash}\" alt=\"开窑\"></p>"),
        lead: Some(format!("{hash}:640x400")),
        major: false,
    };
    let piece = two.unit.publish(two.unit.edu, words).await;
    let next = two.unit.publish(two.unit.edu, "下一篇").await;
    two.carry().await;
    let item = two.portal.item(&piece).await.unwrap();
    assert_eq!((item.title.as_str(), item.lead_media), ("窑火", None));
    assert!(two.portal.item(&next).await.is_some());
    assert!(two.portal.media(two.portal.portal).await.is_empty());
    let state = two.state().await;
    two.next_of(&piece).await;
    two.carry().await;
    assert_eq!(two.state().await.1, state.1, "a replay says the same again");
}

#[tokio::test]
async fn a_batch_that_does_not_get_through_is_halved_until_it_does() {
    let two = Two::new().await;
    let mut pieces = Vec::new();
    for n in 0..20 {
        pieces.push(
            two.unit
                .publish(two.unit.edu, format!("{n}稿").as_str())
                .await
                .uid,
        );
    }
    two.unit.settle().await;
    let narrow = greedy::narrow(3).await;
    let hub = two.at(narrow.port);
    let mut failed = 0;
    for _ in 0..10 {
        if two.courier.trip(&hub, false).await.is_ok() {
            break;
        }
        failed += 1;
    }
    assert_eq!(failed, 3, "20, 10, 5, then 2 at once");
    let sent = narrow.batches();
    let taken = sent.iter().filter(|batch| batch.items.len() <= 3);
    let taken: Vec<Uid> = taken
        .flat_map(|batch| &batch.items)
        .map(|item| item.uid)
        .collect();
    assert_eq!(taken, pieces, "each once, in order");
}

#[tokio::test]
async fn what_happens_during_a_replay_does_not_wait_for_its_end() {
    let two = Two::new().await;
    let mut pieces = Vec::new();
    for n in 0..250 {
        pieces.push(two.unit.publish(two.unit.edu, format!("旧稿{n}").as_str()).await);
    }
    two.carry().await;
    let hub = greedy::narrow(1000).await;
    let again = cursor::ActiveModel {
        replaying: Set(true),
        replayed_to: Set(None),
        ..Default::default()
    };
    two.set_cursor(again).await;
    two.unit.correct(&mut pieces[249], "刚刚更正").await;
    two.unit.settle().await;
    two.courier.trip(&two.at(hub.port), false).await.unwrap();
    let batches = hub.batches();
    let kinds: Vec<_> = batches
        .iter()
        .map(|batch| (batch.covers.is_some(), batch.items.len()))
        .collect();
    assert_eq!(kinds, [(false, 1), (true, 100), (true, 100), (true, 50)]);
    assert_eq!(batches[0].items[0].uid, pieces[249].uid);
}

#[tokio::test]
async fn replays_that_begin_by_themselves_lie_an_hour_apart() {
    let hand = kernel::clock::Hand::at(noon());
    let two = Two::by_hand(&hand).await;
    let mut piece = two.unit.publish(two.unit.edu, "一稿").await;
    let first = two.next().await;
    two.carry().await;
    let mut ahead = async |version: i64, words: &'static str| {
        let mut batch: Batch = first.clone();
        batch.items[0].version = version;
        if let ItemState::Live(live) = &mut batch.items[0].state {
            live.title = "另一份历史".into();
        }
        two.send(&batch).await.unwrap();
        two.unit.correct(&mut piece, words).await;
        two.carry().await;
        two.portal.item(&piece).await.unwrap().title
    };
    assert_eq!(ahead(40, "二稿").await, "二稿", "the first begins at once");
    assert_eq!(ahead(80, "三稿").await, "另一份历史");
    let at = two.cursor().await;
    assert_eq!((at.replaying, at.replay_wanted), (false, true));
    hand.advance(chrono::Duration::minutes(61));
    two.carry().await;
    let read = two.portal.base.hub().read();
    let item = read.find::<content::library::entity::Entity>().found().await;
    assert_eq!(item.unwrap().title, "三稿", "it was not forgotten");
}

#[tokio::test]
async fn news_is_not_held_up_by_what_happens_to_others() {
    let two = Two::new().await;
    two.portal.rule("edu", two.portal.portal, Mode::Automatic).await;
    two.courier.trip(&two.hub, true).await.unwrap();
    let others = |_| EventBody::PlacementChanged {
        uid: Uid(uuid::Uuid::now_v7()),
        version: 1,
        channels: Vec::new(),
        live: true,
    };
    let before = two.cursor().await.news_position;
    happened(&two.portal, two.portal.agri, (0..2500).map(others)).await;
    let piece = two.unit.publish(two.unit.edu, "一稿").await;
    two.carry().await;
    happened(&two.portal, two.portal.agri, (0..2500).map(others)).await;
    let news = two.news(before).await;
    assert_eq!((news.more, news.receipts.len()), (Some(false), 1));
    two.courier.trip(&two.hub, true).await.unwrap();
    let read = two.unit.base.store.read(two.unit.edu.id);
    assert_eq!(away::of_article(&read, piece.uid.0).await.unwrap().len(), 1);
    let end = peers::end(&two.portal.base.hub().read()).await.unwrap();
    assert_eq!(two.cursor().await.news_position, end);
}

/// So many more sites of the portal, and a receipt of each for these articles.
async fn many_receipts(two: &Two, count: usize, uids: &[Uid]) {
    let read = two.portal.base.hub().read();
    let like = read
        .find::<gateway::site::entity::Entity>()
        .filter(gateway::site::entity::Column::Slug.eq("agri"))
        .found()
        .await
        .unwrap();
    let mut tx = two.portal.hub().await;
    let site = |n: usize| gateway::site::entity::ActiveModel {
        id: Set(10_000 + n as i64),
        uid: Set(uuid::Uuid::new_v4()),
        slug: Set(format!("more{n}")),
        host: Set(format!("more{n}.example.gov.cn")),
        ..like.clone().into_active_model().reset_all()
    };
    let sites: Vec<_> = (0..count).map(site).collect();
    for some in sites.chunks(500) {
        tx.insert_many(some.to_vec()).await.unwrap();
    }
    for uid in uids {
        let row = |n: usize| receipt::ActiveModel {
            id: NotSet,
            site_id: Set(two.portal.edu.id.0),
            uid: Set(uid.0),
            version: Set(1),
            place_site_id: Set(10_000 + n as i64),
            what: Set("placed".into()),
            sent_at: Set(noon()),
            done_at: Set(Some(noon())),
            purged_at: Set(Some(noon())),
            searched_at: Set(None),
            files_at: Set(None),
            files_open: Set(false),
        };
        let rows: Vec<_> = (0..count).map(row).collect();
        for some in rows.chunks(500) {
            tx.insert_many(some.to_vec()).await.unwrap();
        }
    }
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn receipts_of_a_thousand_sites_are_told_whole_and_written_once() {
    let two = Two::new().await;
    let mut uids = Vec::new();
    for n in 0..4 {
        uids.push(
            two.unit
                .publish(two.unit.edu, format!("{n}稿").as_str())
                .await
                .uid,
        );
    }
    two.carry().await;
    let before = two.cursor().await.news_position;
    many_receipts(&two, 2000, &uids).await;
    let bodies = uids.iter().map(|uid| EventBody::PlacementChanged {
        uid: *uid,
        version: 1,
        channels: Vec::new(),
        live: true,
    });
    happened(&two.portal, two.portal.agri, bodies).await;
    let news = two.news(before).await;
    crate::schema::check("news.schema.json", &serde_json::to_value(&news).unwrap());
    assert_eq!(
        (news.more, news.receipts.len()),
        (Some(true), 4000),
        "no article in part"
    );
    two.courier.trip(&two.hub, true).await.unwrap();
    let read = two.unit.base.store.read(two.unit.edu.id);
    for uid in &uids {
        assert_eq!(away::of_article(&read, uid.0).await.unwrap().len(), 2000);
    }
    // What says nothing new is not written.
    let mut tx = two.unit.hub().await;
    peers::heed(&mut tx, &two.hub, &news).await.unwrap();
    drop(tx);
    let wrote = two.unit.base.hub().read();
    let rows = wrote.find::<away::entity::Entity>().count().await.unwrap();
    assert_eq!(rows, 8000);
}

#[tokio::test]
async fn what_waits_for_editors_does_not_starve_older_articles() {
    let two = Two::new().await;
    let mut uids = Vec::new();
    for n in 0..130 {
        uids.push(
            two.unit
                .publish(two.unit.edu, format!("{n}稿").as_str())
                .await
                .uid,
        );
    }
    two.carry().await;
    let mut tx = two.unit.hub().await;
    let row = |(n, uid): (usize, &Uid)| away::entity::ActiveModel {
        id: NotSet,
        site_id: Set(two.unit.edu.id.0),
        uid: Set(uid.0),
        place_uid: Set(uuid::Uuid::new_v4()),
        place_name: Set("门户".into()),
        version: Set(1),
        what: Set("corrected".into()),
        sent_at: Set(noon() + chrono::Duration::seconds(n as i64)),
        done_at: Set(None),
        purged_at: Set(None),
        searched_at: Set(None),
        files_at: Set(None),
        files_open: Set(false),
    };
    tx.insert_many(uids.iter().enumerate().map(row).collect())
        .await
        .unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    let hub = greedy::serve("").await;
    for _ in 0..6 {
        // The answer is no news; what was asked is seen all the same.
        two.courier.trip(&two.at(hub.port), true).await.unwrap_err();
    }
    let asked = hub.asked.lock().unwrap().clone();
    let named = |uid: &Uid| asked.iter().any(|(line, _)| line.contains(&uid.to_string()));
    let starved = uids.iter().filter(|uid| !named(uid)).count();
    assert_eq!(starved, 0, "each has its turn");
}

#[tokio::test]
async fn what_a_far_site_takes_down_is_told_and_counts_no_more() {
    let two = Two::new().await;
    two.portal.rule("edu", two.portal.portal, Mode::Automatic).await;
    let mut piece = two.unit.publish(two.unit.edu, "一稿").await;
    two.carry().await;
    two.courier.trip(&two.hub, true).await.unwrap();
    let place = kernel::PlacementId(two.portal.places(two.portal.portal).await[0].id);
    let mut tx = two
        .portal
        .write::<ManagePlaces>(two.portal.portal, Role::Editor)
        .await;
    let reason = Reason::parse("与本站无关").unwrap();
    remove_place(&mut tx, place, &reason).await.unwrap();
    tx.commit().await.unwrap();
    two.portal.settle().await;
    let news = two.news(0).await;
    crate::schema::check("news.schema.json", &serde_json::to_value(&news).unwrap());
    two.courier.trip(&two.hub, true).await.unwrap();
    let read = two.unit.base.store.read(two.unit.edu.id);
    let what = async || {
        away::of_article(&read, piece.uid.0).await.unwrap()[0]
            .what
            .clone()
    };
    assert_eq!(what().await, "removed");
    let mut tx = two
        .portal
        .write::<ManagePlaces>(two.portal.portal, Role::Editor)
        .await;
    restore_place(&mut tx, place).await.unwrap();
    tx.commit().await.unwrap();
    two.portal.settle().await;
    two.courier.trip(&two.hub, true).await.unwrap();
    assert_eq!(what().await, "placed", "it may be shown again");
    let mut tx = two
        .portal
        .write::<ManagePlaces>(two.portal.portal, Role::Editor)
        .await;
    remove_place(&mut tx, place, &reason).await.unwrap();
    tx.commit().await.unwrap();
    two.unit.correct(&mut piece, "二稿").await;
    two.carry().await;
    two.courier.trip(&two.hub, true).await.unwrap();
    let rows = query::newest(&read, piece.uid.0).await.unwrap();
    let away = away::of_article(&read, piece.uid.0).await.unwrap();
    let line = syndication::receipt::summary(&rows, &away, 2);
    assert_eq!(line, "", "nobody waits for a place that is gone");
}

#[tokio::test]
async fn search_says_nothing_of_a_revocation_that_came_after_it_looked() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Automatic).await;
    let piece = town.publish(town.edu, "一稿").await;
    town.settle().await;
    let documents = syndication::receipt::witnessed(content::documents(town.base.hub()), town.base.hub());
    documents.load(&[piece.uid]).await.unwrap();
    let reason = Reason::parse("授权到期").unwrap();
    let mut tx = town.write::<RevokePlaces>(town.edu, Role::Editor).await;
    revoke(&mut tx, piece.id, None, &reason).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    // Of the same version: the placement that was read is committed now.
    let told = [(town.portal.id, piece.uid, 1)];
    documents.indexed(&told).await.unwrap();
    let read = town.base.store.read(town.edu.id);
    let revoked = query::newest(&read, piece.uid.0).await.unwrap();
    assert_eq!(
        (revoked[0].what.as_str(), revoked[0].searched_at),
        ("revoked", None),
        "search still finds it"
    );
    documents.load(&[piece.uid]).await.unwrap();
    documents.indexed(&told).await.unwrap();
    let revoked = query::newest(&read, piece.uid.0).await.unwrap();
    assert!(revoked[0].searched_at.is_some());
}

#[tokio::test]
async fn whoever_names_a_peer_fills_no_audit() {
    let two = Two::new().await;
    let now = two.portal.base.store.clocks().security.now();
    let (own, far) = (two.hub.own_uid.parse().unwrap(), Uid(two.hub.uid));
    let forger = OwnKey::make().unwrap();
    for n in 0..5 {
        let body = format!("{{\"n\":{n}}}").into_bytes();
        let token = forger.sign(&Seal::over(own, far, &body, now)).unwrap();
        let url = format!("{}/api/v1/peer/batches", two.url);
        let sent = two.client.post(url).bearer_auth(token).body(body);
        assert_eq!(sent.send().await.unwrap().status().as_u16(), 409);
    }
    let read = two.portal.base.hub().read();
    let rows = read.find::<audit::Entity>();
    let rows = rows.filter(audit::Column::Action.eq("peer.refused"));
    let rows = rows.filter(audit::Column::Subject.eq(two.hub.own_uid.clone()));
    assert_eq!(rows.count().await.unwrap(), 1, "one line a minute");
}

#[tokio::test]
async fn a_peer_makes_so_many_channels_and_keeps_no_file_that_nobody_asked_for() {
    let two = Two::new().await;
    two.unit.publish(two.unit.edu, "一稿").await;
    let batch = two.next().await;
    let item = |n: usize| {
        let mut item = batch.items[0].clone();
        item.uid = Uid(uuid::Uuid::now_v7());
        if let ItemState::Live(live) = &mut item.state {
            live.channel = format!("c{n}");
        }
        item
    };
    let mut refused = 0;
    for part in 0..2 {
        let many = Batch {
            items: (part * 300..part * 300 + 300).map(item).collect(),
            ..batch.clone()
        };
        let answer = two.send(&many).await.unwrap();
        let told = answer.items.iter().filter(|told| told.result == Outcome::Refused);
        refused += told.count();
    }
    assert!((100..110).contains(&refused), "{refused}");
    assert_eq!(two.refused().await.len(), 20, "the audit names some of them");
    let bytes = bytes::Bytes::from_static(b"%PDF-1.7 nobody asked for it");
    let now = two.portal.base.store.clocks().security.now();
    let hash = store::Files::hash(&bytes);
    let put = two.line().put(&hash, bytes, now).await.unwrap();
    assert_eq!(put, peers::Put::Later, "peer.file");
    assert!(!two.portal.base.store.files().has("media", &hash).await.unwrap());
}

#[tokio::test]
async fn a_hub_that_says_very_much_is_heard_within_bounds() {
    let two = Two::new().await;
    let piece = two.unit.publish(two.unit.edu, "一稿").await;
    two.carry().await;
    let at = kernel::beijing::rfc3339(noon());
    let place = |_| PlaceReceipt {
        uid: piece.uid,
        version: 1,
        site: Uid(uuid::Uuid::new_v4()),
        name: "门户".into(),
        what: "placed".into(),
        sent_at: at.clone(),
        done_at: None,
        purged_at: None,
        searched_at: None,
        files_at: None,
        files_open: false,
    };
    let news = News {
        log: two.portal.base.store.log(),
        position: 5,
        more: None,
        decisions: Vec::new(),
        receipts: (0..6000).map(place).collect(),
        lines: Vec::new(),
    };
    let mut tx = two.unit.base.hub().write(Actor::job("courier")).await.unwrap();
    peers::heed(&mut tx, &two.hub, &news).await.unwrap();
    tx.commit().await.unwrap();
    let read = two.unit.base.hub().read();
    assert_eq!(read.find::<away::entity::Entity>().count().await.unwrap(), 5000);
}

#[tokio::test]
async fn an_alarm_is_told_once_when_it_rises_and_once_when_it_is_over() {
    let hand = kernel::clock::Hand::at(noon());
    let two = Two::by_hand(&hand).await;
    let turn = async || {
        let mut tx = two.unit.base.hub().write(Actor::job("alarm")).await.unwrap();
        let turned = peers::turn_alarms(&mut tx).await.unwrap();
        if !turned.is_empty() {
            tx.commit().await.unwrap();
        }
        let alarms = turned.into_iter().map(|turned| turned.alarm);
        alarms.collect::<Vec<Option<String>>>()
    };
    assert!(turn().await.is_empty());
    two.unit.publish(two.unit.edu, "一稿").await;
    two.unit.settle().await;
    hand.advance(chrono::Duration::minutes(16));
    let risen = turn().await;
    assert!(
        matches!(&risen[..], [Some(text)] if text.contains("已积压 16 分钟")),
        "{risen:?}"
    );
    assert!(turn().await.is_empty(), "it was told");
    let port = crate::http::serve(&two.unit).await;
    let probe = crate::http::get(port, "edu", "/healthz/ready", None).await;
    let probe: serde_json::Value = serde_json::from_str(&probe.body).unwrap();
    assert_eq!(
        (&probe["status"], &probe["peers"][0]["lag_seconds"]),
        (&"ok".into(), &960.into())
    );
    assert!(probe["peers"][0]["alarm"].as_str().unwrap().contains("已积压"));
    two.carry().await;
    assert_eq!(turn().await, [None]);
    assert!(turn().await.is_empty());
    let read = two.unit.base.hub().read();
    let rows = read.find::<audit::Entity>();
    let rows = rows.filter(audit::Column::Action.is_in(["peer.alarm", "peer.alarm_over"]));
    assert_eq!(rows.count().await.unwrap(), 2);
}

#[tokio::test]
async fn who_lets_a_pairing_in_alarm_rest_or_ends_it_is_not_told_that_all_is_well() {
    let hand = kernel::clock::Hand::at(noon());
    for ends in [false, true] {
        let two = Two::by_hand(&hand).await;
        two.unit.publish(two.unit.edu, "一稿").await;
        two.unit.settle().await;
        hand.advance(chrono::Duration::minutes(16));
        let mut tx = two.unit.base.hub().write(Actor::job("alarm")).await.unwrap();
        assert_eq!(peers::turn_alarms(&mut tx).await.unwrap().len(), 1);
        if ends {
            peers::remove_peer(&mut tx, &two.hub.name).await.unwrap();
        } else {
            peers::pause_peer(&mut tx, &two.hub.name).await.unwrap();
        }
        assert_eq!(peers::turn_alarms(&mut tx).await.unwrap(), []);
        if !ends {
            peers::resume_peer(&mut tx, &two.hub.name).await.unwrap();
            let again = peers::turn_alarms(&mut tx).await.unwrap();
            assert!(again[0].alarm.is_some(), "it is still behind");
        }
    }
}

#[tokio::test]
async fn a_line_that_says_nothing_keeps_no_other_hub_waiting() {
    let two = Two::new().await;
    // A second hub of the same site, which takes every request and never answers.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut other = two.hub.clone();
    other.url = format!("http://{}", silent.local_addr().unwrap());
    let mut tx = two.unit.hub().await;
    let row = peer::ActiveModel {
        id: NotSet,
        uid: Set(uuid::Uuid::new_v4()),
        ..other.into_active_model().reset_all()
    };
    let other = tx.insert(row).await.unwrap();
    let at = cursor::ActiveModel {
        peer_id: Set(other.id),
        ..two.cursor().await.into_active_model().reset_all()
    };
    tx.insert(at).await.unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let running = tokio::spawn(two.courier.clone().run(stopped));
    let first = two.unit.publish(two.unit.edu, "一稿").await;
    two.unit.settle().await;
    // The silent hub holds its request from now on.
    let held = silent.accept().await.unwrap();
    let second = two.unit.publish(two.unit.edu, "二稿").await;
    two.unit.settle().await;
    let both = async {
        while two.portal.item(&first).await.is_none() || two.portal.item(&second).await.is_none() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), both)
        .await
        .expect("the other hub is served");
    stop.send_replace(true);
    running.await.unwrap();
    drop(held);
}
