//! Boxes outside the house: sites that live elsewhere, pairings, cursors, the replay window.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000013_peer", manager, {
    let mut site = number("site_id");
    site.primary_key();
    let mut hash = text("code_hash");
    hash.primary_key();
    let tables = vec![
        global("site_elsewhere", vec![site, text("url")])
            .foreign_key(&mut to_global("site_elsewhere", "site_id", "site"))
            .to_owned(),
        global(
            "peer",
            vec![
                id(),
                uid(),
                text("own_uid"),
                text("role"),
                number("site_id"),
                number("far_site_id"),
                text("name"),
                text("url"),
                text("own_url"),
                text("own_key"),
                text("their_key"),
                text("state"),
                time("created_at"),
                time_null("seen_at"),
                number("failures"),
                text("last_error"),
                time_null("failed_at"),
            ],
        )
        .foreign_key(&mut to_global("peer", "site_id", "site"))
        .foreign_key(&mut to_global("peer", "far_site_id", "site"))
        .index(&mut unique("peer", &["uid"]))
        .to_owned(),
        global("peer_cursor", {
            let mut peer = number("peer_id");
            peer.primary_key();
            vec![
                peer,
                text("log"),
                number("position"),
                flag("replaying"),
                text_null("replayed_to"),
                text("news_log"),
                number("news_position"),
                time("moved_at"),
            ]
        })
        .foreign_key(&mut to_global("peer_cursor", "peer_id", "peer"))
        .to_owned(),
        global(
            "peer_batch",
            vec![id(), number("peer_id"), text("jti"), time("received_at")],
        )
        .foreign_key(&mut to_global("peer_batch", "peer_id", "peer"))
        .index(&mut unique("peer_batch", &["peer_id", "jti"]))
        .to_owned(),
        global(
            "peer_invite",
            vec![hash, number("site_id"), time("expires_at"), time_null("used_at")],
        )
        .foreign_key(&mut to_global("peer_invite", "site_id", "site"))
        .to_owned(),
    ];
    let indexes = vec![
        index("peer_batch", &["received_at"]),
        index("library_item", &["origin_site_id", "uid"]),
    ];
    create(manager, tables, indexes).await
});
