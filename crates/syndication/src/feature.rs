//! What syndication offers, as data.

use crate::announce::{AnnounceReader, Announcer};
use crate::desk::slot::{CountSlot, FiguresSlot};
use crate::push::slot::PushSlot;
use crate::receipt::slot::SpreadSlot;
use crate::repost::Checker;
use crate::rule::staff::Register;
use crate::submission::across::AcrossSlot;
use crate::submission::slot::SubmitSlot;
use crate::webhook::{Deliverer, WebhookReader};
use crate::{
    announce, arrival, commission, desk, feed, important, mandate, outgoing, peer, permissions, place, pool,
    postbox, projection, push, quota, receipt, refusals, repost, rule, share, source, submission, task,
    webhook,
};
use gateway::feature::State;
use gateway::outbound::Settings;
use gateway::{Duty, Feature, MenuEntry, Route, Slot};
use kernel::Role;
use std::sync::Arc;
use store::HubStore;
use store::job::JobHandler;
use theme::StaffTemplate;

/// Why the feature needs a door to all sites.
const WHY: &str = "the projection carries articles between sites, other boxes' too; the pages of rules, push-downs and shares name channels and \
     places of every site; \
     the portal's ledger sums what all sites sent up";

/// The feature. `hub` is granted for the reason it declares.
#[must_use]
pub fn feature(hub: HubStore, outbound: &Settings) -> Feature {
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
            Arc::new(receipt::Receipts),
            Arc::new(WebhookReader),
            Arc::new(AnnounceReader::default()),
        ],
        jobs: jobs(&hub, outbound),
        slots: vec![
            Slot {
                name: "article.actions",
                provider: Arc::new(SubmitSlot),
            },
            Slot {
                name: "article.actions",
                provider: Arc::new(AcrossSlot(hub.clone())),
            },
            Slot {
                name: "article.actions",
                provider: Arc::new(SpreadSlot),
            },
            Slot {
                name: "article.actions",
                provider: Arc::new(PushSlot),
            },
            Slot {
                name: "desk.figures",
                provider: Arc::new(FiguresSlot(hub.clone())),
            },
            Slot {
                name: "menu.counts",
                provider: Arc::new(CountSlot),
            },
        ],
        health: Some(Arc::new(peer::PeerHealth(hub.clone()))),
        state: vec![
            State::new(peer::Door::new(hub.clone())),
            State::new(Register(hub)),
            State::new(source::staff::Outbound(outbound.clone())),
        ],
        ..Feature::default()
    }
}

/// What goes out to others goes through one guarded client.
fn jobs(hub: &HubStore, outbound: &Settings) -> Vec<Arc<dyn JobHandler>> {
    let sender = outgoing::by_guarded(outbound);
    vec![
        Arc::new(projection::EmbargoEnds(hub.clone())),
        Arc::new(projection::ConsentEnds(hub.clone())),
        Arc::new(Deliverer::new(hub.clone(), sender.clone())),
        Arc::new(Checker::new(hub.clone(), sender.clone())),
        Arc::new(Announcer::new(hub.clone(), sender)),
    ]
}

fn routes() -> Vec<Route> {
    use crate::desk::counts;
    use crate::ledger::staff as figures;
    use crate::peer::staff as pairing;
    use crate::push::received;
    use announce::staff as announcement;
    use arrival::staff as arrival;
    use commission::staff as commission;
    use desk::staff as desk;
    use feed::public as feed;
    use important::staff as important;
    use mandate::staff as mandate;
    use peer::public as peer;
    use place::staff as place;
    use pool::staff as pool;
    use postbox::staff as postbox;
    use push::staff as push;
    use quota::staff as quota;
    use receipt::staff as receipt;
    use repost::staff as repost;
    use rule::staff as rule;
    use share::staff as share;
    use source::staff as source;
    use submission::across;
    use submission::staff as ledger;
    use task::staff as task;
    use webhook::staff as webhook;
    vec![
        Route::get("/console/rules", rule::get_rules).portal_only(),
        Route::post("/console/rules", rule::post_create_rule).portal_only(),
        Route::get("/console/rules/{rule}", rule::get_rule),
        Route::post("/console/rules/{rule}", rule::post_edit_rule),
        Route::post("/console/rules/{rule}/end", rule::post_end_rule).portal_only(),
        Route::get("/console/desk", desk::get_desk),
        Route::post("/console/desk", desk::post_desk),
        Route::get("/console/desk/counts", counts::get_desk_counts),
        Route::get("/console/desk/{item}/edit", desk::get_edit_item),
        Route::post("/console/desk/{item}/edit", desk::post_edit_item),
        Route::get("/console/desk/{item}", desk::get_desk_item),
        Route::post("/console/desk/{item}/adopt", desk::post_adopt_item),
        Route::post("/console/desk/{item}/decline", desk::post_decline_item),
        Route::get("/console/pool", pool::get_pool).portal_only(),
        Route::post("/console/pool", pool::post_pool).portal_only(),
        Route::get("/console/pool/{piece}", pool::get_pool_piece).portal_only(),
        Route::post("/console/pool/{piece}", pool::post_pool_piece).portal_only(),
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
        Route::get("/console/articles/{article}/across", across::get_across),
        Route::post("/console/articles/{article}/across", across::post_across),
        Route::post(
            "/console/articles/{article}/across/recall",
            across::post_recall_across,
        ),
        Route::get("/console/places", place::get_places),
        Route::get("/console/places/{place}", place::get_place),
        Route::post("/console/places/{place}", place::post_change_place),
        Route::post("/console/places/{place}/inherit", place::post_inherit_field),
        Route::post("/console/places/{place}/agree", place::post_agree_correction),
        Route::post("/console/places/{place}/remove", place::post_remove_place),
        Route::post("/console/places/{place}/restore", place::post_restore_place),
        Route::get("/console/articles/{article}/places", receipt::get_spread),
        Route::post("/console/articles/{article}/revoke", receipt::post_revoke),
        Route::post("/console/articles/{article}/grant", receipt::post_grant),
        Route::get("/console/ledger", figures::get_ledger),
        Route::get("/console/ledger.csv", figures::get_ledger_csv),
        Route::get("/console/ledger/credits/{sent}", figures::get_credit).portal_only(),
        Route::post("/console/ledger/credits", figures::post_credit).portal_only(),
        Route::get("/console/ledger/terms", figures::get_terms).portal_only(),
        Route::post("/console/ledger/points", figures::post_points).portal_only(),
        Route::post("/console/ledger/quotas", figures::post_quota).portal_only(),
        Route::get("/console/quota", quota::get_quota),
        Route::get("/console/postbox", postbox::get_postbox).portal_only(),
        Route::post("/console/postbox", postbox::post_texts).portal_only(),
        Route::get("/console/postbox/new", postbox::get_new_text).portal_only(),
        Route::get("/console/postbox/{text}", postbox::get_text).portal_only(),
        Route::post("/console/postbox/{text}", postbox::post_text).portal_only(),
        Route::post("/console/postbox/{text}/recall", postbox::post_recall_text).portal_only(),
        Route::post("/console/postbox/{text}/files", postbox::post_text_files).portal_only(),
        Route::get("/console/postboxes", postbox::get_postboxes).portal_only(),
        Route::post("/console/postboxes", postbox::post_postboxes).portal_only(),
        Route::post("/console/postboxes/{seat}/remove", postbox::post_remove_seat).portal_only(),
        Route::get("/console/commissions", commission::get_commissions),
        Route::post("/console/commissions", commission::post_commissions),
        Route::get("/console/commissions/new", commission::get_new_commission),
        Route::get("/console/commissions/{commission}", commission::get_commission),
        Route::post(
            "/console/commissions/{commission}/close",
            commission::post_close_commission,
        ),
        Route::get("/console/tasks", task::get_tasks),
        Route::get("/console/tasks/{task}", task::get_task),
        Route::post("/console/tasks/{task}/accept", task::post_accept_task),
        Route::post("/console/tasks/{task}/decline", task::post_decline_task),
        Route::post("/console/tasks/{task}/hand-in", task::post_hand_in),
        Route::get("/console/tasks/{task}/files/{hash}", task::get_task_file),
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
        Route::get("/console/sources", source::get_sources),
        Route::post("/console/sources", source::post_sources).step_up(),
        Route::get("/console/sources/{source}", source::get_source),
        Route::post("/console/sources/{source}", source::post_edit_source).step_up(),
        Route::post("/console/sources/{source}/ask", source::post_ask_source),
        Route::post("/console/sources/{source}/pause", source::post_pause_source),
        Route::post("/console/sources/{source}/resume", source::post_resume_source),
        Route::post("/console/sources/{source}/remove", source::post_remove_source),
        Route::get("/console/arrivals", arrival::get_arrivals),
        Route::post("/console/arrivals", arrival::post_arrivals),
        Route::get("/console/arrivals/{arrival}", arrival::get_arrival),
        Route::get("/console/arrivals/{arrival}/edit", arrival::get_edit_arrival),
        Route::post("/console/arrivals/{arrival}/edit", arrival::post_edit_arrival),
        Route::post("/console/arrivals/{arrival}/take", arrival::post_take_arrival),
        Route::post(
            "/console/arrivals/{arrival}/decline",
            arrival::post_decline_arrival,
        ),
        Route::post(
            "/console/arrivals/{arrival}/acknowledge",
            arrival::post_acknowledge_arrival,
        ),
        Route::get("/console/announcements", announcement::get_announcements),
        Route::post("/console/announcements", announcement::post_announcements).step_up(),
        Route::get("/console/mandates", mandate::get_mandates).portal_only(),
        Route::post("/console/mandates", mandate::post_mandates).portal_only(),
        Route::get("/console/mandates/{mandate}", mandate::get_mandate).portal_only(),
        Route::post("/console/mandates/{mandate}", mandate::post_mandate).portal_only(),
        Route::post("/console/mandates/{mandate}/end", mandate::post_end_mandate).portal_only(),
        Route::get("/console/pushes", push::get_pushes).portal_only(),
        Route::post("/console/pushes", push::post_pushes).portal_only(),
        Route::get("/console/pushes/new", push::get_new_push).portal_only(),
        Route::get("/console/pushes/{push}", push::get_push).portal_only(),
        Route::post("/console/pushes/{push}/remind", push::post_remind_push).portal_only(),
        Route::post("/console/pushes/{push}/revoke", push::post_revoke_push).portal_only(),
        Route::get("/console/received", received::get_received).subsite_only(),
        Route::get("/console/important", important::get_important),
        Route::get("/console/important.csv", important::get_important_csv),
        Route::post("/console/important", important::post_important).portal_only(),
        Route::post("/console/important/remove", important::post_remove_important).portal_only(),
        Route::post("/console/important/own", important::post_important_own).subsite_only(),
        Route::post("/console/important/own/remove", important::post_remove_own).subsite_only(),
        Route::get("/console/shares", share::get_shares),
        Route::post("/console/shares", share::post_shares),
        Route::post("/console/shares/offers/{offer}/end", share::post_end_offer),
        Route::get("/console/shares/requests/new", share::get_new_request),
        Route::post("/console/shares/requests", share::post_requests),
        Route::post("/console/shares/requests/{request}/end", share::post_end_request),
        Route::post("/console/shares/decisions", share::post_decisions),
        Route::post(
            "/console/shares/agreements/{agreement}/end",
            share::post_end_consent,
        ),
        Route::get("/{key:[0-9a-f]+}.txt", announce::get_key),
        Route::get("/console/peers", pairing::get_peers),
        Route::post("/console/peers/{peer}/pause", pairing::post_pause_peer),
        Route::post("/console/peers/{peer}/resume", pairing::post_resume_peer),
        Route::post("/console/peers/{peer}/replay", pairing::post_replay_peer),
        Route::post("/console/peers/{peer}/end", pairing::post_end_peer).step_up(),
        Route::post("/api/v1/peer/pair", peer::post_pair).machine(),
        Route::post("/api/v1/peer/batches", peer::post_batch).machine(),
        Route::put("/api/v1/peer/media/{hash}", peer::put_media).machine(),
        Route::get("/api/v1/peer/news", peer::get_news).machine(),
        Route::post("/api/v1/peer/down", peer::post_down).machine(),
        Route::get("/api/v1/peer/down/media/{hash}", peer::get_down_media).machine(),
        Route::get("/feed.xml", feed::get_site_rss),
        Route::get("/feed.atom", feed::get_site_atom),
        Route::get("/feed.json", feed::get_site_json),
        Route::get("/topics/{topic}/feed.xml", feed::get_topic_rss),
        Route::get("/topics/{topic}/feed.atom", feed::get_topic_atom),
        Route::get("/topics/{topic}/feed.json", feed::get_topic_json),
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

/// Who sees what was pushed down.
const PUSH_READERS: &[Role] = &[
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
            duty: Duty::Gathering,
            order: 40,
        },
        MenuEntry {
            title: "全部新稿",
            path: "/console/pool",
            icon: "search",
            roles: &[Role::Editor, Role::SiteAdmin],
            duty: Duty::Gathering,
            order: 40,
        },
        MenuEntry {
            title: "外部来稿",
            path: "/console/arrivals",
            icon: "inbox",
            roles: &[Role::Editor, Role::SiteAdmin],
            duty: Duty::Gathering,
            order: 41,
        },
        MenuEntry {
            title: "稿源",
            path: "/console/sources",
            icon: "list",
            roles: &[Role::SiteAdmin],
            duty: Duty::Interfaces,
            order: 80,
        },
        MenuEntry {
            title: "报送台账",
            path: "/console/submissions",
            icon: "send",
            roles: READERS,
            duty: Duty::Gathering,
            order: 45,
        },
        MenuEntry {
            title: "我的投稿",
            path: "/console/postbox",
            icon: "pen",
            roles: &[Role::BoxWriter],
            duty: Duty::Articles,
            order: 41,
        },
        MenuEntry {
            title: "投稿箱",
            path: "/console/postboxes",
            icon: "inbox",
            roles: &[Role::SiteAdmin],
            duty: Duty::Gathering,
            order: 71,
        },
        MenuEntry {
            title: "约稿",
            path: "/console/commissions",
            icon: "list",
            roles: &[Role::Editor, Role::SiteAdmin],
            duty: Duty::Gathering,
            order: 43,
        },
        MenuEntry {
            title: "我的任务",
            path: "/console/tasks",
            icon: "clock",
            roles: &[Role::Contributor, Role::Editor, Role::SiteAdmin, Role::BoxWriter],
            duty: Duty::Articles,
            order: 44,
        },
        MenuEntry {
            title: "发布位置",
            path: "/console/places",
            icon: "open",
            roles: &[Role::Editor, Role::SiteAdmin],
            duty: Duty::Gathering,
            order: 42,
        },
        MenuEntry {
            title: "积分统计",
            path: "/console/ledger",
            icon: "chart",
            roles: READERS,
            duty: Duty::Gathering,
            order: 46,
        },
        MenuEntry {
            title: "报送任务",
            path: "/console/quota",
            icon: "clock",
            roles: READERS,
            duty: Duty::Gathering,
            order: 47,
        },
        MenuEntry {
            title: "下发",
            path: "/console/pushes",
            icon: "send",
            roles: &[Role::Editor, Role::SiteAdmin],
            duty: Duty::Sharing,
            order: 43,
        },
        MenuEntry {
            title: "收到的下发",
            path: "/console/received",
            icon: "inbox",
            roles: PUSH_READERS,
            duty: Duty::Sharing,
            order: 43,
        },
        MenuEntry {
            title: "重要信息转载",
            path: "/console/important",
            icon: "chart",
            roles: PUSH_READERS,
            duty: Duty::Sharing,
            order: 44,
        },
        MenuEntry {
            title: "汇聚规则",
            path: "/console/rules",
            icon: "list",
            roles: &[Role::SiteAdmin],
            duty: Duty::Sharing,
            order: 70,
        },
        MenuEntry {
            title: "内容共享",
            path: "/console/shares",
            icon: "open",
            roles: &[Role::SiteAdmin],
            duty: Duty::Sharing,
            order: 71,
        },
        MenuEntry {
            title: "转载登记",
            path: "/console/reposts",
            icon: "open",
            roles: &[Role::Editor, Role::Reviewer, Role::SiteAdmin],
            duty: Duty::Gathering,
            order: 48,
        },
        MenuEntry {
            title: "搜索引擎推送",
            path: "/console/announcements",
            icon: "search",
            roles: &[Role::SiteAdmin],
            duty: Duty::Interfaces,
            order: 87,
        },
        MenuEntry {
            title: "外部对接",
            path: "/console/peers",
            icon: "send",
            roles: &[Role::SiteAdmin],
            duty: Duty::Interfaces,
            order: 88,
        },
        MenuEntry {
            title: "回调通知",
            path: "/console/webhooks",
            icon: "send",
            roles: &[Role::SiteAdmin],
            duty: Duty::Interfaces,
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
        "across.html",
        "announce_list.html",
        "arrival_edit.html",
        "arrival_list.html",
        "arrival_show.html",
        "commission_form.html",
        "commission_list.html",
        "commission_show.html",
        "credit_form.html",
        "desk_edit.html",
        "desk_list.html",
        "desk_show.html",
        "important.html",
        "mandate_list.html",
        "mandate_show.html",
        "push_list.html",
        "push_new.html",
        "push_show.html",
        "received.html",
        "place_list.html",
        "pool_list.html",
        "pool_show.html",
        "place_show.html",
        "spread.html",
        "ledger.html",
        "parts.html",
        "postbox_list.html",
        "postbox_seats.html",
        "postbox_text.html",
        "peer_list.html",
        "quota.html",
        "repost_list.html",
        "rule_list.html",
        "rule_show.html",
        "source_list.html",
        "source_show.html",
        "share_ask.html",
        "share_list.html",
        "submission_list.html",
        "task_list.html",
        "task_show.html",
        "terms.html",
        "webhook_list.html",
        "webhook_show.html"
    ]
}
