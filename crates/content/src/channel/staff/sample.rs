//! Sample data of the staff templates, for tests that render them.

use super::view::*;
use crate::channel::GROUPS;

impl ChannelList {
    /// Two channels, one out of use.
    #[must_use]
    pub fn sample() -> Self {
        let row = |id: i64, name: &str, slug: &str, open: bool| ChannelRow {
            url: format!("/console/channels/{id}"),
            name: name.into(),
            path: format!("/{slug}/"),
            group: "信息发布".into(),
            nav: open,
            order: id * 10,
            count: 117,
            articles_url: format!("/console/articles?channel={id}"),
            open,
        };
        Self {
            new_url: "/console/channels/new".into(),
            rows: vec![row(1, "教育要闻", "news", true), row(2, "旧闻", "old", false)],
        }
    }

    /// A new site.
    #[must_use]
    pub fn sample_empty() -> Self {
        Self {
            rows: Vec::new(),
            ..Self::sample()
        }
    }
}

impl ChannelPage {
    /// A channel in use.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            action: "/console/channels/1".into(),
            back: "/console/channels".into(),
            form: ChannelForm {
                slug: "news".into(),
                name: "教育要闻".into(),
                description: "发布全市教育系统重要工作、学校建设和教育教学改革动态。".into(),
                keywords: "教育新闻，教育动态".into(),
                kind: "政务动态".into(),
                group: "news".into(),
                nav: "true".into(),
                order: "10".into(),
                revision: "3".into(),
            },
            groups: GROUPS.map(|(value, label)| Group { value, label }).to_vec(),
            there: true,
            close_url: Some("/console/channels/1/close".into()),
            open_url: None,
            mandated_by: String::new(),
        }
    }

    /// A new channel.
    #[must_use]
    pub fn sample_new() -> Self {
        Self {
            form: ChannelForm::default(),
            there: false,
            close_url: None,
            ..Self::sample()
        }
    }

    /// A channel out of use.
    #[must_use]
    pub fn sample_closed() -> Self {
        Self {
            close_url: None,
            open_url: Some("/console/channels/1/open".into()),
            ..Self::sample()
        }
    }
}
