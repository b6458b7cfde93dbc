//! What a feature offers, as data, so that tests can walk it.

mod menu;
mod route;
mod state;

pub use menu::{Duty, MenuEntry};
pub use route::{Access, Route};
pub use state::State;

use crate::citizen::CitizenDirectory;
use crate::herald::Herald;
use crate::page::overlay::OverlaySource;
use crate::site::Site;
use crate::staff::StaffSession;
use crate::views::Views;
use kernel::permission::PermissionInfo;
use kernel::policy::Membership;
use kernel::{ChannelId, Refusal, Result};
use std::sync::Arc;
use store::SiteRead;
use store::job::JobHandler;
use store::log::{ExternalReader, LogReader};
use theme::StaffTemplate;
use theme::view::NavItem;

/// A feature: tables, rules, handlers, staff screens and jobs of one subject, in one crate.
#[derive(Clone, Default)]
pub struct Feature {
    /// Its name; sites turn features on by it.
    pub name: &'static str,
    /// The policy table's rows.
    pub permissions: &'static [PermissionInfo],
    /// Its refusals.
    pub refusals: &'static [Refusal],
    /// Its routes.
    pub routes: Vec<Route>,
    /// Entries of the staff menu.
    pub menu: Vec<MenuEntry>,
    /// Staff templates.
    pub templates: Vec<StaffTemplate>,
    /// Why it needs a door to all sites; `None` when it has none.
    pub hub: Option<&'static str>,
    /// Log readers with a database effect.
    pub readers: Vec<Arc<dyn LogReader>>,
    /// Log readers with an effect elsewhere.
    pub external_readers: Vec<Arc<dyn ExternalReader>>,
    /// Handlers of its jobs.
    pub jobs: Vec<Arc<dyn JobHandler>>,
    /// Who answers for sessions of citizens.
    pub citizens: Option<Arc<dyn CitizenDirectory>>,
    /// Who makes the public navigation.
    pub navigation: Option<Arc<dyn Navigation>>,
    /// What it lays over public pages for a time.
    pub overlays: Option<Arc<dyn OverlaySource>>,
    /// What of that reaches sites on other boxes.
    pub herald: Option<Arc<dyn Herald>>,
    /// What it fills into other features' staff pages.
    pub slots: Vec<Slot>,
    /// How its routes below `/api/` are described for programs.
    pub api: Option<Describe>,
    /// Who counts views of public pages.
    pub views: Option<Arc<dyn Views>>,
    /// What it adds to the probe.
    pub health: Option<Arc<dyn Health>>,
    /// What its handlers ask for as `Data<T>`.
    pub state: Vec<State>,
}

/// Describes a feature's interface for programs.
pub type Describe = fn() -> utoipa::openapi::OpenApi;

/// What a feature says of its state to whoever probes the process. It makes the process neither ready nor unready.
#[async_trait::async_trait]
pub trait Health: Send + Sync {
    /// Its field in the answer of `/healthz/ready`.
    fn name(&self) -> &'static str;

    /// How it is.
    ///
    /// # Errors
    /// Faults; then the field is missing.
    async fn state(&self) -> Result<serde_json::Value>;
}

/// Makes the public navigation of a site.
#[async_trait::async_trait]
pub trait Navigation: Send + Sync {
    /// Items in order, without the home page; addresses include the mount.
    async fn items(&self, read: &SiteRead, site: &Site) -> Result<Vec<NavItem>>;

    /// The channels of the site with their names, in order: a post may be limited to some of them.
    async fn channels(&self, _read: &SiteRead) -> Result<Vec<(ChannelId, String)>> {
        Ok(Vec::new())
    }
}

/// Something a feature fills into a named place of another feature's staff page, such as `article.actions`.
#[derive(Clone)]
pub struct Slot {
    /// The place's name.
    pub name: &'static str,
    /// Who fills it.
    pub provider: Arc<dyn SlotProvider>,
}

/// Fills a slot: of an object's page with actions, of the desk (工作台) with figures.
#[async_trait::async_trait]
pub trait SlotProvider: Send + Sync {
    /// Actions for the object with this number, for this person.
    async fn actions(
        &self,
        _read: &SiteRead,
        _site: &Site,
        _person: &StaffSession,
        _posts: &[Membership],
        _id: i64,
    ) -> Result<Vec<SlotAction>> {
        Ok(Vec::new())
    }

    /// Figures of this person's desk on this site.
    async fn figures(
        &self,
        _read: &SiteRead,
        _site: &Site,
        _person: &StaffSession,
        _posts: &[Membership],
    ) -> Result<Vec<SlotFigure>> {
        Ok(Vec::new())
    }
}

/// A figure in a slot; it opens the list behind it.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct SlotFigure {
    /// What is counted.
    pub label: String,
    /// How many, as it is read: `3`, `2 / 3`.
    pub value: String,
    /// The list.
    pub url: String,
    /// plain, warn, late or ok.
    pub tone: String,
    /// How it stands, in words; a colour alone says nothing.
    pub note: String,
}

/// A small form in a slot: a button, or a text with a button, or only a line of state.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct SlotAction {
    /// The button's words; empty for a line of state alone.
    pub label: String,
    /// Where the form posts to; empty for a line of state alone.
    pub url: String,
    /// A page to go to instead of a form; empty for none.
    pub page: String,
    /// Hidden fields.
    pub fields: Vec<(String, String)>,
    /// Label of a mandatory text to be written (a reason), if any.
    pub asks: Option<String>,
    /// Words beside it: what it does, or how things stand.
    pub note: String,
}
