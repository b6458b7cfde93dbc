//! The desk of outside sources: what waits is read, taken, declined, and belongs to its site.

use crate::http::{open, post, serve};
use crate::outlet::{Outlet, again, entry, items, poll, public, source};
use crate::town::Town;
use content::article::{edition, entity as article};
use kernel::{ChannelId, Error, Role};
use sea_orm::ColumnTrait;
use syndication::arrival::{
    acknowledge_arrival, arrival_text, decline_arrival, query, see_arrival, take_arrival,
};
use syndication::desk::Reason;
use syndication::permissions::{ManageSources, WorkArrivals};
use syndication::source::pause_source;

async fn two_wait(town: &Town, outlet: &Outlet) -> syndication::source::entity::Model {
    outlet
        .feed(&[
            entry("2", 21, "老窑开火", "<p>窑火。</p>"),
            entry("1", 20, "紫砂进课堂", "<p>开课。</p>"),
        ])
        .await;
    let row = source(town, town.edu, &outlet.url("/rss.xml"), false).await;
    poll(&outlet.poller(town), town, &row).await;
    again(town, &row).await
}

async fn draft(town: &Town, id: i64) -> edition::Model {
    let read = town.base.store.read(town.edu.id);
    let piece = read.find::<article::Entity>().filter(article::Column::Id.eq(id));
    let piece = piece.found().await.unwrap();
    let row = read.find::<edition::Entity>();
    let row = row.filter(edition::Column::Id.eq(piece.draft_edition_id.unwrap()));
    row.found().await.unwrap()
}

#[tokio::test]
async fn what_is_taken_goes_before_the_reviewers_and_names_its_source() {
    let town = Town::new().await;
    let outlet = Outlet::open().await;
    let row = two_wait(&town, &outlet).await;
    let first = items(&town, town.edu).await.remove(0);
    let text = arrival_text(&first, &row, town.edu.notices).unwrap();
    let mut tx = town.write::<WorkArrivals>(town.edu, Role::Editor).await;
    let piece = take_arrival(&mut tx, first.id, &text, true).await.unwrap();
    let twice = take_arrival(&mut tx, first.id, &text, true).await;
    assert!(matches!(twice, Err(Error::Refused(refusal)) if refusal.code == "arrival.decided"));
    tx.commit().await.unwrap();
    let edition = draft(&town, piece.id).await;
    assert_eq!(
        (edition.state.as_str(), edition.source.as_str()),
        ("submitted", "陶都日报")
    );
    assert_eq!(
        (edition.origin_class.as_str(), piece.channel_id),
        ("repost", town.edu.notices.0)
    );
    assert!(
        edition.body_html.contains(&outlet.url("/1.html")),
        "{}",
        edition.body_html
    );
    assert!(public(&town, town.edu).await.is_empty(), "nobody reviewed it");
    // The source changes it: the site's text stands, and the change is flagged until somebody looked.
    outlet
        .feed(&[entry("1", 20, "紫砂进课堂", "<p>来源改写。</p>")])
        .await;
    poll(&outlet.poller(&town), &town, &row).await;
    let flagged = items(&town, town.edu).await.remove(0);
    assert!(flagged.newer && flagged.body_html.contains("来源改写"));
    assert!(!draft(&town, piece.id).await.body_html.contains("来源改写"));
    let mut tx = town.write::<WorkArrivals>(town.edu, Role::Editor).await;
    acknowledge_arrival(&mut tx, first.id).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!items(&town, town.edu).await[0].newer);
}

#[tokio::test]
async fn what_is_declined_stays_declined_whatever_its_source_changes() {
    let town = Town::new().await;
    let outlet = Outlet::open().await;
    let row = two_wait(&town, &outlet).await;
    let first = items(&town, town.edu).await.remove(0);
    let mut tx = town.write::<WorkArrivals>(town.edu, Role::Editor).await;
    let reason = Reason::parse("与本站已有稿件重复。").unwrap();
    decline_arrival(&mut tx, first.id, &reason).await.unwrap();
    tx.commit().await.unwrap();
    outlet
        .feed(&[entry("1", 20, "紫砂进课堂", "<p>来源改写。</p>")])
        .await;
    poll(&outlet.poller(&town), &town, &row).await;
    let after = items(&town, town.edu).await.remove(0);
    assert_eq!((after.state.as_str(), after.newer), ("declined", false));
    assert_eq!(after.body_html, first.body_html);
}

#[tokio::test]
async fn an_arrival_of_one_site_does_not_exist_on_another_nor_outside_the_channels_of_a_post() {
    let town = Town::new().await;
    let outlet = Outlet::open().await;
    let row = two_wait(&town, &outlet).await;
    let first = items(&town, town.edu).await.remove(0);
    let text = arrival_text(&first, &row, town.edu.news).unwrap();
    let mut tx = town.write::<WorkArrivals>(town.agri, Role::Editor).await;
    for done in [
        take_arrival(&mut tx, first.id, &text, false).await.map(|_| ()),
        see_arrival(&mut tx, first.id).await,
        acknowledge_arrival(&mut tx, first.id).await,
        decline_arrival(&mut tx, first.id, &Reason::parse("不是我们的").unwrap()).await,
    ] {
        assert!(matches!(done, Err(Error::NotFound)), "{done:?}");
    }
    drop(tx);
    let mut tx = town.write::<ManageSources>(town.agri, Role::SiteAdmin).await;
    assert!(matches!(
        pause_source(&mut tx, row.id).await,
        Err(Error::NotFound)
    ));
    drop(tx);
    let elsewhere: &[ChannelId] = &[town.edu.notices];
    let mut tx = town
        .write_within::<WorkArrivals>(town.edu, Role::Editor, elsewhere)
        .await;
    let done = take_arrival(&mut tx, first.id, &text, false).await;
    assert!(matches!(done, Err(Error::Forbidden(_))), "{done:?}");
    let sources = query::sources(&tx).await.unwrap();
    assert_eq!(query::within(&sources, Some(elsewhere)), Some(Vec::new()));
    assert_eq!(
        query::within(&sources, Some(&[town.edu.news])),
        Some(vec![row.id])
    );
}

#[tokio::test]
async fn the_pages_register_a_source_and_decide_about_what_it_brought() {
    let town = Town::new().await;
    let outlet = Outlet::open().await;
    let port = serve(&town).await;
    let page = open(port, "edu", "/console/sources").await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("还没有登记稿源"));
    // An address inside is refused, and what was typed stays.
    let fields = format!(
        "url={}&name=%E9%99%B6%E9%83%BD&channel={}&mode=desk&interval_minutes=30&first_limit=5",
        "http%3A%2F%2F127.0.0.1%3A1%2Frss.xml", town.edu.news
    );
    let refused = post(port, "edu", "/console/sources", &page, &fields).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("不能访问内部网络") && refused.body.contains("127.0.0.1:1/rss.xml"));
    assert!(refused.body.contains("value=\"30\""));
    let fields = fields.replace("127.0.0.1%3A1", "news.example");
    let made = post(port, "edu", "/console/sources", &page, &fields).await;
    assert_eq!(made.status, 303, "{}", made.body);
    let show = open(port, "edu", &made.headers["location"]).await;
    assert!(
        show.body.contains("陶都") && show.body.contains("待抓取"),
        "{}",
        show.body
    );
    for deed in ["ask", "pause", "resume", "remove"] {
        let done = post(
            port,
            "edu",
            &format!("{}/{deed}", made.headers["location"]),
            &show,
            "",
        )
        .await;
        assert_eq!(done.status, 303, "{deed}: {}", done.body);
    }

    two_wait(&town, &outlet).await;
    let list = open(port, "edu", "/console/arrivals").await;
    assert!(
        list.body.contains("未阅 2 篇") && list.body.contains("老窑开火"),
        "{}",
        list.body
    );
    let rows = items(&town, town.edu).await;
    let one = open(port, "edu", &format!("/console/arrivals/{}", rows[0].id)).await;
    assert!(
        one.body.contains("开课。") && one.body.contains(&outlet.url("/1.html")),
        "{}",
        one.body
    );
    let list = open(port, "edu", "/console/arrivals").await;
    assert!(list.body.contains("未阅 1 篇"));
    let nothing = post(port, "edu", "/console/arrivals", &list, "do=take").await;
    assert_eq!(nothing.status, 409, "{}", nothing.body);
    let ticked = format!("arrival-{}=true&arrival-{}=true", rows[0].id, rows[1].id);
    let lacks = post(
        port,
        "edu",
        "/console/arrivals",
        &list,
        &format!("do=decline&{ticked}"),
    )
    .await;
    assert_eq!(lacks.status, 422, "{}", lacks.body);
    assert_eq!(lacks.body.matches("\" checked").count(), 2, "{}", lacks.body);
    let edit = open(port, "edu", &format!("/console/arrivals/{}/edit", rows[0].id)).await;
    assert!(edit.body.contains("来源："), "{}", edit.body);
    let fields = format!(
        "channel={}&title=%E6%94%B9%E9%A2%98%E5%90%8E&body=%3Cp%3Ea%3C%2Fp%3E",
        town.edu.news
    );
    let path = format!("/console/arrivals/{}/edit", rows[0].id);
    let done = post(port, "edu", &path, &edit, &fields).await;
    assert_eq!(done.status, 303, "{}", done.body);
    assert!(done.headers["location"].contains("/console/articles/"));
    let fields = format!("do=take&arrival-{}=true", rows[1].id);
    let done = post(port, "edu", "/console/arrivals", &list, &fields).await;
    assert_eq!(done.status, 303, "{}", done.body);
    let states: Vec<_> = items(&town, town.edu)
        .await
        .into_iter()
        .map(|row| row.state)
        .collect();
    assert_eq!(states, ["taken", "taken"]);
    let taken = open(port, "edu", "/console/arrivals?state=taken").await;
    assert!(
        taken.body.contains("老窑开火") && taken.body.contains("周若溪"),
        "{}",
        taken.body
    );
}
