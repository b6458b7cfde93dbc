//! Letters (来信): boards with their classes and limits, the letter and everything that was done with it.
//!
//! A letter is a row of the site it was written on; what belongs to it lies beside it on the same site. Units are global, so a
//! letter may be handled by a unit whose people work on another site.

use crate::table::*;
use sea_orm_migration::prelude::*;

step!("m20261122_000023_letters", manager, {
    let mut tables = terms();
    tables.extend(letter());
    tables.extend(steps());
    tables.extend(outcome());
    create(manager, tables, indexes()).await
});

/// What a site's administrator sets.
fn terms() -> Vec<TableCreateStatement> {
    vec![
        tenant(
            "letter_board",
            vec![
                text("key"),
                text("name"),
                text("kind"),
                number_null("unit_id"),
                text("intro"),
                flag("private_only"),
                flag("closed"),
                number("position"),
            ],
        )
        .foreign_key(&mut to_global("letter_board", "unit_id", "unit"))
        .index(&mut unique("letter_board", &["site_id", "key"]))
        .to_owned(),
        tenant(
            "letter_class",
            vec![
                number("board_id"),
                text("name"),
                flag("private_only"),
                flag("closed"),
                number("position"),
            ],
        )
        .foreign_key(&mut within("letter_class", "board_id", "letter_board"))
        .index(&mut unique("letter_class", &["site_id", "board_id", "name"]))
        .to_owned(),
        tenant(
            "letter_policy",
            vec![
                number_null("board_id"),
                text_null("class"),
                number_null("unit_id"),
                text("valid_from"),
                number("answer_count"),
                text("answer_days"),
                number("hard_count"),
                text("hard_days"),
                text("day_off"),
                number("return_days"),
                number("return_limit"),
                text("rule"),
                text("set_by_name"),
                time("set_at"),
            ],
        )
        .foreign_key(&mut within("letter_policy", "board_id", "letter_board"))
        .foreign_key(&mut to_global("letter_policy", "unit_id", "unit"))
        .to_owned(),
        tenant(
            "letter_phrase",
            vec![
                number_null("unit_id"),
                text("name"),
                text("body"),
                text("set_by_name"),
            ],
        )
        .foreign_key(&mut to_global("letter_phrase", "unit_id", "unit"))
        .index(&mut unique("letter_phrase", &["site_id", "name"]))
        .to_owned(),
        tenant(
            "letter_duty",
            vec![number("unit_id"), number("person_id"), text("part")],
        )
        .foreign_key(&mut to_global("letter_duty", "unit_id", "unit"))
        .foreign_key(&mut to_global("letter_duty", "person_id", "person"))
        .index(&mut unique("letter_duty", &["site_id", "unit_id", "part"]))
        .to_owned(),
        tenant(
            "letter_visit",
            vec![number("unit_id"), number("person_id"), text("day"), time("at")],
        )
        .foreign_key(&mut to_global("letter_visit", "unit_id", "unit"))
        .foreign_key(&mut to_global("letter_visit", "person_id", "person"))
        .index(&mut unique(
            "letter_visit",
            &["site_id", "unit_id", "person_id", "day"],
        ))
        .to_owned(),
        tenant(
            "letter_year",
            vec![
                number("year"),
                number("received"),
                text("set_by_name"),
                time("set_at"),
            ],
        )
        .index(&mut unique("letter_year", &["site_id", "year"]))
        .to_owned(),
    ]
}

fn letter() -> Vec<TableCreateStatement> {
    vec![
        tenant("letter", letter_columns())
            .foreign_key(&mut within("letter", "board_id", "letter_board"))
            .foreign_key(&mut to_global("letter", "unit_id", "unit"))
            .index(&mut unique("letter", &["site_id", "n"]))
            .index(&mut unique("letter", &["site_id", "number"]))
            .to_owned(),
        tenant(
            "letter_original",
            vec![
                number("letter_id"),
                text("title"),
                text("body"),
                text("writer_name"),
                text("writer_phone"),
                text("writer_mail"),
            ],
        )
        .foreign_key(&mut within("letter_original", "letter_id", "letter"))
        .index(&mut unique("letter_original", &["site_id", "letter_id"]))
        .to_owned(),
        tenant(
            "letter_attachment",
            vec![
                uid(),
                number("letter_id"),
                text("name"),
                text("content_type"),
                number("size"),
                text("hash"),
                text("sent_by"),
                text("state"),
                text("note"),
                text("looked_by_name"),
                time_null("looked_at"),
                time("created_at"),
            ],
        )
        .foreign_key(&mut within("letter_attachment", "letter_id", "letter"))
        .index(&mut unique("letter_attachment", &["site_id", "uid"]))
        .to_owned(),
        tenant("letter_try", vec![text("key"), number("count"), time("began_at")])
            .index(&mut unique("letter_try", &["site_id", "key"]))
            .to_owned(),
    ]
}

fn letter_columns() -> Vec<ColumnDef> {
    vec![
        uid(),
        // For addresses: a number of the site, never reused.
        number("n"),
        text("number"),
        text_null("code_hash"),
        text_null("citizen_uid"),
        number("board_id"),
        text("class"),
        text("title"),
        text("body"),
        text("writer_mask"),
        flag("wants_public"),
        flag("shown"),
        text("state"),
        number_null("unit_id"),
        number("round"),
        time("received_at"),
        text("received_on"),
        number("received_month"),
        // The clock as it was set at receipt, moved by pauses and the extension.
        number("answer_count"),
        text("answer_days"),
        number("hard_count"),
        text("hard_days"),
        text("day_off"),
        text("rule"),
        text("calendar"),
        text("due_on"),
        text("hard_on"),
        number("paused_days"),
        text_null("explained_on"),
        // Frozen at the first answer.
        time_null("answered_at"),
        text_null("answered_on"),
        text_null("result"),
        number_null("answer_took"),
        // What the figures count, one number per letter; see the crate's `letter/facts.rs`.
        number("facts"),
        number_null("score"),
        flag("unrectified"),
        text("reason"),
        number_null("duplicate_of"),
        number("returns"),
        flag("imported"),
        number("revision"),
        time("changed_at"),
    ]
}

/// What was done with a letter.
fn steps() -> Vec<TableCreateStatement> {
    vec![
        tenant(
            "letter_event",
            vec![
                number("letter_id"),
                text("step"),
                text("from_state"),
                text("to_state"),
                text("actor_name"),
                number_null("person_id"),
                number_null("unit_id"),
                text("words"),
                flag("shown"),
                time("at"),
            ],
        )
        .foreign_key(&mut within("letter_event", "letter_id", "letter"))
        .foreign_key(&mut to_global("letter_event", "unit_id", "unit"))
        .to_owned(),
        tenant(
            "letter_handling",
            vec![
                number("letter_id"),
                number("unit_id"),
                text("part"),
                number("round"),
                text("state"),
                time("assigned_at"),
                text("assigned_on"),
                text("assigned_by_name"),
                text("words"),
                text("due_on"),
                text("hard_on"),
                text("calendar"),
                time_null("ended_at"),
                text_null("ended_on"),
                text_null("result"),
                text("opinion"),
                number_null("person_id"),
            ],
        )
        .foreign_key(&mut within("letter_handling", "letter_id", "letter"))
        .foreign_key(&mut to_global("letter_handling", "unit_id", "unit"))
        .to_owned(),
        tenant(
            "letter_press",
            vec![
                number("letter_id"),
                number_null("unit_id"),
                text("kind"),
                number("level"),
                text("words"),
                text("made_by_name"),
                time("made_at"),
                text("read_by_name"),
                time_null("read_at"),
            ],
        )
        .foreign_key(&mut within("letter_press", "letter_id", "letter"))
        .foreign_key(&mut to_global("letter_press", "unit_id", "unit"))
        .to_owned(),
        tenant(
            "letter_extension",
            vec![
                number("letter_id"),
                number("round"),
                number_null("unit_id"),
                text("explanation"),
                text("before_on"),
                text("until_on"),
                text("asked_by_name"),
                time("asked_at"),
            ],
        )
        .foreign_key(&mut within("letter_extension", "letter_id", "letter"))
        .foreign_key(&mut to_global("letter_extension", "unit_id", "unit"))
        .index(&mut unique(
            "letter_extension",
            &["site_id", "letter_id", "round"],
        ))
        .to_owned(),
        tenant(
            "letter_pause",
            vec![
                number("letter_id"),
                text("question"),
                text("asked_by_name"),
                time("asked_at"),
                text("asked_on"),
                text("answer"),
                text("ended_by_name"),
                time_null("ended_at"),
                text_null("ended_on"),
                number("days"),
            ],
        )
        .foreign_key(&mut within("letter_pause", "letter_id", "letter"))
        .to_owned(),
    ]
}

/// What came of it.
fn outcome() -> Vec<TableCreateStatement> {
    vec![
        tenant(
            "letter_reply",
            vec![
                number("letter_id"),
                number("round"),
                number("version"),
                number_null("unit_id"),
                text("outcome"),
                text("body"),
                text("state"),
                text("drafted_by_name"),
                number_null("drafted_by"),
                time("drafted_at"),
                time_null("submitted_at"),
                text("reviewed_by_name"),
                number_null("reviewed_by"),
                time_null("reviewed_at"),
                text("opinion"),
                time_null("published_at"),
            ],
        )
        .foreign_key(&mut within("letter_reply", "letter_id", "letter"))
        .foreign_key(&mut to_global("letter_reply", "unit_id", "unit"))
        .index(&mut unique("letter_reply", &["site_id", "letter_id", "version"]))
        .to_owned(),
        tenant(
            "letter_rating",
            vec![
                number("letter_id"),
                number("round"),
                number_null("unit_id"),
                number("score"),
                text("reasons"),
                text("words"),
                flag("implied"),
                time("rated_at"),
            ],
        )
        .foreign_key(&mut within("letter_rating", "letter_id", "letter"))
        .foreign_key(&mut to_global("letter_rating", "unit_id", "unit"))
        .index(&mut unique("letter_rating", &["site_id", "letter_id", "round"]))
        .to_owned(),
        tenant(
            "letter_commitment",
            vec![
                number("letter_id"),
                number("unit_id"),
                text("words"),
                text("due_on"),
                text("state"),
                text("evidence"),
                text("made_by_name"),
                time("made_at"),
                text("ended_by_name"),
                time_null("ended_at"),
            ],
        )
        .foreign_key(&mut within("letter_commitment", "letter_id", "letter"))
        .foreign_key(&mut to_global("letter_commitment", "unit_id", "unit"))
        .to_owned(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("letter_policy", &["site_id", "valid_from"]),
        // The figures of a period, from the index alone and in its order.
        index(
            "letter",
            &[
                "received_month",
                "unit_id",
                "class",
                "facts",
                "received_on",
                "site_id",
                "score",
            ],
        ),
        // The public board: newest first, whole group or one site or one unit.
        index("letter", &["shown", "received_at", "id"]),
        index("letter", &["site_id", "shown", "received_at"]),
        index("letter", &["unit_id", "shown", "received_at"]),
        // Desks: what waits, what is due.
        index("letter", &["state", "due_on"]),
        index("letter", &["unit_id", "state", "due_on"]),
        index("letter", &["number"]),
        index("letter", &["citizen_uid"]),
        index("letter_attachment", &["site_id", "letter_id"]),
        index("letter_event", &["site_id", "letter_id"]),
        index("letter_handling", &["site_id", "letter_id"]),
        index("letter_handling", &["unit_id", "state", "due_on"]),
        index("letter_press", &["site_id", "letter_id"]),
        index("letter_pause", &["site_id", "letter_id"]),
        index("letter_commitment", &["site_id", "letter_id"]),
        index("letter_commitment", &["state", "due_on"]),
    ]
}
