//! Keeping a text for replies.

use super::entity::{ActiveModel, Column, Entity, Model};
use crate::permissions::ManageBoards;
use gateway::unit::entity as unit;
use kernel::event::EventBody;
use kernel::{Error, FieldError, Result};
use sea_orm::{ColumnTrait, Set};
use store::{OnUnique, SiteWrite, Unique};

const NAME: Unique = Unique {
    name: "uq_letter_phrase_site_id_name",
    columns: &["letter_phrase.site_id", "letter_phrase.name"],
};

/// A text to be kept.
#[derive(Clone, Debug, Default)]
pub struct NewPhrase {
    /// Its name, once on a site.
    pub name: String,
    /// Text.
    pub body: String,
    /// Only for letters of this unit.
    pub unit: Option<i64>,
}

/// Keeps a text, a new one or one that is there.
///
/// # Errors
/// [`Error::Invalid`] for an empty or long field, a name that is taken, a unit that is not there; [`Error::NotFound`] for a text
/// of another site.
pub async fn save_phrase(tx: &mut SiteWrite<ManageBoards>, id: Option<i64>, new: NewPhrase) -> Result<Model> {
    if let Some(id) = id {
        tx.find::<Entity>().filter(Column::Id.eq(id)).found().await?;
    }
    let new = check(tx, new).await?;
    let mut row = ActiveModel {
        name: Set(new.name),
        body: Set(new.body),
        unit_id: Set(new.unit),
        set_by_name: Set(tx.actor().label()),
        ..Default::default()
    };
    let taken = || Error::field("name", "已有同名的模板。");
    let row = match id {
        Some(id) => {
            row.id = Set(id);
            tx.update(row).await.on_unique(NAME, taken)?
        }
        None => tx.insert(row).await.on_unique(NAME, taken)?,
    };
    let words = serde_json::json!({ "phrase": row.id, "name": row.name });
    tx.emit_with(EventBody::LetterTermsChanged, &words);
    Ok(row)
}

async fn check(tx: &SiteWrite<ManageBoards>, new: NewPhrase) -> Result<NewPhrase> {
    let name = new.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let body = new.body.trim().replace("\r\n", "\n");
    let mut wrong = Vec::new();
    if name.is_empty() || name.chars().count() > 40 {
        wrong.push(FieldError::new("name", "请填写模板名称，不超过 40 字。"));
    }
    if body.is_empty() || body.chars().count() > 2000 {
        wrong.push(FieldError::new("body", "请填写模板文字，不超过 2000 字。"));
    }
    if let Some(id) = new.unit {
        let units = tx.shared::<unit::Entity>().filter(unit::Column::Id.eq(id));
        if !units.exists().await? {
            wrong.push(FieldError::new("unit", "没有这个单位。"));
        }
    }
    if wrong.is_empty() {
        Ok(NewPhrase { name, body, ..new })
    } else {
        Err(Error::Invalid(wrong))
    }
}
