//! The group's library, placements, rules, desk and ledger.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000005_syndication", manager, {
    let tables = vec![
        global(
            "library_item",
            vec![
                id(),
                uid(),
                number("version"),
                number_null("origin_site_id"),
                text("origin_site_uid"),
                text("origin_site_name"),
                text("origin_path"),
                text("origin_channel"),
                number_null("origin_channel_id"),
                text("title"),
                text("subtitle"),
                text("summary"),
                text("body_html"),
                text("source"),
                text("origin_class"),
                text("author"),
                text("keywords"),
                text_null("lead_media"),
                text("lead_alt"),
                text("attachments"),
                text("passed"),
                text("state"),
                text("withdraw_reason"),
                flag("backfill"),
                time("published_at"),
                time("changed_at"),
                time_null("withdrawn_at"),
            ],
        )
        .foreign_key(&mut to_global("library_item", "origin_site_id", "site"))
        .index(&mut unique("library_item", &["uid"]))
        .to_owned(),
        tenant(
            "placement",
            vec![
                number("channel_id"),
                number_null("article_id"),
                number_null("library_item_id"),
                uid(),
                number("version"),
                number("number"),
                text("title"),
                text_null("own_title"),
                text("summary"),
                text("unit"),
                text_null("lead_media"),
                text("lead_alt"),
                number_null("rule_id"),
                text("state"),
                time("published_at"),
                time("sort_at"),
            ],
        )
        .foreign_key(&mut within("placement", "channel_id", "channel"))
        .foreign_key(&mut within("placement", "article_id", "article"))
        .foreign_key(&mut to_global("placement", "library_item_id", "library_item"))
        .index(&mut unique("placement", &["site_id", "channel_id", "uid"]))
        .index(&mut unique("placement", &["site_id", "number"]))
        .to_owned(),
        tenant(
            "syndication_rule",
            vec![
                number("source_site_id"),
                number("source_channel_id"),
                number("channel_id"),
                text("mode"),
                text("state"),
                time("created_at"),
            ],
        )
        .foreign_key(&mut within("syndication_rule", "channel_id", "channel"))
        .foreign_key(
            ForeignKey::create()
                .name("fk_syndication_rule_source")
                .from("syndication_rule", ("source_site_id", "source_channel_id"))
                .to("channel", ("site_id", "id")),
        )
        // PostgreSQL cuts names at 63 bytes, so this key has a short one.
        .index(
            unique(
                "syndication_rule",
                &["site_id", "source_site_id", "source_channel_id", "channel_id"],
            )
            .name("uq_syndication_rule_key"),
        )
        .to_owned(),
        tenant(
            "desk_item",
            vec![
                number("library_item_id"),
                uid(),
                number("version"),
                number_null("rule_id"),
                number_null("channel_id"),
                text("source_name"),
                text("title"),
                text("state"),
                flag("submitted"),
                text("reason"),
                number_null("decided_by"),
                text("decided_by_name"),
                time("arrived_at"),
                time_null("decided_at"),
            ],
        )
        .foreign_key(&mut to_global("desk_item", "library_item_id", "library_item"))
        .index(&mut unique("desk_item", &["site_id", "uid"]))
        .to_owned(),
        tenant(
            "submission",
            vec![
                number("article_id"),
                uid(),
                number("target_site_id"),
                text("state"),
                text("reason"),
                number_null("sent_by"),
                text("sent_by_name"),
                time("sent_at"),
                time_null("decided_at"),
            ],
        )
        .foreign_key(&mut within("submission", "article_id", "article"))
        .foreign_key(&mut to_global("submission", "target_site_id", "site"))
        .index(&mut unique(
            "submission",
            &["site_id", "article_id", "target_site_id"],
        ))
        .to_owned(),
    ];
    let indexes = vec![
        index("placement", &["site_id", "channel_id", "state", "sort_at"]),
        index("placement", &["site_id", "state", "sort_at"]),
        index("placement", &["uid"]),
        // An own article finds its places at every publication; `verify db` asks for each.
        index("placement", &["site_id", "article_id"]),
        index("desk_item", &["site_id", "state", "arrived_at"]),
        index("desk_item", &["uid"]),
        index("submission", &["uid"]),
    ];
    create(manager, tables, indexes).await
});
