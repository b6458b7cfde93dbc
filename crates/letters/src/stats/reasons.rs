//! Why writers are not content, as a table: every number opens the list that it counts.

use super::share::{decimals, percent};
use super::view::Place;
use super::{Figures, Filter, What};
use theme::view::{FigureBar, FigureCell, FigureRow, FigureTable};

/// The letters whose writers are not content, by reason.
pub(super) fn reasons(figures: &Figures, filter: &Filter, place: &Place<'_>) -> FigureTable {
    let bad = figures.detail.bad.all;
    let cell = |what: What, n: u64| FigureCell {
        text: n.to_string(),
        url: if n > 0 {
            format!("{}?{}", place.list, filter.what(what).query())
        } else {
            String::new()
        },
    };
    let (mut rows, mut values) = (Vec::new(), Vec::new());
    for (reason, n) in figures.detail.bad.reasons() {
        let what = What::Because(reason);
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
    FigureTable {
        title: "不满意的原因".into(),
        heads: ["原因", "件数", "占不满意来信"].map(str::to_owned).to_vec(),
        rows,
        check: "以写信人最近一次评价为准；一封来信可以选几个原因，各项之和可以大于合计。".into(),
        chart_of: if bad == 0 { String::new() } else { "件数".into() },
        bars,
    }
}
