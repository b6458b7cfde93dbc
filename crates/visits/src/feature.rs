//! What the feature offers, as data.

use crate::permissions;
use crate::stats::staff::{self, Group};
use crate::tally::Counter;
use gateway::feature::State;
use gateway::{Duty, Feature, MenuEntry, Route};
use kernel::Role;
use std::sync::Arc;
use store::HubStore;
use theme::StaffTemplate;

/// Why the feature needs a door to all sites.
pub const WHY: &str = "views of all sites are counted together, and the portal sees the figures of the group";

/// The feature. `hub` is granted for the reason it declares.
#[must_use]
pub fn feature(hub: HubStore, counter: Arc<Counter>) -> Feature {
    Feature {
        name: "visits",
        permissions: permissions::ALL,
        routes: vec![
            Route::get("/console/visits", staff::get_visits),
            Route::get("/console/visits.csv", staff::get_visits_csv),
            Route::get("/console/visits.xlsx", staff::get_visits_xlsx),
            Route::get("/console/visits.json", staff::get_visits_json),
            Route::get("/console/visits/settings", staff::get_visit_settings),
            Route::post("/console/visits/settings", staff::post_visit_settings),
        ],
        menu: vec![MenuEntry {
            title: "访问统计",
            path: "/console/visits",
            icon: "chart",
            roles: &[
                Role::Editor,
                Role::Reviewer,
                Role::Signer,
                Role::UnitHead,
                Role::Inspector,
                Role::SiteAdmin,
            ],
            duty: Duty::Site,
            order: 70,
        }],
        templates: templates(),
        hub: Some(WHY),
        views: Some(counter),
        state: vec![State::new(Group(hub))],
        ..Feature::default()
    }
}

macro_rules! staff_templates {
    ($($name:literal),* $(,)?) => {
        vec![$(StaffTemplate {
            name: concat!("visits/", $name),
            text: include_str!(concat!("../templates/staff/", $name)),
        }),*]
    };
}

/// Staff templates of this feature.
#[must_use]
pub fn templates() -> Vec<StaffTemplate> {
    staff_templates!["list.html", "settings.html"]
}
