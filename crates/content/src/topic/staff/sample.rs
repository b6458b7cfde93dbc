//! Sample data of the staff templates, for tests that render them.

use super::add::{Place, Rooms};
use super::view::*;
use crate::article::staff::Choice;
use crate::topic::form::{BlockForm, TopicForm};
use crate::topic::{Kind, State};

impl TopicList {
    /// One going on, one that is over, one that shows nothing.
    #[must_use]
    pub fn sample() -> Self {
        let row = |id: i64, title: &str, state: State, tone, note| TopicRow {
            url: format!("/console/topics/{id}"),
            title: title.into(),
            path: format!("/topics/t{id}/"),
            days: "2026-06-01 至 2026-09-30".into(),
            state: state.title().into(),
            tone,
            note,
            count: 12,
        };
        Self {
            new_url: "/console/topics/new".into(),
            rows: vec![
                row(1, "全国文明城市创建", State::Public, "live", ""),
                row(2, "防汛2026", State::Archived, "plain", ""),
                row(
                    3,
                    "市两会",
                    State::Public,
                    "wait",
                    "没有可以显示的内容，公众看不到。",
                ),
            ],
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

impl TopicPage {
    /// A topic with a block of each kind, changed in between.
    #[must_use]
    pub fn sample() -> Self {
        let choice = |value: &str, label: &str| Choice::new(value, label, "");
        let item = |value: &str, title: &str, live: bool| BlockItem {
            value: value.into(),
            title: title.into(),
            note: "教育局，2026-11-18".into(),
            live,
        };
        let block = |kind: Kind, heading: &str| BlockView {
            kind: kind.key().into(),
            kind_title: kind.title(),
            heading: heading.into(),
            body: String::new(),
            items: Vec::new(),
            find: String::new(),
            looks: false,
            found: Vec::new(),
        };
        let articles = BlockView {
            items: vec![
                item("u1", "青泥河洪峰平稳过境", true),
                item("u2", "汛前检查通报", false),
            ],
            find: "防汛".into(),
            looks: true,
            found: vec![choice("u3", "堤防值守安排公布"), choice("u4", "灾后恢复政策问答")],
            ..block(Kind::Articles, "汛情与部署")
        };
        let nothing = BlockView {
            looks: true,
            ..block(Kind::Articles, "部门行动")
        };
        let pictures = BlockView {
            items: vec![item("h1", "青泥河大堤巡查", true)],
            ..block(Kind::Pictures, "影像")
        };
        Self {
            action: "/console/topics/1".into(),
            back: "/console/topics".into(),
            form: TopicForm {
                title: "防汛2026".into(),
                slug: "fangxun-2026".into(),
                starts_on: "2026-06-01".into(),
                ends_on: "2026-09-30".into(),
                state: "public".into(),
                revision: "3".into(),
                blocks: vec![BlockForm::default(); 5],
                ..TopicForm::default()
            },
            blocks: vec![
                articles,
                nothing,
                pictures,
                block(Kind::Text, "说明"),
                block(Kind::Links, "链接"),
            ],
            pictures: vec![choice("h1", "青泥河大堤巡查（1600×1067）")],
            states: State::ALL
                .map(|state| Choice::new(state.key(), state.title(), "public"))
                .to_vec(),
            kinds: Kind::ALL.map(|kind| choice(kind.key(), kind.title())).to_vec(),
            there: true,
            preview_url: Some("/console/topics/1/preview".into()),
            open_url: Some("/topics/fangxun-2026/".into()),
            hint: "开始日期未到，公众还看不到。".into(),
            conflict: Some("/console/topics/1".into()),
            unsaved: true,
        }
    }

    /// A new topic.
    #[must_use]
    pub fn sample_new() -> Self {
        Self {
            form: TopicForm::default(),
            blocks: Vec::new(),
            there: false,
            preview_url: None,
            open_url: None,
            hint: String::new(),
            conflict: None,
            unsaved: false,
            ..Self::sample()
        }
    }
}

impl Rooms {
    /// Standing in one, free to go into another.
    #[must_use]
    pub fn sample() -> Self {
        let place = |url| Place {
            title: "防汛2026 · 汛情与部署".into(),
            url,
        };
        Self {
            here: vec![place(Some("/console/topics/1".into())), place(None)],
            open: vec![Choice::new("7", "全国文明城市创建 · 最新动态", "")],
            action: "/console/articles/1287/topics".into(),
        }
    }
}
