//! Lists of the checks before publishing, the group's and each site's, and what people confirmed.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261123_000080_check_list", manager, {
    create(manager, tables(), Vec::new()).await
});

fn document() -> Vec<ColumnDef> {
    vec![
        uid(),
        text("list"),
        number("n"),
        // The newest of its list.
        flag("standing"),
        text("entries"),
        number("size"),
        number("added"),
        number("removed"),
        text("note"),
        number("person_id"),
        text("person_name"),
        time("made_at"),
    ]
}

fn tables() -> Vec<TableCreateStatement> {
    let mut group = vec![id()];
    group.extend(document());
    vec![
        global("check_group_list", group)
            .index(&mut unique("check_group_list", &["list", "n"]))
            .to_owned(),
        tenant("check_list", document())
            .index(&mut unique("check_list", &["site_id", "list", "n"]))
            .to_owned(),
        tenant(
            "check_consent",
            vec![
                number("article_id"),
                number("edition_id"),
                text("content_hash"),
                // JSON list of what was confirmed.
                text("covers"),
                text("reason"),
                number("person_id"),
                text("person_name"),
                time("made_at"),
            ],
        )
        .foreign_key(&mut within("check_consent", "article_id", "article"))
        .foreign_key(&mut within("check_consent", "edition_id", "edition"))
        .to_owned(),
    ]
}
