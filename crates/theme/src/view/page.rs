//! Which page is shown: head, breadcrumb, meta tags.

use super::Link;
use serde::Serialize;

/// A `<meta name content>` pair; domain.md §1.6 says which pages carry which.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MetaTag {
    /// `SiteName`, `ColumnName`, `ArticleTitle`, …
    pub name: String,
    /// Never empty and never the text "null".
    pub content: String,
}

impl MetaTag {
    /// A meta tag, or nothing when the content is blank.
    pub fn new(name: impl Into<String>, content: impl Into<String>) -> Option<Self> {
        let content = content.into();
        (!content.trim().is_empty()).then(|| Self {
            name: name.into(),
            content,
        })
    }
}

/// A feed announced by `<link rel="alternate">`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FeedLink {
    /// Name of the feed.
    pub title: String,
    /// Media type, `application/rss+xml`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Address.
    pub url: String,
}

impl FeedLink {
    /// A feed link.
    pub fn new(title: impl Into<String>, kind: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            kind: kind.into(),
            url: url.into(),
        }
    }
}

/// The page apart from its content.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PageView {
    /// Without the site name, which the layout appends.
    pub title: String,
    /// For search engines; may be empty.
    pub description: String,
    /// Absolute address of the page (of the origin for syndicated pieces); null on errors.
    pub canonical: Option<String>,
    /// Always `zh-CN` for now.
    pub lang: String,
    /// Government page tags.
    pub meta: Vec<MetaTag>,
    /// Feeds of this page (channel), before the site's.
    pub feeds: Vec<FeedLink>,
    /// From the home page down to the page's parent, both linked; empty on the home page.
    pub breadcrumb: Vec<Link>,
    /// `home list article gone search error sitemap account` …; becomes a class of `<body>`.
    pub kind: String,
}

impl PageView {
    /// A page of the kind given, with sample head and breadcrumb.
    pub fn sample(kind: &str) -> Self {
        let breadcrumb = match kind {
            "home" => vec![],
            "article" | "gone" => vec![Link::new("首页", "/"), Link::new("政务要闻", "/yaowen/")],
            _ => vec![Link::new("首页", "/")],
        };
        let tag = |name: &str, content: &str| MetaTag {
            name: name.into(),
            content: content.into(),
        };
        Self {
            title: match kind {
                "home" => "首页",
                "list" => "政务要闻",
                "article" => "我市启动紫砂老窑址保护三年行动",
                "gone" => "稿件已撤下",
                "search" => "搜索",
                "sitemap" => "网站地图",
                "account" => "个人中心",
                _ => "没有找到这个页面",
            }
            .into(),
            description: "陶都市人民政府门户网站发布权威政务信息，解读政策，受理来信，提供办事服务。".into(),
            canonical: (kind != "error")
                .then(|| "https://www.taodu.example.gov.cn/yaowen/2026/11/1286.html".into()),
            lang: "zh-CN".into(),
            meta: vec![
                tag("SiteName", "陶都市人民政府"),
                tag("SiteDomain", "www.taodu.example.gov.cn"),
                tag("SiteIDCode", "3202820001"),
            ],
            feeds: vec![],
            breadcrumb,
            kind: kind.into(),
        }
    }
}
