//! Mail addresses, password history, states of accounts with their reasons, re-registration of staff.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000008_accounts", manager, {
    // SQLite takes one new column a statement.
    for (table, column) in [
        ("person", empty("email_key")),
        ("person", empty("state_reason")),
        ("person", time_null("state_at")),
        ("person", time_null("warned_at")),
        ("invitation", number_null("site_id")),
        ("invitation", flag("mailed")),
    ] {
        let alter = Table::alter().table(table).add_column(column).to_owned();
        manager.alter_table(alter).await?;
    }
    create(manager, tables(), indexes()).await
});

fn tables() -> Vec<TableCreateStatement> {
    vec![
        global(
            "password_history",
            vec![id(), number("person_id"), text("hash"), time("created_at")],
        )
        .foreign_key(&mut to_global("password_history", "person_id", "person"))
        .to_owned(),
        global(
            "campaign",
            vec![
                id(),
                uid(),
                text("name"),
                text("note"),
                text("state"),
                time("opened_at"),
                time("due_at"),
                text("opened_by_name"),
                time_null("reminded_at"),
                time_null("closed_at"),
            ],
        )
        .index(&mut unique("campaign", &["uid"]))
        .to_owned(),
        tenant(
            "campaign_post",
            vec![
                number("campaign_id"),
                number("membership_id"),
                number("person_id"),
                text("role"),
                text("state"),
                number_null("decided_by"),
                text("decided_by_name"),
                time_null("decided_at"),
                text("note"),
            ],
        )
        .foreign_key(&mut to_global("campaign_post", "campaign_id", "campaign"))
        .foreign_key(&mut to_global("campaign_post", "person_id", "person"))
        .index(&mut unique(
            "campaign_post",
            &["site_id", "campaign_id", "membership_id"],
        ))
        .to_owned(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("person", &["email_key"]),
        index("person", &["state", "signed_in_at"]),
        index("invitation", &["person_id"]),
        index("password_history", &["person_id"]),
        index("campaign_post", &["campaign_id"]),
    ]
}

fn empty(name: &'static str) -> ColumnDef {
    let mut column = text(name);
    column.default("");
    column
}
