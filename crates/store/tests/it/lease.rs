//! One process runs the readers, and one that lost the lease knows.

use crate::town::Town;
use sea_orm::FromQueryResult;
use store::ReaderLease;

#[derive(FromQueryResult)]
struct Ended {
    ended: bool,
}

#[tokio::test]
async fn the_lease_is_one_processs_and_its_loss_is_noticed() {
    let town = Town::new().await;
    let store = &town.test.store;
    let lease = ReaderLease::try_take(store).await.unwrap().unwrap();
    assert!(lease.is_held().await);
    assert!(ReaderLease::try_take(store).await.unwrap().is_none());
    if town.test.database_url.is_some() {
        // As a restart of the database, a failover or a firewall does.
        let sql = "select pg_terminate_backend(pid) as ended from pg_locks where locktype = 'advisory' \
                   and objid = 7234012 and database = (select oid from pg_database where datname = current_database())";
        let ended: Vec<Ended> = town
            .test
            .hub()
            .read()
            .report(sql, Vec::<sea_orm::Value>::new())
            .await
            .unwrap();
        assert!(ended.len() == 1 && ended[0].ended);
        // The server frees what it held a moment later.
        let other = loop {
            if let Some(other) = ReaderLease::try_take(store).await.unwrap() {
                break other;
            }
        };
        assert!(!lease.is_held().await, "not even by its new connection");
        assert!(other.is_held().await);
    }
}
