//! Accounts, posts, sign-in.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000003_identity", manager, {
    let tables = vec![
        global(
            "person",
            vec![
                id(),
                uid(),
                text("account"),
                text("name"),
                text("title"),
                text("email"),
                number_null("unit_id"),
                text_null("password_hash"),
                flag("must_change_password"),
                text("state"),
                number("revision"),
                time("created_at"),
                time_null("password_changed_at"),
                time_null("signed_in_at"),
            ],
        )
        .foreign_key(&mut to_global("person", "unit_id", "unit"))
        .index(&mut unique("person", &["account"]))
        .index(&mut unique("person", &["uid"]))
        .to_owned(),
        global(
            "invitation",
            vec![
                id(),
                text("token_hash"),
                number("person_id"),
                text("purpose"),
                time("expires_at"),
                time_null("used_at"),
                time("created_at"),
            ],
        )
        .foreign_key(&mut to_global("invitation", "person_id", "person"))
        .index(&mut unique("invitation", &["token_hash"]))
        .to_owned(),
        global(
            "session",
            vec![
                id(),
                text("token_hash"),
                number("person_id"),
                text("realm"),
                text("host"),
                text("group_session"),
                text_null("id_token"),
                time("created_at"),
                time("seen_at"),
                time("expires_at"),
            ],
        )
        .foreign_key(&mut to_global("session", "person_id", "person"))
        .index(&mut unique("session", &["token_hash"]))
        .to_owned(),
        global("signin_delay", {
            let mut key = text("key");
            key.primary_key();
            vec![key, number("failures"), time("until"), time("last_at")]
        }),
        global(
            "oidc_client",
            vec![
                id(),
                text("client_id"),
                text("name"),
                text("redirect_uri"),
                text("logout_uri"),
                text_null("secret_hash"),
                flag("own_site"),
                time("created_at"),
            ],
        )
        .index(&mut unique("oidc_client", &["client_id"]))
        .to_owned(),
        global("oidc_code", {
            let mut hash = text("code_hash");
            hash.primary_key();
            vec![
                hash,
                text("client_id"),
                text("redirect_uri"),
                number("person_id"),
                text("nonce"),
                text("challenge"),
                text("group_session"),
                time("expires_at"),
                time_null("used_at"),
            ]
        })
        .foreign_key(&mut to_global("oidc_code", "person_id", "person"))
        .to_owned(),
        global("signing_key", {
            let mut kid = text("kid");
            kid.primary_key();
            vec![
                kid,
                text("algorithm"),
                text("private_key"),
                text("public_jwk"),
                time("created_at"),
                time_null("retired_at"),
            ]
        }),
        tenant(
            "membership",
            vec![
                number("person_id"),
                text("role"),
                text_null("channels"),
                time("created_at"),
            ],
        )
        .foreign_key(&mut to_global("membership", "person_id", "person"))
        .index(&mut unique("membership", &["site_id", "person_id", "role"]))
        .to_owned(),
    ];
    let indexes = vec![
        index("session", &["person_id"]),
        index("session", &["group_session"]),
        index("membership", &["person_id"]),
        index("oidc_code", &["expires_at"]),
    ];
    create(manager, tables, indexes).await
});
