//! What the unit does that has the letter.

use super::act::Act;
use super::perform::perform;
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
    let said = (Act::Return, "已退回，由来信管理单位重新转办。");
    perform(&by, &pool, (*letter, &typed), said, async |tx| {
        return_letter(tx, *letter, typed.seen(), &typed.words).await
    })
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
    let said = (Act::Transfer, "已改派。");
    perform(&by, &pool, (*letter, &typed), said, async |tx| {
        let unit = typed.unit()?;
        transfer_letter(tx, *letter, typed.seen(), unit, &typed.words).await
    })
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
    let said = (Act::Assist, "已请该单位协办。");
    perform(&by, &pool, (*letter, &typed), said, async |tx| {
        let unit = typed.unit()?;
        call_assist(tx, *letter, typed.seen(), unit, &typed.words).await
    })
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
    let said = (Act::Contribute, "协办意见已提交给主办单位。");
    perform(&by, &pool, (*letter, &typed), said, async |tx| {
        contribute(tx, *letter, typed.seen(), &typed.opinion).await
    })
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
    let said = (Act::Ask, "已发给写信人，办理期限暂停计算。");
    perform(&by, &pool, (*letter, &typed), said, async |tx| {
        ask_writer(tx, *letter, typed.seen(), &typed.words).await
    })
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
    let said = (Act::Resume, "继续办理，期限重新开始计算。");
    perform(&by, &pool, (*letter, &typed), said, async |tx| {
        resume_letter(tx, *letter, typed.seen(), &typed.words).await
    })
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
    let said = (Act::Extend, "延期说明已公开。");
    perform(&by, &pool, (*letter, &typed), said, async |tx| {
        let until = typed.until()?;
        extend_letter(tx, *letter, typed.seen(), until, &typed.words).await
    })
    .await
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
    let notice = if submit {
        "已送审，由起草人以外的人审核发布。"
    } else {
        "草稿已保存。"
    };
    perform(&by, &pool, (*letter, &typed), (Act::Reply, notice), async |tx| {
        let row = draft_reply(tx, *letter, typed.seen(), typed.outcome()?, &typed.body).await?;
        if submit {
            submit_reply(tx, *letter, Revision(row.revision)).await?;
        }
        Ok(())
    })
    .await
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
    let said = (Act::Commit, "整改承诺已登记并公开。");
    perform(&by, &pool, (*letter, &typed), said, async |tx| {
        let due = typed.until()?;
        make_commitment(tx, *letter, typed.seen(), due, &typed.words).await
    })
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
    let said = (Act::PutRight, "整改情况已登记。");
    perform(&by, &pool, (*letter, &typed), said, async |tx| {
        let (promise, ending) = (typed.promise.parse().unwrap_or_default(), typed.ending());
        end_commitment(tx, *letter, typed.seen(), promise, ending, &typed.words).await
    })
    .await
}
