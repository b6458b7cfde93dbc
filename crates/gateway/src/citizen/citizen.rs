//! The extractor for pages of citizens.

use super::CitizenSession;
use crate::http::context::Ctx;
use crate::http::csrf;
use actix_web::dev::Payload;
use actix_web::error::InternalError;
use actix_web::http::{Method, header};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use kernel::{Error, Result};
use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;

/// Name of the citizens' cookie, before [`crate::Settings::cookie_name`].
pub const COOKIE: &str = "citizen";

/// A citizen who signed in on this host. A visitor without a session is led to the sign-in page and back.
///
/// A page for both takes `Option<Citizen>`.
#[derive(Clone)]
pub struct Citizen {
    /// Site, store, path.
    pub ctx: Ctx,
    /// Who.
    pub me: CitizenSession,
    /// The proof for hidden fields, bound to this session.
    pub csrf: String,
}

impl Deref for Citizen {
    type Target = Ctx;
    fn deref(&self) -> &Ctx {
        &self.ctx
    }
}

impl Citizen {
    /// Whether a form came from our own page in this session.
    ///
    /// # Errors
    /// [`Error::ForeignForm`].
    pub fn check(&self, given: &str) -> Result<()> {
        if bool::from(subtle::ConstantTimeEq::ct_eq(
            self.csrf.as_bytes(),
            given.as_bytes(),
        )) {
            return Ok(());
        }
        Err(Error::ForeignForm)
    }

    /// The citizen of a request, if one signed in.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn find(ctx: &Ctx, request: &HttpRequest) -> Result<Option<Self>> {
        let Some(directory) = &ctx.app.citizens else {
            return Ok(None);
        };
        let Some(cookie) = request.cookie(&ctx.app.settings.cookie_name(COOKIE)) else {
            return Ok(None);
        };
        let session = directory.session(cookie.value(), &ctx.site.host).await?;
        Ok(session.map(|me| Self {
            csrf: csrf::token(&ctx.app.settings.secret, cookie.value()),
            ctx: ctx.clone(),
            me,
        }))
    }
}

async fn extract(request: HttpRequest) -> Result<Citizen, actix_web::Error> {
    let ctx = Ctx::of(&request)?;
    let fault = |error: Error| actix_web::Error::from(crate::HttpError(error));
    if let Some(citizen) = Citizen::find(&ctx, &request).await.map_err(fault)? {
        return Ok(citizen);
    }
    Err(InternalError::from_response("no citizen", to_sign_in(&ctx, &request)).into())
}

/// The way back is a path of this site: a form's own address is none, as it cannot be opened.
fn to_sign_in(ctx: &Ctx, request: &HttpRequest) -> HttpResponse {
    let wanted = match (request.method(), request.uri().path_and_query()) {
        (&Method::GET, Some(whole)) => whole.as_str(),
        _ => "/account",
    };
    let next: String = url::form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
    HttpResponse::SeeOther()
        .insert_header((
            header::LOCATION,
            ctx.site.url(&format!("/account/sign-in?next={next}")),
        ))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .finish()
}

impl FromRequest for Citizen {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, actix_web::Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Box::pin(extract(request.clone()))
    }
}
