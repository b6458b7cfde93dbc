//! Placed articles with local overrides, receipts of what reached its places, and authorizations taken back.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000012_linked", manager, {
    create(manager, tables(), indexes()).await?;
    for column in placement() {
        let alter = Table::alter().table("placement").add_column(column).to_owned();
        manager.alter_table(alter).await?;
    }
    Ok(())
});

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
