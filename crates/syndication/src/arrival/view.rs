//! What the desk of outside sources shows.

use super::form::{ArrivalQuery, BulkForm, DeclineForm, EditForm, TakeForm};
use super::query::{self, Which};
use super::{State, entity};
use crate::source::entity as source;
use crate::ui::{self, Chip, Choice, Filter, PAGE_SIZE};
use gateway::Site;
use kernel::{ChannelId, Result, beijing};
use serde::Serialize;
use std::collections::HashMap;
use store::SiteRead;
use theme::view::Pager;

/// `syndication/arrival_list.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ArrivalList {
    /// Lines.
    pub rows: Vec<ArrivalRow>,
    /// By what became of them.
    pub filters: Vec<Filter>,
    /// Whether the lines wait for a decision.
    pub waiting: bool,
    /// Waiting lines that nobody opened.
    pub unseen: u64,
    /// What was asked.
    pub asked: ArrivalQuery,
    /// Sources to choose.
    pub sources: Vec<Choice>,
    /// Channels of this site.
    pub channels: Vec<Choice>,
    /// The channel chosen for the ticked ones.
    pub channel: String,
    /// The reason typed for the ticked ones.
    pub reason: String,
    /// This page without a query.
    pub url: String,
    /// Further pages.
    pub pager: Pager,
}

/// One line.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ArrivalRow {
    /// Number.
    pub id: i64,
    /// Headline.
    pub title: String,
    /// The line's own page.
    pub url: String,
    /// Whether nobody opened it.
    pub unseen: bool,
    /// Whether it was ticked before a refusal.
    pub ticked: bool,
    /// Name of the source.
    pub source: String,
    /// Name of the proposed channel, or empty.
    pub channel: String,
    /// When it arrived.
    pub arrived: String,
    /// How it stands.
    pub state: Chip,
    /// What did not come along, and why it waits.
    pub note: String,
    /// The source changed it afterwards.
    pub newer: bool,
    /// Who decided and when, or empty.
    pub decided: String,
    /// Why it was declined, or empty.
    pub reason: String,
    /// This site's article, or empty.
    pub article_url: String,
}

impl ArrivalRow {
    fn new(site: &Site, row: &entity::Model, source: Option<&source::Model>, channels: &[Choice]) -> Self {
        let state = State::parse(&row.state);
        Self {
            id: row.id,
            title: row.title.clone(),
            url: site.url(&format!("/console/arrivals/{}", row.id)),
            unseen: state == State::Waiting && row.seen_at.is_none(),
            ticked: false,
            source: source.map(source::Model::title).unwrap_or_default(),
            channel: ui::label(channels, source.map(|source| source.channel_id)),
            arrived: beijing::minute(row.arrived_at),
            state: Chip::new(state.title(), state.tone()),
            note: row.note.clone(),
            newer: row.newer,
            decided: row
                .decided_at
                .map(|at| format!("{} {}", row.decided_by_name, beijing::minute(at)))
                .unwrap_or_default(),
            reason: row.reason.clone(),
            article_url: row
                .article_id
                .map(|id| site.url(&format!("/console/articles/{id}")))
                .unwrap_or_default(),
        }
    }

    fn sample(title: &str, state: State) -> Self {
        Self {
            id: 5,
            title: title.into(),
            url: "/console/arrivals/5".into(),
            unseen: state == State::Waiting,
            source: "陶都日报".into(),
            channel: "媒体聚焦".into(),
            arrived: "2026-11-22 09:30".into(),
            state: Chip::new(state.title(), state.tone()),
            note: "1 张图片未能取回。".into(),
            ..Self::default()
        }
    }
}

impl ArrivalList {
    pub(super) async fn load(
        read: &SiteRead,
        site: &Site,
        scope: Option<&[ChannelId]>,
        asked: &ArrivalQuery,
        typed: &BulkForm,
    ) -> Result<Self> {
        let sources = query::sources(read).await?;
        let mine = query::within(&sources, scope);
        let may = |id: &i64| mine.as_ref().is_none_or(|mine| mine.contains(id));
        let chosen: Option<i64> = asked.source.parse().ok();
        let from = match chosen {
            Some(id) => Some(Vec::from_iter(Some(id).filter(may))),
            None => mine.clone(),
        };
        let which = asked.which();
        let page = asked.page.parse().unwrap_or(1).max(1);
        let (rows, total) = query::list(read, which, from.clone(), page, PAGE_SIZE).await?;
        let base = site.url("/console/arrivals");
        let address = |which: Which| format!("{base}?{}", asked.address(which));
        let mut filters = Vec::new();
        for each in Which::ALL {
            filters.push(Filter {
                title: each.title().into(),
                url: address(each),
                current: each == which,
                count: query::count(read, each, from.clone()).await?,
            });
        }
        let channels = ui::open_channels(read).await?;
        let ticked = typed.arrivals();
        let row = |row: &entity::Model| ArrivalRow {
            ticked: ticked.contains(&row.id),
            ..ArrivalRow::new(site, row, sources.get(&row.source_id), &channels)
        };
        let mut names: Vec<&source::Model> = sources.values().filter(|row| may(&row.id)).collect();
        names.sort_by_key(|row| row.id);
        Ok(Self {
            rows: rows.iter().map(row).collect(),
            filters,
            waiting: which == Which::In(State::Waiting),
            unseen: query::count_unseen(read, from).await?,
            asked: asked.clone(),
            sources: names
                .into_iter()
                .map(|row| Choice::new(row.id.to_string(), row.title()))
                .collect(),
            pager: Pager::for_total(page, PAGE_SIZE, total, &address(which)),
            channels,
            channel: typed.channel.clone(),
            reason: typed.reason.clone(),
            url: base,
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            rows: vec![ArrivalRow::sample("老窑场列入文保名录", State::Waiting)],
            filters: vec![Filter {
                title: "待处理".into(),
                url: "/console/arrivals?state=waiting".into(),
                current: true,
                count: 1,
            }],
            waiting: true,
            unseen: 1,
            sources: vec![Choice::new("2", "陶都日报")],
            channels: vec![Choice::new("3", "媒体聚焦")],
            url: "/console/arrivals".into(),
            pager: Pager::for_total(1, PAGE_SIZE, 1, "/console/arrivals"),
            ..Self::default()
        }
    }
}

/// `syndication/arrival_show.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ArrivalShow {
    /// The line.
    pub row: ArrivalRow,
    /// Whether somebody may decide.
    pub open: bool,
    /// Whether it has a text to take as it is.
    pub has_text: bool,
    /// The original, or empty.
    pub link: String,
    /// Author, or empty.
    pub author: String,
    /// When the source published it, or empty.
    pub published: String,
    /// Licence and who granted it, or empty.
    pub licence: String,
    /// Abstract, or empty.
    pub summary: String,
    /// The text.
    pub body_html: String,
    /// Channels of this site.
    pub channels: Vec<Choice>,
    /// The channel proposed or chosen.
    pub channel: String,
    /// The reason typed.
    pub reason: String,
    /// Where 采用 goes.
    pub take_url: String,
    /// Where 改后采用 begins.
    pub edit_url: String,
    /// Where 不采用 goes.
    pub decline_url: String,
    /// Where 已核对 goes.
    pub acknowledge_url: String,
    /// Back to the list.
    pub back: String,
}

impl ArrivalShow {
    pub(super) async fn load(
        read: &SiteRead,
        site: &Site,
        found: (entity::Model, source::Model),
        take: &TakeForm,
        decline: &DeclineForm,
    ) -> Result<Self> {
        let (item, its) = found;
        let channels = ui::open_channels(read).await?;
        let mount = site.mount.trim_end_matches('/');
        let own = site.url(&format!("/console/arrivals/{}", item.id));
        let terms = [its.licence.as_str(), &its.granted_by, &its.reference];
        let terms: Vec<&str> = terms.into_iter().filter(|text| !text.is_empty()).collect();
        Ok(Self {
            row: ArrivalRow::new(site, &item, Some(&its), &channels),
            open: State::parse(&item.state) == State::Waiting,
            has_text: !item.body_html.is_empty(),
            published: item.published_at.map(beijing::minute).unwrap_or_default(),
            licence: terms.join("，"),
            body_html: content::body::resolve(&item.body_html, mount, &HashMap::new()).into_owned(),
            channel: if take.channel.is_empty() {
                its.channel_id.to_string()
            } else {
                take.channel.clone()
            },
            reason: decline.reason.clone(),
            take_url: format!("{own}/take"),
            edit_url: format!("{own}/edit"),
            decline_url: format!("{own}/decline"),
            acknowledge_url: format!("{own}/acknowledge"),
            back: site.url("/console/arrivals"),
            link: item.link,
            author: item.author,
            summary: item.summary,
            channels,
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            row: ArrivalRow::sample("老窑场列入文保名录", State::Waiting),
            open: true,
            has_text: true,
            link: "https://news.example/1.html".into(),
            author: "周行之".into(),
            published: "2026-11-22 08:00".into(),
            licence: "转载授权，陶都日报社，陶报函〔2026〕7 号".into(),
            body_html: "<p>三座老窑列入名录。</p>".into(),
            channels: vec![Choice::new("3", "媒体聚焦")],
            channel: "3".into(),
            take_url: "/console/arrivals/5/take".into(),
            edit_url: "/console/arrivals/5/edit".into(),
            decline_url: "/console/arrivals/5/decline".into(),
            acknowledge_url: "/console/arrivals/5/acknowledge".into(),
            back: "/console/arrivals".into(),
            ..Self::default()
        }
    }
}

/// `syndication/arrival_edit.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ArrivalEdit {
    /// Name of the source.
    pub source: String,
    /// Headline.
    pub title: String,
    /// Abstract.
    pub summary: String,
    /// The text as HTML.
    pub body: String,
    /// Channels of this site.
    pub channels: Vec<Choice>,
    /// The one chosen.
    pub channel: String,
    /// Where the form goes.
    pub url: String,
    /// Back to the line.
    pub back: String,
}

impl ArrivalEdit {
    pub(super) async fn load(
        read: &SiteRead,
        site: &Site,
        found: (entity::Model, source::Model),
        typed: Option<EditForm>,
    ) -> Result<Self> {
        let (item, its) = found;
        let form = typed.unwrap_or_else(|| {
            let day = item.published_at.map(beijing::date);
            let credit = crate::source::credit(&its.title(), &item.link, day.as_deref());
            EditForm {
                channel: its.channel_id.to_string(),
                title: item.title.clone(),
                summary: item.summary.clone(),
                body: format!("{}\n{credit}", item.body_html.trim_end()),
            }
        });
        let back = site.url(&format!("/console/arrivals/{}", item.id));
        Ok(Self {
            source: its.title(),
            title: form.title,
            summary: form.summary,
            body: form.body,
            channels: ui::open_channels(read).await?,
            channel: form.channel,
            url: format!("{back}/edit"),
            back,
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            source: "陶都日报".into(),
            title: "老窑场列入文保名录".into(),
            body: "<p>三座老窑列入名录。</p>".into(),
            channels: vec![Choice::new("3", "媒体聚焦")],
            channel: "3".into(),
            url: "/console/arrivals/5/edit".into(),
            back: "/console/arrivals/5".into(),
            ..Self::default()
        }
    }
}
