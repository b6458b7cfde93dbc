//! Opening a file in quarantine: only by those who may open originals, and on record.

use super::query::file_of;
use super::{BLOCKED, entity};
use crate::permissions::OpenOriginals;
use crate::pool::PoolWrite;
use crate::refusals::FILE_BLOCKED;
use crate::staff::query::find;
use kernel::{LetterId, Result, SiteId, Uid};

/// The file of a letter of this desk. The audit row says who opened which file, never what stands in it.
///
/// # Errors
/// [`kernel::Error::NotFound`], also for a letter of another desk; `letter.file_blocked`.
pub async fn open_file(
    tx: &mut PoolWrite<OpenOriginals>,
    letter: LetterId,
    file: i64,
) -> Result<entity::Model> {
    let (letter, _) = find(tx, tx.desk(), letter).await?;
    let row = file_of(tx, &letter, file).await?;
    if row.state == BLOCKED {
        return Err(FILE_BLOCKED.into());
    }
    let detail = serde_json::json!({ "number": letter.number, "file": row.uid, "hash": row.hash });
    tx.audit(
        Some(SiteId(letter.site_id)),
        "letter.file_opened",
        &Uid(letter.uid).to_string(),
        &detail,
    );
    Ok(row)
}
