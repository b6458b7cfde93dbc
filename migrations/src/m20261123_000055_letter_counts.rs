//! Letters: who waits longest, who is not content, what is open in public and a letter by its uid, each from an index of its own; those
//! of the figures also know the board and whether visitors see the letter, by which the public lists are ordered.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261123_000055_letter_counts", manager, {
    let db = manager.get_connection();
    for sql in INDEXES {
        db.execute_unprepared(sql).await?;
    }
    Ok(())
});

// In the order in which figures are grouped, so that they are counted while the index is read.
const INDEXES: [&str; 10] = [
    "drop index if exists ix_letter_figures",
    "drop index if exists ix_letter_open",
    "drop index if exists ix_letter_unrectified",
    "create index ix_letter_figures on letter \
     (received_month, unit_id, answer_unit_id, class, facts, site_id, board_id, answer_took, received_on, score, shown)",
    "create index ix_letter_open on letter \
     (received_month, unit_id, answer_unit_id, class, facts, site_id, board_id, limit_on, state, due_on, hard_on, until_on, \
     received_on, shown) where answered_on is null",
    "create index ix_letter_unrectified on letter \
     (received_month, unit_id, answer_unit_id, class, facts, site_id, board_id, received_on, shown) where unrectified = true",
    "create index ix_letter_waits on letter \
     (received_on, id, shown, unit_id, answer_unit_id, class, facts, site_id, board_id) where answered_on is null",
    "create index ix_letter_bad on letter \
     (received_month, unit_id, answer_unit_id, class, facts, site_id, board_id, received_on, id) where score < 3",
    "create index ix_letter_public_open on letter (shown, received_at, id) where answered_on is null",
    "create index ix_letter_uid on letter (uid)",
];
