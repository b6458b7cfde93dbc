//! `theme.toml`: the parent and the tokens a layer sets.

use crate::{ThemeError, source::Files};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a theme says about itself.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    /// Layer below; none for `base` and `console`.
    pub(crate) parent: Option<String>,
    /// Colours this layer sets.
    #[serde(default)]
    pub(crate) tokens: BTreeMap<String, String>,
}

impl Manifest {
    pub(crate) fn of(theme: &str, files: &Files) -> Result<Self, ThemeError> {
        let bytes = files
            .get("theme.toml")
            .ok_or_else(|| ThemeError::NoManifest { theme: theme.into() })?;
        let bad = |reason: String| ThemeError::BadManifest {
            theme: theme.into(),
            reason,
        };
        let text = std::str::from_utf8(bytes).map_err(|e| bad(e.to_string()))?;
        toml::from_str(text).map_err(|e| bad(e.to_string()))
    }
}

/// The theme and its ancestors, nearest first.
pub(crate) fn chain(theme: &str, manifests: &BTreeMap<String, Manifest>) -> Result<Vec<String>, ThemeError> {
    let mut chain = vec![theme.to_owned()];
    let mut at = theme.to_owned();
    while let Some(parent) = manifests.get(&at).and_then(|m| m.parent.clone()) {
        if chain.contains(&parent) {
            return Err(ThemeError::ParentLoop { theme: theme.into() });
        }
        if !manifests.contains_key(&parent) {
            return Err(ThemeError::UnknownParent { theme: at, parent });
        }
        chain.push(parent.clone());
        at = parent;
    }
    Ok(chain)
}
