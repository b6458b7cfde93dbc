//! Setting what the form allows.

use super::settings::{ActiveModel, Column, Entity, Model};
use crate::permissions::ManageBoards;
use kernel::event::EventBody;
use kernel::{Error, FieldError, Result};
use sea_orm::{ColumnTrait, Set};
use std::time::Duration;
use store::{OnUnique, SiteWrite, Unique};

const ONE: Unique = Unique {
    name: "uq_letter_form_site_id",
    columns: &["letter_form.site_id"],
};

/// What the form is to allow; see [`Model`].
#[derive(Clone, Debug)]
pub struct NewDoor {
    /// Letters of one address before a question.
    pub question_after: i64,
    /// Letters of all before everybody is asked.
    pub busy_after: i64,
    /// Letters of one address in an hour.
    pub hour_limit: i64,
    /// Files.
    pub files_max: i64,
    /// Megabytes of a file.
    pub file_mb: i64,
    /// What is not taken.
    pub refused: String,
}

/// Sets what the site's form allows.
///
/// # Errors
/// [`Error::Invalid`] for a number out of bounds.
pub async fn set_door(tx: &mut SiteWrite<ManageBoards>, new: NewDoor) -> Result<Model> {
    let mut wrong = Vec::new();
    let mut within = |name: &str, value: i64, low: i64, high: i64| {
        if !(low..=high).contains(&value) {
            wrong.push(FieldError::new(
                name,
                format!("请填写 {low} 到 {high} 之间的整数。"),
            ));
        }
    };
    within("question_after", new.question_after, -1, 100);
    within("busy_after", new.busy_after, 10, 100_000);
    within("hour_limit", new.hour_limit, 1, 1000);
    within("files_max", new.files_max, 0, 10);
    within("file_mb", new.file_mb, 1, 20);
    let refused: Vec<&str> = new
        .refused
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let refused = refused.join("\n");
    if refused.chars().count() > 1000 {
        wrong.push(FieldError::new("refused", "不超过 1000 字。"));
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let before = tx.find::<Entity>().one().await?;
    let row = ActiveModel {
        question_after: Set(new.question_after),
        busy_after: Set(new.busy_after),
        hour_limit: Set(new.hour_limit),
        files_max: Set(new.files_max),
        file_mb: Set(new.file_mb),
        refused: Set(refused),
        set_by_name: Set(tx.actor().label()),
        set_at: Set(tx.now()),
        ..Default::default()
    };
    match before {
        Some(before) => {
            tx.update_where(row, Column::Id.eq(before.id)).await?;
        }
        None => {
            let busy = || Error::Busy(Duration::from_millis(100));
            tx.insert(row).await.on_unique(ONE, busy)?;
        }
    }
    let row = tx.find::<Entity>().found().await?;
    let words = serde_json::json!({
        "question_after": row.question_after, "busy_after": row.busy_after, "hour_limit": row.hour_limit,
        "files_max": row.files_max, "file_mb": row.file_mb,
    });
    tx.emit_with(EventBody::LetterTermsChanged, &words);
    Ok(row)
}
