//! What reviewers and leaders do.

use super::act::Act;
use super::perform::perform;
use super::typed::Typed;
use crate::letter::press_letter;
use crate::permissions::{PressLetters, ReviewReplies};
use crate::pool::Pool;
use crate::reply::{release_reply, send_back_reply};
use actix_web::web::{Data, Path};
use gateway::{By, Form, Reply};
use kernel::LetterId;

/// `POST /console/letters/{letter}/release`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter of another desk; the refusals are shown with the page.
pub async fn post_release(
    by: By<ReviewReplies>,
    pool: Data<Pool>,
    letter: Path<LetterId>,
    Form(typed): Form<Typed>,
) -> Reply {
    let said = (Act::Release, "答复已发布，办理结果已确定。");
    perform(&by, &pool, (*letter, &typed), said, async |tx| {
        release_reply(tx, *letter, typed.seen(), typed.is_shown()).await
    })
    .await
}

/// `POST /console/letters/{letter}/send-back`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter of another desk; the refusals are shown with the page.
pub async fn post_send_back(
    by: By<ReviewReplies>,
    pool: Data<Pool>,
    letter: Path<LetterId>,
    Form(typed): Form<Typed>,
) -> Reply {
    let said = (Act::SendBack, "已退给承办单位修改。");
    perform(&by, &pool, (*letter, &typed), said, async |tx| {
        send_back_reply(tx, *letter, typed.seen(), &typed.opinion).await
    })
    .await
}

/// `POST /console/letters/{letter}/press`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter of another desk; the refusals are shown with the page.
pub async fn post_press(
    by: By<PressLetters>,
    pool: Data<Pool>,
    letter: Path<LetterId>,
    Form(typed): Form<Typed>,
) -> Reply {
    let said = (Act::Press, "已发出，承办单位打开来信时会看到。");
    perform(&by, &pool, (*letter, &typed), said, async |tx| {
        let kind = typed.kind()?;
        press_letter(tx, *letter, typed.seen(), kind, &typed.words).await
    })
    .await
}
