//! What the desk shows.

use super::form::{AdoptForm, DeclineForm};
use super::{State, entity, query};
use crate::ui::{self, Chip, Choice, Filter, PAGE_SIZE};
use content::library::entity as library;
use content::media::{Attached, address, lead_hash};
use content::placement::entity::LIVE;
use gateway::Site;
use kernel::{Result, beijing};
use serde::Serialize;
use std::collections::HashMap;
use store::SiteRead;
use theme::view::Pager;

/// The list of the desk in one state.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DeskList {
    /// Lines.
    pub rows: Vec<DeskRow>,
    /// By state.
    pub filters: Vec<Filter>,
    /// Whether the lines wait for a decision.
    pub waiting: bool,
    /// Further pages.
    pub pager: Pager,
}

/// One line.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DeskRow {
    /// Headline.
    pub title: String,
    /// The line's own page.
    pub url: String,
    /// Unit it comes from.
    pub source: String,
    /// When it arrived.
    pub arrived: String,
    /// `报送`, `规则` or both.
    pub way: String,
    /// How it stands.
    pub state: Chip,
    /// Who decided and when, or empty.
    pub decided: String,
    /// Why it was declined, or empty.
    pub reason: String,
}

impl DeskRow {
    fn new(site: &Site, row: &entity::Model) -> Self {
        let state = row.state();
        Self {
            title: row.title.clone(),
            url: site.url(&format!("/console/desk/{}", row.id)),
            source: row.source_name.clone(),
            arrived: beijing::minute(row.arrived_at),
            way: match (row.submitted, row.rule_id) {
                (true, Some(_)) => "报送、规则".into(),
                (true, None) => "报送".into(),
                (false, _) => "规则".into(),
            },
            state: Chip::new(state.title(), state.tone()),
            decided: row
                .decided_at
                .map(|at| format!("{} {}", row.decided_by_name, beijing::minute(at)))
                .unwrap_or_default(),
            reason: row.reason.clone(),
        }
    }

    fn sample(title: &str, state: State) -> Self {
        Self {
            title: title.into(),
            url: "/console/desk/5".into(),
            source: "市教育局".into(),
            arrived: "2026-11-22 09:30".into(),
            way: "报送".into(),
            state: Chip::new(state.title(), state.tone()),
            decided: String::new(),
            reason: String::new(),
        }
    }
}

impl DeskList {
    pub(super) async fn load(read: &SiteRead, site: &Site, state: State, page: u64) -> Result<Self> {
        let (rows, total) = query::list_items(read, state, page, PAGE_SIZE).await?;
        let base = site.url("/console/desk");
        let address = |state: State| match state {
            State::Waiting => base.clone(),
            other => format!("{base}?state={}", other.key()),
        };
        let mut filters = Vec::new();
        for each in State::ALL {
            filters.push(Filter {
                title: each.title().into(),
                url: address(each),
                current: each == state,
                count: query::count_items(read, each).await?,
            });
        }
        Ok(Self {
            rows: rows.iter().map(|row| DeskRow::new(site, row)).collect(),
            filters,
            waiting: state == State::Waiting,
            pager: Pager::for_total(page, PAGE_SIZE, total, &address(state)),
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            rows: vec![
                DeskRow::sample("紫砂工艺走进八所小学课堂", State::Waiting),
                DeskRow::sample("冬季学校食堂专项检查通报", State::Waiting),
            ],
            filters: vec![Filter {
                title: "待处理".into(),
                url: "/console/desk".into(),
                current: true,
                count: 2,
            }],
            waiting: true,
            pager: Pager::for_total(1, PAGE_SIZE, 2, "/console/desk"),
        }
    }
}

/// An attachment.
#[derive(Clone, Debug, Default, Serialize)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub url: String,
}

/// One article on the desk with its text and the two decisions.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DeskShow {
    /// The line.
    pub row: DeskRow,
    /// Second line of the headline, or empty.
    pub subtitle: String,
    /// 稿源.
    pub source: String,
    /// Author, or empty.
    pub author: String,
    /// Channel at the origin.
    pub origin_channel: String,
    /// First publication at the origin.
    pub published: String,
    /// Abstract, or empty.
    pub summary: String,
    /// The text.
    pub body_html: String,
    /// Lead picture, or empty.
    pub picture: String,
    /// Words for it.
    pub picture_alt: String,
    /// Attachments.
    pub attachments: Vec<File>,
    /// Whether somebody may decide.
    pub open: bool,
    /// Where 采用 goes.
    pub adopt_url: String,
    /// Where 退稿 goes.
    pub decline_url: String,
    /// Channels of this site.
    pub channels: Vec<Choice>,
    /// The channel proposed or chosen.
    pub channel: String,
    /// The own headline typed.
    pub own_title: String,
    /// The reason typed.
    pub reason: String,
    /// Back to the list.
    pub back: String,
}

impl DeskShow {
    pub(super) async fn load(
        read: &SiteRead,
        site: &Site,
        found: (entity::Model, library::Model),
        adopt: &AdoptForm,
        decline: &DeclineForm,
    ) -> Result<Self> {
        let (line, item) = found;
        let proposed = line.channel_id.map(|id| id.to_string()).unwrap_or_default();
        let chosen = Some(adopt.channel.clone()).filter(|typed| !typed.is_empty());
        let attached: Vec<Attached> =
            serde_json::from_str(&item.attachments).map_err(kernel::Error::fault)?;
        let mount = site.mount.trim_end_matches('/');
        Ok(Self {
            row: DeskRow::new(site, &line),
            body_html: content::body::resolve(&item.body_html, mount, &HashMap::new()).into_owned(),
            picture: item
                .lead_media
                .as_deref()
                .map(|lead| address(site, &lead_hash(lead), "640.webp"))
                .unwrap_or_default(),
            picture_alt: item.lead_alt,
            attachments: attached
                .into_iter()
                .map(|file| File {
                    url: address(site, &file.hash, &file.name),
                    name: file.name,
                })
                .collect(),
            published: beijing::minute(item.published_at),
            open: line.state() == State::Waiting && item.state == LIVE,
            subtitle: item.subtitle,
            source: item.source,
            author: item.author,
            origin_channel: item.origin_channel,
            summary: item.summary,
            adopt_url: site.url(&format!("/console/desk/{}/adopt", line.id)),
            decline_url: site.url(&format!("/console/desk/{}/decline", line.id)),
            channels: ui::open_channels(read).await?,
            channel: chosen.unwrap_or(proposed),
            own_title: adopt.own_title.clone(),
            reason: decline.reason.clone(),
            back: site.url("/console/desk"),
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            row: DeskRow::sample("紫砂工艺走进八所小学课堂", State::Waiting),
            source: "陶都市教育局".into(),
            author: "周若溪".into(),
            origin_channel: "教育要闻".into(),
            published: "2026-11-22 09:12".into(),
            summary: "八所小学开设紫砂课，工艺师每周到校一次。".into(),
            body_html: "<p>本学期起，八所小学把紫砂工艺列入校本课程。</p>".into(),
            picture: "/media/ab/640.webp".into(),
            picture_alt: "学生在拍打泥片".into(),
            attachments: vec![File {
                name: "课程安排.pdf".into(),
                url: "/media/cd/课程安排.pdf".into(),
            }],
            open: true,
            adopt_url: "/console/desk/5/adopt".into(),
            decline_url: "/console/desk/5/decline".into(),
            channels: vec![Choice::new("3", "部门动态")],
            channel: "3".into(),
            back: "/console/desk".into(),
            ..Self::default()
        }
    }
}
