//! Writing a letter, its receipt, and the letters of an account.

use super::{FieldError, FormField, Hidden, LetterDuty, LetterFilter, LetterRow, Link, Pager};
use serde::Serialize;

/// A unit that letters may go to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LetterUnit {
    /// What is sent; empty for who does not know.
    pub value: String,
    /// Its name.
    pub name: String,
    /// Other names, for people and for the filter.
    pub also: String,
    /// What it is there for.
    pub duties: String,
    /// The one chosen.
    pub chosen: bool,
}

/// The choice of a unit.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LetterUnits {
    /// Words the list is filtered by.
    pub words: String,
    /// What the filter found, in words; may be empty.
    pub note: String,
    /// The units, who does not know first.
    pub rows: Vec<LetterUnit>,
}

/// A file that came with the form already.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LetterFile {
    /// Its name.
    pub name: String,
    /// Kind and size.
    pub size: String,
    /// How it stands, on the writer's own page; may be empty.
    pub state: String,
    /// What the button that removes it sends, or where the public copy lies; may be empty.
    pub key: String,
}

/// The files of a letter.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LetterFiles {
    /// Those that are there.
    pub rows: Vec<LetterFile>,
    /// The endings a browser offers.
    pub accept: String,
    /// How many, how large, of which kinds.
    pub help: String,
    /// Whether another may be sent.
    pub room: bool,
    /// Bytes of one file at most, for the script that says so at once.
    pub most: u64,
}

impl LetterFiles {
    /// A file, and room for more.
    pub fn sample() -> Self {
        Self {
            rows: vec![LetterFile {
                name: "路面照片.jpg".into(),
                size: "图片，1.2 MB".into(),
                key: "remove:x".into(),
                ..LetterFile::default()
            }],
            accept: ".jpg,.pdf".into(),
            help: "最多 5 个。".into(),
            room: true,
            most: 10 << 20,
        }
    }
}

/// The form for a letter.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LetterForm {
    /// The heading.
    pub heading: String,
    /// Sentences above the form.
    pub lead: Vec<String>,
    /// What the board does not take.
    pub refused: Vec<String>,
    /// Boards of the site, if there are several.
    pub boards: Vec<LetterFilter>,
    /// Who answers today; null where nobody is on duty.
    pub duty: Option<LetterDuty>,
    /// Answered questions that were chosen; may be empty.
    pub answers: Vec<LetterRow>,
    /// All of them, with a search; may be empty.
    pub answers_url: String,
    /// What was just done; may be empty.
    pub notice: String,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// Where the form goes; empty when the board is closed.
    pub action: String,
    /// The proof for the hidden field.
    pub csrf: String,
    /// Fields nobody sees.
    pub hidden: Vec<Hidden>,
    /// Answered letters that may answer this one; shown before it is sent.
    pub similar: Vec<LetterRow>,
    /// The class.
    pub class: FormField,
    /// Which classes are never public, in words; may be empty.
    pub class_note: String,
    /// Units; null where the board has its own.
    pub units: Option<LetterUnits>,
    /// Title and text.
    pub letter: Vec<FormField>,
    /// Files; null where none are taken.
    pub files: Option<LetterFiles>,
    /// Name and ways to reach the writer.
    pub writer: Vec<FormField>,
    /// Whether it may be public; null where nothing is.
    pub public: Option<FormField>,
    /// What public means here.
    pub public_note: String,
    /// A question to be answered first.
    pub question: Option<FormField>,
    /// Words of the button.
    pub submit: String,
    /// What the button sends: `next` looks for answered letters first, `send` does not.
    pub go: String,
    /// Where else to go.
    pub links: Vec<Link>,
}

impl LetterForm {
    /// The form after a mistake, with everything that it can have.
    pub fn sample() -> Self {
        Self {
            heading: "我要写信".into(),
            lead: vec!["来信在 5 个工作日内答复。".into()],
            refused: vec!["正在办理期限内的同一事项".into()],
            boards: vec![
                LetterFilter {
                    title: "咨询投诉".into(),
                    url: "/letters/new".into(),
                    current: true,
                },
                LetterFilter {
                    title: "市长信箱".into(),
                    url: "/letters/new?board=mayor".into(),
                    current: false,
                },
            ],
            duty: Some(LetterDuty::sample()),
            answers: vec![LetterRow {
                title: "借条没有写还款日期怎么办".into(),
                url: "/letters/9.html".into(),
                ..LetterRow::default()
            }],
            answers_url: "/letters/?state=chosen".into(),
            notice: "附件已收下，随来信一起提交。".into(),
            errors: vec![
                FieldError::new("title", "请填写标题。"),
                FieldError::new("unit", "没有这个单位。"),
                FieldError::new("files", "“a.exe”没有收下。"),
                FieldError::new("answer", "回答不对，请再答一题。"),
            ],
            action: "/letters/new".into(),
            csrf: "x".into(),
            hidden: vec![Hidden::new("submission", "x")],
            similar: vec![LetterRow {
                title: "小学入学需要哪些材料".into(),
                url: "/letters/7.html".into(),
                class: "咨询".into(),
                unit: "教育局".into(),
                date: "2026-03-02".into(),
                state: "已答复".into(),
            }],
            class: FormField::new("class", "来信类型", "text", "off")
                .value("咨询")
                .options([("".into(), "请选择".into()), ("咨询".into(), "咨询".into())]),
            class_note: "“举报”一律不公开。".into(),
            units: Some(LetterUnits {
                words: "入学".into(),
                note: "找到 1 个单位。".into(),
                rows: vec![
                    LetterUnit {
                        name: "不知道归谁管".into(),
                        duties: "由网站转给负责的单位。".into(),
                        chosen: true,
                        ..LetterUnit::default()
                    },
                    LetterUnit {
                        value: "3".into(),
                        name: "教育局".into(),
                        also: "教委".into(),
                        duties: "学校教育、招生入学、教师管理。".into(),
                        chosen: false,
                    },
                ],
            }),
            letter: vec![
                FormField::new("title", "标题", "text", "off"),
                FormField::new("body", "内容", "text", "off").lines(10, 5000),
            ],
            files: Some(LetterFiles::sample()),
            writer: vec![FormField::new("name", "您的称呼", "text", "name")],
            public: Some(
                FormField::new("public", "是否公开", "text", "off")
                    .value("yes")
                    .options([("yes".into(), "可以公开".into()), ("no".into(), "不公开".into())]),
            ),
            public_note: "公开时隐去姓名和联系方式。".into(),
            question: Some(FormField::new("answer", "三加五等于几？", "text", "off")),
            submit: "提交来信".into(),
            go: "send".into(),
            links: vec![Link::new("查询办理情况", "/letters/query")],
        }
    }
}

/// A day on the way to the answer.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReceiptDay {
    /// The date with its weekday.
    pub day: String,
    /// 工作日, 周末, 法定节假日, 调休上班.
    pub kind: String,
    /// 第 2 个工作日, or empty.
    pub count: String,
}

/// What a writer takes home.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LetterReceipt {
    /// 编号.
    pub number: String,
    /// 查询码.
    pub code: String,
    /// When it was received.
    pub received: String,
    /// Title as it may be public.
    pub title: String,
    /// Where it goes, in words.
    pub unit: String,
    /// Whether it may be public, in words.
    pub public: String,
    /// Names of the files that came with it.
    pub files: Vec<LetterFile>,
    /// How the writer hears of it, in words.
    pub told: String,
    /// What happens next, in order.
    pub next: Vec<String>,
    /// Last day for the answer.
    pub due: String,
    /// The days until then.
    pub days: Vec<ReceiptDay>,
    /// Where to follow it.
    pub query: Link,
    /// Where else to go.
    pub links: Vec<Link>,
}

impl LetterReceipt {
    /// A receipt.
    pub fn sample() -> Self {
        Self {
            number: "20260302-1-7".into(),
            code: "ABCDE-23456".into(),
            received: "2026-03-02 09:00".into(),
            title: "小学入学需要哪些材料".into(),
            unit: "教育局".into(),
            public: "可以公开".into(),
            files: vec![LetterFile {
                name: "户口簿.jpg".into(),
                size: "图片，1.2 MB".into(),
                ..LetterFile::default()
            }],
            told: "有答复时发邮件到您填写的邮箱。".into(),
            next: vec!["1 个工作日内登记受理。".into()],
            due: "2026-03-09".into(),
            days: vec![ReceiptDay {
                day: "2026-03-03 星期二".into(),
                kind: "工作日".into(),
                count: "第 1 个工作日".into(),
            }],
            query: Link::new("查询办理情况", "/letters/query"),
            links: vec![Link::new("咨询投诉", "/letters/")],
        }
    }
}

/// The letters of an account.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LettersMine {
    /// Letters, newest first; `url` is empty, as each is opened by its form.
    pub rows: Vec<LetterRow>,
    /// Their numbers in the same order, for the forms.
    pub numbers: Vec<String>,
    /// Where the forms go.
    pub action: String,
    /// The proof for the hidden field.
    pub csrf: String,
    /// The pages.
    pub pager: Pager,
    /// 我要写信.
    pub write: Link,
    /// The account.
    pub account: Link,
}

impl LettersMine {
    /// One letter.
    pub fn sample() -> Self {
        Self {
            rows: LetterForm::sample().similar,
            numbers: vec!["20260302-1-7".into()],
            action: "/letters/query".into(),
            csrf: "x".into(),
            pager: Pager::for_total(1, 20, 1, "/letters/mine"),
            write: Link::new("我要写信", "/letters/new"),
            account: Link::new("个人中心", "/account"),
        }
    }
}
