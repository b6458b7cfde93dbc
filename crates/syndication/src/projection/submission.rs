//! The ledger of the sources: what the desks said, and what a withdrawal took with it.

use super::desk::{self, Arrival, Verdict};
use super::news::News;
use super::{media, picked, postbox, shown};
use crate::receipt::{self, Word};
use crate::submission::{State, entity as ledger};
use chrono::{DateTime, Utc};
use content::library::entity as library;
use content::placement::entity::{self as placement, LIVE};
use gateway::site::{elsewhere, entity as site};
use gateway::unit::entity as unit;
use kernel::event::EventBody;
use kernel::{ChannelId, Error, Result, SiteId, SubmissionId, Uid};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use std::collections::{BTreeSet, HashMap};
use store::{HubRead, HubWrite};
use uuid::Uuid;

/// What of the submissions just sent goes to a desk. An article that was withdrawn meanwhile does not.
pub(super) async fn arrivals(tx: &mut HubWrite, touched: &[SubmissionId]) -> Result<Vec<Arrival>> {
    let mut found = Vec::new();
    for id in touched {
        let sent = tx
            .find::<ledger::Entity>()
            .filter(ledger::Column::Id.eq(id.0))
            .one()
            .await?;
        let Some(sent) = sent.filter(|sent| sent.state().is_open()) else {
            continue;
        };
        let item = tx
            .find::<library::Entity>()
            .filter(library::Column::Uid.eq(sent.uid))
            .one()
            .await?;
        let item = item
            .ok_or_else(|| Error::fault(format!("article {} was sent before it was published", sent.uid)))?;
        if item.state != LIVE {
            set(tx, &sent, State::Withdrawn).await?;
            continue;
        }
        // A desk on another box is told over the line.
        if !(sent.across && is_away(tx, sent.target_site_id).await?) {
            let source_name = unit_of(tx, SiteId(sent.site_id)).await?;
            found.push(arrival(&sent, item, source_name));
        }
    }
    Ok(found)
}

async fn is_away(tx: &HubRead, site: i64) -> Result<bool> {
    let away = elsewhere::Column::SiteId.eq(site);
    tx.find::<elsewhere::Entity>().filter(away).exists().await
}

fn arrival(sent: &ledger::Model, item: library::Model, source_name: String) -> Arrival {
    Arrival {
        target: SiteId(sent.target_site_id),
        item,
        source_name,
        rule: None,
        channel: None,
        at: sent.sent_at,
    }
}

/// A desk decided: the ledger says so, and what it took gets its files. The line's own state counts, not the event's:
/// it is the newer one.
pub(super) async fn decided(tx: &mut HubWrite, target: SiteId, uid: Uid) -> Result<()> {
    let Some(line) = desk::find(tx, target, uid.0).await? else {
        return Ok(());
    };
    let at = line.decided_at.unwrap_or(line.arrived_at);
    let verdict = Verdict::of(&line, shown::is_shown(tx, &line).await?);
    if line.box_text_id.is_some() {
        return postbox::decided(tx, &line, &verdict, at).await;
    }
    desk::submission(tx, target, uid.0, &verdict, at).await?;
    if line.picked {
        Box::pin(picked::credit(tx, &line, &verdict, at)).await?;
    }
    let shown = tx
        .find::<placement::Entity>()
        .filter(placement::Column::SiteId.eq(target.0))
        .filter(placement::Column::Uid.eq(uid.0))
        .filter(placement::Column::State.eq(LIVE))
        .all()
        .await?;
    if !shown.is_empty() {
        let item = tx
            .find::<library::Entity>()
            .filter(library::Column::Uid.eq(uid.0))
            .found()
            .await?;
        media::show(tx, target, &item).await?;
        told(tx, target, &item, &shown, at).await?;
    }
    Ok(())
}

/// The first receipt of a place that the desk made; a place has one only once.
async fn told(
    tx: &mut HubWrite,
    target: SiteId,
    item: &library::Model,
    shown: &[placement::Model],
    at: DateTime<Utc>,
) -> Result<()> {
    let known = tx
        .find::<receipt::entity::Entity>()
        .filter(receipt::entity::Column::Uid.eq(item.uid))
        .filter(receipt::entity::Column::PlaceSiteId.eq(target.0))
        .exists()
        .await?;
    if known {
        return Ok(());
    }
    receipt::write(tx, item, &BTreeSet::from([target]), Word::Placed, at).await?;
    // Said once more, so that pages and search add their part to the receipt.
    let changed = EventBody::PlacementChanged {
        uid: Uid(item.uid),
        version: item.version,
        channels: shown.iter().map(|row| ChannelId(row.channel_id)).collect(),
        live: true,
    };
    tx.emit_derived(target, changed);
    Ok(())
}

/// An editor opened it: the ledger says when, once.
pub(super) async fn seen(tx: &mut HubWrite, target: SiteId, uid: Uid) -> Result<()> {
    let Some(line) = desk::find(tx, target, uid.0).await? else {
        return Ok(());
    };
    let row = ledger::ActiveModel {
        state: Set(State::Seen.key().into()),
        seen_at: Set(line.seen_at),
        ..Default::default()
    };
    let unseen = ledger::Column::Uid
        .eq(uid.0)
        .and(ledger::Column::TargetSiteId.eq(target.0))
        .and(ledger::Column::State.eq(State::Sent.key()));
    tx.update_where(row, unseen).await?;
    postbox::seen(tx, &line).await
}

/// Lines of articles that were withdrawn or published again. Answers what waits for a desk again.
pub(super) async fn follow(tx: &mut HubWrite, known: &HashMap<Uuid, &News>) -> Result<Vec<Arrival>> {
    let uids = known.keys().copied();
    let lines = tx
        .find::<ledger::Entity>()
        .filter(ledger::Column::Uid.is_in(uids))
        .all()
        .await?;
    let mut waiting = Vec::new();
    for line in lines {
        let Some(news) = known.get(&line.uid) else {
            continue;
        };
        let next = if news.live() {
            line.state().after_return(line.standing())
        } else {
            line.state().after_withdrawal()
        };
        let Some(next) = next else { continue };
        set(tx, &line, next).await?;
        let there = line.across && is_away(tx, line.target_site_id).await?;
        if next.is_open() && !there {
            waiting.push(arrival(&line, news.item.clone(), news.unit.clone()));
        }
    }
    Ok(waiting)
}

async fn set(tx: &mut HubWrite, line: &ledger::Model, state: State) -> Result<()> {
    let row = ledger::ActiveModel {
        id: Set(line.id),
        state: Set(state.key().into()),
        ..Default::default()
    };
    tx.update(row).await?;
    Ok(())
}

/// Short name of the unit behind a site.
pub(crate) async fn unit_of(tx: &HubRead, id: SiteId) -> Result<String> {
    let site = tx
        .find::<site::Entity>()
        .filter(site::Column::Id.eq(id.0))
        .found()
        .await?;
    let unit = match site.unit_id {
        Some(unit_id) => {
            tx.find::<unit::Entity>()
                .filter(unit::Column::Id.eq(unit_id))
                .one()
                .await?
        }
        None => None,
    };
    Ok(unit.map_or(site.short_name, |unit| unit.short_name))
}
