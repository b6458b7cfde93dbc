//! `[outbound]` of the operator's configuration.

use kernel::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use url::Url;

/// What the guarded client may reach besides the public Internet.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// `host:port` pairs inside that may be fetched: exactly these.
    pub allow: Vec<String>,
}

impl Settings {
    /// The pairs as the client compares them.
    pub(super) fn pairs(&self) -> Result<HashSet<(String, u16)>> {
        let texts = self
            .allow
            .iter()
            .map(|text| text.trim())
            .filter(|text| !text.is_empty());
        texts
            .map(|text| {
                let wrong = || Error::field("outbound.allow", format!("应为“主机:端口”：{text}"));
                let port = text
                    .rsplit_once(':')
                    .and_then(|(_, port)| port.parse::<u16>().ok());
                // The address's own spelling of hosts: small letters, `[::1]`, `127.1` as `127.0.0.1`.
                let url = Url::parse(&format!("http://{text}/"))
                    .ok()
                    .filter(|url| url.path() == "/");
                let host = url.as_ref().and_then(Url::host_str).ok_or_else(wrong)?;
                Ok((host.to_owned(), port.ok_or_else(wrong)?))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_a_host_and_a_port() {
        let pairs = |text: &str| {
            Settings {
                allow: vec![text.into()],
            }
            .pairs()
        };
        assert!(
            pairs("127.0.0.1:8123")
                .unwrap()
                .contains(&("127.0.0.1".into(), 8123))
        );
        assert!(pairs("[::1]:80").unwrap().contains(&("[::1]".into(), 80)));
        assert!(
            pairs("News.Example:8080")
                .unwrap()
                .contains(&("news.example".into(), 8080))
        );
        for bad in ["127.0.0.1", "http://127.0.0.1:80", "a:b", "10.0.0.0/8:80"] {
            assert!(pairs(bad).is_err(), "{bad}");
        }
    }
}
