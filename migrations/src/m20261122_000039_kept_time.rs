//! When a text that a place keeps showing went live at its source.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000039_kept_time", manager, {
    let alter = Table::alter()
        .table("kept_text")
        .add_column(time_null("changed_at"))
        .to_owned();
    manager.alter_table(alter).await
});
