//! The citizens' realm and accounts of upstream identity providers. No citizen's table refers to staff, nor the other
//! way round.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000010_citizens", manager, {
    create(manager, tables(), indexes()).await?;
    let mut person = Table::alter();
    person.table("person").add_column(flag("directory"));
    manager.alter_table(person.to_owned()).await
});

fn tables() -> Vec<TableCreateStatement> {
    vec![
        global(
            "citizen",
            vec![
                id(),
                uid(),
                text("name"),
                text_null("password_hash"),
                text("state"),
                text("consent"),
                time_null("consented_at"),
                time("created_at"),
                time_null("password_changed_at"),
                time_null("signed_in_at"),
                time_null("deleted_at"),
            ],
        )
        .index(&mut unique("citizen", &["uid"]))
        .to_owned(),
        global(
            "citizen_contact",
            vec![
                id(),
                number("citizen_id"),
                text("kind"),
                text("lookup"),
                text("sealed"),
                text("cipher"),
                time("verified_at"),
            ],
        )
        .foreign_key(&mut to_global("citizen_contact", "citizen_id", "citizen"))
        .index(&mut unique("citizen_contact", &["lookup"]))
        .index(&mut unique("citizen_contact", &["citizen_id", "kind"]))
        .to_owned(),
        global(
            "citizen_session",
            vec![
                id(),
                text("token_hash"),
                number("citizen_id"),
                text("host"),
                text("agent"),
                time("created_at"),
                time("seen_at"),
                time("proved_at"),
                time("expires_at"),
            ],
        )
        .foreign_key(&mut to_global("citizen_session", "citizen_id", "citizen"))
        .index(&mut unique("citizen_session", &["token_hash"]))
        .to_owned(),
        global("citizen_code", {
            let mut ticket = text("ticket_hash");
            ticket.primary_key();
            vec![
                ticket,
                text("purpose"),
                text("kind"),
                text("lookup"),
                text("sealed"),
                text("cipher"),
                number_null("citizen_id"),
                text("code_hash"),
                number("tries"),
                time("expires_at"),
            ]
        }),
        global("citizen_quota", {
            let mut key = text("key");
            key.primary_key();
            vec![key, number("count"), time("began_at"), time("last_at")]
        }),
        linked("citizen_upstream", "citizen_id", "citizen"),
        linked("person_upstream", "person_id", "person"),
    ]
}

/// An identity of an outside provider and whose it is here.
fn linked(name: &'static str, column: &'static str, target: &'static str) -> TableCreateStatement {
    global(
        name,
        vec![
            id(),
            number(column),
            text("provider"),
            text("issuer"),
            text("subject"),
            time("created_at"),
            time_null("used_at"),
        ],
    )
    .foreign_key(&mut to_global(name, column, target))
    .index(&mut unique(name, &["issuer", "subject"]))
    .index(&mut unique(name, &[column, "issuer"]))
    .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("citizen_session", &["citizen_id"]),
        index("citizen_code", &["expires_at"]),
    ]
}
