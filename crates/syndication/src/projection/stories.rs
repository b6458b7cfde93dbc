//! One story in several articles: what a unit wrote, what the portal made of it (改后采用), what a feed brought twice. A
//! site takes it once.

use super::news::News;
use crate::rule::entity as rule;
use content::library::entity as library;
use content::placement::entity as placement;
use kernel::Result;
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;
use std::collections::{HashMap, HashSet};
use store::HubRead;
use uuid::Uuid;

/// Which articles of a story sites have, whatever became of them there.
#[derive(Debug, Default)]
pub(super) struct Stories(HashMap<(i64, String), HashSet<Uuid>>);

/// The article of the group that the item was made of.
pub(super) fn source(item: &library::Model) -> Option<Uuid> {
    named(item.origin_id.as_deref()?)
}

fn named(story: &str) -> Option<Uuid> {
    story.strip_prefix("urn:uuid:")?.parse().ok()
}

impl Stories {
    /// Of these articles, on the sites of these rules.
    pub(super) async fn load(tx: &HubRead, rules: &[rule::Model], fresh: &[&News]) -> Result<Self> {
        let sites = rules.iter().map(|rule| rule.site_id).collect();
        let items: Vec<_> = fresh.iter().map(|news| &news.item).collect();
        Self::of(tx, &sites, &items).await
    }

    /// Of these articles, on these sites.
    pub(super) async fn of(tx: &HubRead, sites: &HashSet<i64>, fresh: &[&library::Model]) -> Result<Self> {
        let wanted: HashSet<String> = fresh.iter().map(|item| item.story()).collect();
        let same = Condition::any()
            .add(library::Column::OriginId.is_in(&wanted))
            .add(library::Column::Uid.is_in(wanted.iter().filter_map(|story| named(story))));
        let items = tx.find::<library::Entity>().filter(same).all().await?;
        let told: HashMap<Uuid, String> = items.into_iter().map(|item| (item.uid, item.story())).collect();
        // A story in one article alone is no question.
        let mut count: HashMap<&str, usize> = HashMap::new();
        for story in told.values() {
            *count.entry(story).or_default() += 1;
        }
        let several: Vec<Uuid> = told
            .iter()
            .filter(|(_, story)| wanted.contains(*story) && count.get(story.as_str()).is_some_and(|n| *n > 1))
            .map(|(uid, _)| *uid)
            .collect();
        let mut stories = Self::default();
        if several.is_empty() {
            return Ok(stories);
        }
        let rows = tx
            .find::<placement::Entity>()
            .filter(placement::Column::Uid.is_in(several))
            .filter(placement::Column::SiteId.is_in(sites.iter().copied()))
            .all()
            .await?;
        for row in rows {
            if let Some(story) = told.get(&row.uid) {
                let at = (row.site_id, story.clone());
                stories.0.entry(at).or_default().insert(row.uid);
            }
        }
        Ok(stories)
    }

    /// Notes that a site takes the item.
    pub(super) fn add(&mut self, site: i64, item: &library::Model) {
        self.0.entry((site, item.story())).or_default().insert(item.uid);
    }

    /// Whether the site has the item's story in another article.
    pub(super) fn stands_in_another(&self, site: i64, item: &library::Model) -> bool {
        let there = self.0.get(&(site, item.story()));
        there.is_some_and(|uids| uids.iter().any(|uid| *uid != item.uid))
    }
}
