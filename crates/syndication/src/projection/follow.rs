//! What already stands somewhere follows its source: placements, desk, ledger.

use super::desk::{self, Arrival};
use super::news::News;
use super::{media, place, submission};
use content::placement::entity::{self as placement, LIVE, WITHDRAWN};
use kernel::event::EventBody;
use kernel::{ChannelId, Result, SiteId};
use sea_orm::{ColumnTrait, Set};
use std::collections::{BTreeMap, HashMap};
use store::HubWrite;
use uuid::Uuid;

/// Brings every place of the news up to their version. Answers submissions that wait again.
pub(super) async fn run(tx: &mut HubWrite, news: &[News]) -> Result<Vec<Arrival>> {
    let known: HashMap<Uuid, &News> = news
        .iter()
        .filter(|news| news.known)
        .map(|news| (news.item.uid, news))
        .collect();
    if known.is_empty() {
        return Ok(Vec::new());
    }
    placements(tx, &known).await?;
    desk::follow(tx, &known).await?;
    submission::follow(tx, &known).await
}

async fn placements(tx: &mut HubWrite, known: &HashMap<Uuid, &News>) -> Result<()> {
    let rows = tx
        .find::<placement::Entity>()
        .filter(placement::Column::Uid.is_in(known.keys().copied()))
        .filter(placement::Column::LibraryItemId.is_not_null())
        .asc(placement::Column::Id)
        .all()
        .await?;
    let mut places: BTreeMap<(i64, Uuid), Vec<ChannelId>> = BTreeMap::new();
    for row in rows {
        let Some(news) = known.get(&row.uid) else { continue };
        places
            .entry((row.site_id, row.uid))
            .or_default()
            .push(ChannelId(row.channel_id));
        tx.update(followed(&row, news)).await?;
    }
    for ((site, uid), channels) in places {
        let Some(news) = known.get(&uid) else { continue };
        let site = SiteId(site);
        if news.live() {
            media::show(tx, site, &news.item).await?;
        } else {
            media::hide(tx, site, uid).await?;
        }
        let changed = EventBody::PlacementChanged {
            uid: news.uid(),
            version: news.item.version,
            channels,
            live: news.live(),
        };
        tx.emit_derived(site, changed);
    }
    Ok(())
}

/// A placement after the news: own headline, order and times stay; text, picture and state follow.
fn followed(row: &placement::Model, news: &News) -> placement::ActiveModel {
    let item = &news.item;
    let state = match (row.state.as_str(), news.live()) {
        (LIVE | WITHDRAWN, true) => LIVE,
        (LIVE | WITHDRAWN, false) => WITHDRAWN,
        // What this site took down by itself does not come back by itself.
        (other, _) => other,
    };
    placement::ActiveModel {
        id: Set(row.id),
        version: Set(item.version),
        title: Set(row.own_title.clone().unwrap_or_else(|| item.title.clone())),
        summary: Set(place::summary(item)),
        unit: Set(news.unit.clone()),
        lead_media: Set(item.lead_media.clone()),
        lead_alt: Set(item.lead_alt.clone()),
        state: Set(state.to_owned()),
        ..Default::default()
    }
}
