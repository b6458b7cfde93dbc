//! Pages of the portal that need more than one feature: its home page with what departments and townships sent up, the
//! function groups and the directory of sites.

pub mod home;

use gateway::{Feature, Route};
use theme::StaffTemplate;

/// Staff templates of this crate: none yet.
#[must_use]
pub fn templates() -> Vec<StaffTemplate> {
    Vec::new()
}

/// What this crate offers.
#[must_use]
pub fn feature() -> Feature {
    Feature {
        name: "portal",
        routes: vec![Route::get("/", home::public::get_home).portal_only()],
        templates: templates(),
        ..Feature::default()
    }
}
