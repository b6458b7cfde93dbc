//! What the writer may do on the own letter's page: answer a question, rate, say that it is not solved, take it back. Number
//! and code come in the form, which is bound to this browser; they never stand in an address.

use super::files::files_part;
use super::form::{code_key, outcome, visitor};
use super::query;
use super::words::letter_show;
use crate::code::{Code, Proven, Submission, prove_citizen, prove_guarded};
use crate::door::DoorSettings;
use crate::letter::entity::Model;
use crate::letter::{Move, Rating, State, rate_letter, reopen_letter, withdraw_letter};
use crate::permissions::WriteLetter;
use crate::pool::{Pool, PoolWrite};
use crate::rating::{Reason, SCORES, entity as rating};
use actix_web::HttpRequest;
use actix_web::web::Data;
use gateway::{Citizen, Ctx, Form, Page, PreSession, Reply};
use kernel::{Error, Result, SiteId};
use sea_orm::ColumnTrait;
use std::collections::HashMap;
use theme::view::{FieldOption, Hidden, LetterOwn};

/// What a form sends, by name.
pub(super) type Typed = HashMap<String, String>;

/// What the writer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Answer,
    Rate,
    Reopen,
    Withdraw,
}

impl Deed {
    const ALL: [Self; 4] = [Self::Answer, Self::Rate, Self::Reopen, Self::Withdraw];

    fn path(self) -> &'static str {
        match self {
            Self::Answer => "/letters/query/answer",
            Self::Rate => "/letters/query/rate",
            Self::Reopen => "/letters/query/reopen",
            Self::Withdraw => "/letters/query/withdraw",
        }
    }

    fn step(self) -> Move {
        match self {
            Self::Answer => Move::Resume,
            Self::Rate => Move::Rate,
            Self::Reopen => Move::Reopen,
            Self::Withdraw => Move::Withdraw,
        }
    }

    fn done(self) -> &'static str {
        match self {
            Self::Answer => "补充内容已提交。",
            Self::Rate => "评价已提交，谢谢您。",
            Self::Reopen => "已转承办单位重新办理。",
            Self::Withdraw => "来信已撤回。",
        }
    }
}

/// `POST /letters/query/rate`
///
/// # Errors
/// Faults of the database; what the writer can mend is said on the page. So for the others.
pub async fn post_rate(ctx: Ctx, request: HttpRequest, pool: Data<Pool>, Form(typed): Form<Typed>) -> Reply {
    perform(&ctx, &request, &pool, &typed, Deed::Rate, async |tx, letter| {
        rate_letter(tx, letter, given(&typed)).await
    })
    .await
}

/// `POST /letters/query/reopen`
///
/// # Errors
/// As [`post_rate`].
pub async fn post_reopen(
    ctx: Ctx,
    request: HttpRequest,
    pool: Data<Pool>,
    Form(typed): Form<Typed>,
) -> Reply {
    perform(&ctx, &request, &pool, &typed, Deed::Reopen, async |tx, letter| {
        let reopened = reopen_letter(tx, letter, text(&typed, "again")).await;
        reopened.map_err(|error| renamed(error, "again"))
    })
    .await
}

/// `POST /letters/query/withdraw`
///
/// # Errors
/// As [`post_rate`].
pub async fn post_withdraw(
    ctx: Ctx,
    request: HttpRequest,
    pool: Data<Pool>,
    Form(typed): Form<Typed>,
) -> Reply {
    perform(
        &ctx,
        &request,
        &pool,
        &typed,
        Deed::Withdraw,
        async |tx, letter| {
            if text(&typed, "sure") != "yes" {
                return Err(Error::field("sure", "请勾选确认撤回。"));
            }
            withdraw_letter(tx, letter).await
        },
    )
    .await
}

pub(super) fn text<'a>(typed: &'a Typed, name: &str) -> &'a str {
    typed.get(name).map_or("", String::as_str)
}

async fn perform(
    ctx: &Ctx,
    request: &HttpRequest,
    pool: &Pool,
    typed: &Typed,
    deed: Deed,
    work: impl AsyncFnOnce(&mut PoolWrite<WriteLetter>, &Proven) -> Result<Model>,
) -> Reply {
    let before = PreSession::of(ctx, request)?;
    let letter = match proven(ctx, request, pool, &before, typed).await {
        Ok(letter) => letter,
        Err(error) => return query::again(ctx, before, text(typed, "number"), error).await,
    };
    let outcome = async {
        let mut tx = pool.write(visitor::<WriteLetter>(ctx)?).await?;
        work(&mut tx, &letter).await?;
        tx.commit().await
    };
    match outcome.await {
        Ok(()) => done(ctx, request, pool, before, typed, deed).await,
        Err(error) => page(ctx, pool, before, &letter, typed, ("", Some(error))).await,
    }
}

/// The letter of a form that is bound to this browser and holds number and code.
pub(super) async fn proven(
    ctx: &Ctx,
    request: &HttpRequest,
    pool: &Pool,
    before: &PreSession,
    typed: &Typed,
) -> Result<Proven> {
    before.check(&ctx.app, text(typed, "csrf_token"))?;
    prove(ctx, request, pool, (text(typed, "number"), text(typed, "code"))).await
}

/// The page after a deed, as the letter stands now.
pub(super) async fn done(
    ctx: &Ctx,
    request: &HttpRequest,
    pool: &Pool,
    before: PreSession,
    typed: &Typed,
    deed: Deed,
) -> Reply {
    let now = prove(ctx, request, pool, (text(typed, "number"), text(typed, "code"))).await?;
    page(ctx, pool, before, &now, &kept(typed), (deed.done(), None)).await
}

/// Who holds the code, or is signed in to the account in which the letter was written.
pub(super) async fn prove(
    ctx: &Ctx,
    request: &HttpRequest,
    pool: &Pool,
    (number, code): (&str, &str),
) -> Result<Proven> {
    if code.trim().is_empty()
        && let Some(citizen) = Citizen::find(ctx, request).await?
    {
        return prove_citizen(&pool.read(), citizen.me.uid, number).await;
    }
    prove_guarded(pool, &code_key(ctx), number, &Code::read(code), ctx.client).await
}

/// Number and code alone: what was done is not offered again.
fn kept(typed: &Typed) -> Typed {
    let names = ["number", "code"];
    let kept = names.map(|name| (name.to_owned(), text(typed, name).to_owned()));
    kept.into_iter().collect()
}

/// The fault beside the field as this page names it.
fn renamed(error: Error, name: &str) -> Error {
    match error {
        Error::Invalid(mut fields) => {
            for field in &mut fields {
                name.clone_into(&mut field.field);
            }
            Error::Invalid(fields)
        }
        other => other,
    }
}

fn given(typed: &Typed) -> Rating {
    let ticked = |reason: &Reason| text(typed, &format!("reason_{}", reason.key())) == "yes";
    Rating {
        score: text(typed, "score").parse().unwrap_or(0),
        reasons: Reason::ALL.into_iter().filter(ticked).collect(),
        words: text(typed, "words").to_owned(),
    }
}

/// The letter as its writer sees it.
pub(super) async fn page(
    ctx: &Ctx,
    pool: &Pool,
    before: PreSession,
    letter: &Proven,
    typed: &Typed,
    (notice, wrong): (&str, Option<Error>),
) -> Reply {
    let read = pool.read();
    let mut view = letter_show(&read, &ctx.site, letter, true).await?;
    let (errors, status) = outcome(wrong)?;
    let rated = read
        .find::<rating::Entity>()
        .filter(rating::Column::SiteId.eq(letter.site_id))
        .filter(rating::Column::LetterId.eq(letter.id))
        .filter(rating::Column::Round.eq(letter.round))
        .exists()
        .await?;
    let state = State::parse(&letter.state);
    let again = letter.answered_on.is_some();
    let url = |deed: Deed| {
        let possible = state.and_then(|state| state.after(deed.step(), again)).is_some();
        if possible && !(deed == Deed::Rate && rated) {
            ctx.site.url(deed.path())
        } else {
            String::new()
        }
    };
    let [answer_url, rate_url, reopen_url, withdraw_url] = Deed::ALL.map(url);
    let mark = match Submission::parse(text(typed, "submission")) {
        Some(mark) => mark,
        None => Submission::random()?,
    };
    let files = if answer_url.is_empty() {
        None
    } else {
        let settings = DoorSettings::of(&read, ctx.site.id).await?;
        files_part(&read, (SiteId(letter.site_id), mark.as_str()), &settings).await?
    };
    view.own = Some(LetterOwn {
        files,
        mark: mark.as_str().to_owned(),
        csrf: before.csrf(&ctx.app),
        hidden: ["number", "code"]
            .map(|name| Hidden::new(name, text(typed, name)))
            .to_vec(),
        notice: notice.into(),
        errors,
        answer_url,
        rate_url,
        reopen_url,
        withdraw_url,
        scores: scores(typed),
        reasons: reasons(typed),
        answer: text(typed, "answer").into(),
        words: text(typed, "words").into(),
        again: text(typed, "again").into(),
    });
    let page = Page::new("letter.html", view)
        .title("查询办理情况")
        .crumb("首页", ctx.site.url("/"))
        .crumb("咨询投诉", ctx.site.url("/letters/"))
        .kind("letter")
        .meta("robots", "noindex")
        .status(status);
    let response = ctx.page(page).await?;
    Ok(before.keep(&ctx.app, response))
}

/// The page after number and code were given.
pub(super) async fn opened(
    ctx: &Ctx,
    pool: &Pool,
    before: PreSession,
    letter: &Proven,
    (number, code): (&str, &str),
) -> Reply {
    let typed = [("number", number), ("code", code)];
    let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned()));
    page(
        ctx,
        pool,
        before,
        letter,
        &typed.into_iter().collect(),
        ("", None),
    )
    .await
}

fn scores(typed: &Typed) -> Vec<FieldOption> {
    let option = |(score, label): (i64, &str)| FieldOption {
        value: score.to_string(),
        label: label.into(),
        selected: text(typed, "score") == score.to_string(),
    };
    SCORES.into_iter().map(option).collect()
}

fn reasons(typed: &Typed) -> Vec<FieldOption> {
    let option = |reason: Reason| {
        let name = format!("reason_{}", reason.key());
        FieldOption {
            selected: text(typed, &name) == "yes",
            value: name,
            label: reason.title().into(),
        }
    };
    Reason::ALL.into_iter().map(option).collect()
}
