//! What boxes say of each other's articles beside the library: numbers, authorizations, places.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000021_peer_place", manager, {
    let mut article = uid();
    article.primary_key();
    let tables = vec![
        global(
            "peer_article",
            vec![
                article,
                number("site_id"),
                number_null("said"),
                number("changed"),
                text("refused"),
            ],
        )
        .foreign_key(&mut to_global("peer_article", "site_id", "site"))
        .to_owned(),
        tenant(
            "peer_place",
            vec![
                uid(),
                {
                    let mut place = ColumnDef::new("place_uid");
                    place.uuid().not_null();
                    place
                },
                text("place_name"),
                number("version"),
                text("what"),
                time("sent_at"),
                time_null("done_at"),
                time_null("purged_at"),
                time_null("searched_at"),
            ],
        )
        .index(&mut unique("peer_place", &["site_id", "uid", "place_uid"]))
        .to_owned(),
    ];
    create(manager, tables, Vec::new()).await
});
