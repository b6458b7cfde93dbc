//! The provider's addresses on the portal.

use super::scope::SCOPES;
use super::{AuthorizationRequest, Checked, ClientProof, Need, PresentedToken, TokenRequest};
use crate::door::{Door, query, see_other};
use crate::refusals::{INVALID_CLIENT, INVALID_REQUEST, INVALID_TOKEN};
use crate::session::Realm;
use actix_web::http::{StatusCode, header};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use gateway::{Ctx, Reply};
use kernel::{Error, Refusal, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Discovery.
pub async fn get_configuration(ctx: Ctx, door: Data<Door>) -> Reply {
    let provider = door.provider(&ctx.app)?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .json(configuration(provider.issuer())))
}

fn configuration(issuer: &str) -> Value {
    let at = |path: &str| format!("{issuer}{path}");
    let proofs = [
        "none",
        "client_secret_basic",
        "client_secret_post",
        "private_key_jwt",
    ];
    let algorithms = ["EdDSA", "ES256", "ES384", "PS256", "PS384", "RS256", "RS384"];
    let scopes: Vec<&str> = SCOPES.iter().map(|(scope, _)| *scope).collect();
    json!({
        "issuer": issuer,
        "authorization_endpoint": at("/oidc/authorize"),
        "token_endpoint": at("/oidc/token"),
        "userinfo_endpoint": at("/oidc/userinfo"),
        "jwks_uri": at("/oidc/jwks"),
        "end_session_endpoint": at("/oidc/logout"),
        "introspection_endpoint": at("/oidc/introspect"),
        "revocation_endpoint": at("/oidc/revoke"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": proofs,
        "token_endpoint_auth_signing_alg_values_supported": algorithms,
        "introspection_endpoint_auth_methods_supported": proofs[1..],
        "introspection_endpoint_auth_signing_alg_values_supported": algorithms,
        "revocation_endpoint_auth_methods_supported": proofs,
        "revocation_endpoint_auth_signing_alg_values_supported": algorithms,
        "scopes_supported": scopes,
        "claims_supported": [
            "iss", "sub", "aud", "exp", "iat", "auth_time", "acr", "amr", "nonce", "sid",
            "name", "preferred_username", "email", "email_verified",
        ],
        "acr_values_supported": [super::claims::ACR_PASSWORD, super::claims::ACR_SECOND_FACTOR],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "ui_locales_supported": ["zh-CN"],
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "authorization_response_iss_parameter_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
    })
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
    let wanted = request.query_string();
    let said: AuthorizationRequest = query(wanted)?;
    let asked = match provider.authorize(&said).await? {
        Checked::Good(asked) => asked,
        Checked::Back(url) => return Ok(see_other(url.as_str())),
    };
    let live = door.who(&ctx, &request, Realm::Provider).await?;
    let (live, renewed) = door.renew_if_changed(&ctx.app, live).await?;
    let need = provider.need(&asked, live.as_ref()).await?;
    let back = |url: Option<url::Url>| url.map(String::from).ok_or(INVALID_CLIENT);
    let location = match (need, live) {
        (Need::Nothing, Some(live)) => {
            let code = provider.issue_code(&asked, &live).await?;
            back(asked.with_code(provider.issuer(), &code)).map_err(Error::from)?
        }
        (Need::Consent, _) if asked.is_silent() => {
            back(asked.with_error(provider.issuer(), "consent_required")).map_err(Error::from)?
        }
        (_, _) if asked.is_silent() => {
            back(asked.with_error(provider.issuer(), "login_required")).map_err(Error::from)?
        }
        (Need::Consent, _) => ctx.site.url(&format!("/oidc/consent?{wanted}")),
        (Need::SignIn | Need::Nothing, _) => {
            let again = provider.asking_again(wanted, &said)?;
            ctx.site.url(&format!("/oidc/login?{again}"))
        }
    };
    let mut response = see_other(&location);
    if let Some(cookie) = renewed {
        response.add_cookie(&cookie).map_err(Error::fault)?;
    }
    Ok(response)
}

/// The same request as a form, which OpenID Connect allows too. No cookie comes with a form of another site, so it
/// only leads on.
pub async fn post_authorize(ctx: Ctx, body: Bytes) -> Reply {
    let pairs = url::form_urlencoded::parse(&body);
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    Ok(see_other(&ctx.site.url(&format!("/oidc/authorize?{query}"))))
}

/// A client exchanges a code or a refresh token.
pub async fn post_token(ctx: Ctx, request: HttpRequest, door: Data<Door>, body: Bytes) -> Reply {
    Ok(answered(&request, exchange(&ctx, &request, &door, &body).await)?)
}

async fn exchange(ctx: &Ctx, http: &HttpRequest, door: &Door, body: &[u8]) -> Result<HttpResponse> {
    let request: TokenRequest = form(body)?;
    let proof = ClientProof::read(authorization(http), &request.client)?;
    let answer = door.provider(&ctx.app)?.token(&proof, &request).await?;
    Ok(fresh(StatusCode::OK).json(answer))
}

/// A client asks what a token is worth.
pub async fn post_introspect(ctx: Ctx, request: HttpRequest, door: Data<Door>, body: Bytes) -> Reply {
    Ok(answered(
        &request,
        introspect(&ctx, &request, &door, &body).await,
    )?)
}

async fn introspect(ctx: &Ctx, http: &HttpRequest, door: &Door, body: &[u8]) -> Result<HttpResponse> {
    let presented: PresentedToken = form(body)?;
    let proof = ClientProof::read(authorization(http), &presented.client)?;
    let answer = door
        .provider(&ctx.app)?
        .introspect(&proof, &presented.token)
        .await?;
    Ok(fresh(StatusCode::OK).json(answer))
}

/// A client gives a token back.
pub async fn post_revoke(ctx: Ctx, request: HttpRequest, door: Data<Door>, body: Bytes) -> Reply {
    Ok(answered(&request, revoke(&ctx, &request, &door, &body).await)?)
}

async fn revoke(ctx: &Ctx, http: &HttpRequest, door: &Door, body: &[u8]) -> Result<HttpResponse> {
    let presented: PresentedToken = form(body)?;
    if presented.token.is_empty() {
        return Err(INVALID_REQUEST.into());
    }
    let proof = ClientProof::read(authorization(http), &presented.client)?;
    door.provider(&ctx.app)?.revoke(&proof, &presented.token).await?;
    Ok(fresh(StatusCode::OK).finish())
}

/// A client asks whom an access token speaks of.
pub async fn get_userinfo(ctx: Ctx, request: HttpRequest, door: Data<Door>) -> Reply {
    let told = userinfo(&ctx, &door, bearer(&request)).await;
    Ok(answered(&request, told)?)
}

/// The same as a form; the token stands in the header or in the form (RFC 6750, 2.2).
pub async fn post_userinfo(ctx: Ctx, request: HttpRequest, door: Data<Door>, body: Bytes) -> Reply {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Typed {
        access_token: String,
    }
    let told = match (bearer(&request), form::<Typed>(&body)) {
        (None, Ok(typed)) if !typed.access_token.is_empty() => {
            userinfo(&ctx, &door, Some(&typed.access_token)).await
        }
        (Some(_), Ok(typed)) if !typed.access_token.is_empty() => Err(INVALID_REQUEST.into()),
        (header, _) => userinfo(&ctx, &door, header).await,
    };
    Ok(answered(&request, told)?)
}

async fn userinfo(ctx: &Ctx, door: &Door, token: Option<&str>) -> Result<HttpResponse> {
    let Some(token) = token else {
        // Without a token there is no error to name (RFC 6750, 3.1).
        let mut response = fresh(StatusCode::UNAUTHORIZED);
        return Ok(response
            .insert_header((header::WWW_AUTHENTICATE, "Bearer"))
            .finish());
    };
    let about = door.provider(&ctx.app)?.userinfo(token).await?;
    Ok(fresh(StatusCode::OK).json(about))
}

fn bearer(request: &HttpRequest) -> Option<&str> {
    let (scheme, token) = authorization(request)?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn authorization(request: &HttpRequest) -> Option<&str> {
    request.headers().get(header::AUTHORIZATION)?.to_str().ok()
}

/// A form of a program; a parameter that stands there twice makes it no form.
fn form<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    let text = std::str::from_utf8(body).ok().ok_or(INVALID_REQUEST)?;
    Ok(query(text).ok().ok_or(INVALID_REQUEST)?)
}

fn fresh(status: StatusCode) -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    response
}

/// Refusals in the form of RFC 6749, 5.2 and RFC 6750, 3.
fn answered(request: &HttpRequest, answer: Result<HttpResponse>) -> Result<HttpResponse> {
    match answer {
        Err(Error::Refused(refusal)) => Ok(oauth_error(request, refusal)),
        other => other,
    }
}

fn oauth_error(request: &HttpRequest, refusal: Refusal) -> HttpResponse {
    let error = refusal.code.strip_prefix("oidc.").unwrap_or("invalid_request");
    let status = if refusal == INVALID_TOKEN || refusal == INVALID_CLIENT {
        StatusCode::UNAUTHORIZED
    } else {
        StatusCode::BAD_REQUEST
    };
    let mut response = fresh(status);
    if refusal == INVALID_TOKEN {
        response.insert_header((header::WWW_AUTHENTICATE, format!("Bearer error=\"{error}\"")));
    } else if refusal == INVALID_CLIENT && authorization(request).is_some() {
        response.insert_header((header::WWW_AUTHENTICATE, "Basic realm=\"oidc\""));
    }
    response.json(json!({ "error": error, "error_description": description(error) }))
}

/// In the letters that RFC 6749 allows.
fn description(error: &str) -> &'static str {
    match error {
        "invalid_client" => "unknown client or wrong client proof",
        "invalid_grant" => {
            "the code or token is unknown, used, expired, or not for this client, address or verifier"
        }
        "invalid_scope" => "the scope exceeds what was granted",
        "invalid_token" => "the access token is not valid",
        "unsupported_grant_type" => "use authorization_code or refresh_token",
        _ => "a parameter is missing, wrong or repeated",
    }
}
