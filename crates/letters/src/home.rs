//! The board on a site's home page and in its navigation.

use crate::board::mailboxes;
use crate::letter::entity::Model;
use crate::letter::{letter_address, unit_names};
use crate::pool::Desk;
use crate::recent::{Narrow, recent};
use crate::stats::{Filter, Period, What, read_tally, scope_of};
use chrono::Datelike;
use gateway::{Ctx, Navigation, Site};
use kernel::{Result, beijing};
use store::{HubRead, SiteRead};
use theme::view::{LetterAnswered, LetterFigure, LettersStrip, NavItem};

/// Answers on a home page.
const ROWS: u64 = 6;

/// The word of the board in navigations.
pub(crate) const BOARD: &str = "咨询投诉";

/// What a home page shows of the board: the newest public answers and the figures of the year.
///
/// # Errors
/// Faults of the database.
pub async fn strip(ctx: &Ctx, read: &HubRead) -> Result<LettersStrip> {
    let desk = Desk::of(read, ctx.site.id).await?;
    let year = Period::year(beijing::day(read.now()).year())?;
    let filter = Filter::of(year);
    let tally = read_tally(read, scope_of(&desk), &filter).await?;
    let list = |what: What| {
        let query = filter.what(what).query();
        ctx.site.url(&format!("/letters/stats/list?{query}"))
    };
    let figure = |title: &str, text: String, unit: &str, url: String| LetterFigure {
        title: title.into(),
        text,
        unit: unit.into(),
        url,
    };
    let stats = ctx.site.url(&format!("/letters/stats?{}", filter.query()));
    let rate = tally
        .reply_rate()
        .map_or_else(|| "—".into(), |rate| format!("{rate:.2}%"));
    let letters = recent(read, &desk, Narrow::default(), ROWS).await?;
    let names = unit_names(read).await?;
    let row = |letter: &Model| LetterAnswered {
        title: letter.title.clone(),
        url: letter_address(ctx, letter),
        class: letter.class.clone(),
        unit: letter
            .unit_id
            .and_then(|id| names.get(&id).cloned())
            .unwrap_or_default(),
        date: letter.answered_on.clone().unwrap_or_default(),
        took: took(letter.answer_took),
    };
    Ok(LettersStrip {
        boxes: mailboxes(ctx, read).await?,
        url: ctx.site.url("/letters/"),
        write_url: ctx.site.url("/letters/new"),
        query_url: ctx.site.url("/letters/query"),
        year: year.title(),
        figures: vec![
            figure("有效来信", tally.valid().to_string(), "件", list(What::Valid)),
            figure("已答复", tally.replied.to_string(), "件", list(What::Answered)),
            figure("答复率", rate, "", stats),
        ],
        rows: letters.iter().map(row).collect(),
    })
}

fn took(days: Option<i64>) -> String {
    match days {
        None => String::new(),
        Some(0) => "当日答复".into(),
        Some(days) => format!("{days} 个工作日答复"),
    }
}

/// The board in the navigation of every site that has one.
pub struct LetterNavigation;

#[async_trait::async_trait]
impl Navigation for LetterNavigation {
    async fn items(&self, _read: &SiteRead, site: &Site) -> Result<Vec<NavItem>> {
        Ok(if site.has("letters") {
            vec![NavItem::new(BOARD, site.url("/letters/"), false)]
        } else {
            Vec::new()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::took;

    #[test]
    fn days_are_said_in_words() {
        assert_eq!(took(Some(0)), "当日答复");
        assert_eq!(took(Some(3)), "3 个工作日答复");
        assert_eq!(took(None), "");
    }
}
