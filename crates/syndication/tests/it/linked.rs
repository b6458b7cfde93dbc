//! A placed article: fields of its own, receipts for the source, authorization taken back.

use crate::http::{get, open, post, serve};
use crate::town::{Town, noon};
use content::placement::entity::Model as Placement;
use kernel::event::EventBody;
use kernel::{Error, PlacementId, Role, SiteId};
use sea_orm::ColumnTrait;
use syndication::authorization::{Reason, grant_again, revoke};
use syndication::desk::Headline;
use syndication::permissions::{ManagePlaces, RevokePlaces};
use syndication::place::{Field, Own, change_place, inherit_field, remove_place, restore_place};
use syndication::receipt::{query as receipts, summary};
use syndication::rule::Mode;

async fn placed(town: &Town) -> (crate::town::Piece, Placement) {
    town.rule("edu", town.portal, Mode::Automatic).await;
    let piece = town.publish(town.edu, "一稿").await;
    town.settle().await;
    let place = town.places(town.portal).await.remove(0);
    (piece, place)
}

async fn change(town: &Town, id: i64, own: Own) -> kernel::Result<Placement> {
    let mut tx = town.write::<ManagePlaces>(town.portal, Role::Editor).await;
    let row = change_place(&mut tx, PlacementId(id), &own).await?;
    tx.commit().await?;
    Ok(row)
}

#[tokio::test]
async fn each_field_is_the_sites_own_until_it_follows_again() {
    let town = Town::new().await;
    let (mut piece, place) = placed(&town).await;
    let hash = town.picture(town.portal, 'c').await;
    let own = Own {
        title: Some(Headline::parse("本站标题").unwrap()),
        summary: Some("本站摘要".into()),
        lead: Some(hash.clone()),
        channel: Some(town.portal.notices),
        time: Some(noon() - chrono::Duration::days(1)),
        order: None,
        pinned: true,
    };
    change(&town, place.id, own).await.unwrap();
    town.settle().await;
    town.correct(&mut piece, "二稿").await;
    town.settle().await;
    let now = &town.places(town.portal).await[0];
    assert_eq!(
        (now.title.as_str(), now.summary.as_str()),
        ("本站标题", "本站摘要")
    );
    assert_eq!((now.channel_id, now.version), (town.portal.notices.0, 2));
    assert_eq!(
        now.lead_media.as_deref(),
        Some(format!("{hash}:640x400").as_str())
    );
    assert!(now.sort_at > noon() + chrono::Duration::days(300_000), "on top");
    assert_eq!(
        town.places(town.portal).await.len(),
        1,
        "the rule does not place it again"
    );
    let media = town.media(town.portal).await;
    assert!(media.iter().any(|file| file.hash == hash && file.public));

    for field in Field::ALL {
        let mut tx = town.write::<ManagePlaces>(town.portal, Role::Editor).await;
        inherit_field(&mut tx, PlacementId(place.id), field)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    let back = &town.places(town.portal).await[0];
    assert_eq!(
        (back.title.as_str(), back.channel_id),
        ("二稿", town.portal.news.0)
    );
    assert_eq!(
        (back.published_at, back.sort_at),
        (place.published_at, place.sort_at)
    );
    assert_eq!((back.lead_media.clone(), back.own_summary.clone()), (None, None));
    assert_eq!(back.summary, "二稿的正文。");
    town.settle().await;
    let media = town.media(town.portal).await;
    assert!(
        !media.iter().any(|file| file.public),
        "the picture is used no more"
    );
}

#[tokio::test]
async fn a_place_of_another_site_an_own_article_and_a_foreign_picture_do_not_exist() {
    let town = Town::new().await;
    let (_, place) = placed(&town).await;
    let mut tx = town.write::<ManagePlaces>(town.agri, Role::Editor).await;
    let own = Own::default();
    let foreign = change_place(&mut tx, PlacementId(place.id), &own).await;
    assert!(matches!(foreign, Err(Error::NotFound)));
    let reason = Reason::parse("不是我们的").unwrap();
    assert!(matches!(
        remove_place(&mut tx, PlacementId(place.id), &reason).await,
        Err(Error::NotFound)
    ));
    drop(tx);
    let hash = town.picture(town.edu, 'd').await;
    let own = Own {
        lead: Some(hash),
        ..Own::default()
    };
    assert!(matches!(
        change(&town, place.id, own).await,
        Err(Error::Invalid(_))
    ));
    let own = Own {
        channel: Some(town.edu.news),
        ..Own::default()
    };
    assert!(matches!(change(&town, place.id, own).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn what_a_site_takes_down_stays_down_until_it_shows_it_again() {
    let town = Town::new().await;
    let (mut piece, place) = placed(&town).await;
    let id = PlacementId(place.id);
    let mut tx = town.write::<ManagePlaces>(town.portal, Role::Editor).await;
    let early = restore_place(&mut tx, id).await;
    assert!(matches!(early, Err(Error::Refused(refusal)) if refusal.code == "place.wrong_state"));
    remove_place(&mut tx, id, &Reason::parse("与本站无关").unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    town.correct(&mut piece, "二稿").await;
    town.settle().await;
    assert_eq!(town.places(town.portal).await[0].state, "removed");
    let mut tx = town.write::<ManagePlaces>(town.portal, Role::Editor).await;
    restore_place(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let back = &town.places(town.portal).await[0];
    assert_eq!((back.state.as_str(), back.title.as_str()), ("live", "二稿"));
}

#[tokio::test]
async fn the_source_revokes_one_site_or_all_and_keeps_its_own() {
    let town = Town::new().await;
    let (mut piece, _) = placed(&town).await;
    town.rule("edu", town.agri, Mode::Automatic).await;
    town.correct(&mut piece, "二稿").await;
    town.settle().await;
    let reason = Reason::parse("授权到期").unwrap();
    let mut tx = town.write::<RevokePlaces>(town.edu, Role::Editor).await;
    revoke(&mut tx, piece.id, Some(town.agri.id), &reason)
        .await
        .unwrap();
    let twice = revoke(&mut tx, piece.id, Some(town.agri.id), &reason).await;
    assert!(matches!(twice, Err(Error::Refused(refusal)) if refusal.code == "place.already_revoked"));
    tx.commit().await.unwrap();
    town.settle().await;
    let gone = &town.places(town.agri).await[0];
    assert_eq!(
        (gone.state.as_str(), gone.revoke_reason.as_deref()),
        ("withdrawn", Some("授权到期"))
    );
    assert_eq!(town.places(town.portal).await[0].state, "live");
    assert_eq!(town.item(&piece).await.unwrap().state, "live");

    town.correct(&mut piece, "三稿").await;
    town.settle().await;
    assert_eq!(
        town.places(town.agri).await[0].state,
        "withdrawn",
        "a correction does not bring it back"
    );
    let mut tx = town.write::<RevokePlaces>(town.edu, Role::Editor).await;
    grant_again(&mut tx, piece.id, Some(town.agri.id)).await.unwrap();
    revoke(&mut tx, piece.id, None, &reason).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    for house in [town.portal, town.agri] {
        assert_eq!(town.places(house).await[0].state, "withdrawn");
    }
    let mut tx = town.write::<RevokePlaces>(town.edu, Role::Editor).await;
    grant_again(&mut tx, piece.id, None).await.unwrap();
    assert!(matches!(
        grant_again(&mut tx, piece.id, None).await,
        Err(Error::NotFound)
    ));
    tx.commit().await.unwrap();
    town.settle().await;
    for house in [town.portal, town.agri] {
        let place = &town.places(house).await[0];
        assert_eq!((place.state.as_str(), place.title.as_str()), ("live", "三稿"));
    }
}

#[tokio::test]
async fn a_revoked_article_does_not_come_again_by_a_rule_and_leaves_the_desk() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Desk).await;
    let mut piece = town.publish(town.edu, "一稿").await;
    town.settle().await;
    let mut tx = town.write::<RevokePlaces>(town.edu, Role::Editor).await;
    revoke(&mut tx, piece.id, None, &Reason::parse("授权到期").unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    assert_eq!(town.on_desk(town.portal).await[0].state, "withdrawn");
    town.rule("edu", town.agri, Mode::Automatic).await;
    town.correct(&mut piece, "二稿").await;
    town.settle().await;
    assert!(town.places(town.agri).await.is_empty());
    assert_eq!(town.on_desk(town.portal).await[0].state, "withdrawn");
    let mut tx = town.write::<RevokePlaces>(town.agri, Role::Editor).await;
    let foreign = grant_again(&mut tx, piece.id, None).await;
    assert!(matches!(foreign, Err(Error::NotFound)));
}

#[tokio::test]
async fn every_place_gives_a_receipt_and_search_says_when_it_knew() {
    let town = Town::new().await;
    let (mut piece, _) = placed(&town).await;
    town.rule("edu", town.agri, Mode::Automatic).await;
    town.correct(&mut piece, "二稿").await;
    town.settle().await;
    town.correct(&mut piece, "三稿").await;
    town.settle().await;
    let read = town.base.store.read(town.edu.id);
    let rows = receipts::newest(&read, piece.uid.0).await.unwrap();
    let sites: Vec<SiteId> = rows.iter().map(|row| SiteId(row.place_site_id)).collect();
    assert_eq!(sites, [town.portal.id, town.agri.id]);
    assert!(
        rows.iter()
            .all(|row| row.done_at.is_some() && row.purged_at.is_some())
    );
    assert_eq!(
        summary(&rows, &[], 0),
        "0/2 处已更新",
        "search has not said so yet"
    );

    let documents = syndication::receipt::witnessed(content::documents(town.base.hub()), town.base.hub());
    let told = [(town.portal.id, piece.uid, 2), (town.agri.id, piece.uid, 3)];
    documents.load(&[piece.uid]).await.unwrap();
    documents.indexed(&told).await.unwrap();
    let rows = receipts::newest(&read, piece.uid.0).await.unwrap();
    assert!(
        summary(&rows, &[], 0).starts_with("1/2 处已更新，最慢 "),
        "{}",
        summary(&rows, &[], 0)
    );
    documents.load(&[piece.uid]).await.unwrap();
    documents
        .indexed(&[(town.portal.id, piece.uid, 3)])
        .await
        .unwrap();
    let rows = receipts::newest(&read, piece.uid.0).await.unwrap();
    assert!(
        summary(&rows, &[], 0).starts_with("2/2 处已更新，最慢 "),
        "{}",
        summary(&rows, &[], 0)
    );

    town.withdraw(&mut piece, "内容有误").await;
    town.settle().await;
    let rows = receipts::newest(&read, piece.uid.0).await.unwrap();
    assert!(rows.iter().all(|row| row.what == "withdrawn" && row.version == 4));
    assert_eq!(rows.len(), 2);
}

#[tokio::test]
async fn one_correction_of_very_many_places_is_a_handful_of_statements_and_one_event_a_place() {
    let town = Town::new().await;
    let (mut piece, _) = placed(&town).await;
    let houses = town.more_houses(40).await;
    for house in &houses {
        town.rule("edu", *house, Mode::Automatic).await;
    }
    let hash = town.picture(town.edu, 'e').await;
    let words = crate::town::Words {
        lead: Some(format!("{hash}:640x400")),
        ..crate::town::Words::from("二稿")
    };
    town.correct(&mut piece, words).await;
    town.settle().await;
    town.correct(&mut piece, "三稿").await;
    town.settle().await;
    for house in &houses {
        let place = &town.places(*house).await[0];
        assert_eq!((place.title.as_str(), place.version), ("三稿", 3));
        let media = town.media(*house).await;
        assert_eq!((media.len(), media[0].public), (1, false), "no longer shown");
    }
    let events = town
        .base
        .hub()
        .read()
        .find::<store::log::event::Entity>()
        .filter(store::log::event::Column::Kind.eq("placement.changed"))
        .all()
        .await
        .unwrap();
    let third = events.iter().filter(|event| {
        let body: EventBody = serde_json::from_str(&event.payload).unwrap();
        matches!(body, EventBody::PlacementChanged { version: 3, .. })
    });
    assert_eq!(third.count(), 41);
    let read = town.base.store.read(town.edu.id);
    assert_eq!(receipts::newest(&read, piece.uid.0).await.unwrap().len(), 41);
}

#[tokio::test]
async fn a_revocation_of_very_many_places_leaves_each_its_own_words_and_is_told_once_a_place() {
    let town = Town::new().await;
    let (piece, place) = placed(&town).await;
    let houses = town.more_houses(20).await;
    for house in &houses {
        town.rule("edu", *house, Mode::Automatic).await;
    }
    let mut piece = piece;
    town.correct(&mut piece, "二稿").await;
    town.settle().await;
    let hash = town.picture(town.portal, 'c').await;
    let own = Own {
        title: Some(Headline::parse("本站标题").unwrap()),
        lead: Some(hash.clone()),
        ..Own::default()
    };
    change(&town, place.id, own).await.unwrap();
    town.settle().await;
    let told = async || {
        let read = town.base.hub().read();
        let events = read
            .find::<store::log::event::Entity>()
            .filter(store::log::event::Column::Kind.eq("placement.changed"));
        events.all().await.unwrap().len()
    };
    let mut before = told().await;
    let reason = Reason::parse("授权到期").unwrap();
    for (revoking, state, public) in [(true, "withdrawn", false), (false, "live", true)] {
        let mut tx = town.write::<RevokePlaces>(town.edu, Role::Editor).await;
        if revoking {
            revoke(&mut tx, piece.id, None, &reason).await.unwrap();
        } else {
            grant_again(&mut tx, piece.id, None).await.unwrap();
        }
        tx.commit().await.unwrap();
        town.settle().await;
        for house in &houses {
            let place = &town.places(*house).await[0];
            assert_eq!((place.state.as_str(), place.title.as_str()), (state, "二稿"));
            let why = place.revoke_reason.as_deref();
            assert_eq!(why, revoking.then_some("授权到期"));
        }
        let own = &town.places(town.portal).await[0];
        assert_eq!((own.state.as_str(), own.title.as_str()), (state, "本站标题"));
        let media = town.media(town.portal).await;
        assert!(
            media
                .iter()
                .all(|file| file.hash != hash || file.public == public)
        );
        assert_eq!(told().await - before, 21);
        before = told().await;
    }
}

#[tokio::test]
async fn the_pages_show_what_is_own_and_what_reached_the_places() {
    let town = Town::new().await;
    let (piece, place) = placed(&town).await;
    let port = serve(&town).await;
    let list = open(port, "portal", "/console/places").await;
    assert!(list.status == 200 && list.body.contains("一稿") && list.body.contains("全部沿用"));
    let here = format!("/console/places/{}", place.id);
    let page = open(port, "portal", &here).await;
    assert!(page.status == 200 && page.body.contains("跟随来源，不能在本站改动"));
    let wrong = post(port, "portal", &here, &page, "time=zuotian").await;
    assert_eq!(wrong.status, 422);
    let saved = post(port, "portal", &here, &page, "title=benzhan&pin=true").await;
    assert_eq!(saved.status, 303);
    let page = open(port, "portal", &here).await;
    assert!(page.body.contains("恢复沿用") && page.body.contains("benzhan"));
    let back = post(port, "portal", &format!("{here}/inherit"), &page, "field=title").await;
    assert_eq!(back.status, 303);
    assert_eq!(town.places(town.portal).await[0].title, "一稿");
    assert_eq!(open(port, "edu", &here).await.status, 404);

    let spread = format!("/console/articles/{}/places", piece.id);
    let page = open(port, "edu", &spread).await;
    assert!(page.status == 200 && page.body.contains("陶都市") && page.body.contains("首次转发"));
    assert_eq!(open(port, "portal", &spread).await.status, 404);
    let revoking = format!("/console/articles/{}/revoke", piece.id);
    let refused = post(port, "edu", &revoking, &page, "site=&reason=").await;
    assert_eq!(refused.status, 422);
    let done = post(port, "edu", &revoking, &page, "site=&reason=daoqi").await;
    assert_eq!(done.status, 303);
    town.settle().await;
    let page = open(port, "edu", &spread).await;
    assert!(page.body.contains("已撤销所有网站的转发授权"));
    let path = content::placement::path("news", place.published_at, place.number);
    // The town serves syndication alone: feeds tell what visitors see.
    assert!(!get(port, "portal", "/feed.xml", None).await.body.contains(&path));
    let granted = post(
        port,
        "edu",
        &format!("/console/articles/{}/grant", piece.id),
        &page,
        "site=all",
    )
    .await;
    assert_eq!(granted.status, 303);
    town.settle().await;
    assert!(get(port, "portal", "/feed.xml", None).await.body.contains(&path));
}

async fn send_up(town: &Town, piece: &crate::town::Piece) -> kernel::DeskItemId {
    let mut tx = town.up(town.edu).await;
    syndication::submission::submit_upward(&mut tx, piece.id, town.portal.id)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    kernel::DeskItemId(town.on_desk(town.portal).await[0].id)
}

#[tokio::test]
async fn what_the_desk_takes_gives_a_receipt_and_can_be_revoked() {
    let town = Town::new().await;
    let piece = town.publish(town.edu, "一稿").await;
    town.settle().await;
    let line = send_up(&town, &piece).await;
    let mut tx = town.desk().await;
    syndication::desk::adopt_item(&mut tx, line, town.portal.news, None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let decided = EventBody::SubmissionDecided {
        uid: piece.uid,
        adopted: true,
    };
    town.retell(town.portal, vec![decided]).await;
    let rows = receipts::newest(&town.base.store.read(town.edu.id), piece.uid.0)
        .await
        .unwrap();
    assert_eq!(rows.len(), 1, "once");
    assert_eq!(
        (rows[0].what.as_str(), rows[0].place_site_id),
        ("placed", town.portal.id.0)
    );
    assert!(rows[0].done_at.is_some() && rows[0].purged_at.is_some());
    let port = serve(&town).await;
    let page = open(port, "edu", &format!("/console/articles/{}/places", piece.id)).await;
    let choice = format!("value=\"{}\"", town.portal.id.0);
    assert!(page.body.contains(&choice) && page.body.contains("首次转发"));
}

#[tokio::test]
async fn what_the_site_took_down_is_restored_and_not_taken_again() {
    let town = Town::new().await;
    let (piece, place) = placed(&town).await;
    let mut tx = town.write::<ManagePlaces>(town.portal, Role::Editor).await;
    remove_place(
        &mut tx,
        PlacementId(place.id),
        &Reason::parse("与本站无关").unwrap(),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let line = send_up(&town, &piece).await;
    let mut tx = town.desk().await;
    let again = syndication::desk::adopt_item(&mut tx, line, town.portal.news, None).await;
    assert!(
        matches!(again, Err(Error::Refused(refusal)) if refusal == syndication::refusals::PLACED_BEFORE),
        "{again:?}"
    );
}
