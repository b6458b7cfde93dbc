//! Rendered public pages, kept until an event says one of their tags changed.
//!
//! A render notes the position of the purge counter before it reads. The cache refuses the page if one of its tags was
//! purged since, so a slow render can never put an old page back.

use super::encoding::{Encoded, Encoding};
use crate::views::Shown;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use kernel::{SiteId, Tag};
use quick_cache::sync::Cache;
use quick_cache::{DefaultHashBuilder, Weighter};
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// A kept page.
pub struct Kept {
    pub(crate) status: u16,
    pub(crate) body: Encoded,
    etag: [HeaderValue; 3],
    content_type: HeaderValue,
    shown: Option<Shown>,
    /// Room for the compressed forms is counted from the start, as they come later.
    weight: u64,
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<Arc<str>, Arc<Kept>> for ByBytes {
    fn weight(&self, key: &Arc<str>, page: &Arc<Kept>) -> u64 {
        page.weight + u64::try_from(key.len()).unwrap_or(0) + 256
    }
}

/// The page cache of this process.
pub struct PageCache {
    enabled: bool,
    pages: Cache<Arc<str>, Arc<Kept>, ByBytes, DefaultHashBuilder>,
    tags: Mutex<HashMap<(SiteId, Tag), Tagged>>,
    position: AtomicU64,
}

#[derive(Default)]
struct Tagged {
    keys: HashSet<Arc<str>>,
    purged_at: u64,
}

impl PageCache {
    /// A cache of at most `bytes`.
    #[must_use]
    pub fn new(enabled: bool, bytes: u64) -> Self {
        let guess = usize::try_from(bytes / 40_000).unwrap_or(1000).max(100);
        Self {
            enabled,
            pages: Cache::with_weighter(guess, bytes, ByBytes),
            tags: Mutex::default(),
            position: AtomicU64::new(1),
        }
    }

    /// Whether anything is kept.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.enabled
    }

    /// Where the purge counter stands; note it before reading.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position.load(Ordering::Acquire)
    }

    /// A kept page.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Arc<Kept>> {
        self.pages.get(key)
    }

    /// Keeps a page unless one of its tags was purged since `position`.
    pub fn put(&self, key: Arc<str>, site: SiteId, tags: &[Tag], position: u64, page: Arc<Kept>) {
        let mut index = self.tags.lock().unwrap_or_else(PoisonError::into_inner);
        if tags.iter().any(|tag| {
            index
                .get(&(site, *tag))
                .is_some_and(|tagged| tagged.purged_at >= position)
        }) {
            return;
        }
        for tag in tags {
            index.entry((site, *tag)).or_default().keys.insert(key.clone());
        }
        self.pages.insert(key, page);
    }

    /// Drops every page of `site` that shows one of `tags`.
    pub fn purge(&self, site: SiteId, tags: &[Tag]) {
        if tags.is_empty() {
            return;
        }
        let mut index = self.tags.lock().unwrap_or_else(PoisonError::into_inner);
        // Under the lock: a put that comes later sees the purge, one that came earlier is dropped.
        let now = self.position.fetch_add(1, Ordering::AcqRel);
        for tag in tags {
            let tagged = index.entry((site, *tag)).or_default();
            tagged.purged_at = now;
            for key in tagged.keys.drain() {
                self.pages.remove(&key);
            }
        }
    }

    /// Drops everything (themes changed).
    pub fn clear(&self) {
        let mut index = self.tags.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.position.fetch_add(1, Ordering::AcqRel);
        for tagged in index.values_mut() {
            tagged.purged_at = now;
            tagged.keys.clear();
        }
        self.pages.clear();
    }

    /// Pages kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pages.len()
    }

    /// Whether nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Kept {
    /// A page ready to be kept and answered.
    #[must_use]
    pub fn new(status: u16, content_type: &'static str, body: Bytes) -> Self {
        let hash = store::Files::hash(&body);
        let mark = hash.get(..20).unwrap_or(&hash);
        let tag = |suffix: &str| {
            HeaderValue::from_str(&format!("\"{mark}{suffix}\"")).unwrap_or(HeaderValue::from_static("\"-\""))
        };
        let weight = u64::try_from(body.len()).unwrap_or(u64::MAX) * 2;
        Self {
            status,
            etag: [tag(""), tag("-gz"), tag("-br")],
            content_type: HeaderValue::from_static(content_type),
            shown: None,
            weight,
            body: Encoded::new(body),
        }
    }

    /// Says what the page shows, so that its views are counted.
    #[must_use]
    pub fn showing(mut self, shown: Option<Shown>) -> Self {
        self.shown = shown;
        self
    }

    /// What it shows, if its views count.
    #[must_use]
    pub fn shown(&self) -> Option<&Shown> {
        self.shown.as_ref()
    }

    fn etag(&self, encoding: Encoding) -> &HeaderValue {
        let [identity, gzip, brotli] = &self.etag;
        match encoding {
            Encoding::Identity => identity,
            Encoding::Gzip => gzip,
            Encoding::Brotli => brotli,
        }
    }

    fn is_known_to(&self, headers: &HeaderMap) -> bool {
        let Some(given) = headers
            .get(header::IF_NONE_MATCH)
            .and_then(|value| value.to_str().ok())
        else {
            return false;
        };
        self.status == 200
            && given
                .split(',')
                .map(|tag| tag.trim().trim_start_matches("W/"))
                .any(|tag| tag == "*" || self.etag.iter().any(|own| own.as_bytes() == tag.as_bytes()))
    }

    /// The answer to a request for this page: 304 when the client has it, else the best form that is ready.
    #[must_use]
    pub fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let (encoding, bytes) = self.body.best(Encoding::accepted(request.headers()));
        let known = self.is_known_to(request.headers());
        let status = if known { 304 } else { self.status };
        let status = actix_web::http::StatusCode::from_u16(status).unwrap_or(actix_web::http::StatusCode::OK);
        let mut response = HttpResponse::new(status);
        let headers = response.headers_mut();
        headers.insert(header::ETAG, self.etag(encoding).clone());
        // The browser asks each time and mostly gets 304: a withdrawn page must not be shown from a browser's store.
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=0, must-revalidate"),
        );
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if known {
            return response;
        }
        headers.insert(header::CONTENT_TYPE, self.content_type.clone());
        if let Some(name) = encoding.name() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        response.set_body(actix_web::body::BoxBody::new(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::ChannelId;

    fn page(text: &'static str) -> Arc<Kept> {
        Arc::new(Kept::new(200, "text/html", Bytes::from_static(text.as_bytes())))
    }

    #[test]
    fn a_purge_drops_what_shows_the_tag_on_that_site_alone() {
        let cache = PageCache::new(true, 1 << 20);
        let tag = Tag::Channel(ChannelId(3));
        for (site, key) in [(1, "1/news/"), (2, "2/news/")] {
            cache.put(
                key.into(),
                SiteId(site),
                &[tag, Tag::Chrome],
                cache.position(),
                page("x"),
            );
        }
        cache.purge(SiteId(1), &[tag]);
        assert!(cache.get("1/news/").is_none());
        assert!(cache.get("2/news/").is_some());
    }

    #[test]
    fn a_render_that_began_before_a_purge_is_refused() {
        let cache = PageCache::new(true, 1 << 20);
        let before = cache.position();
        cache.purge(SiteId(1), &[Tag::Home]);
        cache.put("1/".into(), SiteId(1), &[Tag::Home], before, page("old"));
        assert!(cache.get("1/").is_none());
        cache.put(
            "1/".into(),
            SiteId(1),
            &[Tag::Home],
            cache.position(),
            page("new"),
        );
        assert!(cache.get("1/").is_some());
        cache.purge(SiteId(1), &[Tag::Search]);
        assert!(cache.get("1/").is_some());
    }
}
