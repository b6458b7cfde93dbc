//! What the pages of notices show.

use super::act::Act;
use super::entity::{DRAFT, Model};
use super::form::{EndForm, ExtendForm, NoticeForm};
use super::query::{self, Shelf};
use super::rows::{self, Chip, Row};
use super::{Kind, Level, Reach};
use crate::permissions::{DraftNotice, EndNotice, ReleaseNotice};
use gateway::staff::Signed;
use gateway::{Site, SiteKind};
use kernel::{Permission, Result, SiteId, beijing};
use serde::Serialize;
use std::sync::Arc;
use store::{HubStore, SiteRead};
use theme::view::Pager;

/// Rows on a page.
const PAGE_SIZE: u64 = 30;
/// Notices of others shown on the list of a site.
const OTHERS: u64 = 20;

/// A filter that is a link.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Filter {
    /// Its words.
    pub title: String,
    /// Where it leads.
    pub url: String,
    /// The one shown.
    pub current: bool,
    /// How many.
    pub count: u64,
}

/// `notice/list.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NoticeList {
    /// Filters.
    pub filters: Vec<Filter>,
    /// Notices of this site.
    pub rows: Vec<Row>,
    /// Pages.
    pub pager: Pager,
    /// What others set over this site.
    pub others: Vec<Row>,
    /// Whether this is a site that others may set something over.
    pub has_others: bool,
    /// The form of a new banner; empty for who may not write.
    pub new_banner: String,
    /// The form of a new mourning.
    pub new_grey: String,
}

impl NoticeList {
    /// Loads the list.
    ///
    /// # Errors
    /// Faults.
    pub async fn load(by: &Signed, hub: &HubStore, shelf: Shelf, page: u64) -> Result<Self> {
        let (read, site) = (by.read(), &by.site);
        let base = |shelf: Shelf| match shelf {
            Shelf::All => site.url("/console/notices"),
            _ => site.url(&format!("/console/notices?state={}", shelf.key())),
        };
        let mut filters = Vec::new();
        for other in Shelf::ALL {
            filters.push(Filter {
                title: other.title().into(),
                url: base(other),
                current: other == shelf,
                count: query::count(&read, other).await?,
            });
        }
        let (found, total) = query::list(&read, shelf, page, PAGE_SIZE).await?;
        let now = read.now();
        let row = |row: &Model| Row::of(row, now, site.url(&format!("/console/notices/{}", row.id)));
        let others = query::from_others(&hub.read(), site.id, OTHERS).await?;
        let new = |kind: Kind| site.url(&format!("/console/notices/new?kind={}", kind.key()));
        let may = may::<DraftNotice>(by);
        Ok(Self {
            filters,
            rows: found.iter().map(row).collect(),
            pager: Pager::for_total(page, PAGE_SIZE, total, &base(shelf)),
            others: others
                .iter()
                .map(|row| Row::of(row, now, String::new()))
                .collect(),
            has_others: site.kind != SiteKind::Portal,
            new_banner: if may { new(Kind::Banner) } else { String::new() },
            new_grey: if may { new(Kind::Grey) } else { String::new() },
        })
    }

    /// A banner that shows, and one the group set.
    #[must_use]
    pub fn sample() -> Self {
        let row = Row {
            title: "台风“海葵”今晚登陆，全市停课停工停业".into(),
            text: vec!["请留在室内。".into()],
            kind: "应急公告 · 红色预警".into(),
            reach: "全部网站".into(),
            time: "2026-11-22 09:30 至 2026-11-23 18:00".into(),
            state: Chip {
                text: "正在显示".into(),
                tone: "live".into(),
            },
            extending: true,
            page: "/console/notices/3".into(),
        };
        Self {
            filters: vec![Filter {
                title: "全部".into(),
                url: "/console/notices".into(),
                current: true,
                count: 1,
            }],
            rows: vec![row.clone()],
            pager: Pager::for_total(1, PAGE_SIZE, 1, "/console/notices"),
            others: vec![Row {
                page: String::new(),
                ..row
            }],
            has_others: true,
            new_banner: "/console/notices/new?kind=banner".into(),
            new_grey: "/console/notices/new?kind=grey".into(),
        }
    }
}

/// Whether the person may do `P` here for the whole site.
fn may<P: Permission>(by: &Signed) -> bool {
    by.proof::<P>().is_ok_and(|granted| granted.whole_site().is_ok())
}

/// A choice of a form.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Ticked.
    pub checked: bool,
    /// A word of help.
    pub help: String,
}

/// `notice/form.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NoticeEdit {
    /// Back to the list or the page.
    pub back: String,
    /// Its words.
    pub back_title: String,
    /// Where the form goes.
    pub action: String,
    /// What was typed.
    pub typed: NoticeForm,
    /// Whether it is a banner.
    pub is_banner: bool,
    /// Levels.
    pub levels: Vec<Choice>,
    /// Reaches; none where a site speaks for itself alone.
    pub reaches: Vec<Choice>,
    /// Sites.
    pub sites: Vec<Choice>,
    /// Line of the one it takes the place of.
    pub replaces: String,
}

impl NoticeEdit {
    /// The form as typed, for this site.
    #[must_use]
    pub fn of(by: &Signed, typed: NoticeForm, id: Option<i64>) -> Self {
        let site = &by.site;
        let levels = Level::ALL.map(|level| Choice {
            value: level.key().into(),
            label: level.title().into(),
            checked: typed.level == level.key(),
            help: level.grade().into(),
        });
        let places = reachable(by);
        let reaches = [
            (Reach::Group, "全部网站", "门户和网站群的每个网站"),
            (Reach::Chosen, "选定网站", "在下面勾选"),
            (Reach::Own, "仅本站", ""),
        ]
        .map(|(reach, label, help)| Choice {
            value: reach.key().into(),
            label: label.into(),
            checked: typed.reach == reach.key(),
            help: help.into(),
        });
        let pick = |site: &Arc<Site>| Choice {
            value: site.id.to_string(),
            label: site.name.clone(),
            checked: typed.sites.contains(&site.id.to_string()),
            help: String::new(),
        };
        let page = id.map(|id| format!("/console/notices/{id}"));
        Self {
            back: site.url(page.as_deref().unwrap_or("/console/notices")),
            back_title: if page.is_some() {
                "返回"
            } else {
                "应急与哀悼"
            }
            .into(),
            action: site.url(page.as_deref().unwrap_or("/console/notices")),
            is_banner: typed.kind == Kind::Banner.key(),
            levels: levels.into(),
            sites: places.iter().map(pick).collect(),
            reaches: if places.is_empty() {
                Vec::new()
            } else {
                reaches.into()
            },
            replaces: String::new(),
            typed,
        }
    }

    /// A filled form of the portal.
    #[must_use]
    pub fn sample() -> Self {
        let choice = |value: &str, label: &str| Choice {
            value: value.into(),
            label: label.into(),
            checked: true,
            help: "一级（特别严重）".into(),
        };
        Self {
            back: "/console/notices".into(),
            back_title: "应急与哀悼".into(),
            action: "/console/notices".into(),
            typed: NoticeForm {
                kind: "banner".into(),
                title: "台风今晚登陆".into(),
                ..NoticeForm::default()
            },
            is_banner: true,
            levels: vec![choice("red", "红色预警")],
            reaches: vec![choice("group", "全部网站")],
            sites: vec![choice("2", "陶都市教育局")],
            replaces: "台风明晚登陆".into(),
        }
    }
}

/// The sites that a notice of this site may lie over: for the portal all that this box serves.
#[must_use]
pub fn reachable(by: &Signed) -> Vec<Arc<Site>> {
    if by.site.kind != SiteKind::Portal {
        return Vec::new();
    }
    let all = by.app.directory.all().into_iter();
    all.filter(|site| site.elsewhere.is_none()).collect()
}

/// A site it is for.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PlaceRow {
    /// Name.
    pub name: String,
    /// Its home page.
    pub url: String,
    /// How it stands there.
    pub state: Chip,
}

/// A line of the history.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ActRow {
    /// When.
    pub at: String,
    /// What.
    pub act: String,
    /// Who.
    pub by: String,
    /// Why, until when.
    pub note: String,
}

/// `notice/show.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NoticeShow {
    /// Back to the list.
    pub back: String,
    /// The notice.
    pub row: Row,
    /// Grade of a banner's level.
    pub grade: String,
    /// Where the link leads, as typed.
    pub link_url: String,
    /// Words of the link.
    pub link_title: String,
    /// What a page looks like with it.
    pub preview_url: String,
    /// Sends it on: release. Empty when there is nothing to release or this person may not.
    pub release_url: String,
    /// Why this person cannot release it; may be empty.
    pub release_note: String,
    /// The form of the draft.
    pub edit_url: String,
    /// Gives the draft up.
    pub drop_url: String,
    /// Ends it.
    pub end_url: String,
    /// Writes one that takes its place.
    pub replace_url: String,
    /// Asks for a later end.
    pub extend_url: String,
    /// Releases the later end.
    pub release_extension_url: String,
    /// Sends the request back.
    pub decline_extension_url: String,
    /// The request in words; may be empty.
    pub extension: String,
    /// Revision of what is shown.
    pub revision: i64,
    /// What was typed into the form of a later end.
    pub extend: ExtendForm,
    /// What was typed into the form that ends it.
    pub end: EndForm,
    /// Sites.
    pub places: Vec<PlaceRow>,
    /// History.
    pub acts: Vec<ActRow>,
}

impl NoticeShow {
    /// Loads a notice.
    ///
    /// # Errors
    /// [`kernel::Error::NotFound`].
    pub async fn load(by: &Signed, id: i64) -> Result<Self> {
        let read = by.read();
        let row = query::notice(&read, id).await?;
        let mut view = Self::plain(by, &read, &row).await?;
        let url = |act: &str| by.site.url(&format!("/console/notices/{id}/{act}"));
        let (draft, runs) = (row.state == DRAFT, row.runs(read.now()));
        let me = by.me.person.0;
        if draft && may::<DraftNotice>(by) {
            view.edit_url = url("edit");
            view.drop_url = url("drop");
        }
        if draft && may::<ReleaseNotice>(by) {
            if [row.drafted_by, row.changed_by].contains(&me) {
                view.release_note = "您拟写或最后修改了这条公告，须由另一人核发。".into();
            } else {
                view.release_url = url("release");
            }
        }
        if runs && may::<EndNotice>(by) {
            view.end_url = url("end");
        }
        if runs && may::<DraftNotice>(by) {
            view.replace_url = by.site.url(&format!("/console/notices/new?replaces={id}"));
            if row.extend_to.is_none() {
                view.extend_url = url("extend");
            }
        }
        if let Some(until) = row.extend_to.filter(|_| runs) {
            let who = row.extend_by_name.as_deref().unwrap_or_default();
            let why = row.extend_reason.as_deref().unwrap_or_default();
            view.extension = format!("{who}申请延长至 {}：{why}", beijing::minute(until));
            if may::<ReleaseNotice>(by) && row.extend_by != Some(me) {
                view.release_extension_url = url("release-extension");
            }
            if may::<ReleaseNotice>(by) || may::<DraftNotice>(by) {
                view.decline_extension_url = url("decline-extension");
            }
        }
        Ok(view)
    }

    /// Without anything to be done.
    async fn plain(by: &Signed, read: &SiteRead, row: &Model) -> Result<Self> {
        let now = read.now();
        let id = row.id;
        let acts = query::acts(read, id).await?;
        Ok(Self {
            back: by.site.url("/console/notices"),
            row: Row::of(row, now, String::new()),
            grade: Level::parse(&row.level).map_or("", Level::grade).into(),
            link_url: row.link_url.clone(),
            link_title: row.link_title.clone(),
            preview_url: by.site.url(&format!("/console/notices/{id}/preview")),
            revision: row.revision,
            places: places(by, row, &query::sites(read, id).await?, rows::state(row, now)),
            acts: acts
                .into_iter()
                .map(|act| ActRow {
                    at: beijing::minute(act.at),
                    act: Act::words(&act.act).into(),
                    by: act.by_name,
                    note: act.note,
                })
                .collect(),
            ..Self::default()
        })
    }

    /// A banner that shows, with everything that can be done to one.
    #[must_use]
    pub fn sample() -> Self {
        let url = |act: &str| format!("/console/notices/3/{act}");
        let list = NoticeList::sample();
        Self {
            back: "/console/notices".into(),
            row: list.rows.into_iter().next().unwrap_or_default(),
            grade: "一级（特别严重）".into(),
            link_url: "/tongzhi/2026/11/1287.html".into(),
            link_title: "查看通告全文".into(),
            preview_url: url("preview"),
            release_url: url("release"),
            release_note: "须由另一人核发。".into(),
            edit_url: url("edit"),
            drop_url: url("drop"),
            end_url: url("end"),
            replace_url: "/console/notices/new?replaces=3".into(),
            extend_url: url("extend"),
            release_extension_url: url("release-extension"),
            decline_extension_url: url("decline-extension"),
            extension: "周若溪申请延长至 2026-11-24 18:00：台风滞留。".into(),
            revision: 2,
            extend: ExtendForm::default(),
            end: EndForm::default(),
            places: vec![PlaceRow {
                name: "陶都市教育局".into(),
                url: "https://edu.example.gov.cn/".into(),
                state: Chip {
                    text: "正在显示".into(),
                    tone: "live".into(),
                },
            }],
            acts: vec![ActRow {
                at: "2026-11-22 09:28".into(),
                act: "拟写".into(),
                by: "周若溪".into(),
                note: String::new(),
            }],
        }
    }
}

/// The sites a notice is for. What another box serves is not reached from here, and the list says so.
fn places(by: &Signed, row: &Model, chosen: &[SiteId], state: Chip) -> Vec<PlaceRow> {
    let reach = Reach::parse(&row.reach);
    let here = |site: &&Arc<Site>| match reach {
        Some(Reach::Group) => true,
        Some(Reach::Chosen) => chosen.contains(&site.id),
        Some(Reach::Own) | None => site.id == by.site.id,
    };
    let all = by.app.directory.all();
    let row = |site: &Arc<Site>| PlaceRow {
        name: site.name.clone(),
        url: site.absolute("/"),
        state: if site.elsewhere.is_some() {
            Chip {
                text: "由其他系统提供，请在该系统设置".into(),
                tone: "warn".into(),
            }
        } else {
            state.clone()
        },
    };
    all.iter().filter(here).map(row).collect()
}
