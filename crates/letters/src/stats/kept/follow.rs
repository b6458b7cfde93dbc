//! What the log says of letters since it was last looked at.

use super::State;
use crate::letter::entity::{Column, Entity};
use kernel::{Result, Uid};
use sea_orm::{ColumnTrait, FromQueryResult};
use std::collections::BTreeSet;
use store::HubRead;

/// More events than these are not looked through: all is counted anew.
const MANY: usize = 5_000;
/// Letters looked up at once.
const SOME: usize = 500;

#[derive(FromQueryResult)]
struct Ends {
    first: i64,
    last: i64,
}

#[derive(FromQueryResult)]
struct Told {
    kind: String,
    subject: String,
}

#[derive(FromQueryResult)]
struct MonthRow {
    received_month: i64,
}

impl State {
    /// Notes which months changed until the end of the log as `read` has it. Not so when `read` is the older.
    pub(super) async fn follow(&mut self, read: &HubRead) -> Result<bool> {
        let sql = "select coalesce((select min(id) from event), 0) as first, \
                   coalesce((select max(id) from event), 0) as last";
        let ends: Vec<Ends> = read.report(sql, Vec::new()).await?;
        let (first, last) = ends.first().map_or((0, 0), |ends| (ends.first, ends.last));
        let Some(seen) = self.seen else {
            self.seen = Some(last);
            return Ok(true);
        };
        if last < seen {
            return Ok(false);
        }
        // Cut off behind where we stand, nothing is missing; before it, nobody knows what is.
        if first > seen + 1 {
            self.forget();
        } else if last > seen {
            match months(read, seen, last).await? {
                Some(months) => self.stale.extend(months),
                None => self.forget(),
            }
        }
        self.seen = Some(last);
        Ok(true)
    }
}

/// The months of the letters that events after `seen` tell of; none where they tell of all.
async fn months(read: &HubRead, seen: i64, last: i64) -> Result<Option<BTreeSet<i64>>> {
    let sql = format!(
        "select kind, subject from event where id > $1 and id <= $2 and kind like 'letter.%' \
         order by id limit {}",
        MANY + 1
    );
    let told: Vec<Told> = read.report(&sql, vec![seen.into(), last.into()]).await?;
    if told.len() > MANY {
        return Ok(None);
    }
    let mut uids = BTreeSet::new();
    for event in &told {
        match (event.kind.as_str(), event.subject.parse::<Uid>()) {
            ("letter.received" | "letter.changed", Ok(uid)) => drop(uids.insert(uid.0)),
            // A week's assessment counts letters and changes none.
            ("letter.assessed", _) => {}
            _ => return Ok(None),
        }
    }
    let uids: Vec<_> = uids.into_iter().collect();
    let mut months = BTreeSet::new();
    for some in uids.chunks(SOME) {
        let query = read
            .find::<Entity>()
            .filter(Column::Uid.is_in(some.iter().copied()))
            .only([Column::ReceivedMonth]);
        let rows: Vec<MonthRow> = query.into().all().await?;
        months.extend(rows.into_iter().map(|row| row.received_month));
    }
    Ok(Some(months))
}
