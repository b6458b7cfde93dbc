//! What the pages of places show.

use super::form::{NO_PICTURE, PlaceForm};
use super::{Field, Looks, change, query};
use crate::ui::{self, Chip, Choice, Filter, PAGE_SIZE};
use chrono::{DateTime, Utc};
use content::channel::entity as channel;
use content::library::entity as library;
use content::placement::entity::{self as placement, LIVE, REMOVED, WITHDRAWN};
use content::placement::path;
use gateway::Site;
use kernel::{PlacementId, Result, beijing};
use serde::Serialize;
use std::collections::HashMap;
use store::SiteRead;
use theme::view::Pager;

/// States with their words, for the filters.
const STATES: [(&str, &str); 4] = [
    (query::HELD, "待确认更正"),
    (LIVE, "显示中"),
    (WITHDRAWN, "来源已撤下"),
    (REMOVED, "本站已撤下"),
];

fn state_chip(row: &placement::Model) -> Chip {
    match row.state.as_str() {
        LIVE if row.held_version.is_some() => Chip::new("待确认更正", "wait"),
        LIVE => Chip::new("显示中", "live"),
        REMOVED => Chip::new("本站已撤下", "warn"),
        _ if row.revoked_at.is_some() => Chip::new("来源已撤销授权", "warn"),
        _ => Chip::new("来源已撤回", "warn"),
    }
}

/// Placed articles of the site.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PlaceList {
    /// Lines.
    pub rows: Vec<PlaceRow>,
    /// By state.
    pub filters: Vec<Filter>,
    /// Further pages.
    pub pager: Pager,
}

/// One of them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PlaceRow {
    /// Headline shown.
    pub title: String,
    /// Its own page.
    pub url: String,
    /// Unit it comes from.
    pub unit: String,
    /// Channel of this site.
    pub channel: String,
    /// Time shown.
    pub time: String,
    /// Fields that are the site's own, as words; empty for none.
    pub own: String,
    /// How it stands.
    pub state: Chip,
}

async fn channel_names(read: &SiteRead) -> Result<HashMap<i64, channel::Model>> {
    let rows = read.find::<channel::Entity>().all().await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Whether a field is the site's own.
fn is_own(row: &placement::Model, field: Field) -> bool {
    match field {
        Field::Title => row.own_title.is_some(),
        Field::Summary => row.own_summary.is_some(),
        Field::Lead => row.own_lead.is_some(),
        Field::Channel => row.base_channel_id.is_some(),
        Field::Time => row.own_time.is_some(),
        Field::Order => row.own_order.is_some(),
        Field::Pin => row.pinned,
    }
}

fn own_fields(row: &placement::Model) -> String {
    let own = Field::ALL.into_iter().filter(|field| is_own(row, *field));
    own.map(Field::title).collect::<Vec<_>>().join("、")
}

impl PlaceList {
    pub(super) async fn load(read: &SiteRead, site: &Site, state: Option<&str>, page: u64) -> Result<Self> {
        let known = state.and_then(|state| STATES.into_iter().find(|(key, _)| *key == state));
        let state = known.map(|(key, _)| key);
        let (rows, total) = query::list_places(read, state, page, PAGE_SIZE).await?;
        let channels = channel_names(read).await?;
        let base = site.url("/console/places");
        let address =
            |state: Option<&str>| state.map_or_else(|| base.clone(), |state| format!("{base}?state={state}"));
        let mut filters = Vec::new();
        let all = [(None, "全部")].into_iter();
        for (key, title) in all.chain(STATES.map(|(key, title)| (Some(key), title))) {
            filters.push(Filter {
                title: title.into(),
                url: address(key),
                current: key == state,
                count: query::count_places(read, key).await?,
            });
        }
        let row = |row: placement::Model| PlaceRow {
            url: site.url(&format!("/console/places/{}", row.id)),
            channel: channels
                .get(&row.channel_id)
                .map_or_else(String::new, |channel| channel.name.clone()),
            time: beijing::minute(row.published_at),
            own: if row.push_id.is_some() {
                "门户下发".into()
            } else {
                own_fields(&row)
            },
            state: state_chip(&row),
            title: row.title,
            unit: row.unit,
        };
        Ok(Self {
            rows: rows.into_iter().map(row).collect(),
            filters,
            pager: Pager::for_total(page, PAGE_SIZE, total, &address(state)),
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            rows: vec![PlaceRow {
                title: "紫砂工艺走进八所小学课堂".into(),
                url: "/console/places/5".into(),
                unit: "市教育局".into(),
                channel: "部门动态".into(),
                time: "2026-11-22 09:12".into(),
                own: "标题、置顶".into(),
                state: Chip::new("显示中", "live"),
            }],
            filters: vec![Filter {
                title: "全部".into(),
                url: "/console/places".into(),
                current: true,
                count: 1,
            }],
            pager: Pager::for_total(1, PAGE_SIZE, 1, "/console/places"),
        }
    }
}

/// A field with what it inherits.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FieldRow {
    /// The word in forms.
    pub key: String,
    /// Its name.
    pub title: String,
    /// What it shows when it follows the source.
    pub inherited: String,
    /// Whether it is the site's own.
    pub own: bool,
}

/// One placed article.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PlaceShow {
    /// How it stands.
    pub state: Chip,
    /// Why it is not shown, or empty.
    pub reason: String,
    /// Unit it comes from.
    pub unit: String,
    /// Headline at the source.
    pub source_title: String,
    /// Version shown.
    pub version: i64,
    /// Who pushed it down, so that it cannot be changed here; empty for nobody.
    pub mandated: String,
    /// The public page, or empty.
    pub open: String,
    /// Fields, in order.
    pub fields: Vec<FieldRow>,
    /// What was typed, or is the site's own.
    pub title: String,
    /// As above.
    pub summary: String,
    /// As above.
    pub lead: String,
    /// As above.
    pub channel: String,
    /// As above.
    pub time: String,
    /// As above.
    pub order: String,
    /// As above.
    pub pin: bool,
    /// Channels of this site.
    pub channels: Vec<Choice>,
    /// Pictures of this site.
    pub leads: Vec<Choice>,
    /// Where the form goes.
    pub action: String,
    /// Where a field is given back.
    pub inherit_url: String,
    /// Where 撤下 goes, when it is shown.
    pub remove_url: Option<String>,
    /// Where 恢复 goes, when this site took it down.
    pub restore_url: Option<String>,
    /// The reason typed.
    pub typed_reason: String,
    /// The correction that waits, if any.
    pub held: Option<Held>,
    /// Back to the list.
    pub back: String,
}

/// A correction that waits for the site's editors.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Held {
    /// Its version.
    pub version: i64,
    /// What is shown, with what goes marked.
    pub left_html: String,
    /// What would be shown, with what comes marked.
    pub right_html: String,
    /// Where the agreement goes.
    pub agree_url: String,
}

/// The text of an item, line by line.
fn lines(item: &library::Model) -> String {
    format!(
        "标题：{}\n稿源：{}\n摘要：{}\n\n{}",
        item.title,
        item.source,
        item.summary,
        content::body::plain_text(&item.body_html)
    )
}

/// A moment as the browser's own field wants it.
fn moment(at: Option<DateTime<Utc>>) -> String {
    at.map(|at| beijing::minute(at).replace(' ', "T"))
        .unwrap_or_default()
}

impl PlaceShow {
    /// Loads the page; `typed` is a form that was refused.
    pub(super) async fn load(
        read: &SiteRead,
        site: &Site,
        id: PlacementId,
        typed: Option<&PlaceForm>,
        reason: &str,
    ) -> Result<Self> {
        let (row, item) = query::find_place(read, id).await?;
        let channels = channel_names(read).await?;
        let form = match typed {
            Some(typed) => typed.clone(),
            None => as_form(&row)?,
        };
        let held = match row.held_version {
            Some(version) => {
                let before = query::agreed(read, &row, item.clone()).await?;
                let (left_html, right_html) =
                    content::article::staff::compare(&lines(&before), &lines(&item));
                Some(Held {
                    version,
                    left_html,
                    right_html,
                    agree_url: site.url(&format!("/console/places/{id}/agree")),
                })
            }
            None => None,
        };
        let slug = channels.get(&row.channel_id).map(|channel| channel.slug.as_str());
        let owner = channels
            .get(&row.channel_id)
            .and_then(|row| row.mandated_by.clone());
        let free = row.push_id.is_none();
        let at = |verb: &str| site.url(&format!("/console/places/{id}{verb}"));
        Ok(Self {
            state: state_chip(&row),
            reason: not_shown(&row, &item),
            mandated: row
                .push_id
                .map_or_else(String::new, |_| owner.unwrap_or_else(|| "门户".into())),
            open: slug
                .filter(|_| row.state == LIVE)
                .map(|slug| site.url(&path(slug, row.published_at, row.number)))
                .unwrap_or_default(),
            fields: fields(&row, &item, &channels),
            channels: ui::open_channels(read).await?,
            leads: leads(read).await?,
            action: at(""),
            inherit_url: at("/inherit"),
            remove_url: (free && row.state == LIVE).then(|| at("/remove")),
            restore_url: (row.state == REMOVED).then(|| at("/restore")),
            back: site.url("/console/places"),
            held,
            unit: row.unit,
            source_title: item.title,
            version: row.version,
            title: form.title,
            summary: form.summary,
            lead: form.lead,
            channel: form.channel,
            time: form.time,
            order: form.order,
            pin: form.pin,
            typed_reason: reason.into(),
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        let field = |field: Field, inherited: &str, own| FieldRow {
            key: field.key().into(),
            title: field.title().into(),
            inherited: inherited.into(),
            own,
        };
        Self {
            state: Chip::new("显示中", "live"),
            unit: "市教育局".into(),
            source_title: "紫砂工艺走进八所小学课堂".into(),
            version: 2,
            open: "/bumen/2026/11/7.html".into(),
            fields: vec![
                field(Field::Title, "紫砂工艺走进八所小学课堂", true),
                field(Field::Summary, "八所小学开设紫砂课。", false),
                field(Field::Lead, "学生在拍打泥片", false),
                field(Field::Channel, "部门动态", false),
                field(Field::Time, "2026-11-22 09:12", false),
                field(Field::Order, "2026-11-22 09:12", false),
                field(Field::Pin, "不置顶", false),
            ],
            title: "紫砂课开进八所小学".into(),
            channels: vec![Choice::new("3", "部门动态")],
            leads: vec![Choice::new("ab", "窑工开窑")],
            action: "/console/places/5".into(),
            inherit_url: "/console/places/5/inherit".into(),
            remove_url: Some("/console/places/5/remove".into()),
            held: Some(Held {
                version: 3,
                left_html: "<del>八</del>所小学".into(),
                right_html: "<ins>九</ins>所小学".into(),
                agree_url: "/console/places/5/agree".into(),
            }),
            back: "/console/places".into(),
            ..Self::default()
        }
    }
}

fn as_form(row: &placement::Model) -> Result<PlaceForm> {
    let own = change::own_of(row)?;
    Ok(PlaceForm {
        title: own
            .title
            .map(|title| title.as_str().to_owned())
            .unwrap_or_default(),
        summary: own.summary.unwrap_or_default(),
        lead: own.lead.map_or_else(String::new, |lead| {
            if lead.is_empty() { NO_PICTURE.into() } else { lead }
        }),
        channel: own.channel.map(|channel| channel.to_string()).unwrap_or_default(),
        time: moment(own.time),
        order: moment(own.order),
        pin: own.pinned,
    })
}

fn not_shown(row: &placement::Model, item: &library::Model) -> String {
    match row.state.as_str() {
        LIVE => String::new(),
        _ => row
            .revoke_reason
            .clone()
            .unwrap_or_else(|| item.withdraw_reason.clone()),
    }
}

fn fields(
    row: &placement::Model,
    item: &library::Model,
    channels: &HashMap<i64, channel::Model>,
) -> Vec<FieldRow> {
    let looks = Looks::inherited(row.title_pattern.as_deref(), item);
    let base = row.base_channel_id.unwrap_or(row.channel_id);
    let inherited = |field: Field| match field {
        Field::Title => looks.title.clone(),
        Field::Summary => looks.summary.clone(),
        Field::Lead if looks.lead_media.is_none() => "无题图".into(),
        Field::Lead => looks.lead_alt.clone(),
        Field::Channel => channels
            .get(&base)
            .map_or_else(String::new, |channel| channel.name.clone()),
        Field::Time => beijing::minute(row.base_time.unwrap_or(row.published_at)),
        Field::Order => beijing::minute(row.base_order.unwrap_or(row.sort_at)),
        Field::Pin => "不置顶".into(),
    };
    Field::ALL
        .into_iter()
        .map(|field| FieldRow {
            key: field.key().into(),
            title: field.title().into(),
            inherited: inherited(field),
            own: is_own(row, field),
        })
        .collect()
}

async fn leads(read: &SiteRead) -> Result<Vec<Choice>> {
    let mut leads = vec![Choice::new(NO_PICTURE, "不用题图")];
    for file in query::pictures(read).await? {
        let words = if file.alt.is_empty() { file.name } else { file.alt };
        leads.push(Choice::new(file.hash, words));
    }
    Ok(leads)
}
