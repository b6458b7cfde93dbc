//! A backup under writes, laid down elsewhere, holds what was there.

use crate::town::{Town, redirect};
use bytes::Bytes;
use kernel::Clocks;
use store::{OpenOptions, open};

#[tokio::test]
async fn a_copy_made_under_writes_is_whole() {
    let town = Town::new().await;
    let hash = town
        .test
        .store
        .files()
        .put("media", Bytes::from_static(b"picture"))
        .await
        .unwrap();
    let (town, stop) = (
        std::sync::Arc::new(town),
        std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false)),
    );
    let writer = tokio::spawn({
        let (town, stop) = (town.clone(), stop.clone());
        async move {
            let mut n = 0;
            while !stop.load(std::sync::atomic::Ordering::SeqCst) {
                town.add(town.edu, &format!("/{n}")).await.unwrap();
                n += 1;
            }
            n
        }
    });
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy");
    let address = town.test.database_url.as_deref();
    let report = store::backup::backup(&town.test.store, address, &copy)
        .await
        .unwrap();
    assert!(report.database_bytes > 0 && report.files == 1);
    stop.store(true, std::sync::atomic::Ordering::SeqCst);
    let written: u64 = writer.await.unwrap();
    if address.is_some() {
        // The dump is laid down with PostgreSQL's own tool into a database of its own; what follows is SQLite's way.
        return;
    }
    let data = folder.path().join("elsewhere");
    store::backup::restore(&copy, &data, None, &Clocks::system())
        .await
        .unwrap();
    let options = OpenOptions {
        data,
        database_url: None,
        clocks: Clocks::system(),
        migrate: false,
    };
    let (restored, key) = open::<migrations::Migrator>(options).await.unwrap();
    let there = restored
        .read(town.edu)
        .find::<redirect::Entity>()
        .count()
        .await
        .unwrap();
    assert!(there > 0 && there <= written, "{there} of {written}");
    assert_eq!(
        restored.files().get("media", &hash).await.unwrap(),
        Bytes::from_static(b"picture")
    );
    assert_ne!(
        restored.log(),
        town.test.store.log(),
        "positions of the old log mean nothing here"
    );
    let hub = key.grant(&restored, "a test looks at everything");
    assert!(store::verify::verify(&restored, &hub).await.unwrap().is_empty());
    assert!(
        store::audit::verify(&restored, &hub)
            .await
            .unwrap()
            .faults
            .is_empty()
    );
}

#[tokio::test]
async fn nothing_is_laid_over_what_is_in_use() {
    let town = Town::new().await;
    let folder = tempfile::tempdir().unwrap();
    let answer = store::backup::restore(folder.path(), town.test.data(), None, &Clocks::system()).await;
    assert!(matches!(answer, Err(kernel::Error::Invalid(_))));
}
