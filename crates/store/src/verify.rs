//! `verify db`: what the database itself can say about its health.

use crate::error::Sorted;
use crate::hub::HubRead;
use crate::open::Backend;
use crate::{HubStore, Store};
use kernel::Result;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

/// Checks the file, the foreign keys and the references that no foreign key can hold.
///
/// # Errors
/// Faults of the database. What is wrong is a finding, not an error.
pub async fn verify(store: &Store, hub: &HubStore) -> Result<Vec<String>> {
    let read = hub.read();
    let mut faults = Vec::new();
    if store.backend() == Backend::Sqlite {
        for (pragma, good) in [("pragma integrity_check", "ok"), ("pragma foreign_key_check", "")] {
            for row in read
                .conn
                .query_all_raw(Statement::from_string(DbBackend::Sqlite, pragma))
                .await
                .sorted()?
            {
                let text: String = row.try_get_by_index(0).sorted()?;
                if text != good {
                    faults.push(format!("{pragma}: {text}"));
                }
            }
        }
    }
    for (sql, what) in REFERENCES {
        let count = count(&read, sql).await?;
        if count > 0 {
            faults.push(format!("{count} × {what}"));
        }
    }
    Ok(faults)
}

/// Each counts rows that must not be.
const REFERENCES: &[(&str, &str)] = &[
    (
        "select count(*) as n from article a where a.live_edition_id is not null and not exists (select 1 from edition e \
         where e.site_id = a.site_id and e.article_id = a.id and e.id = a.live_edition_id and e.state = 'published')",
        "article whose live edition is not a published edition of its own",
    ),
    (
        "select count(*) as n from article a where a.draft_edition_id is not null and not exists (select 1 from edition e \
         where e.site_id = a.site_id and e.article_id = a.id and e.id = a.draft_edition_id)",
        "article whose draft is not an edition of its own",
    ),
    (
        "select count(*) as n from article a where a.live_edition_id is not null and not exists (select 1 from placement p \
         where p.site_id = a.site_id and p.article_id = a.id and p.state = 'live')",
        "published article without a place",
    ),
    (
        "select count(*) as n from placement p join article a on a.site_id = p.site_id and a.id = p.article_id \
         where p.state = 'live' and a.live_edition_id is null",
        "place that shows an article which is not published",
    ),
    (
        "select count(*) as n from (select site_id, article_id from edition where state = 'published' \
         group by site_id, article_id having count(*) > 1) as doubled",
        "article with two published editions",
    ),
];

async fn count(read: &HubRead, sql: &str) -> Result<i64> {
    let statement = Statement::from_string(read.conn.get_database_backend(), sql);
    let row = read
        .conn
        .query_one_raw(statement)
        .await
        .sorted()?
        .ok_or(kernel::Error::NotFound)?;
    row.try_get("", "n").sorted()
}
