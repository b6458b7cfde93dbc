//! GET /console/articles/{article}/preview: the draft as the public would see it.

use super::show::{article, newest};
use crate::article::query::paths_of;
use crate::article::text::OriginClass;
use crate::article::{edition, entity};
use crate::body::{article_uids, resolve};
use crate::channel;
use crate::media::{Attached, address, staff::size_label};
use crate::permissions::ReadArticles;
use actix_web::web::Path;
use gateway::staff::Signed;
use gateway::{By, Page, Reply};
use kernel::{ArticleId, ChannelId, Result, beijing};
use store::SiteRead;
use theme::view::{ArticleShow, Attachment, Correction, NamedLink};

/// The newest edition in the site's own theme; never kept.
///
/// # Errors
/// [`kernel::Error::NotFound`]; faults of the database or the template.
pub async fn get_preview(by: By<ReadArticles>, id: Path<ArticleId>) -> Reply {
    let read = by.read();
    let article = article(&by, &read, *id).await?;
    let channel = channel::query::get(&read, ChannelId(article.channel_id)).await?;
    let edition = newest(&read, *id).await?;
    let show = show(&by, &read, &article, &edition, &channel).await?;
    drop(read);
    let page = Page::new("article.html", show)
        .title(&edition.title)
        .kind("article");
    let page = page.crumb(&channel.name, by.site.url(&format!("/{}/", channel.slug)));
    by.ctx.page(page).await
}

async fn show(
    who: &Signed,
    read: &SiteRead,
    article: &entity::Model,
    edition: &edition::Model,
    channel: &channel::entity::Model,
) -> Result<ArticleShow> {
    let published = article.first_published_at.unwrap_or(edition.changed_at);
    let attached: Vec<Attached> = serde_json::from_str(&edition.attachments).unwrap_or_default();
    let file = |file: Attached| Attachment {
        url: address(&who.site, &file.hash, &file.name),
        size: size_label(file.size),
        name: file.name,
        kind: file.kind,
    };
    let correction = Correction {
        at: beijing::minute(edition.changed_at),
        note: edition.change_note.clone(),
    };
    Ok(ArticleShow {
        title: edition.title.clone(),
        subtitle: edition.subtitle.clone(),
        published_at: beijing::minute(published),
        published_iso: beijing::rfc3339(published),
        source: edition.source.clone(),
        origin_label: OriginClass::parse(&edition.origin_class)
            .map_or("", OriginClass::title)
            .to_owned(),
        author: edition.author.clone(),
        body_html: resolved(who, read, &edition.body_html).await?,
        attachments: attached.into_iter().map(file).collect(),
        keywords: edition
            .keywords
            .split(',')
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect(),
        corrected: (!edition.change_note.is_empty()).then_some(correction),
        imported: article.imported,
        channel: NamedLink::new(&channel.name, who.site.url(&format!("/{}/", channel.slug))),
        preview: true,
        ..ArticleShow::default()
    })
}

/// A stored body with this site's addresses in it.
pub(super) async fn resolved(who: &Signed, read: &SiteRead, html: &str) -> Result<String> {
    let linked = paths_of(read, &article_uids(html)).await?;
    let linked = linked
        .into_iter()
        .map(|(uid, path)| (uid, who.site.url(&path)))
        .collect();
    Ok(resolve(html, who.site.mount.trim_end_matches('/'), &linked).into_owned())
}
