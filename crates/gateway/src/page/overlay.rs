//! What lies over the pages of sites for a time: emergency banners (应急公告) and mourning grey (哀悼).
//!
//! The key of a kept page names what lies over the site at the moment of the request. A kept page can therefore neither
//! miss a banner that has begun nor keep one that has ended, to the very moment, without job, purge or lifetime; and when
//! the banner is gone, the pages kept before it answer again, purged meanwhile like all others.

use crate::site::{Directory, Site};
use arc_swap::ArcSwap;
use chrono::{DateTime, Utc};
use kernel::{Error, Result, SiteId};
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use theme::view::Banner;
use tracing::warn;

/// How long reading may take, and how long after a failure what was known before is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// One thing that lies over pages from `begins` until before `ends`.
#[derive(Clone, Debug)]
pub struct Overlay {
    /// Names it with its present text; another text has another mark. ASCII letters, digits, `-` and `.`.
    pub mark: String,
    /// The site that set it. Paths of links are below it, and it signs.
    pub owner: SiteId,
    /// The sites it lies over; nothing means all of this box.
    pub sites: Option<Vec<SiteId>>,
    /// First moment, domain time.
    pub begins: DateTime<Utc>,
    /// First moment without it, domain time.
    pub ends: DateTime<Utc>,
    /// What it looks like.
    pub look: Look,
}

/// What an [`Overlay`] looks like.
#[derive(Clone, Debug)]
pub enum Look {
    /// Pages in grey.
    Grey,
    /// A banner above the header.
    Banner(Box<Banner>),
}

/// A feature that lays something over pages.
#[async_trait::async_trait]
pub trait OverlaySource: Send + Sync {
    /// All that lies over a site now or will, in the order of pages. Read anew after an event that
    /// [moves overlays](kernel::event::EventBody::moves_overlays).
    async fn overlays(&self) -> Result<Vec<Overlay>>;
}

/// What lies over one site at one moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Laid {
    /// Part of the key of a kept page; empty when nothing lies there.
    pub(crate) key: String,
    pub(crate) banners: Vec<Banner>,
    pub(crate) grey: bool,
}

impl Laid {
    /// What of `overlays` lies over `site` at `now`.
    pub(crate) fn over(overlays: &[Overlay], site: &Site, directory: &Directory, now: DateTime<Utc>) -> Self {
        let mut laid = Self::default();
        let here = |overlay: &&Overlay| {
            let reached = overlay
                .sites
                .as_ref()
                .is_none_or(|sites| sites.contains(&site.id));
            reached && overlay.begins <= now && now < overlay.ends
        };
        for overlay in overlays.iter().filter(here) {
            laid.lay(overlay, site, directory);
        }
        laid
    }

    /// Lays it there whatever its time and its sites.
    pub(crate) fn lay(&mut self, overlay: &Overlay, site: &Site, directory: &Directory) {
        // Writing to a String cannot fail. The sign occurs in no path and no query.
        let _ = write!(self.key, "#{}", overlay.mark);
        match &overlay.look {
            Look::Grey => self.grey = true,
            Look::Banner(banner) => self.banners.push(signed(banner, overlay.owner, site, directory)),
        }
    }
}

/// The banner with its owner's name and with a link that leads there from `site`.
fn signed(banner: &Banner, owner: SiteId, site: &Site, directory: &Directory) -> Banner {
    let mut banner = banner.clone();
    if let Some(owner) = directory.get(owner) {
        banner.issuer.clone_from(&owner.name);
        if let Some(link) = banner.link.as_mut().filter(|link| link.url.starts_with('/')) {
            link.url = if owner.id == site.id {
                site.url(&link.url)
            } else {
                owner.absolute(&link.url)
            };
        }
    }
    banner
}

/// What this process knows of the overlays of the box.
pub(crate) struct Overlays {
    sources: Vec<Arc<dyn OverlaySource>>,
    known: ArcSwap<Vec<Overlay>>,
    /// How often something moved, and up to which of these times it was read.
    moved: AtomicU64,
    read: AtomicU64,
    reading: tokio::sync::Mutex<()>,
    failed: Mutex<Option<Instant>>,
}

impl Overlays {
    pub(crate) fn new(sources: Vec<Arc<dyn OverlaySource>>) -> Self {
        Self {
            sources,
            known: ArcSwap::default(),
            moved: AtomicU64::new(1),
            read: AtomicU64::new(0),
            reading: tokio::sync::Mutex::default(),
            failed: Mutex::default(),
        }
    }

    /// Something moved: whoever asks next reads anew.
    pub(crate) fn forget(&self) {
        self.moved.fetch_add(1, Ordering::AcqRel);
        *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// What is true now. Whoever asks while it is being read waits, so that nobody gets a page from before.
    pub(crate) async fn now(&self) -> Arc<Vec<Overlay>> {
        if self.is_fresh() {
            return self.known.load_full();
        }
        let _turn = self.reading.lock().await;
        if !self.is_fresh() {
            let moved = self.moved.load(Ordering::Acquire);
            match self.gather().await {
                Ok(overlays) => {
                    self.known.store(Arc::new(overlays));
                    self.read.store(moved, Ordering::Release);
                }
                Err(error) => {
                    warn!(%error, "Banners and mourning grey could not be read; the last known ones are shown");
                    *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
                }
            }
        }
        self.known.load_full()
    }

    fn is_fresh(&self) -> bool {
        if self.read.load(Ordering::Acquire) >= self.moved.load(Ordering::Acquire) {
            return true;
        }
        let failed = *self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.is_some_and(|at| at.elapsed() < PATIENCE)
    }

    async fn gather(&self) -> Result<Vec<Overlay>> {
        let mut overlays = Vec::new();
        for source in &self.sources {
            let read = tokio::time::timeout(PATIENCE, source.overlays()).await;
            overlays.extend(read.unwrap_or(Err(Error::Timeout))?);
        }
        Ok(overlays)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicBool;

    /// One grey day over everything, told as often as asked; broken when told so.
    #[derive(Default)]
    struct Source {
        asked: AtomicU64,
        broken: AtomicBool,
    }

    #[async_trait::async_trait]
    impl OverlaySource for Source {
        async fn overlays(&self) -> Result<Vec<Overlay>> {
            if self.broken.load(Ordering::Acquire) {
                return Err(Error::fault("away"));
            }
            let asked = self.asked.fetch_add(1, Ordering::AcqRel);
            Ok(vec![Overlay {
                mark: asked.to_string(),
                owner: SiteId(1),
                sites: None,
                begins: DateTime::UNIX_EPOCH,
                ends: DateTime::UNIX_EPOCH,
                look: Look::Grey,
            }])
        }
    }

    #[tokio::test]
    async fn it_is_read_once_until_something_moves() {
        let source = Arc::new(Source::default());
        let overlays = Overlays::new(vec![source.clone()]);
        for _ in 0..3 {
            assert_eq!(overlays.now().await[0].mark, "0");
        }
        overlays.forget();
        assert_eq!(overlays.now().await[0].mark, "1");
        assert_eq!(source.asked.load(Ordering::Acquire), 2);
    }

    #[tokio::test]
    async fn what_was_known_stays_while_the_database_is_away_and_is_read_after() {
        let source = Arc::new(Source::default());
        let overlays = Overlays::new(vec![source.clone()]);
        overlays.now().await;
        source.broken.store(true, Ordering::Release);
        overlays.forget();
        assert_eq!(overlays.now().await[0].mark, "0");
        assert!(!overlays.now().await.is_empty());
        source.broken.store(false, Ordering::Release);
        overlays.forget();
        assert_eq!(overlays.now().await[0].mark, "1");
    }
}
