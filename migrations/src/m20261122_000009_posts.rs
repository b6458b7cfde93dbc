//! Grants with a scope and a term, duties of posts, audit rows that say from where and with what result.

use crate::table::*;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

step!("m20261122_000009_posts", manager, {
    // SQLite takes one new column a statement.
    let word = |name: &'static str, value: &'static str| {
        let mut column = text(name);
        column.default(value);
        column
    };
    let columns = [
        ("audit", text_null("address")),
        ("audit", word("result", "ok")),
        ("audit", text_null("request")),
        // The rows so far were made by SHA-256 over fewer columns.
        ("audit", word("algorithm", "sha256/1")),
        ("audit", text_null("seal")),
        ("membership", time_null("expires_at")),
        ("membership", number_null("granted_by")),
        ("membership", word("granted_by_name", "")),
    ];
    for (table, column) in columns {
        let alter = Table::alter().table(table).add_column(column).to_owned();
        manager.alter_table(alter).await?;
    }
    let tables = vec![
        tenant(
            "duty",
            vec![
                text("kind"),
                text("post"),
                number_null("person_id"),
                text("holder"),
                text("phone"),
                flag("shown"),
                number("position"),
                time("updated_at"),
            ],
        )
        .foreign_key(&mut to_global("duty", "person_id", "person"))
        .to_owned(),
    ];
    let indexes = vec![
        index("duty", &["site_id", "position"]),
        index("audit", &["at"]),
        index("audit", &["action", "id"]),
    ];
    create(manager, tables, indexes).await?;
    for statement in alone(manager.get_database_backend()) {
        manager.get_connection().execute_unprepared(&statement).await?;
    }
    Ok(())
});

/// A platform post goes together with no other post of the same person. No key can say that (it would span sites), so
/// both databases get a trigger; PostgreSQL's takes a lock, as two transactions do not see each other's rows.
fn alone(backend: DbBackend) -> Vec<String> {
    let platform = "('platform_admin', 'security_admin', 'audit_admin')";
    let other = format!(
        "exists (select 1 from membership m where m.person_id = new.person_id \
         and (m.role in {platform} or new.role in {platform}) and not (m.site_id = new.site_id and m.role = new.role))"
    );
    match backend {
        DbBackend::Postgres => vec![
            format!(
                "create function membership_platform_alone() returns trigger language plpgsql as $$ begin \
                 perform pg_advisory_xact_lock(7234012, (new.person_id % 2000000000)::int); \
                 if {other} then raise exception 'ck_membership_platform_alone' using errcode = '23514'; end if; \
                 return new; end $$"
            ),
            "create trigger ck_membership_platform_alone before insert or update of role, person_id on membership \
             for each row execute function membership_platform_alone()"
                .to_owned(),
        ],
        _ => ["insert", "update of role, person_id"]
            .iter()
            .enumerate()
            .map(|(n, deed)| {
                format!(
                    "create trigger ck_membership_platform_alone_{n} before {deed} on membership when {other} \
                     begin select raise(abort, 'ck_membership_platform_alone'); end"
                )
            })
            .collect(),
    }
}
