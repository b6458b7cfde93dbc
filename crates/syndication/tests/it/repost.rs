//! The register of reposts: what was entered, counted, asked again, and taken out as a file.

use crate::http::{open, post, serve};
use crate::town::Town;
use crate::webhook::{Receiver, near};
use kernel::{Error, Role};
use std::sync::Arc;
use store::job::{JobHandler, JobRunner};
use syndication::permissions::KeepReposts;
use syndication::repost::{Checker, RepostForm, entity, register_repost, remove_repost};

fn form(article: i64, medium: &str, url: &str) -> RepostForm {
    RepostForm {
        article: format!("http://edu.localhost/news/2026/11/{article}.html"),
        medium: medium.into(),
        title: "=窑火不熄".into(),
        url: url.into(),
        day: "2026-11-21".into(),
        note: String::new(),
    }
}

async fn lines(town: &Town) -> Vec<entity::Model> {
    let read = town.base.store.read(town.edu.id);
    read.find::<entity::Entity>()
        .asc(entity::Column::Id)
        .all()
        .await
        .unwrap()
}

async fn number(town: &Town, id: i64) -> i64 {
    use content::article::entity as article;
    use sea_orm::ColumnTrait;
    let read = town.base.store.read(town.edu.id);
    let row = read.find::<article::Entity>().filter(article::Column::Id.eq(id));
    row.found().await.unwrap().number
}

#[tokio::test]
async fn a_line_names_an_article_of_the_site_and_each_address_stands_once() {
    let town = Town::new().await;
    let piece = town.publish(town.edu, "窑火不熄").await;
    let n = number(&town, piece.id.0).await;
    let mut tx = town.write::<KeepReposts>(town.edu, Role::Editor).await;
    let new = form(n, "新华网", "http://news.example/1").parse().unwrap();
    let row = register_repost(&mut tx, new.clone()).await.unwrap();
    assert_eq!(row.article_id, piece.id.0);
    tx.commit().await.unwrap();
    let mut tx = town.write::<KeepReposts>(town.edu, Role::Editor).await;
    let again = register_repost(&mut tx, new).await;
    assert!(matches!(again, Err(Error::Refused(refusal)) if refusal.code == "repost.exists"));
    drop(tx);
    let mut tx = town.write::<KeepReposts>(town.edu, Role::Editor).await;
    let nobody = form(9999, "新华网", "http://news.example/2").parse().unwrap();
    assert!(matches!(
        register_repost(&mut tx, nobody).await,
        Err(Error::Invalid(_))
    ));
    drop(tx);
    let mut tx = town.write::<KeepReposts>(town.agri, Role::Editor).await;
    assert!(matches!(
        remove_repost(&mut tx, row.id).await,
        Err(Error::NotFound)
    ));
    drop(tx);
    let mut tx = town.write::<KeepReposts>(town.edu, Role::Editor).await;
    remove_repost(&mut tx, row.id).await.unwrap();
    tx.commit().await.unwrap();
    assert!(lines(&town).await.is_empty());
}

#[tokio::test]
async fn an_address_is_asked_and_what_it_said_stands_on_the_line() {
    let town = Town::new().await;
    let piece = town.publish(town.edu, "窑火不熄").await;
    let n = number(&town, piece.id.0).await;
    let (there, gone) = (
        Receiver::answering(&[200]).await,
        Receiver::answering(&[404]).await,
    );
    let mut tx = town.write::<KeepReposts>(town.edu, Role::Editor).await;
    for receiver in [&there, &gone] {
        let new = form(n, "新华网", &receiver.url).parse().unwrap();
        register_repost(&mut tx, new).await.unwrap();
    }
    tx.commit().await.unwrap();
    let hub = town.base.hub();
    let checker: Arc<dyn JobHandler> = Arc::new(Checker::new(hub.clone(), near()));
    JobRunner::new(hub, vec![checker]).settle().await.unwrap();
    let lines = lines(&town).await;
    let said: Vec<_> = lines.iter().map(|row| row.status).collect();
    assert_eq!(said, [Some(1), Some(0)]);
    assert!(lines[1].finding.contains("404"), "{}", lines[1].finding);
}

#[tokio::test]
async fn the_page_counts_by_medium_and_the_file_holds_the_same_lines() {
    let town = Town::new().await;
    let piece = town.publish(town.edu, "窑火不熄").await;
    let n = number(&town, piece.id.0).await;
    let port = serve(&town).await;
    let page = open(port, "edu", "/console/reposts").await;
    assert_eq!(page.status, 200, "{}", page.body);
    for (medium, address) in [
        ("%E6%96%B0%E5%8D%8E%E7%BD%91", "a"),
        ("%E6%96%B0%E5%8D%8E%E7%BD%91", "b"),
        ("%E4%BA%BA%E6%B0%91%E7%BD%91", "c"),
    ] {
        let fields = format!(
            "article={n}&medium={medium}&title=%3D1%2B1&url=http%3A%2F%2Fnews.example%2F{address}&day=2026-11-21"
        );
        let done = post(port, "edu", "/console/reposts", &page, &fields).await;
        assert_eq!(done.status, 303, "{}", done.body);
    }
    let wrong = post(port, "edu", "/console/reposts", &page, "medium=x").await;
    assert_eq!(wrong.status, 422);
    let page = open(port, "edu", "/console/reposts").await;
    let (first, second) = (
        page.body.find("新华网").unwrap(),
        page.body.find("人民网").unwrap(),
    );
    assert!(first < second, "the medium with most lines stands first");
    let file = open(port, "edu", "/console/reposts/export").await;
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(file.body.matches("news.example").count(), 3, "{}", file.body);
    assert!(
        file.body.contains("\"'=1+1\""),
        "a formula reached the spreadsheet: {}",
        file.body
    );
    let narrow = open(
        port,
        "edu",
        "/console/reposts/export?medium=%E4%BA%BA%E6%B0%91%E7%BD%91",
    )
    .await;
    assert_eq!(narrow.body.matches("news.example").count(), 1);
}
