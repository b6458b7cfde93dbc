//! Views of public pages (访问), told to the feature that counts them.

use crate::site::{Directory, Site};
use actix_web::http::header::HeaderMap;
use kernel::{Result, SiteId};
use std::net::IpAddr;
use store::SiteRead;
use theme::view::PageView;

/// What a public page shows, as its counts name it; empty for a page that is for one reader alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Address within the site, without query.
    pub path: Box<str>,
    /// Headline.
    pub title: Box<str>,
    /// `home`, `list`, `article` …
    pub kind: Box<str>,
    /// Address and name of the channel that it is, or stands in.
    pub channel: Option<(Box<str>, Box<str>)>,
}

impl Shown {
    pub(crate) fn of(page: &PageView, site: &Site, path: &str) -> Self {
        let channel = match page.kind.as_str() {
            "list" => Some((path.into(), page.title.as_str().into())),
            "article" => page.breadcrumb.last().map(|link| {
                let inner = link.url.strip_prefix(site.mount.trim_end_matches('/'));
                (inner.unwrap_or(&link.url).into(), link.title.as_str().into())
            }),
            _ => None,
        };
        Self {
            path: path.into(),
            title: page.title.as_str().into(),
            kind: page.kind.as_str().into(),
            channel,
        }
    }
}

/// Somebody was shown a page.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// Whose page.
    pub site: &'a Site,
    /// All sites of the box.
    pub sites: &'a Directory,
    /// Which.
    pub shown: &'a Shown,
    /// Where the visitor's machine is; nothing of it is kept.
    pub client: Option<IpAddr>,
    /// What the visitor's program said.
    pub headers: &'a HeaderMap,
}

/// Counts views.
#[async_trait::async_trait]
pub trait Views: Send + Sync {
    /// Counts one. Called for every public page, so it must cost next to nothing.
    fn seen(&self, view: &View<'_>);

    /// What the site says of its visits at the foot of its pages; empty for nothing.
    ///
    /// # Errors
    /// Faults of the database.
    async fn words(&self, read: &SiteRead, site: SiteId) -> Result<String>;
}
