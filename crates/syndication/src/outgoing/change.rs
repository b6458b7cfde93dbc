//! What happened, as outsiders are told: an article that is public on a site, or no longer.

use content::channel::entity as channel;
use content::placement::entity as placement;
use gateway::site::entity as site;
use gateway::unit::entity as unit;
use kernel::event::{Event, EventBody};
use kernel::{ChannelId, Result, SiteId, Uid};
use sea_orm::ColumnTrait;
use store::HubRead;

/// A public change on a site.
#[derive(Clone, Debug)]
pub struct Change {
    /// One of [`KINDS`].
    pub kind: &'static str,
    /// Where.
    pub site: SiteId,
    /// The origin article.
    pub uid: Uid,
    /// Its version.
    pub version: i64,
    /// Headline.
    pub title: String,
    /// Path on the site.
    pub path: String,
    /// Words of the channels concerned.
    pub channels: Vec<String>,
    /// Words of the topics in which it stands.
    pub topics: Vec<String>,
    /// Word of the unit it comes from, when the unit is registered.
    pub unit: Option<String>,
}

/// The kinds with their words on screens.
pub const KINDS: [(&str, &str); 4] = [
    ("article.published", "本站稿件发布或更正"),
    ("article.withdrawn", "本站稿件撤回"),
    ("placement.published", "转来稿件上线或更正"),
    ("placement.withdrawn", "转来稿件撤下"),
];

impl Change {
    /// Whether an event may have a change behind it.
    #[must_use]
    pub fn is_in(event: &Event) -> bool {
        matches!(
            event.body,
            EventBody::ArticlePublished(_)
                | EventBody::ArticleWithdrawn(_)
                | EventBody::PlacementChanged { .. }
        )
    }

    /// The change behind an event, if the public saw one. Imported history is none.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn of(read: &HubRead, event: &Event) -> Result<Option<Self>> {
        let (kind, uid, version, channels) = match &event.body {
            EventBody::ArticlePublished(it) if !it.backfill => {
                ("article.published", it.uid, it.version, &it.channels)
            }
            EventBody::ArticleWithdrawn(it) if !it.backfill => {
                ("article.withdrawn", it.uid, it.version, &it.channels)
            }
            EventBody::PlacementChanged {
                uid,
                version,
                channels,
                live,
            } => {
                let kind = if *live {
                    "placement.published"
                } else {
                    "placement.withdrawn"
                };
                (kind, *uid, *version, channels)
            }
            _ => return Ok(None),
        };
        Self::found(read, event.site, kind, (uid, version), channels).await
    }

    async fn found(
        read: &HubRead,
        site: SiteId,
        kind: &'static str,
        (uid, version): (Uid, i64),
        channels: &[ChannelId],
    ) -> Result<Option<Self>> {
        let place = read
            .find::<placement::Entity>()
            .filter(placement::Column::SiteId.eq(site.0))
            .filter(placement::Column::Uid.eq(uid.0))
            .desc(placement::Column::Id)
            .one()
            .await?;
        let Some(place) = place else { return Ok(None) };
        let rows = read
            .find::<channel::Entity>()
            .filter(channel::Column::SiteId.eq(site.0))
            .all()
            .await?;
        let slug = |id: i64| rows.iter().find(|row| row.id == id).map(|row| row.slug.clone());
        let Some(here) = slug(place.channel_id) else {
            return Ok(None);
        };
        Ok(Some(Self {
            kind,
            site,
            uid,
            version,
            path: content::placement::path(&here, place.published_at, place.number),
            unit: unit_of(read, site, &place.unit).await?,
            title: place.title,
            topics: content::topic::query::slugs_of(read, site, uid).await?,
            channels: channels.iter().filter_map(|id| slug(id.0)).collect(),
        }))
    }
}

/// The word of a unit by its short name; what a site's own unit publishes carries none.
async fn unit_of(read: &HubRead, site: SiteId, name: &str) -> Result<Option<String>> {
    let wanted = if name.is_empty() {
        let own = read
            .find::<site::Entity>()
            .filter(site::Column::Id.eq(site.0))
            .found()
            .await?;
        let Some(id) = own.unit_id else { return Ok(None) };
        unit::Column::Id.eq(id)
    } else {
        unit::Column::ShortName.eq(name)
    };
    let row = read.find::<unit::Entity>().filter(wanted).one().await?;
    Ok(row.map(|row| row.key))
}
