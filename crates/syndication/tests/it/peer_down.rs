//! What the portal gives to a unit on its own box: push-downs, mandatory channels, what lies over pages.

use crate::greedy;
use crate::peer::Two;
use crate::push::{mandate, push};
use crate::town::{Town, Words};
use content::channel::entity as channel;
use content::permissions::ManageChannels;
use content::placement::entity::Model as Placement;
use gateway::Herald;
use gateway::herald::Told;
use kernel::wire::{Down, DownAsk, FORMAT, ItemState, Notice, PushReceipt, Replay};
use kernel::{Error, PlacementId, Result, Role, SiteId, Uid};
use sea_orm::{ColumnTrait, Set};
use std::sync::{Arc, Mutex};
use store::audit::entity as audit;
use store::{HubRead, HubWrite};
use syndication::authorization::{Reason, revoke};
use syndication::peer::entity::{cursor, peer};
use syndication::peer::{self as peers, OwnKey, Seal};
use syndication::permissions::{ManageMandates, ManagePlaces, PushDown, RevokePlaces};
use syndication::place::remove_place;
use syndication::push::entity::{self as pushed, target};
use syndication::push::revoke_push;
use syndication::receipt::away;

impl Two {
    /// There and back, so that each side has heard what the other made of it.
    pub async fn both_ways(&self) {
        self.portal.settle().await;
        self.carry().await;
        self.unit.settle().await;
        self.carry().await;
    }

    pub fn question(&self) -> DownAsk {
        DownAsk {
            format: FORMAT.into(),
            after: 0,
            replay: Some(Replay::default()),
            receipts: Vec::new(),
            pushes: Vec::new(),
            tasks: Vec::new(),
            shares: None,
            reposts: None,
            across: None,
        }
    }

    pub async fn ask(&self, ask: &DownAsk) -> Down {
        let now = self.portal.base.store.clocks().security.now();
        self.line().down(ask, now).await.unwrap().unwrap()
    }

    /// What was pushed to the unit's site, at the portal.
    async fn aimed(&self, id: i64) -> target::Model {
        let read = self.portal.base.store.read(self.portal.portal.id);
        let rows = syndication::push::query::targets(&read, [id]).await.unwrap();
        rows.into_iter()
            .find(|row| row.place_site_id == self.portal.edu.id.0)
            .unwrap()
    }

    /// The places of push-downs at the unit.
    pub async fn standing(&self) -> Vec<Placement> {
        let places = self.unit.places(self.unit.edu).await;
        places.into_iter().filter(|row| row.push_id.is_some()).collect()
    }

    async fn box_cursor(&self) -> cursor::Model {
        self.unit
            .base
            .hub()
            .read()
            .find::<cursor::Entity>()
            .found()
            .await
            .unwrap()
    }

    /// What the box refused, as its audit says.
    async fn refused_below(&self) -> Vec<String> {
        let read = self.unit.base.hub().read();
        let rows = read
            .find::<audit::Entity>()
            .filter(audit::Column::Action.eq("peer.refused"));
        rows.all()
            .await
            .unwrap()
            .into_iter()
            .map(|row| row.detail)
            .collect()
    }

    pub async fn revoke_push(&self, id: i64, reason: &str) {
        let mut tx = self
            .portal
            .write::<PushDown>(self.portal.portal, Role::Editor)
            .await;
        revoke_push(&mut tx, id, &Reason::parse(reason).unwrap())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        self.portal.settle().await;
    }
}

fn refused<T>(result: Result<T>) -> &'static str {
    match result {
        Err(Error::Refused(refusal)) => refusal.code,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it was not refused"),
    }
}

async fn notices_of(town: &Town) -> channel::Model {
    let read = town.base.store.read(town.edu.id);
    let found = read
        .find::<channel::Entity>()
        .filter(channel::Column::Slug.eq("notices"));
    found.found().await.unwrap()
}

#[tokio::test]
async fn what_the_portal_pushes_stands_on_the_units_box_stays_true_and_is_accounted_for() {
    let two = Two::new().await;
    let notices = mandate(&two.portal, "notices", &[two.portal.edu]).await;
    let mut piece = two.portal.publish(two.portal.portal, "保供通知").await;
    two.portal.settle().await;
    let id = push(&two.portal, &piece, notices, &[two.portal.edu])
        .await
        .unwrap();
    assert!(
        two.portal.places(two.portal.edu).await.is_empty(),
        "the box makes the place"
    );
    two.both_ways().await;
    let row = two.standing().await.remove(0);
    assert_eq!(
        (row.title.as_str(), row.channel_id, row.state.as_str()),
        ("保供通知", two.unit.edu.notices.0, "live")
    );
    // The channel and the place are locked, as in the portal's own house.
    assert_eq!(
        notices_of(&two.unit).await.mandated_by.as_deref(),
        Some("陶都市网站")
    );
    let mut tx = two
        .unit
        .write::<ManagePlaces>(two.unit.edu, Role::SiteAdmin)
        .await;
    let reason = Reason::parse("与本站无关").unwrap();
    let taken = remove_place(&mut tx, PlacementId(row.id), &reason).await;
    assert_eq!(refused(taken), "place.mandated");
    drop(tx);
    let mut tx = two
        .unit
        .write::<ManageChannels>(two.unit.edu, Role::SiteAdmin)
        .await;
    let closed = content::channel::close_channel(&mut tx, two.unit.edu.notices).await;
    assert_eq!(refused(closed), "channel.mandated");
    drop(tx);

    // The portal sees it: its own line of the push, and a receipt at the source.
    let aimed = two.aimed(id).await;
    assert!(aimed.shown_at.is_some() && aimed.problem.is_empty(), "{aimed:?}");
    let read = two.portal.base.store.read(two.portal.portal.id);
    let places = away::of_article(&read, piece.uid.0).await.unwrap();
    assert_eq!(
        (places.len(), places[0].version, places[0].what.as_str()),
        (1, 1, "placed")
    );
    assert_eq!(places[0].place_name, "市教育局");

    two.portal.correct(&mut piece, "保供通知（更正）").await;
    two.both_ways().await;
    let row = two.standing().await.remove(0);
    assert_eq!((row.title.as_str(), row.version), ("保供通知（更正）", 2));
    two.portal.withdraw(&mut piece, "有误").await;
    two.both_ways().await;
    assert_eq!(two.standing().await[0].state, "withdrawn");
    let places = away::of_article(&read, piece.uid.0).await.unwrap();
    assert_eq!((places[0].version, places[0].what.as_str()), (3, "withdrawn"));
    two.portal.correct(&mut piece, "保供通知（再发）").await;
    two.both_ways().await;
    assert_eq!(two.standing().await[0].state, "live");

    two.revoke_push(id, "任务结束").await;
    two.both_ways().await;
    let row = two.standing().await.remove(0);
    assert_eq!(
        (row.state.as_str(), row.revoke_reason.as_deref()),
        ("withdrawn", Some("任务结束"))
    );
    let again = push(&two.portal, &piece, notices, &[two.portal.edu])
        .await
        .unwrap();
    two.both_ways().await;
    let row = two.standing().await.remove(0);
    assert_eq!((row.state.as_str(), row.revoked_at), ("live", None));
    assert!(two.aimed(again).await.shown_at.is_some());
    assert_eq!(two.standing().await.len(), 1, "nothing is doubled");

    let mut tx = two
        .portal
        .write::<ManageMandates>(two.portal.portal, Role::SiteAdmin)
        .await;
    syndication::mandate::end_mandate(&mut tx, notices).await.unwrap();
    tx.commit().await.unwrap();
    two.both_ways().await;
    assert_eq!(notices_of(&two.unit).await.mandated_by, None);
}

#[tokio::test]
async fn the_box_says_what_is_in_the_way_and_the_portal_shows_it() {
    let two = Two::new().await;
    let special = mandate(&two.portal, "special", &[two.portal.edu]).await;
    let piece = two.portal.publish(two.portal.portal, "保供通知").await;
    two.portal.settle().await;
    let id = push(&two.portal, &piece, special, &[two.portal.edu])
        .await
        .unwrap();
    two.both_ways().await;
    assert_eq!(two.aimed(id).await.problem, "no_channel");
    // What the box said stays until it says something else.
    two.portal
        .retell(two.portal.edu, vec![kernel::event::EventBody::SiteChanged])
        .await;
    assert_eq!(two.aimed(id).await.problem, "no_channel");
    let mut tx = two.unit.hub().await;
    let row = channel::ActiveModel {
        id: Set(two.unit.edu.notices.0),
        slug: Set("special".into()),
        ..Default::default()
    };
    tx.update(row).await.unwrap();
    let changed = kernel::event::EventBody::ChannelChanged {
        channel: two.unit.edu.notices,
    };
    tx.emit(two.unit.edu.id, changed);
    tx.commit().await.unwrap();
    two.both_ways().await;
    assert!(two.aimed(id).await.shown_at.is_some());
}

#[tokio::test]
async fn an_article_of_another_site_of_the_house_goes_down_with_its_files() {
    let two = Two::new().await;
    let notices = mandate(&two.portal, "notices", &[two.portal.edu]).await;
    let bytes = bytes::Bytes::from_static(b"%PDF-1.7 a notice");
    let hash = two.portal.base.store.files().put("media", bytes).await.unwrap();
    let secret = bytes::Bytes::from_static(b"%PDF-1.7 a draft of another article");
    let secret = two.portal.base.store.files().put("media", secret).await.unwrap();
    let letter = two.portal.picture(two.portal.agri, 'a').await;
    let mut tx = two.portal.hub().await;
    let row = content::media::entity::ActiveModel {
        hash: Set(hash.clone()),
        ..Default::default()
    };
    let same = content::media::entity::Column::Hash.eq(letter);
    tx.update_where(row, same).await.unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    let words = Words {
        title: "春耕".into(),
        body: format!("<p>开犁。<img src=\"media:{hash}\" alt=\"开犁\"></p>"),
        ..Words::default()
    };
    let piece = two.portal.publish(two.portal.agri, words).await;
    two.portal.settle().await;
    let now = two.portal.base.store.clocks().security.now();
    let line = two.line();
    assert!(
        line.give(&hash, piece.uid, now).await.unwrap().is_none(),
        "not pushed yet"
    );
    push(&two.portal, &piece, notices, &[two.portal.edu])
        .await
        .unwrap();
    assert!(
        line.give(&secret, piece.uid, now).await.unwrap().is_none(),
        "of no article that was pushed"
    );
    two.both_ways().await;
    let row = two.standing().await.remove(0);
    assert_eq!(row.unit, "市农林局");
    assert!(two.unit.base.store.files().has("media", &hash).await.unwrap());
    let media = two.unit.media(two.unit.edu).await;
    assert!(media.iter().any(|row| row.hash == hash && row.public));
    let item = two.unit.item(&piece).await.unwrap();
    assert_eq!(
        item.origin_path,
        format!("http://agri.localhost:{}/news/2026/11/1.html", port_of(&two))
    );

    // The source forbids it this site, and allows it again.
    let mut tx = two
        .portal
        .write::<RevokePlaces>(two.portal.agri, Role::Editor)
        .await;
    revoke(
        &mut tx,
        piece.id,
        Some(two.portal.edu.id),
        &Reason::parse("限本地").unwrap(),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    two.both_ways().await;
    let row = two.standing().await.remove(0);
    assert_eq!(
        (row.state.as_str(), row.revoke_reason.as_deref()),
        ("withdrawn", Some("限本地"))
    );
}

fn port_of(two: &Two) -> &str {
    two.url.rsplit(':').next().unwrap()
}

#[tokio::test]
async fn a_units_own_article_is_not_given_back_to_it() {
    let two = Two::new().await;
    let notices = mandate(&two.portal, "notices", &[two.portal.edu, two.portal.agri]).await;
    let piece = two.unit.publish(two.unit.edu, "本站稿").await;
    two.carry().await;
    push(&two.portal, &piece, notices, &[two.portal.agri])
        .await
        .unwrap();
    two.both_ways().await;
    assert!(two.standing().await.is_empty());
    let down = two.ask(&two.question()).await;
    assert!(down.items.is_empty() && down.pushes.is_empty(), "{down:?}");
    assert_eq!(two.unit.item(&piece).await.unwrap().version, 1);
}

#[tokio::test]
async fn an_answer_that_is_forged_or_was_said_before_is_refused_and_changes_nothing() {
    let two = Two::new().await;
    let notices = mandate(&two.portal, "notices", &[two.portal.edu]).await;
    let piece = two.portal.publish(two.portal.portal, "保供通知").await;
    two.portal.settle().await;
    push(&two.portal, &piece, notices, &[two.portal.edu])
        .await
        .unwrap();
    let before = two.box_cursor().await;

    // Signed by somebody else.
    let mut forged = two.hub.clone();
    forged.their_key = OwnKey::make().unwrap().public().unwrap().to_string();
    assert_eq!(refused(two.courier.trip(&forged, true).await), "peer.signature");
    // Said to another question, though well signed: recorded on the line.
    let now = two.portal.base.store.clocks().security.now();
    let body = serde_json::to_vec(&two.question()).unwrap();
    let own: Uid = two.hub.own_uid.parse().unwrap();
    let key = OwnKey::read(&two.hub.own_key).unwrap();
    let seal = Seal::over(own, Uid(two.hub.uid), &body, now);
    let asked = two.client.post(format!("{}/api/v1/peer/down", two.url));
    let answer = asked
        .bearer_auth(key.sign(&seal).unwrap())
        .body(body)
        .send()
        .await
        .unwrap();
    let said = answer.headers()["zisha-seal"].to_str().unwrap().to_owned();
    let text = answer.text().await.unwrap();
    let down: Down = serde_json::from_str(&text).unwrap();
    assert_eq!(down.items.len(), 1);
    let at = |port: u16| peer::Model {
        url: format!("http://127.0.0.1:{port}"),
        ..two.hub.clone()
    };
    let line = |hub: &peer::Model| peers::Line::to(hub, two.client.clone()).unwrap();
    for (seal, body, code) in [
        (said.as_str(), text.as_str(), "peer.replayed"),
        (said.as_str(), "{}", "peer.digest"),
        ("", text.as_str(), "peer.signature"),
    ] {
        let parrot = at(greedy::parrot(seal, body).await.port);
        let heard = line(&parrot).down(&two.question(), now).await;
        assert_eq!(refused(heard), code);
    }
    // The unit's own seal is no answer: its audience is the portal.
    let own = key
        .sign(&Seal::over(own, Uid(two.hub.uid), text.as_bytes(), now))
        .unwrap();
    let mirror = at(greedy::parrot(&own, &text).await.port);
    assert_eq!(
        refused(line(&mirror).down(&two.question(), now).await),
        "peer.signature"
    );
    let later = now + chrono::Duration::minutes(6);
    let late = at(greedy::parrot(&said, &text).await.port);
    assert_eq!(
        refused(line(&late).down(&two.question(), later).await),
        "peer.window"
    );

    assert!(
        two.refused_below()
            .await
            .iter()
            .any(|row| row.contains("peer.signature"))
    );
    assert_eq!(two.box_cursor().await.down_position, before.down_position);
    assert!(two.standing().await.is_empty() && two.unit.item(&piece).await.is_none());
    two.both_ways().await;
    assert_eq!(two.standing().await.len(), 1);
}

#[tokio::test]
async fn a_hub_speaks_for_no_site_of_the_box_and_for_none_of_others() {
    let two = Two::new().await;
    let notices = mandate(&two.portal, "notices", &[two.portal.edu]).await;
    let own = two.unit.publish(two.unit.agri, "农林局自己的稿").await;
    let piece = two.portal.publish(two.portal.portal, "保供通知").await;
    two.portal.settle().await;
    push(&two.portal, &piece, notices, &[two.portal.edu])
        .await
        .unwrap();
    two.unit.settle().await;
    let mut down = two.ask(&two.question()).await;
    let read = two.unit.base.hub().read();
    let agri = read
        .find::<gateway::site::entity::Entity>()
        .filter(gateway::site::entity::Column::Id.eq(two.unit.agri.id.0))
        .found()
        .await
        .unwrap();
    // As an article of a site that lives here, under the uid of one of its articles.
    down.sites[0].uid = Uid(agri.uid);
    down.items[0].origin = Uid(agri.uid);
    down.items[0].uid = own.uid;
    down.items[0].version = 9;
    let before = two.unit.item(&own).await;
    let parcel = peers::Parcel::of(down.clone()).unwrap();
    let mut tx = two.unit.hub().await;
    peers::take_down(&mut tx, &two.hub, &two.box_cursor().await, (&parcel, &[]))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(two.unit.item(&own).await, before);
    assert!(
        two.refused_below()
            .await
            .iter()
            .any(|row| row.contains("peer.foreign_site"))
    );
    // More than there may be is not taken at all.
    down.mandates = vec![
        kernel::wire::Mandated {
            channel: "notices".into(),
            note: String::new(),
            by: String::new(),
        };
        201
    ];
    assert_eq!(refused(peers::Parcel::of(down)), "peer.format");
}

#[tokio::test]
async fn a_portal_that_went_back_to_a_backup_is_asked_for_everything_once_more() {
    let two = Two::new().await;
    let notices = mandate(&two.portal, "notices", &[two.portal.edu]).await;
    let mut piece = two.portal.publish(two.portal.portal, "保供通知").await;
    let lost = two.portal.publish(two.portal.portal, "备份之后的通知").await;
    two.portal.settle().await;
    push(&two.portal, &piece, notices, &[two.portal.edu])
        .await
        .unwrap();
    let id = push(&two.portal, &lost, notices, &[two.portal.edu])
        .await
        .unwrap();
    two.both_ways().await;
    assert_eq!(two.standing().await.len(), 2);
    // The second push was after the backup: nobody there knows of it.
    let mut tx = two.portal.hub().await;
    tx.delete_where::<target::Entity>(target::Column::PushId.eq(id))
        .await
        .unwrap();
    tx.delete_where::<pushed::Entity>(pushed::Column::Id.eq(id))
        .await
        .unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    two.portal.correct(&mut piece, "保供通知（更正）").await;
    let mut tx = two.unit.hub().await;
    let row = cursor::ActiveModel {
        peer_id: Set(two.hub.id),
        down_log: Set(Some(Uid(uuid::Uuid::new_v4()).to_string())),
        down_position: Set(Some(1_000_000)),
        ..Default::default()
    };
    tx.update(row).await.unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    two.both_ways().await;
    let at = two.box_cursor().await;
    assert_eq!(
        (at.down_log, at.down_replaying),
        (Some(two.portal.base.store.log().to_string()), false)
    );
    let mut rows = two.standing().await;
    rows.sort_by_key(|row| row.state.clone());
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.state.as_str(), row.title.as_str()))
        .collect();
    assert_eq!(
        told,
        [("live", "保供通知（更正）"), ("withdrawn", "备份之后的通知")]
    );
}

#[tokio::test]
async fn nothing_is_written_when_nothing_happened() {
    let two = Two::new().await;
    two.both_ways().await;
    let events = two.unit.base.hub().read();
    let count = async || events.find::<audit::Entity>().count().await.unwrap();
    let before = (count().await, two.box_cursor().await);
    two.courier.trip(&two.hub, true).await.unwrap();
    assert_eq!((count().await, two.box_cursor().await), before);
}

/// By whom, over which site, what.
type Took = (SiteId, SiteId, Vec<Notice>);

/// Remembers what it was told.
#[derive(Clone, Default)]
struct Crier {
    took: Arc<Mutex<Vec<Took>>>,
}

#[async_trait::async_trait]
impl Herald for Crier {
    async fn tell(&self, _: &HubRead, _: SiteId) -> Result<Vec<Told>> {
        Ok(Vec::new())
    }

    async fn take(&self, _: &mut HubWrite, owner: SiteId, over: SiteId, told: &[Notice]) -> Result<()> {
        self.took.lock().unwrap().push((owner, over, told.to_vec()));
        Ok(())
    }
}

#[tokio::test]
async fn what_lies_over_pages_is_handed_on_when_it_changed() {
    let two = Two::new().await;
    let crier = Crier::default();
    let courier = two.courier.clone().with_heralds(vec![Arc::new(crier.clone())]);
    let notice = Notice {
        uid: Uid(uuid::Uuid::now_v7()),
        revision: 1,
        kind: "banner".into(),
        level: "red".into(),
        title: "台风今晚登陆".into(),
        body: String::new(),
        link_url: String::new(),
        link_title: String::new(),
        begins_at: "2026-11-22T12:00:00+08:00".into(),
        ends_at: "2026-11-23T12:00:00+08:00".into(),
    };
    let mut down = two.ask(&two.question()).await;
    down.notices = vec![notice.clone()];
    crate::schema::check("down.schema.json", &serde_json::to_value(&down).unwrap());
    let parcel = peers::Parcel::of(down).unwrap();
    let mut tx = two.unit.hub().await;
    let heralds: [Arc<dyn Herald>; 1] = [Arc::new(crier.clone())];
    peers::take_down(&mut tx, &two.hub, &two.box_cursor().await, (&parcel, &heralds))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    // The portal tells of none any more.
    courier.trip(&two.hub, true).await.unwrap();
    courier.trip(&two.hub, true).await.unwrap();
    let took = crier.took.lock().unwrap().clone();
    let portal = SiteId(two.hub.far_site_id);
    assert_eq!(
        took,
        [
            (portal, two.unit.edu.id, vec![notice]),
            (portal, two.unit.edu.id, Vec::new())
        ]
    );
}

#[tokio::test]
async fn both_messages_keep_to_their_schema() {
    let two = Two::new().await;
    let notices = mandate(&two.portal, "notices", &[two.portal.edu]).await;
    let piece = two.portal.publish(two.portal.portal, "保供通知").await;
    two.portal.settle().await;
    let id = push(&two.portal, &piece, notices, &[two.portal.edu])
        .await
        .unwrap();
    let down = two.ask(&two.question()).await;
    crate::schema::check("down.schema.json", &serde_json::to_value(&down).unwrap());
    assert!(matches!(down.items[0].state, ItemState::Live(_)));
    two.revoke_push(id, "任务结束").await;
    let down = two.ask(&two.question()).await;
    crate::schema::check("down.schema.json", &serde_json::to_value(&down).unwrap());
    assert!(down.items.is_empty() && down.pushes[0].revoked.is_some());
    let ask = DownAsk {
        pushes: vec![PushReceipt {
            uid: piece.uid,
            channel: "notices".into(),
            shown_at: None,
            problem: "no_channel".into(),
        }],
        ..two.question()
    };
    crate::schema::check("down-ask.schema.json", &serde_json::to_value(&ask).unwrap());
}
