//! Error pages and the site map.

use super::{Link, SiteEntry};
use serde::Serialize;

/// An error in plain words.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ErrorShow {
    /// HTTP status.
    pub status: u16,
    /// Short.
    pub title: String,
    /// One plain sentence.
    pub message: String,
    /// What to do, each a sentence.
    pub advice: Vec<String>,
    /// To quote on the phone; may be empty.
    pub request_id: String,
}

impl ErrorShow {
    /// A page that does not exist.
    pub fn sample() -> Self {
        Self {
            status: 404,
            title: "没有找到这个页面".into(),
            message: "您要找的页面不存在，可能是地址输入有误，或者内容已经移到别处。".into(),
            advice: vec![
                "检查地址是否完整，尤其是末尾的数字。".into(),
                "在上方搜索框里输入标题中的几个字。".into(),
                "仍然找不到，请致电 0510-8000 0000，工作日有人接听。".into(),
            ],
            request_id: "01JD3Q7K9M".into(),
        }
    }
}

/// The site map.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SiteMapShow {
    /// Channels of this site.
    pub channels: Vec<Link>,
    /// The topic area and the topics going on; empty where there are none.
    pub topics: Vec<Link>,
    /// Feeds of the site, of its channels and of the topics going on.
    pub feeds: Vec<FeedRow>,
    /// Feeds of what one unit published.
    pub units: Vec<FeedRow>,
    /// Sites of the group.
    pub sites: Vec<SiteEntry>,
}

/// The feeds of one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FeedRow {
    /// `全站`, a channel, a unit.
    pub title: String,
    /// RSS, Atom, JSON.
    pub links: Vec<Link>,
}

impl FeedRow {
    /// The feeds of a folder, or of a unit in it; `url` makes an address of `feed.xml` and the others.
    pub fn new(title: impl Into<String>, url: impl Fn(&str) -> String) -> Self {
        let formats = [("RSS", "feed.xml"), ("Atom", "feed.atom"), ("JSON", "feed.json")];
        Self {
            title: title.into(),
            links: formats.map(|(title, file)| Link::new(title, url(file))).into(),
        }
    }
}

impl SiteMapShow {
    /// A site map of a few channels and sites.
    pub fn sample() -> Self {
        Self {
            channels: [
                "政务要闻",
                "通知公告",
                "部门动态",
                "乡镇动态",
                "政策文件",
                "政策解读",
                "信息公开指南",
                "数据发布",
            ]
            .iter()
            .map(|title| Link::new(*title, "/yaowen/"))
            .collect(),
            topics: vec![
                Link::new("全部专题", "/topics/"),
                Link::new("老窑址保护三年行动", "/topics/laoyao/"),
            ],
            feeds: vec![
                FeedRow::new("全站", |file| format!("/{file}")),
                FeedRow::new("政务要闻", |file| format!("/yaowen/{file}")),
            ],
            units: vec![FeedRow::new("市教育局", |file| {
                format!("/{file}?unit=jiaoyuju")
            })],
            sites: super::HomeShow::sample().directory,
        }
    }
}

/// A page of staff that shows what lies over pages.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PreviewShow {
    /// Back to the console.
    pub back: String,
}

impl PreviewShow {
    /// The preview of a banner.
    pub fn sample() -> Self {
        Self {
            back: "/console/notices/3".into(),
        }
    }
}
