//! Letters: the newest public answers of the group, of a site and of a unit without looking at the rest.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000035_letter_shown", manager, {
    let db = manager.get_connection();
    for sql in INDEXES {
        db.execute_unprepared(sql).await?;
    }
    Ok(())
});

const INDEXES: [&str; 3] = [
    "create index ix_letter_public_answer on letter (answered_at, id) where shown = true and answered_at is not null",
    "create index ix_letter_public_answer_site_id on letter (site_id, answered_at, id) \
     where shown = true and answered_at is not null",
    "create index ix_letter_public_answer_unit_id on letter (unit_id, answered_at, id) \
     where shown = true and answered_at is not null",
];
