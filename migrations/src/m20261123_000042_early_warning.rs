//! Early warning: what somebody saw last of the portal's decisions, and which unit was written to in a week. A box asks its hub for
//! everything once more, so that tasks which were given before this release arrive.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261123_000042_early_warning", manager, {
    let tables = vec![
        tenant("ledger_look", vec![number("person_id"), time("looked_at")])
            .index(&mut unique("ledger_look", &["site_id", "person_id"]))
            .to_owned(),
        tenant(
            "quota_warning",
            vec![
                text("sender"),
                text("week"),
                text("light"),
                number("mails"),
                time("told_at"),
            ],
        )
        .index(&mut unique("quota_warning", &["site_id", "week", "sender"]))
        .to_owned(),
    ];
    create(manager, tables, Vec::new()).await?;
    // Another log than the hub's begins a replay.
    let db = manager.get_connection();
    db.execute_unprepared("update peer_cursor set down_log = null")
        .await?;
    Ok(())
});
