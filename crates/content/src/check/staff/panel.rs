//! Findings beside a text.

use crate::article::edition;
use crate::check::{consent, cure, marks};
use kernel::{Result, beijing};
use proof::{Finding, Level};
use serde::Serialize;
use store::SiteRead;

/// A finding beside a text.
#[derive(Clone, Debug, Serialize)]
pub struct PanelRow {
    /// Its number, which its mark in the text has too.
    pub n: usize,
    /// What rule found it.
    pub rule: &'static str,
    /// How grave it is, in words.
    pub level: &'static str,
    /// Tone of `ui.chip`.
    pub tone: &'static str,
    /// In what part.
    pub field: &'static str,
    /// What stands before the words.
    pub before: String,
    /// The words.
    pub words: String,
    /// What stands behind them.
    pub after: String,
    /// What is wrong.
    pub why: String,
    /// The list and its version; may be empty.
    pub list: String,
    /// Words of the cure's button; empty for none.
    pub cure: String,
    /// What the button sends.
    pub key: String,
    /// Whether the text beside it has a mark.
    pub marked: bool,
}

/// What the checks say of a text.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Panel {
    /// In the order of the text.
    pub rows: Vec<PanelRow>,
    /// How many forbid.
    pub forbidden: usize,
    /// How many are still to be confirmed.
    pub open: usize,
    /// Who confirmed the warnings, when and why.
    pub confirmed: Vec<String>,
    /// Where a cure posts to; empty where the writing form sends it, or where one may not write.
    pub cure_url: String,
    /// Whether there are buttons.
    pub cures: bool,
}

pub(crate) fn tone(level: Level) -> &'static str {
    match level {
        Level::Block => "late",
        Level::Warn => "warn",
        Level::Note => "plain",
    }
}

impl Panel {
    /// Of a text that is being written: every warning is still open.
    #[must_use]
    pub fn of(found: &[Finding]) -> Self {
        let count = |level| found.iter().filter(|finding| finding.level == level).count();
        Self {
            rows: rows(found),
            forbidden: count(Level::Block),
            open: count(Level::Warn),
            confirmed: Vec::new(),
            cure_url: String::new(),
            cures: true,
        }
    }

    /// Of an edition, with what was confirmed of it.
    ///
    /// # Errors
    /// Faults of the database.
    pub(crate) async fn of_edition(
        read: &SiteRead,
        edition: &edition::Model,
        found: &[Finding],
        cure_url: Option<String>,
    ) -> Result<Self> {
        let given = consent::given(read, edition).await?;
        let told = |row: consent::entity::Model| {
            format!(
                "{} {}确认：{}",
                beijing::minute(row.made_at),
                row.person_name,
                row.reason
            )
        };
        Ok(Self {
            open: consent::unconfirmed(read, edition, found).await?.len(),
            confirmed: given.into_iter().map(told).collect(),
            cures: cure_url.is_some(),
            cure_url: cure_url.unwrap_or_default(),
            ..Self::of(found)
        })
    }
}

fn rows(found: &[Finding]) -> Vec<PanelRow> {
    let marks = marks(found);
    let row = |(n, finding)| row(n, finding, marks.contains(&n));
    found.iter().enumerate().map(row).collect()
}

fn row(n: usize, finding: &Finding, marked: bool) -> PanelRow {
    PanelRow {
        n,
        rule: finding.rule.title(),
        level: finding.level.title(),
        tone: tone(finding.level),
        field: finding.field.title(),
        before: finding.excerpt.before.clone(),
        words: finding.excerpt.words.clone(),
        after: finding.excerpt.after.clone(),
        why: finding.why.clone(),
        list: finding.list.clone(),
        cure: finding.cure.as_ref().map(proof::Cure::title).unwrap_or_default(),
        key: cure::key(finding),
        marked,
    }
}

#[cfg(test)]
impl Panel {
    const BODY: &str =
        "<p>登录帐号后填写证号11010519491231002X。</p><table><tr><td>1</td></tr><tr><td>2</td></tr></table>";

    fn found() -> Vec<Finding> {
        use proof::{Article, Levels, List, Lists, check, shipped};
        let list = (List::Wrong, "自带“错别字”".into(), shipped(List::Wrong));
        let lists = Lists::compile(vec![list]).unwrap();
        let article = Article {
            title: "丁山小学把陶艺课开进老窑址",
            source: "陶都市教育局",
            body: Self::BODY,
            ..Article::default()
        };
        check(&article, &[&lists], &Levels::default())
    }

    pub(crate) fn sample(cure_url: &str) -> Self {
        Self {
            confirmed: vec!["2026-11-23 10:00 周若溪确认：公务电话，可以公开。".into()],
            cure_url: cure_url.into(),
            ..Self::of(&Self::found())
        }
    }

    /// The body that the sample's marks stand in.
    pub(crate) fn sample_body() -> String {
        crate::check::marked(Self::BODY, &Self::found())
    }
}
