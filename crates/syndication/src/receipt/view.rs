//! What the source sees of its places.

use super::far::{away_receipt, away_row, hubs, refused_receipt};
use super::summary::{summary, with_refused};
use super::{away, entity, query};
use crate::authorization::{entity as revocation, query as authorization};
use crate::peer::refused;
use crate::rule::staff::Register;
use crate::submission;
use crate::ui::{Chip, Choice, PAGE_SIZE, span};
use content::article::entity as article;
use content::channel::entity as channel;
use content::placement::entity::{self as placement, LIVE, REMOVED};
use content::placement::path;
use gateway::staff::Signed;
use kernel::{Result, SiteId, beijing};
use sea_orm::ColumnTrait;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};
use store::HubRead;
use theme::view::Pager;

/// `更正 0.4 秒`: what a site was told last, and how long until all of it was done.
pub(crate) fn words(row: &entity::Model) -> String {
    told(&row.what, row.finished_at().map(|at| at - row.sent_at))
}

/// The same of a place on another box.
pub(crate) fn away_words(row: &away::entity::Model) -> String {
    told(&row.what, row.finished_at().map(|at| at - row.sent_at))
}

fn told(word: &str, took: Option<chrono::Duration>) -> String {
    match took {
        Some(took) => format!("{} {}", what(word), span(took)),
        None => format!("{} 进行中", what(word)),
    }
}

/// Where an article of this site stands elsewhere, and what reached those places.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Spread {
    /// See [`summary`].
    pub summary: String,
    /// Places.
    pub places: Vec<PlaceRow>,
    /// Receipts, newest first.
    pub receipts: Vec<ReceiptRow>,
    /// Further pages of them.
    pub pager: Pager,
    /// Whether the authorization of all sites is taken back.
    pub all_revoked: bool,
    /// Sites that may still show it.
    pub sites: Vec<Choice>,
    /// Where 撤销授权 goes; `None` for who may not.
    pub revoke_url: Option<String>,
    /// Where 恢复授权 goes; `None` for who may not.
    pub grant_url: Option<String>,
    /// The site chosen.
    pub site: String,
    /// The reason typed.
    pub reason: String,
    /// Back to the article.
    pub back: String,
}

/// A place on another site.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PlaceRow {
    /// The site's number.
    pub site_id: i64,
    /// The site's name.
    pub site: String,
    /// The headline there.
    pub title: String,
    /// The page there, or empty.
    pub url: String,
    /// Channel there.
    pub channel: String,
    /// Version there.
    pub version: i64,
    /// How it stands.
    pub state: Chip,
    /// The site's number when its authorization can be given again.
    pub revoked_site: Option<i64>,
}

/// A receipt.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReceiptRow {
    /// The site's name.
    pub site: String,
    /// What it was told.
    pub what: String,
    /// Version.
    pub version: i64,
    /// When the source said it.
    pub sent: String,
    /// How long until the place stood so on page, list and feed; its files, the cache and search.
    pub place: String,
    /// As above.
    pub files: String,
    /// As above.
    pub page: String,
    /// As above.
    pub search: String,
    /// How it stands.
    pub state: Chip,
}

fn what(key: &str) -> &'static str {
    match key {
        "placed" => "首次转发",
        "withdrawn" => "撤回",
        "revoked" => "撤销授权",
        "granted" => "恢复授权",
        "removed" => "对方撤下",
        _ => "更正",
    }
}

impl Spread {
    pub(super) async fn load(
        who: &Signed,
        hub: &Register,
        article: &article::Model,
        may: bool,
        (site, reason): (&str, &str),
        page: u64,
    ) -> Result<Self> {
        let read = who.read();
        let name = |id: i64| {
            let known = who.app.directory.get(SiteId(id));
            known.map_or_else(|| "（已关闭的网站）".to_owned(), |site| site.short_name.clone())
        };
        let newest = query::newest(&read, article.uid).await?;
        let (receipts, total) = query::list_receipts(&read, article.uid, page, PAGE_SIZE).await?;
        let revoked = authorization::of_article(&read, kernel::ArticleId(article.id)).await?;
        let all_revoked = revoked.iter().any(|row| row.place_site_id.is_none());
        let far = hubs(&hub.0.read(), who.site.id).await?;
        let sent = submission::query::find_of_article(&read, kernel::ArticleId(article.id)).await?;
        let beyond = away::of_article(&read, article.uid).await?;
        let refused = refused::of_article(&read, &hub.0.read(), article.uid).await?;
        let mut places = places(who, &hub.0.read(), article, &revoked).await?;
        let here: BTreeSet<i64> = places.iter().map(|row| row.site_id).collect();
        places.extend(beyond.iter().map(|row| {
            let site_id = far.get(&row.place_uid).copied();
            let against = site_id.and_then(|id| authorization::against(&revoked, article.uid, id));
            away_row(row, site_id, against, sent.as_ref())
        }));
        let open: BTreeSet<i64> = here
            .into_iter()
            .chain(far.values().copied())
            .filter(|id| authorization::against(&revoked, article.uid, *id).is_none())
            .collect();
        let at = |verb: &str| who.site.url(&format!("/console/articles/{}{verb}", article.id));
        Ok(Self {
            summary: with_refused(summary(&newest, &beyond, article.version), refused.len()),
            places,
            receipts: (receipts
                .iter()
                .map(|row| receipt_row(row, name(row.place_site_id))))
            // The few places on other boxes, and what they did not take, stand on the first page.
            .chain(beyond.iter().filter(|_| page <= 1).map(away_receipt))
            .chain(refused.into_iter().filter(|_| page <= 1).map(refused_receipt))
            .collect(),
            pager: Pager::for_total(page, PAGE_SIZE, total, &at("/places")),
            all_revoked,
            sites: open
                .into_iter()
                .map(|id| Choice::new(id.to_string(), name(id)))
                .collect(),
            revoke_url: (may && article.live_edition_id.is_some()).then(|| at("/revoke")),
            grant_url: may.then(|| at("/grant")),
            site: site.into(),
            reason: reason.into(),
            back: at(""),
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            summary: "2/2 处已更新，最慢 0.4 秒".into(),
            places: vec![
                PlaceRow {
                    site_id: 1,
                    site: "陶都市".into(),
                    title: "紫砂工艺走进八所小学课堂".into(),
                    url: "/bumen/2026/11/7.html".into(),
                    channel: "部门动态".into(),
                    version: 2,
                    state: Chip::new("显示中", "live"),
                    revoked_site: None,
                },
                PlaceRow {
                    site: "泰华镇".into(),
                    title: "紫砂工艺走进八所小学课堂".into(),
                    channel: "要闻".into(),
                    version: 2,
                    state: Chip::new("已撤销授权", "warn"),
                    revoked_site: Some(4),
                    ..PlaceRow::default()
                },
            ],
            receipts: vec![ReceiptRow {
                site: "陶都市".into(),
                what: "更正".into(),
                version: 2,
                sent: "2026-11-22 09:30".into(),
                place: "0.1 秒".into(),
                files: "0.1 秒".into(),
                page: "0.2 秒".into(),
                search: "0.4 秒".into(),
                state: Chip::new("已完成", "ok"),
            }],
            sites: vec![Choice::new("1", "陶都市")],
            revoke_url: Some("/console/articles/7/revoke".into()),
            grant_url: Some("/console/articles/7/grant".into()),
            back: "/console/articles/7".into(),
            ..Self::default()
        }
    }
}

pub(super) fn receipt_row(row: &entity::Model, site: String) -> ReceiptRow {
    let after =
        |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| span(at - row.sent_at)).unwrap_or_default();
    ReceiptRow {
        site,
        what: what(&row.what).into(),
        version: row.version,
        sent: beijing::minute(row.sent_at),
        place: after(row.done_at),
        files: after(row.files_at),
        page: after(row.purged_at),
        search: after(row.searched_at),
        state: match (row.done_at, row.finished_at()) {
            (_, Some(_)) => Chip::new("已完成", "ok"),
            (None, _) => Chip::new("待对方确认", "wait"),
            (Some(_), None) => Chip::new("进行中", "wait"),
        },
    }
}

async fn places(
    who: &Signed,
    hub: &HubRead,
    article: &article::Model,
    revoked: &[revocation::Model],
) -> Result<Vec<PlaceRow>> {
    let rows = hub
        .find::<placement::Entity>()
        .filter(placement::Column::Uid.eq(article.uid))
        .filter(placement::Column::LibraryItemId.is_not_null())
        .asc(placement::Column::SiteId)
        .asc(placement::Column::Id)
        .all()
        .await?;
    let channels = hub
        .find::<channel::Entity>()
        .filter(channel::Column::Id.is_in(rows.iter().map(|row| row.channel_id)))
        .all()
        .await?;
    let channels: HashMap<i64, channel::Model> = channels.into_iter().map(|row| (row.id, row)).collect();
    let row = |row: placement::Model| {
        let site = who.app.directory.get(SiteId(row.site_id));
        let channel = channels.get(&row.channel_id);
        let against = authorization::against(revoked, article.uid, row.site_id);
        let url = match (&site, channel) {
            (Some(site), Some(channel)) if row.state == LIVE => {
                site.absolute(&path(&channel.slug, row.published_at, row.number))
            }
            _ => String::new(),
        };
        PlaceRow {
            site_id: row.site_id,
            site: site.map_or_else(|| "（已关闭的网站）".to_owned(), |site| site.short_name.clone()),
            url,
            channel: channel.map_or_else(String::new, |channel| channel.name.clone()),
            version: row.version,
            state: match row.state.as_str() {
                LIVE => Chip::new("显示中", "live"),
                REMOVED => Chip::new("对方已撤下", "plain"),
                _ if row.revoked_at.is_some() => Chip::new("已撤销授权", "warn"),
                _ => Chip::new("已随稿件撤回", "plain"),
            },
            revoked_site: against.and_then(|row| row.place_site_id),
            title: row.title,
        }
    };
    Ok(rows.into_iter().map(row).collect())
}
