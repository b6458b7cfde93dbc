//! Sample data of the staff templates, for tests that render them.

use super::compare::compare;
use super::view::*;
use crate::article::form::TextForm;
use crate::article::state::State;
use crate::slot::staff::Offer;
use gateway::SlotAction;
use theme::view::Pager;

impl ArticleList {
    /// A list with rows in several states.
    #[must_use]
    pub fn sample() -> Self {
        let tab = |title, key: &str, count| Tab {
            title,
            url: format!("/console/articles?state={key}"),
            current: key.is_empty(),
            count,
        };
        Self {
            url: "/console/articles".into(),
            new_url: Some("/console/articles/new".into()),
            tabs: vec![
                tab("全部", "", 128),
                tab("我的草稿", "mine", 3),
                tab("待审核", "submitted", 4),
                tab("已发布", "published", 117),
            ],
            state: "",
            channels: vec![Choice::new(1, "教育要闻", "2"), Choice::new(2, "通知公告", "2")],
            q: "入学".into(),
            narrowed: true,
            rows: vec![
                ArticleRow {
                    url: "/console/articles/1286".into(),
                    title: "2026年秋季小学一年级新生入学登记办法".into(),
                    channel: "通知公告".into(),
                    chips: vec![Chip::of(State::Published), Chip::correction(State::Draft)],
                    author: "沈秋白".into(),
                    at: "2026-11-18 09:30".into(),
                },
                ArticleRow {
                    url: "/console/articles/1287".into(),
                    title: "丁山小学把陶艺课开进老窑址".into(),
                    channel: "教育要闻".into(),
                    chips: vec![Chip::of(State::Submitted)],
                    author: "周若溪".into(),
                    at: "2026-11-19 15:02".into(),
                },
            ],
            pager: Pager::for_total(1, 30, 128, "/console/articles?q=%E5%85%A5%E5%AD%A6"),
            empty_title: "没有符合条件的稿件",
            empty_text: "换一个词，或清除筛选条件。",
        }
    }

    /// The list of a new site.
    #[must_use]
    pub fn sample_empty() -> Self {
        Self {
            rows: Vec::new(),
            q: String::new(),
            narrowed: false,
            pager: Pager::for_total(1, 30, 0, "/console/articles"),
            ..Self::sample()
        }
    }
}

impl ArticleForm {
    /// A form with text, after a save in between.
    #[must_use]
    pub fn sample() -> Self {
        let form = TextForm {
            title: "丁山小学把陶艺课开进老窑址".into(),
            channel: "1".into(),
            origin: "own".into(),
            body_format: "markdown".into(),
            body: "十一月十八日，丁山小学四年级学生来到前墅龙窑。\n\n## 一堂在窑边的课\n\n窑工徐阿根讲了怎样看火。".into(),
            source: "陶都市教育局".into(),
            author: "周若溪".into(),
            lead: "a".repeat(64),
            attachments: vec!["b".repeat(64)],
            revision: "4".into(),
            ..TextForm::default()
        };
        let theirs = TextForm {
            title: "丁山小学陶艺课走进老窑址".into(),
            ..form.clone()
        };
        let (left_html, right_html) = compare(&theirs.as_lines("教育要闻"), &form.as_lines("教育要闻"));
        Self {
            action: "/console/articles/1287".into(),
            back: "/console/articles/1287".into(),
            back_title: "返回稿件",
            preview_url: Some("/console/articles/1287/preview".into()),
            media_url: "/console/media".into(),
            pictures_at: "/media/".into(),
            slot_url: "/console/articles/slot".into(),
            sign_in_url: "/console/login?next=%2Fconsole%2Farticles%2Fslot%2Fsigned-in".into(),
            fresh: false,
            others: "李文清".into(),
            offers: vec![Offer {
                id: 3,
                title: "丁山小学把陶艺课开进老窑址".into(),
                at: "2026-11-23 10:32".into(),
                aside: false,
                take: "/console/articles/1287/edit?slot=3".into(),
            }],
            resumed: true,
            channels: vec![Choice::new(1, "教育要闻", "1"), Choice::new(2, "通知公告", "1")],
            origins: vec![
                Choice::new("own", "自采", "own"),
                Choice {
                    help: "须写明原发布单位".into(),
                    ..Choice::new("repost", "转载", "own")
                },
                Choice::new("contributed", "来稿", "own"),
            ],
            formats: vec![
                Choice::new("markdown", "Markdown", "markdown"),
                Choice::new("html", "HTML", "markdown"),
            ],
            pictures: vec![Choice::new(
                "a".repeat(64),
                "前墅龙窑.jpg（1600×1067）",
                &form.lead,
            )],
            files: vec![Choice {
                help: "PDF，36 kB".into(),
                ..Choice::new("b".repeat(64), "活动安排.pdf", "")
            }],
            correction: true,
            returned: "第二段学生人数与报名表不一致，请核实。".into(),
            voids: true,
            checks: crate::check::staff::Panel::sample(""),
            conflict: Some(Compared {
                left_title: "系统中现有的内容".into(),
                right_title: "您填写的内容".into(),
                left_html,
                right_html,
            }),
            form,
        }
    }

    /// An empty form.
    #[must_use]
    pub fn sample_new() -> Self {
        Self {
            form: TextForm::blank("陶都市教育局", "周若溪"),
            preview_url: None,
            pictures: Vec::new(),
            files: Vec::new(),
            correction: false,
            returned: String::new(),
            voids: false,
            checks: crate::check::staff::Panel::default(),
            conflict: None,
            ..Self::sample()
        }
    }
}

impl EditionText {
    /// A short text with a picture and a file.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            subtitle: "四年级一百二十六名学生上了一堂看火的课".into(),
            facts: vec![
                Fact { term: "稿源", text: "陶都市教育局".into() },
                Fact { term: "类别", text: "自采".into() },
                Fact { term: "作者", text: "周若溪".into() },
            ],
            lead: Some(LeadPicture { url: "/media/0f3a/640.webp".into(), alt: "学生围在龙窑的火眼旁".into() }),
            body_html: "<p>十一月十八日，丁山小学四年级学生来到前墅龙窑。</p><h3>一堂在窑边的课</h3><p>窑工徐阿根讲了怎样看火。</p>".into(),
            files: vec![FileLink {
                name: "活动安排".into(),
                url: "/media/77ae/file".into(),
                note: "PDF，36 kB".into(),
            }],
        }
    }
}

impl ArticlePage {
    /// A submitted correction of a published article, seen by somebody who may do everything.
    #[must_use]
    pub fn sample() -> Self {
        let at = |verb: &str| Some(format!("/console/articles/1287/{verb}"));
        let deeds = Deeds {
            edit: at("edit"),
            preview: at("preview"),
            open: Some("/news/2026/11/1287.html".into()),
            submit: at("submit"),
            recall: at("recall"),
            discard: at("discard"),
            approve: at("approve"),
            send_back: at("return"),
            publish: at("publish"),
            corrects: false,
            correct: at("correct"),
            published: true,
            withdraw: at("withdraw"),
        };
        Self {
            back: "/console/articles".into(),
            chips: vec![Chip::of(State::Published), Chip::correction(State::Submitted)],
            hint: "等待审核人员处理。".into(),
            returned: String::new(),
            facts: vec![
                Fact {
                    term: "栏目",
                    text: "教育要闻".into(),
                },
                Fact {
                    term: "首次发布",
                    text: "2026-11-18 09:30".into(),
                },
            ],
            revision: 4,
            acts: deeds.any(),
            flow: super::flow::Flow::sample(),
            topics: crate::topic::staff::Rooms::sample(),
            deeds,
            slots: vec![
                SlotAction {
                    page: String::new(),
                    label: "报送门户".into(),
                    url: "/console/articles/1287/report".into(),
                    fields: vec![("rule".into(), "1".into())],
                    asks: None,
                    note: "报送到门户的“部门动态”。".into(),
                },
                SlotAction {
                    page: String::new(),
                    label: "撤销报送".into(),
                    url: "/console/articles/1287/unreport".into(),
                    fields: Vec::new(),
                    asks: Some("撤销的原因".into()),
                    note: String::new(),
                },
                SlotAction {
                    note: "门户已采用，2026-11-18 10:02。".into(),
                    ..SlotAction::default()
                },
            ],
            n: 2,
            text: EditionText {
                body_html: crate::check::staff::Panel::sample_body(),
                ..EditionText::sample()
            },
            checks: crate::check::staff::Panel::sample("/console/articles/1287/cure"),
            approvals: vec![
                ApprovalRow {
                    n: 1,
                    chip: Chip {
                        text: "通过".into(),
                        tone: "ok",
                    },
                    person: "沈秋白".into(),
                    opinion: "同意发布。".into(),
                    at: "2026-11-18 09:10".into(),
                    voided: false,
                },
                ApprovalRow {
                    n: 1,
                    chip: Chip {
                        text: "退回".into(),
                        tone: "warn",
                    },
                    person: "沈秋白".into(),
                    opinion: "学生人数请核实。".into(),
                    at: "2026-11-17 16:40".into(),
                    voided: true,
                },
            ],
            compare: Some("/console/articles/1287/compare".into()),
            editions: vec![
                EditionRow {
                    n: 2,
                    url: "/console/articles/1287/editions/2002".into(),
                    chip: Chip::of(State::Submitted),
                    title: "丁山小学把陶艺课开进老窑址".into(),
                    author: "周若溪".into(),
                    note: "学生人数更正为一百二十六名。".into(),
                    at: "2026-11-19 15:02".into(),
                },
                EditionRow {
                    n: 1,
                    url: "/console/articles/1287/editions/2001".into(),
                    chip: Chip::of(State::Published),
                    title: "丁山小学陶艺课走进老窑址".into(),
                    author: "周若溪".into(),
                    note: String::new(),
                    at: "2026-11-18 09:30".into(),
                },
            ],
        }
    }

    /// A draft sent back, seen by somebody who may only read.
    #[must_use]
    pub fn sample_plain() -> Self {
        let mut page = Self::sample();
        page.deeds = Deeds::default();
        page.acts = false;
        page.slots = Vec::new();
        page.approvals = Vec::new();
        page.editions.truncate(1);
        page.hint = String::new();
        page.returned = "学生人数请核实。".into();
        page.text.lead = None;
        page.text.files = Vec::new();
        page
    }
}

impl EditionPage {
    /// The second edition against the first.
    #[must_use]
    pub fn sample() -> Self {
        let (left_html, right_html) = compare(
            "标题：陶艺课\n\n学生一百二十名。",
            "标题：陶艺课\n\n学生一百二十六名。",
        );
        Self {
            back: "/console/articles/1287".into(),
            n: 2,
            chip: Chip::of(State::Published),
            title: "丁山小学把陶艺课开进老窑址".into(),
            text: EditionText::sample(),
            restore: Some("/console/articles/1287/editions/2/restore".into()),
            revision: 4,
            compared: Some(Compared {
                left_title: "第 1 版".into(),
                right_title: "第 2 版".into(),
                left_html,
                right_html,
            }),
        }
    }
}

impl VersionsPage {
    /// The first two editions.
    #[must_use]
    pub fn sample() -> Self {
        let (left_html, right_html) = compare("学生一百二十名。", "学生一百二十六名。");
        let choices = |chosen| {
            vec![
                Choice::new(2, "第 2 版　已发布", chosen),
                Choice::new(1, "第 1 版　已被新版替代", chosen),
            ]
        };
        Self {
            back: "/console/articles/1287".into(),
            url: "/console/articles/1287/compare".into(),
            old: choices("1"),
            new: choices("2"),
            left: 1,
            right: 2,
            same: left_html == right_html,
            compared: Compared {
                left_title: "第 1 版（周若溪）".into(),
                right_title: "第 2 版（周若溪）".into(),
                left_html,
                right_html,
            },
        }
    }
}

impl ReviewList {
    /// Two that wait.
    #[must_use]
    pub fn sample() -> Self {
        let row = |id: i64, title: &str, stage, others| ReviewRow {
            url: format!("/console/articles/{id}"),
            title: title.into(),
            channel: "教育要闻".into(),
            author: "周若溪".into(),
            at: "2026-11-19 15:02".into(),
            stage,
            others,
        };
        Self {
            mine: 1,
            rows: vec![
                row(1287, "丁山小学把陶艺课开进老窑址", "复审", ""),
                row(1290, "教师招聘面试安排", "终审", "您已审过前一轮，须由他人审核"),
            ],
            articles_url: "/console/articles".into(),
        }
    }

    /// Nothing waits.
    #[must_use]
    pub fn sample_empty() -> Self {
        Self {
            rows: Vec::new(),
            ..Self::sample()
        }
    }
}
