//! Channels, articles, editions, approvals, media.
//!
//! `article.live_edition_id` and `draft_edition_id` carry no foreign key: the two tables would refer to each
//! other, which neither database can declare inline. `zisha verify db` checks them.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000004_content", manager, {
    let tables = vec![
        tenant(
            "channel",
            vec![
                uid(),
                text("slug"),
                text("name"),
                text("description"),
                text("keywords"),
                text("kind"),
                text("function_group"),
                flag("in_nav"),
                number("position"),
                text("state"),
                number("revision"),
            ],
        )
        .index(&mut unique("channel", &["site_id", "slug"]))
        .to_owned(),
        tenant(
            "article",
            vec![
                uid(),
                number("channel_id"),
                number("number"),
                number_null("live_edition_id"),
                number_null("draft_edition_id"),
                number("version"),
                number("revision"),
                time_null("first_published_at"),
                time_null("withdrawn_at"),
                text_null("withdraw_reason"),
                text_null("import_key"),
                flag("imported"),
                number_null("created_by"),
                time("created_at"),
                time("changed_at"),
            ],
        )
        .foreign_key(&mut within("article", "channel_id", "channel"))
        .index(&mut unique("article", &["site_id", "uid"]))
        .index(&mut unique("article", &["site_id", "number"]))
        .index(&mut unique("article", &["site_id", "import_key"]))
        .to_owned(),
        tenant(
            "edition",
            vec![
                number("article_id"),
                number("n"),
                text("state"),
                text("title"),
                text("subtitle"),
                text("summary"),
                text("body_format"),
                text("body_source"),
                text("body_html"),
                number("sanitizer_version"),
                text("source"),
                text("origin_class"),
                text("author"),
                text("keywords"),
                text_null("lead_media"),
                text("attachments"),
                text("content_hash"),
                text("change_note"),
                text("return_reason"),
                number_null("author_id"),
                text("author_name"),
                number_null("changed_by"),
                number_null("submitted_by"),
                time_null("submitted_at"),
                time_null("published_at"),
                time("created_at"),
                time("changed_at"),
            ],
        )
        .foreign_key(&mut within("edition", "article_id", "article"))
        .index(&mut unique("edition", &["site_id", "article_id", "n"]))
        .to_owned(),
        tenant(
            "approval",
            vec![
                number("edition_id"),
                number("stage"),
                text("decision"),
                text("content_hash"),
                number("person_id"),
                text("person_name"),
                text("opinion"),
                time("decided_at"),
                time_null("voided_at"),
            ],
        )
        .foreign_key(&mut within("approval", "edition_id", "edition"))
        .to_owned(),
        tenant(
            "media",
            vec![
                text("hash"),
                text("name"),
                text("kind"),
                text("content_type"),
                number("size"),
                number("width"),
                number("height"),
                text("alt"),
                flag("decorative"),
                text("caption"),
                text("credit"),
                text("sizes"),
                flag("public"),
                number_null("created_by"),
                time("created_at"),
            ],
        )
        .index(&mut unique("media", &["site_id", "hash"]))
        .to_owned(),
        tenant("media_use", vec![number("media_id"), uid()])
            .foreign_key(&mut within("media_use", "media_id", "media"))
            .index(&mut unique("media_use", &["site_id", "media_id", "uid"]))
            .to_owned(),
    ];
    let indexes = vec![
        index("article", &["site_id", "changed_at"]),
        index("edition", &["site_id", "state", "changed_at"]),
        index("approval", &["site_id", "edition_id"]),
        index("media_use", &["site_id", "uid"]),
    ];
    create(manager, tables, indexes).await
});
