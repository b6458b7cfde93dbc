//! Placed articles with local overrides, receipts of what reached its places, and authorizations taken back.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000012_linked", manager, {
    create(manager, tables(), indexes()).await?;
    for (table, column) in columns() {
        let alter = Table::alter().table(table).add_column(column).to_owned();
        manager.alter_table(alter).await?;
    }
    Ok(())
});

/// What released tables get.
fn columns() -> Vec<(&'static str, ColumnDef)> {
    let placement = placement().into_iter().map(|column| ("placement", column));
    let rule = rule().into_iter().map(|column| ("syndication_rule", column));
    placement
        .chain(rule)
        .chain([("edition", text_null("correction"))])
        .collect()
}

fn rule() -> Vec<ColumnDef> {
    vec![
        flag("hold_major"),
        text_null("title_pattern"),
        flag("time_of_arrival"),
        flag("order_of_arrival"),
        number_null("embargo_hours"),
        time_null("embargo_until"),
        time_null("valid_from"),
        time_null("valid_until"),
    ]
}

fn placement() -> Vec<ColumnDef> {
    vec![
        text_null("own_summary"),
        text_null("own_lead"),
        text_null("own_lead_alt"),
        time_null("own_time"),
        time_null("own_order"),
        flag("pinned"),
        number_null("base_channel_id"),
        time_null("base_time"),
        time_null("base_order"),
        text_null("title_pattern"),
        time_null("revoked_at"),
        text_null("revoke_reason"),
        number_null("held_version"),
    ]
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        tenant(
            "receipt",
            vec![
                uid(),
                number("version"),
                number("place_site_id"),
                text("what"),
                time("sent_at"),
                time_null("done_at"),
                time_null("purged_at"),
                time_null("searched_at"),
            ],
        )
        .foreign_key(&mut to_global("receipt", "place_site_id", "site"))
        .index(&mut unique(
            "receipt",
            &["site_id", "uid", "version", "place_site_id", "what"],
        ))
        .to_owned(),
        tenant(
            "kept_text",
            vec![
                number("placement_id"),
                number("version"),
                text("title"),
                text("subtitle"),
                text("summary"),
                text("body_html"),
                text("source"),
                text("origin_class"),
                text("author"),
                text("keywords"),
                text("attachments"),
                time("kept_at"),
            ],
        )
        .foreign_key(&mut within("kept_text", "placement_id", "placement"))
        .index(&mut unique("kept_text", &["site_id", "placement_id"]))
        .to_owned(),
        tenant(
            "revocation",
            vec![
                number("article_id"),
                uid(),
                number_null("place_site_id"),
                text("reason"),
                text("by_name"),
                time("created_at"),
                time_null("ended_at"),
            ],
        )
        .foreign_key(&mut within("revocation", "article_id", "article"))
        .foreign_key(&mut to_global("revocation", "place_site_id", "site"))
        .to_owned(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("receipt", &["uid", "version"]),
        index("revocation", &["uid"]),
        index("revocation", &["site_id", "article_id"]),
    ]
}
