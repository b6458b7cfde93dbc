//! Own reposts of important items on boxes: they count for the 24 hours like those of the portal's house.

use crate::important::{mark, measured};
use crate::peer::Two;
use crate::town::{Piece, Town, noon};
use chrono::Duration;
use kernel::wire::{DownAsk, OwnRepost};
use kernel::{Role, Uid, beijing};
use sea_orm::ColumnTrait;
use store::audit::entity as audit;
use syndication::important::entity::far;
use syndication::important::measure::lines;
use syndication::important::{Verdict, register_own, unmark_important, unregister_own};
use syndication::peer::Courier;
use syndication::permissions::{ManagePlaces, PushDown};

impl Two {
    /// The portal marks an item that was issued two hours before noon, and the box hears of it.
    async fn marked(&self) -> Piece {
        let piece = self.portal.publish(self.portal.portal, "国务院通知").await;
        self.portal.settle().await;
        let issued = noon() - Duration::hours(2);
        mark(&self.portal, piece.uid, issued).await.unwrap();
        self.carry().await;
        piece
    }

    async fn register(&self, item: &Piece, own: &Piece) {
        let mut tx = self.unit.write::<ManagePlaces>(self.unit.edu, Role::Editor).await;
        let hub = self.unit.base.hub().read();
        register_own(&mut tx, &hub, item.uid, own.id).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn verdict(&self) -> Verdict {
        measured(&self.portal, self.portal.edu).await.verdict
    }

    /// How often the portal heard something new of own reposts.
    async fn heard(&self) -> u64 {
        let read = self.portal.base.hub().read();
        let rows = read
            .find::<audit::Entity>()
            .filter(audit::Column::Action.eq("important.told"));
        rows.count().await.unwrap()
    }

    async fn tell(&self, reposts: Option<Vec<OwnRepost>>) {
        let ask = DownAsk {
            reposts,
            ..self.question()
        };
        crate::schema::check("down-ask.schema.json", &serde_json::to_value(&ask).unwrap());
        self.ask(&ask).await;
    }
}

async fn told(town: &Town) -> Vec<far::Model> {
    town.base.hub().read().find::<far::Entity>().all().await.unwrap()
}

fn repost(item: Uid, article: Uid, at: &str) -> OwnRepost {
    OwnRepost {
        uid: item,
        article,
        shown_at: at.into(),
    }
}

#[tokio::test]
async fn an_own_repost_on_a_box_counts_at_the_portal_until_it_is_taken_back() {
    let two = Two::new().await;
    let item = two.marked().await;
    assert!(matches!(two.verdict().await, Verdict::Missing(_)));
    let own = two.unit.publish(two.unit.edu, "转载：国务院通知").await;
    two.carry().await;
    two.register(&item, &own).await;
    let in_time = Verdict::InTime(Duration::hours(2));
    assert_eq!(
        measured(&two.unit, two.unit.edu).await.verdict,
        in_time,
        "its own page says so"
    );
    two.carry().await;
    assert_eq!(two.verdict().await, in_time);

    // Told again by a process that knows nothing of what was told, it is nothing new.
    let fresh = Courier::new(&two.unit.base.store, two.unit.base.hub(), two.client.clone());
    fresh.trip(&two.hub, true).await.unwrap();
    assert_eq!((two.heard().await, told(&two.portal).await.len()), (1, 1));

    let mut tx = two.unit.write::<ManagePlaces>(two.unit.edu, Role::Editor).await;
    unregister_own(&mut tx, item.uid).await.unwrap();
    tx.commit().await.unwrap();
    two.carry().await;
    assert!(matches!(two.verdict().await, Verdict::Missing(_)));
    assert_eq!((two.heard().await, told(&two.portal).await.len()), (2, 0));
}

#[tokio::test]
async fn a_box_measures_the_sites_that_its_hub_asks_and_no_others() {
    let two = Two::new().await;
    let item = two.marked().await;
    let hub = two.unit.base.hub().read();
    let today = beijing::day(hub.now());
    let days = (today - Duration::days(30), today);
    let all = lines(&hub, days, None).await.unwrap();
    assert_eq!(all.len(), 1, "neither the site beside it nor the portal itself");
    assert_eq!((all[0].site, all[0].uid), (two.unit.edu.id.0, item.uid.0));

    mark(&two.portal, item.uid, noon() - Duration::hours(3))
        .await
        .unwrap();
    two.carry().await;
    let all = lines(&hub, days, None).await.unwrap();
    assert_eq!(
        all[0].issued_at,
        noon() - Duration::hours(3),
        "a correction arrives"
    );
    let mut tx = two
        .portal
        .write::<PushDown>(two.portal.portal, Role::Editor)
        .await;
    unmark_important(&mut tx, item.uid).await.unwrap();
    tx.commit().await.unwrap();
    two.carry().await;
    assert!(lines(&hub, days, None).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_box_speaks_of_its_own_articles_and_of_dates_that_can_be() {
    let two = Two::new().await;
    let item = two.marked().await;
    let own = two.unit.publish(two.unit.edu, "转载：国务院通知").await;
    let strange = two.portal.publish(two.portal.agri, "别站的稿件").await;
    two.carry().await;
    let noon = "2026-11-22T12:00:00+08:00";
    let before = told(&two.portal).await;
    two.tell(Some(vec![repost(item.uid, strange.uid, noon)])).await;
    two.tell(Some(vec![repost(strange.uid, own.uid, noon)])).await;
    two.tell(Some(vec![repost(item.uid, own.uid, "gestern")])).await;
    assert_eq!(told(&two.portal).await, before, "nothing of it is believed");

    two.tell(Some(vec![repost(item.uid, own.uid, "2026-11-22T09:59:59+08:00")]))
        .await;
    assert!(
        matches!(two.verdict().await, Verdict::Missing(_)),
        "what stood there before the issue is not it"
    );
    two.tell(Some(vec![repost(item.uid, own.uid, "2999-01-01T00:00:00Z")]))
        .await;
    let shown = told(&two.portal).await.remove(0).shown_at;
    assert!(shown <= two.portal.base.hub().read().now(), "nor in the future");
    two.tell(Some(vec![repost(item.uid, own.uid, noon)])).await;
    assert_eq!(two.verdict().await, Verdict::InTime(Duration::hours(2)));
    two.tell(None).await;
    assert_eq!(
        two.verdict().await,
        Verdict::InTime(Duration::hours(2)),
        "left out it is as it was told last"
    );
    let many = vec![repost(item.uid, own.uid, noon); 501];
    let ask = DownAsk {
        reposts: Some(many),
        ..two.question()
    };
    let now = two.portal.base.store.clocks().security.now();
    let refused = two.line().down(&ask, now).await.unwrap_err();
    assert!(refused.to_string().contains("peer.format"), "{refused}");
    two.tell(Some(Vec::new())).await;
    assert!(told(&two.portal).await.is_empty());
}
