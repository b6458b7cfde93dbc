//! What who allots letters does: register, class, unit, useless ones, the public.

use super::act::Act;
use super::perform::perform;
use super::typed::Typed;
use crate::letter::{
    archive_letter, assign_letter, classify_letter, invalidate_letter, mark_duplicate, register_letter,
    restore_letter, show_letter,
};
use crate::permissions::AllotLetters;
use crate::pool::Pool;
use actix_web::web::{Data, Path};
use gateway::{By, Form, Reply};
use kernel::LetterId;

/// `POST /console/letters/{letter}/register`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter of another desk; the refusals are shown with the page.
pub async fn post_register(
    by: By<AllotLetters>,
    pool: Data<Pool>,
    letter: Path<LetterId>,
    Form(typed): Form<Typed>,
) -> Reply {
    let said = (Act::Register, "已登记。");
    perform(&by, &pool, (*letter, &typed), said, async |tx| {
        register_letter(tx, *letter, typed.seen(), typed.is_shown()).await
    })
    .await
}

/// `POST /console/letters/{letter}/assign`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter of another desk; the refusals are shown with the page.
pub async fn post_assign(
    by: By<AllotLetters>,
    pool: Data<Pool>,
    letter: Path<LetterId>,
    Form(typed): Form<Typed>,
) -> Reply {
    let said = (Act::Assign, "已转办，承办单位打开后会看到。");
    perform(&by, &pool, (*letter, &typed), said, async |tx| {
        let unit = typed.unit()?;
        assign_letter(tx, *letter, typed.seen(), unit, &typed.words).await
    })
    .await
}

/// `POST /console/letters/{letter}/classify`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter of another desk; the refusals are shown with the page.
pub async fn post_classify(
    by: By<AllotLetters>,
    pool: Data<Pool>,
    letter: Path<LetterId>,
    Form(typed): Form<Typed>,
) -> Reply {
    let said = (Act::Classify, "类型已改变，期限已重新计算。");
    perform(&by, &pool, (*letter, &typed), said, async |tx| {
        classify_letter(tx, *letter, typed.seen(), &typed.class).await
    })
    .await
}

/// `POST /console/letters/{letter}/show`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter of another desk; the refusals are shown with the page.
pub async fn post_show(
    by: By<AllotLetters>,
    pool: Data<Pool>,
    letter: Path<LetterId>,
    Form(typed): Form<Typed>,
) -> Reply {
    let said = (Act::Show, "公开设置已保存。");
    perform(&by, &pool, (*letter, &typed), said, async |tx| {
        show_letter(tx, *letter, typed.seen(), typed.is_shown()).await
    })
    .await
}

/// `POST /console/letters/{letter}/duplicate`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter of another desk; the refusals are shown with the page.
pub async fn post_duplicate(
    by: By<AllotLetters>,
    pool: Data<Pool>,
    letter: Path<LetterId>,
    Form(typed): Form<Typed>,
) -> Reply {
    let said = (Act::Duplicate, "已标为重复，仍计入收件数。");
    perform(&by, &pool, (*letter, &typed), said, async |tx| {
        mark_duplicate(tx, *letter, typed.seen(), &typed.number).await
    })
    .await
}

/// `POST /console/letters/{letter}/invalidate`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter of another desk; the refusals are shown with the page.
pub async fn post_invalidate(
    by: By<AllotLetters>,
    pool: Data<Pool>,
    letter: Path<LetterId>,
    Form(typed): Form<Typed>,
) -> Reply {
    let said = (Act::Invalidate, "已标为无效，仍计入收件数。");
    perform(&by, &pool, (*letter, &typed), said, async |tx| {
        invalidate_letter(tx, *letter, typed.seen(), &typed.words).await
    })
    .await
}

/// `POST /console/letters/{letter}/restore`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter of another desk; the refusals are shown with the page.
pub async fn post_restore(
    by: By<AllotLetters>,
    pool: Data<Pool>,
    letter: Path<LetterId>,
    Form(typed): Form<Typed>,
) -> Reply {
    let said = (Act::Restore, "已恢复，请转办。");
    perform(&by, &pool, (*letter, &typed), said, async |tx| {
        restore_letter(tx, *letter, typed.seen(), &typed.words).await
    })
    .await
}

/// `POST /console/letters/{letter}/archive`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter of another desk; the refusals are shown with the page.
pub async fn post_archive(
    by: By<AllotLetters>,
    pool: Data<Pool>,
    letter: Path<LetterId>,
    Form(typed): Form<Typed>,
) -> Reply {
    let said = (Act::Archive, "已归档。");
    perform(&by, &pool, (*letter, &typed), said, async |tx| {
        archive_letter(tx, *letter, typed.seen()).await
    })
    .await
}
