//! Giving a copy of a file to the public with the reply, and taking it back.

use super::entity::{ActiveModel, Column, Model};
use super::query::file_of;
use super::{CLEARED, Looked, PublicCopy};
use crate::letter::entity as letter;
use crate::letter::{clean_text, refuse_private};
use crate::permissions::AllotLetters;
use crate::pool::{PoolWrite, Step};
use crate::refusals::{FILE_NOT_CLEARED, NEVER_PUBLIC};
use crate::reply::writer_name;
use crate::staff::query::find;
use kernel::{Error, LetterId, Permission, Result};
use sea_orm::{ColumnTrait, Set};

/// Shows a copy of a cleared file to the public, from the day the reply is public on. `vouched`: what a program had to say, if the
/// desk answered for it.
///
/// # Errors
/// `letter.file_not_cleared`, `letter.never_public`; [`Error::Forbidden`] for a desk that does not allot the letter;
/// [`Error::NotFound`].
pub async fn publish_file(
    tx: &mut PoolWrite<AllotLetters>,
    id: LetterId,
    file: i64,
    copy: PublicCopy,
    vouched: Option<&Looked>,
) -> Result<Model> {
    let (letter, before) = held(tx, id, file).await?;
    refuse_private(tx, &letter).await?;
    if !letter.wants_public {
        return Err(NEVER_PUBLIC.into());
    }
    if before.state != CLEARED {
        return Err(FILE_NOT_CLEARED.into());
    }
    let writer = writer_name(tx, &letter).await?;
    let row = ActiveModel {
        public_name: Set(Some(clean_text(&copy.name, &writer))),
        public_type: Set(Some(copy.content_type)),
        public_hash: Set(Some(copy.hash)),
        public_size: Set(Some(copy.size)),
        shown: Set(true),
        ..Default::default()
    };
    tx.update_where(row, Column::Id.eq(before.id)).await?;
    let words = format!("{}{}", before.name, vouched.map(on_record).unwrap_or_default());
    noted(tx, &letter, "file_show", &words).await?;
    file_of(tx, &letter, file).await
}

/// What the desk answered for, as the record says it.
fn on_record(looked: &Looked) -> String {
    let lines = match looked.count {
        0 => String::new(),
        count => format!("文字中 {count} 处已核对，可以公开"),
    };
    let pages = if looked.unread {
        "程序读不出的页面已逐页看过"
    } else {
        ""
    };
    let both = if lines.is_empty() || pages.is_empty() {
        ""
    } else {
        "；"
    };
    format!("（{lines}{both}{pages}）")
}

/// Takes the copy from the public.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn hide_file(tx: &mut PoolWrite<AllotLetters>, id: LetterId, file: i64) -> Result<Model> {
    let (letter, before) = held(tx, id, file).await?;
    let row = ActiveModel {
        shown: Set(false),
        ..Default::default()
    };
    tx.update_where(row, Column::Id.eq(before.id)).await?;
    noted(tx, &letter, "file_hide", &before.name).await?;
    file_of(tx, &letter, file).await
}

async fn held(tx: &PoolWrite<AllotLetters>, id: LetterId, file: i64) -> Result<(letter::Model, Model)> {
    let (letter, _) = find(tx, tx.desk(), id).await?;
    if !tx.desk().allots(&letter) {
        return Err(Error::Forbidden(AllotLetters::KEY));
    }
    let row = file_of(tx, &letter, file).await?;
    Ok((letter, row))
}

async fn noted(
    tx: &mut PoolWrite<AllotLetters>,
    letter: &letter::Model,
    step: &'static str,
    name: &str,
) -> Result<()> {
    let from = letter.state.clone();
    tx.note(letter, &from, Step::new(step).words(name)).await
}
