//! The provider's addresses on the portal.

use super::{AuthorizationRequest, Checked, TokenRequest};
use crate::door::{Door, query, see_other};
use crate::refusals::{INVALID_CLIENT, INVALID_REQUEST, INVALID_TOKEN};
use crate::session::Realm;
use actix_web::http::{StatusCode, header};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use gateway::{Ctx, Reply};
use kernel::{Error, Refusal, Result};
use serde_json::json;

/// Discovery.
pub async fn get_configuration(ctx: Ctx, door: Data<Door>) -> Reply {
    let provider = door.provider(&ctx.app)?;
    let issuer = provider.issuer();
    let at = |path: &str| format!("{issuer}{path}");
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .json(json!({
            "issuer": issuer,
            "authorization_endpoint": at("/oidc/authorize"),
            "token_endpoint": at("/oidc/token"),
            "userinfo_endpoint": at("/oidc/userinfo"),
            "jwks_uri": at("/oidc/jwks"),
            "end_session_endpoint": at("/oidc/logout"),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["EdDSA"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none"],
            "scopes_supported": ["openid", "profile"],
            "claims_supported": ["sub", "name", "preferred_username", "sid", "nonce"],
            "prompt_values_supported": ["none"],
            "authorization_response_iss_parameter_supported": true,
        })))
}

/// Keys.
pub async fn get_keys(ctx: Ctx, door: Data<Door>) -> Reply {
    let keys = door.provider(&ctx.app)?.jwks().await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .json(keys))
}

/// A client sends somebody to say who that is: a code for who is signed in, the form for others.
pub async fn get_authorize(ctx: Ctx, request: HttpRequest, door: Data<Door>) -> Reply {
    door.register_hosts(&ctx.app).await?;
    let provider = door.provider(&ctx.app)?;
    let asked: AuthorizationRequest = query(request.query_string())?;
    let asked = match provider.authorize(&asked).await? {
        Checked::Good(asked) => asked,
        Checked::Back(url) => return Ok(see_other(url.as_str())),
    };
    let back = match door.who(&ctx, &request, Realm::Provider).await? {
        Some(live) => {
            let code = provider.issue_code(&asked, &live).await?;
            asked.with_code(provider.issuer(), &code)
        }
        None if asked.silent => asked.with_error(provider.issuer(), "login_required"),
        None => {
            return Ok(see_other(
                &ctx.site.url(&format!("/oidc/login?{}", request.query_string())),
            ));
        }
    };
    Ok(see_other(
        back.ok_or(INVALID_CLIENT).map_err(Error::from)?.as_str(),
    ))
}

/// A client exchanges a code.
pub async fn post_token(ctx: Ctx, door: Data<Door>, body: Bytes) -> Reply {
    match exchange(&ctx, &door, &body).await {
        Ok(response) => Ok(response),
        Err(Error::Refused(refusal)) => Ok(oauth_error(refusal)),
        Err(other) => Err(other.into()),
    }
}

async fn exchange(ctx: &Ctx, door: &Door, body: &[u8]) -> Result<HttpResponse> {
    let text = std::str::from_utf8(body).ok().ok_or(INVALID_REQUEST)?;
    let request: TokenRequest = query(text).ok().ok_or(INVALID_REQUEST)?;
    let answer = door.provider(&ctx.app)?.token(&request).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(answer))
}

/// A client asks whom an access token speaks of.
pub async fn get_userinfo(ctx: Ctx, request: HttpRequest, door: Data<Door>) -> Reply {
    let header = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let token = header
        .and_then(|value| value.strip_prefix("Bearer "))
        .unwrap_or_default();
    match door.provider(&ctx.app)?.userinfo(token).await {
        Ok(person) => Ok(HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .json(json!({
                "sub": person.uid().to_string(),
                "name": person.name,
                "preferred_username": person.account,
            }))),
        Err(Error::Refused(refusal)) => Ok(oauth_error(refusal)),
        Err(other) => Err(other.into()),
    }
}

/// The form of RFC 6749, 5.2 and RFC 6750, 3.
fn oauth_error(refusal: Refusal) -> HttpResponse {
    let error = refusal.code.strip_prefix("oidc.").unwrap_or("invalid_request");
    let status = if refusal == INVALID_TOKEN || refusal == INVALID_CLIENT {
        StatusCode::UNAUTHORIZED
    } else {
        StatusCode::BAD_REQUEST
    };
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    if status == StatusCode::UNAUTHORIZED {
        response.insert_header((header::WWW_AUTHENTICATE, format!("Bearer error=\"{error}\"")));
    }
    response.json(json!({ "error": error }))
}
