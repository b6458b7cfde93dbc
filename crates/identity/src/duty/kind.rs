//! What one may answer for.

/// Kinds of duties, in the order they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// 组长: head of the leading group.
    Head,
    /// 副组长: deputy.
    Deputy,
    /// 成员 of the leading group.
    Member,
    /// 办公室: the office that does the work.
    Office,
    /// 网站负责人.
    Website,
    /// 政府信息公开负责人.
    Disclosure,
    /// 网络安全负责人.
    Security,
    /// 网站联系人.
    Contact,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Head,
        Self::Deputy,
        Self::Member,
        Self::Office,
        Self::Website,
        Self::Disclosure,
        Self::Security,
        Self::Contact,
    ];

    /// The word in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Deputy => "deputy",
            Self::Member => "member",
            Self::Office => "office",
            Self::Website => "website",
            Self::Disclosure => "disclosure",
            Self::Security => "security",
            Self::Contact => "contact",
        }
    }

    /// The words on pages.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Head => "网站工作领导小组组长",
            Self::Deputy => "网站工作领导小组副组长",
            Self::Member => "网站工作领导小组成员",
            Self::Office => "领导小组办公室",
            Self::Website => "网站负责人",
            Self::Disclosure => "政府信息公开负责人",
            Self::Security => "网络安全负责人",
            Self::Contact => "网站联系人",
        }
    }

    /// Reads the word of [`Kind::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}
