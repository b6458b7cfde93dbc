//! What letters offer, as data.

use crate::letter::public as letter;
use crate::letter::public::Door;
use crate::pool::Pool;
use crate::stats::public as stats;
use crate::{permissions, refusals};
use gateway::feature::State;
use gateway::http::rate::Rate;
use gateway::{Feature, Route};
use store::HubStore;
use theme::StaffTemplate;

/// Why the feature needs a door to all sites.
const WHY: &str = "letters of all sites are one pool: the unit that answers works on another site than the one it was written on";

/// The feature. `hub` is granted for the reason it declares.
#[must_use]
pub fn feature(hub: HubStore) -> Feature {
    Feature {
        name: "letters",
        permissions: permissions::ALL,
        refusals: refusals::ALL,
        routes: routes(),
        menu: crate::staff::menu(),
        templates: templates(),
        api: Some(crate::stats::describe),
        hub: Some(WHY),
        state: vec![State::new(Pool::new(hub)), State::new(Door(Rate::new(1)))],
        ..Feature::default()
    }
}

fn routes() -> Vec<Route> {
    let mut routes = crate::staff::routes();
    routes.extend(public_routes());
    routes
}

fn public_routes() -> Vec<Route> {
    vec![
        Route::get("/letters/", letter::get_letters),
        Route::get("/letters/new", letter::get_new),
        Route::post("/letters/new", letter::post_new),
        Route::get("/letters/query", letter::get_query),
        Route::post("/letters/query", letter::post_query),
        Route::get("/letters/stats", stats::get_stats),
        Route::get("/letters/{letter:[0-9]+}.html", letter::get_letter),
        Route::get("/api/v1/letters/stats", stats::get_stats_json),
    ]
}

/// Staff templates of this feature.
#[must_use]
pub fn templates() -> Vec<StaffTemplate> {
    crate::staff::templates()
}
