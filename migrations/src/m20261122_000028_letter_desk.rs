//! The letters' desk: whether a unit has looked at its part.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000028_letter_desk", manager, {
    let alter = Table::alter()
        .table("letter_handling")
        .add_column(time_null("seen_at"))
        .to_owned();
    manager.alter_table(alter).await
});
