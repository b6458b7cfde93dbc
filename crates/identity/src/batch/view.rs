//! What the page of a batch shows.

use super::{LineError, Report};
use serde::Serialize;

/// A line that is wrong.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorRow {
    /// Line.
    pub line: usize,
    /// Column in words.
    pub field: String,
    /// What is wrong.
    pub text: String,
}

/// Somebody whose account was opened.
#[derive(Clone, Debug, Serialize)]
pub struct CreatedRow {
    /// Line.
    pub line: usize,
    /// Name.
    pub name: String,
    /// Account.
    pub account: String,
    /// The one-time link, where it did not go out by mail.
    pub link: String,
}

/// What came of a file.
#[derive(Clone, Debug, Serialize)]
pub struct ReportShow {
    /// The sentence on top.
    pub text: String,
    /// Its tone.
    pub tone: String,
    /// Wrong lines.
    pub errors: Vec<ErrorRow>,
    /// Opened accounts.
    pub created: Vec<CreatedRow>,
}

/// `identity/batch.html`.
#[derive(Clone, Debug, Serialize)]
pub struct BatchShow {
    /// Where the form posts to; templates lie below it.
    pub url: String,
    /// The list.
    pub back: String,
    /// Whether only the own site is meant.
    pub own_site: bool,
    /// After a file.
    pub report: Option<ReportShow>,
}

impl ReportShow {
    /// In words. `portal` is the portal's address, where links lead.
    #[must_use]
    pub fn new(report: Report, checked_only: bool, portal: &str) -> Self {
        let Report {
            lines,
            people,
            errors,
            created,
        } = report;
        let (text, tone) = match (errors.len(), created.len()) {
            (0, 0) => (
                format!("检查通过：{lines} 行，可开通 {people} 人，尚未导入。"),
                "info",
            ),
            (0, opened) => (format!("已开通 {opened} 人。"), "info"),
            (wrong, 0) if checked_only => (
                format!("检查发现 {wrong} 处错误；没有错误的有 {people} 人，尚未导入。"),
                "warn",
            ),
            (wrong, 0) => (format!("有 {wrong} 处错误，没有导入任何人员。"), "late"),
            (wrong, opened) => (
                format!("已开通 {opened} 人；{wrong} 处错误所在的人员没有导入。"),
                "warn",
            ),
        };
        Self {
            text,
            tone: tone.into(),
            errors: errors.into_iter().map(row).collect(),
            created: created
                .into_iter()
                .map(|created| CreatedRow {
                    line: created.line,
                    name: created.name,
                    account: created.account,
                    link: created
                        .link
                        .map_or_else(String::new, |path| format!("{portal}{path}")),
                })
                .collect(),
        }
    }
}

fn row(error: LineError) -> ErrorRow {
    let title = super::COLUMNS.iter().find(|(word, _)| *word == error.field);
    ErrorRow {
        line: error.line,
        field: title.map_or_else(|| error.field.clone(), |(_, title)| (*title).to_owned()),
        text: error.text,
    }
}

impl BatchShow {
    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            url: "/console/people/batch".into(),
            back: "/console/people".into(),
            own_site: false,
            report: Some(ReportShow {
                text: "已开通 1 人；1 处错误所在的人员没有导入。".into(),
                tone: "warn".into(),
                errors: vec![ErrorRow {
                    line: 3,
                    field: "邮箱".into(),
                    text: "电子邮箱地址不正确，例如 name@example.gov.cn。".into(),
                }],
                created: vec![CreatedRow {
                    line: 2,
                    name: "周若溪".into(),
                    account: "edu.zhou".into(),
                    link: "http://portal.localhost:8080/oidc/invitation/abc".into(),
                }],
            }),
        }
    }
}
