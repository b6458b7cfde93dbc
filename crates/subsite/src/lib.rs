//! A tenant's own pages that need more than one feature: the home page, the feeds of letters and the staff desk (工作台). Every site has the
//! desk, the portal included; the home page of the portal stands in `portal`.

pub mod api;
pub mod desk;
pub mod home;
pub mod letters;
pub mod reading;

use gateway::{Duty, Feature, MenuEntry, Route};
use theme::StaffTemplate;

/// Staff templates of this crate.
#[must_use]
pub fn templates() -> Vec<StaffTemplate> {
    vec![StaffTemplate {
        name: "subsite/desk.html",
        text: include_str!("../templates/staff/desk.html"),
    }]
}

/// What this crate offers.
#[must_use]
pub fn feature() -> Feature {
    Feature {
        name: "subsite",
        routes: vec![
            Route::get("/", home::public::get_home).subsite_only(),
            Route::get("/reading", reading::public::get_reading),
            Route::get("/letters/feed.xml", letters::feed::get_letters_rss),
            Route::get("/letters/feed.atom", letters::feed::get_letters_atom),
            Route::get("/letters/feed.json", letters::feed::get_letters_json),
            Route::get("/api/openapi.json", api::get_openapi),
            Route::get("/console/", desk::staff::get_desk),
        ],
        menu: vec![MenuEntry {
            title: "工作台",
            path: "/console/",
            icon: "home",
            roles: &[],
            duty: Duty::Overview,
            order: 0,
        }],
        templates: templates(),
        ..Feature::default()
    }
}
