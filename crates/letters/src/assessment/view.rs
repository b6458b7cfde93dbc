//! What the page of weekly assessments shows.

use super::query::{appeals, read_circular, read_weeks};
use super::{Circular, SealKey, Week, lay};
use gateway::Site;
use kernel::{Error, Result, beijing};
use serde::Serialize;
use std::collections::HashMap;
use store::HubRead;
use theme::view::{FigureTable, LetterFilter};

/// What somebody typed into one of the page's forms.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Typed {
    /// An appeal.
    pub words: String,
    /// Why a week is corrected.
    pub reason: String,
    /// What comes of an appeal.
    pub answer: String,
    /// The appeal that is decided.
    pub appeal: String,
}

/// A unit's appeal.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AppealRow {
    /// Its number.
    pub id: i64,
    /// The unit.
    pub unit: String,
    /// What it says.
    pub words: String,
    /// By whom and when.
    pub made: String,
    /// 待处理, 已采纳, 未采纳.
    pub state: String,
    /// What came of it.
    pub answer: String,
    /// Whether it waits.
    pub is_open: bool,
}

/// A circular on the screen.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Shown {
    /// Its title.
    pub title: String,
    /// `2026-W10`.
    pub week: String,
    /// The version.
    pub version: i64,
    /// Whether the seal holds.
    pub is_whole: bool,
    /// All versions.
    pub versions: Vec<LetterFilter>,
    /// Paragraphs before the tables.
    pub before: Vec<String>,
    /// The tables with their charts.
    pub tables: Vec<FigureTable>,
    /// Paragraphs after them.
    pub after: Vec<String>,
    /// As Word.
    pub docx_url: String,
    /// As PDF.
    pub pdf_url: String,
    /// With its seal for programs.
    pub json_url: String,
    /// The appeals this desk may read.
    pub appeals: Vec<AppealRow>,
}

/// `letters/assessment.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AssessmentPage {
    /// The weeks.
    pub weeks: Vec<LetterFilter>,
    /// The one opened.
    pub shown: Option<Shown>,
    /// Where a week is assessed and corrected; for the centre.
    pub assess_url: Option<String>,
    /// Where appeals are decided; for the centre.
    pub decide_url: Option<String>,
    /// Where the unit appeals; for a unit while it may.
    pub appeal_url: Option<String>,
    /// What was typed.
    pub typed: Typed,
}

/// Which appeals somebody reads.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reads {
    All,
    Unit(Option<i64>),
}

impl AssessmentPage {
    pub(super) async fn load(
        read: &HubRead,
        (site, key): (&Site, &SealKey),
        (week, version): (&str, Option<i64>),
        reads: Reads,
        names: &HashMap<i64, String>,
    ) -> Result<Self> {
        let weeks = read_weeks(read).await?;
        let base = site.url("/console/assessments");
        let week = if week.is_empty() {
            weeks.first().cloned().unwrap_or_default()
        } else {
            week.to_owned()
        };
        let shown = match read_circular(read, key, &week, version).await {
            Ok(circular) => Some(Shown::of(read, &base, &circular, reads, names).await?),
            Err(Error::NotFound) if version.is_none() => None,
            Err(error) => return Err(error),
        };
        let link = |name: &String| {
            Ok(LetterFilter {
                title: name.parse::<Week>()?.title(),
                url: format!("{base}?week={name}"),
                current: *name == week,
            })
        };
        Ok(Self {
            weeks: weeks.iter().map(link).collect::<Result<_>>()?,
            shown,
            ..Self::default()
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            weeks: vec![LetterFilter {
                title: "2026年第10周".into(),
                url: "/console/assessments?week=2026-W10".into(),
                current: true,
            }],
            shown: Some(Shown {
                title: "关于2026年第10周来信办理情况的通报".into(),
                week: "2026-W10".into(),
                version: 2,
                is_whole: true,
                before: vec!["本周收到有效来信 120 件。".into()],
                tables: vec![FigureTable::sample()],
                after: vec!["校验值（SHA-256）：00".into()],
                docx_url: "/console/assessments.docx?week=2026-W10".into(),
                pdf_url: "/console/assessments.pdf?week=2026-W10".into(),
                json_url: "/console/assessments.json?week=2026-W10".into(),
                appeals: vec![AppealRow {
                    id: 3,
                    unit: "教育局".into(),
                    words: "本周有一件来信系重复统计。".into(),
                    made: "周若溪 2026-03-10 09:00".into(),
                    state: "待处理".into(),
                    is_open: true,
                    ..AppealRow::default()
                }],
                ..Shown::default()
            }),
            assess_url: Some("/console/assessments".into()),
            decide_url: Some("/console/assessments/decide".into()),
            appeal_url: Some("/console/assessments/appeal".into()),
            typed: Typed::default(),
        }
    }
}

impl Shown {
    async fn of(
        read: &HubRead,
        base: &str,
        circular: &Circular,
        reads: Reads,
        names: &HashMap<i64, String>,
    ) -> Result<Self> {
        let (week, version) = (circular.frozen.week.clone(), circular.frozen.version);
        let file = |ending: &str| format!("{base}.{ending}?week={week}&version={version}");
        let laid = lay(circular);
        let mut shown = Self {
            is_whole: circular.is_whole,
            docx_url: file("docx"),
            pdf_url: file("pdf"),
            json_url: file("json"),
            version,
            title: laid.title,
            before: laid.before,
            tables: laid.tables,
            after: laid.after,
            ..Self::default()
        };
        shown.versions = circular
            .versions
            .iter()
            .map(|n| LetterFilter {
                title: format!("第 {n} 版"),
                url: format!("{base}?week={week}&version={n}"),
                current: *n == version,
            })
            .collect();
        let made = appeals(read, circular.id).await?;
        let mine = made.into_iter().filter(|row| match reads {
            Reads::All => true,
            Reads::Unit(unit) => unit == Some(row.unit_id),
        });
        shown.appeals = mine
            .map(|row| AppealRow {
                id: row.id,
                unit: names.get(&row.unit_id).cloned().unwrap_or_default(),
                words: row.words,
                made: format!("{} {}", row.made_by_name, beijing::minute(row.made_at)),
                state: match row.state.as_str() {
                    "open" => "待处理",
                    "upheld" => "已采纳",
                    _ => "未采纳",
                }
                .into(),
                is_open: row.state == "open",
                answer: row.answer,
            })
            .collect();
        shown.week = week;
        Ok(shown)
    }
}
