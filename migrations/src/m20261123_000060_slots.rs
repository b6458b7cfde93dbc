//! Slots: what somebody is typing, apart from the editions.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261123_000060_slots", manager, {
    let slot = tenant(
        "article_slot",
        vec![
            text("key"),
            number_null("person_id"),
            text("person_name"),
            number_null("article_id"),
            text("text"),
            number("base_revision"),
            time("changed_at"),
            time("seen_at"),
        ],
    )
    .foreign_key(&mut within("article_slot", "article_id", "article"))
    .index(&mut unique("article_slot", &["site_id", "key"]))
    .to_owned();
    let indexes = vec![
        index("article_slot", &["site_id", "article_id"]),
        index("article_slot", &["site_id", "person_id"]),
    ];
    create(manager, vec![slot], indexes).await
});
