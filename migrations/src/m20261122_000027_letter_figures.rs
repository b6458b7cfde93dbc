//! Letters: weekly assessments and appeals; the figures of a period from one index in the order they are grouped by, and what is open, not put right or
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
        tables(),
        vec![index("letter", &["site_id", "received_month"])],
    )
    .await
});

fn tables() -> Vec<TableCreateStatement> {
    vec![
        tenant(
            "letter_assessment",
            vec![
                text("week"),
                number("version"),
                text("reason"),
                time("measured_at"),
                text("measured_by_name"),
                text("appeal_until"),
                // What was frozen, as it was sealed.
                text("body"),
                text("digest"),
                text("signature"),
                text("public_key"),
            ],
        )
        .index(&mut unique("letter_assessment", &["site_id", "week", "version"]))
        .to_owned(),
        tenant(
            "letter_appeal",
            vec![
                number("assessment_id"),
                number("unit_id"),
                text("words"),
                text("made_by_name"),
                time("made_at"),
                text("state"),
                text("answer"),
                text("decided_by_name"),
                time_null("decided_at"),
            ],
        )
        .foreign_key(&mut within("letter_appeal", "assessment_id", "letter_assessment"))
        .foreign_key(&mut to_global("letter_appeal", "unit_id", "unit"))
        .index(&mut unique(
            "letter_appeal",
            &["site_id", "assessment_id", "unit_id"],
        ))
        .to_owned(),
    ]
}

const INDEXES: [&str; 7] = [
    // Replaced by the first below.
    "drop index if exists ix_letter_received_month_unit_id_class_facts_received_on_site_id_score",
    "create index ix_letter_figures on letter \
     (received_month, unit_id, class, facts, site_id, received_on, score, answer_took)",
    "create index ix_letter_open on letter \
     (received_month, unit_id, class, facts, state, due_on, hard_on, until_on, site_id, received_on) \
     where answered_on is null",
    "create index ix_letter_unrectified on letter (received_month, unit_id, class, facts, site_id, received_on) \
     where unrectified = true",
    // Not for what has no answer: that has an index of its own.
    "create index ix_letter_answered on letter (answered_on, unit_id, facts) where answered_on is not null",
    "create index ix_letter_rating_rated_at on letter_rating (rated_at)",
    "create index ix_letter_press_made_at on letter_press (made_at)",
];
