//! `/oidc/logout` on the portal: where every sign-out ends, so that the portal's cookie goes too.

use super::door::{Door, cookie_name};
use super::view::SignedOut;
use super::{PreSession, clear_cookie, query, see_other};
use crate::provider::EndSessionRequest;
use crate::session::Realm;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use gateway::{Ctx, Form, Reply, StaffPage};
use kernel::{Error, Result};
use serde::Deserialize;

/// The form as it comes.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    csrf_token: String,
}

/// A site sends somebody here with a token of ours as hint; without one the person is asked.
pub async fn get_sign_out(ctx: Ctx, request: HttpRequest, door: Data<Door>) -> Reply {
    door.register_hosts(&ctx.app).await?;
    let asked: EndSessionRequest = query(request.query_string())?;
    let proven = door.provider(&ctx.app)?.end_session(&asked).await?;
    let live = door.who(&ctx, &request, Realm::Provider).await?;
    if live.is_some() {
        return show(&ctx, &request, true).await;
    }
    let response = match proven.back {
        Some(back) => see_other(&back),
        None => show(&ctx, &request, false).await?,
    };
    Ok(without_cookie(&ctx, response)?)
}

/// The person said yes.
pub async fn post_sign_out(
    ctx: Ctx,
    request: HttpRequest,
    door: Data<Door>,
    Form(typed): Form<Typed>,
) -> Reply {
    PreSession::of(&ctx, &request)?.check(&ctx.app, &typed.csrf_token)?;
    if let Some(live) = door.who(&ctx, &request, Realm::Provider).await? {
        door.identity.sign_out(&live).await?;
    }
    let response = show(&ctx, &request, false).await?;
    Ok(without_cookie(&ctx, response)?)
}

async fn show(ctx: &Ctx, request: &HttpRequest, ask: bool) -> Reply {
    let before = PreSession::of(ctx, request)?;
    let view = SignedOut {
        ask,
        home: ctx.site.url("/"),
    };
    let page = StaffPage::new("identity/signed_out.html", view).title(if ask {
        "退出登录"
    } else {
        "已退出登录"
    });
    let response = page.bare(ctx, before.csrf(&ctx.app), StatusCode::OK).await?;
    Ok(before.keep(&ctx.app, response))
}

fn without_cookie(ctx: &Ctx, mut response: HttpResponse) -> Result<HttpResponse> {
    let gone = clear_cookie(&ctx.app, cookie_name(&ctx.app, Realm::Provider));
    response.add_cookie(&gone).map_err(Error::fault)?;
    Ok(response)
}
