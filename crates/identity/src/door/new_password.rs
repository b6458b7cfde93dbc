//! `/oidc/password`: somebody has to set a new password before anything else.

use super::door::Door;
use super::half::{self, Found, Half};
use super::view::NewPasswordForm;
use super::welcome::{Step, lead};
use crate::refusals::SAME_PASSWORD;
use crate::session::Visit;
use actix_web::HttpRequest;
use actix_web::web::Data;
use gateway::{Ctx, Form, Reply, StaffPage};
use kernel::{Error, Result};
use serde::Deserialize;

/// The form as it comes.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct Typed {
    request: String,
    csrf_token: String,
    current: String,
    password: String,
    again: String,
}

/// Shows the form.
pub async fn get_new_password(ctx: Ctx, request: HttpRequest, door: Data<Door>) -> Reply {
    match half::find((&ctx, &request, &door), Step::NewPassword, None).await? {
        Found::Here(half) => show(&ctx, &half, None).await,
        Found::Elsewhere(way) => Ok(way),
    }
}

/// Takes the new password and goes on.
pub async fn post_new_password(
    ctx: Ctx,
    request: HttpRequest,
    door: Data<Door>,
    Form(typed): Form<Typed>,
) -> Reply {
    let here = (&ctx, &request, &**door);
    let found = half::find(here, Step::NewPassword, Some(typed.request.clone())).await?;
    let half = match found {
        Found::Here(half) => half,
        Found::Elsewhere(way) => return Ok(way),
    };
    half.check(&ctx, &typed.csrf_token)?;
    let visit = Visit::of(&ctx, &request);
    match change(&door, &half, &typed, &visit).await {
        Ok(()) => {
            let verdict = door.identity.go_on(&half.live, None, &visit).await?;
            lead(here, &verdict, &half.wanted).await
        }
        Err(error) => show(&ctx, &half, Some(error)).await,
    }
}

async fn change(door: &Door, half: &Half, typed: &Typed, visit: &Visit) -> Result<()> {
    let identity = &door.identity;
    let new = (typed.password.as_str(), typed.again.as_str());
    // Whoever set the old one knows it; without a history of passwords this is the only rule that says so.
    if typed.password == typed.current {
        return Err(SAME_PASSWORD.into());
    }
    identity
        .change_own_password(&half.live, &typed.current, new, visit.ip())
        .await
}

async fn show(ctx: &Ctx, half: &Half, failed: Option<Error>) -> Reply {
    let view = NewPasswordForm {
        account: half.live.person.account.clone(),
        name: half.live.person.name.clone(),
        request: half.wanted.clone(),
        action: ctx.site.url(Step::NewPassword.path()),
        minimum: crate::password::MINIMUM,
    };
    let page = StaffPage::new("identity/new_password.html", view).title("设置新密码");
    half.show(ctx, page, failed).await
}
