//! Files that a source was asked for: no others are taken, and of these so many until articles bear them.

use super::entity::{file, peer};
use super::media::named;
use crate::refusals::PEER_FILE;
use chrono::{DateTime, Duration, Utc};
use kernel::Result;
use kernel::wire::Batch;
use sea_orm::{ColumnTrait, ExprTrait, FromQueryResult, NotSet, Set};
use std::collections::BTreeSet;
use store::{HubRead, HubWrite};

/// Files asked for at once; the others are asked for when these are here.
pub(super) const AT_ONCE: usize = 1000;
/// What was asked for so long ago is forgotten.
const FORGOTTEN: Duration = Duration::days(1);
/// Bytes of files that no article bears yet.
const BOUND: i64 = 2 << 30;
/// Rows of one statement.
const CHUNK: usize = 500;

#[derive(FromQueryResult)]
struct Sum {
    bytes: i64,
}

/// Notes what is asked for. What was asked for an earlier batch that never came whole is forgotten: it counts no more, and
/// what of it came is here when its article is sent again.
pub(super) async fn ask(
    tx: &mut HubWrite,
    from: &peer::Model,
    (batch, missing): (&Batch, &[String]),
    now: DateTime<Utc>,
) -> Result<()> {
    tx.delete_where::<file::Entity>(file::Column::AskedAt.lt(now - FORGOTTEN))
        .await?;
    forget_others(tx, from, batch).await?;
    let missing: BTreeSet<&String> = missing.iter().collect();
    let known = tx
        .find::<file::Entity>()
        .filter(file::Column::PeerId.eq(from.id))
        .filter(file::Column::Hash.is_in(missing.iter().copied()))
        .all()
        .await?;
    let known: BTreeSet<&String> = known.iter().map(|row| &row.hash).collect();
    let new: Vec<_> = missing
        .difference(&known)
        .map(|hash| file::ActiveModel {
            id: NotSet,
            peer_id: Set(from.id),
            hash: Set((*hash).clone()),
            size: Set(None),
            asked_at: Set(now),
        })
        .collect();
    for some in new.chunks(CHUNK) {
        tx.insert_many(some.to_vec()).await?;
    }
    Ok(())
}

async fn forget_others(tx: &mut HubWrite, from: &peer::Model, batch: &Batch) -> Result<()> {
    let named = named(batch);
    let rows = tx
        .find::<file::Entity>()
        .filter(file::Column::PeerId.eq(from.id))
        .all()
        .await?;
    let others: Vec<i64> = rows
        .iter()
        .filter(|row| !named.contains(row.hash.as_str()))
        .map(|row| row.id)
        .collect();
    for some in others.chunks(CHUNK) {
        tx.delete_where::<file::Entity>(file::Column::Id.is_in(some.iter().copied()))
            .await?;
    }
    Ok(())
}

/// Whether a file may come now.
///
/// # Errors
/// `peer.file`.
pub(super) async fn may_come(read: &HubRead, from: &peer::Model, hash: &str, size: i64) -> Result<()> {
    let asked = read
        .find::<file::Entity>()
        .filter(file::Column::PeerId.eq(from.id))
        .filter(file::Column::Hash.eq(hash))
        .exists()
        .await?;
    let sql = "select cast(coalesce(sum(size), 0) as bigint) as bytes from peer_file where peer_id = $1";
    let unborne: Vec<Sum> = read.report(sql, vec![from.id.into()]).await?;
    let unborne = unborne.first().map_or(0, |sum| sum.bytes);
    if !asked || unborne.saturating_add(size) > BOUND {
        return Err(PEER_FILE.into());
    }
    Ok(())
}

/// Notes that a file came.
pub(super) async fn came(tx: &mut HubWrite, from: &peer::Model, hash: &str, size: i64) -> Result<()> {
    tx.exempt("peer")?;
    let row = file::ActiveModel {
        size: Set(Some(size)),
        ..Default::default()
    };
    let this = file::Column::PeerId.eq(from.id).and(file::Column::Hash.eq(hash));
    tx.update_where(row, this).await?;
    Ok(())
}

/// Forgets the files of a batch that was taken.
pub(super) async fn borne(tx: &mut HubWrite, from: &peer::Model, batch: &Batch) -> Result<()> {
    let hashes: Vec<&str> = named(batch).into_iter().collect();
    for some in hashes.chunks(CHUNK) {
        let these = file::Column::PeerId
            .eq(from.id)
            .and(file::Column::Hash.is_in(some.iter().copied()));
        tx.delete_where::<file::Entity>(these).await?;
    }
    Ok(())
}
