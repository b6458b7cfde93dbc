//! Emergency banners and mourning grey: what lies over the pages of sites for a time, and who did what to it.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000019_notice", manager, {
    create(manager, vec![notice(), place(), act()], indexes()).await
});

fn notice() -> TableCreateStatement {
    tenant(
        "notice",
        vec![
            uid(),
            text("kind"),
            text("level"),
            text("title"),
            text("body"),
            text("link_url"),
            text("link_title"),
            text("reach"),
            text("state"),
            time_null("begins_at"),
            time("ends_at"),
            number("revision"),
            number("drafted_by"),
            text("drafted_by_name"),
            time("drafted_at"),
            number("changed_by"),
            number_null("released_by"),
            text_null("released_by_name"),
            time_null("released_at"),
            time_null("began_at"),
            time_null("ended_at"),
            number_null("replaces_id"),
            time_null("extend_to"),
            text_null("extend_reason"),
            number_null("extend_by"),
            text_null("extend_by_name"),
        ],
    )
    .foreign_key(&mut within("notice", "replaces_id", "notice"))
    .index(&mut unique("notice", &["site_id", "uid"]))
    .to_owned()
}

fn place() -> TableCreateStatement {
    tenant("notice_site", vec![number("notice_id"), number("place_site_id")])
        .foreign_key(&mut within("notice_site", "notice_id", "notice"))
        .foreign_key(&mut to_global("notice_site", "place_site_id", "site"))
        .index(&mut unique(
            "notice_site",
            &["site_id", "notice_id", "place_site_id"],
        ))
        .to_owned()
}

fn act() -> TableCreateStatement {
    tenant(
        "notice_act",
        vec![
            number("notice_id"),
            text("act"),
            text("by_name"),
            text("note"),
            time("at"),
        ],
    )
    .foreign_key(&mut within("notice_act", "notice_id", "notice"))
    .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("notice", &["state", "ends_at"]),
        index("notice_act", &["site_id", "notice_id"]),
        index("notice_site", &["place_site_id"]),
    ]
}
