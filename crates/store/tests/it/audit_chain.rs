//! The chain notices every hand that touches it.

use crate::town::Town;
use kernel::Actor;
use sea_orm::{ColumnTrait, Set};
use store::audit::{entity, verify};

async fn chain(town: &Town) -> Vec<String> {
    // The head outside the database is written beside the commits.
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    verify(&town.test.store, &town.test.hub()).await.unwrap().faults
}

async fn tamper(town: &Town, change: entity::ActiveModel, id: i64) {
    let mut tx = town.test.hub().write(Actor::operator("test")).await.unwrap();
    tx.update_where(change, entity::Column::Id.eq(id)).await.unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn an_untouched_chain_is_whole() {
    let town = Town::new().await;
    town.add(town.edu, "/a").await.unwrap();
    assert!(chain(&town).await.is_empty());
}

#[tokio::test]
async fn a_changed_row_is_found() {
    let town = Town::new().await;
    town.add(town.edu, "/a").await.unwrap();
    let change = entity::ActiveModel {
        actor_label: Set("别人".into()),
        ..Default::default()
    };
    tamper(&town, change, 2).await;
    assert_eq!(chain(&town).await, ["row 2 was changed"]);
}

#[tokio::test]
async fn rows_cut_off_at_the_end_are_found_by_the_head_outside() {
    let town = Town::new().await;
    town.add(town.edu, "/a").await.unwrap();
    assert!(chain(&town).await.is_empty());
    let mut tx = town.test.hub().write(Actor::operator("test")).await.unwrap();
    tx.delete_where::<entity::Entity>(entity::Column::Id.eq(3))
        .await
        .unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    let faults = chain(&town).await;
    assert!(
        faults.iter().any(|fault| fault.contains("head outside")),
        "{faults:?}"
    );
}

#[tokio::test]
async fn a_row_removed_in_the_middle_is_found() {
    let town = Town::new().await;
    town.add(town.edu, "/a").await.unwrap();
    let mut tx = town.test.hub().write(Actor::operator("test")).await.unwrap();
    tx.delete_where::<entity::Entity>(entity::Column::Id.eq(2))
        .await
        .unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    assert_eq!(chain(&town).await, ["row 3 does not follow the row before it"]);
}
