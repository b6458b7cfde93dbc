//! Sending a text to the portal's desk (投稿). What was taken back or declined may be sent again.

use super::entity;
use super::write::own_text;
use crate::permissions::WriteBox;
use crate::refusals::BOX_SENT;
use crate::submission::State;
use kernel::event::EventBody;
use kernel::{BoxTextId, Error, FieldError, Result, Uid};
use sea_orm::Set;
use store::SiteWrite;

/// Sends a text; from here on it must be complete.
///
/// # Errors
/// `box.sent`; [`Error::Invalid`] naming what is missing; [`Error::NotFound`] for a text of another unit.
pub async fn send_text(tx: &mut SiteWrite<WriteBox>, id: BoxTextId) -> Result<entity::Model> {
    let text = own_text(tx, id).await?;
    if !text.stage().is_writable() {
        return Err(BOX_SENT.into());
    }
    complete(&text)?;
    let row = entity::ActiveModel {
        id: Set(text.id),
        state: Set(State::Sent.key().into()),
        reason: Set(String::new()),
        sent_by_name: Set(tx.actor().label()),
        sent_at: Set(Some(tx.now())),
        seen_at: Set(None),
        decided_at: Set(None),
        changed_at: Set(tx.now()),
        ..Default::default()
    };
    let sent = tx.update(row).await?;
    tx.emit(EventBody::BoxChanged { uid: Uid(sent.uid) });
    Ok(sent)
}

fn complete(text: &entity::Model) -> Result<()> {
    let mut wrong = Vec::new();
    if !(2..=100).contains(&text.title.chars().count()) {
        wrong.push(FieldError::new("title", "标题应为 2 至 100 字。"));
    }
    if content::body::plain_text(&text.body_html).is_empty() && !text.body_html.contains("<img") {
        wrong.push(FieldError::new("body", "请填写正文。"));
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(wrong))
    }
}
