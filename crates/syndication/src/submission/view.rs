//! What the ledger shows.

use super::{State, query};
use crate::ledger::view::Figure;
use crate::ledger::{Scope, gather, pages, sum};
use crate::quota::standings;
use crate::quota::view::QuotaRow;
use crate::sender::Sender;
use crate::ui::{Chip, Filter, PAGE_SIZE};
use chrono::{DateTime, Utc};
use gateway::Site;
use kernel::{Result, SiteId, beijing};
use serde::Serialize;
use store::{HubRead, SiteRead};
use theme::view::Pager;
use uuid::Uuid;

/// The ledger of a site.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Ledger {
    /// Lines.
    pub rows: Vec<LedgerRow>,
    /// By state.
    pub filters: Vec<Filter>,
    /// Further pages.
    pub pager: Pager,
    /// The unit against its quota, when it has one.
    pub quota: Option<QuotaRow>,
    /// Points this year, and the list behind them.
    pub points: Figure,
}

/// One line.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LedgerRow {
    /// The article, when the portal made use of it.
    #[serde(skip)]
    used: Option<Uuid>,
    /// Headline.
    pub title: String,
    /// The article in the console.
    pub url: String,
    /// Who sent it.
    pub by: String,
    /// When.
    pub sent: String,
    /// How it stands.
    pub state: Chip,
    /// When the portal decided, or empty.
    pub decided: String,
    /// When the portal opened it, or empty.
    pub seen: String,
    /// Why it was declined, or which piece it became part of, or empty.
    pub reason: String,
    /// What the portal changed: the unit's text and the portal's, as HTML with marks.
    pub difference: Option<(String, String)>,
    /// The portal's page, while the public sees it there, or empty.
    pub page_url: String,
    /// Where the form that takes it back goes; `None` when it is too late.
    pub recall_url: Option<String>,
    /// Where the form that sends it once more goes; `None` unless it was declined or taken back.
    pub again_url: Option<String>,
}

/// What of the ledger is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// In a state, or everything.
    In(Option<State>),
    /// Decided after a moment.
    Decided(DateTime<Utc>),
}

/// The list of what was decided after a moment.
#[must_use]
pub fn decided_url(site: &Site, since: DateTime<Utc>) -> String {
    site.url(&format!("/console/submissions?since={}", since.timestamp()))
}

impl Ledger {
    pub(super) async fn load(
        read: &SiteRead,
        site: &Site,
        part: Part,
        page: u64,
        may_recall: bool,
    ) -> Result<Self> {
        let (rows, total) = match part {
            Part::Decided(since) => query::list_decided(read, since, page, PAGE_SIZE).await?,
            Part::In(state) => query::list_submissions(read, state, page, PAGE_SIZE).await?,
        };
        let titles = query::titles(read, rows.iter().map(|row| row.uid)).await?;
        let base = site.url("/console/submissions");
        let address = |state: Option<State>| {
            state.map_or_else(|| base.clone(), |state| format!("{base}?state={}", state.key()))
        };
        let here = match part {
            Part::Decided(since) => decided_url(site, since),
            Part::In(state) => address(state),
        };
        let mut filters = Vec::new();
        if let Part::Decided(since) = part {
            filters.push(Filter {
                title: format!("{} 后的采编结果", beijing::minute(since)),
                url: here.clone(),
                current: true,
                count: total,
            });
        }
        for each in std::iter::once(None).chain(State::ALL.map(Some)) {
            filters.push(Filter {
                title: each.map_or("全部", State::title).into(),
                url: address(each),
                current: part == Part::In(each),
                count: query::count(read, each).await?,
            });
        }
        let rows = rows.into_iter().map(|row| {
            let state = row.state();
            LedgerRow {
                used: state.is_used().then_some(row.uid),
                title: titles
                    .get(&row.uid)
                    .cloned()
                    .unwrap_or_else(|| "（稿件正在入库）".into()),
                url: site.url(&format!("/console/articles/{}", row.article_id)),
                by: row.sent_by_name,
                sent: beijing::minute(row.sent_at),
                state: Chip::new(state.title(), state.tone()),
                decided: row.decided_at.map(beijing::minute).unwrap_or_default(),
                seen: row.seen_at.map(beijing::minute).unwrap_or_default(),
                page_url: row.page_url.filter(|_| state.is_used()).unwrap_or_default(),
                difference: row
                    .before_text
                    .zip(row.after_text)
                    .map(|(before, after)| content::article::staff::compare(&before, &after)),
                reason: row
                    .overtaken_by
                    .map_or(row.reason, |title| format!("并入“{title}”")),
                recall_url: (may_recall && state.is_open())
                    .then(|| site.url(&format!("/console/articles/{}/recall-submission", row.article_id))),
                again_url: (may_recall && state.may_go_again())
                    .then(|| site.url(&format!("/console/articles/{}/submit-upward", row.article_id))),
            }
        });
        Ok(Self {
            rows: rows.collect(),
            filters,
            pager: Pager::for_total(page, PAGE_SIZE, total, &here),
            quota: None,
            points: Figure::default(),
        })
    }

    /// Adds where the pieces are now on a portal of this house; that of another box told it.
    pub(super) async fn with_pages(mut self, hub: &HubRead, portal: &Site) -> Result<Self> {
        let used: Vec<Uuid> = self.rows.iter().filter_map(|row| row.used).collect();
        let mut pages = pages(hub, portal.id, &used).await?;
        for row in &mut self.rows {
            if let Some(path) = row.used.and_then(|uid| pages.remove(&uid)) {
                row.page_url = portal.absolute(&path);
            }
        }
        Ok(self)
    }

    /// Adds the unit's standing: quota and points of this year.
    pub(super) async fn with_standing(mut self, hub: &HubRead, site: &Site, portal: SiteId) -> Result<Self> {
        let today = beijing::day(hub.now());
        let year = Scope::year_to(today);
        let own = Sender::Site(site.id.0);
        let lines = gather(hub, portal, Some(own)).await?;
        self.points = Figure {
            count: sum(lines.iter().filter(|line| year.holds(line))).points,
            url: format!("{}?{}", site.url("/console/ledger"), year.query()),
        };
        let standings = standings(hub, portal, Some(own), today, 1).await?;
        self.quota = standings.first().map(|each| QuotaRow::of(site, each, today));
        Ok(self)
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        let row = |title: &str, state: State, reason: &str| LedgerRow {
            title: title.into(),
            url: "/console/articles/7".into(),
            by: "周若溪".into(),
            sent: "2026-11-22 09:30".into(),
            state: Chip::new(state.title(), state.tone()),
            decided: if state == State::Sent {
                String::new()
            } else {
                "2026-11-22 10:05".into()
            },
            seen: String::new(),
            reason: reason.into(),
            difference: (state == State::Edited).then(|| ("八所".to_owned(), "<ins>十所</ins>".to_owned())),
            page_url: if state == State::Adopted {
                "https://www.example.gov.cn/news/2026/11/7.html".into()
            } else {
                String::new()
            },
            used: None,
            recall_url: (state == State::Sent).then(|| "/console/articles/7/recall-submission".into()),
            again_url: (state == State::Declined).then(|| "/console/articles/7/submit-upward".into()),
        };
        Self {
            rows: vec![
                row("紫砂工艺走进八所小学课堂", State::Sent, ""),
                row("全市义务教育招生政策发布", State::Adopted, ""),
                row("教师节表彰名单公示", State::Declined, "公示期已过。"),
                row("十所学校开设紫砂课", State::Edited, ""),
            ],
            filters: vec![Filter {
                title: "全部".into(),
                url: "/console/submissions".into(),
                current: true,
                count: 3,
            }],
            pager: Pager::for_total(1, PAGE_SIZE, 3, "/console/submissions"),
            quota: Some(QuotaRow::sample()),
            points: Figure {
                count: 47,
                url: "/console/ledger".into(),
            },
        }
    }
}
