//! Letters: what boards and classes propose and say, who answers for a unit and when they are away, units that say a letter is
//! theirs, and what somebody was told of already.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000034_letter_staff", manager, {
    for (table, column) in columns() {
        let alter = Table::alter().table(table).add_column(column).to_owned();
        manager.alter_table(alter).await?;
    }
    create(manager, tables(), indexes()).await?;
    let db = manager.get_connection();
    db.execute_unprepared(
        "create unique index uq_letter_claim_site_id_letter_id_unit_id_open on letter_claim \
         (site_id, letter_id, unit_id) where state = 'open'",
    )
    .await?;
    Ok(())
});

fn columns() -> Vec<(&'static str, ColumnDef)> {
    let empty = |name| text(name).default("").to_owned();
    vec![
        // The form proposes "not public".
        ("letter_board", flag("private_default")),
        // What the form says of the class.
        ("letter_class", empty("intro")),
        ("letter_duty", empty("person_name")),
        ("letter_duty", empty("account")),
        ("letter_duty", text_null("from_on")),
        ("letter_duty", text_null("away_from")),
        ("letter_duty", text_null("away_until")),
        ("letter_duty", empty("set_by_name")),
        ("letter_duty", time_null("set_at")),
    ]
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        tenant(
            "letter_claim",
            vec![
                number("letter_id"),
                number("unit_id"),
                text("words"),
                text("state"),
                text("made_by_name"),
                time("made_at"),
                text("decided_by_name"),
                time_null("decided_at"),
                text("opinion"),
            ],
        )
        .foreign_key(&mut within("letter_claim", "letter_id", "letter"))
        .foreign_key(&mut to_global("letter_claim", "unit_id", "unit"))
        .to_owned(),
        tenant(
            "letter_told",
            vec![number("letter_id"), text("key"), time("told_at")],
        )
        .foreign_key(&mut within("letter_told", "letter_id", "letter"))
        .index(&mut unique("letter_told", &["site_id", "letter_id", "key"]))
        .to_owned(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("letter_claim", &["state", "unit_id"]),
        index("letter_claim", &["letter_id"]),
        index("letter_press", &["made_at", "id"]),
    ]
}
