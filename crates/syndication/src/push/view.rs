//! What the portal's pages of pushes show.

use super::entity::{self, ACTIVE, target};
use super::{Problem, query};
use crate::mandate::query as mandates;
use crate::receipt::{away, entity as receipt};
use crate::receiver;
use crate::ui::{self, Chip, PAGE_SIZE};
use content::channel::entity as channel;
use content::library::entity as library;
use content::placement::entity::{self as placement, LIVE};
use content::placement::path;
use gateway::Site;
use gateway::staff::Signed;
use kernel::{Result, SiteId, beijing};
use sea_orm::ColumnTrait;
use serde::Serialize;
use std::collections::BTreeMap;
use store::{HubRead, SiteRead};
use theme::view::Pager;

/// `12/13 站已显示，最慢 3 小时 2 分`.
#[must_use]
pub fn summary(push: &entity::Model, targets: &[target::Model]) -> String {
    let spans = targets
        .iter()
        .filter_map(|row| row.shown_at.map(|at| at - push.created_at));
    let spans: Vec<_> = spans.collect();
    let text = format!("{}/{} 站已显示", spans.len(), targets.len());
    match spans.iter().max() {
        Some(slowest) => format!("{text}，最慢 {}", ui::span(*slowest)),
        None => text,
    }
}

fn state(push: &entity::Model, targets: &[target::Model]) -> Chip {
    if push.state != ACTIVE {
        Chip::new("已撤回", "plain")
    } else if targets.iter().all(|row| row.shown_at.is_some()) {
        Chip::new("全部显示", "ok")
    } else if targets.iter().any(|row| !row.problem.is_empty()) {
        Chip::new("有网站未显示", "warn")
    } else {
        Chip::new("正在送达", "wait")
    }
}

/// Pushes of the portal.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PushList {
    /// Lines.
    pub rows: Vec<PushRow>,
    /// Further pages.
    pub pager: Pager,
    /// The form of a new push.
    pub new_url: String,
    /// The mandates; `None` for who may not.
    pub mandates_url: Option<String>,
    /// The measure.
    pub important_url: String,
}

/// One of them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PushRow {
    /// Headline then.
    pub title: String,
    /// Its own page.
    pub url: String,
    /// When.
    pub at: String,
    /// Who.
    pub by: String,
    /// See [`summary`].
    pub summary: String,
    /// How it stands.
    pub state: Chip,
}

impl PushList {
    pub(super) async fn load(read: &SiteRead, site: &Site, page: u64) -> Result<Self> {
        let (pushes, total) = query::list_pushes(read, page, PAGE_SIZE).await?;
        let targets = query::targets(read, pushes.iter().map(|row| row.id)).await?;
        let row = |push: entity::Model| {
            let of = targets.iter().filter(|row| row.push_id == push.id);
            let of: Vec<_> = of.cloned().collect();
            PushRow {
                url: site.url(&format!("/console/pushes/{}", push.id)),
                at: beijing::minute(push.created_at),
                summary: summary(&push, &of),
                state: state(&push, &of),
                title: push.title,
                by: push.by_name,
            }
        };
        let base = site.url("/console/pushes");
        Ok(Self {
            rows: pushes.into_iter().map(row).collect(),
            pager: Pager::for_total(page, PAGE_SIZE, total, &base),
            new_url: site.url("/console/pushes/new"),
            mandates_url: None,
            important_url: site.url("/console/important"),
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            rows: vec![PushRow {
                title: "国务院办公厅关于做好冬春季保供工作的通知".into(),
                url: "/console/pushes/1".into(),
                at: "2026-11-22 09:12".into(),
                by: "周若溪".into(),
                summary: "12/13 站已显示，最慢 3 小时 2 分".into(),
                state: Chip::new("有网站未显示", "warn"),
            }],
            pager: Pager::for_total(1, PAGE_SIZE, 1, "/console/pushes"),
            new_url: "/console/pushes/new".into(),
            mandates_url: Some("/console/mandates".into()),
            important_url: "/console/important".into(),
        }
    }
}

/// One push with its receipts.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PushShow {
    /// Headline then.
    pub title: String,
    /// See [`summary`].
    pub summary: String,
    /// How it stands.
    pub state: Chip,
    /// Address name of the channel.
    pub channel: String,
    /// Words for the sites.
    pub note: String,
    /// Who and when.
    pub by: String,
    /// As above.
    pub at: String,
    /// Why it was revoked, or empty.
    pub reason: String,
    /// The sites.
    pub sites: Vec<TargetRow>,
    /// Where 提醒 goes, while somebody lacks it.
    pub remind_url: Option<String>,
    /// Where 撤回下发 goes, while it stands.
    pub revoke_url: Option<String>,
    /// The reason typed.
    pub typed_reason: String,
    /// Back to the list.
    pub back: String,
}

/// A site of a push.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TargetRow {
    /// The site's name.
    pub site: String,
    /// The page there, or empty.
    pub url: String,
    /// How it stands.
    pub state: Chip,
    /// How long it took.
    pub after: String,
    /// Version there, or 0.
    pub version: i64,
    /// The last thing that reached it, with how long until pages and search had it.
    pub receipt: String,
    /// When it was reminded.
    pub reminded: String,
}

impl PushShow {
    pub(super) async fn load(who: &Signed, hub: &HubRead, id: i64, reason: &str) -> Result<Self> {
        let read = who.read();
        let push = query::find_push(&read, id).await?;
        let targets = query::targets(&read, [push.id]).await?;
        let names = receiver::names(hub).await?;
        let slug = mandates::slug_of(&read, push.mandate_id).await?;
        let sites = rows(who, hub, &push, &targets, &names, &slug).await?;
        let stands = push.state == ACTIVE;
        let missing = targets.iter().any(|row| row.shown_at.is_none());
        let at = |verb: &str| who.site.url(&format!("/console/pushes/{id}{verb}"));
        Ok(Self {
            summary: summary(&push, &targets),
            state: state(&push, &targets),
            channel: slug,
            note: push.note,
            by: push.by_name,
            at: beijing::minute(push.created_at),
            reason: push.revoke_reason,
            sites,
            remind_url: (stands && missing).then(|| at("/remind")),
            revoke_url: stands.then(|| at("/revoke")),
            typed_reason: reason.into(),
            back: who.site.url("/console/pushes"),
            title: push.title,
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            title: "国务院办公厅关于做好冬春季保供工作的通知".into(),
            summary: "1/2 站已显示，最慢 3 小时 2 分".into(),
            state: Chip::new("有网站未显示", "warn"),
            channel: "notices".into(),
            note: "请各单位知悉。".into(),
            by: "周若溪".into(),
            at: "2026-11-22 09:12".into(),
            sites: vec![
                TargetRow {
                    site: "市教育局".into(),
                    url: "/notices/2026/11/7.html".into(),
                    state: Chip::new("已显示", "live"),
                    after: "3 小时 2 分".into(),
                    version: 1,
                    receipt: "首次转发 0.4 秒".into(),
                    reminded: String::new(),
                },
                TargetRow {
                    site: "竹海镇".into(),
                    state: Chip::new(Problem::NoChannel.title(), "warn"),
                    reminded: "2026-11-22 15:00".into(),
                    ..TargetRow::default()
                },
            ],
            remind_url: Some("/console/pushes/1/remind".into()),
            revoke_url: Some("/console/pushes/1/revoke".into()),
            back: "/console/pushes".into(),
            ..Self::default()
        }
    }
}

/// How a target stands, by its row and its place.
pub(super) fn target_chip(
    push: &entity::Model,
    row: &target::Model,
    place: Option<&placement::Model>,
) -> Chip {
    if let Some(problem) = Problem::parse(&row.problem) {
        return Chip::new(problem.title(), "warn");
    }
    match place {
        Some(place) if place.state == LIVE => Chip::new("已显示", "live"),
        Some(_) if push.state != ACTIVE => Chip::new("已随下发撤回", "plain"),
        Some(_) => Chip::new("来源已撤下", "plain"),
        None if push.state != ACTIVE => Chip::new("已撤回", "plain"),
        None => Chip::new("正在送达", "wait"),
    }
}

/// The same of a place on another box, by what that box told.
fn away_chip(push: &entity::Model, place: &away::entity::Model) -> Chip {
    match place.what.as_str() {
        "withdrawn" => Chip::new("来源已撤下", "plain"),
        "revoked" if push.state != ACTIVE => Chip::new("已随下发撤回", "plain"),
        "revoked" => Chip::new(Problem::Revoked.title(), "warn"),
        "removed" => Chip::new("对方已撤下", "plain"),
        _ if push.state != ACTIVE => Chip::new("已撤回，等待对方回执", "wait"),
        _ => Chip::new("已显示", "live"),
    }
}

async fn rows(
    who: &Signed,
    hub: &HubRead,
    push: &entity::Model,
    targets: &[target::Model],
    names: &BTreeMap<i64, String>,
    slug: &str,
) -> Result<Vec<TargetRow>> {
    let ids: Vec<i64> = targets.iter().map(|row| row.place_site_id).collect();
    let channels = hub
        .find::<channel::Entity>()
        .filter(channel::Column::SiteId.is_in(ids.iter().copied()))
        .filter(channel::Column::Slug.eq(slug))
        .all()
        .await?;
    let places = hub
        .find::<placement::Entity>()
        .filter(placement::Column::Uid.eq(push.uid))
        .filter(placement::Column::ChannelId.is_in(channels.iter().map(|row| row.id)))
        .all()
        .await?;
    let receipts = hub
        .find::<receipt::Entity>()
        .filter(receipt::Column::Uid.eq(push.uid))
        .filter(receipt::Column::PlaceSiteId.is_in(ids))
        .asc(receipt::Column::Id)
        .all()
        .await?;
    let away = away::of_sites(hub, push.uid, targets.iter().map(|row| row.place_site_id)).await?;
    let row = |target: &target::Model| {
        let away = away.get(&target.place_site_id);
        let place = places.iter().find(|row| row.site_id == target.place_site_id);
        let last = receipts
            .iter()
            .rfind(|row| row.place_site_id == target.place_site_id);
        let site = who.app.directory.get(SiteId(target.place_site_id));
        let url = place.filter(|row| row.state == LIVE).zip(site);
        TargetRow {
            site: names.get(&target.place_site_id).cloned().unwrap_or_default(),
            url: url.map_or_else(String::new, |(row, site)| {
                site.absolute(&path(slug, row.published_at, row.number))
            }),
            state: match away {
                Some(away) if target.problem.is_empty() => away_chip(push, away),
                Some(_) | None => target_chip(push, target, place),
            },
            after: target
                .shown_at
                .map_or_else(String::new, |at| ui::span(at - push.created_at)),
            version: place.map_or_else(|| away.map_or(0, |row| row.version), |row| row.version),
            receipt: last.map_or_else(
                || away.map_or_else(String::new, crate::receipt::view::away_words),
                crate::receipt::view::words,
            ),
            reminded: target.reminded_at.map(beijing::minute).unwrap_or_default(),
        }
    };
    Ok(targets.iter().map(row).collect())
}

/// The item of the library that a push is made of.
pub(super) async fn item(read: &SiteRead, uid: &str) -> Result<Option<library::Model>> {
    let Ok(uid) = uid.parse::<kernel::Uid>() else {
        return Ok(None);
    };
    read.shared::<library::Entity>()
        .filter(library::Column::Uid.eq(uid.0))
        .filter(library::Column::State.eq(LIVE))
        .one()
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Duration, Utc};

    fn push() -> entity::Model {
        entity::Model {
            id: 1,
            site_id: 1,
            uid: uuid::Uuid::nil(),
            mandate_id: 1,
            title: "一稿".into(),
            note: String::new(),
            state: ACTIVE.into(),
            by_name: "周若溪".into(),
            created_at: DateTime::<Utc>::UNIX_EPOCH,
            revoked_at: None,
            revoke_reason: String::new(),
            ended: 0,
        }
    }

    fn target(after: Option<i64>, problem: &str) -> target::Model {
        target::Model {
            id: 1,
            site_id: 1,
            push_id: 1,
            uid: uuid::Uuid::nil(),
            place_site_id: 2,
            problem: problem.into(),
            shown_at: after.map(|minutes| DateTime::<Utc>::UNIX_EPOCH + Duration::minutes(minutes)),
            reminded_at: None,
            reminded_by: String::new(),
            removed_reason: None,
        }
    }

    #[test]
    fn the_line_counts_who_shows_it_and_names_the_slowest() {
        let rows = [
            target(Some(1), ""),
            target(Some(182), ""),
            target(None, "no_channel"),
        ];
        assert_eq!(summary(&push(), &rows), "2/3 站已显示，最慢 3 小时 2 分");
        assert_eq!(summary(&push(), &rows[2..]), "0/1 站已显示");
        assert_eq!(state(&push(), &rows).text, "有网站未显示");
        assert_eq!(state(&push(), &rows[..2]).text, "全部显示");
    }
}
