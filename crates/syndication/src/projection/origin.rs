//! Where the story of an article comes from, when this site made it of another's: of a piece on its desk, or of an entry
//! of a feed.

use crate::arrival::entity as entry;
use crate::desk::entity as desk;
use content::article::entity as article;
use content::library::entity as library;
use kernel::{Error, Result, Uid};
use sea_orm::ColumnTrait;
use std::collections::HashMap;
use store::HubWrite;
use uuid::Uuid;

/// Where a story comes from.
#[derive(Debug, Default)]
pub(super) struct Origin {
    /// What it is called there.
    pub(super) id: Option<String>,
    /// The sites it has passed.
    pub(super) passed: Vec<Uid>,
}

/// The origins of articles that have one, by the article's number.
pub(super) async fn load(
    tx: &HubWrite,
    articles: &HashMap<i64, article::Model>,
) -> Result<HashMap<i64, Origin>> {
    let mut origins = HashMap::new();
    if articles.is_empty() {
        return Ok(origins);
    }
    let entries = tx
        .find::<entry::Entity>()
        .filter(entry::Column::ArticleId.is_in(articles.keys().copied()))
        .filter(entry::Column::OriginId.is_not_null())
        .all()
        .await?;
    for entry in entries {
        let Some(made) = entry.article_id.filter(|id| is_of(articles, *id, entry.site_id)) else {
            continue;
        };
        let id = entry.origin_id;
        origins.insert(
            made,
            Origin {
                id,
                passed: Vec::new(),
            },
        );
    }
    let lines = tx
        .find::<desk::Entity>()
        .filter(desk::Column::ArticleId.is_in(articles.keys().copied()))
        .filter(desk::Column::LibraryItemId.is_not_null())
        .all()
        .await?;
    let items = sources(tx, &lines).await?;
    for line in lines {
        let made = line.article_id.filter(|id| is_of(articles, *id, line.site_id));
        let (Some(made), Some(item)) = (made, items.get(&line.uid)) else {
            continue;
        };
        let origin = Origin {
            id: Some(item.story()),
            passed: serde_json::from_str(&item.passed).map_err(Error::fault)?,
        };
        origins.insert(made, origin);
    }
    Ok(origins)
}

fn is_of(articles: &HashMap<i64, article::Model>, id: i64, site: i64) -> bool {
    articles.get(&id).is_some_and(|article| article.site_id == site)
}

async fn sources(tx: &HubWrite, lines: &[desk::Model]) -> Result<HashMap<Uuid, library::Model>> {
    if lines.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = tx
        .find::<library::Entity>()
        .filter(library::Column::Uid.is_in(lines.iter().map(|line| line.uid)))
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| (row.uid, row)).collect())
}
