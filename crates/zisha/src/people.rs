//! Who else vouches for people, and the citizens' realm: wired from the configuration.

use crate::config::Config;
use identity::Identity;
use identity::citizen::verifier::{ConsoleVerifier, MailVerifier, SmsVerifier, Verifier};
use identity::citizen::{Cipher, Realm, contact_key};
use identity::upstream::{Directory, Upstream, Upstreams};
use kernel::{Clocks, Error, Result};
use std::path::Path;
use std::sync::Arc;

/// Gives the identity feature its outside providers, the directory and the citizens' realm.
///
/// # Errors
/// [`Error::Invalid`] names the setting; faults of the disk.
pub(crate) fn complete(
    identity: Identity,
    config: &Config,
    data: &Path,
    clocks: &Clocks,
) -> Result<Identity> {
    let set = &config.identity;
    let mut providers = Vec::new();
    for settings in &set.upstream {
        let mut settings = settings.clone();
        for host in &mut settings.hosts {
            *host = host.trim().to_lowercase();
        }
        providers.push(Upstream::new(settings, gateway::outbound::trusted()?)?);
    }
    let directory = set.ldap.clone().map(Directory::new).transpose()?;
    let identity = identity.with_upstreams(Upstreams::new(providers, directory)?);
    if !set.citizen.enabled {
        return Ok(identity);
    }
    Ok(identity.with_citizens(realm(config, data, clocks)?))
}

fn realm(config: &Config, data: &Path, clocks: &Clocks) -> Result<Realm> {
    let settings = config.identity.citizen.clone();
    let cipher = Cipher::new(&contact_key(data)?)?;
    let mut verifiers: Vec<Arc<dyn Verifier>> = Vec::new();
    if settings.console {
        if config.public_url.starts_with("https:") {
            return Err(Error::field(
                "identity.citizen.console",
                "验证码写入日志只用于开发，不能与 https 地址同时使用。",
            ));
        }
        verifiers.push(Arc::new(ConsoleVerifier));
    }
    let sms = match &settings.sms {
        Some(sms) => {
            let client = gateway::outbound::trusted()?;
            Some(Arc::new(SmsVerifier::new(
                sms.clone(),
                cipher.clone(),
                clocks.clone(),
                client,
            )?))
        }
        None => None,
    };
    if let Some(sms) = &sms {
        verifiers.push(sms.clone());
    }
    verifiers.push(Arc::new(MailVerifier));
    let realm = Realm::new(settings, cipher, verifiers);
    Ok(match sms {
        Some(sms) => realm.with_job(sms),
        None => realm,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_never_logged_on_a_real_address() {
        let folder = std::env::temp_dir().join(format!("zisha-people-{}", std::process::id()));
        let mut config = Config::default();
        config.identity.citizen.console = true;
        assert!(realm(&config, &folder, &Clocks::system()).is_ok());
        config.public_url = "https://www.example.gov.cn".into();
        assert!(matches!(
            realm(&config, &folder, &Clocks::system()),
            Err(Error::Invalid(_))
        ));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
