//! The form of a listener.

use super::Kind;
use crate::webhook::web_address;
use kernel::{Error, Result};
use serde::Deserialize;

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TargetForm {
    /// Kind.
    pub kind: String,
    /// Where it listens; empty turns it off.
    pub endpoint: String,
}

/// As meant.
#[derive(Clone, Debug)]
pub struct NewTarget {
    /// Kind.
    pub kind: Kind,
    /// Where it listens; nothing turns it off.
    pub endpoint: Option<String>,
}

impl TargetForm {
    /// Reads the form.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown kind or what is no address.
    pub fn parse(&self) -> Result<NewTarget> {
        let kind = Kind::parse(&self.kind).ok_or_else(|| Error::field("", "没有这种推送。"))?;
        if self.endpoint.trim().is_empty() {
            return Ok(NewTarget { kind, endpoint: None });
        }
        let wrong = || Error::field("", "请填写 http 或 https 开头的完整地址。");
        let endpoint = web_address(&self.endpoint).ok_or_else(wrong)?;
        Ok(NewTarget {
            kind,
            endpoint: Some(endpoint),
        })
    }
}
