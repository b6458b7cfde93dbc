//! On which terms a site asks for a channel, by which name a request travels between boxes, since when a consent stands, and
//! what sites on other boxes were given by it.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261123_000041_share_terms", manager, {
    let mut mode = text("mode");
    mode.default("automatic");
    let mut name = ColumnDef::new("uid");
    name.uuid().null();
    for mut column in [mode, text_null("terms"), name] {
        let alter = Table::alter()
            .table("share_request")
            .add_column(&mut column)
            .to_owned();
        manager.alter_table(alter).await?;
    }
    let alter = Table::alter()
        .table("share_consent")
        .add_column(time_null("agreed_at"))
        .to_owned();
    manager.alter_table(alter).await?;
    let given = tenant(
        "share_given",
        vec![number("consent_id"), number("place_site_id"), uid()],
    )
    .foreign_key(&mut within("share_given", "consent_id", "share_consent"))
    .foreign_key(&mut to_global("share_given", "place_site_id", "site"))
    .index(&mut unique("share_given", &["site_id", "consent_id", "uid"]))
    .to_owned();
    let indexes = vec![index("share_given", &["place_site_id", "uid"])];
    create(manager, vec![given], indexes).await
});
