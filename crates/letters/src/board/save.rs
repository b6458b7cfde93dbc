//! Keeping a board: on or off, what it is for, who answers for it, what is public, what its form says.

use super::Kind;
use super::ensure::first_classes;
use super::entity::{ActiveModel, Column, Entity, Model};
use crate::clock::{Limits, NewPolicy, entity as policy, set_policy};
use crate::letter::entity as letter;
use crate::permissions::ManageBoards;
use gateway::unit::entity as unit;
use kernel::event::EventBody;
use kernel::{Error, FieldError, Result, beijing};
use sea_orm::{ColumnTrait, Set};
use store::{OnUnique, SiteWrite, Unique};

const KEY: Unique = Unique {
    name: "uq_letter_board_site_id_key",
    columns: &["letter_board.site_id", "letter_board.key"],
};

/// A board to be kept.
#[derive(Clone, Debug)]
pub struct NewBoard {
    /// Its word in addresses; fixed once the board is there.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub kind: Kind,
    /// Who answers for a mailbox.
    pub unit: Option<i64>,
    /// What the form says above its fields.
    pub intro: String,
    /// Nothing of it is ever public.
    pub private_only: bool,
    /// The form proposes not to make it public.
    pub private_default: bool,
    /// It takes no letters.
    pub closed: bool,
    /// Its place among the boards.
    pub position: i64,
    /// Hours of a working day in which it is answered, as `09:00`; empty is the whole day.
    pub hours: (String, String),
}

/// Keeps a board, a new one or one that is there. A new one begins with the four classes.
///
/// # Errors
/// [`Error::Invalid`] for an empty or long field, a word that is taken, a unit that is not there, and for "never public" while
/// letters of the board are public; [`Error::NotFound`] for a board of another site.
pub async fn save_board(tx: &mut SiteWrite<ManageBoards>, id: Option<i64>, new: NewBoard) -> Result<Model> {
    let held = match id {
        Some(id) => Some(tx.find::<Entity>().filter(Column::Id.eq(id)).found().await?),
        None => None,
    };
    let key = held
        .as_ref()
        .map_or(new.key.trim(), |row| row.key.as_str())
        .to_owned();
    check(tx, &new, &key).await?;
    if let Some(row) = held.filter(|row| new.private_only && !row.private_only) {
        none_shown(tx, letter::Column::BoardId.eq(row.id)).await?;
    }
    let mut row = ActiveModel {
        key: Set(key),
        name: Set(new.name.trim().into()),
        kind: Set(new.kind.key().into()),
        unit_id: Set(new.unit),
        intro: Set(new.intro.trim().replace("\r\n", "\n")),
        private_only: Set(new.private_only),
        private_default: Set(new.private_default),
        closed: Set(new.closed),
        position: Set(new.position),
        open_from: Set(new.hours.0.trim().into()),
        open_until: Set(new.hours.1.trim().into()),
        ..Default::default()
    };
    let board = match id {
        Some(id) => {
            row.id = Set(id);
            tx.update(row).await?
        }
        None => {
            let taken = || Error::field("key", "本站已有这个地址的栏目。");
            let board = tx.insert(row).await.on_unique(KEY, taken)?;
            tx.insert_many(first_classes(tx.site(), board.id)).await?;
            board
        }
    };
    if new.kind == Kind::Law {
        answer_on_the_same_day(tx, board.id).await?;
    }
    let words = serde_json::json!({
        "board": board.key, "name": board.name, "kind": board.kind, "unit": board.unit_id,
        "private_only": board.private_only, "private_default": board.private_default, "closed": board.closed,
    });
    tx.emit_with(EventBody::LetterTermsChanged, &words);
    Ok(board)
}

/// What is to be never public must not be public now.
pub(super) async fn none_shown(
    tx: &SiteWrite<ManageBoards>,
    of: sea_orm::sea_query::SimpleExpr,
) -> Result<()> {
    let shown = tx
        .find::<letter::Entity>()
        .filter(of)
        .filter(letter::Column::Shown.eq(true))
        .count()
        .await?;
    if shown == 0 {
        return Ok(());
    }
    let text = format!("已有 {shown} 封来信公开，请先在来信页面设为不公开。");
    Err(Error::field("private_only", text))
}

async fn check(tx: &SiteWrite<ManageBoards>, new: &NewBoard, key: &str) -> Result<()> {
    let mut wrong = Vec::new();
    let mut field = |bad: bool, name: &str, text: &str| {
        if bad {
            wrong.push(FieldError::new(name, text));
        }
    };
    let long = |text: &str, max: usize| text.trim().chars().count() > max;
    field(
        !is_key(key),
        "key",
        "地址用 2 至 20 个小写字母、数字或短横，以字母开头。",
    );
    field(new.name.trim().is_empty(), "name", "请填写栏目名称。");
    field(long(&new.name, 20), "name", "栏目名称不超过 20 字。");
    field(long(&new.intro, 500), "intro", "说明不超过 500 字。");
    field(
        new.kind == Kind::Mailbox && new.unit.is_none(),
        "unit",
        "领导信箱须指定负责的单位。",
    );
    field(
        new.kind == Kind::Law && new.unit.is_none(),
        "unit",
        "法律在线须指定值班的单位。",
    );
    let (from, until) = (new.hours.0.trim(), new.hours.1.trim());
    field(
        !from.is_empty() && !is_time(from),
        "open_from",
        "请填写时间，如 09:00。",
    );
    field(
        !until.is_empty() && !is_time(until),
        "open_until",
        "请填写时间，如 17:00。",
    );
    field(
        !from.is_empty() && !until.is_empty() && from >= until,
        "open_until",
        "结束时间应晚于开始时间。",
    );
    field(
        !(0..=999).contains(&new.position),
        "position",
        "请填写 0 至 999 的整数。",
    );
    if let Some(id) = new.unit {
        let known = tx.shared::<unit::Entity>().filter(unit::Column::Id.eq(id));
        field(!known.exists().await?, "unit", "没有这个单位。");
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(wrong))
    }
}

/// A board that answers on the same day has that limit from the day on which it becomes one, until others are set for it.
async fn answer_on_the_same_day(tx: &mut SiteWrite<ManageBoards>, board: i64) -> Result<()> {
    let set = tx
        .find::<policy::Entity>()
        .filter(policy::Column::BoardId.eq(board));
    if set.exists().await? {
        return Ok(());
    }
    let new = NewPolicy {
        board: Some(board),
        class: None,
        unit: None,
        valid_from: beijing::day(tx.now()),
        limits: Limits::same_day(),
    };
    set_policy(tx, new).await?;
    Ok(())
}

fn is_time(text: &str) -> bool {
    text.len() == 5 && chrono::NaiveTime::parse_from_str(text, "%H:%M").is_ok()
}

fn is_key(key: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (2..=20).contains(&key.len())
        && key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_for_addresses_is_plain() {
        for key in ["mayor", "law-2", "letters"] {
            assert!(is_key(key), "{key}");
        }
        for key in ["", "a", "2law", "Mayor", "市长", "a/b", "aaaaaaaaaaaaaaaaaaaaa"] {
            assert!(!is_key(key), "{key}");
        }
    }
}
