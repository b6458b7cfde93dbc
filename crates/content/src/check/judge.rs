//! What is found in an edition or in a text being written.

use super::Rules;
use crate::article::{compose, edition, entity as article, text::Text};
use crate::body::{article_uids, media_hashes};
use crate::library::entity as library;
use crate::media::{by_hash, lead_hash};
use crate::placement::entity::LIVE;
use kernel::{Error, Result};
use proof::{Article, Dead, Finding};
use sea_orm::ColumnTrait;
use std::collections::HashSet;
use store::SiteRead;
use uuid::Uuid;

/// The findings of an edition as it stands.
///
/// # Errors
/// Faults.
pub async fn of_edition(read: &SiteRead, edition: &edition::Model) -> Result<Vec<Finding>> {
    let rules = Rules::load(read).await?;
    by_rules(read, &rules, edition).await
}

/// The findings of a text that is not stored yet; none for one that names files which are not there.
///
/// # Errors
/// Faults.
pub async fn of_text(read: &SiteRead, text: &Text) -> Result<Vec<Finding>> {
    match compose(read, text).await {
        Ok(edition) => of_edition(read, &edition).await,
        Err(Error::Refused(_)) => Ok(Vec::new()),
        Err(other) => Err(other),
    }
}

pub(super) async fn by_rules(
    read: &SiteRead,
    rules: &Rules,
    edition: &edition::Model,
) -> Result<Vec<Finding>> {
    let lead = edition.lead_media.as_deref().map(lead_hash);
    let mut hashes = media_hashes(&edition.body_html);
    hashes.extend(lead.clone());
    let files = if hashes.is_empty() {
        Vec::new()
    } else {
        by_hash(read, &hashes).await?
    };
    let decorative: Vec<String> = files
        .iter()
        .filter(|file| file.decorative)
        .map(|file| file.hash.clone())
        .collect();
    let lead_silent = files.iter().any(|file| {
        lead.as_deref() == Some(file.hash.as_str()) && file.alt.trim().is_empty() && !file.decorative
    });
    let dead = dead(read, &edition.body_html).await?;
    let article = Article {
        title: &edition.title,
        subtitle: &edition.subtitle,
        summary: &edition.summary,
        source: &edition.source,
        author: &edition.author,
        keywords: &edition.keywords,
        body: &edition.body_html,
        decorative: &decorative,
        lead_silent,
        dead: &dead,
    };
    Ok(proof::check(&article, &rules.lists(), &rules.levels))
}

/// Links to articles that nobody can read (any more).
async fn dead(read: &SiteRead, html: &str) -> Result<Vec<Dead>> {
    let uids: Vec<Uuid> = article_uids(html).into_iter().map(|uid| uid.0).collect();
    if uids.is_empty() {
        return Ok(Vec::new());
    }
    let own = read
        .find::<article::Entity>()
        .filter(article::Column::Uid.is_in(uids.clone()))
        .all()
        .await?;
    let others = read
        .shared::<library::Entity>()
        .filter(library::Column::Uid.is_in(uids.clone()))
        .filter(library::Column::State.eq(LIVE))
        .all()
        .await?;
    let mut live: HashSet<Uuid> = own
        .into_iter()
        .filter(|row| row.live_edition_id.is_some())
        .map(|row| row.uid)
        .collect();
    live.extend(others.into_iter().map(|row| row.uid));
    let gone = uids.into_iter().filter(|uid| !live.contains(uid));
    let dead = |uid| Dead {
        href: format!("article:{uid}"),
        why: "链接的稿件没有发布，或已撤下。".into(),
    };
    Ok(gone.map(dead).collect())
}
