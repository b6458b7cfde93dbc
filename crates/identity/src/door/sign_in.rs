//! `/oidc/login`: account and password, on the portal only.

use super::door::{Door, address, cookie_name};
use super::view::SignInForm;
use super::{PreSession, cookie, query, see_other};
use crate::provider::{Authorization, AuthorizationRequest, Checked};
use crate::session::Realm;
use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use gateway::http::security::FormAction;
use gateway::{Ctx, Form, Reply, StaffPage};
use kernel::{Error, FieldError, Result};
use serde::Deserialize;

/// The form as it comes.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    account: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    request: String,
    #[serde(default)]
    csrf_token: String,
}

/// Shows the form for the client that sent somebody here.
pub async fn get_sign_in(ctx: Ctx, request: HttpRequest, door: Data<Door>) -> Reply {
    if request.query_string().is_empty() {
        return Ok(see_other(&ctx.site.url("/console/login")));
    }
    let wanted = request.query_string().to_owned();
    match check(&ctx, &door, &wanted).await? {
        Checked::Good(asked) => show(&ctx, &request, &asked, wanted, None).await,
        Checked::Back(url) => Ok(see_other(url.as_str())),
    }
}

/// Takes account and password; on success the provider goes on with the client's request.
pub async fn post_sign_in(
    ctx: Ctx,
    request: HttpRequest,
    door: Data<Door>,
    Form(typed): Form<Typed>,
) -> Reply {
    PreSession::of(&ctx, &request)?.check(&ctx.app, &typed.csrf_token)?;
    let Checked::Good(asked) = check(&ctx, &door, &typed.request).await? else {
        return Ok(see_other(&ctx.site.url("/console/login")));
    };
    let (from, host) = (address(&ctx), &ctx.site.host);
    match door
        .identity
        .sign_in(&typed.account, &typed.password, from, host)
        .await
    {
        Ok(verdict) => {
            if let Some(before) = door.who(&ctx, &request, Realm::Provider).await? {
                door.identity.sign_out(&before).await?;
            }
            let mut response = see_other(&ctx.site.url(&format!("/oidc/authorize?{}", typed.request)));
            let cookie = cookie(
                &ctx.app,
                cookie_name(&ctx.app, Realm::Provider),
                verdict.token,
                None,
            );
            response.add_cookie(&cookie).map_err(Error::fault)?;
            Ok(response)
        }
        Err(error) => {
            show(
                &ctx,
                &request,
                &asked,
                typed.request,
                Some((typed.account, error)),
            )
            .await
        }
    }
}

async fn check(ctx: &Ctx, door: &Door, wanted: &str) -> Result<Checked> {
    door.register_hosts(&ctx.app).await?;
    let asked: AuthorizationRequest = query(wanted)?;
    door.provider(&ctx.app)?.authorize(&asked).await
}

async fn show(
    ctx: &Ctx,
    request: &HttpRequest,
    asked: &Authorization,
    wanted: String,
    failed: Option<(String, Error)>,
) -> Reply {
    let (account, status, errors, wait) = match failed {
        None => (String::new(), StatusCode::OK, Vec::new(), None),
        Some((account, error)) => {
            let wait = match &error {
                Error::TooMany(wait) => Some(wait.as_secs().max(1)),
                _ => None,
            };
            let (status, error) = words(error)?;
            (account, status, vec![error], wait)
        }
    };
    let before = PreSession::of(ctx, request)?;
    let view = SignInForm {
        client: asked.client_name().to_owned(),
        request: wanted,
        account,
    };
    let page = StaffPage::new("identity/signin.html", view)
        .title("登录")
        .errors(errors);
    let response = page.bare(ctx, before.csrf(&ctx.app), status).await?;
    let mut response = before.keep(&ctx.app, response);
    if let Some(seconds) = wait {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response.extensions_mut().insert(FormAction(vec![asked.origin()]));
    Ok(response)
}

/// The same words whether the account exists or not.
fn words(error: Error) -> Result<(StatusCode, FieldError)> {
    match error {
        Error::Refused(refusal) => Ok((
            StatusCode::UNPROCESSABLE_ENTITY,
            FieldError::new("", refusal.text),
        )),
        Error::TooMany(_) => Ok((
            StatusCode::TOO_MANY_REQUESTS,
            FieldError::new("", error.sentence()),
        )),
        other => Err(other),
    }
}
