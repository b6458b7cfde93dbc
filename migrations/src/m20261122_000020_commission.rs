//! Submission boxes of units without a site, tasks (约稿), and when the public first saw what a unit sent.

use crate::table::*;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

step!("m20261122_000020_commission", manager, {
    create(manager, tables(), indexes()).await?;
    let alter = Table::alter()
        .table("submission")
        .add_column(time_null("shown_at"))
        .to_owned();
    manager.alter_table(alter).await?;
    let alter = Table::alter()
        .table("syndication_rule")
        .add_column(flag("edited"))
        .to_owned();
    manager.alter_table(alter).await?;
    // What was decided so far counts as it did.
    let sql = "update submission set shown_at = decided_at where decided_at is not null \
               and (settled is null or settled in ('adopted', 'edited', 'overtaken'))";
    manager.get_connection().execute_unprepared(sql).await?;
    if manager.get_database_backend() == DbBackend::Sqlite {
        rebuild(manager).await
    } else {
        widen(manager).await
    }
});

fn tables() -> Vec<TableCreateStatement> {
    vec![
        tenant(
            "box_member",
            vec![
                number("unit_id"),
                number("person_id"),
                text("person_name"),
                text("added_by_name"),
                time("added_at"),
            ],
        )
        .foreign_key(&mut to_global("box_member", "unit_id", "unit"))
        .index(&mut unique("box_member", &["site_id", "unit_id", "person_id"]))
        .to_owned(),
        tenant("box_text", box_text())
            .foreign_key(&mut to_global("box_text", "unit_id", "unit"))
            .foreign_key(&mut within("box_text", "channel_id", "channel"))
            .foreign_key(&mut within("box_text", "article_id", "article"))
            .index(&mut unique("box_text", &["site_id", "uid"]))
            .to_owned(),
        tenant(
            "commission",
            vec![
                uid(),
                text("title"),
                text("wanted"),
                text("kind"),
                text("due_on"),
                text("attachments"),
                text("receivers"),
                text("state"),
                text("close_reason"),
                number_null("given_by"),
                text("given_by_name"),
                time("given_at"),
                time_null("closed_at"),
            ],
        )
        .index(&mut unique("commission", &["site_id", "uid"]))
        .to_owned(),
        tenant("task", task())
            .foreign_key(&mut to_global("task", "giver_site_id", "site"))
            .foreign_key(&mut to_global("task", "unit_id", "unit"))
            .index(&mut unique("task", &["site_id", "uid", "receiver"]))
            .to_owned(),
    ]
}

fn box_text() -> Vec<ColumnDef> {
    vec![
        number("unit_id"),
        uid(),
        number_null("channel_id"),
        text("title"),
        text("subtitle"),
        text("summary"),
        text("body_format"),
        text("body_source"),
        text("body_html"),
        text("author"),
        text("keywords"),
        text_null("lead_media"),
        text("attachments"),
        text("state"),
        text("reason"),
        number("revision"),
        number_null("written_by"),
        text("written_by_name"),
        text("sent_by_name"),
        time_null("sent_at"),
        time_null("seen_at"),
        time_null("decided_at"),
        time_null("shown_at"),
        text_null("before_text"),
        text_null("after_text"),
        text_null("overtaken_by"),
        number_null("article_id"),
        time("created_at"),
        time("changed_at"),
    ]
}

fn task() -> Vec<ColumnDef> {
    vec![
        uid(),
        text("receiver"),
        number("giver_site_id"),
        number_null("unit_id"),
        number_null("person_id"),
        text("receiver_name"),
        text("title"),
        text("wanted"),
        text("kind"),
        text("due_on"),
        text("attachments"),
        text("given_by_name"),
        time("given_at"),
        text("state"),
        text("reason"),
        text("answered_by_name"),
        time_null("answered_at"),
        number_null("article_id"),
        number_null("box_text_id"),
        // The uid of the piece that was handed in.
        {
            let mut piece = ColumnDef::new("piece");
            piece.uuid().null();
            piece
        },
        text("piece_title"),
        time_null("handed_at"),
        time_null("done_at"),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("box_member", &["site_id", "person_id"]),
        index("box_text", &["site_id", "unit_id", "state"]),
        index("box_text", &["site_id", "sent_at"]),
        index("commission", &["site_id", "state", "due_on"]),
        index("task", &["site_id", "state", "due_on"]),
        index("task", &["uid"]),
        index("task", &["piece"]),
    ]
}

/// Columns of the desk's lines as they were before this step.
const BEFORE: &str = "id, site_id, library_item_id, uid, version, rule_id, channel_id, source_name, title, state, submitted, \
                      reason, decided_by, decided_by_name, arrived_at, decided_at, seen_at, settled, origin_site_id, \
                      origin_channel, before_text, after_text, article_id, source_changed_at, merged_into, overtaken_by, \
                      fingerprint, cluster";

/// A text of a box is no item of the library, so a line need not name one. SQLite cannot take a `not null` away: the two
/// tables are made anew with the rows that they hold. Nothing else refers to them.
async fn rebuild(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    for sql in [
        "create table desk_band_kept as select * from desk_band",
        "drop table desk_band",
        "create table desk_item_kept as select * from desk_item",
        "drop table desk_item",
    ] {
        db.execute_unprepared(sql).await?;
    }
    let mut origin_channel = text("origin_channel");
    origin_channel.default("");
    let desk_item = tenant(
        "desk_item",
        vec![
            number_null("library_item_id"),
            uid(),
            number("version"),
            number_null("rule_id"),
            number_null("channel_id"),
            text("source_name"),
            text("title"),
            text("state"),
            flag("submitted"),
            text("reason"),
            number_null("decided_by"),
            text("decided_by_name"),
            time("arrived_at"),
            time_null("decided_at"),
            time_null("seen_at"),
            text_null("settled"),
            number_null("origin_site_id"),
            origin_channel,
            text_null("before_text"),
            text_null("after_text"),
            number_null("article_id"),
            time_null("source_changed_at"),
            number_null("merged_into"),
            text_null("overtaken_by"),
            number_null("fingerprint"),
            number_null("cluster"),
            number_null("box_text_id"),
            number_null("unit_id"),
        ],
    )
    .foreign_key(&mut to_global("desk_item", "library_item_id", "library_item"))
    .foreign_key(&mut within("desk_item", "box_text_id", "box_text"))
    .foreign_key(&mut to_global("desk_item", "unit_id", "unit"))
    .index(&mut unique("desk_item", &["site_id", "uid"]))
    .to_owned();
    let desk_band = tenant(
        "desk_band",
        vec![number("desk_item_id"), number("band"), number("value")],
    )
    .foreign_key(&mut within("desk_band", "desk_item_id", "desk_item"))
    .to_owned();
    let indexes = vec![
        index("desk_item", &["site_id", "state", "arrived_at"]),
        index("desk_item", &["uid"]),
        index("desk_item", &["site_id", "cluster"]),
        index("desk_band", &["site_id", "band", "value"]),
        index("desk_band", &["site_id", "desk_item_id"]),
    ];
    create(manager, vec![desk_item, desk_band], indexes).await?;
    for sql in [
        format!("insert into desk_item ({BEFORE}) select {BEFORE} from desk_item_kept"),
        "insert into desk_band select * from desk_band_kept".to_owned(),
        "drop table desk_band_kept".to_owned(),
        "drop table desk_item_kept".to_owned(),
    ] {
        db.execute_unprepared(&sql).await?;
    }
    Ok(())
}

async fn widen(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for column in [number_null("box_text_id"), number_null("unit_id")] {
        let alter = Table::alter().table("desk_item").add_column(column).to_owned();
        manager.alter_table(alter).await?;
    }
    manager
        .create_foreign_key(within("desk_item", "box_text_id", "box_text"))
        .await?;
    manager
        .create_foreign_key(to_global("desk_item", "unit_id", "unit"))
        .await?;
    let sql = "alter table desk_item alter column library_item_id drop not null";
    manager.get_connection().execute_unprepared(sql).await?;
    Ok(())
}
