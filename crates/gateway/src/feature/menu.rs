//! The staff menu: entries of features under the duties of an office.

use kernel::Role;

/// An entry of the staff menu.
#[derive(Clone, Copy, Debug)]
pub struct MenuEntry {
    /// Its words.
    pub title: &'static str,
    /// Path below the site.
    pub path: &'static str,
    /// Icon name of the console theme.
    pub icon: &'static str,
    /// Who sees it.
    pub roles: &'static [Role],
    /// The part of the rail it stands in.
    pub duty: Duty,
    /// Place within the duty; lower is higher.
    pub order: u16,
}

/// The parts of the rail, from top to bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Duty {
    /// 工作台.
    Overview,
    /// To write and to review.
    Articles,
    /// What units send up and what the portal makes of it.
    Gathering,
    /// What goes from site to site.
    Sharing,
    /// 来信.
    Letters,
    /// What the site is made of.
    Site,
    /// What other systems send and are told.
    Interfaces,
    /// People and their rights.
    People,
    /// What concerns the person alone.
    Own,
}

impl Duty {
    /// The heading; the overview has none.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::Articles => "稿件",
            Self::Gathering => "报送与采编",
            Self::Sharing => "下发与共享",
            Self::Letters => "来信",
            Self::Site => "站点",
            Self::Interfaces => "接口与对接",
            Self::People => "人员与安全",
            Self::Own => "本人",
        }
    }
}
