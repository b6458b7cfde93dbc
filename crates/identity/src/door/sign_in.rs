//! `/oidc/login`: account and password, on the portal only.

use super::door::Door;
use super::view::SignInForm;
use super::{PreSession, look, query, see_other, welcome};
use crate::provider::{Authorization, AuthorizationRequest, Checked};
use crate::session::Visit;
use crate::upstream::For;
use crate::upstream::view::ProviderButton;
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
        Checked::Good(asked) => show((&ctx, &door), &request, &asked, wanted, None).await,
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
    let visit = Visit::of(&ctx, &request);
    match door
        .identity
        .check_password(&typed.account, &typed.password, &visit)
        .await
    {
        Ok(person) => welcome((&ctx, &request, &door), &person, "pwd", &typed.request).await,
        Err(error) => {
            show(
                (&ctx, &door),
                &request,
                &asked,
                typed.request,
                Some((typed.account, error)),
            )
            .await
        }
    }
}

pub(super) async fn check(ctx: &Ctx, door: &Door, wanted: &str) -> Result<Checked> {
    door.register_hosts(&ctx.app).await?;
    let asked: AuthorizationRequest = query(wanted)?;
    door.provider(&ctx.app)?.authorize(&asked).await
}

async fn show(
    (ctx, door): (&Ctx, &Door),
    request: &HttpRequest,
    asked: &Authorization,
    wanted: String,
    failed: Option<(String, Error)>,
) -> Reply {
    let (account, status, errors, wait) = match failed {
        None => (asked.login_hint().to_owned(), StatusCode::OK, Vec::new(), None),
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
    let site = look(&ctx.app, asked);
    let view = SignInForm {
        client: site
            .as_ref()
            .map_or_else(|| asked.client_name().to_owned(), |site| site.name.clone()),
        providers: providers(ctx, door, &wanted),
        request: wanted,
        account,
    };
    let page = StaffPage::new("identity/signin.html", view)
        .title("登录")
        .look(site)
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

/// The buttons of others who vouch for staff; the request goes along.
fn providers(ctx: &Ctx, door: &Door, wanted: &str) -> Vec<ProviderButton> {
    let request: String = url::form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
    let known = door.identity.upstreams.of(For::Staff);
    known
        .map(|provider| ProviderButton {
            title: provider.settings.title.clone(),
            url: ctx.site.url(&format!(
                "/upstream/{}/start?request={request}",
                provider.settings.id
            )),
        })
        .collect()
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
