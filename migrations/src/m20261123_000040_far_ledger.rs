//! The ledger across boxes: who sent a piece up and when, as its box told; the portal's page, as the portal told. The step of
//! receipts for files.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261123_000040_far_ledger", manager, {
    let columns = [
        ("peer_article", text_null("sent_said")),
        ("peer_article", text_null("sent_by")),
        ("submission", text_null("page_url")),
        ("receipt", time_null("files_at")),
        ("receipt", flag("files_open")),
        ("peer_place", time_null("files_at")),
        ("peer_place", flag("files_open")),
    ];
    for (table, mut column) in columns {
        let alter = Table::alter().table(table).add_column(&mut column).to_owned();
        manager.alter_table(alter).await?;
    }
    Ok(())
});
