//! All sites of this box, by address. There is no default site: an unknown host finds nothing.

use super::site::{Site, SiteKind, SiteSettings};
use super::{elsewhere, entity};
use crate::settings::Settings;
use crate::unit;
use arc_swap::ArcSwap;
use kernel::{Error, Result, SiteId, Uid};
use std::collections::HashMap;
use std::sync::Arc;
use store::HubStore;
use theme::Themes;

/// Answers which site a request is for.
pub struct Directory {
    sites: ArcSwap<Sites>,
}

#[derive(Default)]
struct Sites {
    /// Host → mounts and sites there, longest mount first.
    by_host: HashMap<String, Vec<(String, Arc<Site>)>>,
    all: Vec<Arc<Site>>,
    /// Hashed files of sites: token sheets and marks.
    assets: HashMap<String, (&'static str, Arc<[u8]>)>,
}

impl Directory {
    /// An empty directory.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            sites: ArcSwap::from_pointee(Sites::default()),
        }
    }

    /// Reads the register anew.
    ///
    /// # Errors
    /// Faults of the database; a site whose theme is gone or whose tokens are not acceptable.
    pub async fn reload(&self, hub: &HubStore, themes: &Themes, settings: &Settings) -> Result<()> {
        let read = hub.read();
        let units: HashMap<i64, unit::entity::Model> = read
            .find::<unit::entity::Entity>()
            .all()
            .await?
            .into_iter()
            .map(|unit| (unit.id, unit))
            .collect();
        let rows = read
            .find::<entity::Entity>()
            .asc(entity::Column::Id)
            .all()
            .await?;
        let elsewhere = read.find::<elsewhere::Entity>().all().await?;
        let elsewhere: HashMap<i64, String> =
            elsewhere.into_iter().map(|row| (row.site_id, row.url)).collect();
        let mut sites = Sites::default();
        for row in rows.into_iter().filter(|row| row.state == "open") {
            let unit = row.unit_id.and_then(|id| units.get(&id));
            let (host, mount) = (row.host.clone(), row.mount.clone());
            let there = elsewhere.get(&row.id).map(String::as_str);
            let site = Arc::new(sites.add(row, unit, there, themes, settings)?);
            sites.by_host.entry(host).or_default().push((mount, site.clone()));
            sites.all.push(site);
        }
        for on_host in sites.by_host.values_mut() {
            on_host.sort_by_key(|(mount, _)| std::cmp::Reverse(mount.len()));
        }
        self.sites.store(Arc::new(sites));
        Ok(())
    }

    /// The site of a host and path, if there is one.
    #[must_use]
    pub fn find(&self, host: &str, path: &str) -> Option<Arc<Site>> {
        let sites = self.sites.load();
        let on_host = sites.by_host.get(host)?;
        let under =
            |mount: &str| path.starts_with(mount) || mount.strip_suffix('/').is_some_and(|bare| bare == path);
        let found = on_host.iter().find(|(mount, _)| under(mount));
        found.map(|(_, site)| site.clone())
    }

    /// A site by number.
    #[must_use]
    pub fn get(&self, id: SiteId) -> Option<Arc<Site>> {
        self.sites.load().all.iter().find(|site| site.id == id).cloned()
    }

    /// A site by its word.
    #[must_use]
    pub fn by_slug(&self, slug: &str) -> Option<Arc<Site>> {
        self.sites
            .load()
            .all
            .iter()
            .find(|site| site.slug == slug)
            .cloned()
    }

    /// The portal, if it is served here.
    #[must_use]
    pub fn portal(&self) -> Option<Arc<Site>> {
        self.sites
            .load()
            .all
            .iter()
            .find(|site| site.kind == SiteKind::Portal)
            .cloned()
    }

    /// Every site, oldest first.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<Site>> {
        self.sites.load().all.clone()
    }

    /// A hashed file of a site.
    pub(crate) fn asset(&self, path: &str) -> Option<(&'static str, Arc<[u8]>)> {
        self.sites.load().assets.get(path).cloned()
    }
}

impl Sites {
    fn add(
        &mut self,
        row: entity::Model,
        unit: Option<&unit::entity::Model>,
        there: Option<&str>,
        themes: &Themes,
        settings: &Settings,
    ) -> Result<Site> {
        let kind =
            SiteKind::parse(&row.kind).ok_or_else(|| Error::fault(format!("site kind {}", row.kind)))?;
        let own: SiteSettings = serde_json::from_str(&row.settings).map_err(Error::fault)?;
        let theme = themes
            .theme(&row.theme)
            .ok_or_else(|| Error::fault(format!("no theme {}", row.theme)))?;
        let (hash, css) = theme.tokens_sheet(&own.brand.overrides()).map_err(Error::fault)?;
        let tokens_url = format!("/assets/{hash}/site/{}/tokens.css", row.slug);
        self.assets.insert(
            tokens_url.clone(),
            ("text/css; charset=utf-8", css.into_bytes().into()),
        );
        for (name, svg) in &own.marks {
            self.assets.insert(
                mark_url(&row.slug, name, svg),
                ("image/svg+xml", svg.clone().into_bytes().into()),
            );
        }
        let (origin, host, mount) = match there {
            Some(url) => address(url)?,
            None => (settings.origin(&row.host), row.host, row.mount.clone()),
        };
        Ok(Site {
            id: SiteId(row.id),
            uid: Uid(row.uid),
            slug: row.slug,
            kind,
            name: row.name,
            short_name: row.short_name,
            theme: row.theme,
            unit: unit.map_or_else(String::new, |unit| unit.name.clone()),
            unit_short: unit.map_or_else(String::new, |unit| unit.short_name.clone()),
            origin,
            host,
            mount,
            settings: own,
            tokens_url,
            elsewhere: there.map(|_| row.mount),
        })
    }
}

/// Origin, host and mount of an address.
fn address(url: &str) -> Result<(String, String, String)> {
    let url: url::Url = url.parse().map_err(Error::fault)?;
    let host = url.host_str().unwrap_or_default().to_owned();
    let mount = format!("{}/", url.path().trim_end_matches('/'));
    Ok((url.origin().ascii_serialization(), host, mount))
}

/// The hashed address of a site's mark.
pub(crate) fn mark_url(slug: &str, name: &str, svg: &str) -> String {
    let hash = store::Files::hash(svg.as_bytes());
    format!("/assets/{}/site/{slug}/{name}", hash.get(..12).unwrap_or(&hash))
}
