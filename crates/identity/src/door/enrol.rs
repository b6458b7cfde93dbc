//! `/oidc/enrol`: somebody whose posts ask for a second factor sets one up before anything else.

use super::door::Door;
use super::half::{self, Found, Half};
use super::view::EnrolForm;
use super::welcome::{Step, admit, to_step};
use crate::factor::view::{CodesShow, PasskeyForm, TotpForm};
use crate::session::Visit;
use actix_web::HttpRequest;
use actix_web::web::Data;
use gateway::{Ctx, Form, Reply, StaffPage};
use kernel::Error;
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
    name: String,
    credential: String,
}

/// Shows both ways to set one up.
pub async fn get_enrol(ctx: Ctx, request: HttpRequest, door: Data<Door>) -> Reply {
    match half::find((&ctx, &request, &door), Step::SetUp, None).await? {
        Found::Here(half) => show(&ctx, &door, &half, None).await,
        Found::Elsewhere(way) => Ok(way),
    }
}

/// Takes the first code, or the new passkey; shows the recovery codes and the way on.
pub async fn post_enrol(ctx: Ctx, request: HttpRequest, door: Data<Door>, Form(typed): Form<Typed>) -> Reply {
    let here = (&ctx, &request, &**door);
    let found = half::find(here, Step::SetUp, Some(typed.request.clone())).await?;
    let half = match found {
        Found::Here(half) => half,
        Found::Elsewhere(way) => return Ok(way),
    };
    half.check(&ctx, &typed.csrf_token)?;
    let visit = Visit::of(&ctx, &request);
    let (method, made) = if typed.kind == "passkey" {
        let answer = (typed.credential.as_str(), typed.name.as_str());
        let asker = door.asker(&ctx.app)?;
        ("hwk", door.identity.add_passkey(&half.live, &asker, answer).await)
    } else {
        let code = (typed.code.as_str(), &visit);
        ("otp", door.identity.confirm_totp(&half.live, code).await)
    };
    let codes = match made {
        Ok(codes) => codes,
        Err(error) => return show(&ctx, &door, &half, Some(error)).await,
    };
    let verdict = door.identity.go_on(&half.live, Some(method), &visit).await?;
    let on = match verdict.next {
        None => ctx.site.url(&format!("/oidc/authorize?{}", half.wanted)),
        Some(step) => to_step(&ctx, step, &half.wanted),
    };
    let view = CodesShow::new(&half.live.person, codes.unwrap_or_default(), on);
    let page = StaffPage::new("identity/codes_bare.html", view).title("恢复码");
    let mut response = half.show(&ctx, page, None).await?;
    admit(here, &verdict, &mut response).await?;
    Ok(response)
}

async fn show(ctx: &Ctx, door: &Door, half: &Half, failed: Option<Error>) -> Reply {
    let action = ctx.site.url(Step::SetUp.path());
    let set_up = door.identity.begin_totp(&half.live, &ctx.site.short_name).await?;
    let question = door
        .identity
        .begin_passkey(&half.live, &door.asker(&ctx.app)?)
        .await?;
    let view = EnrolForm {
        name: half.live.person.name.clone(),
        request: half.wanted.clone(),
        totp: TotpForm::new(&half.live.person, set_up, action.clone()),
        passkey: PasskeyForm::new(question, action),
    };
    let page = StaffPage::new("identity/enrol.html", view).title("设置二次验证");
    half.show(ctx, page, failed).await
}
