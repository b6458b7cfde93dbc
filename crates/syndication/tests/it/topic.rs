//! Feeds of topics: what stands in them, what left them, and who is told.

use crate::http::{get, serve};
use crate::town::{House, Piece, Town};
use crate::webhook::place;
use content::permissions::ManageTopics;
use content::topic::{BlockForm, TopicForm, create_topic, entity, save_topic};
use kernel::{Revision, Role, TopicId};
use std::sync::Arc;
use store::log::Runner;
use syndication::announce::entity::waiting;
use syndication::announce::{AnnounceReader, Kind, set_target};
use syndication::permissions::ManageWebhooks;
use syndication::rule::Mode;

fn form(pieces: &[&Piece]) -> TopicForm {
    TopicForm {
        title: "紫砂文化节".into(),
        slug: "zisha".into(),
        summary: "窑火不熄。".into(),
        starts_on: "2026-11-01".into(),
        ends_on: "2026-12-31".into(),
        state: "public".into(),
        blocks: vec![BlockForm {
            kind: "articles".into(),
            heading: "动态".into(),
            items: pieces.iter().map(|piece| piece.uid.to_string()).collect(),
            ..BlockForm::default()
        }],
        ..TopicForm::default()
    }
}

async fn make(town: &Town, house: House, form: &TopicForm) -> entity::Model {
    let mut tx = town.write::<ManageTopics>(house, Role::SiteAdmin).await;
    let row = create_topic(&mut tx, &form.wanted().unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    row
}

async fn change(town: &Town, house: House, row: &entity::Model, form: &TopicForm) -> entity::Model {
    let mut tx = town.write::<ManageTopics>(house, Role::SiteAdmin).await;
    let seen = Revision(row.revision);
    let row = save_topic(&mut tx, TopicId(row.id), seen, &form.wanted().unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    row
}

async fn json(port: u16, site: &str, path: &str) -> serde_json::Value {
    let answer = get(port, site, path, None).await;
    assert_eq!(answer.status, 200, "{path}");
    serde_json::from_str(&answer.body).unwrap()
}

fn ids(feed: &serde_json::Value) -> Vec<String> {
    let items = feed["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect()
}

fn gone(feed: &serde_json::Value) -> Vec<String> {
    let items = feed["_zisha"]["deleted"].as_array();
    let items = items.into_iter().flatten();
    items
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect()
}

fn id(piece: &Piece) -> String {
    format!("urn:uuid:{}", piece.uid)
}

#[tokio::test]
async fn a_topics_feed_tells_what_stands_in_it_and_what_left() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Automatic).await;
    let mut taken = town.publish(town.edu, "窑火不熄").await;
    let kept = town.publish(town.edu, "老街开市").await;
    let outside = town.publish(town.edu, "与专题无关").await;
    town.settle().await;
    let topic = make(&town, town.portal, &form(&[&kept, &taken])).await;
    town.settle().await;
    let port = serve(&town).await;
    for (file, kind) in [
        ("feed.xml", "application/rss+xml; charset=utf-8"),
        ("feed.atom", "application/atom+xml; charset=utf-8"),
        ("feed.json", "application/feed+json; charset=utf-8"),
    ] {
        let answer = get(port, "portal", &format!("/topics/zisha/{file}"), None).await;
        assert_eq!(
            (answer.status, answer.headers["content-type"].as_str()),
            (200, kind),
            "{file}"
        );
        assert!(
            answer.body.contains(&id(&kept)) && answer.body.contains(&id(&taken)),
            "{file}"
        );
        assert!(!answer.body.contains(&id(&outside)), "{file}");
        assert_eq!(
            get(port, "edu", &format!("/topics/zisha/{file}"), None)
                .await
                .status,
            404,
            "{file}"
        );
    }
    let feed = json(port, "portal", "/topics/zisha/feed.json").await;
    assert_eq!(gone(&feed), Vec::<String>::new());
    assert!(
        feed["title"].as_str().unwrap().ends_with(" · 紫砂文化节"),
        "{feed}"
    );
    assert_eq!(
        feed["home_page_url"],
        format!("http://portal.localhost:{port}/topics/zisha/")
    );
    let item = &feed["items"][0];
    assert!(
        item["date_published"].is_string() && item["_zisha"]["origin"].is_string(),
        "{item}"
    );

    town.withdraw(&mut taken, "有误").await;
    town.settle().await;
    let feed = json(port, "portal", "/topics/zisha/feed.json").await;
    assert_eq!((ids(&feed), gone(&feed)), (vec![id(&kept)], vec![id(&taken)]));
    // Taken out of the topic it is gone from there, and stands elsewhere as before.
    let topic = change(&town, town.portal, &topic, &form(&[&outside])).await;
    town.settle().await;
    let feed = json(port, "portal", "/topics/zisha/feed.json").await;
    assert_eq!(ids(&feed), [id(&outside)]);
    let mut left = gone(&feed);
    left.sort();
    let mut wanted = [id(&kept), id(&taken)];
    wanted.sort();
    assert_eq!(left, wanted);
    let whole = json(port, "portal", "/feed.json").await;
    assert!(ids(&whole).contains(&id(&kept)) && !gone(&whole).contains(&id(&kept)));
    // What comes back is no longer gone.
    let topic = change(&town, town.portal, &topic, &form(&[&outside, &kept])).await;
    town.settle().await;
    let feed = json(port, "portal", "/topics/zisha/feed.json").await;
    assert_eq!((ids(&feed).len(), gone(&feed)), (2, vec![id(&taken)]));
    // A draft has no feed.
    let mut hidden = form(&[&kept]);
    hidden.state = "draft".into();
    change(&town, town.portal, &topic, &hidden).await;
    town.settle().await;
    assert_eq!(
        get(port, "portal", "/topics/zisha/feed.json", None).await.status,
        404
    );
    assert_eq!(get(port, "portal", "/topics/feed.json", None).await.status, 404);
}

#[tokio::test]
async fn a_hub_is_told_the_feeds_of_the_topic() {
    let town = Town::new().await;
    let piece = town.publish(town.edu, "窑火不熄").await;
    place(&town, &piece).await;
    let mut tx = town.write::<ManageWebhooks>(town.edu, Role::SiteAdmin).await;
    for (kind, endpoint) in [
        (Kind::WebSub, "https://hub.example.gov.cn/"),
        (Kind::Lines, "https://push.example.gov.cn/"),
    ] {
        set_target(&mut tx, kind, endpoint, "http://edu.localhost")
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let read_on = async || {
        let mut runner = Runner::new(town.base.hub());
        runner.add(Arc::new(AnnounceReader::after(chrono::Duration::zero())));
        runner.settle().await.unwrap();
        let rows = town
            .base
            .hub()
            .read()
            .find::<waiting::Entity>()
            .all()
            .await
            .unwrap();
        let mut urls: Vec<String> = rows.into_iter().map(|row| row.url).collect();
        urls.sort();
        urls
    };
    read_on().await;
    let before = read_on().await;
    let topic = make(&town, town.edu, &form(&[&piece])).await;
    let told: Vec<String> = read_on()
        .await
        .into_iter()
        .filter(|url| !before.contains(url))
        .collect();
    let feeds = ["feed.atom", "feed.json", "feed.xml"]
        .map(|file| format!("http://edu.localhost/topics/zisha/{file}"));
    assert_eq!(told, feeds, "the hub alone");
    let mut hidden = form(&[&piece]);
    hidden.state = "draft".into();
    hidden.slug = "other".into();
    make(&town, town.edu, &hidden).await;
    assert!(!read_on().await.iter().any(|url| url.contains("other")));
    // A correction of the article is news in the topic too.
    let mut tx = town.hub().await;
    tx.delete_where::<waiting::Entity>(sea_orm::Condition::all())
        .await
        .unwrap();
    tx.exempt("outgoing").unwrap();
    tx.commit().await.unwrap();
    let mut piece = piece;
    town.correct(&mut piece, "窑火不熄（更正）").await;
    let urls = read_on().await;
    assert!(feeds.iter().all(|url| urls.contains(url)), "{urls:?} {topic:?}");
}
