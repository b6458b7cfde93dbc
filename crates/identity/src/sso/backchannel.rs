//! `/sso/backchannel`: the portal on another box says that a sign-in is over. Nobody's cookie counts here, only the
//! portal's signature.

use crate::door::{Door, query};
use crate::provider::verify_logout_token;
use crate::refusals::INVALID_LOGOUT_TOKEN;
use crate::session;
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Bytes, Data};
use gateway::{Ctx, Reply};
use kernel::{Actor, Error, Result};
use serde::Deserialize;
use serde_json::json;

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
    let person = claims.sub.parse().ok().ok_or(INVALID_LOGOUT_TOKEN)?;
    let mut tx = door.identity.hub.write(Actor::job("back_channel")).await?;
    // What ended already leaves nothing to write.
    tx.exempt("session")?;
    session::sign_out(&mut tx, person, &claims.sid).await?;
    tx.commit().await
}
