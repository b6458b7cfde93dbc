//! Keeping a class of a board.

use super::class::{ActiveModel, Column, Entity, Model};
use super::entity as board;
use super::save::none_shown;
use crate::letter::entity as letter;
use crate::permissions::ManageBoards;
use kernel::event::EventBody;
use kernel::{Error, FieldError, Result};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use store::{OnUnique, SiteWrite, Unique};

const NAME: Unique = Unique {
    name: "uq_letter_class_site_id_board_id_name",
    columns: &[
        "letter_class.site_id",
        "letter_class.board_id",
        "letter_class.name",
    ],
};

/// A class to be kept.
#[derive(Clone, Debug)]
pub struct NewClass {
    /// Its name; letters carry it, so it stays once the class is there.
    pub name: String,
    /// What the form says of it.
    pub intro: String,
    /// Reports and personal matters: never public.
    pub private_only: bool,
    /// The form proposes not to make it public, and the desk shows it only where it says so.
    pub private_default: bool,
    /// No letter of it is taken any more.
    pub closed: bool,
    /// Its place on the form.
    pub position: i64,
}

/// Keeps a class of a board, a new one or one that is there.
///
/// # Errors
/// [`Error::Invalid`] for an empty or long field, a name that is taken, and for "never public" while letters of the class are
/// public; [`Error::NotFound`] for a board or class of another site.
pub async fn save_class(
    tx: &mut SiteWrite<ManageBoards>,
    board: i64,
    id: Option<i64>,
    new: NewClass,
) -> Result<Model> {
    let board = tx
        .find::<board::Entity>()
        .filter(board::Column::Id.eq(board))
        .found()
        .await?;
    let held = match id {
        Some(id) => {
            let own = tx.find::<Entity>().filter(Column::BoardId.eq(board.id));
            Some(own.filter(Column::Id.eq(id)).found().await?)
        }
        None => None,
    };
    let name = held
        .as_ref()
        .map_or(new.name.trim(), |row| row.name.as_str())
        .to_owned();
    check(&new, &name)?;
    if held.is_some_and(|row| new.private_only && !row.private_only) {
        let own = letter::Column::BoardId.eq(board.id);
        none_shown(tx, own.and(letter::Column::Class.eq(name.as_str()))).await?;
    }
    let mut row = ActiveModel {
        board_id: Set(board.id),
        name: Set(name),
        intro: Set(new.intro.trim().replace("\r\n", "\n")),
        private_only: Set(new.private_only),
        private_default: Set(new.private_default),
        closed: Set(new.closed),
        position: Set(new.position),
        ..Default::default()
    };
    let class = match id {
        Some(id) => {
            row.id = Set(id);
            tx.update(row).await?
        }
        None => {
            let taken = || Error::field("name", "栏目已有这个类型。");
            tx.insert(row).await.on_unique(NAME, taken)?
        }
    };
    let words = serde_json::json!({
        "board": board.key, "class": class.name, "private_only": class.private_only,
        "private_default": class.private_default, "closed": class.closed,
    });
    tx.emit_with(EventBody::LetterTermsChanged, &words);
    Ok(class)
}

fn check(new: &NewClass, name: &str) -> Result<()> {
    let mut wrong = Vec::new();
    let mut field = |bad: bool, name: &str, text: &str| {
        if bad {
            wrong.push(FieldError::new(name, text));
        }
    };
    let long = |text: &str, max: usize| text.trim().chars().count() > max;
    field(name.is_empty(), "name", "请填写类型名称。");
    field(long(name, 10), "name", "类型名称不超过 10 字。");
    field(long(&new.intro, 200), "intro", "说明不超过 200 字。");
    field(
        !(0..=999).contains(&new.position),
        "position",
        "请填写 0 至 999 的整数。",
    );
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(wrong))
    }
}
