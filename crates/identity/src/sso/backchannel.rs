//! `/sso/backchannel`: the portal on another box says that a sign-in is over. Nobody's cookie counts here, only the
//! portal's signature.

use crate::door::{Door, query};
use crate::person;
use crate::provider::{LEEWAY, LogoutClaims, spend, verify_logout_token};
use crate::refusals::INVALID_LOGOUT_TOKEN;
use crate::session;
use crate::token;
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Bytes, Data};
use chrono::DateTime;
use gateway::{Ctx, Reply};
use kernel::{Actor, Error, PersonId, Result};
use serde::Deserialize;
use serde_json::json;
use store::HubWrite;

/// The form as it comes.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Told {
    logout_token: String,
}

/// Ends every session of the sign-in on this box.
pub async fn post_backchannel(ctx: Ctx, door: Data<Door>, body: Bytes) -> Reply {
    match end(&ctx, &door, &body).await {
        Ok(()) => Ok(HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .finish()),
        Err(Error::Refused(refusal)) if refusal == INVALID_LOGOUT_TOKEN => Ok(HttpResponse::BadRequest()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .json(json!({ "error": "invalid_request" }))),
        Err(other) => Err(other.into()),
    }
}

async fn end(ctx: &Ctx, door: &Door, body: &[u8]) -> Result<()> {
    let text = std::str::from_utf8(body).ok().ok_or(INVALID_LOGOUT_TOKEN)?;
    let Told { logout_token } = query(text).ok().ok_or(INVALID_LOGOUT_TOKEN)?;
    let issuer = door.issuer(&ctx.app)?;
    let keys = issuer.keys(&logout_token).await?;
    let now = door.identity.now();
    let claims = verify_logout_token(&keys, &logout_token, (issuer.name(), &ctx.site.host), now)?;
    let mut tx = door.identity.hub.write(Actor::job("back_channel")).await?;
    let until = DateTime::from_timestamp(claims.exp + LEEWAY, 0).unwrap_or(now);
    // A token counts once, also two at the same moment.
    let name = token::hash(&format!("{} {}", claims.iss, claims.jti));
    match spend(&mut tx, name, until, now).await {
        Err(Error::Refused(_)) => return Err(INVALID_LOGOUT_TOKEN.into()),
        other => other?,
    }
    // What ended already leaves nothing to write.
    tx.exempt("session")?;
    over(&mut tx, &claims).await?;
    tx.commit().await
}

/// Ends the sign-in that is named, or every one of the person.
async fn over(tx: &mut HubWrite, claims: &LogoutClaims) -> Result<()> {
    if claims.sid.is_empty() {
        let uid = claims.sub.parse().ok().ok_or(INVALID_LOGOUT_TOKEN)?;
        if let Some(person) = person::query::by_uid(tx, uid).await? {
            session::end_person(tx, person.person(), None).await?;
            tx.audit(
                None,
                "session.signed_out",
                &uid.to_string(),
                &serde_json::Value::Null,
            );
        }
        return Ok(());
    }
    let Some(holder) = session::query::of_group(tx, &claims.sid).await? else {
        return Ok(());
    };
    let holder = person::query::by_id(tx, PersonId(holder.person_id)).await?;
    if !claims.sub.is_empty() && claims.sub != holder.uid().to_string() {
        return Err(INVALID_LOGOUT_TOKEN.into());
    }
    session::sign_out(tx, holder.uid(), &claims.sid).await
}
