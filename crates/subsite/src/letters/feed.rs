//! `/letters/feed.*`: the newest public answers in the formats of syndication. Kept like pages, purged when a letter changes.

use actix_web::web::{Data, Query};
use gateway::feed::{Entry, Feed, Format, urn};
use gateway::{Ctx, Reply};
use kernel::{Error, Tag};
use letters::feed::{Asked, Told, read_feed};
use letters::pool::Pool;

async fn answer(ctx: &Ctx, pool: &Pool, asked: &Asked, format: Format) -> Reply {
    if !ctx.site.has("letters") {
        return Err(Error::NotFound.into());
    }
    let told = read_feed(&pool.read(), ctx, asked).await?;
    let entry = |told: Told| Entry {
        uid: told.uid,
        id: urn(told.uid),
        via: None,
        version: told.version,
        title: told.title,
        url: told.url,
        summary: told.summary,
        unit: told.unit,
        channel: told.class,
        picture: None,
        published: told.answered_at,
        updated: told.answered_at,
    };
    let query = asked.query();
    let mark = if query.is_empty() { "" } else { "?" };
    let own = format!("/letters/{}{mark}{query}", format.file());
    let feed = Feed {
        description: format!("{}最新公开答复的来信", told.title),
        title: told.title,
        home: ctx.site.absolute("/letters/"),
        own: ctx.site.absolute(&own),
        next: None,
        hub: None,
        entries: told.letters.into_iter().map(entry).collect(),
        // A letter that is no longer public leaves no mark: that there was one is nobody's business.
        gone: Vec::new(),
    };
    let bytes = format.write(&feed)?;
    ctx.kept(format.media_type(), bytes.into(), vec![Tag::Letters])
        .await
}

/// `GET /letters/feed.xml`
///
/// # Errors
/// [`Error::NotFound`] for a board or unit that is not here.
pub async fn get_letters_rss(ctx: Ctx, pool: Data<Pool>, asked: Query<Asked>) -> Reply {
    answer(&ctx, &pool, &asked, Format::Rss).await
}

/// `GET /letters/feed.atom`
///
/// # Errors
/// As [`get_letters_rss`].
pub async fn get_letters_atom(ctx: Ctx, pool: Data<Pool>, asked: Query<Asked>) -> Reply {
    answer(&ctx, &pool, &asked, Format::Atom).await
}

/// `GET /letters/feed.json`
///
/// # Errors
/// As [`get_letters_rss`].
pub async fn get_letters_json(ctx: Ctx, pool: Data<Pool>, asked: Query<Asked>) -> Reply {
    answer(&ctx, &pool, &asked, Format::Json).await
}
