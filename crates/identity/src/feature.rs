//! What this feature offers, as data.

use crate::door::{Door, sign_in, sign_out};
use crate::sso::{RemoteIssuer, public as sso};
use crate::{Identity, invitation, membership, permissions, person, provider, refusals};
use gateway::{Feature, MenuEntry, Route, State};
use kernel::Role;
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
        routes: routes(),
        menu: menu(),
        templates: templates(),
        hub: Some(HUB),
        state: vec![State::new(Door::new(identity.clone(), remote))],
        ..Feature::default()
    }
}

fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get("/console/login", sso::get_console_login).public(),
        Route::get("/sso/start", sso::get_start),
        Route::get("/sso/callback", sso::get_callback),
        Route::post("/sso/logout", sso::post_logout),
        Route::post("/console/logout", sso::post_logout).public(),
        Route::get("/console/account", person::own::get_account),
        Route::post("/console/account/password", person::own::post_password),
        Route::post(
            "/console/account/sessions/{session}/end",
            person::own::post_end_session,
        ),
        Route::get("/console/members", membership::staff::get_members),
        Route::post("/console/members", membership::staff::post_add_member),
        Route::post("/console/members/invite", membership::staff::post_invite_member),
        Route::post(
            "/console/members/{member}/remove",
            membership::staff::post_remove_member,
        ),
        Route::post(
            "/console/members/{member}/reset",
            membership::staff::post_reset_member,
        ),
    ];
    routes.extend(portal_routes().into_iter().map(Route::portal_only));
    routes
}

fn portal_routes() -> Vec<Route> {
    vec![
        Route::get(
            "/.well-known/openid-configuration",
            provider::public::get_configuration,
        ),
        Route::get("/oidc/jwks", provider::public::get_keys),
        Route::get("/oidc/authorize", provider::public::get_authorize),
        Route::post("/oidc/token", provider::public::post_token).machine(),
        Route::get("/oidc/userinfo", provider::public::get_userinfo).machine(),
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
        Route::get("/console/people", person::staff::get_people),
        Route::post("/console/people", person::staff::post_person),
        Route::get("/console/people/{person}", person::staff::get_person),
        Route::post("/console/people/{person}/posts", person::staff::post_appoint),
        Route::post(
            "/console/people/{person}/posts/{member}/remove",
            person::staff::post_dismiss,
        ),
        Route::post("/console/people/{person}/reset", person::staff::post_reset),
        Route::post("/console/people/{person}/suspend", person::staff::post_suspend),
        Route::post("/console/people/{person}/restore", person::staff::post_restore),
    ]
}

fn menu() -> Vec<MenuEntry> {
    let entry = |title, path, icon, roles, order| MenuEntry {
        title,
        path,
        icon,
        roles,
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
            &[Role::PlatformAdmin],
            810,
        ),
        entry("我的账号", "/console/account", "settings", &[], 990),
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
        template!("members.html"),
        template!("people.html"),
        template!("person.html"),
    ]
}
