//! One box: its sites, store, themes and features, and the server around them.

use crate::citizen::CitizenDirectory;
use crate::feature::{Access, Describe, Feature, Health, MenuEntry, Navigation, Route, Slot, State};
use crate::herald::Herald;
use crate::http::assets::{self, AssetCache};
use crate::http::rate::Rate;
use crate::http::{front, health};
use crate::page::PageCache;
use crate::page::chrome::Frames;
use crate::page::overlay::{Laid, Overlays};
use crate::settings::Settings;
use crate::site::{Directory, Site};
use crate::staff::StaffDirectory;
use crate::views::Views;
use actix_web::web::{self, Data};
use actix_web::{guard, middleware};
use kernel::event::{Event, EventBody};
use kernel::{Result, Tag};
use std::collections::{BTreeMap, HashSet};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{HubStore, Store};
use theme::Themes;
use tracing::warn;

/// Overlays are read anew so often, whatever the log said.
const AGAIN: Duration = Duration::from_secs(60);

/// Everything a request may need, shared by all workers.
pub struct App {
    /// Database and files.
    pub store: Store,
    /// Sites by address.
    pub directory: Directory,
    /// Themes.
    pub themes: Themes,
    /// Kept pages.
    pub pages: PageCache,
    /// The operator's settings.
    pub settings: Settings,
    /// Sessions and posts.
    pub staff: Arc<dyn StaffDirectory>,
    /// Sessions of citizens, where the box has accounts for them.
    pub citizens: Option<Arc<dyn CitizenDirectory>>,
    pub(crate) views: Option<Arc<dyn Views>>,
    pub(crate) menu: Vec<(&'static str, MenuEntry)>,
    pub(crate) navigation: Vec<Arc<dyn Navigation>>,
    pub(crate) frames: Frames,
    overlays: Overlays,
    heralds: Vec<Arc<dyn Herald>>,
    pub(crate) assets: AssetCache,
    pub(crate) rate: Rate,
    slots: Vec<(&'static str, Slot)>,
    state: Vec<State>,
    routes: Vec<(&'static str, Route)>,
    apis: Vec<(&'static str, Describe)>,
    machine_paths: HashSet<&'static str>,
    pub(crate) health: Vec<Arc<dyn Health>>,
    hub: HubStore,
}

impl App {
    /// Puts a box together and reads its register of sites.
    ///
    /// # Errors
    /// Faults of the database; a site whose theme is gone.
    pub async fn new(
        store: Store,
        hub: HubStore,
        themes: Themes,
        settings: Settings,
        staff: Arc<dyn StaffDirectory>,
        features: &[Feature],
    ) -> Result<Data<Self>> {
        let mut menu: Vec<_> = features
            .iter()
            .flat_map(|feature| feature.menu.iter().map(|entry| (feature.name, *entry)))
            .collect();
        menu.sort_by_key(|(_, entry)| (entry.duty, entry.order));
        let routes: Vec<_> = features
            .iter()
            .flat_map(|feature| feature.routes.iter().map(|route| (feature.name, route.clone())))
            .collect();
        let machine_paths = routes
            .iter()
            .filter(|(_, route)| route.access == Access::Machine)
            .map(|(_, route)| route.path)
            .collect();
        let app = Self {
            pages: PageCache::new(settings.page_cache, settings.page_cache_bytes),
            directory: Directory::empty(),
            citizens: features.iter().find_map(|feature| feature.citizens.clone()),
            views: features.iter().find_map(|feature| feature.views.clone()),
            menu,
            navigation: features
                .iter()
                .filter_map(|feature| feature.navigation.clone())
                .collect(),
            frames: Frames::default(),
            overlays: Overlays::new(
                features
                    .iter()
                    .filter_map(|feature| feature.overlays.clone())
                    .collect(),
            ),
            heralds: features
                .iter()
                .filter_map(|feature| feature.herald.clone())
                .collect(),
            assets: AssetCache::default(),
            rate: Rate::new(settings.search_rate),
            slots: features
                .iter()
                .flat_map(|feature| feature.slots.iter().map(|slot| (feature.name, slot.clone())))
                .collect(),
            state: features
                .iter()
                .flat_map(|feature| feature.state.clone())
                .collect(),
            routes,
            apis: features
                .iter()
                .filter_map(|feature| Some((feature.name, feature.api?)))
                .collect(),
            machine_paths,
            health: features
                .iter()
                .filter_map(|feature| feature.health.clone())
                .collect(),
            store,
            themes,
            settings,
            staff,
            hub,
        };
        app.reload_sites().await?;
        let app = Data::new(app);
        // Pages are dropped before the publisher's answer leaves: the next visitor never sees an old page.
        let hook = Arc::downgrade(&app.clone().into_inner());
        app.store.after_commit(move |events| {
            if let Some(app) = hook.upgrade() {
                app.purge(events);
            }
        });
        Ok(app)
    }

    /// Reads the register of sites anew.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub async fn reload_sites(&self) -> Result<()> {
        self.directory
            .reload(&self.hub, &self.themes, &self.settings)
            .await?;
        self.frames.clear();
        Ok(())
    }

    /// Drops what these events made stale. Cheap to repeat.
    pub fn purge(&self, events: &[Event]) {
        if events.iter().any(|event| event.body.moves_overlays()) {
            self.overlays.forget();
        }
        for event in events {
            let mut tags = event.body.tags();
            if tags.is_empty() {
                continue;
            }
            // The first article of a channel, or the last one withdrawn, changes the navigation.
            self.frames.forget(event.site);
            if matches!(event.body, EventBody::SiteChanged | EventBody::UnitChanged) {
                tags.push(Tag::Chrome);
                for site in self.directory.all() {
                    self.frames.forget(site.id);
                    self.pages.purge(site.id, &[Tag::Chrome]);
                }
            }
            if let Some(portal) = self.directory.portal()
                && tags.contains(&Tag::Search)
            {
                self.pages.purge(portal.id, &[Tag::Search]);
            }
            // A letter stands on the site it was written on, on the one of the unit that answers, and on the portal.
            if tags.contains(&Tag::Letters) {
                for site in self.directory.all() {
                    self.pages.purge(site.id, &[Tag::Letters]);
                }
            }
            self.pages.purge(event.site, &tags);
        }
    }

    /// Follows the log for commits of other processes: drops pages, reads the register anew. Runs until `stop`.
    ///
    /// What was committed between the first look and the beginning of the tail is in neither, so both are read once more
    /// then; banners and mourning grey every minute besides, for they must be right even if an event was missed.
    pub async fn follow(self: Arc<Self>, mut stop: tokio::sync::watch::Receiver<bool>) {
        let mut tail = self.hub.tail();
        let mut looked: Option<Instant> = None;
        while !*stop.borrow() {
            self.rate.tidy();
            match tail.next().await {
                Ok(events) => {
                    let moves =
                        |event: &Event| matches!(event.body, EventBody::SiteChanged | EventBody::UnitChanged);
                    if (looked.is_none() || events.iter().any(moves))
                        && let Err(error) = self.reload_sites().await
                    {
                        warn!(%error, "The register of sites could not be read anew");
                    }
                    self.purge(&events);
                    if looked.is_none_or(|at| at.elapsed() >= AGAIN) {
                        self.overlays.forget();
                        self.overlays.now().await;
                        looked = Some(Instant::now());
                    }
                }
                Err(error) => warn!(%error, "The log could not be followed"),
            }
            tokio::select! {
                () = tail.wait() => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Draws the frame of a site anew, and with it every page of the site.
    pub fn refresh(&self, site: kernel::SiteId) {
        self.frames.forget(site);
        self.pages.purge(site, &[Tag::Chrome]);
    }

    /// What tells sites on other boxes of that.
    #[must_use]
    pub fn heralds(&self) -> &[Arc<dyn Herald>] {
        &self.heralds
    }

    /// What lies over a site's pages at this moment.
    pub(crate) async fn laid_over(&self, site: &Site) -> Laid {
        let overlays = self.overlays.now().await;
        if overlays.is_empty() {
            return Laid::default();
        }
        Laid::over(&overlays, site, &self.directory, self.store.clocks().domain.now())
    }

    /// Who fills a named place of a staff page: the features that this site has turned on.
    pub fn slot<'a>(&'a self, name: &'a str, site: &'a Site) -> impl Iterator<Item = &'a Slot> {
        let on = self.slots.iter().filter(|(feature, _)| site.has(feature));
        on.map(|(_, slot)| slot).filter(move |slot| slot.name == name)
    }

    /// The channels of a site with their names, in order.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn channels(&self, read: &store::SiteRead) -> Result<Vec<(kernel::ChannelId, String)>> {
        let mut channels = Vec::new();
        for navigation in &self.navigation {
            channels.extend(navigation.channels(read).await?);
        }
        Ok(channels)
    }

    /// Records that somebody was refused or that the act failed. The answer does not depend on it.
    pub(crate) async fn note(
        &self,
        actor: kernel::Actor,
        site: kernel::SiteId,
        (action, subject): (&str, &str),
        detail: &serde_json::Value,
    ) {
        let noted = async {
            let mut tx = self.hub.write(actor).await?;
            tx.audit(Some(site), action, subject, detail);
            tx.commit().await
        };
        if let Err(error) = noted.await {
            warn!(%error, action, "A refusal could not be recorded");
        }
    }

    /// Every route with the name of its feature, for tests that walk them.
    #[must_use]
    pub fn routes(&self) -> &[(&'static str, Route)] {
        &self.routes
    }

    /// The interface for programs, as far as a site has its features turned on.
    #[must_use]
    pub fn api(&self, site: &Site) -> utoipa::openapi::OpenApi {
        let info = utoipa::openapi::Info::new("紫砂接口", env!("CARGO_PKG_VERSION"));
        let mut whole = utoipa::openapi::OpenApi::new(info, utoipa::openapi::Paths::new());
        for (feature, describe) in &self.apis {
            if site.has(feature) {
                whole.merge(describe());
            }
        }
        whole.servers = Some(vec![utoipa::openapi::Server::new(site.absolute(""))]);
        whole
    }

    pub(crate) fn is_machine_path(&self, path: &str) -> bool {
        self.machine_paths.contains(path)
    }

    pub(crate) fn portal_origin(&self) -> String {
        self.directory
            .portal()
            .map_or_else(String::new, |portal| portal.origin.clone())
    }

    /// Registers every route, literal first segments before parameters.
    pub fn configure(&self, config: &mut web::ServiceConfig) {
        for state in &self.state {
            state.put(config);
        }
        config.route("/healthz/live", web::get().to(health::get_live));
        config.route("/healthz/ready", web::get().to(health::get_ready));
        config.route("/assets/{hash}/{path:.*}", web::get().to(assets::get_asset));
        let mut by_path: BTreeMap<(usize, &str), Vec<(&'static str, &Route)>> = BTreeMap::new();
        for (feature, route) in &self.routes {
            by_path
                .entry((breadth(route.path), route.path))
                .or_default()
                .push((*feature, route));
        }
        for ((_, path), routes) in by_path {
            let mut resource = web::resource(path);
            for (feature, route) in routes {
                let kinds = route.kinds;
                let built = route.build().guard(guard::fn_guard(move |request| {
                    let extensions = request.req_data();
                    extensions
                        .get::<crate::http::context::Found>()
                        .is_some_and(|found| {
                            found.site.has(feature) && (kinds.is_empty() || kinds.contains(&found.site.kind))
                        })
                }));
                resource = resource.route(if route.step_up {
                    built.wrap(middleware::from_fn(crate::staff::fresh))
                } else {
                    built
                });
            }
            config.service(resource.default_service(web::to(front::not_found)));
        }
        config.default_service(web::to(front::not_found));
    }

    /// Serves until the process is told to stop.
    ///
    /// # Errors
    /// Faults of the socket.
    pub async fn serve(app: Data<Self>, listener: TcpListener, workers: usize) -> std::io::Result<()> {
        let server = actix_web::HttpServer::new(move || {
            let shared = app.clone();
            actix_web::App::new()
                .app_data(app.clone())
                .app_data(web::FormConfig::default().limit(app.settings.form_limit))
                .wrap(middleware::from_fn(front::front))
                .configure(move |config| shared.configure(config))
        })
        .workers(workers)
        .client_request_timeout(std::time::Duration::from_secs(15))
        .keep_alive(std::time::Duration::from_secs(75))
        .shutdown_timeout(10)
        .listen(listener)?;
        server.run().await
    }
}

/// How far a path reaches: the position of its first parameter counts, so `/search` stands before `/{channel}/`.
fn breadth(path: &str) -> usize {
    let segments = path.split('/').skip(1);
    let literal = segments
        .clone()
        .take_while(|segment| !segment.contains('{'))
        .count();
    if path.contains('{') { 1000 - literal } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::breadth;

    #[test]
    fn literal_paths_come_before_parameters() {
        let mut paths = [
            "/{channel}/",
            "/search",
            "/media/{hash}/{name}",
            "/",
            "/{channel}/{year}/{month}/{n}.html",
        ];
        paths.sort_by_key(|path| (breadth(path), *path));
        assert_eq!(paths[..3], ["/", "/search", "/media/{hash}/{name}"]);
    }
}
