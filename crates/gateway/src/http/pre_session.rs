//! Before anybody is signed in, a form is bound to a random cookie: nobody can sign another person's browser in, and no
//! other page sends a form in its name.

use crate::App;
use crate::http::context::Ctx;
use crate::http::csrf;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::{Error, Result};
use rand::TryRng;
use rand::rngs::SysRng;

const COOKIE: &str = "door";

/// The cookie of this browser.
pub struct PreSession {
    value: String,
    fresh: bool,
}

impl PreSession {
    /// The browser's cookie, or a new one.
    ///
    /// # Errors
    /// A fault when the system gives no randomness.
    pub fn of(ctx: &Ctx, request: &HttpRequest) -> Result<Self> {
        match request.cookie(&ctx.app.settings.cookie_name(COOKIE)) {
            Some(cookie) if cookie.value().len() == 43 => Ok(Self {
                value: cookie.value().to_owned(),
                fresh: false,
            }),
            Some(_) | None => Ok(Self {
                value: random()?,
                fresh: true,
            }),
        }
    }

    /// The proof for the hidden field.
    #[must_use]
    pub fn csrf(&self, app: &App) -> String {
        csrf::token(&app.settings.secret, &self.value)
    }

    /// Whether a form came from our own page in this browser.
    ///
    /// # Errors
    /// [`Error::ForeignForm`].
    pub fn check(&self, app: &App, given: &str) -> Result<()> {
        if !self.fresh && csrf::is_right(&app.settings.secret, &self.value, given) {
            return Ok(());
        }
        Err(Error::ForeignForm)
    }

    /// Gives a new cookie to the browser.
    #[must_use]
    pub fn keep(self, app: &App, mut response: HttpResponse) -> HttpResponse {
        if self.fresh {
            let cookie = Cookie::build(app.settings.cookie_name(COOKIE), self.value)
                .path("/")
                .http_only(true)
                .secure(app.settings.is_https())
                .same_site(SameSite::Lax)
                .finish();
            // A cookie of ours always has a well-formed name and value.
            let _ = response.add_cookie(&cookie);
        }
        response
    }
}

fn random() -> Result<String> {
    let mut bytes = [0_u8; 32];
    SysRng.try_fill_bytes(&mut bytes).map_err(Error::fault)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
