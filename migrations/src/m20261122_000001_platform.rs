//! The log, its readers, jobs and the audit chain.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000001_platform", manager, {
    let tables = vec![
        global("log", vec![id(), uid(), time("started_at")]),
        global(
            "event",
            vec![
                id(),
                number("log_id"),
                number("site_id"),
                text("kind"),
                number("version"),
                text("subject"),
                text("payload"),
                time("at"),
            ],
        ),
        global("event_cursor", {
            let mut reader = text("reader");
            reader.primary_key();
            vec![
                reader,
                number("log_id"),
                number("position"),
                number("failures"),
                text_null("error"),
                time("moved_at"),
            ]
        }),
        global(
            "event_parked",
            vec![
                id(),
                text("reader"),
                number("event_id"),
                number("site_id"),
                text("subject"),
                text("error"),
                time("parked_at"),
            ],
        )
        .index(&mut unique("event_parked", &["reader", "event_id"]))
        .to_owned(),
        global("write_probe", {
            let mut name = text("name");
            name.primary_key();
            vec![name, text("value"), time("at")]
        }),
        global(
            "job",
            vec![
                id(),
                number_null("site_id"),
                text("kind"),
                text("payload"),
                text_null("only_once"),
                text("state"),
                number("attempts"),
                time("run_at"),
                time_null("leased_until"),
                text_null("error"),
                time("created_at"),
            ],
        )
        .index(&mut unique("job", &["kind", "only_once"]))
        .to_owned(),
        global(
            "audit",
            vec![
                id(),
                number_null("site_id"),
                time("at"),
                text("actor"),
                text("actor_label"),
                text("action"),
                text("subject"),
                text("detail"),
                text("previous"),
                text("hash"),
            ],
        ),
    ];
    let indexes = vec![
        index("job", &["state", "run_at"]),
        index("audit", &["site_id", "id"]),
        index("event", &["site_id", "id"]),
    ];
    create(manager, tables, indexes).await
});
