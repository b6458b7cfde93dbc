//! The pages of citizens' accounts, on every site in its own look.

pub mod account;
pub mod code;
pub mod contact;
pub mod delete;
pub mod forgotten;
mod form;
pub mod register;
pub mod sign_in;

use super::session::{Live, Place};
use super::{Contact, Purpose};
use crate::door::{self, Door, PreSession, own_path, see_other};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use gateway::citizen::COOKIE;
use gateway::{Citizen, Ctx, Page, Reply};
use kernel::{Error, Result};
use std::net::IpAddr;
use theme::view::AccountForm;

/// Shows a form to somebody who is not signed in: it is bound to a random cookie of the browser, so nobody can sign
/// another person's browser in.
async fn to_visitor(ctx: &Ctx, request: &HttpRequest, mut form: AccountForm, error: Option<Error>) -> Reply {
    let before = PreSession::of(ctx, request)?;
    form.csrf = before.csrf(&ctx.app);
    let response = show(ctx, form, error).await?;
    Ok(before.keep(&ctx.app, response))
}

/// Shows a form to a citizen: it is bound to the session.
async fn to_citizen(citizen: &Citizen, mut form: AccountForm, error: Option<Error>) -> Reply {
    form.csrf.clone_from(&citizen.csrf);
    show(citizen, form, error).await
}

async fn show(ctx: &Ctx, mut view: AccountForm, error: Option<Error>) -> Reply {
    let wrong = form::words(error)?;
    view.errors = wrong.errors;
    let title = view.heading.clone();
    let page = Page::new("account_form.html", view)
        .title(title)
        .kind("account")
        .meta("robots", "noindex")
        .crumb("首页", ctx.site.url("/"))
        .status(wrong.status);
    let mut response = ctx.page(page).await?;
    if let Some(seconds) = wrong.wait {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, header::HeaderValue::from(seconds));
    }
    Ok(response)
}

/// Where the request comes from, for counting tries.
fn from(ctx: &Ctx) -> IpAddr {
    door::address(ctx)
}

/// Where a session would begin.
fn place<'a>(ctx: &'a Ctx, request: &'a HttpRequest) -> Place<'a> {
    let agent = request.headers().get(header::USER_AGENT);
    Place {
        host: &ctx.site.host,
        agent: agent.and_then(|value| value.to_str().ok()).unwrap_or_default(),
    }
}

/// The way on after signing in: a path of this site, or the own page.
pub(crate) fn way_on(ctx: &Ctx, next: &str) -> String {
    let own = ctx.site.url("/account");
    if !next.starts_with('/') || next.starts_with("/account/") || next.starts_with("/upstream/") {
        return own;
    }
    own_path(&ctx.site.origin, &ctx.site.url(next), &own)
}

/// Leads on with the new session's cookie; a session that this browser still had here ends.
pub(crate) async fn enter(ctx: &Ctx, request: &HttpRequest, door: &Door, token: String, next: &str) -> Reply {
    if let Some(before) = live(ctx, request, door).await? {
        door.identity
            .end_citizen_session(&before, before.session.id)
            .await?;
    }
    let mut response = see_other(&way_on(ctx, next));
    let name = ctx.app.settings.cookie_name(COOKIE);
    response
        .add_cookie(&door::cookie(&ctx.app, name, token, None))
        .map_err(Error::fault)?;
    Ok(response)
}

/// The live session of the request's cookie.
async fn live(ctx: &Ctx, request: &HttpRequest, door: &Door) -> Result<Option<Live>> {
    let Some(cookie) = request.cookie(&ctx.app.settings.cookie_name(COOKIE)) else {
        return Ok(None);
    };
    match door.identity.live_citizen((cookie.value(), &ctx.site.host)).await {
        Ok(live) => Ok(Some(live)),
        Err(Error::Unauthenticated) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The live session of a citizen's request.
pub(crate) async fn mine(citizen: &Citizen, request: &HttpRequest, door: &Door) -> Result<Live> {
    live(citizen, request, door).await?.ok_or(Error::Unauthenticated)
}

/// The same of a form that was sent with the session's proof.
async fn asking(citizen: &Citizen, request: &HttpRequest, door: &Door, typed: &form::Typed) -> Result<Live> {
    citizen.check(&typed.csrf_token)?;
    mine(citizen, request, door).await
}

/// Sends a code to the contact typed; answers its ticket and the contact, masked.
async fn send_code(
    ctx: &Ctx,
    door: &Door,
    purpose: Purpose,
    typed: &form::Typed,
) -> Result<(String, String)> {
    let contact = Contact::parse(&typed.contact)?;
    let sender = (ctx.site.short_name.as_str(), from(ctx));
    let ticket = door.identity.send_code(purpose, &contact, sender).await?;
    Ok((ticket, contact.masked()))
}

/// Leads to the own page, which says what was done.
pub(crate) fn done(ctx: &Ctx, what: &str) -> HttpResponse {
    see_other(&ctx.site.url(&format!("/account?done={what}")))
}
