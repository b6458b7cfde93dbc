//! A unit's record: its place in every week that was assessed.

use super::{Frozen, Week, entity};
use crate::pool::portal_id;
use crate::stats::decimals;
use kernel::{Error, Result};
use sea_orm::ColumnTrait;
use std::collections::BTreeMap;
use store::HubRead;
use theme::view::{FigureBar, FigureCell, FigureRow, FigureTable};

/// Weeks of a record: half a year.
const WEEKS: u64 = 26;

const HEADS: [&str; 7] = ["周次", "名次", "得分", "收到", "答复", "在办超期", "评价满意"];

/// The newest version of each of the last weeks as far as it speaks of `unit`, newest first; `address` leads to a circular.
///
/// # Errors
/// Faults of the database.
pub async fn read_record(
    read: &HubRead,
    unit: i64,
    address: impl Fn(&str) -> String,
) -> Result<Option<FigureTable>> {
    let Some(portal) = portal_id(read).await? else {
        return Ok(None);
    };
    let rows = read
        .find::<entity::Entity>()
        .filter(entity::Column::SiteId.eq(portal.0))
        .desc(entity::Column::Week)
        .asc(entity::Column::Version)
        .limit(WEEKS)
        .all()
        .await?;
    // A later version replaces the one before.
    let weeks: BTreeMap<String, String> = rows.into_iter().map(|row| (row.week, row.body)).collect();
    let (mut lines, mut bars) = (Vec::new(), Vec::new());
    for (week, body) in weeks.iter().rev() {
        let frozen: Frozen = serde_json::from_str(body).map_err(Error::fault)?;
        let Some(own) = frozen.units.into_iter().find(|row| row.work.unit == Some(unit)) else {
            continue;
        };
        let named: Week = week.parse()?;
        let points = own
            .score
            .map_or_else(|| "—".into(), |score| format!("{:.2}", decimals(score)));
        if let Some(score) = own.score {
            bars.push((named.title(), score, points.clone()));
        }
        let work = &own.work;
        let cells = [
            own.rank.map_or_else(|| "不排名".into(), |rank| rank.to_string()),
            points,
            work.received.to_string(),
            work.answered.to_string(),
            work.overdue.to_string(),
            format!("{}/{}", work.content, work.rated),
        ];
        lines.push(FigureRow {
            title: named.title_with_days(),
            url: address(week),
            cells: cells
                .map(|text| FigureCell {
                    text,
                    url: String::new(),
                })
                .to_vec(),
        });
    }
    if lines.is_empty() {
        return Ok(None);
    }
    let mut chart = FigureBar::row(bars.iter().map(|(week, score, _)| (week.clone(), *score)));
    for (bar, (_, score, points)) in chart.iter_mut().zip(bars) {
        bar.text = points;
        // Against a hundred points, not against the best.
        bar.width = score * FigureBar::WIDE / 10_000;
    }
    Ok(Some(FigureTable {
        title: "每周测评".into(),
        heads: HEADS.map(str::to_owned).to_vec(),
        rows: lines,
        check: "数字以测评时平台记录为准；点周次看当周通报。".into(),
        chart_of: if chart.is_empty() {
            String::new()
        } else {
            "得分".into()
        },
        bars: chart,
    }))
}
