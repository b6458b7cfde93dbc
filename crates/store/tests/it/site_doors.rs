//! A site's doors show and touch that site alone.

use crate::town::{FROM, Town, redirect, row};
use kernel::{Actor, Error, Refusal};
use sea_orm::{ColumnTrait, Set};
use store::OnUnique;

const TAKEN: Refusal = Refusal {
    code: "test.taken",
    text: "已有。",
};

#[tokio::test]
async fn a_reader_of_one_site_never_sees_anothers_rows() {
    let town = Town::new().await;
    town.add(town.edu, "/old").await.unwrap();
    let of = |site| town.test.store.read(site);
    assert_eq!(of(town.edu).find::<redirect::Entity>().count().await.unwrap(), 1);
    assert_eq!(of(town.agri).find::<redirect::Entity>().count().await.unwrap(), 0);
    let row = of(town.edu).find::<redirect::Entity>().found().await.unwrap();
    let agri = of(town.agri);
    let by_id = agri
        .find::<redirect::Entity>()
        .filter(redirect::Column::Id.eq(row.id));
    assert!(matches!(by_id.found().await, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_writer_of_one_site_can_neither_change_nor_remove_anothers_rows() {
    let town = Town::new().await;
    let row = town.add(town.edu, "/old").await.unwrap();
    let mut tx = town.test.store.write(town.by(town.agri)).await.unwrap();
    let change = redirect::ActiveModel {
        id: Set(row.id),
        to_path: Set("/stolen".into()),
        ..Default::default()
    };
    let answer: Result<_, Error> = tx.update(change.clone()).await.map_err(Error::from);
    assert!(matches!(answer, Err(Error::NotFound)), "{answer:?}");
    assert_eq!(
        tx.update_where(change, redirect::Column::Id.eq(row.id))
            .await
            .unwrap(),
        0
    );
    assert_eq!(
        tx.delete_where::<redirect::Entity>(redirect::Column::Id.eq(row.id))
            .await
            .unwrap(),
        0
    );
    drop(tx);
    let kept = town
        .test
        .store
        .read(town.edu)
        .find::<redirect::Entity>()
        .found()
        .await
        .unwrap();
    assert_eq!(kept.to_path, "/");
}

#[tokio::test]
async fn an_insert_belongs_to_the_site_of_the_door_whatever_the_row_says() {
    let town = Town::new().await;
    let mut tx = town.test.store.write(town.by(town.agri)).await.unwrap();
    let mut wrong = row(&tx, "/x");
    wrong.site_id = Set(town.edu.0);
    let made = tx.insert(wrong).await.unwrap();
    assert_eq!(made.site_id, town.agri.0);
}

#[tokio::test]
async fn a_unique_key_becomes_the_operations_refusal() {
    let town = Town::new().await;
    town.add(town.edu, "/old").await.unwrap();
    let mut tx = town.test.store.write(town.by(town.edu)).await.unwrap();
    let again = row(&tx, "/old");
    let answer = tx.insert(again).await.on_unique(FROM, || TAKEN);
    assert!(matches!(answer, Err(Error::Refused(refusal)) if refusal == TAKEN));
    drop(tx);
    assert!(
        town.add(town.agri, "/old").await.is_ok(),
        "the same word is free on another site"
    );
}

#[tokio::test]
async fn a_write_without_event_or_audit_row_does_not_commit() {
    let town = Town::new().await;
    let mut tx = town.test.store.write(town.by(town.edu)).await.unwrap();
    let silent = row(&tx, "/silent");
    tx.insert(silent).await.unwrap();
    assert!(matches!(tx.commit().await, Err(Error::Fault(_))));
    assert_eq!(
        town.test
            .store
            .read(town.edu)
            .find::<redirect::Entity>()
            .count()
            .await
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn a_dropped_transaction_leaves_nothing() {
    let town = Town::new().await;
    let mut tx = town.test.store.write(town.by(town.edu)).await.unwrap();
    let lost = row(&tx, "/lost");
    tx.insert(lost).await.unwrap();
    tx.emit(kernel::event::EventBody::RedirectChanged);
    drop(tx);
    assert_eq!(
        town.test
            .store
            .read(town.edu)
            .find::<redirect::Entity>()
            .count()
            .await
            .unwrap(),
        0
    );
    assert!(
        town.add(town.edu, "/next").await.is_ok(),
        "the writer is free again"
    );
}

#[tokio::test]
async fn many_writers_at_once_all_get_their_turn() {
    let town = std::sync::Arc::new(Town::new().await);
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..40 {
        let town = town.clone();
        tasks.spawn(async move { town.add(town.edu, &format!("/{n}")).await.map(|_| ()) });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap().unwrap();
    }
    assert_eq!(
        town.test
            .store
            .read(town.edu)
            .find::<redirect::Entity>()
            .count()
            .await
            .unwrap(),
        40
    );
}

#[tokio::test]
async fn numbers_of_a_site_are_given_once() {
    let town = Town::new().await;
    let mut tx = town.test.store.write(town.by(town.edu)).await.unwrap();
    assert_eq!(tx.take_numbers("article", 1).await.unwrap(), 1);
    assert_eq!(tx.take_numbers("article", 10).await.unwrap(), 2);
    assert_eq!(tx.take_numbers("article", 1).await.unwrap(), 12);
    tx.audit("test", "-", &());
    tx.commit().await.unwrap();
    let mut tx = town.test.store.write(town.by(town.agri)).await.unwrap();
    assert_eq!(
        tx.take_numbers("article", 1).await.unwrap(),
        1,
        "each site counts for itself"
    );
}

#[tokio::test]
async fn a_report_must_bind_its_site() {
    let town = Town::new().await;
    town.add(town.edu, "/old").await.unwrap();
    let read = town.test.store.read(town.agri);
    let sql = "select id, site_id, from_path, to_path, created_at from redirect where site_id = $1";
    assert!(
        read.report::<redirect::Model>(sql, vec![])
            .await
            .unwrap()
            .is_empty()
    );
    assert!(
        read.report::<redirect::Model>("select * from redirect", vec![])
            .await
            .is_err()
    );
}

#[tokio::test]
async fn hub_writes_name_their_actor() {
    let town = Town::new().await;
    let tx = town.test.hub().write(Actor::job("tidy")).await.unwrap();
    assert_eq!(tx.actor().label(), "后台任务 tidy");
}
