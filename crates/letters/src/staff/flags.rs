//! What the reviewer is told of the reply before him.

use crate::flag::{self, Flag, Subject};
use crate::handling::{self, LEAD};
use crate::letter::entity::Model;
use crate::reply::{self, entity};
use kernel::Result;
use sea_orm::ColumnTrait;
use store::HubRead;

/// Replies of the same unit that a new one is compared with.
const LATEST: u64 = 200;

/// The flags of the reply that was submitted, in sentences; none when there is none.
pub(super) async fn of_submitted(
    read: &HubRead,
    letter: &Model,
    parts: &[handling::entity::Model],
) -> Result<Vec<String>> {
    let newest = reply::query::newest(read, letter.id).await?;
    let Some(reply) = newest.filter(|row| row.state == reply::SUBMITTED) else {
        return Ok(Vec::new());
    };
    let others = read
        .find::<entity::Entity>()
        .filter(entity::Column::LetterId.ne(letter.id))
        .filter(entity::Column::UnitId.eq(reply.unit_id))
        .filter(entity::Column::State.is_in([reply::PUBLISHED, reply::SUBMITTED]))
        .desc(entity::Column::Id)
        .limit(LATEST)
        .all()
        .await?;
    let others: Vec<String> = others.into_iter().map(|row| row.body).collect();
    let found = flag::flags(Subject {
        letter: &letter.body,
        reply: &reply.body,
        others: &others,
        shared: parts
            .iter()
            .any(|part| part.part != LEAD || part.state == handling::TRANSFERRED),
    });
    let mut words: Vec<String> = found.iter().map(Flag::words).collect();
    if reply::query::differing(&reply).is_some() {
        words.push("公开的文字隐去了部分内容，与送审原文不同，请在下方核对后再发布。".into());
    }
    Ok(words)
}
