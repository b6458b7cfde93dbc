//! The closed lists: kinds, levels, reaches, and their words.

use kernel::{Error, Result};

/// What it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 应急公告.
    Banner,
    /// 哀悼.
    Grey,
}

impl Kind {
    /// The word in the database and in forms.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Banner => "banner",
            Self::Grey => "grey",
        }
    }

    /// The word on screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Banner => "应急公告",
            Self::Grey => "哀悼",
        }
    }

    /// Reads [`Self::key`].
    ///
    /// # Errors
    /// [`Error::Invalid`] of the field `kind`.
    pub fn parse(key: &str) -> Result<Self> {
        let all = [Self::Banner, Self::Grey];
        let found = all.into_iter().find(|kind| kind.key() == key);
        found.ok_or_else(|| Error::field("kind", "请选择应急公告或哀悼。"))
    }
}

/// The state's four warning levels (突发事件应对法), the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// 一级.
    Red,
    /// 二级.
    Orange,
    /// 三级.
    Yellow,
    /// 四级.
    Blue,
}

impl Level {
    /// All, the gravest first.
    pub const ALL: [Self; 4] = [Self::Red, Self::Orange, Self::Yellow, Self::Blue];

    /// The word in the database, in forms and in stylesheets.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Orange => "orange",
            Self::Yellow => "yellow",
            Self::Blue => "blue",
        }
    }

    /// The colour's word.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Red => "红色预警",
            Self::Orange => "橙色预警",
            Self::Yellow => "黄色预警",
            Self::Blue => "蓝色预警",
        }
    }

    /// What the colour stands for.
    #[must_use]
    pub fn grade(self) -> &'static str {
        match self {
            Self::Red => "一级（特别严重）",
            Self::Orange => "二级（严重）",
            Self::Yellow => "三级（较重）",
            Self::Blue => "四级（一般）",
        }
    }

    /// Reads [`Self::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.key() == key)
    }
}

/// Over which sites it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The site that wrote it.
    Own,
    /// Every site of the group; by the portal.
    Group,
    /// Sites of a list; by the portal.
    Chosen,
}

impl Reach {
    /// The word in the database and in forms.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Group => "group",
            Self::Chosen => "chosen",
        }
    }

    /// Reads [`Self::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        let all = [Self::Own, Self::Group, Self::Chosen];
        all.into_iter().find(|reach| reach.key() == key)
    }
}
