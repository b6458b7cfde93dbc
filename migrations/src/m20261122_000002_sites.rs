//! Units and the register of sites.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000002_sites", manager, {
    let tables = vec![
        global(
            "unit",
            vec![
                id(),
                uid(),
                text("key"),
                text("name"),
                text("short_name"),
                text("kind"),
                number_null("parent_id"),
                text("duties"),
            ],
        )
        .foreign_key(&mut to_global("unit", "parent_id", "unit"))
        .index(&mut unique("unit", &["key"]))
        .index(&mut unique("unit", &["uid"]))
        .to_owned(),
        global("unit_alias", vec![id(), number("unit_id"), text("alias")])
            .foreign_key(&mut to_global("unit_alias", "unit_id", "unit"))
            .index(&mut unique("unit_alias", &["alias"]))
            .to_owned(),
        global(
            "site",
            vec![
                id(),
                uid(),
                text("slug"),
                text("kind"),
                text("name"),
                text("short_name"),
                text("theme"),
                number_null("unit_id"),
                text("host"),
                text("mount"),
                text("state"),
                text("settings"),
                text("edited_fields"),
                number("revision"),
                time("created_at"),
            ],
        )
        .foreign_key(&mut to_global("site", "unit_id", "unit"))
        .index(&mut unique("site", &["slug"]))
        .index(&mut unique("site", &["uid"]))
        .index(&mut unique("site", &["host", "mount"]))
        .to_owned(),
        tenant(
            "redirect",
            vec![text("from_path"), text("to_path"), time("created_at")],
        )
        .index(&mut unique("redirect", &["site_id", "from_path"]))
        .to_owned(),
        tenant("site_counter", vec![text("name"), number("value")])
            .index(&mut unique("site_counter", &["site_id", "name"]))
            .to_owned(),
    ];
    create(manager, tables, vec![]).await
});
