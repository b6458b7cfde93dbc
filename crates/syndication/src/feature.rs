//! What syndication offers, as data.

use crate::announce::{AnnounceReader, Announcer};
use crate::repost::Checker;
use crate::rule::staff::Register;
use crate::submission::slot::SubmitSlot;
use crate::webhook::{Deliverer, WebhookReader};
use crate::{
    announce, desk, feed, outgoing, permissions, projection, refusals, repost, rule, submission, webhook,
};
use gateway::feature::State;
use gateway::{Feature, MenuEntry, Route, Slot};
use kernel::{Clocks, Role};
use std::sync::Arc;
use store::HubStore;
use store::job::JobHandler;
use theme::StaffTemplate;

/// Why the feature needs a door to all sites.
const WHY: &str =
    "the projection carries articles between sites; the page of rules names channels of every site";

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
        readers: vec![
            Arc::new(projection::Projection),
            Arc::new(WebhookReader),
            Arc::new(AnnounceReader::default()),
        ],
        jobs: jobs(&hub),
        slots: vec![Slot {
            name: "article.actions",
            provider: Arc::new(SubmitSlot),
        }],
        state: vec![State::new(Register(hub))],
        ..Feature::default()
    }
}

/// What goes out goes through one guarded client.
fn jobs(hub: &HubStore) -> Vec<Arc<dyn JobHandler>> {
    let sender = outgoing::by_guarded();
    vec![
        Arc::new(Deliverer::new(hub.clone(), sender.clone(), Clocks::system())),
        Arc::new(Checker::new(hub.clone(), sender.clone())),
        Arc::new(Announcer::new(hub.clone(), sender)),
    ]
}

fn routes() -> Vec<Route> {
    use announce::staff as announcement;
    use desk::staff as desk;
    use feed::public as feed;
    use repost::staff as repost;
    use rule::staff as rule;
    use submission::staff as ledger;
    use webhook::staff as webhook;
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
        Route::get("/console/webhooks", webhook::get_webhooks),
        Route::post("/console/webhooks", webhook::post_webhooks).step_up(),
        Route::get("/console/webhooks/{webhook}", webhook::get_webhook),
        Route::post("/console/webhooks/{webhook}/end", webhook::post_end_webhook),
        Route::post(
            "/console/webhooks/{webhook}/deliveries/{delivery}/resend",
            webhook::post_resend,
        ),
        Route::get("/console/reposts", repost::get_reposts),
        Route::post("/console/reposts", repost::post_reposts),
        Route::get("/console/reposts/export", repost::get_reposts_csv),
        Route::post("/console/reposts/check", repost::post_check_reposts),
        Route::post("/console/reposts/{repost}/remove", repost::post_remove_repost),
        Route::get("/console/announcements", announcement::get_announcements),
        Route::post("/console/announcements", announcement::post_announcements).step_up(),
        Route::get("/{key:[0-9a-f]+}.txt", announce::get_key),
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
        MenuEntry {
            title: "转载登记",
            path: "/console/reposts",
            icon: "open",
            roles: &[Role::Editor, Role::Reviewer, Role::SiteAdmin],
            order: 48,
        },
        MenuEntry {
            title: "搜索引擎推送",
            path: "/console/announcements",
            icon: "search",
            roles: &[Role::SiteAdmin],
            order: 87,
        },
        MenuEntry {
            title: "回调通知",
            path: "/console/webhooks",
            icon: "send",
            roles: &[Role::SiteAdmin],
            order: 86,
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
        "announce_list.html",
        "desk_list.html",
        "desk_show.html",
        "rule_list.html",
        "submission_list.html",
        "repost_list.html",
        "webhook_list.html",
        "webhook_show.html"
    ]
}
