//! `/oidc/step-up` on the portal: the second factor, or the password for somebody without one.

use super::view::StepUpForm;
use super::way::{Wish, back, home};
use crate::door::{Door, cookie, cookie_name, query, see_other, show_bare};
use crate::factor::Given;
use crate::session::{Live, Realm, Visit};
use actix_web::HttpRequest;
use actix_web::web::Data;
use gateway::http::csrf;
use gateway::{Ctx, Form, Reply, Site, StaffPage};
use kernel::{Error, Result};
use serde::Deserialize;
use std::sync::Arc;

/// The form as it comes.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct Typed {
    #[serde(rename = "return")]
    back: String,
    csrf_token: String,
    kind: String,
    password: String,
    code: String,
    recovery: String,
    credential: String,
}

/// Somebody signed in on the portal, and where to go afterwards.
struct Here {
    live: Live,
    token: String,
    site: Arc<Site>,
    path: String,
}

/// Shows the form. Whoever is not signed in is led to the site, which asks for all.
pub async fn get_step_up(ctx: Ctx, request: HttpRequest, door: Data<Door>) -> Reply {
    let Wish { back: wanted } = query(request.query_string())?;
    let (site, path) = destination(&ctx, &wanted)?;
    match here((&ctx, &request, &door), site.clone(), path.clone()).await? {
        Some(here) => show(&ctx, &door, &here, None).await,
        None => Ok(see_other(&home(&site, &path))),
    }
}

/// Takes the proof; leads back with new tokens on the portal and on the site.
pub async fn post_step_up(
    ctx: Ctx,
    request: HttpRequest,
    door: Data<Door>,
    Form(typed): Form<Typed>,
) -> Reply {
    let (site, path) = destination(&ctx, &typed.back)?;
    let Some(here) = here((&ctx, &request, &door), site.clone(), path.clone()).await? else {
        return Ok(see_other(&home(&site, &path)));
    };
    if !csrf::is_right(&ctx.app.settings.secret, &here.token, &typed.csrf_token) {
        return Err(Error::ForeignForm.into());
    }
    let visit = Visit::of(&ctx, &request);
    let token = match prove(&ctx, &door, &here.live, &typed, &visit).await {
        Ok(token) => token,
        Err(error) => return show(&ctx, &door, &here, Some(error)).await,
    };
    let mut response = see_other(&home(&site, &path));
    let cookie = cookie(&ctx.app, cookie_name(&ctx.app, Realm::Provider), token, None);
    response.add_cookie(&cookie).map_err(Error::fault)?;
    Ok(response)
}

async fn prove(ctx: &Ctx, door: &Door, live: &Live, typed: &Typed, visit: &Visit) -> Result<String> {
    let identity = &door.identity;
    if !identity.has_factor(live.person.person()).await? {
        return identity.step_up_by_password(live, &typed.password, visit).await;
    }
    let code = if typed.kind == "recovery" {
        &typed.recovery
    } else {
        &typed.code
    };
    let given = Given::parse(&typed.kind, code, &typed.credential)?;
    let method = identity
        .prove_factor(live, &given, &door.asker(&ctx.app)?, visit)
        .await?;
    identity.step_up(live, method, visit).await
}

/// The page to go to: one of the group's own, or the portal's console.
fn destination(ctx: &Ctx, wanted: &str) -> Result<(Arc<Site>, String)> {
    if let Some(found) = back(&ctx.app, wanted) {
        return Ok(found);
    }
    let portal = ctx.app.directory.portal().ok_or(Error::NotFound)?;
    Ok((portal, "/console/".to_owned()))
}

async fn here(
    (ctx, request, door): (&Ctx, &HttpRequest, &Door),
    site: Arc<Site>,
    path: String,
) -> Result<Option<Here>> {
    let cookie = request.cookie(&cookie_name(&ctx.app, Realm::Provider));
    let live = door.who(ctx, request, Realm::Provider).await?;
    Ok(live.zip(cookie).map(|(live, cookie)| Here {
        live,
        token: cookie.value().to_owned(),
        site,
        path,
    }))
}

async fn show(ctx: &Ctx, door: &Door, here: &Here, failed: Option<Error>) -> Reply {
    let person = &here.live.person;
    let has_factor = door.identity.has_factor(person.person()).await?;
    let to = here.site.absolute(&here.path);
    let view = StepUpForm {
        account: person.account.clone(),
        name: person.name.clone(),
        carry_name: "return".into(),
        carry: to.clone(),
        action: ctx.site.url("/oidc/step-up"),
        password: !has_factor && door.identity.has_password(person),
        ways: door.ask_factor(&ctx.app, &here.live).await?,
        cancel: to,
    };
    let page = StaffPage::new("identity/step_up.html", view).title("确认身份");
    let csrf = csrf::token(&ctx.app.settings.secret, &here.token);
    show_bare(ctx, page, csrf, here.site.origin.clone(), failed).await
}
