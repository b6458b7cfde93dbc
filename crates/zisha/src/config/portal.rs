//! `[portal]` of the configuration: a box without a portal of its own signs its staff in at the group's portal.

use identity::RemoteIssuer;
use kernel::{Error, Result};
use serde::{Deserialize, Serialize};

/// Where the portal is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Portal {
    /// Its address, exactly as its tokens name it; empty when the portal is served here.
    pub url: String,
}

impl Portal {
    /// Who vouches for people, when it is not this box.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an address that cannot be asked.
    pub fn issuer(&self) -> Result<Option<RemoteIssuer>> {
        let name = self.url.trim().trim_end_matches('/');
        if name.is_empty() {
            return Ok(None);
        }
        let url: Option<url::Url> = name.parse().ok();
        if !url.is_some_and(|url| matches!(url.scheme(), "http" | "https") && url.host_str().is_some()) {
            return Err(Error::field("portal.url", format!("不是网址：{name}")));
        }
        Ok(Some(RemoteIssuer::new(name, gateway::outbound::trusted()?)))
    }
}
