//! What the pages of half a sign-in share: who stands there, for which client, what comes next.

use super::door::Door;
use super::sign_in::check;
use super::welcome::{Step, to_step};
use super::{query, see_other};
use crate::provider::{Authorization, Checked};
use crate::session::{Live, Realm};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use gateway::http::csrf;
use gateway::http::security::FormAction;
use gateway::{Ctx, HttpError, Reply, StaffPage};
use kernel::{Error, FieldError, Result};
use serde::{Deserialize, Serialize};

/// Somebody with half a sign-in, on the page of the step that is next.
pub(super) struct Half {
    /// Who, so far.
    pub(super) live: Live,
    /// For whom the sign-in is.
    pub(super) asked: Box<Authorization>,
    /// The client's request.
    pub(super) wanted: String,
    token: String,
}

/// Either the page's own work, or the way elsewhere.
pub(super) enum Found {
    Here(Box<Half>),
    Elsewhere(HttpResponse),
}

/// The query of a step's page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    request: String,
}

/// Who stands on the page of `step`. Whoever has nothing, or is asked something else first, is led there.
pub(super) async fn find(
    (ctx, request, door): (&Ctx, &HttpRequest, &Door),
    step: Step,
    wanted: Option<String>,
) -> Result<Found, HttpError> {
    let wanted = match wanted {
        Some(wanted) => wanted,
        None => query::<Wanted>(request.query_string())?.request,
    };
    if wanted.is_empty() {
        return Ok(Found::Elsewhere(see_other(&ctx.site.url("/console/login"))));
    }
    let Checked::Good(asked) = check(ctx, door, &wanted).await? else {
        return Ok(Found::Elsewhere(see_other(&ctx.site.url("/console/login"))));
    };
    let cookie = request.cookie(&super::door::cookie_name(&ctx.app, Realm::Half));
    let live = door.who(ctx, request, Realm::Half).await?;
    let (Some(live), Some(cookie)) = (live, cookie) else {
        return Ok(Found::Elsewhere(see_other(
            &ctx.site.url(&format!("/oidc/login?{wanted}")),
        )));
    };
    let identity = &door.identity;
    let db = identity.hub.read();
    let next = identity.missing(&db, &live.person, &live.session.methods).await?;
    match next {
        Some(next) if next == step => Ok(Found::Here(Box::new(Half {
            live,
            asked,
            wanted,
            token: cookie.value().to_owned(),
        }))),
        Some(next) => Ok(Found::Elsewhere(see_other(&to_step(ctx, next, &wanted)))),
        // All was asked already (a second window): the next sign-in sorts it out.
        None => Ok(Found::Elsewhere(see_other(
            &ctx.site.url(&format!("/oidc/login?{wanted}")),
        ))),
    }
}

impl Half {
    /// A form is bound to this very half sign-in.
    pub(super) fn check(&self, ctx: &Ctx, given: &str) -> Result<()> {
        if csrf::is_right(&ctx.app.settings.secret, &self.token, given) {
            return Ok(());
        }
        Err(Error::ForeignForm)
    }

    /// Shows the step's page, with what went wrong.
    pub(super) async fn show<V: Serialize>(
        &self,
        ctx: &Ctx,
        page: StaffPage<V>,
        failed: Option<Error>,
    ) -> Reply {
        let csrf = csrf::token(&ctx.app.settings.secret, &self.token);
        show_bare(ctx, page, csrf, self.asked.origin(), failed).await
    }
}

/// Shows a page without frame whose form leads to another origin in the end.
pub(crate) async fn show_bare<V: Serialize>(
    ctx: &Ctx,
    page: StaffPage<V>,
    csrf: String,
    origin: String,
    failed: Option<Error>,
) -> Reply {
    let (status, errors, wait) = match failed {
        None => (StatusCode::OK, Vec::new(), None),
        Some(error) => words(error)?,
    };
    let mut response = page.errors(errors).bare(ctx, csrf, status).await?;
    if let Some(seconds) = wait {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response.extensions_mut().insert(FormAction(vec![origin]));
    Ok(response)
}

/// What a refused form says.
fn words(error: Error) -> Result<(StatusCode, Vec<FieldError>, Option<u64>)> {
    let text = error.sentence();
    match error {
        Error::Refused(_) => Ok((
            StatusCode::UNPROCESSABLE_ENTITY,
            vec![FieldError::new("", text)],
            None,
        )),
        Error::Invalid(fields) => Ok((StatusCode::UNPROCESSABLE_ENTITY, fields, None)),
        Error::TooMany(wait) => Ok((
            StatusCode::TOO_MANY_REQUESTS,
            vec![FieldError::new("", text)],
            Some(wait.as_secs().max(1)),
        )),
        other => Err(other),
    }
}
