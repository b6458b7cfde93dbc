//! Tokens of business systems and what they brought; webhooks, the register of reposts, announcements to search engines.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000015_api", manager, {
    let mut tables = write_api();
    tables.extend(feeds_out());
    create(manager, tables, indexes()).await
});

fn write_api() -> Vec<TableCreateStatement> {
    vec![
        tenant(
            "api_token",
            vec![
                uid(),
                number("unit_id"),
                text("name"),
                text("token_hash"),
                text("hint"),
                text("scopes"),
                text_null("channels"),
                number_null("created_by"),
                text("created_by_name"),
                time("created_at"),
                time("expires_at"),
                time_null("used_at"),
                time_null("revoked_at"),
                text("revoked_by_name"),
            ],
        )
        .foreign_key(&mut to_global("api_token", "unit_id", "unit"))
        .index(&mut unique("api_token", &["site_id", "token_hash"]))
        .to_owned(),
        tenant(
            "api_channel",
            vec![
                number("channel_id"),
                number("set_by"),
                text("set_by_name"),
                time("set_at"),
            ],
        )
        .foreign_key(&mut within("api_channel", "channel_id", "channel"))
        .index(&mut unique("api_channel", &["site_id", "channel_id"]))
        .to_owned(),
        tenant(
            "api_article",
            vec![
                number("unit_id"),
                text("system"),
                text("external_id"),
                number("article_id"),
                number("token_id"),
                time("created_at"),
            ],
        )
        .foreign_key(&mut within("api_article", "article_id", "article"))
        .foreign_key(&mut within("api_article", "token_id", "api_token"))
        .index(&mut unique(
            "api_article",
            &["site_id", "unit_id", "system", "external_id"],
        ))
        .index(&mut unique("api_article", &["site_id", "article_id"]))
        .to_owned(),
        tenant(
            "api_answer",
            vec![
                number("token_id"),
                text("key"),
                text("request_hash"),
                number("status"),
                text("etag"),
                text("answer"),
                time("created_at"),
            ],
        )
        .foreign_key(&mut within("api_answer", "token_id", "api_token"))
        .index(&mut unique("api_answer", &["site_id", "token_id", "key"]))
        .to_owned(),
    ]
}

fn feeds_out() -> Vec<TableCreateStatement> {
    vec![
        tenant(
            "webhook",
            vec![
                uid(),
                text("name"),
                text("url"),
                text("base"),
                text("events"),
                text("secret"),
                text("state"),
                text("created_by_name"),
                time("created_at"),
            ],
        )
        .index(&mut unique("webhook", &["site_id", "url"]))
        .to_owned(),
        tenant(
            "webhook_delivery",
            vec![
                uid(),
                number("webhook_id"),
                text("kind"),
                text("payload"),
                text("state"),
                number("attempts"),
                number_null("status"),
                text("error"),
                time("created_at"),
                time_null("next_at"),
                time_null("delivered_at"),
            ],
        )
        .foreign_key(&mut within("webhook_delivery", "webhook_id", "webhook"))
        .to_owned(),
        tenant(
            "repost",
            vec![
                number("article_id"),
                text("medium"),
                text("title"),
                text("url"),
                time("reposted_at"),
                text("note"),
                text("created_by_name"),
                time("created_at"),
                time_null("checked_at"),
                number_null("status"),
                text("finding"),
            ],
        )
        .foreign_key(&mut within("repost", "article_id", "article"))
        .index(&mut unique("repost", &["site_id", "url"]))
        .to_owned(),
        tenant(
            "announce_target",
            vec![
                text("kind"),
                text("endpoint"),
                text("base"),
                text("secret"),
                time("created_at"),
                time_null("told_at"),
                number_null("status"),
                text("finding"),
                number("told"),
            ],
        )
        .index(&mut unique("announce_target", &["site_id", "kind"]))
        .to_owned(),
        tenant(
            "announce_url",
            vec![number("target_id"), text("url"), time("created_at")],
        )
        .foreign_key(&mut within("announce_url", "target_id", "announce_target"))
        .index(&mut unique("announce_url", &["site_id", "target_id", "url"]))
        .to_owned(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("webhook_delivery", &["site_id", "webhook_id", "id"]),
        index("api_answer", &["created_at"]),
    ]
}
