//! Handlers of feeds. Kept like pages, purged by the same tags.

use super::query;
use actix_web::web::{Path, Query};
use gateway::feed::Format;
use gateway::{Ctx, Reply};
use kernel::{Error, Tag};
use serde::Deserialize;

/// What narrows a feed, and where it goes on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Narrow {
    unit: Option<String>,
    after: Option<String>,
}

/// What a feed is of.
enum Of<'a> {
    Site,
    Channel(&'a str),
    Topic(&'a str),
}

async fn answer(ctx: &Ctx, of: Of<'_>, narrow: &Narrow, format: Format) -> Reply {
    let read = ctx.read();
    let (channel, topic) = match of {
        Of::Site => (None, None),
        Of::Channel(slug) => (Some(query::find_channel(&read, slug).await?), None),
        Of::Topic(slug) => (None, Some(query::find_topic(&read, slug).await?)),
    };
    let unit = match &narrow.unit {
        Some(key) => Some(query::find_unit(&read, key).await?),
        None => None,
    };
    let after = narrow.after.as_deref().map(str::parse::<i64>).transpose();
    let asked = query::Asked {
        channel: channel.as_ref(),
        topic: topic.as_ref(),
        unit: unit.as_ref(),
        after: after.or(Err(Error::NotFound))?,
        file: format.file(),
    };
    let feed = query::load(&read, &ctx.site, &asked).await?;
    drop(read);
    let bytes = format.write(&feed)?;
    let tag = channel.as_ref().map_or(Tag::Home, query::tag);
    ctx.kept(format.media_type(), bytes.into(), vec![tag]).await
}

/// `GET /feed.xml`
///
/// # Errors
/// Faults.
pub async fn get_site_rss(ctx: Ctx, narrow: Query<Narrow>) -> Reply {
    answer(&ctx, Of::Site, &narrow, Format::Rss).await
}

/// `GET /feed.atom`
///
/// # Errors
/// Faults.
pub async fn get_site_atom(ctx: Ctx, narrow: Query<Narrow>) -> Reply {
    answer(&ctx, Of::Site, &narrow, Format::Atom).await
}

/// `GET /feed.json`
///
/// # Errors
/// Faults.
pub async fn get_site_json(ctx: Ctx, narrow: Query<Narrow>) -> Reply {
    answer(&ctx, Of::Site, &narrow, Format::Json).await
}

/// `GET /{channel}/feed.xml`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a channel of another site.
pub async fn get_channel_rss(ctx: Ctx, slug: Path<String>, narrow: Query<Narrow>) -> Reply {
    answer(&ctx, Of::Channel(&slug), &narrow, Format::Rss).await
}

/// `GET /{channel}/feed.atom`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a channel of another site.
pub async fn get_channel_atom(ctx: Ctx, slug: Path<String>, narrow: Query<Narrow>) -> Reply {
    answer(&ctx, Of::Channel(&slug), &narrow, Format::Atom).await
}

/// `GET /{channel}/feed.json`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a channel of another site.
pub async fn get_channel_json(ctx: Ctx, slug: Path<String>, narrow: Query<Narrow>) -> Reply {
    answer(&ctx, Of::Channel(&slug), &narrow, Format::Json).await
}

/// `GET /topics/{topic}/feed.xml`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a topic of another site, or one that visitors may not see.
pub async fn get_topic_rss(ctx: Ctx, slug: Path<String>, narrow: Query<Narrow>) -> Reply {
    answer(&ctx, Of::Topic(&slug), &narrow, Format::Rss).await
}

/// `GET /topics/{topic}/feed.atom`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a topic of another site, or one that visitors may not see.
pub async fn get_topic_atom(ctx: Ctx, slug: Path<String>, narrow: Query<Narrow>) -> Reply {
    answer(&ctx, Of::Topic(&slug), &narrow, Format::Atom).await
}

/// `GET /topics/{topic}/feed.json`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a topic of another site, or one that visitors may not see.
pub async fn get_topic_json(ctx: Ctx, slug: Path<String>, narrow: Query<Narrow>) -> Reply {
    answer(&ctx, Of::Topic(&slug), &narrow, Format::Json).await
}
