//! What an operator sets: `[[identity.upstream]]` and `[identity.ldap]`.

use kernel::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::PathBuf;
use url::{Host, Url};

/// Whom a provider vouches for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum For {
    /// Staff, on the portal's sign-in page.
    #[default]
    Staff,
    /// Citizens.
    Citizen,
}

/// An outside OpenID provider.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Its word in addresses: the redirect URI is `https://<host>/upstream/<id>/callback`.
    pub id: String,
    /// The words on the button.
    pub title: String,
    /// Its issuer identifier, exactly as its discovery document says.
    pub issuer: String,
    /// Who this box is there.
    pub client_id: String,
    /// The secret there; empty for a public client.
    pub client_secret: String,
    /// What is asked for.
    pub scopes: Vec<String>,
    /// Staff or citizens.
    #[serde(rename = "for")]
    pub whom: For,
    /// Whether its word on a second factor (`amr`) counts here.
    pub trust_amr: bool,
    /// Whether its claim `preferred_username` may open the account of that name without having been linked. Only for a
    /// provider whose names nobody can choose.
    pub match_account: bool,
    /// Hosts that offer it to citizens; empty is the portal's alone. Each needs its redirect URI registered there.
    pub hosts: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            id: String::new(),
            title: String::new(),
            issuer: String::new(),
            client_id: String::new(),
            client_secret: String::new(),
            scopes: vec!["openid".into(), "profile".into()],
            whom: For::Staff,
            trust_amr: false,
            match_account: false,
            hosts: Vec::new(),
        }
    }
}

/// The secret has no place in a log.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upstream")
            .field("id", &self.id)
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

impl Settings {
    /// What an operator may have mistyped.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the setting.
    pub fn check(&self) -> Result<()> {
        let wrong = |field: &str, text: &str| {
            Err(Error::field(
                format!("identity.upstream.{field}"),
                format!("{}：{text}", self.id),
            ))
        };
        let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.id.is_empty() || self.id.len() > 30 || !self.id.chars().all(is_word) {
            return wrong("id", "只能用小写字母、数字和连字符，最多 30 个字符。");
        }
        if self.title.trim().is_empty() {
            return wrong("title", "须写明按钮上的名称。");
        }
        if !is_safe(&self.issuer) {
            return wrong("issuer", "须为 https:// 地址（本机除外）。");
        }
        if self.client_id.is_empty() {
            return wrong("client_id", "不能为空。");
        }
        if !self.scopes.iter().any(|scope| scope == "openid") {
            return wrong("scopes", "须包含 openid。");
        }
        if self.match_account && self.whom == For::Citizen {
            return wrong("match_account", "只用于工作人员。");
        }
        Ok(())
    }

    /// The same with the secret masked, to be shown.
    #[must_use]
    pub fn masked(&self) -> Self {
        let mut shown = self.clone();
        if !shown.client_secret.is_empty() {
            shown.client_secret = "***".into();
        }
        shown
    }
}

/// A directory of staff.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ldap {
    /// `ldaps://host[:port]`, or `ldap://host[:port]` with StartTLS; without TLS only on this machine.
    pub url: String,
    /// Whether an `ldap://` connection turns to TLS before anything is said.
    pub starttls: bool,
    /// Certificates (PEM) of the directory's own authority; without them the system's count.
    pub ca_file: Option<PathBuf>,
    /// Where people stand.
    pub base: String,
    /// How one is found; `{account}` becomes the escaped account.
    pub filter: String,
    /// Who searches; empty searches anonymously.
    pub bind_dn: String,
    /// The searcher's password.
    pub bind_password: String,
    /// Holds the account name; it must equal what was typed.
    pub account_attribute: String,
    /// Seconds for each step.
    pub timeout_seconds: u64,
}

impl Default for Ldap {
    fn default() -> Self {
        Self {
            url: String::new(),
            starttls: true,
            ca_file: None,
            base: String::new(),
            filter: "(&(objectClass=person)(uid={account}))".into(),
            bind_dn: String::new(),
            bind_password: String::new(),
            account_attribute: "uid".into(),
            timeout_seconds: 5,
        }
    }
}

/// The password has no place in a log.
impl fmt::Debug for Ldap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ldap")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

impl Ldap {
    /// What an operator may have mistyped.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the setting.
    pub fn check(&self) -> Result<()> {
        let wrong = |field: &str, text: &str| Err(Error::field(format!("identity.ldap.{field}"), text));
        let url = Url::parse(&self.url).ok().filter(Url::has_host);
        let Some(url) = url.filter(|url| matches!(url.scheme(), "ldap" | "ldaps")) else {
            return wrong("url", "须为 ldaps:// 或 ldap:// 地址。");
        };
        if url.scheme() == "ldap" && !self.starttls && !is_loopback(&url) {
            return wrong("starttls", "密码不能以明文传送：请用 ldaps:// 或打开 starttls。");
        }
        if self.base.is_empty() {
            return wrong("base", "须写明人员所在的位置。");
        }
        if !self.filter.contains("{account}") {
            return wrong("filter", "须包含 {account}。");
        }
        if self.account_attribute.is_empty() {
            return wrong("account_attribute", "不能为空。");
        }
        Ok(())
    }

    /// The same with the password masked, to be shown.
    #[must_use]
    pub fn masked(&self) -> Self {
        let mut shown = self.clone();
        if !shown.bind_password.is_empty() {
            shown.bind_password = "***".into();
        }
        shown
    }
}

/// Whether what is sent to an address can be read on the way: https, or this machine itself.
#[must_use]
pub fn is_safe(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| {
        url.has_host()
            && url.fragment().is_none()
            && (url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url)))
    })
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        // `ldap` is no special scheme: an address stays a name there.
        Some(Host::Domain(name)) => {
            let address = name.parse::<std::net::IpAddr>();
            name == "localhost" || name.ends_with(".localhost") || address.is_ok_and(|it| it.is_loopback())
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_goes_out_in_the_clear() {
        for good in [
            "https://id.example.cn",
            "http://127.0.0.1:3000",
            "http://up.localhost:1/x",
        ] {
            assert!(is_safe(good), "{good}");
        }
        for bad in [
            "http://id.example.cn",
            "http://127.0.0.1.example.cn",
            "ftp://127.0.0.1",
            "id",
            "",
        ] {
            assert!(!is_safe(bad), "{bad}");
        }
    }

    #[test]
    fn a_directory_is_asked_under_tls_or_on_this_machine() {
        let ldap = |url: &str, starttls| Ldap {
            url: url.into(),
            starttls,
            base: "dc=x".into(),
            ..Ldap::default()
        };
        assert!(ldap("ldaps://ldap.example.cn", false).check().is_ok());
        assert!(ldap("ldap://ldap.example.cn", true).check().is_ok());
        assert!(ldap("ldap://localhost:3890", false).check().is_ok());
        assert!(ldap("ldap://127.0.0.1:3890", false).check().is_ok());
        assert!(ldap("ldap://ldap.example.cn", false).check().is_err());
        assert!(ldap("http://ldap.example.cn", true).check().is_err());
        let blind = Ldap {
            filter: "(uid=*)".into(),
            ..ldap("ldaps://ldap.example.cn", false)
        };
        assert!(blind.check().is_err());
    }

    #[test]
    fn settings_name_what_is_wrong() {
        let good = Settings {
            id: "province".into(),
            title: "省统一身份认证".into(),
            issuer: "https://id.example.cn".into(),
            client_id: "taodu".into(),
            ..Settings::default()
        };
        assert!(good.check().is_ok());
        let wrong = |change: fn(&mut Settings)| {
            let mut settings = good.clone();
            change(&mut settings);
            settings.check().is_err()
        };
        assert!(wrong(|s| s.id = "../x".into()));
        assert!(wrong(|s| s.issuer = "http://id.example.cn".into()));
        assert!(wrong(|s| s.scopes = vec!["profile".into()]));
        assert!(wrong(|s| s.client_id.clear()));
        assert!(wrong(|s| {
            s.match_account = true;
            s.whom = For::Citizen;
        }));
    }
}
