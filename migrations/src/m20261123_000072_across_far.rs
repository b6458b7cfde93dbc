//! What sites on other boxes sent by hand to the desk of a site here, or of a third box.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261123_000072_across_far", manager, {
    let far = tenant(
        "across_far",
        vec![
            uid(),
            number("place_site_id"),
            text("sent_said"),
            time("sent_at"),
            text("sent_by_name"),
            flag("recalled"),
            text_null("told"),
        ],
    )
    .foreign_key(&mut to_global("across_far", "place_site_id", "site"))
    .index(&mut unique("across_far", &["site_id", "uid", "place_site_id"]))
    .to_owned();
    let indexes = vec![
        index("across_far", &["place_site_id", "uid"]),
        index("across_far", &["uid"]),
        index("submission", &["target_site_id", "across"]),
    ];
    create(manager, vec![far], indexes).await
});
