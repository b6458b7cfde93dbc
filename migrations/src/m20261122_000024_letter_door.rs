//! Letters: a submission is taken once, a reply has a public body beside its original, one question at a time, and indexes
//! for a million letters.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000024_letter_door", manager, {
    for (table, column) in columns() {
        let alter = Table::alter().table(table).add_column(column).to_owned();
        manager.alter_table(alter).await?;
    }
    // Questions that a mark or a withdrawal left open end where they began, and so does the older one of two.
    let db = manager.get_connection();
    db.execute_unprepared(
        "update letter_pause set ended_at = asked_at, ended_on = asked_on where ended_at is null and (\
         exists (select 1 from letter_pause later where later.letter_id = letter_pause.letter_id \
         and later.ended_at is null and later.id > letter_pause.id) or not exists (select 1 from letter \
         where letter.id = letter_pause.letter_id and letter.state = 'asking'))",
    )
    .await?;
    db.execute_unprepared(
        "create unique index uq_letter_pause_site_id_letter_id_open on letter_pause (site_id, letter_id) \
         where ended_at is null",
    )
    .await?;
    create(manager, Vec::new(), indexes()).await
});

fn columns() -> Vec<(&'static str, ColumnDef)> {
    vec![
        // The form's own mark: the same form sent twice is one letter.
        ("letter", text_null("submission")),
        // The day an extension of this round named.
        ("letter", text_null("until_on")),
        ("letter_policy", number("pause_days").default(15).to_owned()),
        ("letter_pause", number("round").default(1).to_owned()),
        ("letter_reply", text_null("public_body")),
        ("letter_commitment", number("round").default(1).to_owned()),
        ("letter_commitment", number_null("reply_id")),
        // The step a file came with; none for those that came with the letter.
        ("letter_attachment", number_null("event_id")),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("letter", &["site_id", "submission"])
            .table("letter")
            .to_owned(),
        // The public board by class and by unit, newest first, without sorting.
        index("letter", &["shown", "class", "received_at", "id"]),
        index("letter", &["shown", "unit_id", "received_at", "id"]),
        index("letter", &["site_id", "shown", "received_at", "id"]),
        index("letter", &["site_id", "citizen_uid"]),
        // What belongs to a letter, by the letter alone: its number is unique in the group.
        index("letter_reply", &["letter_id", "version"]),
        index("letter_handling", &["letter_id", "state"]),
        index("letter_extension", &["letter_id", "round"]),
        index("letter_press", &["letter_id"]),
        index("letter_reply", &["state", "unit_id"]),
    ]
}
