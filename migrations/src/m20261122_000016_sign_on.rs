//! One-time links say by whose authority they were made; a secret that waits to be confirmed says to which sign-in it was
//! shown.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000016_sign_on", manager, {
    // SQLite takes one new column a statement.
    let word = |name: &'static str| {
        let mut column = text(name);
        column.default("");
        column
    };
    let columns = [("invitation", word("authority")), ("totp", word("pending_group"))];
    for (table, column) in columns {
        let alter = Table::alter().table(table).add_column(column).to_owned();
        manager.alter_table(alter).await?;
    }
    Ok(())
});
