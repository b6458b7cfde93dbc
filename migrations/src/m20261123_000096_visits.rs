//! Visits: a row a site and day, a row a counted thing and day, the salt of a day, and what a site set about it.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261123_000096_visits", manager, {
    let tables = vec![day(), count(), setting(), salt()];
    let indexes = vec![index("visit_count", &["site_id", "kind", "day"])];
    create(manager, tables, indexes).await
});

fn day() -> TableCreateStatement {
    tenant(
        "visit_day",
        vec![
            text("scope"),
            text("day"),
            number("views"),
            number("visitors"),
            bytes("sketch"),
        ],
    )
    .index(&mut unique("visit_day", &["site_id", "scope", "day"]))
    .to_owned()
}

fn count() -> TableCreateStatement {
    tenant(
        "visit_count",
        vec![
            text("day"),
            text("kind"),
            text("subject"),
            text("label"),
            number("views"),
        ],
    )
    .index(&mut unique("visit_count", &["site_id", "day", "kind", "subject"]))
    .to_owned()
}

fn setting() -> TableCreateStatement {
    tenant(
        "visit_setting",
        vec![
            number("base"),
            text_null("since"),
            flag("shown"),
            number("revision"),
        ],
    )
    .index(&mut unique("visit_setting", &["site_id"]))
    .to_owned()
}

fn salt() -> TableCreateStatement {
    global("visit_salt", vec![id(), text("day"), text("salt")])
        .index(&mut unique("visit_salt", &["day"]))
        .to_owned()
}
