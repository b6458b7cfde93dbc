//! The form for letters: files in quarantine before and after the letter, how often somebody wrote, what a site allows; a
//! unit whose words were set in the console.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000033_letter_form", manager, {
    for column in columns() {
        let alter = Table::alter()
            .table("letter_attachment")
            .add_column(column)
            .to_owned();
        manager.alter_table(alter).await?;
    }
    create(manager, tables(), indexes()).await
});

/// The copy that the public may have.
fn columns() -> Vec<ColumnDef> {
    vec![
        text_null("public_name"),
        text_null("public_type"),
        text_null("public_hash"),
        number_null("public_size"),
        flag("shown"),
    ]
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        tenant(
            "letter_upload",
            vec![
                uid(),
                text("submission"),
                text("name"),
                text("content_type"),
                number("size"),
                text("hash"),
                time("created_at"),
            ],
        )
        .index(&mut unique("letter_upload", &["site_id", "uid"]))
        .to_owned(),
        tenant(
            "letter_knock",
            vec![text("key"), number("count"), time("began_at")],
        )
        .index(&mut unique("letter_knock", &["site_id", "key"]))
        .to_owned(),
        tenant(
            "letter_form",
            vec![
                number("question_after"),
                number("busy_after"),
                number("hour_limit"),
                number("files_max"),
                number("file_mb"),
                text("refused"),
                text("set_by_name"),
                time("set_at"),
            ],
        )
        .index(&mut unique("letter_form", &["site_id"]))
        .to_owned(),
        // Aliases and duties of a unit that were set by a person: the file of units leaves them alone.
        tenant(
            "unit_edit",
            vec![number("unit_id"), text("set_by_name"), time("set_at")],
        )
        .foreign_key(&mut to_global("unit_edit", "unit_id", "unit"))
        .index(&mut unique("unit_edit", &["site_id", "unit_id"]))
        .to_owned(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("letter_upload", &["site_id", "submission"]),
        index("letter_upload", &["created_at"]),
        index("letter_knock", &["began_at"]),
        index("letter_attachment", &["letter_id"]),
    ]
}
