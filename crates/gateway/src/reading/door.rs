//! The choice of a request, and how it is kept.

use super::Reading;
use crate::App;
use crate::site::Site;
use actix_web::HttpResponse;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::ServiceRequest;
use actix_web::http::header;

/// The cookie. It says how pages look and nothing about whoever has it.
const COOKIE: &str = "reading";
/// The parameter by which links from another host of the group bring the choice along.
pub(super) const PARAMETER: &str = "reading";

/// What this request's cookie says.
pub(crate) fn of(app: &App, request: &ServiceRequest) -> Reading {
    request
        .cookie(&app.settings.cookie_name(COOKIE))
        .map_or_else(Reading::default, |cookie| Reading::parse(cookie.value()))
}

/// Leads who comes with a choice in the address to the same address without it, and keeps the choice.
pub(crate) fn arrive(app: &App, site: &Site, request: &ServiceRequest) -> Option<HttpResponse> {
    let query = request.query_string();
    let brought = query.split('&').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        (name == PARAMETER).then_some(value)
    })?;
    let rest: Vec<&str> = query
        .split('&')
        .filter(|pair| pair.split('=').next() != Some(PARAMETER))
        .collect();
    let mut to = format!("{}{}", site.origin, request.path());
    if !rest.is_empty() {
        to.push('?');
        to.push_str(&rest.join("&"));
    }
    Some(keep(app, Reading::parse(brought), &to))
}

/// Keeps a choice for a year and leads to `to`, an address of the site.
#[must_use]
pub fn kept(ctx: &crate::Ctx, reading: Reading, to: &str) -> HttpResponse {
    keep(&ctx.app, reading, to)
}

fn keep(app: &App, reading: Reading, to: &str) -> HttpResponse {
    let cookie = Cookie::build(app.settings.cookie_name(COOKIE), reading.to_string())
        .path("/")
        .max_age(Duration::days(if reading.is_plain() { 0 } else { 365 }))
        .secure(app.settings.is_https())
        .http_only(true)
        .same_site(SameSite::Lax)
        .finish();
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, to))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .cookie(cookie)
        .finish()
}
