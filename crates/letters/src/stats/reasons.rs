//! Why writers are not content, as a table: every number is counted by the condition of the list that it opens.

use super::share::{decimals, percent};
use super::view::Place;
use super::{Filter, Scope, What};
use crate::rating::Reason;
use chrono::NaiveDate;
use kernel::Result;
use sea_orm::FromQueryResult;
use store::HubRead;
use theme::view::{FigureBar, FigureCell, FigureRow, FigureTable};

#[derive(FromQueryResult)]
struct Total {
    n: i64,
}

async fn count(read: &HubRead, scope: Scope, filter: &Filter, today: &str) -> Result<u64> {
    let clause = filter.clause(scope, today);
    let sql = format!("select count(*) as n from letter where {}", clause.sql);
    let rows: Vec<Total> = read.report(&sql, clause.values).await?;
    Ok(rows
        .first()
        .and_then(|row| u64::try_from(row.n).ok())
        .unwrap_or(0))
}

/// The letters whose writers are not content, by reason.
pub(super) async fn reasons(
    read: &HubRead,
    scope: Scope,
    filter: &Filter,
    today: NaiveDate,
    place: &Place<'_>,
) -> Result<FigureTable> {
    let today = crate::clock::day(today);
    let bad = count(read, scope, &filter.what(What::Bad), &today).await?;
    let cell = |what: What, n: u64| FigureCell {
        text: n.to_string(),
        url: if n > 0 {
            format!("{}?{}", place.list, filter.what(what).query())
        } else {
            String::new()
        },
    };
    let (mut rows, mut values) = (Vec::new(), Vec::new());
    for reason in Reason::ALL {
        let what = What::Because(reason);
        let n = if bad == 0 {
            0
        } else {
            count(read, scope, &filter.what(what), &today).await?
        };
        let share = percent(n, bad).map_or_else(|| "—".into(), |share| format!("{:.2}%", decimals(share)));
        values.push((reason.title().to_owned(), n));
        rows.push(FigureRow {
            title: reason.title().into(),
            url: String::new(),
            cells: vec![
                cell(what, n),
                FigureCell {
                    text: share,
                    url: String::new(),
                },
            ],
        });
    }
    rows.push(FigureRow {
        title: "不满意合计".into(),
        url: String::new(),
        cells: vec![cell(What::Bad, bad), FigureCell::default()],
    });
    let bars = if bad == 0 {
        Vec::new()
    } else {
        FigureBar::row(values)
    };
    Ok(FigureTable {
        title: "不满意的原因".into(),
        heads: ["原因", "件数", "占不满意来信"].map(str::to_owned).to_vec(),
        rows,
        check: "以写信人最近一次评价为准；一封来信可以选几个原因，各项之和可以大于合计。".into(),
        chart_of: if bad == 0 { String::new() } else { "件数".into() },
        bars,
    })
}
