//! Roles (岗位角色). A membership ties a person to a site in one role.

use serde::{Deserialize, Serialize};

/// What a person does on a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 通讯员: writes and submits.
    Contributor,
    /// 编辑: edits, submits, publishes what was approved, keeps pictures and the desk.
    Editor,
    /// 审核: approves or sends back.
    Reviewer,
    /// 站点管理员: channels, members, settings of the own site.
    SiteAdmin,
    /// 平台管理员: sites, units, people of the whole group; no site's content.
    PlatformAdmin,
}

impl Role {
    /// Every role, in the order people list them.
    pub const ALL: [Self; 5] = [
        Self::Contributor,
        Self::Editor,
        Self::Reviewer,
        Self::SiteAdmin,
        Self::PlatformAdmin,
    ];

    /// The word on screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Contributor => "通讯员",
            Self::Editor => "编辑",
            Self::Reviewer => "审核",
            Self::SiteAdmin => "站点管理员",
            Self::PlatformAdmin => "平台管理员",
        }
    }

    /// The word in files and in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Contributor => "contributor",
            Self::Editor => "editor",
            Self::Reviewer => "reviewer",
            Self::SiteAdmin => "site_admin",
            Self::PlatformAdmin => "platform_admin",
        }
    }

    /// Reads the word of [`Role::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.key() == key)
    }
}
