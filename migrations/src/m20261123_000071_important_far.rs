//! What sites on other boxes registered as their own reposts of important items.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261123_000071_important_far", manager, {
    let mut article = ColumnDef::new("article_uid");
    article.uuid().not_null();
    let far = tenant("important_far", vec![uid(), article, time("shown_at")])
        .index(&mut unique("important_far", &["site_id", "uid"]))
        .to_owned();
    create(manager, vec![far], vec![index("important_far", &["uid"])]).await
});
