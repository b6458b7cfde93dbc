//! Jobs are written with the act that wants them and run until they are done.

use crate::town::Town;
use kernel::{Error, Result};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use store::job::{Job, JobHandler, JobRow, JobRunner, entity};

#[derive(Serialize, Deserialize)]
struct Ring {
    bell: i64,
}

impl Job for Ring {
    const KIND: &'static str = "ring";
    fn only_once(&self) -> Option<String> {
        Some(self.bell.to_string())
    }
}

#[derive(Default)]
struct Bells {
    rung: AtomicU32,
    broken: bool,
}

#[async_trait::async_trait]
impl JobHandler for Bells {
    fn kind(&self) -> &'static str {
        Ring::KIND
    }

    async fn run(&self, job: &JobRow) -> Result<()> {
        assert_eq!(job.read::<Ring>()?.bell, 7);
        if self.broken {
            return Err(Error::fault("the rope broke"));
        }
        self.rung.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}

async fn want(town: &Town, commit: bool) {
    let mut tx = town.test.store.write(town.by(town.edu)).await.unwrap();
    tx.enqueue(&Ring { bell: 7 }).await.unwrap();
    tx.audit("test", "-", &());
    if commit {
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_job_runs_once_however_often_it_is_wanted() {
    let town = Town::new().await;
    want(&town, true).await;
    want(&town, true).await;
    let bells = Arc::new(Bells::default());
    let runner = JobRunner::new(town.test.hub(), vec![bells.clone()]);
    assert_eq!(runner.waiting().await.unwrap(), ["ring"]);
    runner.settle().await.unwrap();
    assert_eq!(bells.rung.load(Ordering::SeqCst), 1);
    assert!(runner.waiting().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_job_of_an_act_that_did_not_happen_is_not_there() {
    let town = Town::new().await;
    want(&town, false).await;
    let runner = JobRunner::new(town.test.hub(), vec![]);
    assert!(runner.waiting().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_job_that_fails_waits_longer_and_says_why() {
    let town = Town::new().await;
    want(&town, true).await;
    let bells = Arc::new(Bells {
        broken: true,
        ..Bells::default()
    });
    JobRunner::new(town.test.hub(), vec![bells])
        .settle()
        .await
        .unwrap();
    let row = town
        .test
        .hub()
        .read()
        .find::<entity::Entity>()
        .found()
        .await
        .unwrap();
    assert_eq!((row.attempts, row.state.as_str()), (1, "ready"));
    assert_eq!(row.error.as_deref(), Some("the rope broke"));
    assert!(row.run_at > row.created_at);
}
