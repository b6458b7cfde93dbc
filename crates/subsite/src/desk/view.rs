//! What the desk's template sees.

use serde::Serialize;

/// The desk.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DeskShow {
    /// Greeting line: person, weekday.
    pub greeting: String,
    /// Figures that open their lists.
    pub figures: Vec<Figure>,
    /// Lists of what waits; empty ones are shown with what to do next.
    pub lists: Vec<WaitingList>,
    /// Where a new article is begun; empty when this person may not write.
    pub new_url: String,
}

/// A figure that opens the list behind it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Figure {
    /// Words.
    pub label: String,
    /// Count, as it is read: `3`, `2 / 3`.
    pub value: String,
    /// The list.
    pub url: String,
    /// plain, warn, late, ok.
    pub tone: String,
    /// How it stands, in words, or empty.
    pub note: String,
}

/// A list of what waits.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WaitingList {
    /// Heading.
    pub title: String,
    /// The whole list.
    pub url: String,
    /// What to say when there is nothing.
    pub empty: String,
    /// Newest first.
    pub rows: Vec<Row>,
}

/// An article that waits.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Row {
    /// Headline.
    pub title: String,
    /// Its staff page.
    pub url: String,
    /// Channel.
    pub channel: String,
    /// Author.
    pub author: String,
    /// `2026-11-22 09:30`.
    pub changed_at: String,
    /// Why it came back, or empty.
    pub note: String,
}

impl DeskShow {
    /// Realistic data for tests and designers.
    #[must_use]
    pub fn sample() -> Self {
        let row = Row {
            title: "关于做好冬季校园供暖工作的通知".into(),
            url: "/console/articles/7".into(),
            channel: "通知公告".into(),
            author: "周若溪".into(),
            changed_at: "2026-11-21 16:20".into(),
            note: "请补充供暖起止日期。".into(),
        };
        let figure = |label: &str, value: &str, tone: &str| Figure {
            label: label.into(),
            value: value.into(),
            url: "/console/articles".into(),
            tone: tone.into(),
            note: String::new(),
        };
        Self {
            greeting: "周若溪，今天是 2026-11-22 星期日".into(),
            figures: vec![
                figure("我的草稿", "2", "plain"),
                figure("待审核", "4", "warn"),
                figure("已发布", "128", "ok"),
                Figure {
                    url: "/console/quota".into(),
                    note: "提醒，还差 1 篇".into(),
                    ..figure("本周发布", "2 / 3", "warn")
                },
            ],
            lists: vec![
                WaitingList {
                    title: "已退回".into(),
                    url: "/console/articles?state=returned".into(),
                    empty: "没有退回的稿件。".into(),
                    rows: vec![row.clone()],
                },
                WaitingList {
                    title: "待审核".into(),
                    url: "/console/reviews".into(),
                    empty: "没有等待审核的稿件。".into(),
                    rows: vec![Row {
                        note: String::new(),
                        ..row
                    }],
                },
            ],
            new_url: "/console/articles/new".into(),
        }
    }
}
