//! Two sites of one box, paired with one hub: each is answered by itself, in whatever order, and neither answer takes
//! anything from the other site.

use crate::peer::{Two, pair};
use crate::push::{mandate, push};
use crate::town::{House, Piece};
use content::placement::entity::Model as Placement;
use kernel::{Actor, Role};
use syndication::authorization::{Reason, grant_again, revoke};
use syndication::peer::entity::peer::Model;
use syndication::peer::replay_peer;
use syndication::permissions::RevokePlaces;
use syndication::receipt::away;

/// A box with two sites, and the pairing of the second.
struct Pair {
    two: Two,
    agri: Model,
}

impl Pair {
    async fn new() -> Self {
        let two = Two::new().await;
        let agri = pair(&two.unit, &two.portal, (&two.client, &two.url), "agri").await;
        let pair = Self { two, agri };
        pair.agri().await;
        pair
    }

    async fn trip(&self, hub: &Model) {
        self.two.portal.settle().await;
        self.two.courier.trip(hub, true).await.unwrap();
        self.two.unit.settle().await;
    }

    /// The first site is answered.
    async fn edu(&self) {
        self.trip(&self.two.hub).await;
    }

    /// The second site is answered.
    async fn agri(&self) {
        self.trip(&self.agri).await;
    }

    /// An article of the portal, pushed to these sites of the box and shown there.
    async fn pushed(&self, title: &str, sites: &[House]) -> Piece {
        let portal = &self.two.portal;
        let notices = mandate(portal, "notices", &[portal.edu, portal.agri]).await;
        let piece = portal.publish(portal.portal, title).await;
        portal.settle().await;
        push(portal, &piece, notices, sites).await.unwrap();
        self.edu().await;
        self.agri().await;
        piece
    }

    async fn both(&self, title: &str) -> Piece {
        let piece = self
            .pushed(title, &[self.two.portal.edu, self.two.portal.agri])
            .await;
        assert_eq!(self.states().await, ["live", "live"]);
        piece
    }

    async fn forbid(&self, piece: &Piece, site: House) {
        let portal = &self.two.portal;
        let mut tx = portal.write::<RevokePlaces>(portal.portal, Role::Editor).await;
        let reason = Reason::parse("限本地").unwrap();
        revoke(&mut tx, piece.id, Some(site.id), &reason).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn allow(&self, piece: &Piece, site: House) {
        let portal = &self.two.portal;
        let mut tx = portal.write::<RevokePlaces>(portal.portal, Role::Editor).await;
        grant_again(&mut tx, piece.id, Some(site.id)).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn place(&self, house: House) -> Option<Placement> {
        let places = self.two.unit.places(house).await;
        let mut pushed = places.into_iter().filter(|row| row.push_id.is_some());
        let place = pushed.next();
        assert!(pushed.next().is_none(), "nothing is doubled");
        place
    }

    /// How the article stands on the two sites of the box.
    async fn states(&self) -> [String; 2] {
        let of = async |house| {
            let place = self.place(house).await;
            place.map_or("none".to_owned(), |row| row.state)
        };
        [of(self.two.unit.edu).await, of(self.two.unit.agri).await]
    }

    /// What the portal knows of the place of its article at the first site.
    async fn receipt(&self, piece: &Piece) -> (i64, String) {
        let portal = &self.two.portal;
        let read = portal.base.store.read(portal.portal.id);
        let rows = away::of_article(&read, piece.uid.0).await.unwrap();
        let row = rows.into_iter().find(|row| row.place_name == "市教育局");
        row.map(|row| (row.version, row.what)).unwrap()
    }

    async fn replay(&self, hub: &Model) {
        let mut tx = self
            .two
            .unit
            .base
            .hub()
            .write(Actor::operator("peer replay"))
            .await
            .unwrap();
        replay_peer(&mut tx, &hub.uid.to_string()).await.unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_revocation_holds_whichever_site_is_answered_first() {
    for other_first in [true, false] {
        let pair = Pair::new().await;
        let piece = pair.both("保供通知").await;
        pair.forbid(&piece, pair.two.portal.edu).await;
        if other_first {
            pair.agri().await;
            pair.edu().await;
        } else {
            pair.edu().await;
            pair.agri().await;
        }
        assert_eq!(pair.states().await, ["withdrawn", "live"], "{other_first}");
        let place = pair.place(pair.two.unit.edu).await.unwrap();
        assert_eq!(place.revoke_reason.as_deref(), Some("限本地"));
        pair.edu().await;
        assert_eq!(pair.receipt(&piece).await, (1, "revoked".into()));

        pair.allow(&piece, pair.two.portal.edu).await;
        pair.agri().await;
        assert_eq!(
            pair.states().await[0],
            "withdrawn",
            "not by what the other site hears"
        );
        pair.edu().await;
        assert_eq!(pair.states().await, ["live", "live"]);
        pair.edu().await;
        assert_eq!(pair.receipt(&piece).await, (1, "granted".into()));
    }
}

#[tokio::test]
async fn a_word_without_the_text_keeps_no_correction_from_the_other_site() {
    let pair = Pair::new().await;
    let mut piece = pair.both("一稿").await;
    pair.two.portal.correct(&mut piece, "二稿").await;
    pair.forbid(&piece, pair.two.portal.edu).await;
    pair.edu().await;
    assert_eq!(pair.states().await, ["withdrawn", "live"]);
    pair.agri().await;
    let place = pair.place(pair.two.unit.agri).await.unwrap();
    assert_eq!(place.title, "二稿");
    assert_eq!(pair.states().await, ["withdrawn", "live"]);
    pair.edu().await;
    assert_eq!(pair.receipt(&piece).await, (2, "revoked".into()));
}

#[tokio::test]
async fn what_one_site_may_not_show_does_not_come_to_it_by_the_other() {
    let pair = Pair::new().await;
    let portal = &pair.two.portal;
    let notices = mandate(portal, "notices", &[portal.edu, portal.agri]).await;
    let piece = portal.publish(portal.portal, "保供通知").await;
    portal.settle().await;
    push(portal, &piece, notices, &[portal.edu, portal.agri])
        .await
        .unwrap();
    pair.forbid(&piece, portal.edu).await;
    pair.edu().await;
    pair.agri().await;
    assert_eq!(pair.states().await[1], "live");
    assert_ne!(pair.states().await[0], "live");
    pair.allow(&piece, portal.edu).await;
    pair.edu().await;
    assert_eq!(pair.states().await, ["live", "live"]);
}

#[tokio::test]
async fn asking_for_everything_of_one_site_takes_nothing_from_the_other() {
    let pair = Pair::new().await;
    let piece = pair.pushed("只给农林局", &[pair.two.portal.agri]).await;
    assert_eq!(pair.states().await, ["none", "live"]);
    pair.replay(&pair.two.hub).await;
    pair.edu().await;
    assert_eq!(pair.states().await, ["none", "live"]);
    pair.replay(&pair.agri).await;
    pair.agri().await;
    assert_eq!(pair.states().await, ["none", "live"]);
    pair.forbid(&piece, pair.two.portal.agri).await;
    pair.agri().await;
    pair.replay(&pair.two.hub).await;
    pair.edu().await;
    let place = pair.place(pair.two.unit.agri).await.unwrap();
    assert_eq!(place.revoke_reason.as_deref(), Some("限本地"));
    pair.allow(&piece, pair.two.portal.agri).await;
    pair.agri().await;
    assert_eq!(pair.states().await, ["none", "live"]);
}
