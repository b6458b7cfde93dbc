//! Sign-ins as lists show them: one line a sign-in, whatever sites were opened with it.

use super::Visit;
use super::entity::Model as Session;
use gateway::Site;
use kernel::beijing;
use serde::Serialize;
use std::sync::Arc;

/// A sign-in.
#[derive(Clone, Debug, Serialize)]
pub struct SignInRow {
    /// Whose, where a list shows everybody's.
    pub name: String,
    /// The account, where a list shows everybody's.
    pub account: String,
    /// The browser in a few words.
    pub browser: String,
    /// The address.
    pub address: String,
    /// Begun.
    pub since: String,
    /// Last request.
    pub seen: String,
    /// The sites that were opened.
    pub sites: String,
    /// By what, in words.
    pub methods: String,
    /// The one of this page.
    pub current: bool,
    /// Where the form posts to; empty for the current one.
    pub end_url: String,
}

impl SignInRow {
    /// The line of a sign-in's sessions, of which there is at least one.
    #[must_use]
    pub fn new(sites: &[Arc<Site>], group: &[&Session], end_url: impl Fn(i64) -> String) -> Self {
        let mut hosts: Vec<&str> = group
            .iter()
            .filter(|session| session.realm == super::Realm::Staff.key())
            .map(|session| session.host.as_str())
            .collect();
        hosts.sort_unstable();
        hosts.dedup();
        let names: Vec<String> = hosts.iter().map(|host| name_of(sites, host)).collect();
        let first = group.iter().min_by_key(|session| session.id);
        let methods = first.map_or("", |session| session.methods.as_str());
        Self {
            name: String::new(),
            account: String::new(),
            browser: Visit::browser(first.map_or("", |session| session.agent.as_str())),
            address: first.map_or_else(String::new, |session| session.address.clone()),
            since: first.map_or_else(String::new, |session| beijing::minute(session.authenticated())),
            seen: group
                .iter()
                .map(|session| session.seen_at)
                .max()
                .map_or_else(String::new, beijing::minute),
            sites: names.join("、"),
            methods: words(methods),
            current: false,
            end_url: first.map_or_else(String::new, |session| end_url(session.id)),
        }
    }

    /// For tests of the template.
    #[must_use]
    pub fn sample(current: bool) -> Self {
        Self {
            name: "周若溪".into(),
            account: "edu.editor".into(),
            browser: "Chrome 130，Windows".into(),
            address: "192.0.2.7".into(),
            since: "2026-11-22 08:31".into(),
            seen: "2026-11-22 09:30".into(),
            sites: "陶都市教育局".into(),
            methods: "密码、验证码".into(),
            current,
            end_url: if current {
                ""
            } else {
                "/console/account/sessions/3/end"
            }
            .into(),
        }
    }
}

/// Sessions by sign-in, in the order of the list.
#[must_use]
pub fn by_sign_in(sessions: &[Session]) -> Vec<Vec<&Session>> {
    let mut groups: Vec<Vec<&Session>> = Vec::new();
    for session in sessions {
        match groups.iter_mut().find(|group| {
            group
                .first()
                .is_some_and(|first| first.group_session == session.group_session)
        }) {
            Some(group) => group.push(session),
            None => groups.push(vec![session]),
        }
    }
    groups
}

/// The site at a host's root, by its short name.
fn name_of(sites: &[Arc<Site>], host: &str) -> String {
    let root = sites.iter().find(|site| site.host == host && !site.is_mounted());
    root.map_or_else(|| host.to_owned(), |site| site.short_name.clone())
}

fn words(methods: &str) -> String {
    let words: Vec<&str> = methods
        .split_whitespace()
        .filter_map(|method| match method {
            "pwd" => Some("密码"),
            "otp" => Some("验证码"),
            "hwk" | "swk" => Some("通行密钥"),
            "mfa" => None,
            _ => Some("统一身份认证"),
        })
        .collect();
    words.join("、")
}
