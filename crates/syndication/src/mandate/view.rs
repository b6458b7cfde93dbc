//! What the page of mandates shows.

use super::form::MandateForm;
use super::query;
use crate::receiver::{self, Tick};
use crate::ui::{Chip, Choice};
use content::channel::entity as channel;
use gateway::Site;
use kernel::{Result, SiteId};
use sea_orm::ColumnTrait;
use serde::Serialize;
use std::collections::BTreeMap;
use store::{HubRead, SiteRead};

/// The mandates in force and the form of a new one.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MandateList {
    /// Mandates.
    pub mandates: Vec<MandateRow>,
    /// Channels of other sites by their address name.
    pub slugs: Vec<Choice>,
    /// What was chosen.
    pub slug: String,
    /// What was typed.
    pub note: String,
    /// Sites.
    pub ticks: Vec<Tick>,
    /// Where the form goes.
    pub action: String,
    /// Back to the list of push-downs.
    pub back: String,
}

/// A mandate in the list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MandateRow {
    /// Address name.
    pub slug: String,
    /// What it is for.
    pub note: String,
    /// Who declared it.
    pub by: String,
    /// `7/7 个网站已锁定`.
    pub summary: String,
    /// Its own page.
    pub url: String,
}

/// One mandate.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MandateShow {
    /// Address name.
    pub slug: String,
    /// What was typed, or stands.
    pub note: String,
    /// The sites with how the channel stands there.
    pub sites: Vec<BoundRow>,
    /// Boxes.
    pub ticks: Vec<Tick>,
    /// Where the form goes.
    pub action: String,
    /// Where 取消 goes.
    pub end_url: String,
    /// Back to the list.
    pub back: String,
}

/// A site that a mandate binds.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BoundRow {
    /// The site's name.
    pub site: String,
    /// The channel's name there, or empty.
    pub channel: String,
    /// How it stands.
    pub state: Chip,
}

/// Address names of the open channels of other sites, each with a name and how many sites have it.
pub(super) async fn slugs(hub: &HubRead, own: SiteId) -> Result<Vec<Choice>> {
    let rows = hub
        .find::<channel::Entity>()
        .filter(channel::Column::SiteId.ne(own.0))
        .filter(channel::Column::State.eq("open"))
        .asc(channel::Column::Id)
        .all()
        .await?;
    let mut known: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for row in rows {
        known.entry(row.slug).or_insert((row.name, 0)).1 += 1;
    }
    let mut known: Vec<_> = known.into_iter().collect();
    known.sort_by_key(|(_, (_, count))| std::cmp::Reverse(*count));
    Ok(known
        .into_iter()
        .map(|(slug, (name, count))| {
            let label = format!("{slug}（{name}等，{count} 个网站有）");
            Choice::new(slug, label)
        })
        .collect())
}

impl MandateList {
    /// Loads the page; `form` is what was typed of a new mandate.
    pub(super) async fn load(
        read: &SiteRead,
        hub: &HubRead,
        site: &Site,
        form: &MandateForm,
    ) -> Result<Self> {
        let receivers = receiver::list_receivers(hub, site.id).await?;
        let names = receiver::names(hub).await?;
        let mut mandates = Vec::new();
        for mandate in query::list_mandates(read).await? {
            let bound = query::bound_sites(read, mandate.id).await?;
            let sites = rows(hub, &names, &mandate.slug, &bound).await?;
            let locked = sites.iter().filter(|row| row.state.tone == "ok").count();
            mandates.push(MandateRow {
                summary: format!("{locked}/{} 个网站已锁定", sites.len()),
                url: site.url(&format!("/console/mandates/{}", mandate.id)),
                slug: mandate.slug,
                note: mandate.note,
                by: mandate.by_name,
            });
        }
        Ok(Self {
            mandates,
            slugs: slugs(hub, site.id).await?,
            slug: form.slug.clone(),
            note: form.note.clone(),
            ticks: receiver::ticks(&receivers, &form.rest),
            action: site.url("/console/mandates"),
            back: site.url("/console/pushes"),
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            mandates: vec![MandateRow {
                slug: "notices".into(),
                note: "转载国务院重要政策信息。".into(),
                by: "周若溪".into(),
                summary: "7/7 个网站已锁定".into(),
                url: "/console/mandates/1".into(),
            }],
            slugs: vec![Choice::new("notices", "notices（通知公告等，7 个网站有）")],
            ticks: vec![Tick::sample()],
            action: "/console/mandates".into(),
            back: "/console/pushes".into(),
            ..Self::default()
        }
    }
}

impl MandateShow {
    /// Loads the page; `form` is what was typed.
    pub(super) async fn load(
        read: &SiteRead,
        hub: &HubRead,
        site: &Site,
        id: i64,
        form: Option<&MandateForm>,
    ) -> Result<Self> {
        let mandate = query::find_mandate(read, id).await?;
        let bound = query::bound_sites(read, id).await?;
        let receivers = receiver::list_receivers(hub, site.id).await?;
        let on = form.map_or_else(
            || receiver::as_ticked(bound.iter().copied()),
            |form| form.rest.clone(),
        );
        Ok(Self {
            sites: rows(hub, &receiver::names(hub).await?, &mandate.slug, &bound).await?,
            ticks: receiver::ticks(&receivers, &on),
            note: form.map_or(mandate.note, |form| form.note.clone()),
            slug: mandate.slug,
            action: site.url(&format!("/console/mandates/{id}")),
            end_url: site.url(&format!("/console/mandates/{id}/end")),
            back: site.url("/console/mandates"),
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            slug: "notices".into(),
            note: "转载国务院重要政策信息。".into(),
            sites: vec![BoundRow {
                site: "市教育局".into(),
                channel: "通知公告".into(),
                state: Chip::new("已锁定", "ok"),
            }],
            ticks: vec![Tick::sample()],
            action: "/console/mandates/1".into(),
            end_url: "/console/mandates/1/end".into(),
            back: "/console/mandates".into(),
        }
    }
}

async fn rows(
    hub: &HubRead,
    names: &BTreeMap<i64, String>,
    slug: &str,
    bound: &[SiteId],
) -> Result<Vec<BoundRow>> {
    let channels = hub
        .find::<channel::Entity>()
        .filter(channel::Column::Slug.eq(slug))
        .filter(channel::Column::SiteId.is_in(bound.iter().map(|site| site.0)))
        .all()
        .await?;
    let row = |site: &SiteId| {
        let channel = channels.iter().find(|row| row.site_id == site.0);
        let state = match channel {
            Some(channel) if channel.state != "open" => Chip::new("栏目已停用", "warn"),
            Some(channel) if channel.mandated_by.is_some() => Chip::new("已锁定", "ok"),
            Some(_) => Chip::new("正在锁定", "wait"),
            None => Chip::new("没有这个栏目", "warn"),
        };
        BoundRow {
            site: names.get(&site.0).cloned().unwrap_or_default(),
            channel: channel.map(|row| row.name.clone()).unwrap_or_default(),
            state,
        }
    };
    Ok(bound.iter().map(row).collect())
}
