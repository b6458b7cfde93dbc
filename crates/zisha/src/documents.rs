//! What search sees of the whole program: the documents of several features, one after the other.

use chrono::{DateTime, Utc};
use kernel::document::{Change, Document, Documents};
use kernel::{Result, SiteId, Uid};
use std::sync::Arc;

/// Articles, then letters.
pub(crate) struct Joined {
    pub(crate) articles: Arc<dyn Documents>,
    pub(crate) letters: Arc<dyn Documents>,
}

#[async_trait::async_trait]
impl Documents for Joined {
    /// Positions from 0 up are the articles', below it the letters': -1 is their beginning.
    async fn stream(&self, after: Option<i64>, limit: u64) -> Result<(Vec<Document>, Option<i64>)> {
        match after {
            Some(after) if after < 0 => {
                let own = -1 - after;
                let (batch, next) = self.letters.stream((own > 0).then_some(own), limit).await?;
                Ok((batch, next.map(|next| -1 - next)))
            }
            after => {
                let (batch, next) = self.articles.stream(after, limit).await?;
                Ok((batch, Some(next.unwrap_or(-1))))
            }
        }
    }

    async fn load(&self, uids: &[Uid]) -> Result<Vec<Document>> {
        let mut documents = self.articles.load(uids).await?;
        documents.extend(self.letters.load(uids).await?);
        Ok(documents)
    }

    async fn changes(&self, uids: &[Uid]) -> Result<Vec<Change>> {
        let mut changes = self.articles.changes(uids).await?;
        changes.extend(self.letters.changes(uids).await?);
        Ok(changes)
    }

    /// A letter that is no longer public leaves no mark.
    async fn withdrawn(&self, site: Option<SiteId>, limit: u64) -> Result<Vec<(Uid, DateTime<Utc>)>> {
        self.articles.withdrawn(site, limit).await
    }

    async fn indexed(&self, places: &[(SiteId, Uid, i64)]) -> Result<()> {
        self.articles.indexed(places).await?;
        self.letters.indexed(places).await
    }

    async fn rebuilt(&self) -> Result<()> {
        self.articles.rebuilt().await?;
        self.letters.rebuilt().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::ChannelId;
    use kernel::document::Place;

    /// Documents, each a row.
    struct Rows(Vec<Document>);

    fn rows(count: usize) -> Arc<dyn Documents> {
        let at = kernel::beijing::parse("2026-03-02 09:00").unwrap();
        let document = |_| Document {
            uid: Uid::at(at),
            title: String::new(),
            summary: String::new(),
            text: String::new(),
            keywords: Vec::new(),
            published_at: at,
            version: 1,
            places: vec![Place {
                site: SiteId(1),
                channel: ChannelId(1),
                channel_name: String::new(),
                path: "/".into(),
            }],
        };
        Arc::new(Rows((0..count).map(document).collect()))
    }

    #[async_trait::async_trait]
    impl Documents for Rows {
        async fn stream(&self, after: Option<i64>, limit: u64) -> Result<(Vec<Document>, Option<i64>)> {
            let from = usize::try_from(after.unwrap_or(0)).unwrap();
            let batch: Vec<_> = self
                .0
                .iter()
                .skip(from)
                .take(usize::try_from(limit).unwrap())
                .cloned()
                .collect();
            let next = i64::try_from(from + batch.len()).unwrap();
            let more = !batch.is_empty();
            Ok((batch, more.then_some(next)))
        }

        async fn load(&self, uids: &[Uid]) -> Result<Vec<Document>> {
            let wanted = |document: &&Document| uids.contains(&document.uid);
            Ok(self.0.iter().filter(wanted).cloned().collect())
        }
    }

    #[tokio::test]
    async fn both_are_streamed_to_the_end_and_found_by_uid() {
        for (articles, letters) in [(0, 0), (3, 0), (0, 3), (4, 5), (5, 1)] {
            let joined = Joined {
                articles: rows(articles),
                letters: rows(letters),
            };
            let (mut after, mut streamed) = (None, Vec::new());
            loop {
                let (batch, next) = joined.stream(after, 2).await.unwrap();
                streamed.extend(batch.into_iter().map(|document| document.uid));
                match next {
                    None => break,
                    next => after = next,
                }
            }
            assert_eq!(streamed.len(), articles + letters);
            assert_eq!(joined.load(&streamed).await.unwrap().len(), articles + letters);
        }
    }
}
