//! Whose page it is: names, navigation, footer.

use super::{FeedLink, Link, NamedLink, NavItem};
use serde::Serialize;

/// The mandatory footer set (domain.md §1.5), settings of the site.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Footer {
    /// 主办单位.
    pub sponsor: String,
    /// 承办单位; may be empty.
    pub undertaker: String,
    /// Who answers, e.g. 市政府办公室信息公开科.
    pub contact: String,
    /// Telephone.
    pub phone: String,
    /// Postal address; may be empty.
    pub address: String,
    /// Mailbox; may be empty.
    pub email: String,
    /// 网站标识码.
    pub id_code: String,
    /// ICP filing number.
    pub icp: String,
    /// Police filing number.
    pub police: String,
    /// Page of the party-and-government site mark.
    pub party_mark_url: Option<String>,
    /// Entry 我为政府网站找错 with this site's code.
    pub find_error_url: Option<String>,
    /// 网站地图.
    pub sitemap_url: String,
    /// Related sites.
    pub links: Vec<Link>,
    /// Name of the portal whose identifiers stand here, when the site lives under the portal's host.
    pub identifiers_of: Option<String>,
}

/// A site as its pages show it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SiteView {
    /// Short ASCII name, e.g. `zhuhai`.
    pub slug: String,
    /// Full name, shown large.
    pub name: String,
    /// Short name, for switchers and prefixes.
    pub short_name: String,
    /// `portal`, `department`, `township` or `topic`.
    pub kind: String,
    /// Address of the home page: `/`, or `/zhuhai/` when mounted under the portal.
    pub home: String,
    /// Staff base: `/console/` or `/zhuhai/console/`.
    pub console: String,
    /// One line under the name; may be empty.
    pub slogan: String,
    /// 主办 line under the name.
    pub unit: String,
    /// Drawn mark; the theme draws one from the name when null.
    pub mark_url: Option<String>,
    /// Hashed stylesheet with the site's tokens.
    pub tokens_url: String,
    /// The group's portal.
    pub portal: NamedLink,
    /// Main navigation, five to seven items.
    pub nav: Vec<NavItem>,
    /// The footer set.
    pub footer: Footer,
    /// What the site says of its visits; empty for nothing.
    pub visits: String,
    /// Feeds of the whole site.
    pub feeds: Vec<FeedLink>,
    /// Address of the search page.
    pub search_url: String,
    /// What a search covers by default, e.g. 全站 or 教育局.
    pub search_scope_name: String,
    /// Where staff sign in; no link when empty.
    pub signin_url: String,
    /// A citizen's own page, which leads to the sign-in first; no link when empty.
    pub account_url: String,
    /// Emergency banners that show now, the gravest first.
    pub banners: Vec<Banner>,
    /// Whether pages are shown in grey (哀悼).
    pub grey: bool,
    /// How the visitor wants to read.
    pub reading: ReadingView,
}

/// What a visitor chose about reading, and where to choose otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReadingView {
    /// 长者版: large, simple, telephone numbers first.
    pub elder: bool,
    /// `device`, `light`, `dark` or `contrast`; empty in the console.
    pub colours: String,
    /// Whether the page is in traditional characters.
    pub traditional: bool,
    /// The page with all choices; no links when empty.
    pub page_url: String,
    /// Into the 长者版, or out of it.
    pub elder_url: String,
    /// To the other characters.
    pub script_url: String,
}

impl ReadingView {
    /// Somebody who chose nothing.
    pub fn sample() -> Self {
        Self {
            colours: "device".into(),
            page_url: "/reading".into(),
            elder_url: "/reading?set=elder".into(),
            script_url: "/reading?set=hant".into(),
            ..Self::default()
        }
    }
}

/// An emergency banner (应急公告) over every page of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Banner {
    /// Tells it from others; a letter, then digits and letters.
    pub id: String,
    /// `red`, `orange`, `yellow` or `blue`.
    pub level: String,
    /// 红色预警, 橙色预警 …
    pub level_name: String,
    /// 一级（特别严重） … 四级（一般）.
    pub grade: String,
    /// One line.
    pub title: String,
    /// Paragraphs; may be empty.
    pub text: Vec<String>,
    /// Where to read more.
    pub link: Option<Link>,
    /// Since when, `2026-11-22 09:30`.
    pub since: String,
    /// Until when, `2026-11-23 18:00`.
    pub until: String,
    /// Who says it.
    pub issuer: String,
}

impl Banner {
    /// A typhoon.
    pub fn sample() -> Self {
        Self {
            id: "n0190a0007000".into(),
            level: "red".into(),
            level_name: "红色预警".into(),
            grade: "一级（特别严重）".into(),
            title: "台风“海葵”今晚登陆，全市停课停工停业".into(),
            text: vec![
                "市气象台今日9时发布台风红色预警。请留在室内，远离低洼地带和临时建筑。".into(),
                "避险安置点和求助电话见通告，遇险请拨打 110、119、120。".into(),
            ],
            link: Some(Link::new("查看通告全文和安置点", "/tongzhi/2026/11/1287.html")),
            since: "2026-11-22 09:30".into(),
            until: "2026-11-23 18:00".into(),
            issuer: "陶都市人民政府".into(),
        }
    }
}

impl SiteView {
    /// The portal of a made-up city.
    pub fn sample() -> Self {
        Self {
            slug: "www".into(),
            name: "陶都市人民政府".into(),
            short_name: "陶都市".into(),
            kind: "portal".into(),
            home: "/".into(),
            console: "/console/".into(),
            slogan: "千年陶都 山水江南".into(),
            unit: "陶都市人民政府办公室主办".into(),
            mark_url: None,
            tokens_url: "/assets/000000000000/tokens.css".into(),
            portal: NamedLink::new("陶都市人民政府", "/"),
            nav: [
                "首页",
                "走进陶都",
                "政务公开",
                "办事服务",
                "互动交流",
                "政策解读",
                "数据发布",
            ]
            .iter()
            .zip([
                "/",
                "/gaikuang/",
                "/zwgk/",
                "/fuwu/",
                "/hudong/",
                "/jiedu/",
                "/shuju/",
            ])
            .map(|(title, url)| NavItem::new(*title, url, url == "/"))
            .collect(),
            visits: "自 2009 年 1 月 1 日至昨日，本站累计访问 4,012,345 次".into(),
            footer: Footer {
                sponsor: "陶都市人民政府办公室".into(),
                undertaker: "陶都市政务信息中心".into(),
                contact: "市政府办公室信息公开科".into(),
                phone: "0510-8000 0000".into(),
                address: "陶都市解放东路1号".into(),
                email: "wz@taodu.example.gov.cn".into(),
                id_code: "3202820001".into(),
                icp: "苏ICP备00000000号-1".into(),
                police: "苏公网安备32028200000001号".into(),
                party_mark_url: Some("https://bszs.conac.cn/".into()),
                find_error_url: Some(
                    "https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=3202820001".into(),
                ),
                sitemap_url: "/sitemap/".into(),
                links: vec![
                    Link::new("中国政府网", "https://www.gov.cn/"),
                    Link::new("江苏省人民政府", "https://www.jiangsu.gov.cn/"),
                    Link::new("市教育局", "https://edu.taodu.example.gov.cn/"),
                    Link::new("市档案馆", "https://archives.taodu.example.gov.cn/"),
                ],
                identifiers_of: None,
            },
            feeds: vec![
                FeedLink::new("陶都市人民政府 RSS", "application/rss+xml", "/feed.xml"),
                FeedLink::new("陶都市人民政府 Atom", "application/atom+xml", "/feed.atom"),
            ],
            search_url: "/search".into(),
            search_scope_name: "全站群".into(),
            signin_url: "/console/login".into(),
            account_url: "/account".into(),
            banners: Vec::new(),
            grey: false,
            reading: ReadingView::sample(),
        }
    }

    /// A department site on its own host.
    pub fn sample_department() -> Self {
        let mut site = Self::sample();
        site.slug = "edu".into();
        site.name = "陶都市教育局".into();
        site.short_name = "教育局".into();
        site.kind = "department".into();
        site.slogan = String::new();
        site.unit = "陶都市教育局主办".into();
        site.portal.url = "https://www.taodu.example.gov.cn/".into();
        site.search_scope_name = "教育局".into();
        site.footer.sponsor = "陶都市教育局".into();
        site.nav = ["首页", "机构职能", "教育动态", "通知公告", "招生考试", "办事指南"]
            .iter()
            .zip([
                "/",
                "/jigou/",
                "/dongtai/",
                "/gonggao/",
                "/zhaosheng/",
                "/zhinan/",
            ])
            .map(|(title, url)| NavItem::new(*title, url, url == "/"))
            .collect();
        site
    }

    /// A township site under the portal's host.
    pub fn sample_township() -> Self {
        let mut site = Self::sample();
        site.slug = "taihua".into();
        site.name = "太华镇人民政府".into();
        site.short_name = "太华镇".into();
        site.kind = "township".into();
        site.home = "/taihua/".into();
        site.console = "/taihua/console/".into();
        site.slogan = "苏南竹海 山水太华".into();
        site.unit = "太华镇党政办公室主办".into();
        site.search_url = "/taihua/search".into();
        site.search_scope_name = "太华镇".into();
        site.footer.sponsor = "太华镇人民政府".into();
        site.footer.identifiers_of = Some("陶都市人民政府门户网站".into());
        site.nav = ["首页", "镇情概况", "工作动态", "通知公告", "村务公开", "便民服务"]
            .iter()
            .zip([
                "/taihua/",
                "/taihua/gaikuang/",
                "/taihua/dongtai/",
                "/taihua/gonggao/",
                "/taihua/cunwu/",
                "/taihua/bianmin/",
            ])
            .map(|(title, url)| NavItem::new(*title, url, url == "/taihua/"))
            .collect();
        site
    }
}
