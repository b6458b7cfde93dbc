//! The pool of new articles: what an editor of the portal picked without its having been sent up, and what was looked at. And
//! what was sent to the desk of another site than the portal.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000031_desk_pool", manager, {
    for (table, column) in [
        ("desk_item", "picked"),
        ("submission", "picked"),
        ("submission", "across"),
    ] {
        let alter = Table::alter().table(table).add_column(flag(column)).to_owned();
        manager.alter_table(alter).await?;
    }
    let tables = vec![
        tenant("pool_look", vec![uid(), time("seen_at")])
            .index(&mut unique("pool_look", &["site_id", "uid"]))
            .to_owned(),
    ];
    let indexes = vec![index("library_item", &["state", "published_at"])];
    create(manager, tables, indexes).await
});
