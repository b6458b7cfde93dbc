//! A channel's list page.

use super::{Item, NavItem, Pager};
use serde::Serialize;

/// The channel shown.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ChannelHead {
    /// Name.
    pub name: String,
    /// What it publishes; may be empty.
    pub description: String,
    /// Address of its first page.
    pub url: String,
    /// Short ASCII name.
    pub slug: String,
}

/// One page of a channel.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ChannelShow {
    /// The channel.
    pub channel: ChannelHead,
    /// Channels beside it, itself among them.
    pub siblings: Vec<NavItem>,
    /// Twenty a page, newest first.
    pub items: Vec<Item>,
    /// Where the list stands.
    pub pager: Pager,
}

impl ChannelShow {
    /// A full page.
    pub fn sample() -> Self {
        let mut items = Item::samples();
        items.extend(Item::samples());
        Self {
            channel: ChannelHead {
                name: "政务要闻".into(),
                description: "市委市政府重要会议、重大决策和重点工作的权威发布。".into(),
                url: "/yaowen/".into(),
                slug: "yaowen".into(),
            },
            siblings: vec![
                NavItem::new("政务要闻", "/yaowen/", true),
                NavItem::new("通知公告", "/gonggao/", false),
                NavItem::new("部门动态", "/bumen/", false),
                NavItem::new("乡镇动态", "/xiangzhen/", false),
            ],
            items,
            pager: Pager::sample(),
        }
    }
}
