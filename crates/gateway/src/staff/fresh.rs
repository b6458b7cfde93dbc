//! The effect of [`crate::Route::step_up`]: a dangerous act asks for a fresh proof of who sits there. It wraps the route
//! itself, so that no spelling of the address goes around it.

use super::COOKIE;
use crate::http::context::Ctx;
use crate::http::error::HttpError;
use actix_web::ResponseError;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use kernel::Error;

/// Lets a request pass whose session is fresh, and one without a session: its handler says what is missing.
pub(crate) async fn fresh(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    match is_stale(&request).await {
        Ok(false) => Ok(next.call(request).await?.map_into_boxed_body()),
        Ok(true) => Ok(request.into_response(HttpError(Error::Unproven).error_response())),
        Err(error) => Ok(request.into_response(error.error_response())),
    }
}

async fn is_stale(request: &ServiceRequest) -> Result<bool, HttpError> {
    let ctx = Ctx::of(request.request())?;
    let Some(cookie) = request.cookie(&ctx.app.settings.cookie_name(COOKIE)) else {
        return Ok(false);
    };
    let session = ctx.app.staff.session(cookie.value(), &ctx.site.host).await?;
    Ok(session.is_some_and(|session| !session.fresh))
}
