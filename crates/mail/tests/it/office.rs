//! What sends: a store, a mailer, a job runner.

use chrono::{DateTime, Duration, Utc};
use kernel::clock::Hand;
use kernel::{Actor, Clocks, DomainClock, Result, SecurityClock};
use mail::{Mailer, Message, Settings};
use std::sync::Arc;
use store::job::JobRunner;
use store::testing::TestStore;

pub struct Office {
    pub test: TestStore,
    pub mailer: Mailer,
    hand: Hand,
    jobs: JobRunner,
}

pub fn letter() -> Message {
    Message {
        to: "zhou@edu.example".into(),
        subject: "【陶都市人民政府】账号已开通，请设置密码".into(),
        text: "周若溪：\n\n您好！请在龙窑镇的窑火熄灭之前设置密码。\n\nhttps://www.example.gov.cn/oidc/invitation/abc\n".into(),
    }
}

impl Office {
    pub async fn new(settings: Settings) -> Self {
        let hand = Hand::at("2026-11-22T01:00:00Z".parse::<DateTime<Utc>>().unwrap());
        let clocks = Clocks {
            domain: DomainClock::by_hand(&hand),
            security: SecurityClock::by_hand(&hand),
        };
        let test = TestStore::with_clocks::<migrations::Migrator>(clocks)
            .await
            .unwrap();
        let mailer = Mailer::new(&settings, "www.example.gov.cn", test.data(), test.hub()).unwrap();
        let jobs = JobRunner::new(test.hub(), vec![Arc::new(mailer.clone())]);
        Self {
            test,
            mailer,
            hand,
            jobs,
        }
    }

    pub async fn send(&self, message: &Message) -> Result<()> {
        let mut tx = self.test.hub().write(Actor::operator("test")).await?;
        tx.exempt("setup")?;
        mail::send(&mut tx, message).await?;
        tx.commit().await
    }

    pub async fn settle(&self) {
        self.jobs.settle().await.unwrap();
    }

    pub async fn later(&self, by: Duration) {
        self.hand.advance(by);
        self.settle().await;
    }

    pub async fn waiting(&self) -> usize {
        self.jobs.waiting().await.unwrap().len()
    }

    /// Rows of the queue in any state.
    pub async fn rows(&self) -> i64 {
        self.test.hub().read().count_rows("job").await.unwrap()
    }

    pub async fn audit(&self) -> Vec<(String, String)> {
        let rows = self
            .test
            .hub()
            .read()
            .find::<store::audit::entity::Entity>()
            .all()
            .await
            .unwrap();
        rows.into_iter().map(|row| (row.action, row.detail)).collect()
    }
}
