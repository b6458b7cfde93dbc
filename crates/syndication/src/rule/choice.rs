//! Channels of other sites, as far as a rule may name them. They are published anyway; a hub door reads them.

use content::channel::entity as channel;
use gateway::site::entity as site;
use kernel::{ChannelId, Error, Result, SiteId};
use sea_orm::{ColumnTrait, ExprTrait};
use store::HubRead;

/// A channel of a site that articles come from. Only a look into the register makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    pub(crate) site: SiteId,
    pub(crate) channel: ChannelId,
}

/// Finds a source by the words of `rules.toml`.
///
/// # Errors
/// [`Error::Invalid`] names the word that nothing answers to.
pub async fn find_source(hub: &HubRead, site_slug: &str, channel_slug: &str) -> Result<Source> {
    let found = hub
        .find::<site::Entity>()
        .filter(site::Column::Slug.eq(site_slug))
        .one()
        .await?;
    let site = found.ok_or_else(|| Error::field("from_site", format!("没有网站 {site_slug}。")))?;
    let found = hub
        .find::<channel::Entity>()
        .filter(
            channel::Column::SiteId
                .eq(site.id)
                .and(channel::Column::Slug.eq(channel_slug)),
        )
        .one()
        .await?;
    let channel = found.ok_or_else(|| {
        Error::field(
            "from_channel",
            format!("网站 {site_slug} 没有栏目 {channel_slug}。"),
        )
    })?;
    Ok(Source {
        site: SiteId(site.id),
        channel: ChannelId(channel.id),
    })
}

/// A source with its words.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) source: Source,
    pub(super) site: String,
    pub(super) channel: String,
}

impl Named {
    /// The value in the form.
    pub(super) fn value(&self) -> String {
        format!("{}:{}", self.source.site, self.source.channel)
    }
}

/// Every open channel of the other open sites, site by site.
pub(super) async fn sources(hub: &HubRead, own: SiteId) -> Result<Vec<Named>> {
    let sites = hub
        .find::<site::Entity>()
        .filter(site::Column::Id.ne(own.0).and(site::Column::State.eq("open")))
        .asc(site::Column::Id)
        .all()
        .await?;
    let channels = hub
        .find::<channel::Entity>()
        .filter(
            channel::Column::SiteId
                .ne(own.0)
                .and(channel::Column::State.eq("open")),
        )
        .asc(channel::Column::Position)
        .asc(channel::Column::Id)
        .all()
        .await?;
    let of = |site: &site::Model| {
        let name = site.short_name.clone();
        let id = SiteId(site.id);
        channels
            .iter()
            .filter(move |channel| channel.site_id == id.0)
            .map(move |channel| Named {
                source: Source {
                    site: id,
                    channel: ChannelId(channel.id),
                },
                site: name.clone(),
                channel: channel.name.clone(),
            })
    };
    Ok(sites.iter().flat_map(of).collect())
}
