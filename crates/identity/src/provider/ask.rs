//! `/oidc/consent`: what an outside system will know, asked once.

use super::scope::{self, SCOPES};
use super::view::ConsentShow;
use super::{Authorization, AuthorizationRequest, Checked, Need};
use crate::door::{Door, PreSession, query, see_other};
use crate::refusals::INVALID_CLIENT;
use crate::session::{Live, Realm};
use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use gateway::http::security::FormAction;
use gateway::{Ctx, Form, Reply, StaffPage};
use kernel::{Error, Result};
use serde::Deserialize;
use url::Url;

/// The form as it comes.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    decision: String,
    request: String,
    csrf_token: String,
}

/// Asks. Who is not signed in, or need not be asked, goes back to the beginning.
pub async fn get_consent(ctx: Ctx, request: HttpRequest, door: Data<Door>) -> Reply {
    let wanted = request.query_string().to_owned();
    let asked = match check(&ctx, &door, &wanted).await? {
        Checked::Good(asked) => asked,
        Checked::Back(url) => return Ok(see_other(url.as_str())),
    };
    let live = door.who(&ctx, &request, Realm::Provider).await?;
    let need = door.provider(&ctx.app)?.need(&asked, live.as_ref()).await?;
    match live {
        Some(live) if need == Need::Consent => show(&ctx, &request, &asked, &live, wanted).await,
        _ => Ok(see_other(&ctx.site.url(&format!("/oidc/authorize?{wanted}")))),
    }
}

/// The person decided.
pub async fn post_consent(
    ctx: Ctx,
    request: HttpRequest,
    door: Data<Door>,
    Form(typed): Form<Typed>,
) -> Reply {
    PreSession::of(&ctx, &request)?.check(&ctx.app, &typed.csrf_token)?;
    let asked = match check(&ctx, &door, &typed.request).await? {
        Checked::Good(asked) => asked,
        Checked::Back(url) => return Ok(see_other(url.as_str())),
    };
    let provider = door.provider(&ctx.app)?;
    let live = door.who(&ctx, &request, Realm::Provider).await?;
    let need = provider.need(&asked, live.as_ref()).await?;
    let back = match live {
        Some(live) if need == Need::Consent && typed.decision == "allow" => {
            let code = provider.consent(&asked, &live).await?;
            asked.with_code(provider.issuer(), &code)
        }
        Some(_) if need == Need::Consent => asked.with_error(provider.issuer(), "access_denied"),
        _ => {
            return Ok(see_other(
                &ctx.site.url(&format!("/oidc/authorize?{}", typed.request)),
            ));
        }
    };
    Ok(see_other(
        back.ok_or(INVALID_CLIENT).map_err(Error::from)?.as_str(),
    ))
}

async fn check(ctx: &Ctx, door: &Door, wanted: &str) -> Result<Checked> {
    door.register_hosts(&ctx.app).await?;
    let asked: AuthorizationRequest = query(wanted)?;
    door.provider(&ctx.app)?.authorize(&asked).await
}

async fn show(ctx: &Ctx, request: &HttpRequest, asked: &Authorization, live: &Live, wanted: String) -> Reply {
    let before = PreSession::of(ctx, request)?;
    let told = SCOPES
        .iter()
        .filter(|(scope, _)| scope::has(asked.scope(), scope));
    let host = Url::parse(&asked.redirect_uri)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned));
    let view = ConsentShow {
        client: asked.client_name().to_owned(),
        host: host.unwrap_or_default(),
        name: live.person.name.clone(),
        account: live.person.account.clone(),
        told: told.map(|(_, words)| (*words).to_owned()).collect(),
        action: ctx.site.url("/oidc/consent"),
        request: wanted,
    };
    let page = StaffPage::new("identity/consent.html", view).title("授权登录");
    let response = page.bare(ctx, before.csrf(&ctx.app), StatusCode::OK).await?;
    let mut response = before.keep(&ctx.app, response);
    response.extensions_mut().insert(FormAction(vec![asked.origin()]));
    Ok(response)
}
