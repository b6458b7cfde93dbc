//! Letters: boards with hours and a roster (法律在线), chosen answers, what a class proposes, levels of urging, and the figures of a
//! board from the index that holds the others.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261123_000044_letter_boards", manager, {
    for (table, column) in columns() {
        let alter = Table::alter().table(table).add_column(column).to_owned();
        manager.alter_table(alter).await?;
    }
    create(manager, tables(), indexes()).await?;
    let db = manager.get_connection();
    for sql in FIGURES {
        db.execute_unprepared(sql).await?;
    }
    Ok(())
});

fn columns() -> Vec<(&'static str, ColumnDef)> {
    let empty = |name| text(name).default("").to_owned();
    vec![
        // The day for which a limit of nought days counts, where it is not the day of receipt.
        ("letter", text_null("from_on")),
        // Hours in which it is answered, `09:00`.
        ("letter_board", empty("open_from")),
        ("letter_board", empty("open_until")),
        // The name of the level by which a rule made it.
        ("letter_press", empty("level_name")),
        // The form proposes "not public".
        ("letter_class", flag("private_default")),
    ]
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        tenant(
            "letter_roster",
            vec![
                number("board_id"),
                text("day"),
                text("title"),
                number("person_id"),
                text("person_name"),
                number_null("deputy_id"),
                text("deputy_name"),
                flag("away"),
                text("set_by_name"),
                time("set_at"),
            ],
        )
        .foreign_key(&mut within("letter_roster", "board_id", "letter_board"))
        .index(&mut unique("letter_roster", &["site_id", "board_id", "day"]))
        .to_owned(),
        tenant(
            "letter_choice",
            vec![number("letter_id"), text("chosen_by_name"), time("chosen_at")],
        )
        .foreign_key(&mut within("letter_choice", "letter_id", "letter"))
        .index(&mut unique("letter_choice", &["site_id", "letter_id"]))
        .to_owned(),
        tenant(
            "letter_urging",
            vec![
                text("valid_from"),
                number("level"),
                text("name"),
                // Working days after the last day; before it where negative.
                number("days"),
                // `handler deputy head inspector`, those who are told.
                text("tells"),
                text("set_by_name"),
                time("set_at"),
            ],
        )
        .index(&mut unique("letter_urging", &["site_id", "valid_from", "level"]))
        .to_owned(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("letter_roster", &["day"]),
        index("letter_choice", &["letter_id"]),
    ]
}

const FIGURES: [&str; 3] = [
    // A board's own count on its page.
    "create index ix_letter_board on letter (board_id, received_month, facts)",
    // Replaced by the one below, which knows the board too.
    "drop index if exists ix_letter_figures",
    "create index ix_letter_figures on letter \
     (received_month, unit_id, answer_unit_id, class, facts, site_id, received_on, score, answer_took, board_id)",
];
