//! Topics (专题): their blocks, and the articles that stand in them.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261123_000074_topic", manager, {
    create(manager, tables(), indexes()).await
});

fn tables() -> Vec<TableCreateStatement> {
    vec![
        tenant(
            "topic",
            vec![
                uid(),
                text("slug"),
                text("title"),
                text("summary"),
                text_null("lead_media"),
                text("lead_alt"),
                // Days in Beijing, `2026-03-04`, the last one included.
                text("starts_on"),
                text("ends_on"),
                text("state"),
                time_null("archived_at"),
                number("revision"),
                text("changed_by_name"),
                time("changed_at"),
            ],
        )
        .index(&mut unique("topic", &["site_id", "slug"]))
        .to_owned(),
        tenant(
            "topic_block",
            vec![
                number("topic_id"),
                number("position"),
                text("kind"),
                text("heading"),
                text("source"),
                text("shown"),
            ],
        )
        .foreign_key(&mut within("topic_block", "topic_id", "topic"))
        .to_owned(),
        tenant(
            "topic_article",
            vec![
                number("topic_id"),
                // Missing when it was taken out: the row stays, so that feeds can say so.
                number_null("block_id"),
                uid(),
                number("position"),
                time("added_at"),
                time_null("removed_at"),
            ],
        )
        .foreign_key(&mut within("topic_article", "topic_id", "topic"))
        .foreign_key(&mut within("topic_article", "block_id", "topic_block"))
        .index(&mut unique("topic_article", &["site_id", "topic_id", "uid"]))
        .to_owned(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("topic_block", &["site_id", "topic_id"]),
        index("topic_article", &["site_id", "uid"]),
    ]
}
