//! The way to the portal and back, on every site.

use super::{Issuer, Pending};
use crate::door::{self, Door, own_path, query, see_other};
use crate::identity::Vouched;
use crate::person::{self, entity::Model as Person};
use crate::provider::{ClientFields, IdClaims, TokenRequest, verify_id_token};
use crate::refusals::{ACCOUNT_TAKEN, FOREIGN_CALLBACK, INVALID_GRANT, NAME_TAKEN_HERE};
use crate::session::{Live, Proof, Realm, Visit};
use crate::token;
use actix_web::HttpRequest;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use gateway::http::csrf;
use gateway::{Ctx, Form, Reply};
use kernel::{Actor, Error, Result, Uid};
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
    // Several sites may share a host and so a client; the sign-in page looks like the one that asks.
    let site = if ctx.site.is_mounted() {
        ctx.site.slug.as_str()
    } else {
        ""
    };
    let pairs = [
        ("response_type", "code"),
        ("client_id", &ctx.site.host),
        ("redirect_uri", &redirect_uri),
        ("scope", "openid profile"),
        ("state", &pending.state),
        ("nonce", &pending.nonce),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        ("zisha_site", site),
    ];
    let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
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
    let stepped_up = before.as_ref().is_some_and(|before| {
        let lately = (door.identity.now().timestamp() - claims.auth_time) < 60;
        let older = before.session.created_at.timestamp() < claims.auth_time;
        lately && older && before.session.group_session == claims.sid
    });
    let vouched = Vouched {
        host: &ctx.site.host,
        here: !door.is_remote(),
        group: &claims.sid,
        id_token,
        proof: proof_of(&claims, door.identity.now()),
        visit: Visit::of(&ctx, &request),
    };
    let cookie = door
        .identity
        .open_session(&person, vouched, before.as_ref())
        .await?;
    let mut response = see_other(&pending.next);
    if stepped_up {
        let said = gateway::staff::notice_cookie(&ctx, "身份已确认，请继续办理刚才的事项。");
        response.add_cookie(&said).map_err(Error::fault)?;
    }
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
        client: ClientFields {
            client_id: ctx.site.host.clone(),
            ..ClientFields::default()
        },
        redirect_uri: redirect_uri(ctx),
        code,
        code_verifier: pending.verifier.clone(),
        ..TokenRequest::default()
    };
    let answer = issuer.exchange(&request).await?;
    let expected = (issuer.name(), ctx.site.host.as_str(), pending.nonce.as_str());
    let claims = verify_id_token(
        &issuer.keys(&answer.id_token).await?,
        &answer.id_token,
        expected,
        door.identity.now(),
    )?;
    Ok((claims, answer.id_token))
}

/// When and by what the person proved who sits there, as the provider says.
fn proof_of(claims: &IdClaims, now: DateTime<Utc>) -> Proof {
    let at = DateTime::from_timestamp(claims.auth_time, 0)
        .unwrap_or(now)
        .min(now);
    Proof::at(at, &claims.amr.join(" "))
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
    let account = new.account.as_str().to_owned();
    let mut tx = door.identity.hub.write(Actor::job("sign_in")).await?;
    match person::create_known_person(&mut tx, ctx.site.id, new, uid).await {
        Ok(person) => {
            tx.commit().await?;
            Ok(person)
        }
        Err(Error::Refused(refusal)) if refusal == ACCOUNT_TAKEN => {
            drop(tx);
            name_taken(door, &account, uid).await?;
            Err(NAME_TAKEN_HERE.into())
        }
        Err(other) => Err(other),
    }
}

/// An equal name is no proof: the operator hears who it was, and links them or does not.
async fn name_taken(door: &Door, account: &str, uid: Uid) -> Result<()> {
    let mut tx = door.identity.hub.write(Actor::job("sign_in")).await?;
    let detail = serde_json::json!({ "account": account });
    tx.audit(None, person::NAME_TAKEN, &uid.to_string(), &detail);
    tx.commit().await
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
