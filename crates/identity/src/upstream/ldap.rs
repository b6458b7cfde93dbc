//! A directory of staff (LDAP): whoever is marked as a person of the directory proves the password there. Posts stay
//! ours. Accounts that are not marked never ask it, so administrators get in while it is down.

use super::Ldap as Settings;
use crate::Identity;
use crate::person::entity::Model as Person;
use crate::refusals::{DIRECTORY_DOWN, WRONG_CREDENTIALS};
use kernel::{Error, Refusal, Result};
use ldap3::{LdapConnAsync, LdapConnSettings, LdapResult, Scope, SearchEntry, SearchOptions, ldap_escape};
use rustls::ClientConfig;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls_platform_verifier::BuilderVerifierExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tracing::warn;

/// What the directory says of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is the person's.
    Right,
    /// It is not, or there is no such person.
    Wrong,
    /// The directory could not say.
    Down,
}

/// The directory.
pub struct Directory {
    settings: Settings,
    tls: Arc<ClientConfig>,
    down: AtomicBool,
}

/// invalidCredentials.
const INVALID_CREDENTIALS: u32 = 49;
/// busy, unavailable, unwillingToPerform.
const UNABLE: [u32; 3] = [51, 52, 53];

impl Directory {
    /// The directory of the configuration; nothing is connected yet.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the setting.
    pub fn new(settings: Settings) -> Result<Self> {
        settings.check()?;
        Ok(Self {
            tls: Arc::new(tls(&settings)?),
            settings,
            down: AtomicBool::new(false),
        })
    }

    /// Asks whether the password is the one of the account there.
    pub async fn check(&self, account: &str, password: &str) -> Outcome {
        // A bind without password succeeds for everybody (RFC 4513, 5.1.2): it proves nothing.
        if password.is_empty() || password.contains('\0') || account.is_empty() {
            return Outcome::Wrong;
        }
        let patience = Duration::from_secs(self.settings.timeout_seconds.clamp(1, 30) * 3);
        let outcome = match tokio::time::timeout(patience, self.ask(account, password)).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => {
                warn!(%error, "The directory could not be asked");
                Outcome::Down
            }
            Err(_late) => {
                warn!("The directory did not answer in time");
                Outcome::Down
            }
        };
        self.down.store(outcome == Outcome::Down, Ordering::Relaxed);
        outcome
    }

    /// Whether the last question stayed without an answer.
    #[must_use]
    pub fn is_down(&self) -> bool {
        self.down.load(Ordering::Relaxed)
    }

    /// Searches as the searcher, then binds as the one found: on a connection of its own, so that no half-finished bind
    /// serves another question.
    async fn ask(&self, account: &str, password: &str) -> ldap3::result::Result<Outcome> {
        let Some(dn) = self.find(account).await? else {
            return Ok(Outcome::Wrong);
        };
        let mut ldap = self.connect().await?;
        let LdapResult { rc, text, .. } = ldap.simple_bind(&dn, password).await?;
        // The answer counts, not the goodbye.
        let _ = ldap.unbind().await;
        Ok(match rc {
            0 => Outcome::Right,
            INVALID_CREDENTIALS => Outcome::Wrong,
            rc if UNABLE.contains(&rc) => {
                warn!(rc, text, "The directory would not judge a password");
                Outcome::Down
            }
            rc => {
                warn!(rc, text, "The directory refused a sign-in");
                Outcome::Wrong
            }
        })
    }

    /// The one entry of the account. Two are none: nobody signs in as somebody else by a loose filter.
    async fn find(&self, account: &str) -> ldap3::result::Result<Option<String>> {
        let settings = &self.settings;
        let mut ldap = self.connect().await?;
        if !settings.bind_dn.is_empty() {
            ldap.simple_bind(&settings.bind_dn, &settings.bind_password)
                .await?
                .success()?;
        }
        let filter = filter(&settings.filter, account);
        let attributes = [settings.account_attribute.as_str()];
        let found = ldap
            .with_search_options(SearchOptions::new().sizelimit(2))
            .search(&settings.base, Scope::Subtree, &filter, attributes)
            .await?;
        let _ = ldap.unbind().await;
        let (entries, result) = (found.0, found.1);
        // sizeLimitExceeded says that there are more than two; noSuchObject that there is no such base.
        if result.rc != 0 && result.rc != 4 {
            result.success()?;
            return Ok(None);
        }
        let entries: Vec<SearchEntry> = entries
            .into_iter()
            .filter(|entry| !entry.is_ref())
            .map(SearchEntry::construct)
            .collect();
        let [entry] = entries.as_slice() else {
            if entries.len() > 1 {
                warn!(
                    found = entries.len(),
                    "The directory's filter finds more than one person for an account"
                );
            }
            return Ok(None);
        };
        let named = entry.attrs.iter().any(|(name, values)| {
            name.eq_ignore_ascii_case(&settings.account_attribute)
                && values
                    .iter()
                    .any(|value| value.to_lowercase() == account.to_lowercase())
        });
        Ok(Some(entry.dn.clone()).filter(|dn| named && !dn.is_empty()))
    }

    async fn connect(&self) -> ldap3::result::Result<ldap3::Ldap> {
        let patience = Duration::from_secs(self.settings.timeout_seconds.clamp(1, 30));
        let options = LdapConnSettings::new()
            .set_conn_timeout(patience)
            .set_starttls(self.settings.starttls && self.settings.url.starts_with("ldap://"))
            .set_config(self.tls.clone());
        let (connection, mut ldap) = LdapConnAsync::with_settings(options, &self.settings.url).await?;
        tokio::spawn(async move {
            if let Err(error) = connection.drive().await {
                warn!(%error, "The connection to the directory broke off");
            }
        });
        ldap.with_timeout(patience);
        Ok(ldap)
    }
}

/// Puts the escaped account into the filter (RFC 4515): what somebody types is a value, never a part of the filter.
fn filter(pattern: &str, account: &str) -> String {
    pattern.replace("{account}", &ldap_escape(account))
}

fn tls(settings: &Settings) -> Result<ClientConfig> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(Error::fault)?;
    let Some(file) = &settings.ca_file else {
        return Ok(builder
            .with_platform_verifier()
            .map_err(Error::fault)?
            .with_no_client_auth());
    };
    let wrong = |why: String| Error::field("identity.ldap.ca_file", format!("{}：{why}", file.display()));
    let mut roots = rustls::RootCertStore::empty();
    let certificates = CertificateDer::pem_file_iter(file).map_err(|error| wrong(error.to_string()))?;
    for certificate in certificates {
        let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
        roots.add(certificate).map_err(|error| wrong(error.to_string()))?;
    }
    if roots.is_empty() {
        return Err(wrong("没有证书".into()));
    }
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

impl Identity {
    /// Whether a password is the one of an account: the directory's word for people of the directory, our own for all
    /// others. Nobody (an unknown or closed account) costs the time of a wrong password.
    ///
    /// # Errors
    /// Faults.
    pub(crate) async fn is_password_of(&self, person: Option<&Person>, password: &str) -> Result<bool> {
        let hash = person.and_then(|person| person.password_hash.as_deref());
        let Some(person) = person.filter(|person| person.directory) else {
            return self.passwords.verify(password, hash).await;
        };
        // The same work as for everybody, so that the time does not tell who stands in the directory.
        let (work, outcome) = tokio::join!(self.passwords.verify(password, None), async {
            match &self.upstreams.directory {
                Some(directory) => directory.check(&person.account, password).await,
                None => Outcome::Wrong,
            }
        });
        work?;
        Ok(outcome == Outcome::Right)
    }

    /// What a refused sign-in reads. While the directory is down everybody reads the same longer sentence, whatever
    /// account was typed.
    #[must_use]
    pub(crate) fn wrong_credentials(&self) -> Refusal {
        let down = self.upstreams.directory.as_ref().is_some_and(Directory::is_down);
        if down { DIRECTORY_DOWN } else { WRONG_CREDENTIALS }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_never_becomes_a_part_of_the_filter() {
        let with = |account: &str| filter("(&(objectClass=person)(uid={account}))", account);
        assert_eq!(with("zhou"), "(&(objectClass=person)(uid=zhou))");
        assert_eq!(with("*"), "(&(objectClass=person)(uid=\\2a))");
        let evil = with("zhou)(|(uid=*");
        assert_eq!(evil.matches('(').count(), 3, "{evil}");
        assert!(!with("a\\b\0").contains('\0'));
    }

    #[tokio::test]
    async fn an_empty_password_is_never_sent() {
        let settings = Settings {
            url: "ldap://localhost:1".into(),
            starttls: false,
            base: "dc=x".into(),
            ..Settings::default()
        };
        let directory = Directory::new(settings).unwrap();
        assert_eq!(directory.check("zhou", "").await, Outcome::Wrong);
        assert_eq!(directory.check("zhou", "\0x").await, Outcome::Wrong);
        assert!(!directory.is_down());
        assert_eq!(directory.check("zhou", "geheim").await, Outcome::Down);
        assert!(directory.is_down());
    }
}
