//! What this feature offers, as data.

use crate::door::{Door, enrol, new_password, second, sign_in, sign_out};
use crate::profile::{self, factors};
use crate::sso::{RemoteIssuer, backchannel, public as sso};
use crate::{
    Identity, audit, citizen, duty, invitation, membership, permissions, person, provider, refusals, upstream,
};
use crate::{batch, campaign, chores, forgot, handover};
use crate::{session, step_up};
use gateway::{CitizenDirectory, Duty, Feature, MenuEntry, Route, State};
use kernel::{Clocks, Role};
use std::sync::Arc;
use store::HubStore;
use store::job::JobHandler;
use theme::StaffTemplate;

/// Why this feature needs a door to all sites.
pub const HUB: &str = "accounts, sessions and keys belong to the whole group";

/// The feature. `remote` is the portal on another box, if people sign in there.
#[must_use]
pub fn feature(identity: &Identity, remote: Option<RemoteIssuer>) -> Feature {
    Feature {
        name: "identity",
        permissions: permissions::ALL,
        refusals: refusals::ALL,
        routes: all_routes(identity),
        citizens: citizen_directory(identity),
        menu: menu(),
        templates: templates(),
        hub: Some(HUB),
        state: vec![State::new(Door::new(identity.clone(), remote))],
        jobs: jobs(identity),
        ..Feature::default()
    }
}

fn jobs(identity: &Identity) -> Vec<Arc<dyn JobHandler>> {
    let (hub, clocks) = (identity.hub.clone(), identity.clocks.clone());
    let mut jobs = identity
        .realm()
        .map_or_else(|_none| Vec::new(), |realm| realm.jobs.clone());
    jobs.extend(own_jobs(identity, hub, clocks));
    jobs
}

fn own_jobs(identity: &Identity, hub: HubStore, clocks: Clocks) -> Vec<Arc<dyn JobHandler>> {
    vec![
        Arc::new(forgot::Answer(identity.clone())),
        Arc::new(chores::Daily(identity.clone())),
        Arc::new(provider::LogOutTeller::new(
            hub.clone(),
            clocks.clone(),
            identity.sealer.clone(),
        )),
        Arc::new(provider::KeyRotation {
            hub,
            clocks,
            settings: identity.settings.clone(),
            sealer: identity.sealer.clone(),
        }),
    ]
}

fn all_routes(identity: &Identity) -> Vec<Route> {
    let mut routes = routes();
    routes.extend(upstream_routes());
    if identity.realm().is_ok() {
        routes.extend(citizen_routes());
    }
    routes
}

fn citizen_directory(identity: &Identity) -> Option<Arc<dyn CitizenDirectory>> {
    identity.realm().ok()?;
    Some(Arc::new(identity.clone()))
}

fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get("/console/login", sso::get_console_login).public(),
        Route::get("/sso/start", sso::get_start),
        Route::get("/sso/callback", sso::get_callback),
        Route::post("/sso/logout", sso::post_logout),
        Route::post("/sso/backchannel", backchannel::post_backchannel).machine(),
        Route::post("/console/logout", sso::post_logout).public(),
        Route::get("/sso/step-up", step_up::way::get_way),
        Route::get("/console/account", profile::page::get_account),
        Route::post("/console/account/password", profile::page::post_password),
        Route::post(
            "/console/account/sessions/{session}/end",
            profile::page::post_end_session,
        ),
        Route::post(
            "/console/account/sessions/end-others",
            profile::page::post_end_others,
        ),
        Route::get("/console/members/batch", batch::staff::get_members_batch),
        Route::post("/console/members/batch", batch::staff::post_members_batch).step_up(),
        Route::get("/console/members/batch/people.csv", batch::staff::get_members_csv),
        Route::get(
            "/console/members/batch/people.xlsx",
            batch::staff::get_members_excel,
        ),
        Route::get("/console/registration", campaign::site_staff::get_registration),
        Route::post("/console/registration", campaign::site_staff::post_registration).step_up(),
        Route::get("/about/duties/", duty::public::get_duties),
        Route::get("/console/duties", duty::staff::get_duties),
        Route::post("/console/duties", duty::staff::post_duties),
        Route::get("/console/duties/{duty}", duty::staff::get_duty),
        Route::post("/console/duties/{duty}", duty::staff::post_duty),
        Route::post("/console/duties/{duty}/remove", duty::staff::post_remove_duty),
        Route::get("/console/audit", audit::staff::get_audit),
        Route::get("/console/audit.csv", audit::staff::get_audit_csv),
        Route::get("/console/members", membership::staff::get_members),
        Route::post("/console/members", membership::staff::post_add_member).step_up(),
        Route::post("/console/members/invite", membership::staff::post_invite_member).step_up(),
        Route::post(
            "/console/members/{member}/remove",
            membership::staff::post_remove_member,
        )
        .step_up(),
        Route::post(
            "/console/members/{member}/reset",
            membership::staff::post_reset_member,
        )
        .step_up(),
    ];
    routes.extend(portal_routes().into_iter().map(Route::portal_only));
    routes.extend(factor_routes().into_iter().map(Route::portal_only));
    routes
}

/// Sign-in through others: the way there and back on every host, the pages about it on the portal.
fn upstream_routes() -> Vec<Route> {
    let portal = vec![
        Route::get("/console/account/upstream", upstream::staff::get_own),
        Route::post("/console/account/upstream/link", upstream::staff::post_own_link).step_up(),
        Route::post(
            "/console/account/upstream/unlink",
            upstream::staff::post_own_unlink,
        )
        .step_up(),
        Route::get("/console/people/{person}/sign-in", upstream::staff::get_sign_in),
        Route::post(
            "/console/people/{person}/sign-in/directory",
            upstream::staff::post_directory,
        )
        .step_up(),
        Route::post(
            "/console/people/{person}/sign-in/link",
            upstream::staff::post_link,
        )
        .step_up(),
        Route::post(
            "/console/people/{person}/sign-in/unlink",
            upstream::staff::post_unlink,
        )
        .step_up(),
    ];
    let mut routes = vec![
        Route::get("/upstream/{upstream}/start", upstream::public::get_start),
        Route::get("/upstream/{upstream}/callback", upstream::public::get_callback),
    ];
    routes.extend(portal.into_iter().map(Route::portal_only));
    routes
}

/// The citizens' realm, on every site.
fn citizen_routes() -> Vec<Route> {
    use citizen::public::{account, code, contact, delete, forgotten, register, sign_in};
    vec![
        Route::get("/account", account::get_account),
        Route::post("/account/name", account::post_name),
        Route::post("/account/password", account::post_password),
        Route::post("/account/sessions/end", account::post_end_session),
        Route::get("/account/register", register::get_register),
        Route::post("/account/register", register::post_register),
        Route::post("/account/register/finish", register::post_register_finish),
        Route::get("/account/privacy", register::get_privacy),
        Route::get("/account/sign-in", sign_in::get_sign_in),
        Route::post("/account/sign-in", sign_in::post_sign_in),
        Route::post("/account/sign-out", sign_in::post_sign_out),
        Route::get("/account/code", code::get_code),
        Route::post("/account/code", code::post_code),
        Route::post("/account/code/finish", code::post_code_finish),
        Route::get("/account/forgotten", forgotten::get_forgotten),
        Route::post("/account/forgotten", forgotten::post_forgotten),
        Route::post("/account/forgotten/finish", forgotten::post_forgotten_finish),
        Route::get("/account/contact", contact::get_contact),
        Route::post("/account/contact", contact::post_contact),
        Route::post("/account/contact/finish", contact::post_contact_finish),
        Route::get("/account/delete", delete::get_delete),
        Route::post("/account/delete", delete::post_delete),
        Route::post("/account/delete/code", delete::post_delete_code),
        Route::get("/account/upstream/new", upstream::public::get_new),
        Route::post("/account/upstream/new", upstream::public::post_new),
        Route::post("/account/upstream/link", upstream::public::post_link),
        Route::post("/account/upstream/unlink", upstream::public::post_unlink),
    ]
}

/// Second factors, step-up and everybody's sign-ins stand on the portal alone.
fn factor_routes() -> Vec<Route> {
    vec![
        Route::get("/oidc/second", second::get_second),
        Route::post("/oidc/second", second::post_second),
        Route::get("/oidc/password", new_password::get_new_password),
        Route::post("/oidc/password", new_password::post_new_password),
        Route::get("/oidc/enrol", enrol::get_enrol),
        Route::post("/oidc/enrol", enrol::post_enrol),
        Route::get("/oidc/step-up", step_up::page::get_step_up),
        Route::post("/oidc/step-up", step_up::page::post_step_up),
        Route::get("/console/account/totp", factors::get_totp).step_up(),
        Route::post("/console/account/totp", factors::post_totp).step_up(),
        Route::post("/console/account/totp/remove", factors::post_remove_totp).step_up(),
        Route::get("/console/account/passkeys", factors::get_passkeys).step_up(),
        Route::post("/console/account/passkeys", factors::post_passkey).step_up(),
        Route::post(
            "/console/account/passkeys/{passkey}/remove",
            factors::post_remove_passkey,
        )
        .step_up(),
        Route::post("/console/account/recovery", factors::post_recovery).step_up(),
        Route::get("/console/sessions", session::all::get_sessions),
        Route::post("/console/sessions/{session}/end", session::all::post_end),
        Route::post("/console/sessions/second", session::all::post_lost_factor).step_up(),
    ]
}

fn portal_routes() -> Vec<Route> {
    vec![
        Route::get(
            "/.well-known/openid-configuration",
            provider::public::get_configuration,
        ),
        Route::get("/oidc/jwks", provider::public::get_keys),
        Route::get("/oidc/authorize", provider::public::get_authorize),
        Route::post("/oidc/authorize", provider::public::post_authorize).machine(),
        Route::post("/oidc/token", provider::public::post_token).machine(),
        Route::post("/oidc/introspect", provider::public::post_introspect).machine(),
        Route::post("/oidc/revoke", provider::public::post_revoke).machine(),
        Route::get("/oidc/userinfo", provider::public::get_userinfo).machine(),
        Route::post("/oidc/userinfo", provider::public::post_userinfo).machine(),
        Route::get("/oidc/consent", provider::ask::get_consent),
        Route::post("/oidc/consent", provider::ask::post_consent),
        Route::get("/console/account/systems", provider::own::get_systems),
        Route::post(
            "/console/account/systems/{consent}/withdraw",
            provider::own::post_withdraw,
        ),
        Route::get("/console/clients", provider::staff::get_clients),
        Route::post("/console/clients", provider::staff::post_client).step_up(),
        Route::get("/console/clients/{client}", provider::staff::get_client),
        Route::post("/console/clients/{client}", provider::staff::post_change_client).step_up(),
        Route::post(
            "/console/clients/{client}/secret",
            provider::staff::post_renew_secret,
        )
        .step_up(),
        Route::post(
            "/console/clients/{client}/remove",
            provider::staff::post_remove_client,
        )
        .step_up(),
        Route::get("/console/keys", provider::staff::get_signing_keys),
        Route::post("/console/keys/rotate", provider::staff::post_rotate_keys).step_up(),
        Route::get("/oidc/login", sign_in::get_sign_in),
        Route::post("/oidc/login", sign_in::post_sign_in),
        Route::get("/oidc/logout", sign_out::get_sign_out),
        Route::post("/oidc/logout", sign_out::post_sign_out),
        Route::get(
            "/oidc/invitation/{invitation}",
            invitation::public::get_invitation,
        ),
        Route::post(
            "/oidc/invitation/{invitation}",
            invitation::public::post_invitation,
        ),
        Route::get("/oidc/forgot", forgot::public::get_forgot),
        Route::post("/oidc/forgot", forgot::public::post_forgot),
        Route::get("/console/people/batch", batch::staff::get_people_batch),
        Route::post("/console/people/batch", batch::staff::post_people_batch).step_up(),
        Route::get("/console/people/batch/people.csv", batch::staff::get_people_csv),
        Route::get(
            "/console/people/batch/people.xlsx",
            batch::staff::get_people_excel,
        ),
        Route::get("/console/campaigns", campaign::staff::get_campaigns),
        Route::post("/console/campaigns", campaign::staff::post_campaign).step_up(),
        Route::get("/console/campaigns/{campaign}", campaign::staff::get_campaign),
        Route::post(
            "/console/campaigns/{campaign}/posts",
            campaign::staff::post_campaign_posts,
        )
        .step_up(),
        Route::get("/console/people", person::staff::get_people),
        Route::post("/console/people", person::staff::post_person),
        Route::get("/console/people/{person}", person::staff::get_person),
        Route::post("/console/people/{person}/contact", person::staff::post_contact).step_up(),
        Route::post("/console/people/{person}/renew", person::staff::post_renew).step_up(),
        Route::post("/console/people/{person}/revoke", person::staff::post_revoke).step_up(),
        Route::get("/console/people/{person}/handover", handover::staff::get_handover),
        Route::post(
            "/console/people/{person}/handover",
            handover::staff::post_handover,
        )
        .step_up(),
        Route::post("/console/people/{person}/posts", person::staff::post_appoint).step_up(),
        Route::post(
            "/console/people/{person}/posts/{member}/remove",
            person::staff::post_dismiss,
        )
        .step_up(),
        Route::post("/console/people/{person}/reset", person::staff::post_reset).step_up(),
        Route::post("/console/people/{person}/suspend", person::staff::post_suspend).step_up(),
        Route::post("/console/people/{person}/restore", person::staff::post_restore).step_up(),
    ]
}

fn menu() -> Vec<MenuEntry> {
    let entry = |title, path, icon, roles, order| MenuEntry {
        title,
        path,
        icon,
        roles,
        duty: Duty::People,
        order,
    };
    vec![
        entry(
            "本站人员",
            "/console/members",
            "people",
            &[Role::SiteAdmin][..],
            800,
        ),
        entry(
            "全平台人员",
            "/console/people",
            "people",
            &[Role::PlatformAdmin, Role::SecurityAdmin],
            810,
        ),
        entry(
            "人员重新登记",
            "/console/registration",
            "check",
            &[Role::SiteAdmin],
            805,
        ),
        entry(
            "重新登记",
            "/console/campaigns",
            "check",
            &[Role::SecurityAdmin],
            815,
        ),
        entry(
            "接入系统",
            "/console/clients",
            "open",
            &[Role::PlatformAdmin],
            830,
        ),
        entry("签名密钥", "/console/keys", "shield", &[Role::PlatformAdmin], 840),
        entry(
            "登录管理",
            "/console/sessions",
            "shield",
            &[Role::SecurityAdmin],
            812,
        ),
        entry("网站责任", "/console/duties", "list", &[Role::SiteAdmin], 820),
        entry(
            "审计记录",
            "/console/audit",
            "shield",
            &[Role::SiteAdmin, Role::AuditAdmin],
            850,
        ),
        MenuEntry {
            duty: Duty::Own,
            ..entry("我的账号", "/console/account", "settings", &[], 990)
        },
    ]
}

macro_rules! template {
    ($name:literal) => {
        StaffTemplate {
            name: concat!("identity/", $name),
            text: include_str!(concat!("../templates/staff/", $name)),
        }
    };
}

/// The staff templates, also for tests that render them with samples.
#[must_use]
pub fn templates() -> Vec<StaffTemplate> {
    vec![
        template!("signin.html"),
        template!("signed_out.html"),
        template!("invitation.html"),
        template!("link.html"),
        template!("account.html"),
        template!("ways.html"),
        template!("second.html"),
        template!("new_password.html"),
        template!("enrol.html"),
        template!("totp_form.html"),
        template!("passkey_form.html"),
        template!("totp.html"),
        template!("passkeys.html"),
        template!("codes_bare.html"),
        template!("step_up.html"),
        template!("sessions.html"),
        template!("upstream_unknown.html"),
        template!("upstream_own.html"),
        template!("upstream_person.html"),
        template!("audit.html"),
        template!("duties.html"),
        template!("members.html"),
        template!("people.html"),
        template!("person.html"),
        template!("forgot.html"),
        template!("handover.html"),
        template!("batch.html"),
        template!("registration.html"),
        template!("campaigns.html"),
        template!("campaign.html"),
        template!("consent.html"),
        template!("systems.html"),
        template!("clients.html"),
        template!("client.html"),
        template!("client_secret.html"),
        template!("keys.html"),
    ]
}
