//! An article as its page shows it, whether this site wrote it or the library holds it.

use super::query::{Around, Placed, around, paths_of};
use super::text::OriginClass;
use crate::body::{article_uids, resolve};
use crate::library::entity as library;
use crate::media::staff::size_label;
use crate::media::{Attached, address, lead_hash};
use crate::placement::{item, kept};
use gateway::{Ctx, Site};
use kernel::{Result, SiteId, beijing};
use sea_orm::ColumnTrait;
use std::collections::HashMap;
use store::SiteRead;
use theme::view::{ArticleShow, Attachment, Correction, Item, NamedLink, Origin};

/// The view and what the page's head needs beside it.
pub(super) struct Shown {
    pub(super) view: ArticleShow,
    /// The page at the origin, for what another site wrote.
    pub(super) canonical: Option<String>,
    pub(super) summary: String,
    /// Divided by commas.
    pub(super) keywords: String,
    /// Absolute address of the lead picture.
    pub(super) image: Option<String>,
}

/// What an own edition and a library item have in common.
struct Text {
    subtitle: String,
    summary: String,
    body_html: String,
    source: String,
    origin_class: String,
    author: String,
    keywords: String,
    attachments: String,
    corrected: Option<Correction>,
    imported: bool,
    origin: Option<Origin>,
}

pub(super) async fn shown(ctx: &Ctx, read: &SiteRead, placed: &Placed) -> Result<Shown> {
    let text = match placed.library_item_id {
        Some(id) => match library_item(read, id).await? {
            Some(item) => Some(of_item(ctx, placed, as_agreed(read, placed, item).await?)),
            None => None,
        },
        None => None,
    };
    let text = text.unwrap_or_else(|| of_edition(placed));
    let around = around(read, placed, &text.keywords).await?;
    let linked = paths_of(read, &article_uids(&text.body_html)).await?;
    Ok(compose(&ctx.site, placed, text, around, linked))
}

/// The item as this site agreed to show it: while it holds a correction, as it was before.
async fn as_agreed(read: &SiteRead, placed: &Placed, item: library::Model) -> Result<library::Model> {
    if placed.held_version.is_none() {
        return Ok(item);
    }
    let before = read
        .find::<kept::Entity>()
        .filter(kept::Column::PlacementId.eq(placed.id))
        .one()
        .await?;
    Ok(match before {
        Some(before) => before.over(item),
        None => item,
    })
}

/// A library item of any site.
pub(super) async fn library_item(read: &SiteRead, id: i64) -> Result<Option<library::Model>> {
    read.shared::<library::Entity>()
        .filter(library::Column::Id.eq(id))
        .one()
        .await
}

fn of_edition(placed: &Placed) -> Text {
    let take = |text: &Option<String>| text.clone().unwrap_or_default();
    let note = take(&placed.change_note);
    let at = placed
        .edition_at
        .filter(|_| placed.n.is_some_and(|n| n > 1) && !note.is_empty());
    Text {
        subtitle: take(&placed.subtitle),
        summary: take(&placed.abstract_text),
        body_html: take(&placed.body_html),
        source: take(&placed.source),
        origin_class: take(&placed.origin_class),
        author: take(&placed.author),
        keywords: take(&placed.keywords),
        attachments: take(&placed.attachments),
        corrected: at.map(|at| Correction {
            at: beijing::minute(at),
            note,
        }),
        imported: placed.imported.unwrap_or(false),
        origin: None,
    }
}

fn of_item(ctx: &Ctx, placed: &Placed, item: library::Model) -> Text {
    let home = item
        .origin_site_id
        .and_then(|id| ctx.app.directory.get(SiteId(id)));
    let url = match &home {
        Some(site) if item.origin_path.starts_with('/') => site.absolute(&item.origin_path),
        Some(_) | None => item.origin_path.clone(),
    };
    let elsewhere = item.origin_site_id != Some(ctx.site.id.0);
    let origin = Origin {
        site: item.origin_site_name,
        url,
        unit: placed.unit.clone(),
    };
    Text {
        subtitle: item.subtitle,
        summary: placed.own_summary.clone().unwrap_or(item.summary),
        body_html: item.body_html,
        source: item.source,
        origin_class: item.origin_class,
        author: item.author,
        keywords: item.keywords,
        attachments: item.attachments,
        corrected: None,
        imported: item.backfill,
        origin: elsewhere.then_some(origin),
    }
}

fn compose(
    site: &Site,
    placed: &Placed,
    text: Text,
    around: Around,
    linked: HashMap<String, String>,
) -> Shown {
    let linked = linked
        .into_iter()
        .map(|(uid, path)| (uid, site.url(&path)))
        .collect();
    let entry = |row| item(site, &placed.channel_slug, row);
    let plain = |row| Item {
        summary: String::new(),
        picture: None,
        ..entry(row)
    };
    let image = placed.lead_media.as_deref().map(|lead| {
        let on_site = format!("/media/{}/1280.webp", lead_hash(lead));
        site.absolute(&on_site)
    });
    let view = ArticleShow {
        title: placed.title.clone(),
        subtitle: text.subtitle,
        published_at: beijing::minute(placed.published_at),
        published_iso: beijing::rfc3339(placed.published_at),
        source: text.source,
        origin_label: OriginClass::parse(&text.origin_class)
            .map_or("", OriginClass::title)
            .into(),
        author: text.author,
        body_html: resolve(&text.body_html, site.mount.trim_end_matches('/'), &linked).into_owned(),
        attachments: attachments(site, &text.attachments),
        keywords: text
            .keywords
            .split(',')
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect(),
        corrected: text.corrected,
        imported: text.imported,
        previous: around.newer.map(plain),
        next: around.older.map(plain),
        related: around.related.into_iter().map(plain).collect(),
        channel: NamedLink::new(
            &placed.channel_name,
            site.url(&format!("/{}/", placed.channel_slug)),
        ),
        preview: false,
        validity: None,
        origin: text.origin,
    };
    Shown {
        canonical: view
            .origin
            .as_ref()
            .map(|origin| origin.url.clone())
            .filter(|url| url.starts_with("http")),
        summary: if text.summary.is_empty() {
            placed.summary.clone()
        } else {
            text.summary
        },
        keywords: text.keywords,
        image,
        view,
    }
}

fn attachments(site: &Site, json: &str) -> Vec<Attachment> {
    let attached: Vec<Attached> = serde_json::from_str(json).unwrap_or_default();
    let shown = |file: Attached| Attachment {
        url: address(site, &file.hash, &file.name),
        size: size_label(file.size),
        name: file.name,
        kind: file.kind,
    };
    attached.into_iter().map(shown).collect()
}
