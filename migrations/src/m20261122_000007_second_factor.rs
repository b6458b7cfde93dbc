//! Second factors and step-up: what a session proved, codes of an app, passkeys, recovery codes, challenges under way.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000007_second_factor", manager, {
    // SQLite takes one new column a statement.
    for column in [
        time_null("authenticated_at"),
        time_null("proved_at"),
        empty("methods"),
        empty("agent"),
        empty("address"),
        empty("rights"),
    ] {
        let alter = Table::alter().table("session").add_column(column).to_owned();
        manager.alter_table(alter).await?;
    }
    let of_person = |name: &'static str| to_global(name, "person_id", "person");
    let tables = vec![
        global(
            "totp",
            vec![
                id(),
                number("person_id"),
                text_null("secret"),
                text_null("pending"),
                number("last_step"),
                time_null("confirmed_at"),
                time("created_at"),
            ],
        )
        .foreign_key(&mut of_person("totp"))
        .index(&mut unique("totp", &["person_id"]))
        .to_owned(),
        global(
            "passkey",
            vec![
                id(),
                number("person_id"),
                text("credential_id"),
                text("credential"),
                text("name"),
                text("rp_id"),
                time("created_at"),
                time_null("used_at"),
            ],
        )
        .foreign_key(&mut of_person("passkey"))
        .index(&mut unique("passkey", &["credential_id"]))
        .to_owned(),
        global(
            "recovery_code",
            vec![
                id(),
                number("person_id"),
                text("code_hash"),
                time("created_at"),
                time_null("used_at"),
            ],
        )
        .foreign_key(&mut of_person("recovery_code"))
        .index(&mut unique("recovery_code", &["code_hash"]))
        .to_owned(),
        global(
            "passkey_challenge",
            vec![
                id(),
                number("person_id"),
                number("session_id"),
                text("purpose"),
                text("state"),
                time("expires_at"),
            ],
        )
        .foreign_key(&mut of_person("passkey_challenge"))
        .index(&mut unique("passkey_challenge", &["session_id", "purpose"]))
        .to_owned(),
    ];
    let indexes = vec![
        index("passkey", &["person_id"]),
        index("recovery_code", &["person_id"]),
        index("session", &["expires_at"]),
    ];
    create(manager, tables, indexes).await
});

fn empty(name: &'static str) -> ColumnDef {
    let mut column = text(name);
    column.default("");
    column
}
