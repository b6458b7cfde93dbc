//! The home page of any site.

use super::{Item, Link, Topic};
use serde::Serialize;

/// A titled list of a channel.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Block {
    /// Stable key a template may place by, e.g. `yaowen`.
    pub key: String,
    /// Heading.
    pub title: String,
    /// The channel's page (更多).
    pub url: String,
    /// Newest first.
    pub items: Vec<Item>,
}

/// A tab of the home page (通知公告, 部门动态, 乡镇动态): a heading without script.
pub type Tab = Block;

/// One of the function groups (公开 解读 办事 互动).
#[derive(Clone, Debug, Default, Serialize)]
pub struct ServiceGroup {
    /// Name.
    pub title: String,
    /// One line on what is there.
    pub summary: String,
    /// Address.
    pub url: String,
    /// `disclosure`, `policy`, `services`, `letters` choose the icon; others get a plain one.
    pub key: String,
}

/// A site in the directory.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SiteEntry {
    /// Short name.
    pub title: String,
    /// Address.
    pub url: String,
    /// `portal`, `department`, `township` or `topic`.
    pub kind: String,
}

/// A letter that was answered, for the strip of a home page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LetterAnswered {
    /// Title, cleaned.
    pub title: String,
    /// Its page.
    pub url: String,
    /// Class: 咨询, 投诉 …
    pub class: String,
    /// The unit that answered; may be empty.
    pub unit: String,
    /// Day of the answer, `2026-03-04`.
    pub date: String,
    /// How long the answer took: `2 个工作日答复`.
    pub took: String,
}

/// A figure of the letters board.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LetterFigure {
    /// What is counted.
    pub title: String,
    /// As it is read: `1286`, `98.60%`.
    pub text: String,
    /// `件`, or empty.
    pub unit: String,
    /// The list or the figures behind it.
    pub url: String,
}

/// The letters board on a home page: the newest public answers, live figures of the year (each opens what is behind it).
#[derive(Clone, Debug, Default, Serialize)]
pub struct LettersStrip {
    /// The board.
    pub url: String,
    /// Where to write.
    pub write_url: String,
    /// Where to follow a letter.
    pub query_url: String,
    /// Named mailboxes; may be empty.
    pub boxes: Vec<Link>,
    /// `2026年`.
    pub year: String,
    /// Received, answered, rate.
    pub figures: Vec<LetterFigure>,
    /// The newest answers; may be empty.
    pub rows: Vec<LetterAnswered>,
}

/// A home page; parts that are empty are not shown.
#[derive(Clone, Debug, Default, Serialize)]
pub struct HomeShow {
    /// The one title across the page.
    pub headline: Option<Item>,
    /// Picture stories.
    pub pictures: Vec<Item>,
    /// Lists by channel; the first stands beside the pictures.
    pub blocks: Vec<Block>,
    /// Function groups.
    pub groups: Vec<ServiceGroup>,
    /// Sites of the group.
    pub directory: Vec<SiteEntry>,
    /// Lists in tabs.
    pub tabs: Vec<Tab>,
    /// Letters board; null while the feature is off.
    pub letters: Option<LettersStrip>,
    /// Topics.
    pub topics: Vec<Topic>,
}

impl HomeShow {
    /// A full home page.
    pub fn sample() -> Self {
        let block = |key: &str, title: &str, from: usize| {
            let mut items = Item::samples();
            items.rotate_left(from);
            items.truncate(8);
            Block {
                key: key.into(),
                title: title.into(),
                url: format!("/{key}/"),
                items,
            }
        };
        let group = |title: &str, summary: &str, url: &str, key: &str| ServiceGroup {
            title: title.into(),
            summary: summary.into(),
            url: url.into(),
            key: key.into(),
        };
        let entry = |title: &str, slug: &str, kind: &str| SiteEntry {
            title: title.into(),
            url: format!("/{slug}/"),
            kind: kind.into(),
        };
        let mut story = Item::sample_with_picture();
        story.title = "老窑新火：太华镇雪后开窑，百把紫砂壶成色喜人".into();
        story.summary = "十一月十八日清晨，停烧十一年的老龙窑重新点火。".into();
        Self {
            headline: Some(Item {
                title: "市委经济工作会议部署明年八项重点任务".into(),
                ..Item::sample()
            }),
            pictures: vec![story.clone(), story],
            blocks: vec![
                block("yaowen", "政务要闻", 0),
                block("zhengce", "政策文件", 2),
                block("jiedu", "政策解读", 4),
                block("zhuanzai", "国务院要闻", 6),
            ],
            groups: vec![
                group(
                    "政务公开",
                    "法定主动公开内容、信息公开指南与年报",
                    "/zwgk/",
                    "disclosure",
                ),
                group("解读回应", "图解政策、新闻发布与热点回应", "/jiedu/", "policy"),
                group("办事服务", "个人与企业办事指南，一次告知", "/fuwu/", "services"),
                group(
                    "互动交流",
                    "咨询、建议、投诉，七个工作日内答复",
                    "/letters/",
                    "letters",
                ),
            ],
            directory: vec![
                entry("教育局", "edu", "department"),
                entry("档案馆", "archives", "department"),
                entry("市场监管局", "drug", "department"),
                entry("农业农村局", "agri", "department"),
                entry("司法局", "justice", "department"),
                entry("隆尧镇", "longyao", "township"),
                entry("珠海路街道", "zhuhai", "township"),
                entry("太华镇", "taihua", "township"),
            ],
            tabs: vec![
                block("gonggao", "通知公告", 1),
                block("bumen", "部门动态", 3),
                block("xiangzhen", "乡镇动态", 5),
            ],
            letters: Some(LettersStrip::sample()),
            topics: vec![Topic::sample(), Topic::sample_plain()],
        }
    }

    /// Links of the directory of one kind, for tests and plain pages.
    pub fn directory_of(&self, kind: &str) -> Vec<Link> {
        self.directory
            .iter()
            .filter(|e| e.kind == kind)
            .map(|e| Link::new(&e.title, &e.url))
            .collect()
    }
}

impl LettersStrip {
    /// A strip with figures and answers.
    pub fn sample() -> Self {
        let figure = |title: &str, text: &str, unit: &str, what: &str| LetterFigure {
            title: title.into(),
            text: text.into(),
            unit: unit.into(),
            url: format!("/letters/stats/list?from=2026-01-01&to=2026-12-31&what={what}"),
        };
        let row = |title: &str, class: &str, unit: &str, took: &str| LetterAnswered {
            title: title.into(),
            url: "/letters/7.html".into(),
            class: class.into(),
            unit: unit.into(),
            date: "2026-11-20".into(),
            took: took.into(),
        };
        Self {
            url: "/letters/".into(),
            write_url: "/letters/new".into(),
            query_url: "/letters/query".into(),
            boxes: vec![Link::new("市长信箱", "/letters/new?board=mayor")],
            year: "2026年".into(),
            figures: vec![
                figure("有效来信", "1286", "件", "valid"),
                figure("已答复", "1251", "件", "answered"),
                figure("答复率", "97.28%", "", "answered"),
            ],
            rows: vec![
                row("青泥小学校车线路能否增加一站", "建议", "教育局", "3 个工作日答复"),
                row("外地转入小学需要哪些材料", "咨询", "教育局", "当日答复"),
            ],
        }
    }
}
