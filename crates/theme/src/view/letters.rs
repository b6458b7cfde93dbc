//! The letters board: list, letter, figures.

use super::{FieldError, FieldOption, Hidden, LetterFile, LetterFiles, Link, Pager};
use serde::Serialize;

/// A letter of a list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LetterRow {
    /// Title, cleaned.
    pub title: String,
    /// Address.
    pub url: String,
    /// Class.
    pub class: String,
    /// The responsible unit; may be empty.
    pub unit: String,
    /// Day of receipt.
    pub date: String,
    /// How it stands.
    pub state: String,
}

/// Who answers a board's letters today.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LetterDuty {
    /// The board.
    pub board: String,
    /// The unit.
    pub unit: String,
    /// What the person is there for; empty where nobody is on duty.
    pub role: String,
    /// The name; empty where nobody is on duty.
    pub name: String,
    /// When letters are answered.
    pub hours: String,
    /// When an answer comes.
    pub note: String,
}

impl LetterDuty {
    /// A lawyer.
    pub fn sample() -> Self {
        Self {
            board: "法律在线".into(),
            unit: "司法局".into(),
            role: "值班律师".into(),
            name: "顾青禾".into(),
            hours: "工作日 09:00 至 17:00".into(),
            note: "答复时间内的来信当天答复。".into(),
        }
    }
}

/// A board's own count.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LetterCount {
    /// The board.
    pub board: String,
    /// Of which days.
    pub since: String,
    /// Letters that came.
    pub received: u64,
    /// Letters that were answered.
    pub answered: u64,
    /// Answered of valid.
    pub rate: String,
    /// Its figures.
    pub url: String,
}

/// A filter that is a link.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LetterFilter {
    /// Its words.
    pub title: String,
    /// Where it leads.
    pub url: String,
    /// The one shown.
    pub current: bool,
}

/// A group of filters.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LetterFilters {
    /// What it filters by.
    pub title: String,
    /// The choices.
    pub links: Vec<LetterFilter>,
}

/// The board's list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LettersShow {
    /// 我要写信.
    pub write_url: String,
    /// 查询办理情况.
    pub query_url: String,
    /// 来信统计.
    pub stats_url: String,
    /// Named mailboxes; may be empty.
    pub boxes: Vec<Link>,
    /// Who answers today on a board that has a roster; null where there is none.
    pub duty: Option<LetterDuty>,
    /// The count of the board this year; null where the page is of several.
    pub count: Option<LetterCount>,
    /// Filters in groups.
    pub filters: Vec<LetterFilters>,
    /// Where the search goes.
    pub url: String,
    /// Words looked for.
    pub words: String,
    /// First day of receipt; may be empty.
    pub from: String,
    /// Last day of receipt; may be empty.
    pub to: String,
    /// Units, the first for all.
    pub units: Vec<LetterChoice>,
    /// What else the address holds, for the form.
    pub hidden: Vec<(String, String)>,
    /// How far was looked; may be empty.
    pub note: String,
    /// The letters, newest first.
    pub rows: Vec<LetterRow>,
    /// The pages.
    pub pager: Pager,
    /// Letters before these; null when the pages show all.
    pub older: Option<String>,
}

/// An option of a select.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LetterChoice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// The one chosen.
    pub chosen: bool,
}

impl LettersShow {
    /// Two letters.
    pub fn sample() -> Self {
        let row = |title: &str, class: &str, state: &str| LetterRow {
            title: title.into(),
            url: "/letters/7.html".into(),
            class: class.into(),
            unit: "教育局".into(),
            date: "2026-03-02".into(),
            state: state.into(),
        };
        Self {
            write_url: "/letters/new".into(),
            query_url: "/letters/query".into(),
            stats_url: "/letters/stats".into(),
            boxes: vec![Link::new("市长信箱", "/letters/new?board=mayor")],
            duty: Some(LetterDuty::sample()),
            count: Some(LetterCount {
                board: "教育咨询".into(),
                since: "今年".into(),
                received: 12,
                answered: 9,
                rate: "90.00%".into(),
                url: "/letters/stats?board=2".into(),
            }),
            filters: vec![LetterFilters {
                title: "办理情况".into(),
                links: vec![LetterFilter {
                    title: "已答复".into(),
                    url: "/letters/?state=answered".into(),
                    current: true,
                }],
            }],
            rows: vec![
                row("小学入学需要哪些材料", "咨询", "已答复"),
                row("路灯不亮", "投诉", "办理中"),
            ],
            url: "/letters/".into(),
            words: "入学".into(),
            from: "2026-01-01".into(),
            units: vec![LetterChoice {
                label: "全部单位".into(),
                ..LetterChoice::default()
            }],
            hidden: vec![("state".into(), "answered".into())],
            note: "在最近的 20000 件中查找。".into(),
            pager: Pager::for_total(1, 20, 2, "/letters/"),
            older: Some("/letters/?to=2025-12-31".into()),
            ..Self::default()
        }
    }
}

/// A reply on a letter's page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LetterReply {
    /// Who answers.
    pub unit: String,
    /// What came of it.
    pub outcome: String,
    /// When.
    pub at: String,
    /// Paragraphs.
    pub body: Vec<String>,
}

/// A step of a letter that the public may know.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LetterStep {
    /// When.
    pub at: String,
    /// What.
    pub text: String,
}

/// A letter.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LetterShow {
    /// Title, cleaned.
    pub title: String,
    /// Class.
    pub class: String,
    /// The writer's name, masked.
    pub writer: String,
    /// 编号.
    pub number: String,
    /// When it was received.
    pub received_at: String,
    /// The responsible unit; may be empty.
    pub unit: String,
    /// How it stands.
    pub state: String,
    /// Paragraphs, cleaned.
    pub body: Vec<String>,
    /// Last day for the answer or the explanation; empty once it is answered.
    pub due_on: String,
    /// Last day of all; empty once it is answered.
    pub hard_on: String,
    /// 按时答复 …; empty until it is answered.
    pub result: String,
    /// Replies in order.
    pub replies: Vec<LetterReply>,
    /// Steps in order.
    pub steps: Vec<LetterStep>,
    /// A question to the writer, on the writer's own page alone.
    pub question: String,
    /// 来信.
    pub board: Link,
    /// Files: the public copies, and on the writer's own page all with how they stand. `key` is the address of a public copy.
    pub files: Vec<LetterFile>,
    /// What the writer may do, on the writer's own page alone.
    pub own: Option<LetterOwn>,
}

/// What the writer may do with the own letter. An address that is empty is not offered.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LetterOwn {
    /// The proof for the hidden field.
    pub csrf: String,
    /// Number and code.
    pub hidden: Vec<Hidden>,
    /// What was just done; may be empty.
    pub notice: String,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// Answers the unit's question.
    pub answer_url: String,
    /// Rates the answer.
    pub rate_url: String,
    /// Says that it is not solved.
    pub reopen_url: String,
    /// Takes the letter back.
    pub withdraw_url: String,
    /// The scale, best first.
    pub scores: Vec<FieldOption>,
    /// Reasons; `value` is the name of the tick.
    pub reasons: Vec<FieldOption>,
    /// What was typed as an answer.
    pub answer: String,
    /// The mark that files of an answer hang on.
    pub mark: String,
    /// The part that takes files with an answer, if the site takes any.
    pub files: Option<LetterFiles>,
    /// What was typed with the rating.
    pub words: String,
    /// What was typed as not solved.
    pub again: String,
}

impl LetterShow {
    /// An answered letter.
    pub fn sample() -> Self {
        Self {
            title: "小学入学需要哪些材料".into(),
            class: "咨询".into(),
            writer: "周**".into(),
            number: "20260302-1-7".into(),
            received_at: "2026-03-02 09:00".into(),
            unit: "教育局".into(),
            state: "已答复".into(),
            body: vec!["孩子今年九月上小学，请问登记时要带哪些材料？".into()],
            result: "按时答复".into(),
            replies: vec![LetterReply {
                unit: "教育局".into(),
                outcome: "已办理".into(),
                at: "2026-03-04 15:20".into(),
                body: vec!["您好，请携带户口簿、预防接种证和居住证明，于六月一日前到学校登记。".into()],
            }],
            files: vec![LetterFile {
                name: "入学通知.pdf".into(),
                size: "PDF，120 KB".into(),
                state: "随答复公开".into(),
                key: "/letters/files/0".into(),
            }],
            steps: vec![LetterStep {
                at: "2026-03-02 10:12".into(),
                text: "转教育局办理".into(),
            }],
            board: Link::new("咨询投诉", "/letters/"),
            ..Self::default()
        }
    }

    /// The writer's own page after a mistake, with everything that it can offer.
    pub fn own_sample() -> Self {
        let option = |value: &str, label: &str| FieldOption {
            value: value.into(),
            label: label.into(),
            selected: false,
        };
        Self {
            question: "请说明转入学校。".into(),
            own: Some(LetterOwn {
                hidden: vec![Hidden::new("number", "20260302-1-7")],
                errors: vec![FieldError::new("score", "请选择满意程度。")],
                answer_url: "/letters/query/answer".into(),
                rate_url: "/letters/query/rate".into(),
                reopen_url: "/letters/query/reopen".into(),
                withdraw_url: "/letters/query/withdraw".into(),
                mark: "0123".into(),
                files: Some(LetterFiles::sample()),
                scores: vec![option("5", "非常满意"), option("1", "非常不满意")],
                reasons: vec![option("reason_late", "不及时"), option("reason_other", "其他")],
                ..LetterOwn::default()
            }),
            ..Self::sample()
        }
    }
}

/// A number of a table, which may lead to the list behind it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FigureCell {
    /// As it is read.
    pub text: String,
    /// The list behind it; may be empty.
    pub url: String,
}

/// A line of figures: a word and its numbers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FigureRow {
    /// What is counted.
    pub title: String,
    /// The figures of it alone; may be empty.
    pub url: String,
    /// The numbers in the order of the heads.
    pub cells: Vec<FigureCell>,
}

/// A bar of a chart; the numbers stand in the table below it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FigureBar {
    /// What it is of.
    pub title: String,
    /// The number at its end.
    pub text: String,
    /// Upper edge.
    pub y: u64,
    /// Width, at most [`FigureBar::WIDE`].
    pub width: u64,
}

impl FigureBar {
    /// Width of the longest.
    pub const WIDE: u64 = 360;
    /// From one to the next.
    pub const ROW: u64 = 30;

    /// Bars for titles and numbers, the largest as wide as a chart is.
    pub fn row(values: impl IntoIterator<Item = (String, u64)>) -> Vec<Self> {
        let values: Vec<(String, u64)> = values.into_iter().collect();
        let most = values.iter().map(|(_, n)| *n).max().unwrap_or(0).max(1);
        let bar = |(at, (title, n)): (u64, (String, u64))| Self {
            title,
            text: n.to_string(),
            y: at * Self::ROW,
            width: n.saturating_mul(Self::WIDE) / most,
        };
        (0..).zip(values).map(bar).collect()
    }
}

/// A table of figures.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FigureTable {
    /// Its title.
    pub title: String,
    /// The heads, the first over the words.
    pub heads: Vec<String>,
    /// The rows.
    pub rows: Vec<FigureRow>,
    /// How the numbers tie; may be empty.
    pub check: String,
    /// What the bars show; may be empty.
    pub chart_of: String,
    /// One of its columns as bars; may be empty.
    pub bars: Vec<FigureBar>,
}

impl FigureTable {
    /// The height of its chart.
    pub fn height(&self) -> u64 {
        u64::try_from(self.bars.len()).unwrap_or(0) * FigureBar::ROW
    }

    /// A table with a chart.
    pub fn sample() -> Self {
        let row = |title: &str, n: &str| FigureRow {
            title: title.into(),
            url: "/letters/stats?class=x".into(),
            cells: vec![FigureCell {
                text: n.into(),
                url: "/letters/stats/list?what=valid".into(),
            }],
        };
        Self {
            title: "收件和答复".into(),
            heads: vec!["项目".into(), "数量".into()],
            rows: vec![row("收件总数", "5832"), row("有效信息", "5786")],
            check: "5832 − 46 = 5786".into(),
            chart_of: "数量".into(),
            bars: FigureBar::row([("收件总数".into(), 5832), ("有效信息".into(), 5786)]),
        }
    }
}

/// The figures of a period.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LettersStats {
    /// `2006年`, `2006年第2季度` …
    pub period: String,
    /// What is chosen beside the period: a class, a unit; may be empty.
    pub chosen: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Where the two days go.
    pub url: String,
    /// What else the address holds, for the form.
    pub hidden: Vec<(String, String)>,
    /// Years, quarters, months.
    pub filters: Vec<LetterFilters>,
    /// Tables in order.
    pub tables: Vec<FigureTable>,
    /// The same as CSV, Excel and for programs.
    pub files: Vec<Link>,
    /// Lists that are asked for most: content, not put right, overdue; the weekly circulars.
    pub lists: Vec<Link>,
    /// A unit's record, or empty.
    pub record: Option<Link>,
    /// 来信.
    pub board: Link,
}

impl LettersStats {
    /// The seed year.
    pub fn sample() -> Self {
        Self {
            period: "2006年".into(),
            chosen: "教育局".into(),
            from: "2006-01-01".into(),
            to: "2006-12-31".into(),
            url: "/letters/stats".into(),
            hidden: vec![("unit".into(), "3".into())],
            filters: vec![LetterFilters {
                title: "年份".into(),
                links: vec![LetterFilter {
                    title: "2006".into(),
                    url: "/letters/stats?year=2006".into(),
                    current: true,
                }],
            }],
            tables: vec![FigureTable::sample()],
            files: vec![Link::new("CSV", "/letters/stats.csv?year=2006")],
            lists: vec![Link::new(
                "已答复未整改的来信",
                "/letters/stats/list?what=unrectified",
            )],
            record: Some(Link::new("教育局办信记录", "/letters/units/3")),
            board: Link::new("咨询投诉", "/letters/"),
        }
    }
}

/// The letters behind a number.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LettersBehind {
    /// What they are: `2006年 教育局 已答复`.
    pub of: String,
    /// The letters; one that is not public has no address and no title of its own.
    pub rows: Vec<LetterRow>,
    /// The pages.
    pub pager: Pager,
    /// Back to the figures.
    pub back: Link,
}

impl LettersBehind {
    /// One public letter and one that is not.
    pub fn sample() -> Self {
        let mut rows = LettersShow::sample().rows;
        rows.push(LetterRow {
            title: "不公开来信".into(),
            class: "投诉".into(),
            unit: "教育局".into(),
            date: "2026-03".into(),
            state: "办理中".into(),
            ..LetterRow::default()
        });
        Self {
            of: "2026年 有效信息".into(),
            pager: Pager::for_total(1, 50, 3, "/letters/stats/list?what=valid"),
            rows,
            back: Link::new("来信统计", "/letters/stats"),
        }
    }
}

/// A week that was assessed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LetterWeek {
    /// `2026年第10周`.
    pub title: String,
    /// Its circular.
    pub url: String,
    /// Its Monday.
    pub from: String,
    /// Its Sunday.
    pub to: String,
    /// The circular as Word and PDF.
    pub files: Vec<Link>,
}

/// The weekly circulars (每周通报).
#[derive(Clone, Debug, Default, Serialize)]
pub struct LettersCirculars {
    /// The weeks, newest first.
    pub weeks: Vec<LetterWeek>,
    /// The figures.
    pub stats: Link,
}

impl LettersCirculars {
    /// One week.
    pub fn sample() -> Self {
        Self {
            weeks: vec![LetterWeek {
                title: "2026年第10周".into(),
                url: "/letters/circulars/week?week=2026-W10".into(),
                from: "2026-03-02".into(),
                to: "2026-03-08".into(),
                files: vec![
                    Link::new("Word", "/letters/circulars/week.docx?week=2026-W10"),
                    Link::new("PDF", "/letters/circulars/week.pdf?week=2026-W10"),
                ],
            }],
            stats: Link::new("来信统计", "/letters/stats"),
        }
    }
}

/// A circular (通报).
#[derive(Clone, Debug, Default, Serialize)]
pub struct LettersCircular {
    /// `关于2026年第10周来信办理情况的通报`.
    pub title: String,
    /// Whether its seal holds.
    pub is_whole: bool,
    /// All versions of the week; one when it was never corrected.
    pub versions: Vec<LetterFilter>,
    /// Paragraphs before the tables.
    pub before: Vec<String>,
    /// The tables with their charts.
    pub tables: Vec<FigureTable>,
    /// Paragraphs after them.
    pub after: Vec<String>,
    /// The same as Word and PDF.
    pub files: Vec<Link>,
    /// The other weeks.
    pub back: Link,
}

impl LettersCircular {
    /// A corrected circular.
    pub fn sample() -> Self {
        let version = |n: u64, current: bool| LetterFilter {
            title: format!("第 {n} 版"),
            url: format!("/letters/circulars/week?week=2026-W10&version={n}"),
            current,
        };
        Self {
            title: "关于2026年第10周来信办理情况的通报".into(),
            is_whole: true,
            versions: vec![version(1, false), version(2, true)],
            before: vec!["本周收到有效来信 120 件。".into()],
            tables: vec![FigureTable::sample()],
            after: vec!["校验值（SHA-256）：00".into()],
            files: vec![Link::new(
                "下载 PDF",
                "/letters/circulars/week.pdf?week=2026-W10&version=2",
            )],
            back: Link::new("每周通报", "/letters/circulars/"),
        }
    }
}
