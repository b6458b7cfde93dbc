//! Handlers of feeds. Kept like pages, purged by the same tags.

use super::{Feed, atom, json, query, rss};
use actix_web::web::Path;
use gateway::{Ctx, Reply};
use kernel::{Result, Tag};

/// A format: file name, media type, writer.
struct Format {
    file: &'static str,
    kind: &'static str,
    write: fn(&Feed) -> Result<Vec<u8>>,
}

const RSS: Format = Format {
    file: "feed.xml",
    kind: rss::TYPE,
    write: rss::write,
};
const ATOM: Format = Format {
    file: "feed.atom",
    kind: atom::TYPE,
    write: atom::write,
};
const JSON: Format = Format {
    file: "feed.json",
    kind: json::TYPE,
    write: json::write,
};

async fn site(ctx: &Ctx, format: Format) -> Reply {
    let feed = query::load(&ctx.read(), &ctx.site, None, format.file).await?;
    let bytes = (format.write)(&feed)?;
    ctx.kept(format.kind, bytes.into(), vec![Tag::Home]).await
}

async fn channel(ctx: &Ctx, slug: &str, format: Format) -> Reply {
    let read = ctx.read();
    let channel = query::find_channel(&read, slug).await?;
    let feed = query::load(&read, &ctx.site, Some(&channel), format.file).await?;
    let bytes = (format.write)(&feed)?;
    ctx.kept(format.kind, bytes.into(), vec![query::tag(&channel)])
        .await
}

/// `GET /feed.xml`
///
/// # Errors
/// Faults.
pub async fn get_site_rss(ctx: Ctx) -> Reply {
    site(&ctx, RSS).await
}

/// `GET /feed.atom`
///
/// # Errors
/// Faults.
pub async fn get_site_atom(ctx: Ctx) -> Reply {
    site(&ctx, ATOM).await
}

/// `GET /feed.json`
///
/// # Errors
/// Faults.
pub async fn get_site_json(ctx: Ctx) -> Reply {
    site(&ctx, JSON).await
}

/// `GET /{channel}/feed.xml`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a channel of another site.
pub async fn get_channel_rss(ctx: Ctx, slug: Path<String>) -> Reply {
    channel(&ctx, &slug, RSS).await
}

/// `GET /{channel}/feed.atom`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a channel of another site.
pub async fn get_channel_atom(ctx: Ctx, slug: Path<String>) -> Reply {
    channel(&ctx, &slug, ATOM).await
}

/// `GET /{channel}/feed.json`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a channel of another site.
pub async fn get_channel_json(ctx: Ctx, slug: Path<String>) -> Reply {
    channel(&ctx, &slug, JSON).await
}
