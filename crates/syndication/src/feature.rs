//! What syndication offers, as data.

use crate::rule::staff::Register;
use crate::submission::slot::SubmitSlot;
use crate::{desk, feed, permissions, projection, quota, refusals, rule, submission};
use gateway::feature::State;
use gateway::{Feature, MenuEntry, Route, Slot};
use kernel::Role;
use std::sync::Arc;
use store::HubStore;
use theme::StaffTemplate;

/// Why the feature needs a door to all sites.
const WHY: &str = "the projection carries articles between sites; the page of rules names channels of every site; \
     the portal's ledger sums what all sites sent up";

/// The feature. `hub` is granted for the reason it declares.
#[must_use]
pub fn feature(hub: HubStore) -> Feature {
    Feature {
        name: "syndication",
        permissions: permissions::ALL,
        refusals: refusals::ALL,
        routes: routes(),
        menu: menu(),
        templates: templates(),
        hub: Some(WHY),
        readers: vec![Arc::new(projection::Projection)],
        slots: vec![Slot {
            name: "article.actions",
            provider: Arc::new(SubmitSlot),
        }],
        state: vec![State::new(Register(hub))],
        ..Feature::default()
    }
}

fn routes() -> Vec<Route> {
    use crate::ledger::staff as figures;
    use desk::staff as desk;
    use feed::public as feed;
    use quota::staff as quota;
    use rule::staff as rule;
    use submission::staff as ledger;
    vec![
        Route::get("/console/rules", rule::get_rules).portal_only(),
        Route::post("/console/rules", rule::post_create_rule).portal_only(),
        Route::post("/console/rules/{rule}/end", rule::post_end_rule).portal_only(),
        Route::get("/console/desk", desk::get_desk).portal_only(),
        Route::post("/console/desk", desk::post_desk).portal_only(),
        Route::get("/console/desk/{item}/edit", desk::get_edit_item).portal_only(),
        Route::post("/console/desk/{item}/edit", desk::post_edit_item).portal_only(),
        Route::get("/console/desk/{item}", desk::get_desk_item).portal_only(),
        Route::post("/console/desk/{item}/adopt", desk::post_adopt_item).portal_only(),
        Route::post("/console/desk/{item}/decline", desk::post_decline_item).portal_only(),
        Route::get("/console/submissions", ledger::get_submissions).subsite_only(),
        Route::post(
            "/console/articles/{article}/submit-upward",
            ledger::post_submit_upward,
        )
        .subsite_only(),
        Route::post(
            "/console/articles/{article}/recall-submission",
            ledger::post_recall_submission,
        )
        .subsite_only(),
        Route::get("/console/ledger", figures::get_ledger),
        Route::get("/console/ledger.csv", figures::get_ledger_csv),
        Route::post("/console/ledger/credits", figures::post_credit).portal_only(),
        Route::get("/console/ledger/terms", figures::get_terms).portal_only(),
        Route::post("/console/ledger/points", figures::post_points).portal_only(),
        Route::post("/console/ledger/quotas", figures::post_quota).portal_only(),
        Route::get("/console/quota", quota::get_quota),
        Route::get("/feed.xml", feed::get_site_rss),
        Route::get("/feed.atom", feed::get_site_atom),
        Route::get("/feed.json", feed::get_site_json),
        Route::get("/{channel}/feed.xml", feed::get_channel_rss),
        Route::get("/{channel}/feed.atom", feed::get_channel_atom),
        Route::get("/{channel}/feed.json", feed::get_channel_json),
    ]
}

/// Who reads the ledger.
const READERS: &[Role] = &[
    Role::Contributor,
    Role::Editor,
    Role::Reviewer,
    Role::Signer,
    Role::UnitHead,
    Role::Inspector,
    Role::SiteAdmin,
];

fn menu() -> Vec<MenuEntry> {
    vec![
        MenuEntry {
            title: "采编台",
            path: "/console/desk",
            icon: "inbox",
            roles: &[Role::Editor, Role::SiteAdmin],
            order: 40,
        },
        MenuEntry {
            title: "报送台账",
            path: "/console/submissions",
            icon: "send",
            roles: READERS,
            order: 45,
        },
        MenuEntry {
            title: "积分统计",
            path: "/console/ledger",
            icon: "chart",
            roles: READERS,
            order: 46,
        },
        MenuEntry {
            title: "报送任务",
            path: "/console/quota",
            icon: "clock",
            roles: READERS,
            order: 47,
        },
        MenuEntry {
            title: "汇聚规则",
            path: "/console/rules",
            icon: "list",
            roles: &[Role::SiteAdmin],
            order: 70,
        },
    ]
}

macro_rules! staff {
    ($($name:literal),* $(,)?) => {
        vec![$(StaffTemplate {
            name: concat!("syndication/", $name),
            text: include_str!(concat!("../templates/staff/", $name)),
        }),*]
    };
}

/// Staff templates of this feature.
#[must_use]
pub fn templates() -> Vec<StaffTemplate> {
    staff![
        "desk_edit.html",
        "desk_list.html",
        "desk_show.html",
        "ledger.html",
        "quota.html",
        "rule_list.html",
        "submission_list.html",
        "terms.html"
    ]
}
