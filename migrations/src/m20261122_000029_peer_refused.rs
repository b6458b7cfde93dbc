//! What hubs do not take of a source's articles.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000029_peer_refused", manager, {
    let refused = tenant(
        "peer_refused",
        vec![
            number("peer_id"),
            uid(),
            number("version"),
            text("code"),
            time("refused_at"),
        ],
    )
    .foreign_key(&mut to_global("peer_refused", "peer_id", "peer"))
    .index(&mut unique("peer_refused", &["site_id", "uid", "peer_id"]))
    .to_owned();
    create(manager, vec![refused], Vec::new()).await
});
