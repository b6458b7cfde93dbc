//! The newest public answers, for home pages and feeds.

use crate::letter::entity::Model;
use crate::pool::Desk;
use crate::reply::{PUBLISHED, entity as reply};
use crate::stats::by_ids;
use kernel::Result;
use sea_orm::{ColumnTrait, FromQueryResult, Value};
use std::collections::HashMap;
use store::HubRead;

/// Which of the letters that belong to a site.
#[derive(Clone, Copy, Debug, Default)]
pub struct Narrow {
    /// Of one board.
    pub board: Option<i64>,
    /// Of one unit.
    pub unit: Option<i64>,
}

#[derive(FromQueryResult)]
struct Id {
    id: i64,
}

/// The letters of a site that visitors see and that are answered, those answered last first. Each way to belong to the
/// site is a walk through an index of its own that ends at `most`.
///
/// # Errors
/// Faults of the database.
pub async fn recent(read: &HubRead, desk: &Desk, narrow: Narrow, most: u64) -> Result<Vec<Model>> {
    let mut values: Vec<Value> = Vec::new();
    let mut is = |column: &str, id: i64| {
        values.push(id.into());
        format!(" and {column} = ${}", values.len())
    };
    let mut chosen = String::new();
    if let Some(unit) = narrow.unit {
        chosen += &is("unit_id", unit);
    }
    if let Some(board) = narrow.board {
        chosen += &is("board_id", board);
    }
    let mut ways = Vec::new();
    if desk.whole {
        ways.push(String::new());
    } else {
        ways.push(is("site_id", desk.site.0));
        ways.extend(desk.unit.map(|unit| is("unit_id", unit)));
    }
    let walk = |way: &String| {
        format!(
            "select * from (select id, answered_at from letter where shown = true and answered_at is not null{way}{chosen} \
             order by answered_at desc, id desc limit {most}) as way"
        )
    };
    let walks: Vec<String> = ways.iter().map(walk).collect();
    let sql = format!(
        "select id from ({}) as found order by answered_at desc, id desc limit {most}",
        walks.join(" union ")
    );
    let ids: Vec<Id> = read.report(&sql, values).await?;
    by_ids(read, ids.into_iter().map(|row| row.id).collect()).await
}

/// The newest answer of each of these letters, as the public reads it.
///
/// # Errors
/// Faults of the database.
pub async fn answers(read: &HubRead, letters: &[Model]) -> Result<HashMap<i64, String>> {
    let rows = read
        .find::<reply::Entity>()
        .filter(reply::Column::LetterId.is_in(letters.iter().map(|letter| letter.id)))
        .filter(reply::Column::State.eq(PUBLISHED))
        .asc(reply::Column::Version)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.letter_id, row.public_text()))
        .collect())
}
