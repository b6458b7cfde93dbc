//! Who answers for the site.

use serde::Serialize;

/// A duty and the post that holds it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DutyLine {
    /// What for.
    pub duty: String,
    /// The post.
    pub post: String,
    /// Who holds the post; empty while it is vacant.
    pub holder: String,
    /// Office telephone, or empty.
    pub phone: String,
}

/// The page of duties.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DutiesView {
    /// The duties in order.
    pub lines: Vec<DutyLine>,
    /// Day of the last change, or empty.
    pub updated: String,
}

impl DutiesView {
    /// Three duties, one of them vacant.
    pub fn sample() -> Self {
        let line = |duty: &str, post: &str, holder: &str, phone: &str| DutyLine {
            duty: duty.into(),
            post: post.into(),
            holder: holder.into(),
            phone: phone.into(),
        };
        Self {
            lines: vec![
                line("网站工作领导小组组长", "镇党委副书记、镇长", "顾明远", ""),
                line("网站负责人", "党政办公室主任", "石静山", "0510-8000 0101"),
                line("网络安全负责人", "副镇长", "", "0510-8000 0102"),
            ],
            updated: "2026-03-02".into(),
        }
    }
}
