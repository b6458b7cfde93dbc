//! From a text to the columns of an edition: files looked up, pictures dressed, the content hashed.

use super::text::Text;
use super::{content_hash, edition};
use crate::body::{PictureFacts, SANITIZER_VERSION, dress};
use crate::media::{Attached, Lead, entity as media, kind_label};
use crate::refusals::MEDIA_UNKNOWN;
use kernel::{Error, Result};
use std::collections::HashMap;
use store::SiteRead;

/// Puts `text` into `edition`, which keeps its identity, state and people.
pub(crate) async fn fill(
    read: &SiteRead,
    text: &Text,
    mut edition: edition::Model,
) -> Result<edition::Model> {
    let files = crate::media::by_hash(read, &text.media()).await?;
    let known: HashMap<&str, &media::Model> = files.iter().map(|file| (file.hash.as_str(), file)).collect();
    if text.media().iter().any(|hash| !known.contains_key(hash.as_str())) {
        return Err(MEDIA_UNKNOWN.into());
    }
    let facts = files
        .iter()
        .filter(|file| file.kind == crate::media::PICTURE)
        .map(|file| {
            let facts = PictureFacts {
                alt: file.alt.clone(),
                width: file.width,
                height: file.height,
            };
            (file.hash.clone(), facts)
        });
    edition.body_html = dress(text.html(), &facts.collect())?;
    let lead = text.lead.as_deref().and_then(|hash| known.get(hash));
    edition.lead_media = lead.map(|file| {
        let size = |n: i64| u32::try_from(n).unwrap_or_default();
        Lead {
            hash: file.hash.clone(),
            width: size(file.width),
            height: size(file.height),
        }
        .to_string()
    });
    let attached = text
        .attachments
        .iter()
        .filter_map(|hash| known.get(hash.as_str()))
        .map(|file| Attached {
            hash: file.hash.clone(),
            name: file.name.clone(),
            kind: kind_label(&file.content_type).to_owned(),
            size: file.size,
        });
    edition.attachments = serde_json::to_string(&attached.collect::<Vec<_>>()).map_err(Error::fault)?;
    edition.title.clone_from(&text.title);
    edition.subtitle.clone_from(&text.subtitle);
    edition.summary.clone_from(&text.summary);
    edition.body_format = text.format.key().to_owned();
    edition.body_source.clone_from(&text.body);
    edition.sanitizer_version = SANITIZER_VERSION;
    edition.source.clone_from(&text.source);
    edition.origin_class = text.origin.map_or("", super::text::OriginClass::key).to_owned();
    edition.author.clone_from(&text.author);
    edition.keywords.clone_from(&text.keywords);
    edition.change_note.clone_from(&text.change_note);
    edition.content_hash = content_hash(&edition);
    Ok(edition)
}

/// A text with its files looked up and its pictures dressed, as an edition of no article yet: what a unit without a site
/// writes stands nowhere before the portal takes it.
///
/// # Errors
/// `media.unknown`; faults.
pub async fn compose(read: &SiteRead, text: &Text) -> Result<edition::Model> {
    let nobody = (None, String::new());
    fill(read, text, blank(0, 1, nobody, read.now())).await
}

/// An edition with nothing in it yet.
pub(crate) fn blank(
    article: i64,
    n: i64,
    author: (Option<i64>, String),
    now: chrono::DateTime<chrono::Utc>,
) -> edition::Model {
    edition::Model {
        id: 0,
        site_id: 0,
        article_id: article,
        n,
        state: super::state::State::Draft.key().to_owned(),
        title: String::new(),
        subtitle: String::new(),
        summary: String::new(),
        body_format: String::new(),
        body_source: String::new(),
        body_html: String::new(),
        sanitizer_version: SANITIZER_VERSION,
        source: String::new(),
        origin_class: String::new(),
        author: String::new(),
        keywords: String::new(),
        lead_media: None,
        attachments: "[]".to_owned(),
        content_hash: String::new(),
        change_note: String::new(),
        correction: None,
        return_reason: String::new(),
        author_id: author.0,
        author_name: author.1,
        changed_by: author.0,
        submitted_by: None,
        submitted_at: None,
        published_at: None,
        created_at: now,
        changed_at: now,
    }
}

/// The row to insert: everything but the keys the database gives.
pub(crate) fn insertable(edition: edition::Model) -> edition::ActiveModel {
    use sea_orm::{ActiveModelTrait, IntoActiveModel, NotSet};
    edition::ActiveModel {
        id: NotSet,
        site_id: NotSet,
        ..edition.into_active_model().reset_all()
    }
}

/// The row to update: every column by the primary key.
pub(crate) fn updatable(edition: edition::Model) -> edition::ActiveModel {
    use sea_orm::{ActiveModelTrait, IntoActiveModel, NotSet, Unchanged};
    let id = edition.id;
    edition::ActiveModel {
        id: Unchanged(id),
        site_id: NotSet,
        ..edition.into_active_model().reset_all()
    }
}
