//! The three pages.

use crate::channel::entity::Model as Channel;
use crate::channel::query::filled;
use crate::placement::{entity as placement, path};
use crate::redirect::moved;
use crate::topic::{self, Standing};
use actix_web::HttpRequest;
use actix_web::web::Query;
use chrono::{DateTime, Utc};
use gateway::unit::entity as unit;
use gateway::{Ctx, Page, Reply, Site};
use kernel::{Error, Result, Tag, beijing};
use sea_orm::{ColumnTrait, FromQueryResult};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use store::SiteRead;
use theme::view::{FeedRow, Link, SiteEntry, SiteMapShow};

/// Addresses a file; the protocol allows 50,000.
const FILE: u64 = 20_000;

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// `?page=` of a long site map.
#[derive(Deserialize)]
pub struct Paging {
    page: Option<u64>,
}

/// `/robots.txt`. Robots read it at the host alone, so it names the maps of every site there.
///
/// # Errors
/// Never.
pub async fn get_robots(ctx: Ctx) -> Reply {
    let mut text = String::from("User-agent: *\n");
    let mut maps = String::new();
    for site in ctx
        .app
        .directory
        .all()
        .iter()
        .filter(|site| site.host == ctx.site.host)
    {
        for private in ["/console/", "/search", "/api/"] {
            let _ = writeln!(text, "Disallow: {}", site.url(private));
        }
        let _ = writeln!(maps, "Sitemap: {}", site.absolute("/sitemap.xml"));
    }
    text.push('\n');
    text.push_str(&maps);
    ctx.kept("text/plain; charset=utf-8", text.into(), vec![Tag::Chrome])
        .await
}

#[derive(FromQueryResult)]
struct Entry {
    channel_id: i64,
    number: i64,
    published_at: DateTime<Utc>,
}

/// `/sitemap.xml`: one file, or the index of several.
///
/// # Errors
/// [`Error::NotFound`] for a file that is not there; faults.
pub async fn get_sitemap(ctx: Ctx, paging: Query<Paging>) -> Reply {
    let read = ctx.read();
    let live = || {
        read.find::<placement::Entity>()
            .filter(placement::Column::State.eq(placement::LIVE))
    };
    let total = live().count().await?;
    let files = total.div_ceil(FILE).max(1);
    let number = paging.page.unwrap_or(1).max(1);
    if number > files {
        return Err(Error::NotFound.into());
    }
    let xml = if files > 1 && paging.page.is_none() {
        index(&ctx.site, files)
    } else {
        let columns = [
            placement::Column::ChannelId,
            placement::Column::Number,
            placement::Column::PublishedAt,
        ];
        let rows = live()
            .asc(placement::Column::Id)
            .limit(FILE)
            .offset((number - 1) * FILE)
            .only(columns);
        let channels = filled(&read).await?;
        let first = if number == 1 {
            fixed(&channels, &topic::query::filled(&read).await?)
        } else {
            Vec::new()
        };
        file(&ctx.site, &channels, &rows.into::<Entry>().all().await?, &first)
    };
    drop(read);
    ctx.kept("application/xml; charset=utf-8", xml.into(), vec![Tag::Home])
        .await
}

fn index(site: &Site, files: u64) -> String {
    let mut xml =
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"{NAMESPACE}\">\n");
    for number in 1..=files {
        let _ = writeln!(
            xml,
            "<sitemap><loc>{}?page={number}</loc></sitemap>",
            site.absolute("/sitemap.xml")
        );
    }
    xml.push_str("</sitemapindex>\n");
    xml
}

/// The addresses before those of articles: home page, channels, topics.
fn fixed(channels: &[Channel], topics: &[(topic::entity::Model, Standing)]) -> Vec<String> {
    let mut paths = vec!["/".to_owned()];
    paths.extend(channels.iter().map(|row| format!("/{}/", row.slug)));
    if !topics.is_empty() {
        paths.push("/topics/".to_owned());
    }
    paths.extend(topics.iter().map(|(row, _)| format!("/topics/{}/", row.slug)));
    paths
}

/// Addresses hold letters, digits, hyphens and slashes only, so nothing needs escaping.
fn file(site: &Site, channels: &[Channel], rows: &[Entry], first: &[String]) -> String {
    let mut xml = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"{NAMESPACE}\">\n");
    for path in first {
        let _ = writeln!(xml, "<url><loc>{}</loc></url>", site.absolute(path));
    }
    let slugs: HashMap<i64, &str> = channels.iter().map(|row| (row.id, row.slug.as_str())).collect();
    for row in rows {
        if let Some(slug) = slugs.get(&row.channel_id) {
            let url = site.absolute(&path(slug, row.published_at, row.number));
            let day = beijing::date(row.published_at);
            let _ = writeln!(xml, "<url><loc>{url}</loc><lastmod>{day}</lastmod></url>");
        }
    }
    xml.push_str("</urlset>\n");
    xml
}

/// `/sitemap/` (网站地图).
///
/// # Errors
/// Faults.
pub async fn get_sitemap_page(ctx: Ctx, http: HttpRequest) -> Reply {
    if !http.path().ends_with('/') {
        return moved(ctx.site.url("/sitemap/"));
    }
    let read = ctx.read();
    let channels = filled(&read).await?;
    let units = units(&read, &ctx.site).await?;
    let topics = topic::query::filled(&read).await?;
    drop(read);
    let link = |row: &Channel| Link::new(&row.name, ctx.site.url(&format!("/{}/", row.slug)));
    let entry = |site: &std::sync::Arc<Site>| SiteEntry {
        title: site.name.clone(),
        url: if site.host == ctx.site.host {
            site.url("/")
        } else {
            site.absolute("/")
        },
        kind: site.kind.key().into(),
    };
    let view = SiteMapShow {
        channels: channels.iter().map(link).collect(),
        topics: topic_links(&ctx.site, &topics),
        feeds: feeds(&ctx.site, &channels, &topics),
        units,
        sites: ctx.app.directory.all().iter().map(entry).collect(),
    };
    let page = Page::new("sitemap.html", view)
        .title("网站地图")
        .kind("sitemap")
        .crumb("首页", ctx.site.url("/"))
        .public([Tag::Home]);
    ctx.page(page).await
}

/// The area and the topics going on; those that are over stand in the area.
fn topic_links(site: &Site, topics: &[(topic::entity::Model, Standing)]) -> Vec<Link> {
    if topics.is_empty() {
        return Vec::new();
    }
    let area = Link::new("全部专题", site.url("/topics/"));
    let current = topics
        .iter()
        .filter(|(_, standing)| *standing == Standing::Current);
    let links = current.map(|(row, _)| Link::new(&row.title, site.url(&format!("/topics/{}/", row.slug))));
    [area].into_iter().chain(links).collect()
}

fn feeds(site: &Site, channels: &[Channel], topics: &[(topic::entity::Model, Standing)]) -> Vec<FeedRow> {
    let whole = FeedRow::new("全站", |file| site.url(&format!("/{file}")));
    let channels = channels
        .iter()
        .map(|row| FeedRow::new(&row.name, |file| site.url(&format!("/{}/{file}", row.slug))));
    let topics = topics
        .iter()
        .filter(|(_, standing)| *standing == Standing::Current)
        .map(|(row, _)| {
            FeedRow::new(format!("专题：{}", row.title), |file| {
                site.url(&format!("/topics/{}/{file}", row.slug))
            })
        });
    [whole].into_iter().chain(channels).chain(topics).collect()
}

#[derive(FromQueryResult)]
struct Named {
    unit: String,
}

/// The units that published what stands here. What a site's own unit publishes carries no name.
async fn units(read: &SiteRead, site: &Site) -> Result<Vec<FeedRow>> {
    let shown = read
        .find::<placement::Entity>()
        .filter(placement::Column::State.eq(placement::LIVE))
        .only([placement::Column::Unit])
        .group(placement::Column::Unit)
        .into::<Named>()
        .all()
        .await?;
    let own = |name: String| {
        if name.is_empty() {
            site.unit_short.clone()
        } else {
            name
        }
    };
    let shown: HashSet<String> = shown.into_iter().map(|row| own(row.unit)).collect();
    let units = read
        .shared::<unit::Entity>()
        .filter(unit::Column::ShortName.is_in(shown))
        .asc(unit::Column::Id)
        .all()
        .await?;
    let row = |row: unit::Model| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let query = query.append_pair("unit", &row.key).finish();
        FeedRow::new(row.short_name, |file| site.url(&format!("/{file}?{query}")))
    };
    Ok(units.into_iter().map(row).collect())
}
