//! What the unit does that has the letter.

use super::act::Act;
use super::show::{again, done};
use super::show_view::phrases;
use super::typed::Typed;
use crate::commitment::{end_commitment, make_commitment};
use crate::letter::{
    ask_writer, call_assist, contribute, extend_letter, resume_letter, return_letter, transfer_letter,
};
use crate::permissions::HandleLetters;
use crate::pool::Pool;
use crate::reply::{draft_reply, submit_reply};
use actix_web::web::{Data, Path};
use gateway::{By, Form, Reply};
use kernel::{Error, LetterId, Result, Revision};

/// `POST /console/letters/{letter}/return`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter of another desk; the refusals are shown with the page.
pub async fn post_return(
    by: By<HandleLetters>,
    pool: Data<Pool>,
    letter: Path<LetterId>,
    Form(typed): Form<Typed>,
) -> Reply {
    let outcome = async {
        let mut tx = pool.write(by.granted()).await?;
        return_letter(&mut tx, *letter, typed.seen(), &typed.words).await?;
        tx.commit().await
    };
    done(
        &by,
        &pool,
        *letter,
        Act::Return,
        outcome.await,
        &typed,
        "已退回，由来信管理单位重新转办。",
    )
    .await
}

/// `POST /console/letters/{letter}/transfer`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter of another desk; the refusals are shown with the page.
pub async fn post_transfer(
    by: By<HandleLetters>,
    pool: Data<Pool>,
    letter: Path<LetterId>,
    Form(typed): Form<Typed>,
) -> Reply {
    let outcome = async {
        let unit = typed.unit()?;
        let mut tx = pool.write(by.granted()).await?;
        transfer_letter(&mut tx, *letter, typed.seen(), unit, &typed.words).await?;
        tx.commit().await
    };
    done(
        &by,
        &pool,
        *letter,
        Act::Transfer,
        outcome.await,
        &typed,
        "已改派。",
    )
    .await
}

/// `POST /console/letters/{letter}/assist`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter of another desk; the refusals are shown with the page.
pub async fn post_assist(
    by: By<HandleLetters>,
    pool: Data<Pool>,
    letter: Path<LetterId>,
    Form(typed): Form<Typed>,
) -> Reply {
    let outcome = async {
        let unit = typed.unit()?;
        let mut tx = pool.write(by.granted()).await?;
        call_assist(&mut tx, *letter, typed.seen(), unit, &typed.words).await?;
        tx.commit().await
    };
    done(
        &by,
        &pool,
        *letter,
        Act::Assist,
        outcome.await,
        &typed,
        "已请该单位协办。",
    )
    .await
}

/// `POST /console/letters/{letter}/contribute`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter of another desk; the refusals are shown with the page.
pub async fn post_contribute(
    by: By<HandleLetters>,
    pool: Data<Pool>,
    letter: Path<LetterId>,
    Form(typed): Form<Typed>,
) -> Reply {
    let outcome = async {
        let mut tx = pool.write(by.granted()).await?;
        contribute(&mut tx, *letter, typed.seen(), &typed.opinion).await?;
        tx.commit().await
    };
    done(
        &by,
        &pool,
        *letter,
        Act::Contribute,
        outcome.await,
        &typed,
        "协办意见已提交给主办单位。",
    )
    .await
}

/// `POST /console/letters/{letter}/ask`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter of another desk; the refusals are shown with the page.
pub async fn post_ask(
    by: By<HandleLetters>,
    pool: Data<Pool>,
    letter: Path<LetterId>,
    Form(typed): Form<Typed>,
) -> Reply {
    let outcome = async {
        let mut tx = pool.write(by.granted()).await?;
        ask_writer(&mut tx, *letter, typed.seen(), &typed.words).await?;
        tx.commit().await
    };
    done(
        &by,
        &pool,
        *letter,
        Act::Ask,
        outcome.await,
        &typed,
        "已发给写信人，办理期限暂停计算。",
    )
    .await
}

/// `POST /console/letters/{letter}/resume`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter of another desk; the refusals are shown with the page.
pub async fn post_resume(
    by: By<HandleLetters>,
    pool: Data<Pool>,
    letter: Path<LetterId>,
    Form(typed): Form<Typed>,
) -> Reply {
    let outcome = async {
        let mut tx = pool.write(by.granted()).await?;
        resume_letter(&mut tx, *letter, typed.seen(), &typed.words).await?;
        tx.commit().await
    };
    done(
        &by,
        &pool,
        *letter,
        Act::Resume,
        outcome.await,
        &typed,
        "继续办理，期限重新开始计算。",
    )
    .await
}

/// `POST /console/letters/{letter}/extend`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter of another desk; the refusals are shown with the page.
pub async fn post_extend(
    by: By<HandleLetters>,
    pool: Data<Pool>,
    letter: Path<LetterId>,
    Form(typed): Form<Typed>,
) -> Reply {
    let outcome = async {
        let until = typed.until()?;
        let mut tx = pool.write(by.granted()).await?;
        extend_letter(&mut tx, *letter, typed.seen(), until, &typed.words).await?;
        tx.commit().await
    };
    done(
        &by,
        &pool,
        *letter,
        Act::Extend,
        outcome.await,
        &typed,
        "延期说明已公开。",
    )
    .await
}
/// Keeps the draft and, if wanted, puts it before the reviewer, in one transaction.
async fn write_reply(
    by: &By<HandleLetters>,
    pool: &Pool,
    letter: LetterId,
    typed: &Typed,
    submit: bool,
) -> Result<()> {
    let outcome = typed.outcome()?;
    let mut tx = pool.write(by.granted()).await?;
    let row = draft_reply(&mut tx, letter, typed.seen(), outcome, &typed.body).await?;
    if submit {
        submit_reply(&mut tx, letter, Revision(row.revision)).await?;
    }
    tx.commit().await
}

/// The answer with a ready-made text behind what was typed.
async fn with_phrase(pool: &Pool, by: &By<HandleLetters>, letter: LetterId, typed: &mut Typed) -> Result<()> {
    let read = pool.read();
    let desk = crate::pool::Desk::of(&read, by.site.id).await?;
    let (row, _) = super::query::find(&read, &desk, letter).await?;
    let chosen = phrases(&read, &row).await?;
    let chosen = chosen.into_iter().find(|row| row.id.to_string() == typed.phrase);
    let chosen = chosen.ok_or_else(|| Error::field("phrase", "请选择模板。"))?;
    typed.body = format!("{}\n{}", typed.body.trim_end(), chosen.body)
        .trim_start()
        .to_owned();
    Ok(())
}

/// `POST /console/letters/{letter}/reply`: keeps the draft (`save`), submits it, or puts a ready-made text into it (`phrase`).
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter of another desk; the refusals are shown with the page.
pub async fn post_reply(
    by: By<HandleLetters>,
    pool: Data<Pool>,
    letter: Path<LetterId>,
    Form(mut typed): Form<Typed>,
) -> Reply {
    if typed.go == "phrase" {
        return match with_phrase(&pool, &by, *letter, &mut typed).await {
            Ok(()) => again(&by, &pool, *letter, Act::Reply, &typed).await,
            Err(error) => done(&by, &pool, *letter, Act::Reply, Err(error), &typed, "").await,
        };
    }
    let submit = typed.go != "save";
    let outcome = write_reply(&by, &pool, *letter, &typed, submit).await;
    let said = if submit {
        "已送审，由起草人以外的人审核发布。"
    } else {
        "草稿已保存。"
    };
    done(&by, &pool, *letter, Act::Reply, outcome, &typed, said).await
}

/// `POST /console/letters/{letter}/commit`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter of another desk; the refusals are shown with the page.
pub async fn post_commit(
    by: By<HandleLetters>,
    pool: Data<Pool>,
    letter: Path<LetterId>,
    Form(typed): Form<Typed>,
) -> Reply {
    let outcome = async {
        let due = typed.until()?;
        let mut tx = pool.write(by.granted()).await?;
        make_commitment(&mut tx, *letter, typed.seen(), due, &typed.words).await?;
        tx.commit().await
    };
    done(
        &by,
        &pool,
        *letter,
        Act::Commit,
        outcome.await,
        &typed,
        "整改承诺已登记并公开。",
    )
    .await
}

/// `POST /console/letters/{letter}/put-right`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter of another desk; the refusals are shown with the page.
pub async fn post_put_right(
    by: By<HandleLetters>,
    pool: Data<Pool>,
    letter: Path<LetterId>,
    Form(typed): Form<Typed>,
) -> Reply {
    let outcome = async {
        let (promise, ending) = (typed.promise.parse().unwrap_or_default(), typed.ending());
        let mut tx = pool.write(by.granted()).await?;
        end_commitment(&mut tx, *letter, typed.seen(), promise, ending, &typed.words).await?;
        tx.commit().await
    };
    done(
        &by,
        &pool,
        *letter,
        Act::PutRight,
        outcome.await,
        &typed,
        "整改情况已登记。",
    )
    .await
}
