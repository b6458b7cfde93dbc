//! What bounds an outside source: looks that were killed, what came in a day, pictures fetched lately. And the columns by
//! which the projection finds lines and tasks.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000022_source_bounds", manager, {
    let columns = [
        ("feed_source", flag("looking")),
        ("feed_source", day("taken_on")),
        ("feed_source", none_yet("taken_entries")),
        ("feed_source", none_yet("taken_bytes")),
        ("feed_item", day("corrected_on")),
        ("feed_item", none_yet("corrections")),
    ];
    for (table, column) in columns {
        let alter = Table::alter().table(table).add_column(column).to_owned();
        manager.alter_table(alter).await?;
    }
    let tables = vec![
        tenant(
            "feed_picture",
            vec![
                number("source_id"),
                text("address_hash"),
                text("hash"),
                time("fetched_at"),
            ],
        )
        .foreign_key(&mut within("feed_picture", "source_id", "feed_source"))
        .index(&mut unique(
            "feed_picture",
            &["site_id", "source_id", "address_hash"],
        ))
        .to_owned(),
    ];
    let indexes = vec![
        index("task", &["state", "id"]),
        index("task", &["site_id", "piece"]),
        index("desk_item", &["site_id", "article_id"]),
        index("desk_item", &["site_id", "merged_into"]),
    ];
    create(manager, tables, indexes).await
});

/// A day in Beijing, `YYYY-MM-DD`; empty until there is one.
fn day(name: &'static str) -> ColumnDef {
    let mut column = text(name);
    column.default("");
    column
}

fn none_yet(name: &'static str) -> ColumnDef {
    let mut column = number(name);
    column.default(0);
    column
}
