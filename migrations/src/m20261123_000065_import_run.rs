//! Imports: a report of each run.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261123_000065_import_run", manager, {
    let run = tenant(
        "import_run",
        vec![
            text("kind"),
            text("source"),
            text("by_name"),
            time("begun_at"),
            time_null("ended_at"),
            number("total"),
            number("added"),
            number("skipped"),
            text("report"),
        ],
    );
    create(manager, vec![run], Vec::new()).await
});
