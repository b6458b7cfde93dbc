//! What the feature offers, as data.

use crate::notice::staff::{self, Group};
use crate::notice::{Criers, Overlays, Turner};
use crate::{permissions, refusals};
use gateway::feature::State;
use gateway::{Duty, Feature, MenuEntry, Route};
use kernel::Role;
use std::sync::Arc;
use store::HubStore;
use theme::StaffTemplate;

/// Why the feature needs a door to all sites.
const WHY: &str =
    "what the portal sets over the group lies over the pages of every site, and each site's staff sees it";

/// The feature. `hub` is granted for the reason it declares.
#[must_use]
pub fn feature(hub: HubStore) -> Feature {
    Feature {
        name: "notice",
        permissions: permissions::ALL,
        refusals: refusals::ALL,
        routes: routes(),
        menu: menu(),
        templates: templates(),
        hub: Some(WHY),
        jobs: vec![Arc::new(Turner(hub.clone()))],
        overlays: Some(Arc::new(Overlays(hub.clone()))),
        herald: Some(Arc::new(Criers)),
        state: vec![State::new(Group(hub))],
        ..Feature::default()
    }
}

fn routes() -> Vec<Route> {
    vec![
        Route::get("/console/notices", staff::get_notices),
        Route::post("/console/notices", staff::post_notices),
        Route::get("/console/notices/new", staff::get_new_notice),
        Route::get("/console/notices/{notice}", staff::get_notice),
        Route::post("/console/notices/{notice}", staff::post_edit_notice),
        Route::get("/console/notices/{notice}/edit", staff::get_edit_notice),
        Route::get("/console/notices/{notice}/preview", staff::get_preview_notice),
        Route::post("/console/notices/{notice}/drop", staff::post_drop_notice),
        Route::post("/console/notices/{notice}/release", staff::post_release_notice),
        Route::post("/console/notices/{notice}/end", staff::post_end_notice),
        Route::post("/console/notices/{notice}/extend", staff::post_extend_notice),
        Route::post(
            "/console/notices/{notice}/release-extension",
            staff::post_release_extension,
        ),
        Route::post(
            "/console/notices/{notice}/decline-extension",
            staff::post_decline_extension,
        ),
    ]
}

fn menu() -> Vec<MenuEntry> {
    vec![MenuEntry {
        title: "应急与哀悼",
        path: "/console/notices",
        icon: "alert",
        roles: &[
            Role::Contributor,
            Role::Editor,
            Role::Reviewer,
            Role::Signer,
            Role::LetterClerk,
            Role::UnitHead,
            Role::Inspector,
            Role::SiteAdmin,
        ],
        duty: Duty::Site,
        order: 60,
    }]
}

macro_rules! staff_templates {
    ($($name:literal),* $(,)?) => {
        vec![$(StaffTemplate {
            name: concat!("notice/", $name),
            text: include_str!(concat!("../templates/staff/", $name)),
        }),*]
    };
}

/// Staff templates of this feature.
#[must_use]
pub fn templates() -> Vec<StaffTemplate> {
    staff_templates!["form.html", "list.html", "show.html"]
}
