//! Two writers at the same moment, on PostgreSQL too: what an editor did stands, and no place shows what was withdrawn.

use crate::peer::Two;
use crate::push::mandate;
use crate::town::{Piece, Town};
use content::placement::entity::Model as Placement;
use kernel::event::{Event, EventBody};
use kernel::{Actor, Error, EventId, PlacementId, Role};
use store::HubWrite;
use store::log::LogReader;
use syndication::authorization::Reason;
use syndication::permissions::{ManagePlaces, PushDown};
use syndication::place::{remove_place, restore_place};
use syndication::projection::Projection;
use syndication::push::{Wanted, push_article};
use syndication::rule::Mode;

async fn placed(town: &Town) -> (Piece, Placement) {
    town.rule("edu", town.portal, Mode::Automatic).await;
    let piece = town.publish(town.edu, "一稿").await;
    town.settle().await;
    let place = town.places(town.portal).await.remove(0);
    (piece, place)
}

async fn now(town: &Town) -> Placement {
    town.places(town.portal).await.remove(0)
}

async fn remove(town: &Town, place: &Placement, why: &str) -> kernel::Result<()> {
    let mut tx = town.write::<ManagePlaces>(town.portal, Role::Editor).await;
    remove_place(&mut tx, PlacementId(place.id), &Reason::parse(why).unwrap()).await?;
    tx.commit().await
}

/// The projection in the middle: it has written what these events say, and not committed.
async fn projected(town: &Town, events: &[(kernel::SiteId, EventBody)]) -> HubWrite {
    let mut tx = town.base.hub().write(Actor::job("hub")).await.unwrap();
    let events: Vec<Event> = events
        .iter()
        .map(|(site, body)| Event {
            id: EventId(0),
            log: town.base.store.log(),
            site: *site,
            body: body.clone(),
            at: crate::town::noon(),
        })
        .collect();
    Projection.read(&events, &mut tx).await.unwrap();
    tx
}

fn code<T>(result: kernel::Result<T>) -> &'static str {
    match result {
        Err(Error::Refused(refusal)) => refusal.code,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it was not refused"),
    }
}

#[tokio::test]
async fn of_two_persons_at_one_place_the_second_is_told_that_it_changed() {
    let town = Town::new().await;
    let (_, place) = placed(&town).await;
    let mut first = town.write::<ManagePlaces>(town.portal, Role::Editor).await;
    let reason = Reason::parse("与本站无关").unwrap();
    remove_place(&mut first, PlacementId(place.id), &reason)
        .await
        .unwrap();
    let second = remove(&town, &place, "内容重复");
    let done = Box::pin(town.base.at_once(first.commit(), second)).await.unwrap();
    assert_eq!(code(done), "place.wrong_state");
    assert_eq!(now(&town).await.revoke_reason.as_deref(), Some("与本站无关"));

    let mut first = town.write::<ManagePlaces>(town.portal, Role::Editor).await;
    restore_place(&mut first, PlacementId(place.id)).await.unwrap();
    let second = async {
        let mut tx = town.write::<ManagePlaces>(town.portal, Role::Editor).await;
        restore_place(&mut tx, PlacementId(place.id)).await?;
        tx.commit().await
    };
    let done = Box::pin(town.base.at_once(first.commit(), second)).await.unwrap();
    assert_eq!(code(done), "place.wrong_state");
    town.settle().await;
    assert_eq!(now(&town).await.state, "live");
}

#[tokio::test]
async fn what_an_editor_takes_down_while_the_projection_writes_stays_down() {
    let town = Town::new().await;
    let (mut piece, place) = placed(&town).await;
    town.correct(&mut piece, "二稿").await;
    // The projection has seen the place as it was, and waits for the editor who takes it down.
    let mut editor = town.write::<ManagePlaces>(town.portal, Role::Editor).await;
    let reason = Reason::parse("与本站无关").unwrap();
    remove_place(&mut editor, PlacementId(place.id), &reason)
        .await
        .unwrap();
    Box::pin(town.base.at_once(editor.commit(), town.settle()))
        .await
        .unwrap();
    let row = now(&town).await;
    assert_eq!(
        (row.state.as_str(), row.revoke_reason.as_deref()),
        ("removed", Some("与本站无关"))
    );
    town.withdraw(&mut piece, "有误").await;
    town.correct(&mut piece, "三稿").await;
    town.settle().await;
    assert_eq!(now(&town).await.state, "removed", "nor does it come back later");
}

#[tokio::test]
async fn an_editor_who_waits_for_the_projection_takes_down_what_it_made() {
    let town = Town::new().await;
    let (mut piece, place) = placed(&town).await;
    town.correct(&mut piece, "二稿").await;
    let body = EventBody::ArticlePublished(piece.reference());
    let projection = projected(&town, &[(town.edu.id, body)]).await;
    let editor = remove(&town, &place, "与本站无关");
    let done = Box::pin(town.base.at_once(projection.commit(), editor)).await;
    done.unwrap().unwrap();
    town.settle().await;
    let row = now(&town).await;
    assert_eq!((row.state.as_str(), row.version), ("removed", 2));
    assert_eq!(row.revoke_reason.as_deref(), Some("与本站无关"));
}

#[tokio::test]
async fn what_the_portal_takes_over_while_a_site_takes_it_down_stands() {
    let town = Town::new().await;
    let channels = mandate(&town, "notices", &[town.edu]).await;
    // The same article stands in the mandatory channel by a rule of the site.
    let source = syndication::rule::find_source(&town.base.hub().read(), "portal", "news")
        .await
        .unwrap();
    let mut tx = town
        .write::<syndication::permissions::ManageRules>(town.edu, Role::SiteAdmin)
        .await;
    syndication::rule::create_rule(&mut tx, source, town.edu.notices, Mode::Automatic)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let piece = town.publish(town.portal, "保供通知").await;
    town.settle().await;
    let place = town.places(town.edu).await.remove(0);
    assert_eq!((place.push_id, place.state.as_str()), (None, "live"));
    let wanted = Wanted {
        uid: piece.uid,
        mandate: channels,
        sites: vec![town.edu.id],
        note: "请知悉。".into(),
    };
    let mut tx = town.write::<PushDown>(town.portal, Role::Editor).await;
    push_article(&mut tx, &wanted).await.unwrap();
    tx.commit().await.unwrap();
    let pushed = EventBody::PushChanged { uid: piece.uid };
    let projection = projected(&town, &[(town.portal.id, pushed)]).await;
    let editor = async {
        let mut tx = town.write::<ManagePlaces>(town.edu, Role::SiteAdmin).await;
        let reason = Reason::parse("与本站无关").unwrap();
        remove_place(&mut tx, PlacementId(place.id), &reason).await?;
        tx.commit().await
    };
    let done = Box::pin(town.base.at_once(projection.commit(), editor)).await;
    assert!(["place.wrong_state", "place.mandated"].contains(&code(done.unwrap())));
    town.settle().await;
    let row = town.places(town.edu).await.remove(0);
    assert!(row.push_id.is_some());
    assert_eq!(row.state, "live");
}

#[tokio::test]
async fn what_a_source_withdraws_while_the_portal_places_it_is_shown_nowhere() {
    let two = Two::new().await;
    let channels = mandate(&two.portal, "notices", &[two.portal.agri]).await;
    let mut piece = two.unit.publish(two.unit.edu, "一稿").await;
    two.carry().await;
    let wanted = Wanted {
        uid: piece.uid,
        mandate: channels,
        sites: vec![two.portal.agri.id],
        note: "请知悉。".into(),
    };
    let mut tx = two
        .portal
        .write::<PushDown>(two.portal.portal, Role::Editor)
        .await;
    push_article(&mut tx, &wanted).await.unwrap();
    tx.commit().await.unwrap();
    two.unit.withdraw(&mut piece, "有误").await;
    two.unit.settle().await;
    // The projection has read the article as live and set it; its rows are not to be seen yet.
    let pushed = EventBody::PushChanged { uid: piece.uid };
    let projection = projected(&two.portal, &[(two.portal.portal.id, pushed)]).await;
    let trip = two.courier.trip(&two.hub, false);
    let done = Box::pin(two.portal.base.at_once(projection.commit(), trip)).await;
    done.unwrap().unwrap();
    two.portal.settle().await;
    let place = two.portal.places(two.portal.agri).await.remove(0);
    assert_eq!(place.state, "withdrawn");
}

#[tokio::test]
async fn a_push_that_waited_for_its_article_stands_when_the_source_publishes_again() {
    let two = Two::new().await;
    let channels = mandate(&two.portal, "notices", &[two.portal.agri]).await;
    let mut piece = two.unit.publish(two.unit.edu, "一稿").await;
    two.carry().await;
    let wanted = Wanted {
        uid: piece.uid,
        mandate: channels,
        sites: vec![two.portal.agri.id],
        note: "请知悉。".into(),
    };
    let mut tx = two
        .portal
        .write::<PushDown>(two.portal.portal, Role::Editor)
        .await;
    push_article(&mut tx, &wanted).await.unwrap();
    tx.commit().await.unwrap();
    // Its source was faster than the projection.
    two.unit.withdraw(&mut piece, "有误").await;
    two.unit.settle().await;
    two.courier.trip(&two.hub, false).await.unwrap();
    two.portal.settle().await;
    assert!(two.portal.places(two.portal.agri).await.is_empty());
    two.unit.correct(&mut piece, "一稿（更正）").await;
    two.carry().await;
    let places = two.portal.places(two.portal.agri).await;
    assert_eq!(places.len(), 1);
    assert_eq!(
        (places[0].title.as_str(), places[0].state.as_str()),
        ("一稿（更正）", "live")
    );
}
