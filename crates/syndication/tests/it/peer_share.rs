//! Sharing by consent between a unit on its own box and the sites of the portal's.

use crate::desk_edit::{go_public, taken};
use crate::peer::Two;
use crate::share::{admin, ask, ask_on, asked, back_of, decide, offer, works};
use crate::town::{House, Town, noon};
use chrono::Duration;
use content::library::entity as library;
use content::placement::entity::Model as Placement;
use gateway::site::entity as site;
use kernel::clock::Hand;
use kernel::wire::{DownAsk, FORMAT, Offered, Requested, Shares};
use kernel::{SiteId, Uid};
use sea_orm::{ColumnTrait, Set};
use syndication::receipt::away;
use syndication::rule::{Mode, Terms, TermsForm, entity as rule};
use syndication::share::entity::{consent, offer as offered, request};
use syndication::share::{State, leave_request, query};

impl Two {
    /// There and back, until each side has heard what the other made of it.
    pub async fn to_and_fro(&self) {
        for _ in 0..2 {
            self.portal.settle().await;
            self.carry().await;
        }
        self.unit.settle().await;
    }

    /// The one offer that a site may ask for.
    async fn offered_to(&self, town: &Town, house: House) -> i64 {
        let read = town.base.hub().read();
        let offers = query::offers_to(&read, house.id).await.unwrap();
        assert_eq!(offers.len(), 1, "{offers:?}");
        offers[0].id
    }

    /// agri, of the portal's house, subscribes to the unit's news; answers request here and consent there.
    async fn agri_subscribes(&self) -> (i64, i64) {
        offer(&self.unit, self.unit.edu, false, None).await;
        self.to_and_fro().await;
        let offer = self.offered_to(&self.portal, self.portal.agri).await;
        let request = ask(&self.portal, self.portal.agri, offer, self.portal.agri.notices)
            .await
            .unwrap();
        self.to_and_fro().await;
        let consent = decide(&self.unit, self.unit.edu, waiting(&self.unit).await, true, "")
            .await
            .unwrap();
        self.to_and_fro().await;
        assert_eq!(asked(&self.portal, self.portal.agri).await.state(), State::Agreed);
        (request, consent)
    }

    /// The unit subscribes to agri's news, under an own headline; answers request here and consent there.
    pub async fn unit_subscribes(&self) -> (i64, i64) {
        offer(&self.portal, self.portal.agri, false, Some(&[self.portal.edu])).await;
        self.to_and_fro().await;
        let offer = self.offered_to(&self.unit, self.unit.edu).await;
        let terms = TermsForm {
            title_pattern: "【农】{title}".into(),
            ..TermsForm::default()
        };
        let wanted = (offer, self.unit.edu.notices);
        let on = (Mode::Automatic, terms.parse().unwrap());
        let request = ask_on(&self.unit, self.unit.edu, wanted, on).await.unwrap();
        self.to_and_fro().await;
        let consent = decide(
            &self.portal,
            self.portal.agri,
            waiting(&self.portal).await,
            true,
            "",
        )
        .await
        .unwrap();
        self.to_and_fro().await;
        assert_eq!(asked(&self.unit, self.unit.edu).await.state(), State::Agreed);
        (request, consent)
    }

    async fn leave(&self, town: &Town, house: House, request: i64) {
        let mut tx = admin(town, house).await;
        leave_request(&mut tx, request).await.unwrap();
        tx.commit().await.unwrap();
        self.to_and_fro().await;
    }
}

/// The one request that waits in a town.
async fn waiting(town: &Town) -> i64 {
    let read = town.base.hub().read();
    let rows = read
        .find::<request::Entity>()
        .filter(request::Column::State.eq(State::Waiting.key()));
    rows.found().await.unwrap().id
}

async fn uid_of(town: &Town, house: House) -> Uid {
    let read = town.base.hub().read();
    let wanted = site::Column::Id.eq(house.id.0);
    Uid(read
        .find::<site::Entity>()
        .filter(wanted)
        .found()
        .await
        .unwrap()
        .uid)
}

/// What stands on a site by rules.
pub async fn standing(town: &Town, house: House) -> Vec<Placement> {
    let places = town.places(house).await;
    places.into_iter().filter(|row| row.rule_id.is_some()).collect()
}

fn said(rows: &[Placement]) -> Vec<(&str, &str)> {
    rows.iter()
        .map(|row| (row.title.as_str(), row.state.as_str()))
        .collect()
}

#[tokio::test]
async fn a_unit_on_its_own_box_subscribes_to_a_site_of_the_portals_house() {
    let two = Two::new().await;
    two.portal.publish(two.portal.agri, "同意之前").await;
    let (_, consent) = two.unit_subscribes().await;
    assert_eq!(
        works(&two.portal, two.portal.edu).await,
        0,
        "the rule is where it arrives"
    );
    assert_eq!(works(&two.unit, two.unit.edu).await, 1);
    let mut piece = two.portal.publish(two.portal.agri, "一稿").await;
    let other = two.portal.publish(two.portal.portal, "别的网站的稿").await;
    two.to_and_fro().await;
    let rows = standing(&two.unit, two.unit.edu).await;
    assert_eq!(said(&rows), [("【农】一稿", "live")]);
    assert_eq!(rows[0].channel_id, two.unit.edu.notices.0);
    let known = two.unit.base.hub().read();
    let wanted = library::Column::Uid.eq(other.uid.0);
    assert!(
        !known
            .find::<library::Entity>()
            .filter(wanted)
            .exists()
            .await
            .unwrap()
    );

    two.portal.correct(&mut piece, "二稿").await;
    two.to_and_fro().await;
    assert_eq!(
        said(&standing(&two.unit, two.unit.edu).await),
        [("【农】二稿", "live")]
    );
    let read = two.portal.base.store.read(two.portal.agri.id);
    let places = away::of_article(&read, piece.uid.0).await.unwrap();
    assert_eq!((places[0].version, places[0].what.as_str()), (2, "corrected"));

    back_of(&two.portal, two.portal.agri, consent, false).await;
    two.to_and_fro().await;
    assert_eq!(asked(&two.unit, two.unit.edu).await.state(), State::TakenBack);
    assert_eq!(works(&two.unit, two.unit.edu).await, 0);
    let rows = standing(&two.unit, two.unit.edu).await;
    assert_eq!(said(&rows), [("【农】二稿", "withdrawn")]);
    assert_eq!(rows[0].revoke_reason.as_deref(), Some("合作期满"));
    two.portal.publish(two.portal.agri, "收回之后").await;
    two.portal.correct(&mut piece, "三稿").await;
    two.to_and_fro().await;
    let rows = standing(&two.unit, two.unit.edu).await;
    assert_eq!(
        rows.iter().filter(|row| row.state == "live").count(),
        0,
        "{rows:?}"
    );
}

#[tokio::test]
async fn a_site_of_the_portals_house_subscribes_to_a_unit_on_its_own_box() {
    let two = Two::new().await;
    let (_, consent) = two.agri_subscribes().await;
    let mut piece = two.unit.publish(two.unit.edu, "一稿").await;
    two.to_and_fro().await;
    assert_eq!(
        said(&standing(&two.portal, two.portal.agri).await),
        [("一稿", "live")]
    );
    two.unit.correct(&mut piece, "二稿").await;
    two.to_and_fro().await;
    assert_eq!(
        said(&standing(&two.portal, two.portal.agri).await),
        [("二稿", "live")]
    );
    back_of(&two.unit, two.unit.edu, consent, false).await;
    two.to_and_fro().await;
    let rows = standing(&two.portal, two.portal.agri).await;
    assert_eq!(said(&rows), [("二稿", "withdrawn")]);
    assert_eq!(rows[0].revoke_reason.as_deref(), Some("合作期满"));
    assert_eq!(works(&two.portal, two.portal.agri).await, 0);
    two.unit.publish(two.unit.edu, "收回之后").await;
    two.to_and_fro().await;
    assert_eq!(standing(&two.portal, two.portal.agri).await.len(), 1);
}

#[tokio::test]
async fn who_leaves_gets_nothing_more_and_keeps_what_came() {
    let two = Two::new().await;
    let (request, _) = two.agri_subscribes().await;
    let mut piece = two.unit.publish(two.unit.edu, "一稿").await;
    two.to_and_fro().await;
    two.leave(&two.portal, two.portal.agri, request).await;
    let there = two.unit.base.hub().read();
    let row = there.find::<request::Entity>().found().await.unwrap();
    assert_eq!(row.state(), State::Left);
    two.unit.publish(two.unit.edu, "退订之后").await;
    two.unit.correct(&mut piece, "二稿").await;
    two.to_and_fro().await;
    assert_eq!(
        said(&standing(&two.portal, two.portal.agri).await),
        [("二稿", "live")]
    );

    let (request, _) = two.unit_subscribes().await;
    let mut piece = two.portal.publish(two.portal.agri, "农讯").await;
    two.to_and_fro().await;
    two.leave(&two.unit, two.unit.edu, request).await;
    two.portal.publish(two.portal.agri, "退订之后的农讯").await;
    two.portal.correct(&mut piece, "农讯二").await;
    two.to_and_fro().await;
    assert_eq!(
        said(&standing(&two.unit, two.unit.edu).await),
        [("【农】农讯二", "live")]
    );
    // Asked for once more it works once more.
    let offer = two.offered_to(&two.unit, two.unit.edu).await;
    ask(&two.unit, two.unit.edu, offer, two.unit.edu.notices)
        .await
        .unwrap();
    two.to_and_fro().await;
    decide(&two.portal, two.portal.agri, waiting(&two.portal).await, true, "")
        .await
        .unwrap();
    two.to_and_fro().await;
    two.portal.publish(two.portal.agri, "再订之后").await;
    two.to_and_fro().await;
    assert_eq!(standing(&two.unit, two.unit.edu).await.len(), 2);
}

#[tokio::test]
async fn a_decline_and_an_end_of_the_offer_arrive_and_a_free_offer_needs_no_word() {
    let two = Two::new().await;
    let made = offer(&two.portal, two.portal.agri, false, None).await;
    two.to_and_fro().await;
    let offer_here = two.offered_to(&two.unit, two.unit.edu).await;
    ask(&two.unit, two.unit.edu, offer_here, two.unit.edu.news)
        .await
        .unwrap();
    two.to_and_fro().await;
    decide(
        &two.portal,
        two.portal.agri,
        waiting(&two.portal).await,
        false,
        "只供农口使用",
    )
    .await
    .unwrap();
    two.to_and_fro().await;
    let row = asked(&two.unit, two.unit.edu).await;
    assert_eq!(
        (row.state(), row.reason.as_str()),
        (State::Declined, "只供农口使用")
    );
    let mut tx = admin(&two.portal, two.portal.agri).await;
    syndication::share::end_offer(&mut tx, made).await.unwrap();
    tx.commit().await.unwrap();
    two.to_and_fro().await;
    let read = two.unit.base.hub().read();
    assert!(query::offers_to(&read, two.unit.edu.id).await.unwrap().is_empty());

    offer(&two.portal, two.portal.portal, true, None).await;
    two.to_and_fro().await;
    let offer_here = two.offered_to(&two.unit, two.unit.edu).await;
    ask(&two.unit, two.unit.edu, offer_here, two.unit.edu.news)
        .await
        .unwrap();
    two.to_and_fro().await;
    two.portal.publish(two.portal.portal, "门户要闻").await;
    two.to_and_fro().await;
    assert_eq!(
        said(&standing(&two.unit, two.unit.edu).await),
        [("门户要闻", "live")]
    );
}

#[tokio::test]
async fn what_comes_before_the_consent_or_after_its_end_by_the_other_line_is_put_right() {
    let hand = Hand::at(noon());
    let two = Two::by_hand(&hand).await;
    offer(&two.unit, two.unit.edu, true, None).await;
    two.to_and_fro().await;
    let here = two.offered_to(&two.portal, two.portal.agri).await;
    ask(&two.portal, two.portal.agri, here, two.portal.agri.notices)
        .await
        .unwrap();
    // The unit hears of the request and agrees; its next batch is there before its consent.
    two.carry().await;
    two.unit.settle().await;
    two.unit.publish(two.unit.edu, "先到的稿").await;
    let batch = two.next().await;
    two.send(&batch).await.unwrap();
    two.portal.settle().await;
    assert!(standing(&two.portal, two.portal.agri).await.is_empty());
    two.to_and_fro().await;
    assert_eq!(
        said(&standing(&two.portal, two.portal.agri).await),
        [("先到的稿", "live")]
    );

    hand.advance(Duration::minutes(10));
    let read = two.unit.base.hub().read();
    let consent = read.find::<consent::Entity>().found().await.unwrap();
    back_of(&two.unit, two.unit.edu, consent.id, true).await;
    let late = two.unit.publish(two.unit.edu, "收回后的稿").await;
    two.unit.date(&late, noon() + Duration::minutes(20)).await;
    let batch = two.next().await;
    two.send(&batch).await.unwrap();
    two.portal.settle().await;
    assert_eq!(
        standing(&two.portal, two.portal.agri).await.len(),
        2,
        "it is not known yet"
    );
    two.to_and_fro().await;
    let rows = standing(&two.portal, two.portal.agri).await;
    let live: Vec<_> = rows.iter().filter(|row| row.state == "live").collect();
    assert_eq!((live.len(), live[0].title.as_str()), (1, "先到的稿"));
}

#[tokio::test]
async fn a_portal_that_went_back_to_a_backup_is_told_everything_once_more() {
    let two = Two::new().await;
    two.agri_subscribes().await;
    offer(&two.portal, two.portal.agri, false, None).await;
    // What the portal knew of the unit's word is gone.
    let mut tx = two.portal.hub().await;
    tx.exempt("setup").unwrap();
    let ended = offered::ActiveModel {
        state: Set(offered::ENDED.into()),
        ..Default::default()
    };
    let of_unit = offered::Column::SiteId.eq(two.portal.edu.id.0);
    tx.update_where(ended, of_unit).await.unwrap();
    tx.delete_where::<consent::Entity>(consent::Column::SiteId.eq(two.portal.edu.id.0))
        .await
        .unwrap();
    let again = request::ActiveModel {
        state: Set(State::Waiting.key().into()),
        rule_id: Set(None),
        ..Default::default()
    };
    tx.update_where(again, request::Column::SiteId.eq(two.portal.agri.id.0))
        .await
        .unwrap();
    tx.delete_where::<rule::Entity>(rule::Column::SiteId.eq(two.portal.agri.id.0))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = two.unit.hub().await;
    syndication::peer::replay_peer(&mut tx, &two.hub.name)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    two.to_and_fro().await;
    let read = two.portal.base.hub().read();
    let mine = consent::Column::SiteId.eq(two.portal.edu.id.0);
    let row = read.find::<consent::Entity>().filter(mine).found().await.unwrap();
    assert_eq!(row.state, "agreed");
    assert_eq!(works(&two.portal, two.portal.agri).await, 1);
    let offers = query::offers_to(&read, two.portal.agri.id).await.unwrap();
    assert_eq!(offers.len(), 1);
}

#[tokio::test]
async fn a_box_speaks_for_its_own_site_alone() {
    let two = Two::new().await;
    let (agri, edu) = (
        uid_of(&two.portal, two.portal.agri).await,
        uid_of(&two.portal, two.portal.edu).await,
    );
    let portal = uid_of(&two.portal, two.portal.portal).await;
    let offered = |site: Uid| Offered {
        site,
        channel: "news".into(),
        channel_name: "要闻".into(),
        free: true,
        note: String::new(),
        to: None,
        by: String::new(),
    };
    let requested = |site: Uid, source: Uid| Requested {
        uid: Uid(uuid::Uuid::now_v7()),
        site,
        into: "news".into(),
        into_name: String::new(),
        source,
        channel: "news".into(),
        note: String::new(),
        by: String::new(),
        at: "2026-11-22T12:00:00+08:00".into(),
    };
    let ask = DownAsk {
        format: FORMAT.into(),
        after: 0,
        replay: None,
        receipts: Vec::new(),
        pushes: Vec::new(),
        tasks: Vec::new(),
        reposts: None,
        across: None,
        shares: Some(Shares {
            offers: vec![offered(agri), offered(edu)],
            requests: vec![requested(agri, portal), requested(edu, edu), requested(edu, agri)],
            consents: Vec::new(),
        }),
    };
    crate::schema::check("down-ask.schema.json", &serde_json::to_value(&ask).unwrap());
    let now = two.portal.base.store.clocks().security.now();
    let down = two.line().down(&ask, now).await.unwrap().unwrap();
    crate::schema::check("down.schema.json", &serde_json::to_value(&down).unwrap());
    let read = two.portal.base.hub().read();
    let rows = read.find::<request::Entity>().all().await.unwrap();
    let of: Vec<_> = rows.iter().map(|row| (row.site_id, row.source_site_id)).collect();
    assert_eq!(of, [(two.portal.edu.id.0, two.portal.agri.id.0)]);
    let rows = read.find::<offered::Entity>().all().await.unwrap();
    let sites: Vec<_> = rows.iter().map(|row| SiteId(row.site_id)).collect();
    assert_eq!(sites, [two.portal.edu.id]);
}

#[tokio::test]
async fn over_boxes_nothing_returns_to_whom_it_has_passed() {
    let two = Two::new().await;
    // The unit and agri receive from each other: A → B → A.
    two.agri_subscribes().await;
    two.unit_subscribes().await;
    two.unit.publish(two.unit.edu, "教育稿").await;
    two.portal.publish(two.portal.agri, "农业稿").await;
    two.to_and_fro().await;
    two.to_and_fro().await;
    assert_eq!(
        said(&standing(&two.unit, two.unit.edu).await),
        [("【农】农业稿", "live")]
    );
    assert_eq!(
        said(&standing(&two.portal, two.portal.agri).await),
        [("教育稿", "live")]
    );
}

#[tokio::test]
async fn what_the_portal_made_of_a_units_piece_does_not_return_to_the_units_box() {
    // A → portal → A, and the portal's own news for comparison.
    let two = Two::new().await;
    offer(&two.portal, two.portal.portal, true, None).await;
    two.to_and_fro().await;
    let offer = two.offered_to(&two.unit, two.unit.edu).await;
    ask(&two.unit, two.unit.edu, offer, two.unit.edu.notices)
        .await
        .unwrap();
    two.to_and_fro().await;
    let (_, made) = taken(&two.portal).await;
    // `taken` lets the portal's edu write; the unit's box bears the same site.
    go_public(&two.portal, made).await;
    two.portal.publish(two.portal.portal, "门户自己的稿").await;
    two.to_and_fro().await;
    let unit = uid_of(&two.portal, two.portal.edu).await;
    let read = two.portal.base.hub().read();
    let rows = read.find::<library::Entity>().all().await.unwrap();
    let made = rows.iter().find(|row| row.title == "门户改的题").unwrap();
    assert!(made.passed.contains(&unit.to_string()), "{}", made.passed);
    let there = two.unit.base.hub().read();
    let rows = there.find::<library::Entity>().all().await.unwrap();
    assert!(rows.iter().any(|row| row.title == "门户改的题"), "it went down");
    assert_eq!(
        said(&standing(&two.unit, two.unit.edu).await),
        [("门户自己的稿", "live")]
    );
}

#[tokio::test]
async fn the_desk_of_the_unit_receives_too() {
    let two = Two::new().await;
    offer(&two.portal, two.portal.agri, true, None).await;
    two.to_and_fro().await;
    let offer = two.offered_to(&two.unit, two.unit.edu).await;
    let wanted = (offer, two.unit.edu.notices);
    ask_on(&two.unit, two.unit.edu, wanted, (Mode::Desk, Terms::default()))
        .await
        .unwrap();
    two.to_and_fro().await;
    two.portal.publish(two.portal.agri, "一稿").await;
    two.to_and_fro().await;
    assert!(standing(&two.unit, two.unit.edu).await.is_empty());
    assert_eq!(two.unit.on_desk(two.unit.edu).await.len(), 1);
}
