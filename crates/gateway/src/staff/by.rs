//! Extractors that prove who asks.

use super::{StaffPage, StaffSession};
use crate::http::context::Ctx;
use crate::http::error::{HttpError, Reply};
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse};
use kernel::policy::{self, Membership};
use kernel::{Error, Granted, Permission};
use serde::Serialize;
use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;

/// Name of the staff cookie, before [`crate::Settings::cookie_name`].
pub const COOKIE: &str = "staff";

/// Name of the cookie of a notice, before [`crate::Settings::cookie_name`].
const NOTICE: &str = "notice";

/// Somebody who signed in, whatever they may do here.
#[derive(Clone)]
pub struct Signed {
    /// Site, store, path.
    pub ctx: Ctx,
    /// Who.
    pub me: StaffSession,
    /// Every post on all sites.
    pub posts: Vec<Membership>,
    pub(crate) csrf: String,
    pub(crate) notice: Option<String>,
}

impl Deref for Signed {
    type Target = Ctx;
    fn deref(&self) -> &Ctx {
        &self.ctx
    }
}

/// Somebody who holds `P` on this site. It is the proof that [`store::Store::write`] asks for.
pub struct By<P: Permission> {
    signed: Signed,
    granted: Granted<P>,
}

impl<P: Permission> Deref for By<P> {
    type Target = Signed;
    fn deref(&self) -> &Signed {
        &self.signed
    }
}

impl<P: Permission> From<By<P>> for Granted<P> {
    fn from(by: By<P>) -> Self {
        by.granted
    }
}

impl<P: Permission> By<P> {
    /// The proof.
    #[must_use]
    pub fn granted(&self) -> Granted<P> {
        self.granted.clone()
    }

    /// Opens the writing door.
    ///
    /// # Errors
    /// [`Error::Busy`] or a fault.
    pub async fn write(&self) -> kernel::Result<store::SiteWrite<P>> {
        self.signed.ctx.store.write(self.granted.clone()).await
    }
}

impl Signed {
    /// Whether the person holds one of these roles here.
    #[must_use]
    pub fn holds(&self, roles: &[kernel::Role]) -> bool {
        self.posts
            .iter()
            .any(|post| post.site == self.ctx.site.id && roles.contains(&post.role))
    }

    /// Whether the person may do `P` here.
    #[must_use]
    pub fn may<P: Permission>(&self) -> bool {
        policy::decide::<P>(&self.me.actor(), self.ctx.site.id, &self.posts).is_ok()
    }

    /// The proof for the forms of this session, for a page's script.
    #[must_use]
    pub fn csrf(&self) -> &str {
        &self.csrf
    }

    /// The proof that the person may do `P` here, beyond what the handler asked for.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn proof<P: Permission>(&self) -> kernel::Result<Granted<P>> {
        policy::decide::<P>(&self.me.actor(), self.ctx.site.id, &self.posts)
    }

    /// Shows a staff page.
    ///
    /// # Errors
    /// Faults of the template.
    pub async fn page<V: Serialize>(&self, page: StaffPage<V>) -> Reply {
        super::page::render(self, page, StatusCode::OK).await
    }

    /// After a deed: leads to a page (303) that shows a notice once.
    ///
    /// # Errors
    /// Never; it answers a [`Reply`] so that handlers end with it.
    #[expect(clippy::unused_async, reason = "reads like the other endings of a handler")]
    pub async fn saved(&self, path: &str, notice: &str) -> Reply {
        let mut response = HttpResponse::SeeOther();
        response.insert_header((header::LOCATION, self.ctx.site.url(path)));
        response.cookie(notice_cookie(&self.ctx, notice));
        Ok(response.finish())
    }

    /// After a deed that was refused: shows the form again with what was typed and what is wrong. Errors that are not
    /// about the input are passed on.
    ///
    /// # Errors
    /// Whatever is not about the input.
    pub async fn form<V: Serialize>(&self, page: StaffPage<V>, error: Error) -> Reply {
        let code = match &error {
            Error::Refused(refusal) => Some(refusal.code),
            Error::TooMany(_) => Some("too_many"),
            _ => None,
        };
        let (errors, status) = match error {
            Error::Invalid(fields) => (fields, StatusCode::UNPROCESSABLE_ENTITY),
            Error::Refused(refusal) => (
                vec![kernel::FieldError::new("", refusal.text)],
                StatusCode::CONFLICT,
            ),
            Error::Stale(revision) => (
                vec![kernel::FieldError::new("", Error::Stale(revision).sentence())],
                StatusCode::CONFLICT,
            ),
            Error::TooMany(wait) => (
                vec![kernel::FieldError::new("", Error::TooMany(wait).sentence())],
                StatusCode::TOO_MANY_REQUESTS,
            ),
            other => return Err(other.into()),
        };
        let mut answer = super::page::render(self, page.errors(errors), status).await?;
        if let Some(code) = code {
            answer.extensions_mut().insert(RefusedForm(code));
        }
        Ok(answer)
    }
}

/// A rule said no, and the form is shown again.
#[derive(Clone, Copy)]
pub(crate) struct RefusedForm(pub(crate) &'static str);

/// The cookie of a notice that the next staff page shows once.
#[must_use]
pub fn notice_cookie(ctx: &Ctx, notice: &str) -> actix_web::cookie::Cookie<'static> {
    use base64::Engine;
    let value = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(notice);
    actix_web::cookie::Cookie::build(ctx.app.settings.cookie_name(NOTICE), value)
        .path("/")
        .http_only(true)
        .secure(ctx.app.settings.is_https())
        .same_site(actix_web::cookie::SameSite::Lax)
        .max_age(actix_web::cookie::time::Duration::seconds(60))
        .finish()
}

fn notice(ctx: &Ctx, request: &HttpRequest) -> Option<String> {
    use base64::Engine;
    let cookie = request.cookie(&ctx.app.settings.cookie_name(NOTICE))?;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(cookie.value())
        .ok()?;
    String::from_utf8(bytes).ok().filter(|text| !text.is_empty())
}

/// Whether a browser opens a page, so that it can be led elsewhere and back.
fn is_navigation(request: &HttpRequest) -> bool {
    let word = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let page = word("sec-fetch-mode").map_or_else(
        || word("accept").is_some_and(|accept| accept.contains("text/html")),
        |mode| mode == "navigate",
    );
    page && request.method() == actix_web::http::Method::GET && word("hx-request").is_none()
}

/// Who acts, for the record of what was refused.
#[derive(Clone)]
pub(crate) struct Acting(pub(crate) kernel::Actor);

/// Says who acts in a request without a session, so that a refusal names them in the record.
pub fn act_as(request: &HttpRequest, actor: kernel::Actor) {
    request.extensions_mut().insert(Acting(actor));
}

/// Why a permission was refused, whatever the answer tells.
#[derive(Clone)]
pub(crate) struct RefusedHere(pub(crate) String);

fn note_refusal(request: &HttpRequest, error: &Error) {
    if let Error::Forbidden(permission) = error {
        request
            .extensions_mut()
            .insert(RefusedHere((*permission).to_owned()));
    }
}

async fn signed(request: HttpRequest) -> Result<Signed, HttpError> {
    let ctx = Ctx::of(&request)?;
    let cookie = request
        .cookie(&ctx.app.settings.cookie_name(COOKIE))
        .ok_or(Error::Unauthenticated)?;
    let session = ctx.app.staff.session(cookie.value(), &ctx.site.host).await?;
    let me = session.ok_or(Error::Unauthenticated)?;
    let posts = ctx.app.staff.posts(me.person).await?;
    // Posts have changed since the token was made: the browser is led by the portal, without a word, to a new one.
    if !me.rights.is_empty() && me.rights != super::rights(&posts) && is_navigation(&request) {
        return Err(Error::Unauthenticated.into());
    }
    request.extensions_mut().insert(Acting(me.actor()));
    let csrf = crate::http::csrf::token(&ctx.app.settings.secret, cookie.value());
    let notice = notice(&ctx, &request);
    Ok(Signed {
        ctx,
        me,
        posts,
        csrf,
        notice,
    })
}

impl FromRequest for Signed {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, HttpError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Box::pin(signed(request.clone()))
    }
}

impl<P: Permission> FromRequest for By<P> {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, HttpError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let signed = signed(request.clone()).await?;
            let site = signed.ctx.site.id;
            let granted = policy::decide::<P>(&signed.me.actor(), site, &signed.posts).map_err(|error| {
                // To staff of other sites the existence of anything here is a secret, and so is a site's content to
                // those who look after the platform.
                let works_here = signed.posts.iter().any(|post| {
                    post.site == site
                        && (!post.role.is_platform() || P::ROLES.iter().any(|role| role.is_platform()))
                });
                note_refusal(&request, &error);
                if works_here { error } else { Error::NotFound }
            })?;
            Ok(Self { signed, granted })
        })
    }
}

/// Clears the notice once it was shown.
pub(crate) fn clear_notice(ctx: &Ctx, response: &mut HttpResponse) {
    let mut gone = notice_cookie(ctx, "");
    gone.make_removal();
    // A cookie of ours always has a well-formed name.
    if let Ok(gone) = HeaderValue::from_str(&gone.to_string()) {
        response.headers_mut().append(header::SET_COOKIE, gone);
    }
}
