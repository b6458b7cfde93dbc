//! Reviews by rule, publications in a hurry, and the times of an article.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261123_000066_review_rule", manager, {
    create(manager, tables(), Vec::new()).await
});

fn tables() -> Vec<TableCreateStatement> {
    vec![
        tenant(
            "review_rule",
            vec![
                // A channel; 0 for the whole site.
                number("channel_key"),
                number("reviews"),
                flag("secrecy"),
                text("set_by_name"),
                time("set_at"),
            ],
        )
        .index(&mut unique("review_rule", &["site_id", "channel_key"]))
        .to_owned(),
        tenant(
            "urgent_publication",
            vec![
                number("article_id"),
                number("edition_id"),
                text("reason"),
                number("person_id"),
                text("person_name"),
                time("done_at"),
                text_null("reviewed_by_name"),
                time_null("reviewed_at"),
                text_null("opinion"),
            ],
        )
        .foreign_key(&mut within("urgent_publication", "article_id", "article"))
        .foreign_key(&mut within("urgent_publication", "edition_id", "edition"))
        .to_owned(),
        tenant(
            "article_schedule",
            vec![
                number("article_id"),
                time_null("publish_at"),
                time_null("expires_at"),
                text("failed"),
                text("set_by_name"),
                time("set_at"),
            ],
        )
        .foreign_key(&mut within("article_schedule", "article_id", "article"))
        .index(&mut unique("article_schedule", &["site_id", "article_id"]))
        .to_owned(),
    ]
}
