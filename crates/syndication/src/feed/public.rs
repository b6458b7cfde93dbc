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

async fn answer(ctx: &Ctx, slug: Option<&str>, narrow: &Narrow, format: Format) -> Reply {
    let read = ctx.read();
    let channel = match slug {
        Some(slug) => Some(query::find_channel(&read, slug).await?),
        None => None,
    };
    let unit = match &narrow.unit {
        Some(key) => Some(query::find_unit(&read, key).await?),
        None => None,
    };
    let after = narrow.after.as_deref().map(str::parse::<i64>).transpose();
    let asked = query::Asked {
        channel: channel.as_ref(),
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
    answer(&ctx, None, &narrow, Format::Rss).await
}

/// `GET /feed.atom`
///
/// # Errors
/// Faults.
pub async fn get_site_atom(ctx: Ctx, narrow: Query<Narrow>) -> Reply {
    answer(&ctx, None, &narrow, Format::Atom).await
}

/// `GET /feed.json`
///
/// # Errors
/// Faults.
pub async fn get_site_json(ctx: Ctx, narrow: Query<Narrow>) -> Reply {
    answer(&ctx, None, &narrow, Format::Json).await
}

/// `GET /{channel}/feed.xml`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a channel of another site.
pub async fn get_channel_rss(ctx: Ctx, slug: Path<String>, narrow: Query<Narrow>) -> Reply {
    answer(&ctx, Some(slug.as_str()), &narrow, Format::Rss).await
}

/// `GET /{channel}/feed.atom`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a channel of another site.
pub async fn get_channel_atom(ctx: Ctx, slug: Path<String>, narrow: Query<Narrow>) -> Reply {
    answer(&ctx, Some(slug.as_str()), &narrow, Format::Atom).await
}

/// `GET /{channel}/feed.json`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a channel of another site.
pub async fn get_channel_json(ctx: Ctx, slug: Path<String>, narrow: Query<Narrow>) -> Reply {
    answer(&ctx, Some(slug.as_str()), &narrow, Format::Json).await
}
