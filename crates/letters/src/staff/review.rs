//! What reviewers and leaders do.

use super::act::Act;
use super::show::done;
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
    let outcome = async {
        let mut tx = pool.write(by.granted()).await?;
        release_reply(&mut tx, *letter, typed.seen(), typed.is_shown()).await?;
        tx.commit().await
    };
    done(
        &by,
        &pool,
        *letter,
        Act::Release,
        outcome.await,
        &typed,
        "答复已发布，办理结果已确定。",
    )
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
    let outcome = async {
        let mut tx = pool.write(by.granted()).await?;
        send_back_reply(&mut tx, *letter, typed.seen(), &typed.opinion).await?;
        tx.commit().await
    };
    done(
        &by,
        &pool,
        *letter,
        Act::SendBack,
        outcome.await,
        &typed,
        "已退给承办单位修改。",
    )
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
    let outcome = async {
        let kind = typed.kind()?;
        let mut tx = pool.write(by.granted()).await?;
        press_letter(&mut tx, *letter, typed.seen(), kind, &typed.words).await?;
        tx.commit().await
    };
    done(
        &by,
        &pool,
        *letter,
        Act::Press,
        outcome.await,
        &typed,
        "已发出，承办单位打开来信时会看到。",
    )
    .await
}
