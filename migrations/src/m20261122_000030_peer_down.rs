//! The way down: how far a box is with what its hub gives, and which sites the hub told of.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000030_peer_down", manager, {
    let columns = [
        ("peer_cursor", text_null("down_log")),
        ("peer_cursor", number_null("down_position")),
        ("peer_cursor", flag("down_replaying")),
        ("peer_cursor", text_null("down_to")),
        ("peer_cursor", text_null("down_standing")),
        ("peer", time_null("down_at")),
    ];
    for (table, mut column) in columns {
        let alter = Table::alter().table(table).add_column(&mut column).to_owned();
        manager.alter_table(alter).await?;
    }
    let mut site = number("site_id");
    site.primary_key();
    let told = global("peer_site", vec![site, number("hub_site_id")])
        .foreign_key(&mut to_global("peer_site", "site_id", "site"))
        .foreign_key(&mut to_global("peer_site", "hub_site_id", "site"))
        .to_owned();
    create(manager, vec![told], Vec::new()).await
});
