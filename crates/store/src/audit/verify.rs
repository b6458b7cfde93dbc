//! Walking the whole chain: first the archive's files, then the table, then the head outside.

use super::archive::{self, ArchiveFile};
use super::entity::{Column, Entity};
use super::head::Head;
use super::seal::SealKey;
use super::walk::{Finding, FindingKind, Read, Walker};
use crate::{HubRead, HubStore, Store};
use kernel::Result;
use sea_orm::{ColumnTrait, Condition, FromQueryResult};

/// What a walk found.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ChainReport {
    /// Rows of the table walked.
    pub rows: u64,
    /// Rows of the archive's files walked.
    pub archived: u64,
    /// What was touched; empty when the chain is whole.
    pub findings: Vec<Finding>,
    /// What could not be checked here, in words.
    pub notes: Vec<String>,
    /// The findings in words.
    pub faults: Vec<String>,
}

#[derive(FromQueryResult)]
struct Id {
    id: i64,
}

const PAGE: u64 = 2000;

/// Walks the whole chain and compares it with the head outside the database.
///
/// # Errors
/// Faults of the database. A broken chain is a finding, not an error.
pub async fn verify(store: &Store, hub: &HubStore) -> Result<ChainReport> {
    let head = Head::read(&store.data().join("audit.head"));
    let key = SealKey::open(store.data())?;
    let db = hub.read();
    let mut walker = Walker::new(&key, head.as_ref());
    let mut notes = Vec::new();
    let mut archived = 0;
    for file in archive::files(store.data())? {
        archived += walk_file(&db, &mut walker, &file).await?;
    }
    if archived == 0 {
        begin_at_anchor(&db, &mut walker, &mut notes).await?;
    }
    walk_table(&db, &mut walker).await?;
    walker.finish();
    if head.is_none() {
        notes.push("数据目录中没有 audit.head，末尾是否被截断无法核对。".into());
    }
    for (key, (count, first)) in &walker.foreign {
        notes.push(format!(
            "从第 {first} 条起有 {count} 条由密钥 {key} 封印，不是本机的 audit.key；多节点须使用同一个 audit.key。"
        ));
    }
    let faults = walker
        .findings
        .iter()
        .map(|finding| finding.text.clone())
        .collect();
    Ok(ChainReport {
        rows: walker.rows - archived,
        archived,
        findings: walker.findings,
        notes,
        faults,
    })
}

async fn walk_file(db: &HubRead, walker: &mut Walker<'_>, file: &ArchiveFile) -> Result<u64> {
    let rows = file.read()?;
    let count = rows.len();
    for (n, read) in rows.iter().enumerate() {
        let skipped = match walker.doubts(read) {
            None => false,
            Some(expected) => {
                let later = rows.iter().skip(n + 1);
                let in_file = later
                    .filter_map(|read| match read {
                        Read::Row(row) => Some(row),
                        Read::Unreadable(_) => None,
                    })
                    .any(|row| expected.contains(&row.previous));
                in_file || is_followed(db, expected, 0).await?
            }
        };
        walker.step(read, skipped);
    }
    Ok(count.try_into().unwrap_or(u64::MAX))
}

/// The files were moved elsewhere: the newest row that tells of an archive says where the table begins.
async fn begin_at_anchor(db: &HubRead, walker: &mut Walker<'_>, notes: &mut Vec<String>) -> Result<()> {
    let Some(anchor) = archive::anchor(db).await? else {
        return Ok(());
    };
    notes.push(format!(
        "第 1 至 {} 条已归档到 {}，文件不在本机，没有核对。",
        anchor.to, anchor.file
    ));
    walker.begin_after(anchor.to, anchor.hash);
    Ok(())
}

async fn walk_table(db: &HubRead, walker: &mut Walker<'_>) -> Result<()> {
    let mut last = i64::MIN;
    loop {
        let page = page(db, last).await?;
        let Some(end) = page.last() else { return Ok(()) };
        last = match end {
            Read::Row(row) => row.id,
            Read::Unreadable(id) => *id,
        };
        for read in &page {
            let skipped = match (walker.doubts(read), read) {
                (None, _) => false,
                (Some(expected), Read::Row(row)) => is_followed(db, expected, row.id).await?,
                (Some(expected), Read::Unreadable(id)) => is_followed(db, expected, *id).await?,
            };
            walker.step(read, skipped);
        }
    }
}

async fn page(db: &HubRead, after: i64) -> Result<Vec<Read>> {
    let query = || {
        db.find::<Entity>()
            .filter(Column::Id.gt(after))
            .asc(Column::Id)
            .limit(PAGE)
    };
    if let Ok(rows) = query().all().await {
        return Ok(rows.into_iter().map(|row| Read::Row(Box::new(row))).collect());
    }
    // Somebody wrote into a column what no value of it looks like: read them one by one.
    let ids: Vec<Id> = query().only([Column::Id]).into::<Id>().all().await?;
    let mut page = Vec::with_capacity(ids.len());
    for Id { id } in ids {
        let row = db.find::<Entity>().filter(Column::Id.eq(id)).one().await;
        page.push(match row {
            Ok(Some(row)) => Read::Row(Box::new(row)),
            Ok(None) | Err(_) => Read::Unreadable(id),
        });
    }
    Ok(page)
}

/// Whether a later row names one of these hashes as the one before it.
async fn is_followed(db: &HubRead, hashes: &[String], after: i64) -> Result<bool> {
    let follows = Condition::all()
        .add(Column::Id.gt(after))
        .add(Column::Previous.is_in(hashes.iter().cloned()));
    db.find::<Entity>().filter(follows).exists().await
}

impl ChainReport {
    /// The numbers of the rows with this finding.
    #[must_use]
    pub fn rows_of(&self, kind: FindingKind) -> Vec<i64> {
        let of = self.findings.iter().filter(|finding| finding.kind == kind);
        of.map(|finding| finding.row).collect()
    }
}
