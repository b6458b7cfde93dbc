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
    /// 签发: puts out what was approved, and takes it back.
    Signer,
    /// 来信经办人: works on the letters of the own site.
    LetterClerk,
    /// 单位负责人: sees what the own site does.
    UnitHead,
    /// 巡检员: sees what the site shows and has in hand, to check it.
    Inspector,
    /// 站点管理员: channels, members, settings of the own site.
    SiteAdmin,
    /// 投稿员: writes for a unit without a site, into its submission box on the portal.
    BoxWriter,
    /// 系统管理员: sites, units, accounts, systems of the whole group; no site's content.
    PlatformAdmin,
    /// 安全管理员: who holds which platform post, sessions, rules of sign-in; no site's content.
    SecurityAdmin,
    /// 审计管理员: the audit records and nothing else.
    AuditAdmin,
}

impl Role {
    /// Every role, in the order people list them.
    pub const ALL: [Self; 12] = [
        Self::Contributor,
        Self::Editor,
        Self::Reviewer,
        Self::Signer,
        Self::LetterClerk,
        Self::UnitHead,
        Self::Inspector,
        Self::SiteAdmin,
        Self::BoxWriter,
        Self::PlatformAdmin,
        Self::SecurityAdmin,
        Self::AuditAdmin,
    ];

    /// The word on screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Contributor => "通讯员",
            Self::Editor => "编辑",
            Self::Reviewer => "审核",
            Self::Signer => "签发",
            Self::LetterClerk => "来信经办人",
            Self::UnitHead => "单位负责人",
            Self::Inspector => "巡检员",
            Self::SiteAdmin => "站点管理员",
            Self::BoxWriter => "投稿员",
            Self::PlatformAdmin => "系统管理员",
            Self::SecurityAdmin => "安全管理员",
            Self::AuditAdmin => "审计管理员",
        }
    }

    /// The word in files and in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Contributor => "contributor",
            Self::Editor => "editor",
            Self::Reviewer => "reviewer",
            Self::Signer => "signer",
            Self::LetterClerk => "letter_clerk",
            Self::UnitHead => "unit_head",
            Self::Inspector => "inspector",
            Self::SiteAdmin => "site_admin",
            Self::BoxWriter => "box_writer",
            Self::PlatformAdmin => "platform_admin",
            Self::SecurityAdmin => "security_admin",
            Self::AuditAdmin => "audit_admin",
        }
    }

    /// Reads the word of [`Role::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.key() == key)
    }

    /// Whether it is one of the three platform roles (三员): they stand on the portal, are held by three different
    /// persons, and go together with no other post anywhere.
    #[must_use]
    pub fn is_platform(self) -> bool {
        match self {
            Self::PlatformAdmin | Self::SecurityAdmin | Self::AuditAdmin => true,
            Self::Contributor
            | Self::Editor
            | Self::Reviewer
            | Self::Signer
            | Self::LetterClerk
            | Self::UnitHead
            | Self::Inspector
            | Self::SiteAdmin
            | Self::BoxWriter => false,
        }
    }

    /// The posts that somebody in this role may give and end. Two bounds are not in the table: a site administrator
    /// gives them on the own site only, a system administrator gives the *first* 站点管理员 of a site only. Nobody gives
    /// to himself.
    #[must_use]
    pub fn grants(self) -> &'static [Self] {
        match self {
            Self::SiteAdmin => &[
                Self::Contributor,
                Self::Editor,
                Self::Reviewer,
                Self::Signer,
                Self::LetterClerk,
                Self::UnitHead,
                Self::Inspector,
                Self::BoxWriter,
            ],
            Self::PlatformAdmin => &[Self::SiteAdmin],
            Self::SecurityAdmin => &[
                Self::SiteAdmin,
                Self::PlatformAdmin,
                Self::SecurityAdmin,
                Self::AuditAdmin,
            ],
            Self::Contributor
            | Self::Editor
            | Self::Reviewer
            | Self::Signer
            | Self::LetterClerk
            | Self::UnitHead
            | Self::Inspector
            | Self::BoxWriter
            | Self::AuditAdmin => &[],
        }
    }

    /// Whether a post in this role may be limited to some channels: only the roles that handle texts.
    #[must_use]
    pub fn takes_channels(self) -> bool {
        match self {
            Self::Contributor | Self::Editor | Self::Reviewer | Self::Signer => true,
            Self::LetterClerk
            | Self::UnitHead
            | Self::Inspector
            | Self::SiteAdmin
            | Self::BoxWriter
            | Self::PlatformAdmin
            | Self::SecurityAdmin
            | Self::AuditAdmin => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_its_own_words_and_is_read_back() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.key()), Some(role));
            let json = serde_json::to_string(&role).unwrap();
            assert_eq!(json, format!("\"{}\"", role.key()));
        }
        let mut titles: Vec<_> = Role::ALL.map(Role::title).to_vec();
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), Role::ALL.len());
    }

    #[test]
    fn platform_posts_are_given_by_the_security_administrator_alone() {
        for role in Role::ALL {
            let gives_platform = role.grants().iter().any(|given| given.is_platform());
            assert_eq!(gives_platform, role == Role::SecurityAdmin, "{role:?}");
            assert!(
                !role.is_platform() || !role.grants().iter().any(|given| given.takes_channels()),
                "{role:?} gives a post that opens a site's texts"
            );
            // Every post can be given by somebody.
            assert!(
                Role::ALL.iter().any(|giver| giver.grants().contains(&role)),
                "{role:?}"
            );
        }
    }
}
