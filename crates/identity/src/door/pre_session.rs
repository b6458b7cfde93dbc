//! Before anybody is signed in, a form is bound to a random cookie: nobody can sign another person's browser in.

use super::answer::cookie;
use crate::token;
use actix_web::{HttpRequest, HttpResponse};
use gateway::http::csrf;
use gateway::{App, Ctx};
use kernel::{Error, Result};

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
                value: token::random()?,
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
            let cookie = cookie(app, app.settings.cookie_name(COOKIE), self.value, None);
            // A cookie of ours always has a well-formed name and value.
            let _ = response.add_cookie(&cookie);
        }
        response
    }
}
