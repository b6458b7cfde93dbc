//! What a story is called where it comes from, so that it neither comes back nor stands twice.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000038_origin_id", manager, {
    let alter = Table::alter()
        .table("library_item")
        .add_column(text_null("origin_id"))
        .to_owned();
    manager.alter_table(alter).await?;
    let alter = Table::alter()
        .table("feed_item")
        .add_column(text_null("origin_id"))
        .to_owned();
    manager.alter_table(alter).await?;
    let index = Index::create()
        .name("ix_library_item_origin_id")
        .table("library_item")
        .col("origin_id")
        .to_owned();
    manager.create_index(index).await?;
    let index = Index::create()
        .name("ix_feed_item_site_id_origin_id")
        .table("feed_item")
        .col("site_id")
        .col("origin_id")
        .to_owned();
    manager.create_index(index).await
});
