//! What the profile page shows.

use crate::factor::Factors;
use crate::factor::view::{PasskeyForm, TotpForm};
use crate::person::entity::Model as Person;
use crate::session::entity::Model as Session;
use crate::session::view::{SignInRow, by_sign_in};
use gateway::Site;
use kernel::beijing;
use serde::Serialize;
use std::sync::Arc;

/// A passkey.
#[derive(Clone, Debug, Serialize)]
pub struct PasskeyRow {
    /// As the person calls it.
    pub name: String,
    /// Made.
    pub since: String,
    /// Last used, or empty.
    pub used: String,
    /// It was made for another host and is worth nothing now.
    pub void: bool,
    /// Where the form posts to.
    pub remove_url: String,
}

/// The person's second factors.
#[derive(Clone, Debug, Serialize)]
pub struct FactorsView {
    /// Since when the app counts, or empty.
    pub totp: String,
    /// The passkeys.
    pub passkeys: Vec<PasskeyRow>,
    /// Recovery codes that are left.
    pub recovery: u64,
    /// Whether there is any factor.
    pub any: bool,
    /// The person's posts ask for one.
    pub mandatory: bool,
    /// Below this address the pages and forms stand.
    pub url: String,
}

impl FactorsView {
    /// The factors of a person on the portal.
    #[must_use]
    pub fn new(portal: &Site, factors: &Factors, mandatory: bool) -> Self {
        let url = portal.url("/console/account");
        let row = |passkey: &crate::factor::entity::passkey::Model| PasskeyRow {
            name: passkey.name.clone(),
            since: beijing::minute(passkey.created_at),
            used: passkey.used_at.map_or_else(String::new, beijing::minute),
            void: passkey.rp_id != portal.host,
            remove_url: format!("{url}/passkeys/{}/remove", passkey.id),
        };
        Self {
            totp: factors.totp.map_or_else(String::new, beijing::minute),
            passkeys: factors.passkeys.iter().map(row).collect(),
            recovery: factors.recovery_codes,
            any: factors.any(),
            mandatory,
            url,
        }
    }
}

/// `identity/account.html`.
#[derive(Clone, Debug, Serialize)]
pub struct AccountShow {
    /// Account.
    pub account: String,
    /// Name.
    pub name: String,
    /// Post in words.
    pub title: String,
    /// Posts: site and role.
    pub posts: Vec<String>,
    /// Shortest password.
    pub minimum: usize,
    /// Where the password form posts to; empty when the portal elsewhere keeps the password.
    pub password_url: String,
    /// The second factor, on the portal.
    pub factors: Option<FactorsView>,
    /// The portal's page, on other sites.
    pub portal_url: String,
    /// The systems that the person allowed something, on the portal.
    pub systems_url: String,
    /// Outside identities, on the portal, where there is a provider for staff.
    pub upstream_url: String,
    /// Live sign-ins.
    pub sign_ins: Vec<SignInRow>,
    /// Where the form posts to that ends all others; empty when there are none.
    pub end_others_url: String,
}

impl AccountShow {
    /// The page of a person who sits in the sign-in `group`.
    #[must_use]
    pub fn new(
        here: &Site,
        sites: &[Arc<Site>],
        person: &Person,
        (sessions, group): (&[Session], &str),
    ) -> Self {
        let end = |id: i64| here.url(&format!("/console/account/sessions/{id}/end"));
        let mut sign_ins = Vec::new();
        for sessions in by_sign_in(sessions) {
            let current = sessions.iter().any(|session| session.group_session == group);
            let mut row = SignInRow::new(sites, &sessions, end);
            row.current = current;
            if current {
                row.end_url = String::new();
                sign_ins.insert(0, row);
            } else {
                sign_ins.push(row);
            }
        }
        let others = sign_ins.iter().any(|row| !row.current);
        let own = |path: &str, is: bool| if is { here.url(path) } else { String::new() };
        Self {
            account: person.account.clone(),
            name: person.name.clone(),
            title: person.title.clone(),
            posts: Vec::new(),
            minimum: crate::password::MINIMUM,
            password_url: own("/console/account/password", person.password_hash.is_some()),
            factors: None,
            portal_url: String::new(),
            systems_url: String::new(),
            upstream_url: String::new(),
            end_others_url: own("/console/account/sessions/end-others", others),
            sign_ins,
        }
    }

    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            account: "edu.editor".into(),
            name: "周若溪".into(),
            title: "科员".into(),
            posts: vec!["教育局 编辑".into()],
            minimum: 10,
            password_url: "/console/account/password".into(),
            factors: Some(FactorsView {
                totp: "2026-11-22 09:30".into(),
                passkeys: vec![PasskeyRow {
                    name: "办公室电脑".into(),
                    since: "2026-11-22 09:30".into(),
                    used: String::new(),
                    void: false,
                    remove_url: "/console/account/passkeys/3/remove".into(),
                }],
                recovery: 8,
                any: true,
                mandatory: false,
                url: "/console/account".into(),
            }),
            portal_url: String::new(),
            systems_url: "/console/account/systems".into(),
            upstream_url: "/console/account/upstream".into(),
            sign_ins: vec![SignInRow::sample(true), SignInRow::sample(false)],
            end_others_url: "/console/account/sessions/end-others".into(),
        }
    }
}

/// `identity/totp.html`: an app is set up.
#[derive(Clone, Debug, Serialize)]
pub struct TotpShow {
    /// The form.
    pub totp: TotpForm,
    /// One is in use, which this one will replace.
    pub replaces: bool,
    /// Back to the profile.
    pub back: String,
}

impl TotpShow {
    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            totp: TotpForm::sample(),
            replaces: true,
            back: "/console/account".into(),
        }
    }
}

/// `identity/passkeys.html`: a passkey is registered.
#[derive(Clone, Debug, Serialize)]
pub struct PasskeyShow {
    /// The form.
    pub passkey: PasskeyForm,
    /// Back to the profile.
    pub back: String,
}

impl PasskeyShow {
    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            passkey: PasskeyForm::sample(),
            back: "/console/account".into(),
        }
    }
}
