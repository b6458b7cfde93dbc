//! What syndication offers, as data.

use crate::rule::staff::Register;
use crate::submission::slot::SubmitSlot;
use crate::{desk, feed, peer, permissions, projection, refusals, rule, submission};
use gateway::feature::State;
use gateway::{Feature, MenuEntry, Route, Slot};
use kernel::Role;
use std::sync::Arc;
use store::HubStore;
use theme::StaffTemplate;

/// Why the feature needs a door to all sites.
const WHY: &str = "the projection carries articles between sites, other boxes' too; the page of rules names channels of every site";

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
        state: vec![
            State::new(peer::Door::new(hub.clone())),
            State::new(Register(hub)),
        ],
        ..Feature::default()
    }
}

fn routes() -> Vec<Route> {
    use desk::staff as desk;
    use feed::public as feed;
    use peer::public as peer;
    use rule::staff as rule;
    use submission::staff as ledger;
    vec![
        Route::get("/console/rules", rule::get_rules).portal_only(),
        Route::post("/console/rules", rule::post_create_rule).portal_only(),
        Route::post("/console/rules/{rule}/end", rule::post_end_rule).portal_only(),
        Route::get("/console/desk", desk::get_desk).portal_only(),
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
        Route::post("/api/v1/peer/pair", peer::post_pair).machine(),
        Route::post("/api/v1/peer/batches", peer::post_batch).machine(),
        Route::put("/api/v1/peer/media/{hash}", peer::put_media).machine(),
        Route::get("/api/v1/peer/news", peer::get_news).machine(),
        Route::get("/feed.xml", feed::get_site_rss),
        Route::get("/feed.atom", feed::get_site_atom),
        Route::get("/feed.json", feed::get_site_json),
        Route::get("/{channel}/feed.xml", feed::get_channel_rss),
        Route::get("/{channel}/feed.atom", feed::get_channel_atom),
        Route::get("/{channel}/feed.json", feed::get_channel_json),
    ]
}

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
            roles: &[
                Role::Contributor,
                Role::Editor,
                Role::Reviewer,
                Role::Signer,
                Role::UnitHead,
                Role::Inspector,
                Role::SiteAdmin,
            ],
            order: 45,
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
        "desk_list.html",
        "desk_show.html",
        "rule_list.html",
        "submission_list.html"
    ]
}
