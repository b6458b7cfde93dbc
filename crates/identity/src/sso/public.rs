//! The way to the portal and back, on every site.

use super::{Issuer, Pending};
use crate::door::{self, Door, own_path, query, see_other};
use crate::person::{self, entity::Model as Person};
use crate::provider::{IdClaims, TokenRequest, verify_id_token};
use crate::refusals::{FOREIGN_CALLBACK, INVALID_GRANT};
use crate::session::{Live, Realm};
use crate::token;
use actix_web::HttpRequest;
use actix_web::web::Data;
use gateway::http::csrf;
use gateway::{Ctx, Form, Reply};
use kernel::{Actor, Error, Result};
use serde::Deserialize;
use url::Url;

/// Where somebody wants to go, as a path below the site.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wish {
    next: String,
}

/// `/console/login`: the address people know.
pub async fn get_console_login(ctx: Ctx, request: HttpRequest) -> Reply {
    let Wish { next } = query(request.query_string())?;
    let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
    Ok(see_other(&ctx.site.url(&format!("/sso/start?next={next}"))))
}

/// Sends somebody to the portal.
pub async fn get_start(ctx: Ctx, request: HttpRequest, door: Data<Door>) -> Reply {
    let Wish { next } = query(request.query_string())?;
    let console = ctx.site.url("/console/");
    let next = if next.starts_with('/') {
        ctx.site.url(&next)
    } else {
        console.clone()
    };
    let next = own_path(&ctx.site.origin, &next, &console);
    let now = door.identity.now();
    let pending = Pending::begin(next, now + door.identity.settings.sign_in)?;
    let url = authorization_url(&ctx, &*door.issuer(&ctx.app)?, &pending).await?;
    let mut response = see_other(url.as_str());
    response
        .add_cookie(&pending.cookie(&ctx.app, now)?)
        .map_err(Error::fault)?;
    Ok(response)
}

async fn authorization_url(ctx: &Ctx, issuer: &dyn Issuer, pending: &Pending) -> Result<Url> {
    let challenge = token::challenge(&pending.verifier);
    let redirect_uri = redirect_uri(ctx);
    let pairs = [
        ("response_type", "code"),
        ("client_id", &ctx.site.host),
        ("redirect_uri", &redirect_uri),
        ("scope", "openid profile"),
        ("state", &pending.state),
        ("nonce", &pending.nonce),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    Url::parse_with_params(&issuer.authorization_endpoint().await?, pairs).map_err(Error::fault)
}

/// One address a host, whatever is mounted below it.
fn redirect_uri(ctx: &Ctx) -> String {
    format!("{}/sso/callback", ctx.site.origin)
}

/// What the portal answers with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Answered {
    code: String,
    state: String,
    iss: String,
    error: String,
}

/// Takes the code, asks who it is, begins the host's session.
pub async fn get_callback(ctx: Ctx, request: HttpRequest, door: Data<Door>) -> Reply {
    let answered: Answered = query(request.query_string())?;
    let pending = Pending::find(&ctx.app, &request, &answered.state, door.identity.now())?;
    let issuer = door.issuer(&ctx.app)?;
    if !answered.error.is_empty() || answered.iss != issuer.name() {
        return Err(Error::from(FOREIGN_CALLBACK).into());
    }
    let (claims, id_token) = identify(&ctx, &door, &*issuer, &pending, answered.code).await?;
    let person = person_of(&ctx, &door, &claims).await?;
    let before = door.who(&ctx, &request, Realm::Staff).await?;
    let host = &ctx.site.host;
    let cookie = door
        .identity
        .open_session(&person, host, &claims.sid, id_token, before.as_ref())
        .await?;
    let mut response = see_other(&pending.next);
    let name = ctx.app.settings.cookie_name(gateway::staff::COOKIE);
    response
        .add_cookie(&door::cookie(&ctx.app, name, cookie, None))
        .map_err(Error::fault)?;
    response
        .add_cookie(&pending.gone(&ctx.app))
        .map_err(Error::fault)?;
    Ok(response)
}

async fn identify(
    ctx: &Ctx,
    door: &Door,
    issuer: &dyn Issuer,
    pending: &Pending,
    code: String,
) -> Result<(IdClaims, String)> {
    let request = TokenRequest {
        grant_type: "authorization_code".into(),
        client_id: ctx.site.host.clone(),
        redirect_uri: redirect_uri(ctx),
        code,
        code_verifier: pending.verifier.clone(),
    };
    let answer = issuer.exchange(&request).await?;
    let expected = (issuer.name(), ctx.site.host.as_str(), pending.nonce.as_str());
    let claims = verify_id_token(
        &issuer.keys().await?,
        &answer.id_token,
        expected,
        door.identity.now(),
    )?;
    Ok((claims, answer.id_token))
}

/// The account of the claims. Somebody whom a portal elsewhere vouches for gets an account here without password;
/// what the person may do is this box's word.
async fn person_of(ctx: &Ctx, door: &Door, claims: &IdClaims) -> Result<Person> {
    let uid = claims.sub.parse().ok().ok_or(INVALID_GRANT)?;
    if let Some(person) = person::query::by_uid(&door.identity.hub.read(), uid).await? {
        return person
            .is_active()
            .then_some(person)
            .ok_or_else(|| INVALID_GRANT.into());
    }
    if !door.is_remote() {
        return Err(INVALID_GRANT.into());
    }
    let new = person::NewPerson::parse(&claims.preferred_username, &claims.name, "")?;
    let mut tx = door.identity.hub.write(Actor::job("sign_in")).await?;
    let person = person::create_known_person(&mut tx, ctx.site.id, new, uid).await?;
    tx.commit().await?;
    Ok(person)
}

/// The form as it comes.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    csrf_token: String,
}

/// `/console/logout` and `/sso/logout`: ends the sign-in on every host and leads by the portal, so that its cookie
/// goes too.
pub async fn post_logout(
    ctx: Ctx,
    request: HttpRequest,
    door: Data<Door>,
    Form(typed): Form<Typed>,
) -> Reply {
    let name = ctx.app.settings.cookie_name(gateway::staff::COOKIE);
    let Some(cookie) = request.cookie(&name) else {
        return Ok(see_other(&ctx.site.url("/")));
    };
    if !csrf::is_right(&ctx.app.settings.secret, cookie.value(), &typed.csrf_token) {
        return Err(Error::ForeignForm.into());
    }
    let location = match door.who(&ctx, &request, Realm::Staff).await? {
        Some(live) => {
            door.identity.sign_out(&live).await?;
            end_session_url(&ctx, &*door.issuer(&ctx.app)?, live).await?
        }
        None => ctx.site.url("/"),
    };
    let mut response = see_other(&location);
    response
        .add_cookie(&door::clear_cookie(&ctx.app, name))
        .map_err(Error::fault)?;
    Ok(response)
}

async fn end_session_url(ctx: &Ctx, issuer: &dyn Issuer, live: Live) -> Result<String> {
    let hint = live.session.id_token.unwrap_or_default();
    let back = format!("{}/", ctx.site.origin);
    let pairs = [("id_token_hint", hint), ("post_logout_redirect_uri", back)];
    let url = Url::parse_with_params(&issuer.end_session_endpoint().await?, pairs).map_err(Error::fault)?;
    Ok(url.into())
}
