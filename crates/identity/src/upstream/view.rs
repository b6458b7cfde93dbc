//! What the pages about outside identities of staff show.

use crate::membership::view::Choice;
use serde::Serialize;

/// A button of the sign-in page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ProviderButton {
    /// Its words.
    pub title: String,
    /// Where it leads.
    pub url: String,
}

/// `identity/upstream_unknown.html`: an identity that belongs to nobody here.
#[derive(Clone, Debug, Default, Serialize)]
pub struct UnknownShow {
    /// The provider.
    pub provider: String,
    /// Where somebody with an account links it.
    pub link_url: String,
    /// The sign-in page.
    pub back: String,
}

impl UnknownShow {
    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            provider: "省统一身份认证".into(),
            link_url: "/console/account/upstream".into(),
            back: "/console/login".into(),
        }
    }
}

/// A provider on the own page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ProviderRow {
    /// Its name.
    pub title: String,
    /// Linked since; empty when it is not.
    pub since: String,
    /// The link, or the provider.
    pub which: String,
}

/// `identity/upstream_own.html`: 关联登录.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OwnShow {
    /// Every provider for staff.
    pub providers: Vec<ProviderRow>,
    /// Where the form for linking posts to.
    pub link_url: String,
    /// Where the form for unlinking posts to.
    pub unlink_url: String,
    /// The own account.
    pub back: String,
}

impl OwnShow {
    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        let row = |title: &str, since: &str, which: &str| ProviderRow {
            title: title.into(),
            since: since.into(),
            which: which.into(),
        };
        Self {
            providers: vec![
                row("省统一身份认证", "2026-11-20", "3"),
                row("市政务云", "", "cloud"),
            ],
            link_url: "/console/account/upstream/link".into(),
            unlink_url: "/console/account/upstream/unlink".into(),
            back: "/console/account".into(),
        }
    }
}

/// An identity of a person.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LinkRow {
    /// The provider.
    pub title: String,
    /// Who it is there.
    pub subject: String,
    /// Since.
    pub since: String,
    /// Last used; may be empty.
    pub used: String,
    /// Its number.
    pub which: String,
}

/// `identity/upstream_person.html`: how a person signs in.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SignInShow {
    /// Name.
    pub name: String,
    /// Account.
    pub account: String,
    /// Oneself.
    pub own: bool,
    /// Whether by the directory.
    pub directory: bool,
    /// Whether there is a directory.
    pub has_directory: bool,
    /// Identities.
    pub links: Vec<LinkRow>,
    /// Providers to be linked.
    pub providers: Vec<Choice>,
    /// The page's own address; the forms post below it.
    pub url: String,
    /// The person's page.
    pub back: String,
}

impl SignInShow {
    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            name: "周若溪".into(),
            account: "edu.editor".into(),
            own: false,
            directory: false,
            has_directory: true,
            links: vec![LinkRow {
                title: "省统一身份认证".into(),
                subject: "u-17".into(),
                since: "2026-11-20".into(),
                used: "2026-11-22 09:30".into(),
                which: "3".into(),
            }],
            providers: vec![Choice {
                value: "province".into(),
                label: "省统一身份认证".into(),
            }],
            url: "/console/people/3/sign-in".into(),
            back: "/console/people/3".into(),
        }
    }
}
