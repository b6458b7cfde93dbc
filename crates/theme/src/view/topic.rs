//! Topics (专题): the area and a topic's page.

use super::{FeedRow, Item, Link, NamedLink, Pager, Picture};
use serde::Serialize;

/// A topic in a list, or as a wide banner.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Topic {
    /// Name.
    pub title: String,
    /// One or two sentences; may be empty.
    pub summary: String,
    /// Address.
    pub url: String,
    /// First day, `2026-06-01`.
    pub starts_on: String,
    /// Last day.
    pub ends_on: String,
    /// Over: marked 已归档 and kept in the archive.
    pub archived: bool,
    /// Lead picture.
    pub picture: Option<Picture>,
}

/// A picture with the words below it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TopicPicture {
    /// The picture.
    pub picture: Picture,
    /// May be empty.
    pub caption: String,
}

/// A block (小栏目) of a topic. Only what `kind` names is filled, and it is never empty.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TopicBlock {
    /// For the heading, unique on the page.
    pub id: String,
    /// Heading.
    pub title: String,
    /// `articles`, `text`, `pictures` or `links`.
    pub kind: String,
    /// Articles.
    pub items: Vec<Item>,
    /// Sanitized HTML.
    pub body_html: String,
    /// Pictures.
    pub pictures: Vec<TopicPicture>,
    /// Links.
    pub links: Vec<Link>,
}

/// `topic.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TopicShow {
    /// The topic itself.
    pub topic: Topic,
    /// The topic area.
    pub area: NamedLink,
    /// Blocks in order.
    pub blocks: Vec<TopicBlock>,
    /// Its feeds.
    pub feeds: Vec<FeedRow>,
}

/// `topics.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TopicsShow {
    /// Topics going on, on the first page.
    pub current: Vec<Topic>,
    /// Topics that are over.
    pub archived: Vec<Topic>,
    /// Of the archive.
    pub pager: Pager,
}

impl Topic {
    /// A topic going on, with a picture.
    pub fn sample() -> Self {
        Self {
            title: "老窑址保护三年行动".into(),
            summary: "查清家底、分级保护、活态传承，六座老龙窑一窑一策。".into(),
            url: "/topics/laoyao/".into(),
            starts_on: "2026-03-01".into(),
            ends_on: "2028-12-31".into(),
            archived: false,
            picture: Some(Picture::sample()),
        }
    }

    /// One without picture or abstract.
    pub fn sample_plain() -> Self {
        Self {
            title: "市两会".into(),
            summary: String::new(),
            url: "/topics/lianghui/".into(),
            picture: None,
            ..Self::sample()
        }
    }

    /// One that is over.
    pub fn sample_archived() -> Self {
        Self {
            title: "防汛2026".into(),
            summary: "汛情通报、转移安置和灾后恢复。".into(),
            url: "/topics/fangxun-2026/".into(),
            starts_on: "2026-06-01".into(),
            ends_on: "2026-09-30".into(),
            archived: true,
            picture: None,
        }
    }
}

impl TopicShow {
    /// A topic with a block of each kind.
    pub fn sample() -> Self {
        let block = |n: usize, title: &str, kind: &str| TopicBlock {
            id: format!("t-{n}"),
            title: title.into(),
            kind: kind.into(),
            ..TopicBlock::default()
        };
        let shot = TopicPicture {
            picture: Picture::sample(),
            caption: "雪后开窑。市融媒体中心供图".into(),
        };
        Self {
            topic: Topic::sample(),
            area: NamedLink::new("专题", "/topics/"),
            blocks: vec![
                TopicBlock {
                    body_html: "<p>三年时间，把散在六个镇的老窑址逐处查清、定级、修缮。</p>".into(),
                    ..block(1, "行动要点", "text")
                },
                TopicBlock {
                    items: Item::samples(),
                    ..block(2, "最新进展", "articles")
                },
                TopicBlock {
                    pictures: vec![shot.clone(), shot.clone(), shot],
                    ..block(3, "窑场影像", "pictures")
                },
                TopicBlock {
                    links: vec![
                        Link::new("省文物局", "https://www.example.gov.cn/"),
                        Link::new("政策文件", "/zhengce/"),
                    ],
                    ..block(4, "相关链接", "links")
                },
            ],
            feeds: vec![FeedRow::new("老窑址保护三年行动", |file| {
                format!("/topics/laoyao/{file}")
            })],
        }
    }

    /// One that is over, with one block.
    pub fn sample_archived() -> Self {
        let mut show = Self::sample();
        show.topic = Topic::sample_archived();
        show.blocks.truncate(2);
        show
    }
}

impl TopicsShow {
    /// Two going on, one over.
    pub fn sample() -> Self {
        Self {
            current: vec![Topic::sample(), Topic::sample_plain()],
            archived: vec![Topic::sample_archived()],
            pager: Pager::for_total(1, 20, 1, "/topics/"),
        }
    }
}
