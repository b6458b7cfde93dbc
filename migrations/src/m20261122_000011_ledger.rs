//! The ledger in full: what was seen, how it was settled, credits recorded by hand, points, quotas, near-identical pieces.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000011_ledger", manager, {
    // SQLite takes one new column a statement.
    let mut origin_channel = text("origin_channel");
    origin_channel.default("");
    let columns = [
        ("submission", time_null("seen_at")),
        ("submission", text_null("settled")),
        ("submission", text_null("before_text")),
        ("submission", text_null("after_text")),
        ("submission", text_null("overtaken_by")),
        ("desk_item", time_null("seen_at")),
        ("desk_item", text_null("settled")),
        ("desk_item", number_null("origin_site_id")),
        ("desk_item", origin_channel),
        ("desk_item", text_null("before_text")),
        ("desk_item", text_null("after_text")),
        ("desk_item", number_null("article_id")),
        ("desk_item", time_null("source_changed_at")),
        ("desk_item", number_null("merged_into")),
        ("desk_item", text_null("overtaken_by")),
        ("desk_item", number_null("fingerprint")),
        ("desk_item", number_null("cluster")),
    ];
    for (table, column) in columns {
        let alter = Table::alter().table(table).add_column(column).to_owned();
        manager.alter_table(alter).await?;
    }
    let tables = vec![
        tenant(
            "submission_credit",
            vec![
                uid(),
                text("kind"),
                text("outlet"),
                text("proof_url"),
                text("credited_by_name"),
                time("credited_at"),
            ],
        )
        .index(&mut unique("submission_credit", &["site_id", "uid", "kind"]))
        .to_owned(),
        tenant(
            "score_table",
            vec![
                text("valid_from"),
                number("submitted"),
                number("adopted"),
                number("higher"),
                number("commissioned"),
                text("set_by_name"),
            ],
        )
        .index(&mut unique("score_table", &["site_id", "valid_from"]))
        .to_owned(),
        tenant(
            "quota",
            vec![
                number("unit_id"),
                number("weekly"),
                number("yearly"),
                text("valid_from"),
                text("set_by_name"),
            ],
        )
        .foreign_key(&mut to_global("quota", "unit_id", "unit"))
        .index(&mut unique("quota", &["site_id", "unit_id", "valid_from"]))
        .to_owned(),
        tenant(
            "desk_band",
            vec![number("desk_item_id"), number("band"), number("value")],
        )
        .foreign_key(&mut within("desk_band", "desk_item_id", "desk_item"))
        .to_owned(),
    ];
    let indexes = vec![
        index("desk_band", &["site_id", "band", "value"]),
        index("desk_band", &["site_id", "desk_item_id"]),
        index("desk_item", &["site_id", "cluster"]),
        index("submission", &["target_site_id", "sent_at"]),
    ];
    create(manager, tables, indexes).await
});
