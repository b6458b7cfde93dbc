//! The log reader `announce`: each public change leaves its addresses for whom the site tells.

use super::Kind;
use super::entity::{self, waiting};
use super::tell::Announce;
use crate::outgoing::Change;
use chrono::Duration;
use kernel::event::{Event, EventBody};
use kernel::{Result, SiteId, TopicId};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use store::HubWrite;
use store::log::LogReader;

/// Gathers addresses; the job tells them together, after a while.
#[derive(Clone, Copy, Debug)]
pub struct AnnounceReader {
    wait: Duration,
}

impl Default for AnnounceReader {
    /// Half a minute gathers what is published together.
    fn default() -> Self {
        Self::after(Duration::seconds(30))
    }
}

impl AnnounceReader {
    /// Tells `wait` after the first change.
    #[must_use]
    pub fn after(wait: Duration) -> Self {
        Self { wait }
    }

    async fn note(&self, tx: &mut HubWrite, target: &entity::Model, urls: Vec<String>) -> Result<()> {
        if urls.is_empty() {
            return Ok(());
        }
        for url in urls {
            // A row of its own for every change: the one that is being told now is deleted by its number.
            let waits = waiting::Column::TargetId
                .eq(target.id)
                .and(waiting::Column::Url.eq(url.as_str()));
            tx.delete_where::<waiting::Entity>(waits).await?;
            let row = waiting::ActiveModel {
                site_id: Set(target.site_id),
                target_id: Set(target.id),
                url: Set(url),
                created_at: Set(tx.now()),
                ..waiting::ActiveModel::default()
            };
            tx.insert(row).await?;
        }
        let job = Announce {
            target: target.id,
            at: Some(tx.now() + self.wait),
        };
        tx.enqueue(Some(SiteId(target.site_id)), &job).await
    }
}

const FILES: [&str; 3] = ["feed.xml", "feed.atom", "feed.json"];

/// What was put into a topic or taken out of it is news for the feeds of that topic alone.
async fn of_topic(tx: &HubWrite, target: &entity::Model, topic: TopicId) -> Result<Vec<String>> {
    if Kind::parse(&target.kind) != Some(Kind::WebSub) {
        return Ok(Vec::new());
    }
    let slug = content::topic::query::open_slug(tx, SiteId(target.site_id), topic).await?;
    let urls = slug.map(|slug| {
        FILES
            .map(|file| format!("{}/topics/{slug}/{file}", target.base))
            .to_vec()
    });
    Ok(urls.unwrap_or_default())
}

/// A search engine is told the page, a hub the feeds that changed with it.
fn addresses(target: &entity::Model, change: &Change) -> Vec<String> {
    let base = &target.base;
    if Kind::parse(&target.kind) != Some(Kind::WebSub) {
        return vec![format!("{base}{}", change.path)];
    }
    let mut folders = vec![String::new()];
    folders.extend(change.channels.iter().map(|slug| format!("/{slug}")));
    folders.extend(change.topics.iter().map(|slug| format!("/topics/{slug}")));
    let urls = folders
        .iter()
        .flat_map(|folder| FILES.map(|file| format!("{base}{folder}/{file}")));
    // Each of them is there for the unit alone, too.
    let of_unit = |url: String| match &change.unit {
        Some(key) => {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            let narrowed = format!("{url}?{}", query.append_pair("unit", key).finish());
            vec![url, narrowed]
        }
        None => vec![url],
    };
    urls.flat_map(of_unit).collect()
}

#[async_trait::async_trait]
impl LogReader for AnnounceReader {
    fn name(&self) -> &'static str {
        "announce"
    }

    fn batch(&self) -> usize {
        1000
    }

    fn concerns(&self, event: &Event) -> bool {
        Change::is_in(event) || matches!(event.body, EventBody::TopicChanged { .. })
    }

    async fn read(&self, events: &[Event], tx: &mut HubWrite) -> Result<()> {
        tx.exempt("outgoing")?;
        let targets = tx.find::<entity::Entity>().all().await?;
        if targets.is_empty() {
            return Ok(());
        }
        for event in events {
            let here: Vec<_> = targets
                .iter()
                .filter(|target| SiteId(target.site_id) == event.site && target.created_at <= event.at)
                .collect();
            if here.is_empty() {
                continue;
            }
            if let EventBody::TopicChanged { topic } = event.body {
                for target in here {
                    let urls = of_topic(tx, target, topic).await?;
                    self.note(tx, target, urls).await?;
                }
                continue;
            }
            let Some(change) = Change::of(tx, event).await? else {
                continue;
            };
            for target in here {
                self.note(tx, target, addresses(target, &change)).await?;
            }
        }
        Ok(())
    }
}
