//! Search engines and hubs are told, together, and what they said stands on the page.

use crate::http::{get, open, post, serve};
use crate::town::Town;
use crate::webhook::{Receiver, near, place};
use chrono::Duration;
use kernel::Role;
use std::sync::Arc;
use store::job::{JobHandler, JobRunner};
use store::log::Runner;
use syndication::announce::entity::{self, waiting};
use syndication::announce::{AnnounceReader, Announcer, Kind, clear_target, set_target};
use syndication::permissions::ManageWebhooks;

const BASE: &str = "http://edu.localhost";

async fn set(town: &Town, kind: Kind, endpoint: &str) -> entity::Model {
    let mut tx = town.write::<ManageWebhooks>(town.edu, Role::SiteAdmin).await;
    let row = set_target(&mut tx, kind, endpoint, BASE).await.unwrap();
    tx.commit().await.unwrap();
    row
}

async fn settle(town: &Town) {
    let hub = town.base.hub();
    let mut runner = Runner::new(hub.clone());
    runner.add(Arc::new(AnnounceReader::after(Duration::zero())));
    runner.settle().await.unwrap();
    let handler: Arc<dyn JobHandler> = Arc::new(Announcer::new(hub.clone(), near()));
    JobRunner::new(hub, vec![handler]).settle().await.unwrap();
}

/// Two articles that were public and are withdrawn: two changes whose addresses are known.
async fn two_changes(town: &Town) {
    for title in ["第一篇", "第二篇"] {
        let mut piece = town.publish(town.edu, title).await;
        place(town, &piece).await;
        town.withdraw(&mut piece, "内容有误").await;
    }
}

async fn wait(town: &Town) -> usize {
    let read = town.base.hub().read();
    read.find::<waiting::Entity>().all().await.unwrap().len()
}

#[tokio::test]
async fn each_listener_is_told_once_in_its_own_way() {
    let town = Town::new().await;
    let (index, lines, hub) = (
        Receiver::answering(&[202]).await,
        Receiver::answering(&[200]).await,
        Receiver::answering(&[204]).await,
    );
    let key = set(&town, Kind::IndexNow, &index.url).await.secret;
    set(&town, Kind::Lines, &lines.url).await;
    set(&town, Kind::WebSub, &hub.url).await;
    two_changes(&town).await;
    settle(&town).await;
    settle(&town).await;
    let told: serde_json::Value = serde_json::from_str(&index.heard().await[0].body).unwrap();
    assert_eq!(
        (told["key"].as_str(), told["host"].as_str()),
        (Some(key.as_str()), Some("edu.localhost"))
    );
    assert_eq!(told["urlList"].as_array().unwrap().len(), 2, "{told}");
    let text = lines.heard().await;
    assert_eq!(text.len(), 1, "{text:?}");
    assert_eq!(
        text[0].body.lines().filter(|line| line.starts_with(BASE)).count(),
        2
    );
    let form = &hub.heard().await[0];
    assert!(form.body.starts_with("hub.mode=publish&"), "{}", form.body);
    assert!(form.body.contains("news%2Ffeed.atom"), "{}", form.body);
    assert_eq!(wait(&town).await, 0);
    let rows = town
        .base
        .hub()
        .read()
        .find::<entity::Entity>()
        .all()
        .await
        .unwrap();
    assert_eq!(rows.iter().map(|row| row.told).collect::<Vec<_>>(), [2, 2, 6]);
}

#[tokio::test]
async fn a_hub_hears_of_the_feeds_of_the_unit_too() {
    let town = Town::new().await;
    town.unit(town.edu, "jiaoyu").await;
    let hub = Receiver::answering(&[204]).await;
    set(&town, Kind::WebSub, &hub.url).await;
    two_changes(&town).await;
    settle(&town).await;
    let form = &hub.heard().await[0].body;
    for feed in [
        "%2Ffeed.atom%3Funit%3Djiaoyu",
        "news%2Ffeed.json%3Funit%3Djiaoyu",
        "%2Ffeed.atom&",
    ] {
        assert!(form.contains(feed), "{feed} is not in {form}");
    }
}

#[tokio::test]
async fn a_listener_that_refuses_keeps_its_addresses_waiting_and_nobody_is_told_who_is_off() {
    let town = Town::new().await;
    let engine = Receiver::answering(&[500]).await;
    two_changes(&town).await;
    settle(&town).await;
    assert_eq!(wait(&town).await, 0, "off unless set");
    set(&town, Kind::Lines, &engine.url).await;
    two_changes(&town).await;
    settle(&town).await;
    assert_eq!(wait(&town).await, 2);
    let row = town
        .base
        .hub()
        .read()
        .find::<entity::Entity>()
        .found()
        .await
        .unwrap();
    assert_eq!((row.status, row.told), (Some(500), 0));
    let mut tx = town.write::<ManageWebhooks>(town.edu, Role::SiteAdmin).await;
    clear_target(&mut tx, Kind::Lines).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(wait(&town).await, 0);
}

#[tokio::test]
async fn the_key_is_a_file_of_its_own_site_alone() {
    let town = Town::new().await;
    let port = serve(&town).await;
    let page = open(port, "edu", "/console/announcements").await;
    assert_eq!(page.status, 200, "{}", page.body);
    let fields = "kind=indexnow&endpoint=https%3A%2F%2Fengine.example%2Findexnow";
    assert_eq!(
        post(port, "edu", "/console/announcements", &page, fields)
            .await
            .status,
        303
    );
    let row = town
        .base
        .hub()
        .read()
        .find::<entity::Entity>()
        .found()
        .await
        .unwrap();
    let path = format!("/{}.txt", row.secret);
    let file = get(port, "edu", &path, None).await;
    assert_eq!((file.status, file.body.as_str()), (200, row.secret.as_str()));
    assert_eq!(get(port, "agri", &path, None).await.status, 404);
    assert_eq!(get(port, "edu", "/abc.txt", None).await.status, 404);
    let wrong = post(
        port,
        "edu",
        "/console/announcements",
        &page,
        "kind=lines&endpoint=nonsense",
    )
    .await;
    assert_eq!(wrong.status, 422);
    let off = post(
        port,
        "edu",
        "/console/announcements",
        &page,
        "kind=indexnow&endpoint=",
    )
    .await;
    assert_eq!(off.status, 303);
    assert_eq!(get(port, "edu", &path, None).await.status, 404);
}
