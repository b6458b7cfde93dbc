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

/// Each part of the feature brings its own addresses.
fn routes() -> Vec<Route> {
    let mut routes = Vec::new();
    routes.extend(letter::routes());
    routes.extend(stats::routes());
    routes.extend(crate::staff::routes());
    routes
}

/// Staff templates of this feature.
#[must_use]
pub fn templates() -> Vec<StaffTemplate> {
    crate::staff::templates()
}
