//! What search sees: every public answered letter, in its cleaned version alone.

use crate::letter::entity::{Column, Entity, Model};
use crate::letter::unit_names;
use crate::reply::{PUBLISHED, entity as reply};
use kernel::document::{Change, Document, Documents, LETTERS, Place};
use kernel::{ChannelId, Result, SiteId, Uid};
use sea_orm::ColumnTrait;
use std::collections::HashMap;
use std::sync::Arc;
use store::{HubRead, HubStore};

/// The letters of this box that visitors find. `hub` reads those of all sites.
#[must_use]
pub fn documents(hub: HubStore) -> Arc<dyn Documents> {
    Arc::new(Letters(hub))
}

struct Letters(HubStore);

#[async_trait::async_trait]
impl Documents for Letters {
    async fn stream(&self, after: Option<i64>, limit: u64) -> Result<(Vec<Document>, Option<i64>)> {
        let read = self.0.read();
        let letters = read
            .find::<Entity>()
            .filter(Column::Id.gt(after.unwrap_or(0)))
            .filter(Column::Shown.eq(true))
            .filter(Column::AnsweredAt.is_not_null())
            .asc(Column::Id)
            .limit(limit.max(1))
            .all()
            .await?;
        let last = letters.last().map(|letter| letter.id);
        Ok((with_replies(&read, letters).await?, last))
    }

    async fn load(&self, uids: &[Uid]) -> Result<Vec<Document>> {
        let read = self.0.read();
        let mut documents = Vec::new();
        for some in uids.chunks(1000) {
            let letters = read
                .find::<Entity>()
                .filter(Column::Uid.is_in(some.iter().map(|uid| uid.0)))
                .filter(Column::Shown.eq(true))
                .filter(Column::AnsweredAt.is_not_null())
                .all()
                .await?;
            documents.extend(with_replies(&read, letters).await?);
        }
        Ok(documents)
    }

    async fn changes(&self, uids: &[Uid]) -> Result<Vec<Change>> {
        let read = self.0.read();
        let letters = read
            .find::<Entity>()
            .filter(Column::Uid.is_in(uids.iter().map(|uid| uid.0)))
            .filter(Column::Shown.eq(true))
            .filter(Column::AnsweredAt.is_not_null())
            .all()
            .await?;
        let names = unit_names(&read).await?;
        let change = |letter: Model| Change {
            uid: Uid(letter.uid),
            version: letter.revision,
            changed_at: letter.answered_at.unwrap_or(letter.received_at),
            unit: letter
                .unit_id
                .and_then(|id| names.get(&id).cloned())
                .unwrap_or_default(),
        };
        Ok(letters.into_iter().map(change).collect())
    }
}

async fn with_replies(read: &HubRead, letters: Vec<Model>) -> Result<Vec<Document>> {
    if letters.is_empty() {
        return Ok(Vec::new());
    }
    let mut replies: HashMap<i64, Vec<String>> = HashMap::new();
    for some in letters.chunks(1000) {
        let rows = read
            .find::<reply::Entity>()
            .filter(reply::Column::LetterId.is_in(some.iter().map(|letter| letter.id)))
            .filter(reply::Column::State.eq(PUBLISHED))
            .asc(reply::Column::Version)
            .all()
            .await?;
        for row in rows {
            // As the letter's page shows it, never what the unit wrote for the writer alone.
            replies.entry(row.letter_id).or_default().push(row.public_text());
        }
    }
    let names = unit_names(read).await?;
    Ok(letters
        .into_iter()
        .filter_map(|letter| {
            let replies = replies.remove(&letter.id).unwrap_or_default();
            let unit = letter.unit_id.and_then(|id| names.get(&id).cloned());
            document(letter, replies, unit)
        })
        .collect())
}

fn document(letter: Model, replies: Vec<String>, unit: Option<String>) -> Option<Document> {
    let place = Place {
        site: SiteId(letter.site_id),
        channel: ChannelId(0),
        channel_name: format!("来信·{}", letter.class),
        path: format!("/{LETTERS}/{}.html", letter.n),
    };
    Some(Document {
        uid: Uid(letter.uid),
        text: std::iter::once(letter.body)
            .chain(replies)
            .collect::<Vec<_>>()
            .join("\n"),
        title: letter.title,
        summary: String::new(),
        keywords: std::iter::once(letter.number).chain(unit).collect(),
        published_at: letter.answered_at?,
        version: letter.revision,
        places: vec![place],
    })
}
