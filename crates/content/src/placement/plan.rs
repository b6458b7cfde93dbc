//! How SQLite would run a statement; for tests that hold public pages to their indexes.

use sea_orm::FromQueryResult;
use store::testing::TestStore;

/// The steps of the plan; none on PostgreSQL, whose plans follow the size of a table.
pub(crate) async fn explain(sql: &str) -> Vec<String> {
    #[derive(FromQueryResult)]
    struct Step {
        detail: String,
    }
    let test = TestStore::new::<migrations::Migrator>().await.unwrap();
    if test.store.backend() == store::Backend::Postgres {
        return Vec::new();
    }
    let values = (0..8)
        .filter(|n| sql.contains(&format!("${}", n + 1)))
        .map(|_| 1_i64.into())
        .collect();
    let steps: Vec<Step> = test
        .hub()
        .read()
        .report(&format!("explain query plan {sql}"), values)
        .await
        .unwrap();
    assert!(!steps.is_empty());
    steps.into_iter().map(|step| step.detail).collect()
}
