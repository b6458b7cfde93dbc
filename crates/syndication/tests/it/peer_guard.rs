//! What another box may not do, however well it signs.

use crate::http;
use crate::peer::{Two, client};
use crate::town::{Town, Words};
use gateway::site::elsewhere;
use kernel::wire::{
    Attachment, Batch, FORMAT, ItemState, LiveItem, MediaRef, MediaSize, Outcome, PairAnswer,
};
use kernel::{Actor, Error, Uid};
use syndication::peer::entity::peer;
use syndication::peer::{Line, OwnKey, OwnSite, Seal, join_portal, own_site};
use syndication::rule::{Mode, Terms};

fn live(batch: &mut Batch) -> &mut LiveItem {
    match &mut batch.items[0].state {
        ItemState::Live(live) => live,
        ItemState::Withdrawn { .. } => panic!("withdrawn"),
    }
}

/// Makes something wrong.
type Spoil<'a, T> = Box<dyn Fn(&mut T) + 'a>;

/// The first item once more, as another article.
fn another(batch: &Batch) -> Batch {
    let mut batch = batch.clone();
    batch.items[0].uid = Uid(uuid::Uuid::now_v7());
    batch
}

#[tokio::test]
async fn a_hub_writes_nothing_on_the_box_it_hears_from() {
    let two = Two::new().await;
    let piece = two.unit.publish(two.unit.edu, "本级稿件").await;
    let mut batch = two.next().await;
    batch.items[0].version = 9;
    live(&mut batch).title = "门户改过的标题".into();
    let before = two.unit.item(&piece).await;
    let port = http::serve(&two.unit).await;
    let read = two.portal.base.hub().read();
    let mut back = read.find::<peer::Entity>().found().await.unwrap();
    back.url = format!("http://portal.localhost:{port}");
    let line = Line::to(&back, client(port)).unwrap();
    let now = two.unit.base.store.clocks().security.now();
    let sent = line.send(&batch, now).await.unwrap_err();
    assert!(sent.to_string().contains("peer.signature"), "{sent}");
    let asked = line.news(0, &[], now).await.unwrap_err();
    assert!(asked.to_string().contains("peer.signature"), "{asked}");
    let bytes = bytes::Bytes::from_static(b"%PDF-1.7 from above");
    let put = line
        .put(&store::Files::hash(&bytes), bytes, now)
        .await
        .unwrap_err();
    assert!(put.to_string().contains("peer.signature"), "{put}");
    assert_eq!(two.unit.item(&piece).await, before);
}

#[tokio::test]
async fn joining_hands_over_no_site_of_this_box() {
    let unit = Town::new().await;
    let hub = unit.base.hub();
    let own = OwnSite {
        site: own_site(&hub.read(), Some("edu")).await.unwrap(),
        url: "http://edu.example.gov.cn".into(),
    };
    let key = OwnKey::make().unwrap();
    for slug in ["edu", "agri"] {
        let answer = PairAnswer {
            format: FORMAT.into(),
            uid: Uid(uuid::Uuid::new_v4()),
            site: Uid(own_site(&hub.read(), Some(slug)).await.unwrap().uid),
            name: "门户".into(),
            url: "http://portal.example.gov.cn".into(),
            public_key: OwnKey::make().unwrap().public().unwrap(),
        };
        let mut tx = hub.write(Actor::operator("peer join")).await.unwrap();
        let ours = (&key, Uid(uuid::Uuid::new_v4()));
        let log = (unit.base.store.log(), 0);
        let joined = join_portal(&mut tx, &own, ours, (&answer, "http://10.0.0.1"), log).await;
        assert!(
            matches!(joined, Err(Error::Refused(refusal)) if refusal.code == "peer.site_taken"),
            "{slug}"
        );
        drop(tx);
    }
    assert!(!hub.read().find::<elsewhere::Entity>().exists().await.unwrap());
    assert_eq!(hub.read().find::<peer::Entity>().count().await.unwrap(), 0);
}

#[tokio::test]
async fn dates_are_bounded() {
    let two = Two::new().await;
    two.portal.rule("edu", two.portal.portal, Mode::Automatic).await;
    two.unit.publish(two.unit.edu, "一稿").await;
    let batch = two.next().await;
    for text in ["+262142-12-31", "1937-01-01T00:00:00+08:00", "2026-11-22"] {
        for field in 0..3 {
            let mut bad = another(&batch);
            match field {
                0 => live(&mut bad).published_at = text.into(),
                1 => bad.items[0].changed_at = text.into(),
                _ => bad.items[0].submitted_at = Some(text.into()),
            }
            let told = two.send(&bad).await.unwrap().items.remove(0);
            assert_eq!(
                (told.result, told.code.as_deref()),
                (Outcome::Refused, Some("peer.item")),
                "{text} {field}"
            );
        }
    }
    assert!(two.state().await.1.is_empty());

    let mut late = batch.clone();
    let to_come = "2999-01-01T00:00:00Z";
    live(&mut late).published_at = to_come.into();
    late.items[0].changed_at = to_come.into();
    late.items[0].submitted_at = Some(to_come.into());
    two.send(&late).await.unwrap();
    let mut gone = late.clone();
    gone.items[0].uid = Uid(uuid::Uuid::now_v7());
    gone.items[0].state = ItemState::Withdrawn {
        at: to_come.into(),
        reason: "撤".into(),
    };
    gone.items[0].changed_at = "2026-11-22".into();
    let told = two.send(&gone).await.unwrap().items.remove(0);
    assert_eq!(told.result, Outcome::Taken, "no date holds up a withdrawal");
    let soon = two.portal.base.hub().read().now() + chrono::Duration::minutes(5);
    let read = two.portal.base.hub().read();
    let items = read.find::<content::library::entity::Entity>();
    let items = items.all().await.unwrap();
    assert_eq!(items.len(), 2);
    for item in items {
        assert!(item.published_at <= soon && item.changed_at <= soon, "{item:?}");
        assert!(item.withdrawn_at.is_none_or(|at| at <= soon), "{item:?}");
    }
    assert!(two.portal.places(two.portal.portal).await[0].published_at <= soon);
}

#[tokio::test]
async fn of_two_versions_at_once_the_newer_stays() {
    let two = Two::new().await;
    two.portal.rule("edu", two.portal.portal, Mode::Automatic).await;
    let piece = two.unit.publish(two.unit.edu, "一稿").await;
    let first = two.next().await;
    two.send(&first).await.unwrap();
    for version in (2..12).step_by(2) {
        let (mut older, mut newer) = (first.clone(), first.clone());
        (older.items[0].version, newer.items[0].version) = (version, version + 1);
        live(&mut newer).title = format!("第{}稿", version + 1);
        let (older, newer) = tokio::join!(two.send(&older), two.send(&newer));
        older.unwrap();
        assert_eq!(newer.unwrap().items[0].result, Outcome::Taken);
        let item = two.portal.item(&piece).await.unwrap();
        assert_eq!(
            (item.version, item.title),
            (version + 1, format!("第{}稿", version + 1))
        );
        let places = two.portal.places(two.portal.portal).await;
        assert_eq!(places[0].version, version + 1);
    }
}

#[tokio::test]
async fn large_articles_are_sent_in_several_batches() {
    let two = Two::new().await;
    for n in 0..8 {
        let words = Words {
            title: format!("长稿{n}"),
            body: format!("<p>{}</p>", "陶".repeat(300_000)),
            ..Words::default()
        };
        two.unit.publish(two.unit.edu, words).await;
    }
    let first = two.next().await;
    assert!(first.items.len() < 8, "{}", first.items.len());
    assert!(serde_json::to_vec(&first).unwrap().len() < 5 << 20);
    two.carry().await;
    assert_eq!(two.state().await.1.len(), 8, "the rest follows");
}

#[tokio::test]
async fn a_major_correction_from_another_box_waits_where_the_rule_says_so() {
    let two = Two::new().await;
    let terms = Terms {
        hold_major: true,
        ..Terms::default()
    };
    two.portal
        .rule_on("edu", two.portal.portal, Mode::Automatic, &terms)
        .await;
    let mut piece = two.unit.publish(two.unit.edu, "一稿").await;
    two.carry().await;
    two.unit.correct(&mut piece, "二稿").await;
    two.carry().await;
    assert_eq!(
        two.portal.places(two.portal.portal).await[0].title,
        "二稿",
        "minor"
    );
    let long = Words {
        body: format!("<p>{}</p>", "另一篇文字。".repeat(20)),
        ..Words::from("三稿")
    };
    two.unit.correct(&mut piece, long).await;
    two.carry().await;
    let place = &two.portal.places(two.portal.portal).await[0];
    assert_eq!(
        (place.title.as_str(), place.version, place.held_version),
        ("二稿", 2, Some(3))
    );
    two.unit.withdraw(&mut piece, "内容有误").await;
    two.carry().await;
    let place = &two.portal.places(two.portal.portal).await[0];
    assert_eq!((place.state.as_str(), place.held_version), ("withdrawn", None));
}

#[tokio::test]
async fn after_a_source_went_back_to_a_backup_a_replay_repairs_and_corrections_arrive_again() {
    let two = Two::new().await;
    two.portal.rule("edu", two.portal.portal, Mode::Automatic).await;
    let piece = two.unit.publish(two.unit.edu, "一稿").await;
    two.carry().await;
    // The portal saw five versions; then the unit's box was restored and counts from one again.
    let mut batch = two.next_of(&piece).await;
    batch.covers = None;
    for version in 2..=5 {
        batch.items[0].version = version;
        live(&mut batch).title = format!("备份之后的第{version}稿");
        two.send(&batch).await.unwrap();
    }
    let other = two.send(&batch).await.unwrap().items.remove(0);
    assert_eq!(other.result, Outcome::Known);
    live(&mut batch).title = "同号异文".into();
    let other = two.send(&batch).await.unwrap().items.remove(0);
    assert_eq!(
        (other.result, other.code.as_deref()),
        (Outcome::Refused, Some("peer.older")),
        "two texts of one number"
    );
    two.carry().await;
    let item = two.portal.item(&piece).await.unwrap();
    assert_eq!(
        (item.title.as_str(), item.version),
        ("一稿", 6),
        "the replay repaired it"
    );
    assert_eq!(two.portal.places(two.portal.portal).await[0].title, "一稿");

    let mut piece = piece;
    two.unit.correct(&mut piece, "恢复后的二稿").await;
    two.carry().await;
    let item = two.portal.item(&piece).await.unwrap();
    assert_eq!(
        (item.title.as_str(), item.version),
        ("恢复后的二稿", 7),
        "number two is newer than number one, whatever the library counts"
    );
}

#[tokio::test]
async fn a_hub_that_knows_greater_numbers_is_sent_everything_once_more() {
    let two = Two::new().await;
    let mut piece = two.unit.publish(two.unit.edu, "一稿").await;
    two.carry().await;
    let mut ahead = two.next_of(&piece).await;
    ahead.covers = None;
    ahead.items[0].version = 9;
    live(&mut ahead).title = "恢复备份前的稿".into();
    two.send(&ahead).await.unwrap();
    // The replay asked for above is over before the correction.
    two.carry().await;
    ahead.items[0].version = 12;
    two.send(&ahead).await.unwrap();
    two.unit.correct(&mut piece, "二稿").await;
    two.carry().await;
    let item = two.portal.item(&piece).await.unwrap();
    assert_eq!(item.title, "二稿");
    ahead.items[0].version = i64::MAX - 1;
    let told = two.send(&ahead).await.unwrap().items.remove(0);
    assert_eq!(told.code.as_deref(), Some("peer.item"), "nothing could be newer");
}

#[tokio::test]
async fn a_stranger_sends_nothing_large_and_fills_no_audit() {
    let two = Two::new().await;
    let now = two.portal.base.store.clocks().security.now();
    let (iss, aud) = (Uid(uuid::Uuid::new_v4()), Uid(two.hub.uid));
    let key = OwnKey::make().unwrap();
    let body = vec![b' '; 3 << 20];
    for path in ["batches", "media/0"] {
        for _ in 0..3 {
            let token = key.sign(&Seal::over(iss, aud, &body, now)).unwrap();
            let url = format!("{}/api/v1/peer/{path}", two.url);
            let request = match path {
                "batches" => two.client.post(url),
                _ => two.client.put(url),
            };
            // Answered before the body is read; a body of three megabytes may be cut off then.
            if let Ok(answer) = request.bearer_auth(token).body(body.clone()).send().await {
                assert_eq!(answer.status().as_u16(), 409);
            }
        }
    }
    let token = key.sign(&Seal::over(iss, aud, b"{}", now)).unwrap();
    let url = format!("{}/api/v1/peer/batches", two.url);
    let answer = two
        .client
        .post(url)
        .bearer_auth(token)
        .body("{}")
        .send()
        .await
        .unwrap();
    assert!(answer.text().await.unwrap().contains("peer.signature"));
    assert_eq!(two.refused().await.len(), 1, "one line a minute");
}

#[tokio::test]
async fn whatever_belongs_to_an_article_has_its_bounds() {
    let two = Two::new().await;
    two.unit.publish(two.unit.edu, "一稿").await;
    let batch = two.next().await;
    let hash = "0".repeat(64);
    let file = Attachment {
        hash: hash.clone(),
        name: "附件".into(),
        kind: "PDF".into(),
        size: 1,
    };
    let bad: Vec<Spoil<'_, LiveItem>> = vec![
        Box::new(|live| live.keywords = vec!["长".repeat(101)]),
        Box::new(|live| live.keywords = vec!["一,二".into()]),
        Box::new(|live| live.attachments = vec![file.clone(); 101]),
        Box::new(|live| {
            live.attachments = vec![Attachment {
                size: -1,
                ..file.clone()
            }]
        }),
        Box::new(|live| {
            live.attachments = vec![Attachment {
                kind: "长".repeat(21),
                ..file.clone()
            }]
        }),
    ];
    for bad in bad {
        let mut sent = another(&batch);
        bad(live(&mut sent));
        let told = two.send(&sent).await.unwrap().items.remove(0);
        assert_eq!(
            (told.result, told.code.as_deref()),
            (Outcome::Refused, Some("peer.item"))
        );
    }
    // Files of an article that is refused are not entered either.
    let bytes = bytes::Bytes::from_static(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR a picture");
    let hash = two.portal.base.store.files().put("media", bytes).await.unwrap();
    let picture = MediaRef {
        hash: hash.clone(),
        name: "图".into(),
        content_type: "image/png".into(),
        size: 1,
        width: 10,
        height: 10,
        alt: String::new(),
        caption: String::new(),
        credit: String::new(),
        sizes: Vec::new(),
    };
    let bad: Vec<Spoil<'_, MediaRef>> = vec![
        Box::new(|file| file.alt = "长".repeat(501)),
        Box::new(|file| file.caption = "长".repeat(501)),
        Box::new(|file| file.credit = "长".repeat(501)),
        Box::new(|file| file.size = -1),
        Box::new(|file| file.width = -1),
    ];
    for bad in bad {
        let mut sent = another(&batch);
        let mut file = picture.clone();
        bad(&mut file);
        live(&mut sent).media = vec![file];
        let told = two.send(&sent).await.unwrap().items.remove(0);
        assert_eq!(
            (told.result, told.code.as_deref()),
            (Outcome::Refused, Some("peer.item"))
        );
    }
    assert!(two.portal.media(two.portal.edu).await.is_empty());
    // A smaller form is WebP or is passed over.
    let mut sent = another(&batch);
    let mut file = picture.clone();
    file.sizes = vec![MediaSize {
        hash,
        width: 5,
        height: 5,
        size: 1,
    }];
    live(&mut sent).media = vec![file];
    assert_eq!(two.send(&sent).await.unwrap().items[0].result, Outcome::Taken);
    let media = two.portal.media(two.portal.edu).await;
    assert_eq!((media.len(), media[0].sizes.as_str()), (1, "[]"));
}

#[tokio::test]
async fn a_hub_is_given_no_file_that_the_batch_does_not_name() {
    let two = Two::new().await;
    two.unit.publish(two.unit.edu, "一稿").await;
    two.unit.settle().await;
    let secret = bytes::Bytes::from_static(b"%PDF-1.7 not published");
    let secret = two.unit.base.store.files().put("media", secret).await.unwrap();
    let greedy = crate::greedy::serve(&secret).await;
    let mut hub = two.hub.clone();
    hub.url = format!("http://127.0.0.1:{}", greedy.port);
    let failed = two.courier.trip(&hub, false).await;
    assert!(failed.is_err(), "the hub asks for it for ever");
    let asked = greedy.asked.lock().unwrap().clone();
    assert!(
        asked.iter().all(|(line, _)| line.starts_with("POST ")),
        "{asked:?}"
    );
    assert_eq!(asked.len(), 3);
}

#[tokio::test]
async fn an_article_of_another_site_is_refused_alone_and_holds_up_nothing() {
    let two = Two::new().await;
    two.unit.publish(two.unit.edu, "一稿").await;
    let theirs = two.portal.publish(two.portal.agri, "农林局的稿件").await;
    let sent = two.portal.publish(two.portal.agri, "农林局报送的稿件").await;
    let mut tx = two.portal.up(two.portal.agri).await;
    syndication::submission::submit_upward(&mut tx, sent.id, two.portal.portal.id)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    two.portal.settle().await;
    let desk = two.portal.on_desk(two.portal.portal).await;
    assert_eq!(desk.len(), 1);
    let before = two.portal.item(&theirs).await;
    let mut batch = two.next().await;
    let good = batch.items[0].clone();
    // By their uids: taken over, laid on the desk, taken off it, forbidden.
    let mut stolen = good.clone();
    (stolen.uid, stolen.version) = (theirs.uid, 99);
    stolen.submitted_at = Some(stolen.changed_at.clone());
    let mut recalled = good.clone();
    (recalled.uid, recalled.recalled) = (sent.uid, true);
    recalled.authorization = Some(kernel::wire::Authorization {
        changed: 9,
        at: None,
        refused: vec![kernel::wire::Barred {
            site: None,
            reason: "越权".into(),
            at: recalled.changed_at.clone(),
        }],
    });
    batch.items = vec![stolen, good.clone(), recalled];
    // Its files are not asked for.
    let nobodys = "b".repeat(64);
    if let ItemState::Live(live) = &mut batch.items[0].state {
        live.media = vec![MediaRef {
            hash: nobodys,
            name: "图".into(),
            content_type: "image/png".into(),
            size: 1,
            width: 1,
            height: 1,
            alt: String::new(),
            caption: String::new(),
            credit: String::new(),
            sizes: Vec::new(),
        }];
    }
    let answer = two.send(&batch).await.unwrap();
    let told: Vec<_> = answer
        .items
        .iter()
        .map(|told| (told.result, told.code.as_deref()))
        .collect();
    let foreign = (Outcome::Refused, Some("peer.foreign_site"));
    assert_eq!(told, [foreign, (Outcome::Taken, None), foreign]);
    two.portal.settle().await;
    assert_eq!(two.portal.item(&theirs).await, before);
    assert_eq!(two.portal.on_desk(two.portal.portal).await, desk);
    let places = two.portal.places(two.portal.agri).await;
    assert!(places.iter().all(|place| place.state == "live"), "{places:?}");
    assert_eq!(two.refused().await.len(), 2, "each is in the audit");
}
