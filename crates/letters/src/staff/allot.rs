//! What who allots letters does: register, class, unit, useless ones, the public.

use super::act::Act;
use super::show::done;
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
    let outcome = async {
        let mut tx = pool.write(by.granted()).await?;
        register_letter(&mut tx, *letter, typed.seen(), typed.is_shown()).await?;
        tx.commit().await
    };
    done(
        &by,
        &pool,
        *letter,
        Act::Register,
        outcome.await,
        &typed,
        "已登记。",
    )
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
    let outcome = async {
        let unit = typed.unit()?;
        let mut tx = pool.write(by.granted()).await?;
        assign_letter(&mut tx, *letter, typed.seen(), unit, &typed.words).await?;
        tx.commit().await
    };
    done(
        &by,
        &pool,
        *letter,
        Act::Assign,
        outcome.await,
        &typed,
        "已转办，承办单位打开后会看到。",
    )
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
    let outcome = async {
        let mut tx = pool.write(by.granted()).await?;
        classify_letter(&mut tx, *letter, typed.seen(), &typed.class).await?;
        tx.commit().await
    };
    done(
        &by,
        &pool,
        *letter,
        Act::Classify,
        outcome.await,
        &typed,
        "类型已改变，期限已重新计算。",
    )
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
    let outcome = async {
        let mut tx = pool.write(by.granted()).await?;
        show_letter(&mut tx, *letter, typed.seen(), typed.is_shown()).await?;
        tx.commit().await
    };
    done(
        &by,
        &pool,
        *letter,
        Act::Show,
        outcome.await,
        &typed,
        "公开设置已保存。",
    )
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
    let outcome = async {
        let mut tx = pool.write(by.granted()).await?;
        mark_duplicate(&mut tx, *letter, typed.seen(), &typed.number).await?;
        tx.commit().await
    };
    done(
        &by,
        &pool,
        *letter,
        Act::Duplicate,
        outcome.await,
        &typed,
        "已标为重复，仍计入收件数。",
    )
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
    let outcome = async {
        let mut tx = pool.write(by.granted()).await?;
        invalidate_letter(&mut tx, *letter, typed.seen(), &typed.words).await?;
        tx.commit().await
    };
    done(
        &by,
        &pool,
        *letter,
        Act::Invalidate,
        outcome.await,
        &typed,
        "已标为无效，仍计入收件数。",
    )
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
    let outcome = async {
        let mut tx = pool.write(by.granted()).await?;
        restore_letter(&mut tx, *letter, typed.seen(), &typed.words).await?;
        tx.commit().await
    };
    done(
        &by,
        &pool,
        *letter,
        Act::Restore,
        outcome.await,
        &typed,
        "已恢复，请转办。",
    )
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
    let outcome = async {
        let mut tx = pool.write(by.granted()).await?;
        archive_letter(&mut tx, *letter, typed.seen()).await?;
        tx.commit().await
    };
    done(
        &by,
        &pool,
        *letter,
        Act::Archive,
        outcome.await,
        &typed,
        "已归档。",
    )
    .await
}
