//! `/oidc/forgot`, on the portal.

use super::ask;
use super::view::ForgotShow;
use crate::door::{Door, PreSession};
use crate::session::Visit;
use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use gateway::{Ctx, Form, Reply, StaffPage};
use kernel::{Actor, Error, FieldError, Result};
use serde::Deserialize;

/// The form as it comes.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    who: String,
    csrf_token: String,
}

/// Shows the form.
pub async fn get_forgot(ctx: Ctx, request: HttpRequest, door: Data<Door>) -> Reply {
    show(&ctx, &request, &door, String::new(), None).await
}

/// Takes a request; the answer is the same whether the account exists or not.
pub async fn post_forgot(
    ctx: Ctx,
    request: HttpRequest,
    door: Data<Door>,
    Form(typed): Form<Typed>,
) -> Reply {
    PreSession::of(&ctx, &request)?.check(&ctx.app, &typed.csrf_token)?;
    let done = take(&ctx, &request, &door, &typed.who).await;
    show(&ctx, &request, &door, typed.who, Some(done)).await
}

async fn take(ctx: &Ctx, request: &HttpRequest, door: &Door, who: &str) -> Result<()> {
    if who.trim().is_empty() {
        return Err(Error::field("who", "请填写账号或电子邮箱。"));
    }
    let identity = &door.identity;
    let mut tx = identity.hub.write(Actor::Public).await?;
    ask(&mut tx, who, &Visit::of(ctx, request), identity.now()).await?;
    tx.commit().await
}

async fn show(ctx: &Ctx, request: &HttpRequest, door: &Door, who: String, done: Option<Result<()>>) -> Reply {
    let (sent, status, errors) = match done {
        None => (false, StatusCode::OK, Vec::new()),
        Some(Ok(())) => (true, StatusCode::OK, Vec::new()),
        Some(Err(Error::Invalid(fields))) => (false, StatusCode::UNPROCESSABLE_ENTITY, fields),
        Some(Err(Error::TooMany(wait))) => {
            let error = FieldError::new("", Error::TooMany(wait).sentence());
            (false, StatusCode::TOO_MANY_REQUESTS, vec![error])
        }
        Some(Err(other)) => return Err(other.into()),
    };
    let before = PreSession::of(ctx, request)?;
    let view = ForgotShow {
        sent,
        who: if sent { String::new() } else { who },
        url: ctx.site.url("/oidc/forgot"),
        back: ctx.site.url("/console/login"),
        lasts: format!("{} 分钟", door.identity.settings.forgot.num_minutes()),
    };
    let page = StaffPage::new("identity/forgot.html", view)
        .title("找回密码")
        .errors(errors);
    let response = page.bare(ctx, before.csrf(&ctx.app), status).await?;
    Ok(before.keep(&ctx.app, response))
}
