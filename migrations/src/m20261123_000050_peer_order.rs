//! What orders the messages of a box: how far its log was when it spoke of an article, and which log it left.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261123_000050_peer_order", manager, {
    let columns = [
        ("peer", text_null("heard_log")),
        ("peer", text_null("left_log")),
        ("peer_article", text_null("log")),
        ("peer_article", number_null("as_of")),
    ];
    for (table, mut column) in columns {
        let alter = Table::alter().table(table).add_column(&mut column).to_owned();
        manager.alter_table(alter).await?;
    }
    Ok(())
});
