//! A unit on its own box and a portal, each with its own database, and the line between them.

use crate::http;
use crate::town::{Piece, Town, Words, noon};
use kernel::wire::{Answer, Batch, FORMAT, ItemState, Outcome};
use kernel::{Actor, ArticleId, Role, Uid};
use sea_orm::{ColumnTrait, Set};
use std::net::SocketAddr;
use store::audit::entity as audit;
use store::log::event;
use syndication::peer::entity::file as peer_file;
use syndication::peer::entity::peer::{self, Model};
use syndication::peer::{
    self as peers, Courier, Line, OwnKey, OwnSite, Seal, ask_portal, check, invite_peer, join_portal,
    own_site,
};
use syndication::permissions::SubmitUpward;
use syndication::rule::Mode;
use syndication::submission::submit_upward;

/// A portal that is served, and a unit paired with it.
pub struct Two {
    pub portal: Town,
    pub unit: Town,
    pub courier: Courier,
    pub hub: Model,
    pub client: reqwest::Client,
    pub url: String,
}

#[expect(
    clippy::disallowed_methods,
    reason = "the trusted client resolves names as the machine does"
)]
pub fn client(port: u16) -> reqwest::Client {
    let at = SocketAddr::from(([127, 0, 0, 1], port));
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    client.resolve("portal.localhost", at).build().unwrap()
}

async fn code(portal: &Town, site: &str) -> String {
    let mut tx = portal
        .base
        .hub()
        .write(Actor::operator("peer invite"))
        .await
        .unwrap();
    let now = portal.base.store.clocks().security.now();
    let made = invite_peer(&mut tx, site, now).await.unwrap();
    tx.commit().await.unwrap();
    made.code
}

/// Pairs a site of the unit's box with the portal.
pub async fn pair(unit: &Town, portal: &Town, (client, url): (&reqwest::Client, &str), site: &str) -> Model {
    let code = code(portal, site).await;
    let hub = unit.base.hub();
    let own = OwnSite {
        site: own_site(&hub.read(), Some(site)).await.unwrap(),
        url: format!("http://{site}.example.gov.cn"),
    };
    let (key, uid) = (OwnKey::make().unwrap(), Uid(uuid::Uuid::new_v4()));
    let answer = ask_portal(client, (url, &code), &own, (&key, uid)).await.unwrap();
    let again = ask_portal(client, (url, &code), &own, (&key, uid)).await;
    assert!(again.unwrap_err().to_string().contains("peer.code"));
    let mut tx = hub.write(Actor::operator("peer join")).await.unwrap();
    let log = (unit.base.store.log(), peers::end(&tx).await.unwrap());
    let hub = join_portal(&mut tx, &own, (&key, uid), (&answer, url), log)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    hub
}

impl Two {
    /// Pairs the unit's site `edu`; what it published before is there already.
    pub async fn with(unit: Town) -> Self {
        Self::between(unit, Town::new().await).await
    }

    /// The same with a portal of the test's own.
    pub async fn between(unit: Town, portal: Town) -> Self {
        let port = http::serve(&portal).await;
        let (client, url) = (client(port), format!("http://portal.localhost:{port}"));
        let hub = pair(&unit, &portal, (&client, &url), "edu").await;
        let courier = Courier::new(&unit.base.store, unit.base.hub(), client.clone());
        Self {
            portal,
            unit,
            courier,
            hub,
            client,
            url,
        }
    }

    /// A fresh unit whose domain clock is in the test's hand.
    pub async fn by_hand(hand: &kernel::clock::Hand) -> Self {
        let two = Self::with(Town::by_hand(hand).await).await;
        two.carry().await;
        two
    }

    pub async fn new() -> Self {
        let two = Self::with(Town::new().await).await;
        two.carry().await;
        two
    }

    pub async fn carry(&self) {
        self.unit.settle().await;
        self.courier.trip(&self.hub, true).await.unwrap();
        self.portal.settle().await;
    }

    pub fn line(&self) -> Line {
        Line::to(&self.hub, self.client.clone()).unwrap()
    }

    pub async fn send(&self, batch: &Batch) -> kernel::Result<Answer> {
        self.line()
            .send(batch, self.portal.base.store.clocks().security.now())
            .await
    }

    /// The next batch the unit would send.
    pub async fn next(&self) -> Batch {
        self.unit.settle().await;
        let read = self.unit.base.hub().read();
        let cursor = read
            .find::<syndication::peer::entity::cursor::Entity>()
            .found()
            .await
            .unwrap();
        let files = self.unit.base.store.files();
        let log = self.unit.base.store.log();
        let portion = peers::Portion::of(&cursor);
        let next = peers::next_batch(&read, files, log, (&self.hub, &cursor), portion)
            .await
            .unwrap();
        next.batch.unwrap()
    }

    /// Everything on the portal that a batch could have changed.
    pub async fn state(&self) -> (u64, Vec<(uuid::Uuid, i64, String)>) {
        let read = self.portal.base.hub().read();
        let events = read.find::<event::Entity>().count().await.unwrap();
        let items = read
            .find::<content::library::entity::Entity>()
            .asc(content::library::entity::Column::Id);
        let items = items.all().await.unwrap();
        (
            events,
            items
                .into_iter()
                .map(|row| (row.uid, row.version, row.title))
                .collect(),
        )
    }

    /// What was refused after the pairing, whose code was shown twice, as the audit says.
    pub async fn refused(&self) -> Vec<String> {
        let read = self.portal.base.hub().read();
        let rows = read
            .find::<audit::Entity>()
            .filter(audit::Column::Action.eq("peer.refused"))
            .asc(audit::Column::Id);
        let rows = rows.all().await.unwrap();
        let details = rows.into_iter().map(|row| row.detail);
        details.filter(|row| !row.contains("peer.code")).collect()
    }
}

fn one(unit: &Town, piece: &Piece) -> String {
    format!("{} of {:?}", piece.uid, unit.edu.id)
}

#[tokio::test]
async fn what_a_unit_publishes_on_its_own_box_stands_on_the_portal_and_stays_true() {
    let two = Two::new().await;
    two.portal.rule("edu", two.portal.portal, Mode::Automatic).await;
    let mut piece = two.unit.publish(two.unit.edu, "紫砂走进课堂").await;
    two.carry().await;
    let item = two.portal.item(&piece).await.unwrap();
    assert_eq!(
        (item.version, item.title.as_str()),
        (1, "紫砂走进课堂"),
        "{}",
        one(&two.unit, &piece)
    );
    assert_eq!(
        item.origin_path, "http://edu.example.gov.cn/news/2026/11/1.html",
        "the page is where it was written"
    );
    assert_eq!(item.origin_site_id, Some(two.portal.edu.id.0));
    let place = &two.portal.places(two.portal.portal).await[0];
    assert_eq!(
        (place.title.as_str(), place.unit.as_str()),
        ("紫砂走进课堂", "市教育局")
    );
    assert_eq!(
        two.portal.places(two.portal.edu).await.len(),
        1,
        "search knows it at home"
    );

    two.unit.correct(&mut piece, "二稿").await;
    two.carry().await;
    assert_eq!(two.portal.places(two.portal.portal).await[0].title, "二稿");

    two.unit.withdraw(&mut piece, "内容有误").await;
    two.carry().await;
    let item = two.portal.item(&piece).await.unwrap();
    assert_eq!(
        (item.state.as_str(), item.withdraw_reason.as_str()),
        ("withdrawn", "内容有误")
    );
    for site in [two.portal.portal, two.portal.edu] {
        assert_eq!(two.portal.places(site).await[0].state, "withdrawn");
    }
    two.unit.correct(&mut piece, "三稿").await;
    two.carry().await;
    for site in [two.portal.portal, two.portal.edu] {
        let places = two.portal.places(site).await;
        assert_eq!((places.len(), places[0].state.as_str()), (1, "live"));
    }
}

#[tokio::test]
async fn the_first_fill_brings_what_was_published_before_and_a_visitor_is_led_to_the_other_box() {
    let unit = Town::new().await;
    let mut pieces = Vec::new();
    for n in 0..130 {
        pieces.push(unit.publish(unit.edu, format!("旧稿{n}").as_str()).await);
    }
    unit.withdraw(&mut pieces[7], "过期").await;
    unit.settle().await;
    let two = Two::with(unit).await;
    two.carry().await;
    let state = two.state().await;
    assert_eq!(state.1.len(), 130);
    assert_eq!(two.portal.item(&pieces[7]).await.unwrap().state, "withdrawn");
    assert_eq!(two.portal.places(two.portal.edu).await.len(), 129);
    two.carry().await;
    assert_eq!(two.state().await, state, "nothing is sent twice");
    let port = two.url.rsplit(':').next().unwrap().parse().unwrap();
    let answer = http::get(port, "edu", "/news/2026/11/1.html?a=1", None).await;
    assert_eq!(
        (answer.status, answer.headers["location"].as_str()),
        (307, "http://edu.example.gov.cn/news/2026/11/1.html?a=1")
    );
}

#[tokio::test]
async fn duplicates_and_late_batches_change_nothing() {
    let two = Two::new().await;
    two.portal.rule("edu", two.portal.portal, Mode::Automatic).await;
    let mut piece = two.unit.publish(two.unit.edu, "一稿").await;
    let first = two.next().await;
    two.unit.correct(&mut piece, "二稿").await;
    let second = two.next().await;
    assert_eq!(two.send(&second).await.unwrap().items[0].result, Outcome::Taken);
    let state = two.state().await;
    assert_eq!(two.send(&second).await.unwrap().items[0].result, Outcome::Known);
    let late = two.send(&first).await.unwrap();
    assert_eq!(late.items[0].result, Outcome::Refused);
    assert_eq!(late.items[0].code.as_deref(), Some("peer.older"));
    assert_eq!(two.state().await, state);
    assert!(two.refused().await[0].contains("peer.older"));
}

#[tokio::test]
async fn forged_replayed_and_foreign_batches_are_refused_with_a_code_and_logged() {
    let two = Two::new().await;
    two.unit.publish(two.unit.edu, "一稿").await;
    two.carry().await;
    two.unit.publish(two.unit.edu, "二稿").await;
    let batch = two.next().await;
    let body = serde_json::to_vec(&batch).unwrap();
    let now = two.portal.base.store.clocks().security.now();
    let (own, far) = (two.hub.own_uid.parse().unwrap(), Uid(two.hub.uid));
    let seal = Seal::over(own, far, &body, now);
    let post = async |token: String, body: Vec<u8>| {
        let url = format!("{}/api/v1/peer/batches", two.url);
        let sent = two
            .client
            .post(url)
            .bearer_auth(token)
            .body(body)
            .send()
            .await
            .unwrap();
        let status = sent.status().as_u16();
        let text = sent.text().await.unwrap();
        let problem: serde_json::Value = serde_json::from_str(&text).unwrap();
        (status, problem["code"].as_str().unwrap_or_default().to_owned())
    };
    let key = OwnKey::read(&two.hub.own_key).unwrap();
    let before = two.state().await;
    let forged = OwnKey::make().unwrap().sign(&seal).unwrap();
    assert_eq!(post(forged, body.clone()).await, (409, "peer.signature".into()));
    let mut foreign = batch.clone();
    foreign.items[0].origin = foreign_site(&two).await;
    let foreign = serde_json::to_vec(&foreign).unwrap();
    let sealed = key.sign(&Seal::over(own, far, &foreign, now)).unwrap();
    assert_eq!(post(sealed, foreign).await, (409, "peer.foreign_site".into()));
    let stolen = taken_over(&two, &batch).await;
    let sealed = key.sign(&Seal::over(own, far, &stolen, now)).unwrap();
    let before_theft = two.state().await;
    assert_eq!(
        post(sealed, stolen).await,
        (200, String::new()),
        "refused alone: it holds up nothing else"
    );
    assert_eq!(two.state().await, before_theft);
    assert_eq!(before.1.len() + 1, before_theft.1.len());

    let token = key.sign(&seal).unwrap();
    assert_eq!(post(token.clone(), body.clone()).await.0, 200);
    let after = two.state().await;
    assert_eq!(
        post(token.clone(), body.clone()).await,
        (409, "peer.replayed".into())
    );
    assert_eq!(post(token, b"{}".to_vec()).await, (409, "peer.digest".into()));
    assert_eq!(two.state().await, after, "nothing changed");
    let refused = two.refused().await;
    let codes = [
        "peer.signature",
        "peer.foreign_site",
        "peer.foreign_site",
        "peer.replayed",
        "peer.digest",
    ];
    assert_eq!(refused.len(), codes.len(), "{refused:?}");
    for (row, code) in refused.iter().zip(codes) {
        assert!(row.contains(code), "{row}");
    }
}

async fn foreign_site(two: &Two) -> Uid {
    let read = two.portal.base.hub().read();
    let agri = read
        .find::<gateway::site::entity::Entity>()
        .filter(gateway::site::entity::Column::Slug.eq("agri"));
    Uid(agri.found().await.unwrap().uid)
}

/// The batch with the uid of an article of another site of the portal.
async fn taken_over(two: &Two, batch: &Batch) -> Vec<u8> {
    let theirs = two.portal.publish(two.portal.agri, "农林局的稿件").await;
    two.portal.settle().await;
    let mut batch = batch.clone();
    batch.items[0].uid = theirs.uid;
    batch.items[0].version = 99;
    serde_json::to_vec(&batch).unwrap()
}

#[tokio::test]
async fn a_file_is_asked_for_and_sent_before_its_article_is_taken() {
    let two = Two::new().await;
    let bytes = bytes::Bytes::from_static(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR a picture as far as anybody looks");
    let hash = two
        .unit
        .base
        .store
        .files()
        .put("media", bytes.clone())
        .await
        .unwrap();
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
        body: format!("<p><img src=\"media:{hash}\" alt=\"窑工开窑\"></p>"),
        lead: Some(format!("{hash}:640x400")),
        major: false,
    };
    two.portal.rule("edu", two.portal.portal, Mode::Automatic).await;
    let piece = two.unit.publish(two.unit.edu, words).await;
    let batch = two.next().await;
    let asked = two.send(&batch).await.unwrap();
    assert_eq!((asked.missing, asked.items.len()), (vec![hash.clone()], 0));
    assert!(
        two.portal.item(&piece).await.is_none(),
        "nothing is taken without its files"
    );
    let no_such = "0".repeat(64);
    let line = two.line();
    let wrong = line.put(
        &no_such,
        bytes.clone(),
        two.portal.base.store.clocks().security.now(),
    );
    assert_eq!(wrong.await.unwrap(), peers::Put::Later, "nobody asked for it");
    two.carry().await;
    let item = two.portal.item(&piece).await.unwrap();
    assert!(item.body_html.contains(&hash), "{}", item.body_html);
    let media = two.portal.media(two.portal.portal).await;
    assert_eq!(
        (media.len(), media[0].public, media[0].content_type.as_str()),
        (1, true, "image/png")
    );
    assert_eq!(
        two.portal.base.store.files().get("media", &hash).await.unwrap(),
        bytes
    );
}

#[tokio::test]
async fn what_is_sent_up_lies_on_the_portals_desk_and_its_decision_comes_back() {
    let two = Two::new().await;
    let piece = two.unit.publish(two.unit.edu, "报送稿").await;
    let far = kernel::SiteId(two.hub.far_site_id);
    let mut tx = two
        .unit
        .write::<SubmitUpward>(two.unit.edu, Role::Contributor)
        .await;
    submit_upward(&mut tx, ArticleId(piece.id.0), far).await.unwrap();
    tx.commit().await.unwrap();
    two.carry().await;
    let desk = two.portal.on_desk(two.portal.portal).await;
    assert_eq!(
        (desk.len(), desk[0].submitted, desk[0].title.as_str()),
        (1, true, "报送稿")
    );
    let mut tx = two.portal.desk().await;
    let reason = syndication::desk::Reason::parse("栏目不符").unwrap();
    syndication::desk::decline_item(&mut tx, kernel::DeskItemId(desk[0].id), &reason)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    two.portal.settle().await;
    two.carry().await;
    let ledger = &two.unit.ledger(two.unit.edu).await[0];
    assert_eq!(
        (ledger.state.as_str(), ledger.reason.as_str()),
        ("declined", "栏目不符")
    );
    // A late copy of the submission does not lay it on the desk again.
    let mut late = two.next_of(&piece).await;
    late.items[0].submitted_at = Some(kernel::beijing::rfc3339(noon()));
    two.send(&late).await.unwrap();
    assert_eq!(two.portal.on_desk(two.portal.portal).await[0].state, "declined");
}

impl Two {
    /// A replay's batch, which names every article.
    pub async fn next_of(&self, piece: &Piece) -> Batch {
        let mut tx = self
            .unit
            .base
            .hub()
            .write(Actor::operator("peer replay"))
            .await
            .unwrap();
        peers::replay_peer(&mut tx, &self.hub.name).await.unwrap();
        tx.commit().await.unwrap();
        let batch = self.next().await;
        assert!(batch.items.iter().any(|item| item.uid == piece.uid));
        batch
    }
}

#[tokio::test]
async fn a_replay_repairs_both_ways() {
    let two = Two::new().await;
    let piece = two.unit.publish(two.unit.edu, "在册").await;
    two.carry().await;
    // Something the source does not have (any more).
    let mut ghost = two.next_of(&piece).await;
    ghost.covers = None;
    ghost.items[0].uid = Uid(uuid::Uuid::now_v7());
    two.send(&ghost).await.unwrap();
    assert_eq!(two.state().await.1.len(), 2);
    two.carry().await;
    let read = two.portal.base.hub().read();
    let rows = read
        .find::<content::library::entity::Entity>()
        .asc(content::library::entity::Column::Id);
    let states: Vec<_> = rows
        .all()
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.state)
        .collect();
    assert_eq!(states, ["live", "withdrawn"]);
    let lines = peers::list_peers(&two.unit.base.hub().read()).await.unwrap();
    assert_eq!(
        (lines.len(), lines[0].replaying, lines[0].lag_seconds),
        (1, false, 0)
    );
}

#[tokio::test]
async fn after_the_pairing_ends_nothing_is_taken() {
    let two = Two::new().await;
    two.unit.publish(two.unit.edu, "一稿").await;
    let batch = two.next().await;
    let read = two.portal.base.hub().read();
    let source = read.find::<peer::Entity>().found().await.unwrap();
    let mut tx = two
        .portal
        .base
        .hub()
        .write(Actor::operator("peer remove"))
        .await
        .unwrap();
    peers::remove_peer(&mut tx, &source.uid.to_string())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let refused = two.send(&batch).await.unwrap_err();
    assert!(refused.to_string().contains("peer.signature"), "{refused}");
    assert!(two.state().await.1.is_empty());
}

#[tokio::test]
async fn a_site_with_articles_of_its_own_cannot_be_handed_over() {
    let portal = Town::new().await;
    portal.publish(portal.edu, "本地稿件").await;
    portal.settle().await;
    let port = http::serve(&portal).await;
    let code = code(&portal, "edu").await;
    let url = format!("http://portal.localhost:{port}");
    let unit = Town::new().await;
    let own = OwnSite {
        site: own_site(&unit.base.hub().read(), Some("edu")).await.unwrap(),
        url: "http://edu.example.gov.cn".into(),
    };
    let key = OwnKey::make().unwrap();
    let uid = Uid(uuid::Uuid::new_v4());
    let refused = ask_portal(&client(port), (&url, &code), &own, (&key, uid)).await;
    assert!(refused.unwrap_err().to_string().contains("peer.site_taken"));
}

#[tokio::test]
async fn the_conformity_kit_finds_nothing_wrong_with_this_portal() {
    let portal = Town::new().await;
    let port = http::serve(&portal).await;
    let code = code(&portal, "agri").await;
    let now = portal.base.store.clocks().security.now();
    let url = format!("http://portal.localhost:{port}/");
    let findings = check(client(port), &url, &code, now).await.unwrap();
    let bad: Vec<_> = findings.iter().filter(|finding| !finding.good).collect();
    assert!(bad.is_empty(), "{bad:#?}");
    let tried: Vec<_> = findings.iter().map(|finding| finding.what).collect();
    let mut named = peers::NEED_A_CODE.to_vec();
    named.sort_unstable();
    let mut sorted = tried.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, named, "what a check without a code says it leaves out");
    let unpaired = peers::check_unpaired(client(port), &url, now).await.unwrap();
    let bad: Vec<_> = unpaired.iter().filter(|finding| !finding.good).collect();
    assert!(bad.is_empty(), "{bad:#?}");
    assert!(unpaired.iter().all(|finding| !tried.contains(&finding.what)));
}

#[tokio::test]
async fn what_is_sent_keeps_to_the_published_schema() {
    let two = Two::new().await;
    let mut piece = two.unit.publish(two.unit.edu, "一稿").await;
    let live = two.next().await;
    two.unit.withdraw(&mut piece, "撤").await;
    let withdrawn = two.next().await;
    assert!(matches!(withdrawn.items[0].state, ItemState::Withdrawn { .. }));
    let replay = two.next_of(&piece).await;
    assert_eq!(replay.format, FORMAT);
    for batch in [live, withdrawn, replay] {
        crate::schema::check("batch.schema.json", &serde_json::to_value(&batch).unwrap());
        let answer = two.send(&batch).await.unwrap();
        crate::schema::check("answer.schema.json", &serde_json::to_value(&answer).unwrap());
    }
}

#[tokio::test]
async fn a_long_submission_that_is_taken_back_leaves_the_portals_desk() {
    let two = Two::new().await;
    let body = "市教育局组织八所小学开设紫砂工艺课，工艺师每周到校一次。".repeat(4);
    let words = Words {
        body: format!("<p>{body}</p>"),
        ..Words::from("紫砂走进课堂")
    };
    let piece = two.unit.publish(two.unit.edu, words).await;
    let far = kernel::SiteId(two.hub.far_site_id);
    let mut tx = two.unit.up(two.unit.edu).await;
    let sent = submit_upward(&mut tx, piece.id, far).await.unwrap();
    tx.commit().await.unwrap();
    two.carry().await;
    assert_eq!(two.portal.on_desk(two.portal.portal).await.len(), 1);
    let mut tx = two.unit.up(two.unit.edu).await;
    let id = kernel::SubmissionId(sent.id);
    syndication::submission::recall_submission(&mut tx, id)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    two.carry().await;
    assert!(two.portal.on_desk(two.portal.portal).await.is_empty());
}

#[tokio::test]
async fn every_other_message_keeps_to_its_schema_too() {
    let portal = Town::new().await;
    let port = http::serve(&portal).await;
    let (client, url) = (client(port), format!("http://portal.localhost:{port}"));
    let code = code(&portal, "edu").await;
    let key = OwnKey::make().unwrap();
    let request = kernel::wire::PairRequest {
        format: FORMAT.into(),
        code,
        uid: Uid(uuid::Uuid::new_v4()),
        site: Uid(uuid::Uuid::new_v4()),
        name: "市教育局".into(),
        url: "http://edu.example.gov.cn".into(),
        public_key: key.public().unwrap(),
    };
    let request_text = serde_json::to_value(&request).unwrap();
    crate::schema::check("pair.schema.json", &request_text);
    let pair = async || {
        let asked = client.post(format!("{url}/api/v1/peer/pair"));
        let answer = asked.body(request_text.to_string()).send().await.unwrap();
        let text = answer.text().await.unwrap();
        serde_json::from_str::<serde_json::Value>(&text).unwrap()
    };
    let answer = pair().await;
    crate::schema::check("pair-answer.schema.json", &answer);
    crate::schema::check("problem.schema.json", &pair().await);
    let hub: Uid = answer["uid"].as_str().unwrap().parse().unwrap();
    let bytes = b"%PDF-1.7 a file".to_vec();
    let now = portal.base.store.clocks().security.now();
    let source = portal.base.hub().read().find::<peer::Entity>().found().await;
    let mut tx = portal.hub().await;
    let asked = peer_file::ActiveModel {
        id: sea_orm::NotSet,
        peer_id: Set(source.unwrap().id),
        hash: Set(store::Files::hash(&bytes)),
        size: Set(None),
        asked_at: Set(now),
    };
    tx.insert(asked).await.unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    let token = key.sign(&Seal::over(request.uid, hub, &bytes, now)).unwrap();
    let seal: serde_json::Value = {
        use base64::Engine;
        let middle = token.split('.').nth(1).unwrap();
        let text = base64::engine::general_purpose::URL_SAFE_NO_PAD
            .decode(middle)
            .unwrap();
        serde_json::from_slice(&text).unwrap()
    };
    crate::schema::check("seal.schema.json", &seal);
    let hash = store::Files::hash(&bytes);
    let put = client.put(format!("{url}/api/v1/peer/media/{hash}"));
    let kept = put.bearer_auth(token).body(bytes).send().await.unwrap();
    let kept: serde_json::Value = serde_json::from_str(&kept.text().await.unwrap()).unwrap();
    crate::schema::check("media-answer.schema.json", &kept);
}

#[tokio::test]
async fn a_pairing_that_rests_takes_nothing_and_loses_nothing() {
    let two = Two::new().await;
    let turn = async |pause: bool| {
        let name = two.portal.base.hub().read().find::<peer::Entity>().found().await;
        let name = name.unwrap().uid.to_string();
        let mut tx = two
            .portal
            .base
            .hub()
            .write(Actor::operator("peer"))
            .await
            .unwrap();
        let done = match pause {
            true => peers::pause_peer(&mut tx, &name).await,
            false => peers::resume_peer(&mut tx, &name).await,
        };
        tx.commit().await.unwrap();
        done.map(|peer| peer.state)
    };
    assert!(turn(false).await.is_err(), "it does not rest");
    assert_eq!(turn(true).await.unwrap(), "paused");
    let piece = two.unit.publish(two.unit.edu, "一稿").await;
    two.unit.settle().await;
    let refused = two.courier.trip(&two.hub, true).await.unwrap_err();
    assert!(refused.to_string().contains("peer.paused"), "{refused}");
    assert!(two.portal.item(&piece).await.is_none());
    let lines = peers::list_peers(&two.portal.base.hub().read()).await.unwrap();
    assert_eq!(
        (lines[0].state.as_str(), lines[0].alarm.as_deref()),
        ("paused", None)
    );
    assert_eq!(turn(false).await.unwrap(), "active");
    two.carry().await;
    assert!(two.portal.item(&piece).await.is_some());
}
