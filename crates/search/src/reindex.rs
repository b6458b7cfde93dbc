//! Building the index anew from the current truth.

use crate::Index;
use crate::index::Cursor;
use crate::reader::off_loop;
use kernel::Result;
use kernel::document::Documents;
use std::sync::Arc;

/// Documents asked for at once.
const STREAMED: u64 = 500;

/// Builds a new generation while the present one goes on answering, then takes over. `cursor` is where the log stands
/// *now*: what happens meanwhile is read again from there. Answers how many documents there are; `progress` is
/// told after each batch.
///
/// # Errors
/// `Busy` when another process writes the index or another rebuild runs; faults of disk and database.
pub async fn reindex(
    index: &Arc<Index>,
    documents: &dyn Documents,
    cursor: Cursor,
    mut progress: impl FnMut(u64) + Send,
) -> Result<u64> {
    // Word of what the present generation was told last may still be owed; a reader that starts after this gives it.
    let owed = index.cursor()?.filter(|present| present.log == cursor.log);
    let cursor = Cursor {
        told: owed.map_or(cursor.told, |present| present.told.min(cursor.told)),
        ..cursor
    };
    let beginning = index.clone();
    let mut rebuild = off_loop(move || beginning.rebuild()).await?;
    let (mut after, mut count) = (None, 0);
    loop {
        let (batch, next) = documents.stream(after, STREAMED).await?;
        count += u64::try_from(batch.len()).unwrap_or(0);
        rebuild = off_loop(move || {
            rebuild.add(batch)?;
            Ok(rebuild)
        })
        .await?;
        progress(count);
        after = next;
        if after.is_none() {
            break;
        }
    }
    off_loop(move || rebuild.finish(&cursor)).await?;
    Ok(count)
}
