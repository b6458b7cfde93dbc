//! Why a pushed article does not stand on a site. Pure.

/// What is in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The site is closed.
    SiteClosed,
    /// Another box serves the site, and it never asked for push-downs.
    Elsewhere,
    /// The site has no channel of that address name.
    NoChannel,
    /// The channel is closed.
    ChannelClosed,
    /// The portal no longer declares the channel mandatory there.
    NotMandated,
    /// The source withdrew the article.
    Withdrawn,
    /// The source allows the site no longer to show it.
    Revoked,
    /// It is the site's own article.
    Own,
}

impl Problem {
    /// Every problem.
    pub const ALL: [Self; 8] = [
        Self::SiteClosed,
        Self::Elsewhere,
        Self::NoChannel,
        Self::ChannelClosed,
        Self::NotMandated,
        Self::Withdrawn,
        Self::Revoked,
        Self::Own,
    ];

    /// The word in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::SiteClosed => "site_closed",
            Self::Elsewhere => "elsewhere",
            Self::NoChannel => "no_channel",
            Self::ChannelClosed => "channel_closed",
            Self::NotMandated => "not_mandated",
            Self::Withdrawn => "withdrawn",
            Self::Revoked => "revoked",
            Self::Own => "own",
        }
    }

    /// The words on screens: what is wrong and what helps.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::SiteClosed => "网站已关闭",
            Self::Elsewhere => "网站在另一套系统，请由对方转载",
            Self::NoChannel => "没有这个栏目，新建后自动显示",
            Self::ChannelClosed => "栏目已停用，重新启用后自动显示",
            Self::NotMandated => "该网站已不在下发专栏范围内",
            Self::Withdrawn => "来源已撤回这篇稿件",
            Self::Revoked => "来源撤销了对该网站的转发授权",
            Self::Own => "这是该网站自己的稿件",
        }
    }

    /// Whether it is the site's own box that knows of it.
    #[must_use]
    pub const fn is_told(self) -> bool {
        matches!(self, Self::SiteClosed | Self::NoChannel | Self::ChannelClosed)
    }

    /// Reads [`Problem::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|problem| problem.key() == key)
    }
}

#[cfg(test)]
mod tests {
    use super::Problem;

    #[test]
    fn words_are_read_back() {
        for problem in Problem::ALL {
            assert_eq!(Problem::parse(problem.key()), Some(problem));
        }
        assert_eq!(Problem::parse(""), None);
    }
}
