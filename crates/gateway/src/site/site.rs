//! A site as requests and templates know it.

use super::file::{Brand, FooterFile, HomeFile};
use kernel::{SiteId, Uid};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The kinds of site (站点类型).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteKind {
    /// 门户: a site with hub duties on top.
    Portal,
    /// 部门网站.
    Department,
    /// 乡镇网站.
    Township,
}

impl SiteKind {
    /// The word in files.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Department => "department",
            Self::Township => "township",
        }
    }

    /// Reads the word of [`Self::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        [Self::Portal, Self::Department, Self::Township]
            .into_iter()
            .find(|kind| kind.key() == key)
    }
}

/// What the register keeps as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteSettings {
    /// Line under the name.
    pub slogan: String,
    /// Features turned on.
    pub features: Vec<String>,
    /// Contact line.
    pub public_contact: String,
    /// Brand.
    pub brand: Brand,
    /// Footer set.
    pub footer: FooterFile,
    /// Home page.
    pub home: HomeFile,
    /// Drawn marks by file name (`mark.svg` …), as SVG text.
    pub marks: BTreeMap<String, String>,
}

/// A site of this box.
#[derive(Clone, Debug)]
pub struct Site {
    /// Number in this database.
    pub id: SiteId,
    /// Identity everywhere.
    pub uid: Uid,
    /// Stable word.
    pub slug: String,
    /// Kind.
    pub kind: SiteKind,
    /// Full name.
    pub name: String,
    /// Short name.
    pub short_name: String,
    /// Theme folder.
    pub theme: String,
    /// Name of its unit, or empty.
    pub unit: String,
    /// Short name of its unit, or empty.
    pub unit_short: String,
    /// Full host.
    pub host: String,
    /// `/` or `/<path>/`.
    pub mount: String,
    /// Settings.
    pub settings: SiteSettings,
    /// `scheme://host[:port]`.
    pub origin: String,
    /// Address of its brand tokens.
    pub tokens_url: String,
    /// Set when another box serves it: the mount here whose visitors are led there. Host, mount and origin are those of
    /// the other box.
    pub elsewhere: Option<String>,
}

impl Site {
    /// The address of a path of this site on its own host: `site.url("/news/")`.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{}", self.mount.trim_end_matches('/'), path)
    }

    /// The same with scheme and host. What is whole already (an article of another box) stays as it is.
    #[must_use]
    pub fn absolute(&self, path: &str) -> String {
        if path.starts_with("http://") || path.starts_with("https://") {
            return path.to_owned();
        }
        format!("{}{}", self.origin, self.url(path))
    }

    /// Whether it stands by path under the portal's host.
    #[must_use]
    pub fn is_mounted(&self) -> bool {
        self.mount != "/"
    }

    /// Whether a feature is turned on. What staff and machines need is on everywhere.
    #[must_use]
    pub fn has(&self, feature: &str) -> bool {
        matches!(
            feature,
            "content" | "identity" | "notice" | "portal" | "subsite" | "visits"
        ) || self.settings.features.iter().any(|name| name == feature)
    }
}
