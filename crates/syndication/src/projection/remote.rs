//! News from another box. It passes the same way as local news: library, what stands already, rules, desk.

pub(crate) use super::across::has_passed;
use super::desk::{self, Arrival, Verdict};
use super::news::News;
use super::{across, follow, library as writing, media, place, push, submission};
use crate::desk::{State, entity as line};
use crate::rule::entity as rule;
use chrono::{DateTime, Utc};
use content::article::Weight;
use content::library::entity as library;
use content::placement::entity::{self as placement, LIVE};
use kernel::event::EventBody;
use kernel::{ChannelId, Result, SiteId, Uid};
use sea_orm::{ColumnTrait, Set};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::HubWrite;
use uuid::Uuid;

/// An item of another box that is newer than the library.
pub(crate) struct Arrived {
    /// As the library shall hold it.
    pub(crate) item: library::Model,
    /// The older version that the library held.
    pub(crate) old: Option<library::Model>,
    /// The channel of its site, when it is live.
    pub(crate) channel: Option<ChannelId>,
}

/// Makes what arrived from a site true.
pub(crate) async fn take(tx: &mut HubWrite, origin: SiteId, arrived: Vec<Arrived>) -> Result<()> {
    if arrived.is_empty() {
        return Ok(());
    }
    tx.exempt("projection")?;
    let unit = submission::unit_of(tx, origin).await?;
    // Comparing texts takes its time; without a rule that holds corrections nobody asks.
    let asked = tx
        .find::<rule::Entity>()
        .filter(rule::Column::HoldMajor.eq(true))
        .exists()
        .await?;
    let mut news: Vec<News> = arrived
        .into_iter()
        .map(|arrived| News {
            at: arrived.item.withdrawn_at.unwrap_or(arrived.item.changed_at),
            known: arrived.old.is_some(),
            // The wire does not say how much a correction changes: the texts do.
            before: arrived.old.filter(|old| asked && is_major(old, &arrived.item)),
            item: arrived.item,
            origin,
            unit: unit.clone(),
            channels: arrived.channel.into_iter().collect(),
        })
        .collect();
    writing::write(tx, &mut news).await?;
    at_home(tx, origin, &news).await?;
    let mut arrivals = follow::run(tx, &news).await?;
    arrivals.extend(place::by_rules(tx, &news).await?);
    arrivals.extend(across::waiting(tx, &news).await?);
    Box::pin(desk::arrive(tx, arrivals)).await?;
    stirred(tx, news.iter().map(|news| news.item.uid).collect()).await
}

/// What the portal pushed down of these articles, and could not stand before, stands now.
async fn stirred(tx: &mut HubWrite, uids: BTreeSet<Uuid>) -> Result<()> {
    let stir = push::Stir {
        uids,
        sites: BTreeSet::new(),
        mandates: false,
    };
    Box::pin(push::apply(tx, stir)).await
}

fn is_major(old: &library::Model, new: &library::Model) -> bool {
    old.state == LIVE && new.state == LIVE && Weight::of_items(old, new) == Weight::Major
}

/// The article's place on its own site, by which search and facets know it. Its page is on the other box.
async fn at_home(tx: &mut HubWrite, origin: SiteId, news: &[News]) -> Result<()> {
    let rows = tx
        .find::<placement::Entity>()
        .filter(placement::Column::SiteId.eq(origin.0))
        .filter(placement::Column::Uid.is_in(news.iter().map(|news| news.item.uid)))
        .all()
        .await?;
    let there: HashMap<Uuid, placement::Model> = rows.into_iter().map(|row| (row.uid, row)).collect();
    for news in news.iter().filter(|news| news.live()) {
        let Some(channel) = news.channels.first().copied() else {
            continue;
        };
        match there.get(&news.item.uid) {
            Some(row) if row.channel_id != channel.0 => {
                let row = placement::ActiveModel {
                    id: Set(row.id),
                    channel_id: Set(channel.0),
                    ..Default::default()
                };
                tx.update(row).await?;
            }
            Some(_) => {}
            None => settle(tx, origin, channel, &news.item).await?,
        }
    }
    Ok(())
}

async fn settle(tx: &mut HubWrite, origin: SiteId, channel: ChannelId, item: &library::Model) -> Result<()> {
    let number = tx.take_numbers(origin, "article", 1).await?;
    let row = placement::ActiveModel {
        site_id: Set(origin.0),
        ..place::placement_row(item, channel, number, item.published_at)
    };
    tx.insert(row).await?;
    media::show(tx, origin, item).await?;
    let changed = EventBody::PlacementChanged {
        uid: Uid(item.uid),
        version: item.version,
        channels: vec![channel],
        live: true,
    };
    tx.emit_derived(origin, changed);
    Ok(())
}

/// An item was sent up (报送) from another box to the desk of `target`; what the desk has decided since then stands.
pub(crate) async fn sent_up(
    tx: &mut HubWrite,
    target: SiteId,
    item: library::Model,
    at: DateTime<Utc>,
) -> Result<()> {
    if item.state != LIVE {
        return Ok(());
    }
    let line = desk::find(tx, target, item.uid).await?;
    let settled = |line: &line::Model| line.submitted && line.decided_at.is_none_or(|decided| decided >= at);
    if line.as_ref().is_some_and(settled) {
        return Ok(());
    }
    tx.exempt("projection")?;
    let origin = SiteId(item.origin_site_id.unwrap_or_default());
    let source_name = submission::unit_of(tx, origin).await?;
    let arrival = Arrival {
        target,
        item,
        source_name,
        rule: None,
        channel: None,
        at,
    };
    Box::pin(desk::arrive(tx, vec![arrival])).await
}

/// A submission was taken back on another box, as far as nobody decided and no rule brought it.
pub(crate) async fn taken_back(tx: &mut HubWrite, target: SiteId, uid: Uid) -> Result<()> {
    let Some(line) = desk::find(tx, target, uid.0).await? else {
        return Ok(());
    };
    if !line.submitted || !matches!(line.state(), State::Waiting | State::Withdrawn) {
        return Ok(());
    }
    tx.exempt("projection")?;
    if line.rule_id.is_none() {
        super::cluster::forget(tx, &line).await?;
        tx.delete_where::<line::Entity>(line::Column::Id.eq(line.id))
            .await?;
        return Ok(());
    }
    let row = line::ActiveModel {
        id: Set(line.id),
        submitted: Set(false),
        ..Default::default()
    };
    tx.update(row).await?;
    Ok(())
}

/// What the desk of another box decided, into the ledger of the source.
pub(crate) async fn decided(
    tx: &mut HubWrite,
    target: SiteId,
    uid: Uid,
    (adopted, reason, at): (bool, &str, DateTime<Utc>),
) -> Result<()> {
    tx.exempt("projection")?;
    desk::submission(tx, target, uid.0, &Verdict::told(adopted, reason), at).await
}

/// Its source changed who may show an article.
pub(crate) async fn authorized(tx: &mut HubWrite, uid: Uid, at: DateTime<Utc>) -> Result<()> {
    tx.exempt("projection")?;
    super::authorization::apply(tx, &BTreeMap::from([(uid, at)])).await?;
    stirred(tx, BTreeSet::from([uid.0])).await
}
