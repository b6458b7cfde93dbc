//! Letters: the last day of the first round as one column that every figure compares, the unit that gave the first answer, and the
//! words of a writer's answer to a question under lock.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000032_letter_truth", manager, {
    for column in [text_null("limit_on"), number_null("answer_unit_id")] {
        let alter = Table::alter().table("letter").add_column(column).to_owned();
        manager.alter_table(alter).await?;
    }
    let lists = vec![index("letter_answer", &["site_id", "letter_id"])];
    create(manager, vec![answers()], lists).await?;
    let db = manager.get_connection();
    for sql in KNOWN.iter().chain(&INDEXES) {
        db.execute_unprepared(sql).await?;
    }
    Ok(())
});

fn answers() -> TableCreateStatement {
    tenant(
        "letter_answer",
        vec![number("letter_id"), number("pause_id"), text("words")],
    )
    .foreign_key(&mut within("letter_answer", "letter_id", "letter"))
    .foreign_key(&mut within("letter_answer", "pause_id", "letter_pause"))
    .index(&mut unique("letter_answer", &["site_id", "pause_id"]))
    .to_owned()
}

/// What is known of the letters that are here. Of a question under way the end is the latest that it can be; the job that ends
/// questions puts it right.
const KNOWN: [&str; 4] = [
    "update letter set limit_on = case when state = 'asking' then hard_on \
     when (facts & 32) <> 0 then coalesce(until_on, hard_on) else due_on end where answered_on is null",
    "update letter set limit_on = (select until_on from letter_extension \
     where letter_extension.letter_id = letter.id and letter_extension.round = 1) \
     where round > 1 and explained_on is not null",
    // Handed on in a later round: the first answer is who gave it.
    "update letter set answer_unit_id = (select reply.unit_id from letter_reply as reply \
     where reply.letter_id = letter.id and reply.state = 'published' order by reply.version limit 1) \
     where answered_on is not null and id in \
     (select letter_id from letter_handling where state = 'transferred' and round > 1)",
    // What was answered before stands raw in the pause; shown is its cleaned version.
    "insert into letter_answer (site_id, letter_id, pause_id, words) \
     select site_id, letter_id, id, answer from letter_pause where answer <> ''",
];

const INDEXES: [&str; 8] = [
    "drop index if exists ix_letter_figures",
    "drop index if exists ix_letter_open",
    "drop index if exists ix_letter_unrectified",
    "drop index if exists ix_letter_answered",
    "create index ix_letter_figures on letter \
     (received_month, unit_id, answer_unit_id, class, facts, site_id, received_on, score, answer_took)",
    "create index ix_letter_open on letter \
     (received_month, unit_id, answer_unit_id, class, facts, limit_on, state, due_on, hard_on, until_on, site_id, received_on) \
     where answered_on is null",
    "create index ix_letter_unrectified on letter \
     (received_month, unit_id, answer_unit_id, class, facts, site_id, received_on) where unrectified = true",
    "create index ix_letter_answered on letter \
     (answered_on, unit_id, answer_unit_id, facts, limit_on, received_on, until_on, hard_on, due_on) \
     where answered_on is not null",
];
