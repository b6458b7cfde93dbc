//! What a unit's box hears of its places on the portal's, and what it says about who may show its articles.

use crate::http;
use crate::peer::Two;
use kernel::Role;
use kernel::wire::{Barred, ItemState};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use syndication::authorization::{Reason, grant_again, revoke};
use syndication::permissions::RevokePlaces;
use syndication::receipt::{away, entity, query};
use syndication::rule::Mode;

async fn summary(two: &Two, piece: &crate::town::Piece, version: i64) -> String {
    let read = two.unit.base.store.read(two.unit.edu.id);
    let rows = query::newest(&read, piece.uid.0).await.unwrap();
    let away = away::of_article(&read, piece.uid.0).await.unwrap();
    syndication::receipt::summary(&rows, &away, version)
}

/// The portal's index says what it has committed.
async fn searched(two: &Two, piece: &crate::town::Piece, version: i64) {
    let mut tx = two.portal.hub().await;
    let row = entity::ActiveModel {
        searched_at: Set(Some(tx.now())),
        ..Default::default()
    };
    let said = entity::Column::Uid.eq(piece.uid.0);
    let said = said.and(entity::Column::Version.lte(version));
    tx.update_where(row, said).await.unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn receipts_of_the_portal_on_another_box_count_at_the_source() {
    let two = Two::new().await;
    two.portal.rule("edu", two.portal.portal, Mode::Automatic).await;
    two.unit.rule("edu", two.unit.agri, Mode::Automatic).await;
    let mut piece = two.unit.publish(two.unit.edu, "一稿").await;
    two.carry().await;
    two.courier.trip(&two.hub, true).await.unwrap();
    let read = two.unit.base.store.read(two.unit.edu.id);
    let places = away::of_article(&read, piece.uid.0).await.unwrap();
    assert_eq!(
        (places.len(), places[0].version, places[0].what.as_str()),
        (1, 1, "placed")
    );
    assert!(places[0].done_at.is_some() && places[0].searched_at.is_none());
    assert!(summary(&two, &piece, 1).await.starts_with("0/2 处"));
    searched(&two, &piece, 1).await;
    two.courier.trip(&two.hub, true).await.unwrap();
    let places = away::of_article(&read, piece.uid.0).await.unwrap();
    assert!(
        places[0].finished_at().is_some(),
        "what waits is asked for by name"
    );

    two.unit.correct(&mut piece, "二稿").await;
    two.unit.settle().await;
    assert!(summary(&two, &piece, 2).await.contains("/2 处已更新"));
    two.carry().await;
    searched(&two, &piece, 2).await;
    two.courier.trip(&two.hub, true).await.unwrap();
    let places = away::of_article(&read, piece.uid.0).await.unwrap();
    assert_eq!((places[0].version, places[0].what.as_str()), (2, "corrected"));

    two.unit.withdraw(&mut piece, "内容有误").await;
    two.carry().await;
    searched(&two, &piece, 3).await;
    two.courier.trip(&two.hub, true).await.unwrap();
    let places = away::of_article(&read, piece.uid.0).await.unwrap();
    assert_eq!(
        (places.len(), places[0].version, places[0].what.as_str()),
        (1, 3, "withdrawn")
    );
    let news = two
        .line()
        .news(0, &[], two.portal.base.store.clocks().security.now())
        .await
        .unwrap();
    assert_eq!(news.receipts.len(), 1, "of each place the newest");
    crate::schema::check("news.schema.json", &serde_json::to_value(&news).unwrap());
    let port = http::serve(&two.unit).await;
    let page = http::open(port, "edu", &format!("/console/articles/{}/places", piece.id)).await;
    assert!(page.body.contains("在对方系统上显示"), "{}", page.body);
}

#[tokio::test]
async fn a_unit_revokes_the_portals_place_on_another_box_and_gives_it_back() {
    let two = Two::new().await;
    two.portal.rule("edu", two.portal.portal, Mode::Automatic).await;
    two.portal.rule("edu", two.portal.agri, Mode::Automatic).await;
    let mut piece = two.unit.publish(two.unit.edu, "一稿").await;
    two.carry().await;
    let far = kernel::SiteId(two.hub.far_site_id);
    let port = http::serve(&two.unit).await;
    let page = http::open(port, "edu", &format!("/console/articles/{}/places", piece.id)).await;
    let path = format!("/console/articles/{}/revoke", piece.id);
    let fields = format!("site={}&reason=daoqi", far.0);
    let done = http::post(port, "edu", &path, &page, &fields).await;
    assert_eq!(done.status, 303, "{}", done.body);
    let late = two.next().await;
    crate::schema::check("batch.schema.json", &serde_json::to_value(&late).unwrap());
    two.carry().await;
    let states = async || {
        let of = async |house| two.portal.places(house).await[0].state.clone();
        (of(two.portal.portal).await, of(two.portal.agri).await)
    };
    assert_eq!(
        states().await,
        ("withdrawn".into(), "live".into()),
        "the portal alone"
    );
    let place = &two.portal.places(two.portal.portal).await[0];
    assert_eq!(place.revoke_reason.as_deref(), Some("daoqi"));
    two.unit.correct(&mut piece, "二稿").await;
    two.carry().await;
    assert_eq!(
        states().await.0,
        "withdrawn",
        "a correction does not bring it back"
    );

    let mut tx = two.unit.write::<RevokePlaces>(two.unit.edu, Role::Editor).await;
    grant_again(&mut tx, piece.id, Some(far)).await.unwrap();
    tx.commit().await.unwrap();
    two.carry().await;
    assert_eq!(states().await, ("live".into(), "live".into()));
    // A copy from before, of the version that is here, forbids nothing any more.
    let mut stale = two.next_of(&piece).await;
    stale.covers = None;
    let said = stale.items[0].authorization.as_mut().unwrap();
    assert_eq!((said.changed, said.refused.len()), (2, 0));
    said.changed = 1;
    said.refused = late.items[0].authorization.clone().unwrap().refused;
    two.send(&stale).await.unwrap();
    assert_eq!(states().await.0, "live");
    two.carry().await;

    let reason = Reason::parse("授权到期").unwrap();
    let mut tx = two.unit.write::<RevokePlaces>(two.unit.edu, Role::Editor).await;
    revoke(&mut tx, piece.id, None, &reason).await.unwrap();
    tx.commit().await.unwrap();
    two.carry().await;
    assert_eq!(
        states().await,
        ("withdrawn".into(), "withdrawn".into()),
        "every site"
    );
    assert_eq!(
        two.portal.item(&piece).await.unwrap().state,
        "live",
        "the article stays"
    );
    two.courier.trip(&two.hub, true).await.unwrap();
    let read = two.unit.base.store.read(two.unit.edu.id);
    let places = away::of_article(&read, piece.uid.0).await.unwrap();
    assert!(places.iter().all(|place| place.what == "revoked"), "{places:?}");
}

#[tokio::test]
async fn what_was_forbidden_before_the_first_batch_is_not_shown() {
    let two = Two::new().await;
    two.portal.rule("edu", two.portal.portal, Mode::Automatic).await;
    let piece = two.unit.publish(two.unit.edu, "一稿").await;
    let mut batch = two.next().await;
    assert!(matches!(batch.items[0].state, ItemState::Live(_)));
    batch.items[0].authorization = Some(kernel::wire::Authorization {
        changed: 1,
        at: None,
        refused: vec![Barred {
            site: None,
            reason: "仅限本站".into(),
            at: batch.items[0].changed_at.clone(),
        }],
    });
    two.send(&batch).await.unwrap();
    let places = two.portal.places(two.portal.portal).await;
    assert!(
        places.iter().all(|place| place.state == "withdrawn"),
        "{places:?}"
    );
    assert!(two.portal.item(&piece).await.is_some());
}

#[tokio::test]
async fn who_looks_after_a_site_sees_and_steers_its_pairings() {
    let two = Two::new().await;
    let unit = http::serve(&two.unit).await;
    let page = http::open(unit, "edu", "/console/peers").await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("接收本站稿件") && page.body.contains("运行中"));
    let other = http::open(unit, "portal", "/console/peers").await;
    assert!(other.body.contains("没有对接的系统"), "{}", other.body);
    let id = two.hub.id;
    let path = format!("/console/peers/{id}/pause");
    let form = http::open(unit, "portal", "/console/webhooks").await;
    let foreign = http::post(unit, "portal", &path, &form, "").await;
    assert_eq!(foreign.status, 404, "{}", foreign.body);
    assert_eq!(http::post(unit, "edu", &path, &page, "").await.status, 303);
    let resting = http::open(unit, "edu", "/console/peers").await;
    assert!(resting.body.contains("已暂停") && !resting.body.contains("全部重发"));
    let path = format!("/console/peers/{id}/resume");
    assert_eq!(http::post(unit, "edu", &path, &resting, "").await.status, 303);
    let path = format!("/console/peers/{id}/replay");
    assert_eq!(http::post(unit, "edu", &path, &resting, "").await.status, 303);
    let page = http::open(unit, "edu", "/console/peers").await;
    assert!(page.body.contains("正在重发"), "{}", page.body);
    let portal = two.url.rsplit(':').next().unwrap().parse().unwrap();
    let page = http::open(portal, "portal", "/console/peers").await;
    assert!(page.body.contains("向本站供稿"), "{}", page.body);
}

#[tokio::test]
async fn what_no_other_site_may_show_is_still_found_at_home() {
    let two = Two::new().await;
    two.portal.rule("edu", two.portal.portal, Mode::Automatic).await;
    let piece = two.unit.publish(two.unit.edu, "一稿").await;
    two.carry().await;
    let reason = Reason::parse("仅限本站").unwrap();
    let mut tx = two.unit.write::<RevokePlaces>(two.unit.edu, Role::Editor).await;
    revoke(&mut tx, piece.id, None, &reason).await.unwrap();
    tx.commit().await.unwrap();
    two.carry().await;
    assert_eq!(two.portal.places(two.portal.portal).await[0].state, "withdrawn");
    let home = &two.portal.places(two.portal.edu).await[0];
    assert_eq!((home.state.as_str(), home.revoked_at), ("live", None));
    let documents = content::documents(two.portal.base.hub());
    let found = documents.load(&[piece.uid]).await.unwrap();
    let sites: Vec<_> = found[0].places.iter().map(|place| place.site).collect();
    assert_eq!(sites, [two.portal.edu.id], "search finds it where it was written");
}
