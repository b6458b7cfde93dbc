//! Findings in what is public, and the runs that looked for them.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261123_000081_check_stock", manager, {
    create(manager, tables(), indexes()).await
});

fn tables() -> Vec<TableCreateStatement> {
    vec![
        tenant(
            "check_finding",
            vec![
                number("article_id"),
                number("edition_id"),
                text("rule"),
                text("level"),
                text("field"),
                number("place"),
                text("before"),
                text("words"),
                text("after"),
                text("why"),
                text("cure"),
                text("list"),
                time("found_at"),
            ],
        )
        .foreign_key(&mut within("check_finding", "article_id", "article"))
        .to_owned(),
        tenant(
            "check_read",
            vec![number("article_id"), number("edition_id"), text("mark")],
        )
        .foreign_key(&mut within("check_read", "article_id", "article"))
        .index(&mut unique("check_read", &["site_id", "article_id"]))
        .to_owned(),
        tenant(
            "check_scan",
            vec![
                text("mark"),
                text("cause"),
                number("total"),
                number("done"),
                number("checked"),
                number("found"),
                number("after_id"),
                time("started_at"),
                time_null("ended_at"),
                // A newer run took its place.
                flag("overtaken"),
            ],
        ),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("check_finding", &["site_id", "article_id"]),
        index("check_finding", &["site_id", "level", "rule"]),
    ]
}
