//! An article made of another site's piece says why it may not be published while that piece is gone.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000017_barred", manager, {
    let column = text_null("barred_reason");
    let alter = Table::alter().table("article").add_column(column).to_owned();
    manager.alter_table(alter).await?;
    Ok(())
});
