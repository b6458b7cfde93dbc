//! What of the files of a hub's articles and tasks a box goes on asking for.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261123_000051_peer_lack", manager, {
    let lack = global(
        "peer_lack",
        vec![
            id(),
            number("peer_id"),
            uid(),
            text("told"),
            number("tries"),
            time("next_at"),
        ],
    )
    .foreign_key(&mut to_global("peer_lack", "peer_id", "peer"))
    .index(&mut unique("peer_lack", &["peer_id", "uid"]))
    .to_owned();
    create(manager, vec![lack], Vec::new()).await
});
