//! Refresh tokens, outside clients, consent, keys that sign later, log-outs to be told.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000006_provider", manager, {
    // SQLite takes one new column a statement.
    let mut method = text("auth_method");
    method.default("none");
    for column in [
        text_default("backchannel_uri"),
        method,
        text_null("jwks"),
        flag("group_site"),
    ] {
        add(manager, "oidc_client", column).await?;
    }
    for column in [text_default("scope"), time_null("auth_time"), text_default("amr")] {
        add(manager, "oidc_code", column).await?;
    }
    add(manager, "signing_key", time_null("signs_from")).await?;
    let tables = vec![
        global(
            "oidc_grant",
            vec![
                id(),
                text("key"),
                text("issuer"),
                text("client_id"),
                number("person_id"),
                text("group_session"),
                text("scope"),
                time("auth_time"),
                text("amr"),
                time("created_at"),
                time("expires_at"),
                time_null("ended_at"),
            ],
        )
        .foreign_key(&mut to_global("oidc_grant", "person_id", "person"))
        .index(&mut unique("oidc_grant", &["key"]))
        .to_owned(),
        global("oidc_refresh", {
            let mut hash = text("token_hash");
            hash.primary_key();
            vec![hash, number("grant_id"), time("expires_at"), time_null("used_at")]
        })
        .foreign_key(&mut to_global("oidc_refresh", "grant_id", "oidc_grant"))
        .to_owned(),
        global(
            "oidc_consent",
            vec![
                id(),
                number("person_id"),
                text("client_id"),
                text("scope"),
                time("created_at"),
            ],
        )
        .foreign_key(&mut to_global("oidc_consent", "person_id", "person"))
        .index(&mut unique("oidc_consent", &["person_id", "client_id"]))
        .to_owned(),
        global(
            "oidc_logout",
            vec![
                id(),
                text("issuer"),
                text("client_id"),
                text("subject"),
                text("group_session"),
                time("created_at"),
                time_null("tried_at"),
            ],
        ),
        global("oidc_assertion", {
            let mut hash = text("token_hash");
            hash.primary_key();
            vec![hash, time("expires_at")]
        }),
    ];
    let indexes = vec![
        index("oidc_grant", &["group_session"]),
        index("oidc_grant", &["person_id"]),
        index("oidc_grant", &["expires_at"]),
        index("oidc_refresh", &["grant_id"]),
        index("oidc_refresh", &["expires_at"]),
    ];
    create(manager, tables, indexes).await
});

fn text_default(name: &'static str) -> ColumnDef {
    let mut column = text(name);
    column.default("");
    column
}

async fn add(manager: &SchemaManager<'_>, table: &'static str, column: ColumnDef) -> Result<(), DbErr> {
    let alter = Table::alter().table(table).add_column(column).to_owned();
    manager.alter_table(alter).await
}
