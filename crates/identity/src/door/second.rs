//! `/oidc/second`: the second factor, after the password was right.

use super::door::Door;
use super::half::{self, Found, Half};
use super::view::SecondForm;
use super::welcome::{Step, lead};
use crate::factor::Given;
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
    kind: String,
    code: String,
    recovery: String,
    credential: String,
}

/// Shows what the person can prove.
pub async fn get_second(ctx: Ctx, request: HttpRequest, door: Data<Door>) -> Reply {
    match half::find((&ctx, &request, &door), Step::SecondFactor, None).await? {
        Found::Here(half) => show(&ctx, &door, &half, None).await,
        Found::Elsewhere(way) => Ok(way),
    }
}

/// Takes a code or a passkey's answer.
pub async fn post_second(
    ctx: Ctx,
    request: HttpRequest,
    door: Data<Door>,
    Form(typed): Form<Typed>,
) -> Reply {
    let here = (&ctx, &request, &**door);
    let found = half::find(here, Step::SecondFactor, Some(typed.request.clone())).await?;
    let half = match found {
        Found::Here(half) => half,
        Found::Elsewhere(way) => return Ok(way),
    };
    half.check(&ctx, &typed.csrf_token)?;
    match prove(here, &half, &typed).await {
        Ok(method) => {
            let visit = Visit::of(&ctx, &request);
            let verdict = door.identity.go_on(&half.live, Some(method), &visit).await?;
            lead(here, &verdict, &half.wanted).await
        }
        Err(error) => show(&ctx, &door, &half, Some(error)).await,
    }
}

async fn prove(
    (ctx, request, door): (&Ctx, &HttpRequest, &Door),
    half: &Half,
    typed: &Typed,
) -> Result<&'static str> {
    let code = if typed.kind == "recovery" {
        &typed.recovery
    } else {
        &typed.code
    };
    let given = Given::parse(&typed.kind, code, &typed.credential)?;
    let visit = Visit::of(ctx, request);
    door.identity
        .prove_factor(&half.live, &given, &door.asker(&ctx.app)?, &visit)
        .await
}

async fn show(ctx: &Ctx, door: &Door, half: &Half, failed: Option<Error>) -> Reply {
    let asked = door.ask_factor(&ctx.app, &half.live).await?;
    let view = SecondForm {
        name: half.live.person.name.clone(),
        carry_name: "request".into(),
        carry: half.wanted.clone(),
        action: ctx.site.url(Step::SecondFactor.path()),
        ways: asked,
        cancel: ctx.site.url(&format!("/oidc/login?{}", half.wanted)),
    };
    let page = StaffPage::new("identity/second.html", view).title("二次验证");
    half.show(ctx, page, failed).await
}
