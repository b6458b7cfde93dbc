//! From references to items: what is newer than the library, read from the immutable editions.

use super::batch::Told;
use super::origin::{self, Origin};
use chrono::{DateTime, Utc};
use content::article::{Weight, edition, entity as article};
use content::channel::entity as channel;
use content::library::entity as library;
use content::media::entity as media;
use content::placement::entity::{LIVE, WITHDRAWN};
use gateway::site::entity as site;
use gateway::unit::entity as unit;
use kernel::{ChannelId, EditionId, Error, Result, SiteId, Uid};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult};
use std::collections::{HashMap, HashSet};
use store::{HubRead, HubWrite};
use uuid::Uuid;

/// An item that is newer than what the library knew.
pub(super) struct News {
    /// As the library shall hold it; `id` is 0 until it is written.
    pub(super) item: library::Model,
    /// Whether the library knew an older version.
    pub(super) known: bool,
    /// The site it comes from.
    pub(super) origin: SiteId,
    /// Short name of the unit it comes from.
    pub(super) unit: String,
    /// The channels of the origin that show it.
    pub(super) channels: Vec<ChannelId>,
    /// When it happened.
    pub(super) at: DateTime<Utc>,
    /// Before a major correction: the item as places show it until their editors agree.
    pub(super) before: Option<library::Model>,
}

impl News {
    pub(super) fn live(&self) -> bool {
        self.item.state == LIVE
    }

    pub(super) fn uid(&self) -> Uid {
        Uid(self.item.uid)
    }
}

#[derive(FromQueryResult)]
struct Known {
    uid: Uuid,
    version: i64,
    origin_id: Option<String>,
}

/// Loads what is newer than the library. Empty for late duplicates.
pub(super) async fn load(tx: &HubWrite, told: Vec<Told>) -> Result<Vec<News>> {
    if told.is_empty() {
        return Ok(Vec::new());
    }
    let known = tx
        .find::<library::Entity>()
        .only([
            library::Column::Uid,
            library::Column::Version,
            library::Column::OriginId,
        ])
        .filter(library::Column::Uid.is_in(told.iter().map(|told| told.article.uid.0)))
        .into::<Known>()
        .all()
        .await?;
    let known: HashMap<Uuid, Known> = known.into_iter().map(|row| (row.uid, row)).collect();
    let version = |told: &Told| known.get(&told.article.uid.0).map(|row| row.version);
    let fresh: Vec<Told> = told
        .into_iter()
        .filter(|told| version(told).is_none_or(|old| old < told.article.version))
        .collect();
    if fresh.is_empty() {
        return Ok(Vec::new());
    }
    let stock = Stock::load(tx, &fresh).await?;
    let mut news = fresh
        .iter()
        .map(|told| stock.news(told, known.contains_key(&told.article.uid.0)))
        .collect::<Result<Vec<_>>>()?;
    // Readers of feeds know it by its name: what it was called first it is called for good.
    for each in &mut news {
        if let Some(known) = known.get(&each.item.uid) {
            each.item.origin_id.clone_from(&known.origin_id);
        }
    }
    before(tx, &stock, &fresh, &mut news).await?;
    Ok(news)
}

/// Keeps what the library said before a major correction.
async fn before(tx: &HubWrite, stock: &Stock, fresh: &[Told], news: &mut [News]) -> Result<()> {
    let major = |told: &&Told| {
        let weighs = |id: &EditionId| {
            let edition = stock.editions.get(&id.0);
            edition.and_then(|edition| edition.correction.as_deref()) == Some(Weight::Major.key())
        };
        told.live && told.passed.iter().chain([&told.article.edition]).any(weighs)
    };
    let uids: Vec<Uuid> = fresh
        .iter()
        .filter(major)
        .map(|told| told.article.uid.0)
        .collect();
    if uids.is_empty() {
        return Ok(());
    }
    let rows = tx
        .find::<library::Entity>()
        .filter(library::Column::Uid.is_in(uids))
        .filter(library::Column::State.eq(LIVE))
        .all()
        .await?;
    for row in rows {
        if let Some(news) = news.iter_mut().find(|news| news.item.uid == row.uid) {
            news.before = Some(row);
        }
    }
    Ok(())
}

/// The rows a batch refers to.
struct Stock {
    articles: HashMap<i64, article::Model>,
    editions: HashMap<i64, edition::Model>,
    channels: HashMap<i64, channel::Model>,
    sites: HashMap<i64, site::Model>,
    units: HashMap<i64, String>,
    alts: HashMap<(i64, String), String>,
    origins: HashMap<i64, Origin>,
}

impl Stock {
    async fn load(tx: &HubWrite, fresh: &[Told]) -> Result<Self> {
        let articles = by_id::<article::Entity>(
            tx,
            article::Column::Id,
            fresh.iter().map(|told| told.article.id.0).collect(),
            |row| row.id,
        )
        .await?;
        let editions = by_id::<edition::Entity>(
            tx,
            edition::Column::Id,
            fresh
                .iter()
                .flat_map(|told| told.passed.iter().chain([&told.article.edition]))
                .map(|edition| edition.0)
                .collect(),
            |row| row.id,
        )
        .await?;
        let channels = articles.values().map(|row| row.channel_id).collect();
        let channels = by_id::<channel::Entity>(tx, channel::Column::Id, channels, |row| row.id).await?;
        let sites = fresh.iter().map(|told| told.site.0).collect();
        let sites = by_id::<site::Entity>(tx, site::Column::Id, sites, |row| row.id).await?;
        let units = sites.values().filter_map(|row| row.unit_id).collect();
        let units = by_id::<unit::Entity>(tx, unit::Column::Id, units, |row| row.id).await?;
        let alts = alts(tx, editions.values()).await?;
        let origins = origin::load(tx, &articles).await?;
        let units = units.into_iter().map(|(id, row)| (id, row.short_name)).collect();
        Ok(Self {
            articles,
            editions,
            channels,
            sites,
            units,
            alts,
            origins,
        })
    }

    fn news(&self, told: &Told, known: bool) -> Result<News> {
        let reference = &told.article;
        let gone = |what: &str| Error::fault(format!("{what} of article {} is gone", reference.uid));
        let article = self
            .articles
            .get(&reference.id.0)
            .ok_or_else(|| gone("the row"))?;
        let edition = self
            .editions
            .get(&reference.edition.0)
            .ok_or_else(|| gone("the edition"))?;
        let channel = self
            .channels
            .get(&article.channel_id)
            .ok_or_else(|| gone("the channel"))?;
        let site = self.sites.get(&told.site.0).ok_or_else(|| gone("the site"))?;
        let unit = site.unit_id.and_then(|id| self.units.get(&id));
        let mut channels = reference.channels.clone();
        if !channels.contains(&ChannelId(channel.id)) {
            channels.push(ChannelId(channel.id));
        }
        Ok(News {
            item: self.item(told, article, edition, channel, site)?,
            known,
            origin: told.site,
            unit: unit.unwrap_or(&site.short_name).clone(),
            channels,
            at: told.at,
            before: None,
        })
    }

    fn item(
        &self,
        told: &Told,
        article: &article::Model,
        edition: &edition::Model,
        channel: &channel::Model,
        site: &site::Model,
    ) -> Result<library::Model> {
        let published_at = article
            .first_published_at
            .or(edition.published_at)
            .unwrap_or(told.at);
        let lead = edition
            .lead_media
            .as_deref()
            .map(|lead| (site.id, content::media::lead_hash(lead)));
        let origin = self.origins.get(&article.id);
        let mut passed = vec![Uid(site.uid)];
        for before in origin.iter().flat_map(|origin| &origin.passed) {
            if !passed.contains(before) {
                passed.push(*before);
            }
        }
        let passed = serde_json::to_string(&passed).map_err(Error::fault)?;
        let reason = if told.live {
            None
        } else {
            article.withdraw_reason.clone()
        };
        Ok(library::Model {
            id: 0,
            uid: article.uid,
            version: told.article.version,
            origin_site_id: Some(site.id),
            origin_site_uid: Uid(site.uid).to_string(),
            origin_site_name: site.name.clone(),
            origin_path: content::placement::path(&channel.slug, published_at, article.number),
            origin_channel: channel.name.clone(),
            origin_channel_id: Some(channel.id),
            title: edition.title.clone(),
            subtitle: edition.subtitle.clone(),
            summary: edition.summary.clone(),
            body_html: edition.body_html.clone(),
            source: edition.source.clone(),
            origin_class: edition.origin_class.clone(),
            author: edition.author.clone(),
            keywords: edition.keywords.clone(),
            lead_media: edition.lead_media.clone(),
            lead_alt: lead
                .and_then(|key| self.alts.get(&key).cloned())
                .unwrap_or_default(),
            attachments: edition.attachments.clone(),
            passed,
            origin_id: origin.and_then(|origin| origin.id.clone()),
            state: if told.live { LIVE } else { WITHDRAWN }.into(),
            withdraw_reason: reason.unwrap_or_default(),
            backfill: told.article.backfill,
            published_at,
            changed_at: edition.published_at.filter(|_| told.live).unwrap_or(told.at),
            withdrawn_at: (!told.live).then_some(told.at),
        })
    }
}

/// Rows by their number.
pub(super) async fn by_id<E: EntityTrait>(
    tx: &HubRead,
    column: E::Column,
    ids: HashSet<i64>,
    id: impl Fn(&E::Model) -> i64,
) -> Result<HashMap<i64, E::Model>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = tx.find::<E>().filter(column.is_in(ids)).all().await?;
    Ok(rows.into_iter().map(|row| (id(&row), row)).collect())
}

/// The words for lead pictures, by site and hash.
async fn alts(
    tx: &HubWrite,
    editions: impl Iterator<Item = &edition::Model>,
) -> Result<HashMap<(i64, String), String>> {
    let (mut sites, mut hashes) = (HashSet::new(), HashSet::new());
    for edition in editions {
        if let Some(lead) = &edition.lead_media {
            sites.insert(edition.site_id);
            hashes.insert(content::media::lead_hash(lead));
        }
    }
    if hashes.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = tx
        .find::<media::Entity>()
        .filter(media::Column::SiteId.is_in(sites))
        .filter(media::Column::Hash.is_in(hashes))
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| ((row.site_id, row.hash), row.alt))
        .collect())
}
