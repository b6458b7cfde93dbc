//! What letters offer, as data.

use crate::pool::Pool;
use crate::{permissions, refusals};
use gateway::Feature;
use gateway::feature::State;
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
        templates: templates(),
        hub: Some(WHY),
        state: vec![State::new(Pool::new(hub))],
        ..Feature::default()
    }
}

/// Staff templates of this feature.
#[must_use]
pub fn templates() -> Vec<StaffTemplate> {
    Vec::new()
}
