//! What letters offer, as data.

use crate::home::LetterNavigation;
use crate::letter::public as letter;
use crate::letter::public::Door;
use crate::pause::Lapser;
use crate::pool::Pool;
use crate::stats::public as stats;
use crate::{permissions, refusals};
use gateway::feature::State;
use gateway::http::rate::Rate;
use gateway::{Duty, Feature, MenuEntry, Route};
use kernel::Role;
use std::sync::Arc;
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
        menu: menu(),
        templates: templates(),
        api: Some(crate::stats::describe),
        navigation: Some(Arc::new(LetterNavigation)),
        hub: Some(WHY),
        jobs: vec![Arc::new(Lapser::new(hub.clone()))],
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
    routes.extend(crate::stats::staff::routes());
    routes.extend(crate::assessment::staff::routes());
    routes.extend(crate::attachment::public::routes());
    routes.extend(crate::attachment::staff::routes());
    routes.extend(crate::door::staff::routes());
    routes.extend(crate::unit::staff::routes());
    routes.extend(crate::assessment::public::routes());
    routes
}

/// Who reads letters.
const READERS: &[Role] = &[
    Role::Reviewer,
    Role::LetterClerk,
    Role::UnitHead,
    Role::Inspector,
    Role::SiteAdmin,
];

fn menu() -> Vec<MenuEntry> {
    let entry = |title, path, order| MenuEntry {
        title,
        path,
        icon: "chart",
        roles: READERS,
        duty: Duty::Letters,
        order,
    };
    let mut menu = crate::staff::menu();
    menu.push(entry("来信统计", "/console/letters/stats", 80));
    menu.push(entry("每周测评", "/console/assessments", 81));
    menu.push(crate::door::staff::menu());
    menu.push(crate::unit::staff::menu());
    menu
}

macro_rules! staff_templates {
    ($($name:literal),* $(,)?) => {
        vec![$(StaffTemplate {
            name: concat!("letters/", $name),
            text: include_str!(concat!("../templates/staff/", $name)),
        }),*]
    };
}

/// Staff templates of this feature.
#[must_use]
pub fn templates() -> Vec<StaffTemplate> {
    let mut templates = crate::staff::templates();
    templates.extend(staff_templates![
        "assessment.html",
        "figure_list.html",
        "figures.html",
        "door_form.html",
        "file_show.html",
        "unit_list.html"
    ]);
    templates
}
