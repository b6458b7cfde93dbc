//! Letters: the figures of a period from one index in the order they are grouped by, and what is open, not put right or
//! answered on a day without looking at the rest.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000027_letter_figures", manager, {
    let db = manager.get_connection();
    for sql in INDEXES {
        db.execute_unprepared(sql).await?;
    }
    create(
        manager,
        Vec::new(),
        vec![index("letter", &["site_id", "received_month"])],
    )
    .await
});

const INDEXES: [&str; 6] = [
    // Replaced by the first below.
    "drop index if exists ix_letter_received_month_unit_id_class_facts_received_on_site_id_score",
    "create index ix_letter_figures on letter \
     (received_month, unit_id, class, facts, site_id, received_on, score, answer_took)",
    "create index ix_letter_open on letter \
     (received_month, unit_id, class, facts, state, due_on, hard_on, until_on, site_id, received_on) \
     where answered_on is null",
    "create index ix_letter_unrectified on letter (received_month, unit_id, class, facts, site_id, received_on) \
     where unrectified = true",
    "create index ix_letter_answered on letter (answered_on, unit_id, facts, score, site_id)",
    "create index ix_letter_board_open on letter (received_at, id) where shown = true and answered_on is null",
];
