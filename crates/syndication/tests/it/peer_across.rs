//! Sending by hand to the desk of a site on another box, up, down, and from box to box.

use crate::http::{open, post, serve};
use crate::peer::{Two, pair};
use crate::town::{House, Piece, Town};
use content::library::entity as library;
use gateway::site::entity as site;
use kernel::wire::{Across, DownAsk, SentAcross};
use kernel::{DeskItemId, Error, Role, SiteId, SubmissionId, Uid};
use sea_orm::{ColumnTrait, Set};
use syndication::authorization::{Reason as Words, revoke};
use syndication::desk::{Reason, State, adopt_item, decline_item, see_item};
use syndication::peer::Courier;
use syndication::peer::entity::peer::Model as Pairing;
use syndication::permissions::{ManageShares, RevokePlaces, SendAcross, WorkDesk};
use syndication::rule::{Mode, Terms};
use syndication::share::{Asked, TakeBack, Wanted, ask_channel, offer_channel, query, take_back};
use syndication::submission::{State as Ledger, far, recall_submission, send_across};

/// The channel of notices is free for who asks, so that news come by hand alone.
async fn offers(town: &Town, from: House) {
    let wanted = Wanted {
        channel: from.notices,
        free: true,
        to: None,
        note: String::new(),
    };
    let mut tx = town.write::<ManageShares>(from, Role::SiteAdmin).await;
    offer_channel(&mut tx, &wanted).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
}

async fn asks(town: &Town, to: House) {
    let hub = town.base.hub().read();
    let offers = query::offers_to(&hub, to.id).await.unwrap();
    assert_eq!(offers.len(), 1, "{offers:?}");
    let wanted = Asked {
        offer: offers[0].id,
        into: to.notices,
        note: String::new(),
        mode: Mode::Automatic,
        terms: Terms::default(),
    };
    let mut tx = town.write::<ManageShares>(to, Role::SiteAdmin).await;
    ask_channel(&mut tx, &hub, &wanted).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
}

async fn uid_of(town: &Town, house: House) -> Uid {
    let read = town.base.hub().read();
    let wanted = site::Column::Id.eq(house.id.0);
    let row = read.find::<site::Entity>().filter(wanted).found().await.unwrap();
    Uid(row.uid)
}

/// The row by which a town knows a site of another.
async fn known_as(town: &Town, uid: Uid) -> SiteId {
    let read = town.base.hub().read();
    let wanted = site::Column::Uid.eq(uid.0);
    let row = read.find::<site::Entity>().filter(wanted).found().await.unwrap();
    SiteId(row.id)
}

async fn send(town: &Town, piece: &Piece, to: SiteId) -> kernel::Result<SubmissionId> {
    let mut tx = town.write::<SendAcross>(piece.house, Role::Editor).await;
    let hub = town.base.hub().read();
    let sent = send_across(&mut tx, &hub, piece.id, to).await?;
    tx.commit().await?;
    town.settle().await;
    Ok(SubmissionId(sent.id))
}

async fn line(town: &Town, house: House) -> DeskItemId {
    DeskItemId(town.on_desk(house).await.last().unwrap().id)
}

async fn adopt(town: &Town, house: House) {
    let id = line(town, house).await;
    let mut tx = town.write::<WorkDesk>(house, Role::Editor).await;
    adopt_item(&mut tx, id, house.news, None).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
}

async fn stands(town: &Town, house: House) -> (Ledger, String) {
    let row = town.ledger(house).await.remove(0);
    (row.state(), row.reason)
}

fn refused<T>(result: kernel::Result<T>) -> &'static str {
    match result {
        Err(Error::Refused(refusal)) => refusal.code,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it was not refused"),
    }
}

/// edu on its box, and agri of the portal's house, which receives from it by consent.
async fn up() -> (Two, SiteId) {
    let two = Two::new().await;
    offers(&two.unit, two.unit.edu).await;
    two.to_and_fro().await;
    asks(&two.portal, two.portal.agri).await;
    two.to_and_fro().await;
    let agri = known_as(&two.unit, uid_of(&two.portal, two.portal.agri).await).await;
    (two, agri)
}

#[tokio::test]
async fn a_unit_on_its_own_box_sends_to_a_desk_in_the_portals_house() {
    let (two, agri) = up().await;
    let mut piece = two.unit.publish(two.unit.edu, "一稿").await;
    two.unit.settle().await;
    let id = send(&two.unit, &piece, agri).await.unwrap();
    two.to_and_fro().await;
    let there = two.portal.on_desk(two.portal.agri).await;
    assert_eq!(there.len(), 1);
    assert_eq!(
        (there[0].state(), there[0].title.as_str(), there[0].submitted),
        (State::Waiting, "一稿", true)
    );
    assert!(two.portal.on_desk(two.portal.portal).await.is_empty());
    assert!(
        two.unit
            .on_desk(House {
                id: agri,
                ..two.unit.agri
            })
            .await
            .is_empty(),
        "its desk is there and not here"
    );
    assert_eq!(
        refused(send(&two.unit, &piece, agri).await),
        "submission.already_sent"
    );

    // Taken back it leaves the desk; sent once more it lies there again, once.
    let mut tx = two.unit.write::<SendAcross>(two.unit.edu, Role::Editor).await;
    recall_submission(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    two.to_and_fro().await;
    assert!(two.portal.on_desk(two.portal.agri).await.is_empty());
    send(&two.unit, &piece, agri).await.unwrap();
    two.to_and_fro().await;
    assert_eq!(two.portal.on_desk(two.portal.agri).await.len(), 1);

    let seen = line(&two.portal, two.portal.agri).await;
    let mut tx = two.portal.write::<WorkDesk>(two.portal.agri, Role::Editor).await;
    see_item(&mut tx, seen).await.unwrap();
    tx.commit().await.unwrap();
    two.to_and_fro().await;
    assert_eq!(stands(&two.unit, two.unit.edu).await.0, Ledger::Seen);
    adopt(&two.portal, two.portal.agri).await;
    two.to_and_fro().await;
    assert_eq!(stands(&two.unit, two.unit.edu).await.0, Ledger::Adopted);
    two.unit.correct(&mut piece, "二稿").await;
    two.to_and_fro().await;
    assert_eq!(two.portal.places(two.portal.agri).await[0].title, "二稿");
    two.unit.withdraw(&mut piece, "内容有误").await;
    two.to_and_fro().await;
    assert_eq!(two.portal.places(two.portal.agri).await[0].state, "withdrawn");
    assert_eq!(stands(&two.unit, two.unit.edu).await.0, Ledger::Withdrawn);
}

#[tokio::test]
async fn a_site_of_the_house_sends_to_a_desk_on_a_box_and_reads_why_it_was_declined() {
    let two = Two::new().await;
    offers(&two.portal, two.portal.agri).await;
    two.to_and_fro().await;
    asks(&two.unit, two.unit.edu).await;
    two.to_and_fro().await;
    let mut piece = two.portal.publish(two.portal.agri, "春耕").await;
    let other = two.portal.publish(two.portal.agri, "没有送的").await;
    two.portal.settle().await;
    let edu = two.portal.edu.id;
    send(&two.portal, &piece, edu).await.unwrap();
    let down = two.ask(&two.question()).await;
    crate::schema::check("down.schema.json", &serde_json::to_value(&down).unwrap());
    assert!(
        down.items.iter().all(|item| item.uid != other.uid),
        "nothing else is given"
    );
    two.to_and_fro().await;
    assert_eq!(two.unit.on_desk(two.unit.edu).await[0].title, "春耕");
    two.portal.correct(&mut piece, "春耕（更正）").await;
    two.to_and_fro().await;
    assert_eq!(two.unit.on_desk(two.unit.edu).await[0].title, "春耕（更正）");

    let id = line(&two.unit, two.unit.edu).await;
    let mut tx = two.unit.write::<WorkDesk>(two.unit.edu, Role::Editor).await;
    decline_item(&mut tx, id, &Reason::parse("与学校无关。").unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    two.to_and_fro().await;
    assert_eq!(
        stands(&two.portal, two.portal.agri).await,
        (Ledger::Declined, "与学校无关。".into())
    );
    send(&two.portal, &piece, edu).await.unwrap();
    two.to_and_fro().await;
    assert_eq!(two.unit.on_desk(two.unit.edu).await[0].state(), State::Waiting);
    assert_eq!(
        stands(&two.portal, two.portal.agri).await.0,
        Ledger::Sent,
        "the word on the first sending decides nothing"
    );
    adopt(&two.unit, two.unit.edu).await;
    two.to_and_fro().await;
    assert_eq!(stands(&two.portal, two.portal.agri).await.0, Ledger::Adopted);
}

/// Two boxes and the portal between them.
struct Three {
    two: Two,
    other: Town,
    pairing: Pairing,
    courier: Courier,
}

impl Three {
    async fn new() -> Self {
        let two = Two::new().await;
        let other = Town::new().await;
        let pairing = pair(&other, &two.portal, (&two.client, &two.url), "agri").await;
        let courier = Courier::new(&other.base.store, other.base.hub(), two.client.clone());
        let three = Self {
            two,
            other,
            pairing,
            courier,
        };
        three.round().await;
        three
    }

    /// Until each of the three has heard what the others made of it.
    async fn round(&self) {
        for _ in 0..2 {
            self.two.to_and_fro().await;
            self.other.settle().await;
            self.courier.trip(&self.pairing, true).await.unwrap();
            self.other.settle().await;
            self.two.portal.settle().await;
        }
        self.two.to_and_fro().await;
    }
}

#[tokio::test]
async fn a_box_sends_to_the_desk_of_another_box_and_it_stays_true_there() {
    let three = Three::new().await;
    let (from, to) = (&three.two.unit, &three.other);
    offers(from, from.edu).await;
    three.round().await;
    asks(to, to.agri).await;
    three.round().await;
    let mut piece = from.publish(from.edu, "一稿").await;
    from.settle().await;
    let agri = known_as(from, uid_of(to, to.agri).await).await;
    send(from, &piece, agri).await.unwrap();
    three.round().await;
    let there = to.on_desk(to.agri).await;
    assert_eq!(there.len(), 1);
    assert_eq!(
        (there[0].title.as_str(), there[0].source_name.as_str()),
        ("一稿", "市教育局")
    );
    adopt(to, to.agri).await;
    three.round().await;
    assert_eq!(stands(from, from.edu).await.0, Ledger::Adopted);
    from.correct(&mut piece, "二稿").await;
    three.round().await;
    assert_eq!(to.places(to.agri).await[0].title, "二稿");

    let mut tx = from.write::<RevokePlaces>(from.edu, Role::Editor).await;
    let reason = Words::parse("数据有误").unwrap();
    revoke(&mut tx, piece.id, Some(agri), &reason).await.unwrap();
    tx.commit().await.unwrap();
    three.round().await;
    let place = to.places(to.agri).await.remove(0);
    assert_eq!(
        (place.state.as_str(), place.revoke_reason.as_deref()),
        ("withdrawn", Some("数据有误"))
    );

    // A consent that was taken back ends it at once.
    let mut tx = from.write::<ManageShares>(from.edu, Role::SiteAdmin).await;
    let agreed = query::consents(&tx).await.unwrap().remove(0);
    let back = TakeBack {
        reason: Words::parse("合作期满").unwrap(),
        keep: true,
    };
    take_back(&mut tx, agreed.id, &back).await.unwrap();
    tx.commit().await.unwrap();
    let next = from.publish(from.edu, "三稿").await;
    from.settle().await;
    assert_eq!(refused(send(from, &next, agri).await), "share.no_consent");
}

#[tokio::test]
async fn nothing_is_sent_back_to_whom_it_has_passed() {
    let (two, agri) = up().await;
    let piece = two.unit.publish(two.unit.edu, "改写稿").await;
    two.unit.settle().await;
    let mut tx = two.unit.hub().await;
    let uid = uid_of(&two.portal, two.portal.agri).await;
    let own = uid_of(&two.unit, two.unit.edu).await;
    let passed = library::ActiveModel {
        passed: Set(serde_json::to_string(&[own, uid]).unwrap()),
        ..Default::default()
    };
    let this = library::Column::Uid.eq(piece.uid.0);
    tx.update_where(passed, this).await.unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    assert_eq!(refused(send(&two.unit, &piece, agri).await), "submission.passed");
    assert!(two.unit.ledger(two.unit.edu).await.is_empty());

    // A box that sends it all the same is told so, and the desk has no line of it.
    two.to_and_fro().await;
    let ask = two.sends(&[sent(&piece, own, uid)]);
    let down = two.ask(&ask).await;
    let told = down.across.unwrap().told;
    assert_eq!((told.len(), told[0].line.state.as_str()), (1, "declined"));
    assert!(two.portal.on_desk(two.portal.agri).await.is_empty());
}

fn sent(piece: &Piece, from: Uid, to: Uid) -> SentAcross {
    SentAcross {
        uid: piece.uid,
        from,
        to,
        at: "2026-11-22T13:00:00.000+08:00".into(),
        by: "周若溪".into(),
        recalled: false,
    }
}

impl Two {
    fn sends(&self, sent: &[SentAcross]) -> DownAsk {
        let ask = DownAsk {
            across: Some(Across {
                sent: sent.to_vec(),
                told: Vec::new(),
            }),
            ..self.question()
        };
        crate::schema::check("down-ask.schema.json", &serde_json::to_value(&ask).unwrap());
        ask
    }
}

#[tokio::test]
async fn a_box_sends_its_own_articles_to_who_consented_and_nothing_else() {
    let (two, _) = up().await;
    let piece = two.unit.publish(two.unit.edu, "一稿").await;
    let strange = two.portal.publish(two.portal.portal, "门户的稿件").await;
    two.to_and_fro().await;
    let portal = uid_of(&two.portal, two.portal.portal).await;
    let agri = uid_of(&two.portal, two.portal.agri).await;
    let edu = uid_of(&two.unit, two.unit.edu).await;
    let wrong = [
        sent(&strange, edu, agri),
        sent(&piece, portal, agri),
        sent(&piece, edu, portal),
        sent(&piece, edu, edu),
        sent(&piece, edu, Uid(uuid::Uuid::new_v4())),
        SentAcross {
            at: "gestern".into(),
            ..sent(&piece, edu, agri)
        },
        SentAcross {
            recalled: true,
            ..sent(&piece, edu, agri)
        },
    ];
    two.ask(&two.sends(&wrong)).await;
    let read = two.portal.base.hub().read();
    assert_eq!(read.find::<far::Entity>().count().await.unwrap(), 0);
    for house in [two.portal.portal, two.portal.agri] {
        assert!(two.portal.on_desk(house).await.is_empty());
    }
    let now = two.portal.base.store.clocks().security.now();
    let many = two.question();
    let many = DownAsk {
        across: Some(Across {
            sent: vec![sent(&piece, edu, agri); 501],
            told: Vec::new(),
        }),
        ..many
    };
    let refused = two.line().down(&many, now).await.unwrap_err();
    assert!(refused.to_string().contains("peer.format"), "{refused}");
    two.ask(&two.sends(&[sent(&piece, edu, agri)])).await;
    two.ask(&two.sends(&[sent(&piece, edu, agri)])).await;
    assert_eq!(
        two.portal.on_desk(two.portal.agri).await.len(),
        1,
        "told twice it lies there once"
    );
    let early = SentAcross {
        at: "2026-11-22T12:00:00.000+08:00".into(),
        recalled: true,
        ..sent(&piece, edu, agri)
    };
    two.ask(&two.sends(&[early])).await;
    assert_eq!(
        two.portal.on_desk(two.portal.agri).await.len(),
        1,
        "a late word changes nothing"
    );
}

#[tokio::test]
async fn what_is_sent_before_it_arrives_is_laid_when_it_does() {
    let (two, _) = up().await;
    let piece = two.unit.publish(two.unit.edu, "一稿").await;
    two.unit.settle().await;
    let agri = uid_of(&two.portal, two.portal.agri).await;
    let edu = uid_of(&two.unit, two.unit.edu).await;
    two.ask(&two.sends(&[sent(&piece, edu, agri)])).await;
    assert!(two.portal.on_desk(two.portal.agri).await.is_empty());
    let batch = two.next().await;
    two.send(&batch).await.unwrap();
    assert_eq!(two.portal.on_desk(two.portal.agri).await.len(), 1);
}

#[tokio::test]
async fn the_page_of_the_box_offers_the_desk_in_the_portals_house() {
    let (two, agri) = up().await;
    let piece = two.unit.publish(two.unit.edu, "校园紫砂课").await;
    two.unit.settle().await;
    let port = serve(&two.unit).await;
    let path = format!("/console/articles/{}/across", piece.id);
    let page = open(port, "edu", &path).await;
    assert!(page.body.contains("市农林局"), "{}", page.body);
    let sent = post(port, "edu", &path, &page, &format!("site={agri}")).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    two.to_and_fro().await;
    assert_eq!(two.portal.on_desk(two.portal.agri).await[0].title, "校园紫砂课");
    let page = open(port, "edu", &path).await;
    assert!(page.body.contains("已送") && page.body.contains("没有可送的网站"));
}
