//! What an operator sets for the HTTP side.

use kernel::{Error, Result};
use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;
use url::Url;

/// Settings of the gateway.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the portal is reached from outside: scheme and port of every address, and the domain under which hosts
    /// without a dot stand.
    pub public_url: Url,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Whether public pages are kept.
    pub page_cache: bool,
    /// Budget of the page cache in bytes.
    pub page_cache_bytes: u64,
    /// Largest form without files, in bytes.
    pub form_limit: usize,
    /// Largest upload, in bytes.
    pub upload_limit: usize,
    /// Searches and programs' requests a second one client may make; 0 means unlimited.
    pub search_rate: u32,
    /// When a request is given up.
    pub request_timeout: Duration,
    /// Key of form proofs and short-lived cookies.
    pub secret: [u8; 32],
}

impl Settings {
    /// Ordinary settings for a portal at `public_url`.
    #[must_use]
    pub fn new(public_url: Url, secret: [u8; 32]) -> Self {
        Self {
            public_url,
            trusted_proxies: Vec::new(),
            page_cache: true,
            page_cache_bytes: 64 << 20,
            form_limit: 8 << 20,
            upload_limit: 60 << 20,
            search_rate: 20,
            request_timeout: Duration::from_secs(30),
            secret,
        }
    }

    /// Whether visitors come by https.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }

    /// A cookie's name: with the `__Host-` prefix on https, plain on loopback http.
    #[must_use]
    pub fn cookie_name(&self, name: &str) -> String {
        if self.is_https() {
            format!("__Host-{name}")
        } else {
            name.to_owned()
        }
    }

    /// `scheme://host[:port]` of a host of this group.
    #[must_use]
    pub fn origin(&self, host: &str) -> String {
        let port = self
            .public_url
            .port()
            .map_or_else(String::new, |port| format!(":{port}"));
        format!("{}://{host}{port}", self.public_url.scheme())
    }

    /// A host as the register keeps it: a name without a dot stands beside the portal's host.
    #[must_use]
    pub fn full_host(&self, host: &str) -> String {
        let host = host.trim().to_lowercase();
        if host.contains('.') {
            return host;
        }
        match self
            .public_url
            .host_str()
            .and_then(|portal| portal.split_once('.'))
        {
            Some((_, domain)) => format!("{host}.{domain}"),
            None => host,
        }
    }
}

/// Reads the key of this box, made at the first start. It leaves the data folder in a copy only, as second factors are sealed with it.
///
/// # Errors
/// Faults of the disk.
pub fn secret(data: &Path) -> Result<[u8; 32]> {
    use std::io::Write;
    std::fs::create_dir_all(data)?;
    let file = data.join("secret.key");
    if let Ok(bytes) = std::fs::read(&file) {
        return bytes
            .try_into()
            .map_err(|_bytes: Vec<u8>| Error::fault("secret.key has another length than 32 bytes"));
    }
    let key: [u8; 32] = rand::random();
    let part = data.join("secret.key.part");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(&part)?;
    out.write_all(&key)?;
    out.sync_all()?;
    std::fs::rename(&part, &file)?;
    Ok(key)
}

/// An address block such as `10.0.0.0/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    /// Reads `address` or `address/prefix`.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `trusted_proxies`.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::field("trusted_proxies", format!("不是地址或地址段：{text}"));
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, prefix.parse().ok()),
            None => (text, Some(128)),
        };
        let address: IpAddr = address.trim().parse().ok().ok_or_else(wrong)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix: u8 = prefix
            .map(|prefix: u8| if text.contains('/') { prefix } else { most })
            .ok_or_else(wrong)?;
        if prefix > most {
            return Err(wrong());
        }
        Ok(Self { address, prefix })
    }

    /// Whether the block holds the address.
    #[must_use]
    pub fn contains(&self, other: IpAddr) -> bool {
        let bits = |address: IpAddr| match address {
            IpAddr::V4(v4) => (u128::from(v4.to_bits()) << 96, 32),
            IpAddr::V6(v6) => (v6.to_bits(), 128),
        };
        let ((own, width), (theirs, other_width)) = (bits(self.address), bits(other));
        let mask = if self.prefix == 0 {
            0
        } else {
            u128::MAX << (128 - u32::from(self.prefix))
        };
        width == other_width && own & mask == theirs & mask
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_blocks_hold_what_they_should() {
        let block = Network::parse("10.1.0.0/16").unwrap();
        assert!(block.contains("10.1.200.3".parse().unwrap()));
        assert!(!block.contains("10.2.0.1".parse().unwrap()));
        assert!(!block.contains("::1".parse().unwrap()));
        assert!(Network::parse("::1").unwrap().contains("::1".parse().unwrap()));
        assert!(
            Network::parse("0.0.0.0/0")
                .unwrap()
                .contains("8.8.8.8".parse().unwrap())
        );
        for bad in ["", "x", "10.0.0.0/33", "10.0.0.0/x"] {
            assert!(Network::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_short_host_stands_beside_the_portal() {
        let settings = Settings::new("http://portal.localhost:8080".parse().unwrap(), [0; 32]);
        assert_eq!(settings.full_host("edu"), "edu.localhost");
        assert_eq!(settings.full_host("edu.example.gov.cn"), "edu.example.gov.cn");
        assert_eq!(settings.origin("edu.localhost"), "http://edu.localhost:8080");
    }
}
