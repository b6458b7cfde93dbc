//! What the portal pushes down and measures, and what sites share by consent.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000018_push_down", manager, {
    create(manager, tables(), indexes()).await?;
    for (table, column) in [
        ("channel", text_null("mandated_by")),
        ("placement", number_null("push_id")),
        ("syndication_rule", number_null("consent_id")),
    ] {
        let alter = Table::alter().table(table).add_column(column).to_owned();
        manager.alter_table(alter).await?;
    }
    Ok(())
});

fn tables() -> Vec<TableCreateStatement> {
    let mut tables = pushes();
    tables.extend(measured());
    tables.extend(shares());
    tables
}

fn pushes() -> Vec<TableCreateStatement> {
    vec![
        tenant(
            "mandate",
            vec![
                text("slug"),
                text("note"),
                text("state"),
                text("by_name"),
                time("created_at"),
            ],
        )
        .index(&mut unique("mandate", &["site_id", "slug"]))
        .to_owned(),
        tenant(
            "mandate_site",
            vec![number("mandate_id"), number("place_site_id")],
        )
        .foreign_key(&mut within("mandate_site", "mandate_id", "mandate"))
        .foreign_key(&mut to_global("mandate_site", "place_site_id", "site"))
        .index(&mut unique(
            "mandate_site",
            &["site_id", "mandate_id", "place_site_id"],
        ))
        .to_owned(),
        tenant(
            "push",
            vec![
                uid(),
                number("mandate_id"),
                text("title"),
                text("note"),
                text("state"),
                text("by_name"),
                time("created_at"),
                time_null("revoked_at"),
                text("revoke_reason"),
                number("ended"),
            ],
        )
        .foreign_key(&mut within("push", "mandate_id", "mandate"))
        .index(&mut unique("push", &["site_id", "uid", "mandate_id", "ended"]))
        .to_owned(),
        tenant(
            "push_target",
            vec![
                number("push_id"),
                uid(),
                number("place_site_id"),
                text("problem"),
                time_null("shown_at"),
                time_null("reminded_at"),
                text("reminded_by"),
            ],
        )
        .foreign_key(&mut within("push_target", "push_id", "push"))
        .foreign_key(&mut to_global("push_target", "place_site_id", "site"))
        .index(&mut unique(
            "push_target",
            &["site_id", "push_id", "place_site_id"],
        ))
        .to_owned(),
    ]
}

fn measured() -> Vec<TableCreateStatement> {
    vec![
        tenant(
            "important_item",
            vec![
                uid(),
                text("title"),
                time("issued_at"),
                text("by_name"),
                time("created_at"),
            ],
        )
        .index(&mut unique("important_item", &["site_id", "uid"]))
        .to_owned(),
        tenant(
            "important_own",
            vec![uid(), number("article_id"), text("by_name"), time("created_at")],
        )
        .foreign_key(&mut within("important_own", "article_id", "article"))
        .index(&mut unique("important_own", &["site_id", "uid"]))
        .to_owned(),
    ]
}

fn shares() -> Vec<TableCreateStatement> {
    vec![
        tenant(
            "share_offer",
            vec![
                number("channel_id"),
                flag("free"),
                flag("to_all"),
                text("note"),
                text("state"),
                text("by_name"),
                time("created_at"),
            ],
        )
        .foreign_key(&mut within("share_offer", "channel_id", "channel"))
        .index(&mut unique("share_offer", &["site_id", "channel_id"]))
        .to_owned(),
        tenant(
            "share_offer_site",
            vec![number("offer_id"), number("place_site_id")],
        )
        .foreign_key(&mut within("share_offer_site", "offer_id", "share_offer"))
        .foreign_key(&mut to_global("share_offer_site", "place_site_id", "site"))
        .index(&mut unique(
            "share_offer_site",
            &["site_id", "offer_id", "place_site_id"],
        ))
        .to_owned(),
        tenant(
            "share_request",
            vec![
                number("source_site_id"),
                number("source_channel_id"),
                number("channel_id"),
                text("note"),
                text("state"),
                text("reason"),
                text("by_name"),
                time("asked_at"),
                time_null("decided_at"),
                number_null("rule_id"),
                number("ended"),
            ],
        )
        .foreign_key(&mut to_global("share_request", "source_site_id", "site"))
        .foreign_key(&mut within("share_request", "channel_id", "channel"))
        .index(&mut unique(
            "share_request",
            &["site_id", "source_channel_id", "channel_id", "ended"],
        ))
        .to_owned(),
        tenant(
            "share_consent",
            vec![
                number("request_id"),
                number("place_site_id"),
                number("channel_id"),
                text("state"),
                text("reason"),
                flag("keep"),
                text("by_name"),
                time("decided_at"),
            ],
        )
        .foreign_key(&mut to_global("share_consent", "place_site_id", "site"))
        .foreign_key(&mut within("share_consent", "channel_id", "channel"))
        .index(&mut unique("share_consent", &["site_id", "request_id"]))
        .to_owned(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("push_target", &["uid"]),
        index("push_target", &["place_site_id"]),
        index("share_request", &["source_site_id", "state"]),
    ]
}
