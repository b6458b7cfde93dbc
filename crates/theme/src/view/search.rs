//! Search results.

use super::{Link, NavItem, Pager};
use serde::Serialize;

/// A site results can be narrowed to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Facet {
    /// Short name of the site.
    pub title: String,
    /// Hits there.
    pub count: u64,
    /// The same search narrowed.
    pub url: String,
    /// The one chosen.
    pub current: bool,
}

/// Another place where the same piece stands.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Place {
    /// Name of the site.
    pub site: String,
    /// Address there.
    pub url: String,
}

/// One result.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Hit {
    /// Escaped title with `<mark>` around the words found.
    pub title_html: String,
    /// Address.
    pub url: String,
    /// Short name of the site.
    pub site: String,
    /// Name of the channel; may be empty.
    pub channel: String,
    /// `2026-11-18 09:30`.
    pub time: String,
    /// Escaped excerpt with `<mark>`.
    pub snippet_html: String,
    /// Also published at.
    pub places: Vec<Place>,
}

/// A page of results; with an empty `q` only the form is shown.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SearchShow {
    /// Words asked for.
    pub q: String,
    /// `site` value of the form (a slug; empty for all).
    pub scope: String,
    /// `type` value of the form: `articles`, `letters`, or empty for everything.
    pub kind: String,
    /// Kinds to narrow to, everything first; empty when nothing is asked.
    pub kinds: Vec<NavItem>,
    /// Sites to narrow to, all first.
    pub sites: Vec<Facet>,
    /// Orders.
    pub sorts: Vec<NavItem>,
    /// This page's results.
    pub items: Vec<Hit>,
    /// Results on all pages.
    pub total: u64,
    /// Milliseconds.
    pub took_ms: u64,
    /// Where the list stands.
    pub pager: Pager,
    /// The same search in the other scope (this site ↔ whole group).
    pub other_scope: Option<Link>,
    /// A word to the reader: correction, how to ask better.
    pub hint: Option<String>,
}

impl SearchShow {
    /// Results for 窑址.
    pub fn sample() -> Self {
        let hit = |title: &str, site: &str, channel: &str, time: &str| {
            Hit {
            title_html: title.into(),
            url: "/yaowen/2026/11/1286.html".into(),
            site: site.into(),
            channel: channel.into(),
            time: time.into(),
            snippet_html: "用三年时间查清全市老<mark>窑址</mark>家底，分级挂牌、分片巡查，让窑火记忆留得住、看得见。首批挂牌的四十七处<mark>窑址</mark>将统一编号、立碑、建档，责任落实到镇、到村、到人……".into(),
            places: vec![],
        }
        };
        let mut first = hit(
            "我市启动紫砂老<mark>窑址</mark>保护三年行动",
            "陶都市",
            "政务要闻",
            "2026-11-18 09:30",
        );
        first.places = vec![
            Place {
                site: "文旅局".into(),
                url: "https://wl.taodu.example.gov.cn/dongtai/2026/11/88.html".into(),
            },
            Place {
                site: "太华镇".into(),
                url: "/taihua/dongtai/2026/11/12.html".into(),
            },
        ];
        let facet = |title: &str, count: u64, url: &str, current: bool| Facet {
            title: title.into(),
            count,
            url: url.into(),
            current,
        };
        Self {
            q: "窑址".into(),
            scope: String::new(),
            kind: String::new(),
            kinds: vec![
                NavItem::new("全部", "/search?q=窑址", true),
                NavItem::new("信息", "/search?q=窑址&type=articles", false),
                NavItem::new("来信", "/search?q=窑址&type=letters", false),
            ],
            sites: vec![
                facet("全部站点", 46, "/search?q=窑址", true),
                facet("陶都市", 21, "/search?q=窑址&site=www", false),
                facet("文旅局", 14, "/search?q=窑址&site=wl", false),
                facet("太华镇", 11, "/search?q=窑址&site=taihua", false),
            ],
            sorts: vec![
                NavItem::new("按相关度", "/search?q=窑址", true),
                NavItem::new("按时间", "/search?q=窑址&sort=time", false),
            ],
            items: vec![
                first,
                hit(
                    "太华镇三座龙<mark>窑址</mark>完成数字测绘",
                    "太华镇",
                    "工作动态",
                    "2026-10-09 15:02",
                ),
                hit(
                    "关于公布第五批市级文物保护单位（<mark>窑址</mark>类）的通知",
                    "文旅局",
                    "通知公告",
                    "2026-08-27 10:00",
                ),
                hit(
                    "档案里的老<mark>窑址</mark>：一份民国窑户账册",
                    "档案馆",
                    "档案故事",
                    "2026-06-03 08:40",
                ),
            ],
            total: 46,
            took_ms: 12,
            pager: Pager::for_total(1, 10, 46, "/search?q=窑址"),
            other_scope: Some(Link::new("在全站群中搜索“窑址”", "/search?q=窑址")),
            hint: Some("已为您同时查找“窑场”“古窑”。".into()),
        }
    }
}
