//! `/letters/new`: writing a letter (我要写信). One form, whose buttons filter units, take files in, and send; what was typed and
//! the files that came are never lost between.

use super::files::{keep_files, read_form};
use super::form::{Door, code_key, outcome};
use super::receipt::receipt_page;
use super::typed::{Go, Typed};
use super::write_view::{Around, letter_form};
use crate::attachment::remove_file;
use crate::board::GENERAL;
use crate::board::query::{board_by_key, classes_of};
use crate::code::Submission;
use crate::door::{DoorSettings, Given, Pass, Who, pass};
use crate::letter::entity::Model;
use crate::letter::similar::similar_letters;
use crate::letter::{NewLetter, Receipt, write_letter};
use crate::permissions::WriteLetter;
use crate::pool::Pool;
use crate::refusals::SENT_ALREADY;
use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::web::{Data, Query};
use gateway::{Citizen, Ctx, Page, PreSession, Reply, Sending, Sent};
use kernel::{Actor, Error, FieldError, Result, SiteId, beijing, policy};
use serde::Deserialize;
use store::HubRead;
use theme::view;
use tracing::warn;

/// Which board is written to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    board: String,
}

/// What is done with the form.
enum Step {
    /// It comes back.
    Again(Around, Option<Error>),
    /// The letter is there.
    Sent(Box<(Model, Receipt)>),
}

/// `GET /letters/new`
///
/// # Errors
/// [`Error::NotFound`] for a board that is not there; faults of the database.
pub async fn get_new(ctx: Ctx, request: HttpRequest, pool: Data<Pool>, Query(asked): Query<Asked>) -> Reply {
    let read = pool.read();
    if !asked.board.is_empty() && board_by_key(&read, ctx.site.id, &asked.board).await?.is_none() {
        return Err(Error::NotFound.into());
    }
    let citizen = Citizen::find(&ctx, &request).await?;
    let typed = Typed {
        board: asked.board,
        name: citizen.map(|citizen| citizen.me.name).unwrap_or_default(),
        submission: Submission::random()?.as_str().to_owned(),
        ..Typed::default()
    };
    let before = PreSession::of(&ctx, &request)?;
    shown(&ctx, &pool, before, &typed, Around::default(), None).await
}

/// `POST /letters/new`: the answer is the receipt, or the form again.
///
/// # Errors
/// See [`write_letter`].
pub async fn post_new(
    ctx: Ctx,
    request: HttpRequest,
    pool: Data<Pool>,
    door: Data<Door>,
    sending: Sending,
) -> Reply {
    let before = PreSession::of(&ctx, &request)?;
    let (settings, mut sent) = read_form(&ctx, &pool, &before, sending).await?;
    let mut typed = Typed::of(&sent);
    if Submission::parse(&typed.submission).is_none() {
        Submission::random()?.as_str().clone_into(&mut typed.submission);
    }
    let citizen = Citizen::find(&ctx, &request).await?;
    let step = match before.check(&ctx.app, &typed.csrf) {
        Ok(()) => take(&ctx, (&pool, &door, &settings), &typed, &mut sent, citizen).await,
        Err(error) => Err(error),
    };
    drop(sent);
    match step {
        Ok(Step::Sent(written)) => {
            let page = receipt_page(&ctx, &pool, &written.0, &written.1).await?;
            Ok(before.keep(&ctx.app, ctx.page(page).await?))
        }
        Ok(Step::Again(around, error)) => shown(&ctx, &pool, before, &typed, around, error).await,
        Err(error) => {
            if matches!(error, Error::Refused(refusal) if refusal == SENT_ALREADY) {
                Submission::random()?.as_str().clone_into(&mut typed.submission);
            }
            shown(&ctx, &pool, before, &typed, Around::default(), Some(error)).await
        }
    }
}

/// Files first, so that they are kept whatever else is wrong; then what the button says.
async fn take(
    ctx: &Ctx,
    (pool, door, settings): (&Pool, &Door, &DoorSettings),
    typed: &Typed,
    sent: &mut Sent,
    citizen: Option<Citizen>,
) -> Result<Step> {
    let Some(form) = Submission::parse(&typed.submission) else {
        return Err(Error::ForeignForm);
    };
    let came = !sent.files.is_empty();
    let wrong = keep_files(ctx, (pool, door, settings), (ctx.site.id, &form), sent).await?;
    let go = typed.go();
    let notice = match &go {
        Go::Attach if wrong.is_empty() && came => "附件已收下，随来信一起提交。",
        Go::Attach if wrong.is_empty() => "请先选择文件，再上传。",
        Go::Remove(_) => "附件已移除。",
        _ => "",
    };
    let around = Around {
        notice: notice.into(),
        ..Around::default()
    };
    if let Go::Remove(uid) = &go {
        remove_file(pool, ctx.store.files(), (ctx.site.id, &form), uid).await?;
    }
    if !wrong.is_empty() {
        let wrong = wrong.into_iter().map(|text| FieldError::new("files", text));
        return Ok(Step::Again(around, Some(Error::Invalid(wrong.collect()))));
    }
    if !matches!(go, Go::Next | Go::Send) {
        return Ok(Step::Again(around, None));
    }
    let mut new = typed
        .letter(citizen.as_ref().map(|citizen| citizen.me.uid))
        .check()?;
    if typed.public == "default" {
        new.wants_public = !is_private_by_default(&pool.read(), ctx.site.id, &new).await?;
    }
    if go == Go::Next {
        let similar = alike(ctx, pool, &new.title, new.unit).await;
        if !similar.is_empty() {
            return Ok(Step::Again(Around { similar, ..around }, None));
        }
    }
    door.0.take(ctx.client)?;
    let who = Who {
        site: ctx.site.id,
        client: ctx.client,
        form: &form,
    };
    let given = Given {
        opened: &typed.opened,
        trap: &typed.trap,
        token: &typed.token,
        answer: &typed.answer,
    };
    if let Pass::Ask { text, token, wrong } = pass(pool, &code_key(ctx), settings, who, given).await? {
        let sentence = if wrong {
            "回答不对，请再答一题。您写的内容都已保留。"
        } else {
            "请先回答下面的问题，再提交。您写的内容都已保留。"
        };
        let around = Around {
            question: Some((text, token)),
            ..around
        };
        return Ok(Step::Again(around, Some(Error::field("answer", sentence))));
    }
    let actor = citizen.map_or(Actor::Public, |citizen| citizen.me.actor());
    let by = policy::decide::<WriteLetter>(&actor, ctx.site.id, &[])?;
    let mut tx = pool.write(by).await?;
    let written = write_letter(&mut tx, &code_key(ctx), new).await?;
    tx.commit().await?;
    Ok(Step::Sent(Box::new(written)))
}

/// What the class proposes for who chose nothing.
async fn is_private_by_default(read: &HubRead, site: SiteId, new: &NewLetter) -> Result<bool> {
    let key = if new.board.is_empty() { GENERAL } else { &new.board };
    let Some(board) = board_by_key(read, site, key).await? else {
        return Ok(false);
    };
    let classes = classes_of(read, board.id).await?;
    Ok(classes
        .iter()
        .any(|class| class.name == new.class && (class.private_default || class.private_only)))
}

/// A fault here keeps nobody from writing.
async fn alike(ctx: &Ctx, pool: &Pool, title: &str, unit: Option<i64>) -> Vec<Model> {
    match similar_letters(&pool.read(), title, unit).await {
        Ok(found) => found,
        Err(error) => {
            warn!(%error, site = %ctx.site.slug, "Similar letters could not be looked for");
            Vec::new()
        }
    }
}

/// The form, with what is wrong if something is.
async fn shown(
    ctx: &Ctx,
    pool: &Pool,
    before: PreSession,
    typed: &Typed,
    around: Around,
    error: Option<Error>,
) -> Reply {
    let wait = match &error {
        Some(Error::TooMany(wait)) => Some(*wait),
        _ => None,
    };
    let (mut errors, status) = outcome(error)?;
    let read = pool.read();
    if let Some(wait) = wait {
        let again =
            read.now() + chrono::Duration::from_std(wait).unwrap_or_default() + chrono::Duration::minutes(1);
        let text = format!(
            "您提交得太频繁。内容已为您保留，请在 {} 以后再提交。",
            beijing::minute(again)
        );
        errors = vec![view::FieldError::new("", text)];
    }
    let mut form = letter_form(ctx, &read, typed, around).await?;
    form.errors = errors;
    form.csrf = before.csrf(&ctx.app);
    let title = form.heading.clone();
    let page = Page::new("letter_form.html", form)
        .title(title)
        .crumb("首页", ctx.site.url("/"))
        .crumb("咨询投诉", ctx.site.url("/letters/"))
        .kind("letter-form")
        .status(status);
    let mut response = ctx.page(page).await?;
    if let Some(wait) = wait {
        let seconds = header::HeaderValue::from(wait.as_secs().max(1));
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    Ok(before.keep(&ctx.app, response))
}
