//! Bounds of pairings: how often everything is sent once more, which files were asked for, whether an alarm was told.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000026_peer_bounds", manager, {
    let columns = [
        ("peer_cursor", time_null("replay_after")),
        ("peer_cursor", flag("replay_wanted")),
        ("peer", time_null("alarmed_at")),
    ];
    for (table, column) in columns {
        let alter = Table::alter().table(table).add_column(column).to_owned();
        manager.alter_table(alter).await?;
    }
    let file = global(
        "peer_file",
        vec![
            id(),
            number("peer_id"),
            text("hash"),
            number_null("size"),
            time("asked_at"),
        ],
    )
    .foreign_key(&mut to_global("peer_file", "peer_id", "peer"))
    .index(&mut unique("peer_file", &["peer_id", "hash"]))
    .to_owned();
    create(manager, vec![file], Vec::new()).await
});
