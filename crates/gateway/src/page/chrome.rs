//! The frame around a page: header, navigation, footer. Kept per site until something of the site changes.

use crate::App;
use crate::site::directory_mark_url;
use crate::site::{Site, SiteKind};
use arc_swap::ArcSwap;
use kernel::{Result, SiteId};
use std::collections::HashMap;
use std::sync::Arc;
use theme::view::{FeedLink, Footer, Link, NamedLink, NavItem, SiteView};

/// Frames by site.
#[derive(Default)]
pub struct Frames(ArcSwap<HashMap<SiteId, Arc<SiteView>>>);

impl Frames {
    /// Forgets a site's frame. Answers whether there was one.
    pub(crate) fn forget(&self, site: SiteId) {
        self.0.rcu(|frames| {
            let mut frames = HashMap::clone(frames);
            frames.remove(&site);
            frames
        });
    }

    /// Forgets all.
    pub(crate) fn clear(&self) {
        self.0.store(Arc::default());
    }
}

/// The frame of a site.
pub(crate) async fn of(app: &App, site: &Site) -> Result<Arc<SiteView>> {
    if let Some(frame) = app.frames.0.load().get(&site.id) {
        return Ok(frame.clone());
    }
    let frame = Arc::new(build(app, site).await?);
    app.frames.0.rcu(|frames| {
        let mut frames = HashMap::clone(frames);
        frames.insert(site.id, frame.clone());
        frames
    });
    Ok(frame)
}

async fn build(app: &App, site: &Site) -> Result<SiteView> {
    let read = app.store.read(site.id);
    let mut nav = vec![NavItem::new("首页", site.url("/"), false)];
    for provider in &app.navigation {
        nav.extend(provider.items(&read, site).await?);
    }
    let portal = app.directory.portal();
    let portal_name = portal
        .as_ref()
        .map_or(String::new(), |portal| portal.name.clone());
    let portal_url = portal
        .as_ref()
        .map_or_else(String::new, |portal| portal.absolute("/"));
    let feed = |ending: &str, kind: &str, name: &str| {
        FeedLink::new(
            format!("{} {name}", site.name),
            kind,
            site.url(&format!("/feed.{ending}")),
        )
    };
    let mark = site
        .settings
        .marks
        .get("mark.svg")
        .map(|svg| directory_mark_url(&site.slug, "mark.svg", svg));
    Ok(SiteView {
        slug: site.slug.clone(),
        name: site.name.clone(),
        short_name: site.short_name.clone(),
        kind: site.kind.key().into(),
        home: site.url("/"),
        console: site.url("/console/"),
        slogan: site.settings.slogan.clone(),
        unit: site.unit.clone(),
        mark_url: mark,
        tokens_url: site.tokens_url.clone(),
        portal: NamedLink::new(portal_name, portal_url),
        nav,
        footer: footer(site, portal.as_deref()),
        feeds: vec![
            feed("xml", "application/rss+xml", "RSS"),
            feed("atom", "application/atom+xml", "Atom"),
            feed("json", "application/feed+json", "JSON"),
        ],
        search_url: site.url("/search"),
        search_scope_name: if site.kind == SiteKind::Portal {
            "全部网站".into()
        } else {
            site.short_name.clone()
        },
        signin_url: site.url("/console/login"),
        account_url: if app.citizens.is_some() {
            site.url("/account")
        } else {
            String::new()
        },
        visits: match &app.views {
            Some(views) => views.words(&read, site.id).await?,
            None => String::new(),
        },
        banners: Vec::new(),
        grey: false,
        reading: theme::view::ReadingView::default(),
    })
}

/// The mandatory set. A site under the portal's host shows the portal's identifiers.
fn footer(site: &Site, portal: Option<&Site>) -> Footer {
    let own = &site.settings.footer;
    let lender = portal.filter(|portal| site.is_mounted() && portal.id != site.id);
    let identifiers = lender.map_or(own, |portal| &portal.settings.footer);
    let code = &identifiers.id_code;
    Footer {
        sponsor: own.sponsor.clone(),
        undertaker: own.undertaker.clone(),
        contact: own.contact.clone(),
        phone: own.phone.clone(),
        address: own.address.clone(),
        email: own.email.clone(),
        id_code: code.clone(),
        icp: identifiers.icp.clone(),
        police: identifiers.police.clone(),
        party_mark_url: Some(
            identifiers
                .party_mark_url
                .clone()
                .unwrap_or_else(|| format!("https://bszs.conac.cn/sitename?method=show&id={code}")),
        ),
        find_error_url: Some(
            identifiers.find_error_url.clone().unwrap_or_else(|| {
                format!("https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code={code}")
            }),
        ),
        sitemap_url: site.url("/sitemap/"),
        links: own
            .links
            .iter()
            .map(|link| Link::new(&link.title, &link.url))
            .collect(),
        identifiers_of: lender.map(|portal| portal.name.clone()),
    }
}
