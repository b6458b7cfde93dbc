//! What a handler for visitors gets.

use crate::App;
use crate::http::error::{HttpError, Reply};
use crate::page::Page;
use crate::page::overlay::{Laid, Overlay};
use crate::reading::Reading;
use crate::site::Site;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload};
use kernel::Error;
use serde::Serialize;
use std::future::{Ready, ready};
use std::net::IpAddr;
use std::sync::Arc;
use store::{SiteRead, Store};

/// The site of this request, and doors to it.
#[derive(Clone)]
pub struct Ctx {
    /// The site.
    pub site: Arc<Site>,
    /// The store.
    pub store: Store,
    /// Everything else of this box.
    pub app: Data<App>,
    /// Path below the site, beginning with `/`.
    pub path: String,
    /// Who asks, as far as the proxies say.
    pub client: Option<IpAddr>,
    pub(crate) key: Option<Arc<str>>,
    pub(crate) position: u64,
    pub(crate) laid: Arc<Laid>,
    /// How the visitor reads.
    pub reading: Reading,
}

/// What `front` found out, in the request's extensions.
#[derive(Clone)]
pub(crate) struct Found {
    pub(crate) site: Arc<Site>,
    pub(crate) client: Option<IpAddr>,
    pub(crate) key: Option<Arc<str>>,
    pub(crate) position: u64,
    pub(crate) laid: Arc<Laid>,
    pub(crate) reading: Reading,
    pub(crate) request_id: Arc<str>,
}

impl Found {
    /// For the audit rows of this request.
    pub(crate) fn origin(&self) -> store::audit::origin::Origin {
        store::audit::origin::Origin {
            address: self.client,
            request: Some(self.request_id.clone()),
        }
    }
}

impl Ctx {
    pub(crate) fn of(request: &HttpRequest) -> Result<Self, HttpError> {
        let fault = || HttpError(Error::fault("a handler was reached without a site"));
        let app = request.app_data::<Data<App>>().cloned().ok_or_else(fault)?;
        let found = request.extensions().get::<Found>().cloned().ok_or_else(fault)?;
        Ok(Self {
            site: found.site,
            store: app.store.clone(),
            app,
            path: request.path().to_owned(),
            client: found.client,
            key: found.key,
            position: found.position,
            laid: found.laid,
            reading: found.reading,
        })
    }

    /// Opens the reading door of the site.
    #[must_use]
    pub fn read(&self) -> SiteRead {
        self.store.read(self.site.id)
    }

    /// The same request with this laid over the site, whatever its time, and nothing else: for a preview, never kept.
    #[must_use]
    pub fn trying(&self, overlay: &Overlay) -> Self {
        let mut laid = Laid::default();
        laid.lay(overlay, &self.site, &self.app.directory);
        Self {
            key: None,
            laid: Arc::new(laid),
            ..self.clone()
        }
    }

    /// Renders a public page through the site's theme. Release what you read before calling it.
    ///
    /// # Errors
    /// Faults of the template or the database.
    pub async fn page<V: Serialize>(&self, page: Page<V>) -> Reply {
        crate::page::render::public(self, page).await
    }

    /// Answers bytes that are not a page of the theme (a feed), with ETag, kept until an event says one of `tags`
    /// changed.
    ///
    /// # Errors
    /// Never; it answers a [`Reply`] so that handlers end with it.
    #[expect(clippy::unused_async, reason = "reads like the other endings of a handler")]
    pub async fn kept(
        &self,
        content_type: &'static str,
        bytes: bytes::Bytes,
        mut tags: Vec<kernel::Tag>,
    ) -> Reply {
        tags.push(kernel::Tag::Chrome);
        Ok(crate::page::render::keep(
            self,
            actix_web::http::StatusCode::OK,
            content_type,
            bytes,
            &tags,
        ))
    }
}

impl FromRequest for Ctx {
    type Error = HttpError;
    type Future = Ready<Result<Self, HttpError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}
