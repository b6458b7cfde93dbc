//! Embargoes (缓发): what a rule held back is placed when its time comes.

use super::news::News;
use super::{TURN, desk, place, submission};
use crate::rule::Mode;
use crate::rule::entity::{self as rule, ACTIVE};
use content::library::entity as library;
use kernel::{Actor, Result, SiteId};
use sea_orm::ColumnTrait;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::job::{Job, JobHandler, JobRow};
use store::{HubStore, HubWrite};
use uuid::Uuid;

/// Places an article by a rule after its embargo.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct PlaceLater {
    pub(super) rule: i64,
    pub(super) uid: Uuid,
    pub(super) at: chrono::DateTime<chrono::Utc>,
}

impl Job for PlaceLater {
    const KIND: &'static str = "syndication.place_later";

    fn only_once(&self) -> Option<String> {
        Some(format!("{}:{}", self.rule, self.uid))
    }

    fn not_before(&self) -> Option<chrono::DateTime<chrono::Utc>> {
        Some(self.at)
    }
}

/// Runs [`PlaceLater`].
pub struct EmbargoEnds(pub HubStore);

#[async_trait::async_trait]
impl JobHandler for EmbargoEnds {
    fn kind(&self) -> &'static str {
        PlaceLater::KIND
    }

    async fn run(&self, job: &JobRow) -> Result<()> {
        let job: PlaceLater = job.read()?;
        let mut tx = self.0.write(Actor::job("hub")).await?;
        tx.exempt("projection")?;
        tx.in_turn(TURN).await?;
        end(&mut tx, &job).await?;
        tx.commit().await
    }
}

/// The truth is read again: rule, article and places may have changed meanwhile.
async fn end(tx: &mut HubWrite, job: &PlaceLater) -> Result<()> {
    let rule = tx
        .find::<rule::Entity>()
        .filter(rule::Column::Id.eq(job.rule))
        .filter(rule::Column::State.eq(ACTIVE))
        .one()
        .await?;
    let item = tx
        .find::<library::Entity>()
        .filter(library::Column::Uid.eq(job.uid))
        .one()
        .await?;
    let (Some(rule), Some(item)) = (rule, item) else {
        return Ok(());
    };
    let unit = match item.origin_site_id {
        Some(site) => submission::unit_of(tx, SiteId(site)).await?,
        None => item.origin_site_name.clone(),
    };
    let news = News {
        known: true,
        origin: SiteId(rule.source_site_id),
        unit,
        channels: Vec::new(),
        at: tx.now(),
        before: None,
        item,
    };
    if !news.live() || !place::may_take(tx, &rule, &news).await? {
        return Ok(());
    }
    match Mode::parse(&rule.mode)? {
        Mode::Automatic => {
            let rows = BTreeMap::from([(SiteId(rule.site_id), vec![(&news, &rule)])]);
            place::place(tx, &rows).await
        }
        Mode::Desk => Box::pin(desk::arrive(tx, vec![desk::Arrival::by_rule(&news, &rule)])).await,
    }
}
