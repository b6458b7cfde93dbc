//! Small parts shared by many pages.

use serde::Serialize;

/// A link with a title.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Visible text.
    pub title: String,
    /// Address, made by `site.url(…)`.
    pub url: String,
}

impl Link {
    /// A link.
    pub fn new(title: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            url: url.into(),
        }
    }
}

/// A thing with a name of its own (a site, a channel) and its address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NamedLink {
    /// The thing's name.
    pub name: String,
    /// Address.
    pub url: String,
}

impl NamedLink {
    /// A named link.
    pub fn new(name: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            url: url.into(),
        }
    }
}

/// A link of a navigation: one of them may be the page shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NavItem {
    /// Visible text.
    pub title: String,
    /// Address.
    pub url: String,
    /// True on the page (or section) shown.
    pub current: bool,
}

impl NavItem {
    /// A navigation link.
    pub fn new(title: impl Into<String>, url: impl Into<String>, current: bool) -> Self {
        Self {
            title: title.into(),
            url: url.into(),
            current,
        }
    }
}

/// A picture ready for `<img>`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Picture {
    /// Address of the middle size.
    pub url: String,
    /// Text for those who do not see it; empty when decorative.
    pub alt: String,
    /// Width in pixels of `url`.
    pub width: u32,
    /// Height in pixels of `url`.
    pub height: u32,
    /// Other sizes, in `srcset` syntax.
    pub srcset: Option<String>,
}

impl Picture {
    /// A sample picture.
    pub fn sample() -> Self {
        Self {
            url: "/media/0f3a9c5e7b21/yaochang.svg".into(),
            alt: "太华镇老窑场雪后开窑，工人从窑门搬出成排的紫砂壶".into(),
            width: 1200,
            height: 800,
            srcset: None,
        }
    }
}

/// One article in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Headline.
    pub title: String,
    /// Address.
    pub url: String,
    /// Day of publication, `2026-11-18`.
    pub date: String,
    /// Minute of publication, `2026-11-18 09:30` (Beijing time).
    pub time: String,
    /// The same in RFC 3339, for `<time datetime>`.
    pub datetime: String,
    /// Short name of the unit it came from; null when it is the site's own.
    pub unit: Option<String>,
    /// One or two sentences; may be empty.
    pub summary: String,
    /// Lead picture.
    pub picture: Option<Picture>,
}

impl Item {
    /// A sample item.
    pub fn sample() -> Self {
        Self::of("我市启动紫砂老窑址保护三年行动", "教育局", "2026-11-18", "09:30")
    }

    /// A sample item with a lead picture.
    pub fn sample_with_picture() -> Self {
        Self {
            picture: Some(Picture::sample()),
            ..Self::sample()
        }
    }

    /// Ten sample items, newest first.
    pub fn samples() -> Vec<Self> {
        const ROWS: [(&str, &str, &str, &str); 10] = [
            (
                "市政府召开常务会议研究部署冬季民生保障和安全生产工作",
                "",
                "2026-11-20",
                "17:05",
            ),
            (
                "关于2026年度城乡居民基本医疗保险集中缴费期延长的通知",
                "医保局",
                "2026-11-20",
                "10:12",
            ),
            ("我市启动紫砂老窑址保护三年行动", "文旅局", "2026-11-18", "09:30"),
            (
                "秋粮收购全部结束 订单农户户均增收一千二百元",
                "农业农村局",
                "2026-11-17",
                "16:40",
            ),
            (
                "义务教育学校课后服务时间调整安排",
                "教育局",
                "2026-11-16",
                "11:00",
            ),
            (
                "太华镇：竹林里的课堂把垃圾分类讲成故事",
                "太华镇",
                "2026-11-15",
                "15:26",
            ),
            (
                "市人民政府关于划定高污染燃料禁燃区的通告（征求意见稿）公开征求意见",
                "生态环境局",
                "2026-11-14",
                "09:00",
            ),
            (
                "市档案馆新接收民国窑户账册一百三十七卷，预约即可查阅",
                "档案馆",
                "2026-11-13",
                "14:08",
            ),
            (
                "珠海路地下管网改造工程提前九天恢复通车",
                "住建局",
                "2026-11-12",
                "18:20",
            ),
            (
                "公共法律服务进村入户，全年解答咨询四千余次",
                "司法局",
                "2026-11-11",
                "08:45",
            ),
        ];
        let mut items: Vec<Self> = ROWS
            .iter()
            .map(|(title, unit, day, time)| Self::of(title, unit, day, time))
            .collect();
        for item in items.iter_mut().take(4) {
            item.summary = "会议指出，岁末年初各项任务集中，要把群众温暖过冬放在心上，逐户核实困难家庭取暖、用水、用药情况，责任到人。".into();
        }
        items
    }

    fn of(title: &str, unit: &str, day: &str, time: &str) -> Self {
        Self {
            title: title.into(),
            url: format!("/yaowen/{}/{}/1286.html", &day[..4], &day[5..7]),
            date: day.into(),
            time: format!("{day} {time}"),
            datetime: format!("{day}T{time}:00+08:00"),
            unit: (!unit.is_empty()).then(|| unit.to_owned()),
            summary: String::new(),
            picture: None,
        }
    }
}
