//! Outside sources (稿源) and what they brought.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000014_feed_source", manager, {
    let tables = vec![
        tenant(
            "feed_source",
            vec![
                number("channel_id"),
                text("url"),
                text("name"),
                text("licence"),
                text("granted_by"),
                text("reference"),
                time_null("granted_until"),
                flag("automatic"),
                number("interval_minutes"),
                number("first_limit"),
                text("state"),
                text_null("etag"),
                text_null("last_modified"),
                time_null("asked_at"),
                time_null("read_at"),
                text("finding"),
                number("failures"),
                time_null("failing_since"),
                time_null("hold_until"),
                time("next_at"),
                number_null("set_by"),
                text("set_by_name"),
                time("created_at"),
            ],
        )
        .foreign_key(&mut within("feed_source", "channel_id", "channel"))
        .index(&mut unique("feed_source", &["site_id", "url"]))
        .to_owned(),
        tenant(
            "feed_item",
            vec![
                number("source_id"),
                text("identity"),
                text("link"),
                text("title"),
                text("summary"),
                text("author"),
                text("body_html"),
                time_null("published_at"),
                text("content_hash"),
                text("state"),
                number_null("article_id"),
                flag("newer"),
                text("note"),
                time_null("seen_at"),
                number_null("decided_by"),
                text("decided_by_name"),
                time_null("decided_at"),
                text("reason"),
                time("arrived_at"),
                time("changed_at"),
            ],
        )
        .foreign_key(&mut within("feed_item", "source_id", "feed_source"))
        .foreign_key(&mut within("feed_item", "article_id", "article"))
        .index(&mut unique("feed_item", &["site_id", "source_id", "identity"]))
        .to_owned(),
    ];
    let indexes = vec![
        index("feed_source", &["state", "next_at"]),
        index("feed_item", &["site_id", "state", "id"]),
    ];
    create(manager, tables, indexes).await
});
