//! What was so before something took it over: the end of a notice that another is to follow, a place that its site had
//! taken down before the portal pushed into it.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000025_taken_over", manager, {
    for (table, column) in [
        ("notice", &mut time_null("own_end")),
        ("push_target", &mut text_null("removed_reason")),
    ] {
        let alter = Table::alter().table(table).add_column(column).to_owned();
        manager.alter_table(alter).await?;
    }
    Ok(())
});
