//! What the pages of the boxes show.

use super::form::SeatForm;
use super::{BoxForm, Stage, entity, query};
use crate::ledger::{Scope, gather, sum};
use crate::quota::{monday_of, standings};
use crate::sender::Sender;
use crate::submission::State;
use crate::ui::{self, Chip, Choice, Filter, PAGE_SIZE};
use chrono::Datelike;
use content::article::staff::Choice as Pick;
use content::body::Format;
use content::media::{PICTURE, address, by_hash, entity as media};
use content::placement::entity::{self as placement, LIVE};
use gateway::Site;
use gateway::unit::entity as unit;
use kernel::{PersonId, Result, beijing};
use sea_orm::ColumnTrait;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use store::{HubRead, SiteRead};
use theme::view::Pager;
use uuid::Uuid;

/// How many of the writer's own files the form offers, newest first.
const OFFERED: u64 = 100;

/// A text in the list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TextRow {
    /// Headline.
    pub title: String,
    /// Its page.
    pub url: String,
    /// Unit.
    pub unit: String,
    /// Who sent or wrote it.
    pub by: String,
    /// When it was sent, or empty.
    pub sent: String,
    /// Where it is.
    pub state: Chip,
    /// When the public first saw it, or empty.
    pub shown: String,
    /// Why it was declined, or which piece it became part of, or empty.
    pub reason: String,
    /// Points so far.
    pub points: i64,
}

/// A unit's figures.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BoxFigures {
    /// Unit.
    pub unit: String,
    /// Sent this week.
    pub week: i64,
    /// Owed a week; 0 asks nothing.
    pub weekly: i64,
    /// Sent this year.
    pub year: i64,
    /// Owed a year; 0 asks nothing.
    pub yearly: i64,
    /// Points this year.
    pub points: i64,
    /// The texts sent this week.
    pub week_url: String,
    /// The texts sent this year.
    pub year_url: String,
    /// The texts that earned points this year.
    pub points_url: String,
}

/// `syndication/postbox_list.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BoxList {
    /// Whether the writer has a seat at all.
    pub seated: bool,
    /// Figures of each unit of the writer's.
    pub units: Vec<BoxFigures>,
    /// By stage.
    pub filters: Vec<Filter>,
    /// Texts.
    pub rows: Vec<TextRow>,
    /// Further pages.
    pub pager: Pager,
    /// Where a text is begun.
    pub new_url: String,
    /// What the list is narrowed to by a figure, or empty.
    pub of: String,
}

/// What of the texts is listed.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    pub(super) stage: Option<Stage>,
    pub(super) since: Option<chrono::NaiveDate>,
    pub(super) earned: bool,
    pub(super) page: u64,
}

impl BoxList {
    pub(super) async fn load(
        hub: &HubRead,
        read: &SiteRead,
        site: &Site,
        person: PersonId,
        asked: &Asked,
    ) -> Result<Self> {
        let units = query::units_of(read, person).await?;
        let today = beijing::day(read.now());
        let base = site.url("/console/postbox");
        let mut figures = Vec::new();
        let mut points: HashMap<Uuid, i64> = HashMap::new();
        for unit in &units {
            figures.push(figures_of(hub, site, unit, today, &base).await?);
            for line in gather(hub, site.id, Some(Sender::Box(unit.id))).await? {
                *points.entry(line.award.uid).or_default() += line.award.points;
            }
        }
        let (rows, total) = listed(hub, read, site, &units, asked, today).await?;
        let mut filters = Vec::new();
        for each in std::iter::once(None).chain(Stage::ALL.map(Some)) {
            filters.push(Filter {
                title: each.map_or("全部", Stage::title).into(),
                url: each.map_or_else(|| base.clone(), |stage| format!("{base}?state={}", stage.key())),
                current: each == asked.stage && asked.since.is_none() && !asked.earned,
                count: query::count_texts(read, &units, each).await?,
            });
        }
        let address = match (asked.stage, asked.since, asked.earned) {
            (_, _, true) => format!("{base}?earned=1"),
            (_, Some(day), _) => format!("{base}?since={day}"),
            (Some(stage), ..) => format!("{base}?state={}", stage.key()),
            (None, None, false) => base.clone(),
        };
        let of = match (asked.earned, asked.since) {
            (true, _) => "今年得到积分的稿件".to_owned(),
            (false, Some(day)) => format!("{day} 起投送的稿件"),
            (false, None) => String::new(),
        };
        let names: HashMap<i64, &str> = units
            .iter()
            .map(|row| (row.id, row.short_name.as_str()))
            .collect();
        Ok(Self {
            seated: !units.is_empty(),
            units: figures,
            filters,
            rows: rows
                .iter()
                .map(|row| text_row(site, row, &names, &points))
                .collect(),
            pager: Pager::for_total(asked.page, PAGE_SIZE, total, &address),
            new_url: format!("{base}/new"),
            of,
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            seated: true,
            units: vec![BoxFigures {
                unit: "民建市委会".into(),
                week: 1,
                weekly: 1,
                year: 12,
                yearly: 30,
                points: 32,
                week_url: "/console/postbox?since=2026-11-16".into(),
                year_url: "/console/postbox?since=2026-01-01".into(),
                points_url: "/console/postbox?earned=1".into(),
            }],
            filters: vec![Filter {
                title: "全部".into(),
                url: "/console/postbox".into(),
                current: true,
                count: 1,
            }],
            rows: vec![TextRow {
                title: "会员企业结对帮扶山区小学".into(),
                url: "/console/postbox/4".into(),
                unit: "民建市委会".into(),
                by: "方鹤年".into(),
                sent: "2026-11-20 09:30".into(),
                state: Chip::new(State::Declined.title(), State::Declined.tone()),
                reason: "缺少时间、地点或数字，请补充后再报。".into(),
                points: 2,
                ..TextRow::default()
            }],
            pager: Pager::for_total(1, PAGE_SIZE, 1, "/console/postbox"),
            new_url: "/console/postbox/new".into(),
            of: String::new(),
        }
    }
}

fn text_row(
    site: &Site,
    row: &entity::Model,
    names: &HashMap<i64, &str>,
    points: &HashMap<Uuid, i64>,
) -> TextRow {
    let stage = row.stage();
    let by = if row.sent_by_name.is_empty() {
        &row.written_by_name
    } else {
        &row.sent_by_name
    };
    TextRow {
        title: row.title.clone(),
        url: site.url(&format!("/console/postbox/{}", row.id)),
        unit: names.get(&row.unit_id).copied().unwrap_or_default().to_owned(),
        by: by.clone(),
        sent: row.sent_at.map(beijing::minute).unwrap_or_default(),
        state: Chip::new(stage.title(), stage.tone()),
        shown: row.shown_at.map(beijing::minute).unwrap_or_default(),
        reason: row
            .overtaken_by
            .as_ref()
            .map_or_else(|| row.reason.clone(), |title| format!("并入“{title}”")),
        points: points.get(&row.uid).copied().unwrap_or_default(),
    }
}

/// The texts asked for: a stage, or what is behind a figure.
async fn listed(
    hub: &HubRead,
    read: &SiteRead,
    site: &Site,
    units: &[unit::Model],
    asked: &Asked,
    today: chrono::NaiveDate,
) -> Result<(Vec<entity::Model>, u64)> {
    if !asked.earned && asked.since.is_none() {
        return query::list_texts(read, units, asked.stage, asked.page, PAGE_SIZE).await;
    }
    let mut earned = Vec::new();
    if asked.earned {
        let year = Scope::year_to(today);
        for unit in units {
            let lines = gather(hub, site.id, Some(Sender::Box(unit.id))).await?;
            earned.extend(
                lines
                    .iter()
                    .filter(|line| year.holds(line))
                    .map(|line| line.award.uid),
            );
        }
    }
    let since = asked.since.and_then(|day| beijing::parse(&day.to_string()));
    read.find::<entity::Entity>()
        .filter(entity::Column::UnitId.is_in(units.iter().map(|unit| unit.id)))
        .filter_some(asked.earned.then_some(earned), |uids| {
            entity::Column::Uid.is_in(uids)
        })
        .filter_some(since, |since| entity::Column::SentAt.gte(since))
        .filter_some(asked.since, |_| entity::Column::State.ne(State::Recalled.key()))
        .desc(entity::Column::SentAt)
        .desc(entity::Column::Id)
        .page(asked.page, PAGE_SIZE)
        .await
}

async fn figures_of(
    hub: &HubRead,
    site: &Site,
    unit: &unit::Model,
    today: chrono::NaiveDate,
    base: &str,
) -> Result<BoxFigures> {
    let own = Sender::Box(unit.id);
    let year = Scope::year_to(today);
    let lines = gather(hub, site.id, Some(own)).await?;
    let monday = monday_of(today);
    let count = async |from: chrono::NaiveDate| -> Result<i64> {
        let count = hub
            .find::<entity::Entity>()
            .filter(entity::Column::SiteId.eq(site.id.0))
            .filter(entity::Column::UnitId.eq(unit.id))
            .filter(entity::Column::State.ne(State::Recalled.key()))
            .filter(entity::Column::SentAt.gte(beijing::parse(&from.to_string())))
            .count()
            .await?;
        Ok(i64::try_from(count).unwrap_or(i64::MAX))
    };
    let standing = standings(hub, site.id, Some(own), today, 1).await?;
    let (weekly, yearly) = standing
        .first()
        .map_or((0, 0), |each| (each.owed_in_week(monday), each.owed(today).1));
    Ok(BoxFigures {
        unit: unit.short_name.clone(),
        week: count(monday).await?,
        weekly,
        year: count(year.from).await?,
        yearly,
        points: sum(lines.iter().filter(|line| year.holds(line))).points,
        week_url: format!("{base}?since={monday}"),
        year_url: format!("{base}?since={}-01-01", today.year()),
        points_url: format!("{base}?earned=1"),
    })
}

/// A file of the writer's.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OwnFile {
    /// Its name, or its words.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// How a body refers to it; empty for an attachment.
    pub mark: String,
}

/// `syndication/postbox_text.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BoxText {
    /// As typed.
    pub form: BoxForm,
    /// The writer's units.
    pub units: Vec<Choice>,
    /// Channels of the portal.
    pub channels: Vec<Choice>,
    /// How a body may be written.
    pub formats: Vec<Pick>,
    /// Pictures of the writer's.
    pub pictures: Vec<Pick>,
    /// Attachments of the writer's.
    pub files: Vec<Pick>,
    /// The pictures again, with how a body refers to them.
    pub own: Vec<OwnFile>,
    /// Whether it may be changed.
    pub writable: bool,
    /// Where the form goes.
    pub action: String,
    /// Where files go; empty before the first save.
    pub upload_url: String,
    /// Where it is taken back; empty when that is too late or too early.
    pub recall_url: String,
    /// Unit.
    pub unit: String,
    /// Where it is.
    pub state: Chip,
    /// The steps so far, in a line.
    pub trail: String,
    /// Why it was declined, or empty.
    pub reason: String,
    /// The text as the desk reads it, when it may not be changed.
    pub body_html: String,
    /// What the portal changed, as HTML with marks.
    pub difference: Option<(String, String)>,
    /// The public page made of it, or empty.
    pub public_url: String,
    /// Back to the list.
    pub back: String,
}

impl BoxText {
    pub(super) async fn load(
        read: &SiteRead,
        site: &Site,
        person: PersonId,
        text: Option<&entity::Model>,
        form: BoxForm,
    ) -> Result<Self> {
        let units = query::units_of(read, person).await?;
        let back = site.url("/console/postbox");
        let page = text.map_or_else(|| back.clone(), |text| format!("{back}/{}", text.id));
        let mut view = Self {
            units: choices(&units),
            channels: ui::open_channels(read).await?,
            formats: Format::ALL
                .map(|format| Pick::new(format.key(), format.title(), &form.text.body_format))
                .to_vec(),
            writable: text.is_none_or(|text| text.stage().is_writable()),
            action: page.clone(),
            back,
            ..Self::default()
        };
        files(read, site, person, &form, &mut view).await?;
        if let Some(text) = text {
            let unit = units.iter().find(|unit| unit.id == text.unit_id);
            view.unit = unit.map(|unit| unit.name.clone()).unwrap_or_default();
            view.state = Chip::new(text.stage().title(), text.stage().tone());
            view.trail = trail(text);
            view.reason.clone_from(&text.reason);
            let mount = site.mount.trim_end_matches('/');
            view.body_html = content::body::resolve(&text.body_html, mount, &HashMap::new()).into_owned();
            let both = text.before_text.as_deref().zip(text.after_text.as_deref());
            view.difference = both.map(|(before, after)| content::article::staff::compare(before, after));
            view.public_url = public_page(read, site, text).await?;
            view.upload_url = format!("{page}/files");
            if text.sent().is_some_and(State::is_open) {
                view.recall_url = format!("{page}/recall");
            }
        }
        view.form = form;
        Ok(view)
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            units: vec![Choice::new("36", "民建市委会")],
            channels: vec![Choice::new("3", "部门动态")],
            formats: vec![Pick::new("markdown", "Markdown", "markdown")],
            own: vec![OwnFile {
                name: "捐书现场".into(),
                url: "/media/ab/640.webp".into(),
                mark: "![捐书现场](media:ab)".into(),
            }],
            writable: true,
            action: "/console/postbox/4".into(),
            upload_url: "/console/postbox/4/files".into(),
            unit: "中国民主建国会陶都市委员会".into(),
            state: Chip::new(State::Declined.title(), State::Declined.tone()),
            trail: "2026-11-20 09:30 投送 → 2026-11-20 10:02 门户已阅 → 2026-11-20 10:05 退稿".into(),
            reason: "缺少时间、地点或数字，请补充后再报。".into(),
            body_html: "<p>二十家会员企业与四所山区小学结对。</p>".into(),
            back: "/console/postbox".into(),
            ..Self::default()
        }
    }
}

fn choices(units: &[unit::Model]) -> Vec<Choice> {
    let choice = |row: &unit::Model| Choice::new(row.id.to_string(), row.short_name.clone());
    units.iter().map(choice).collect()
}

/// The steps so far.
fn trail(text: &entity::Model) -> String {
    let mut steps = vec![format!(
        "{} {}写稿",
        beijing::minute(text.created_at),
        text.written_by_name
    )];
    if let Some(at) = text.sent_at {
        steps.push(format!("{} {}投送", beijing::minute(at), text.sent_by_name));
    }
    if let Some(at) = text.seen_at {
        steps.push(format!("{} 门户已阅", beijing::minute(at)));
    }
    if let Some(at) = text.decided_at {
        let standing = text.sent().map_or("", State::title);
        steps.push(format!("{} {standing}", beijing::minute(at)));
    }
    match (text.sent(), text.shown_at) {
        (Some(State::Recalled), _) => steps.push("已取回".into()),
        (_, Some(at)) => steps.push(format!("{} 门户发布", beijing::minute(at))),
        (Some(State::Adopted | State::Edited | State::Overtaken), None) => {
            steps.push("门户审核中，发布后计入采用".into());
        }
        (Some(State::Sent), None) => steps.push("待采编".into()),
        (Some(State::Seen), None) => steps.push("待决定".into()),
        (Some(State::Declined | State::Withdrawn) | None, None) => {}
    }
    steps.join(" → ")
}

async fn public_page(read: &SiteRead, site: &Site, text: &entity::Model) -> Result<String> {
    use content::channel::entity as channel;
    let Some(article) = text.article_id else {
        return Ok(String::new());
    };
    let place = read
        .find::<placement::Entity>()
        .filter(placement::Column::ArticleId.eq(article))
        .filter(placement::Column::State.eq(LIVE))
        .asc(placement::Column::Id)
        .limit(1)
        .one()
        .await?;
    let Some(place) = place else {
        return Ok(String::new());
    };
    let named = channel::Column::Id.eq(place.channel_id);
    let channel = read.find::<channel::Entity>().filter(named).found().await?;
    let path = content::placement::path(&channel.slug, place.published_at, place.number);
    Ok(site.url(&path))
}

/// The writer's own files, and those that the text names already.
async fn files(
    read: &SiteRead,
    site: &Site,
    person: PersonId,
    form: &BoxForm,
    view: &mut BoxText,
) -> Result<()> {
    let mut rows = read
        .find::<media::Entity>()
        .filter(media::Column::CreatedBy.eq(person.0))
        .desc(media::Column::Id)
        .limit(OFFERED)
        .all()
        .await?;
    let mut named = form.text.attachments.clone();
    named.extend(Some(form.text.lead.clone()).filter(|hash| !hash.is_empty()));
    named.retain(|hash| !rows.iter().any(|row| row.hash == *hash));
    rows.extend(by_hash(read, &named).await?);
    for row in &rows {
        let words = if row.alt.is_empty() { &row.name } else { &row.alt };
        if row.kind == PICTURE {
            let label = format!("{words}（{}×{}）", row.width, row.height);
            view.pictures.push(Pick::new(&row.hash, label, &form.text.lead));
            view.own.push(OwnFile {
                name: words.clone(),
                url: address(site, &row.hash, "640.webp"),
                mark: format!("![{words}](media:{})", row.hash),
            });
        } else {
            view.files.push(Pick {
                checked: form.text.attachments.contains(&row.hash),
                ..Pick::new(&row.hash, row.name.clone(), "")
            });
        }
    }
    Ok(())
}

/// A seat in the list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SeatRow {
    /// Name.
    pub name: String,
    /// Since when and by whom.
    pub since: String,
    /// Where it is ended.
    pub remove_url: String,
}

/// A box with its writers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BoxRow {
    /// Unit.
    pub unit: String,
    /// How many texts it sent.
    pub sent: u64,
    /// Those on the ledger.
    pub sent_url: String,
    /// Its writers.
    pub members: Vec<SeatRow>,
}

/// `syndication/postbox_seats.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Seats {
    /// Boxes.
    pub boxes: Vec<BoxRow>,
    /// Units without a site.
    pub units: Vec<Choice>,
    /// As typed.
    pub form: SeatForm,
    /// This page.
    pub url: String,
}

impl Seats {
    pub(super) async fn load(read: &SiteRead, site: &Site, form: SeatForm) -> Result<Self> {
        let url = site.url("/console/postboxes");
        let units = query::units_without_site(read).await?;
        let mut seats: BTreeMap<i64, Vec<SeatRow>> = BTreeMap::new();
        for row in query::members(read).await? {
            seats.entry(row.unit_id).or_default().push(SeatRow {
                name: row.person_name,
                since: format!("{} {}设立", beijing::date(row.added_at), row.added_by_name),
                remove_url: format!("{url}/{}/remove", row.id),
            });
        }
        let year = Scope::year_to(beijing::day(read.now()));
        let mut boxes = Vec::new();
        for (id, members) in seats {
            let scope = Scope {
                sender: Some(Sender::Box(id)),
                deed: Some(crate::score::Deed::Submitted),
                ..year.clone()
            };
            let sent = read
                .find::<entity::Entity>()
                .filter(entity::Column::UnitId.eq(id))
                .filter(entity::Column::State.ne(State::Recalled.key()))
                .filter(entity::Column::SentAt.gte(beijing::parse(&year.from.to_string())))
                .count()
                .await?;
            let named = unit::Column::Id.eq(id);
            boxes.push(BoxRow {
                unit: read.shared::<unit::Entity>().filter(named).found().await?.name,
                sent,
                sent_url: format!("{}?{}#list", site.url("/console/ledger"), scope.query()),
                members,
            });
        }
        Ok(Self {
            boxes,
            units: choices(&units),
            form,
            url,
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            boxes: vec![BoxRow {
                unit: "中国民主建国会陶都市委员会".into(),
                sent: 12,
                sent_url: "/console/ledger?site=box-36#list".into(),
                members: vec![SeatRow {
                    name: "方鹤年".into(),
                    since: "2026-03-02 顾云舒设立".into(),
                    remove_url: "/console/postboxes/1/remove".into(),
                }],
            }],
            units: vec![Choice::new("36", "民建市委会")],
            form: SeatForm::default(),
            url: "/console/postboxes".into(),
        }
    }
}
