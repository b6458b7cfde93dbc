//! The form of a new token.

use super::NewToken;
use kernel::{ChannelId, Result, UnitId};
use serde::{Deserialize, Serialize};

/// As typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<(String, String)>")]
pub struct TokenForm {
    /// Number of the unit.
    pub unit: String,
    /// Name of the business system.
    pub name: String,
    /// Keys of scopes.
    pub scopes: Vec<String>,
    /// Numbers of channels; none means all.
    pub channels: Vec<String>,
    /// Days it lives.
    pub days: String,
}

impl From<Vec<(String, String)>> for TokenForm {
    fn from(fields: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "unit" => form.unit = value,
                "name" => form.name = value,
                "scopes" => form.scopes.push(value),
                "channels" => form.channels.push(value),
                "days" => form.days = value,
                _ => {}
            }
        }
        form
    }
}

impl TokenForm {
    /// As meant.
    ///
    /// # Errors
    /// See [`NewToken::parse`].
    pub fn parse(&self) -> Result<NewToken> {
        let channels: Vec<ChannelId> = self
            .channels
            .iter()
            .map(|id| ChannelId(id.parse().unwrap_or_default()))
            .collect();
        let unit = self.unit.parse().ok().map(UnitId);
        let channels = (!channels.is_empty()).then_some(channels);
        let days = self.days.trim().parse().unwrap_or_default();
        NewToken::parse(unit, &self.name, &self.scopes, channels, days)
    }
}
