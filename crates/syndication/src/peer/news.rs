//! What the desk decided about a peer's submissions, for the peer to ask.

use super::compose::end;
use super::entity::peer;
use crate::desk::{State, entity as desk};
use content::library::entity as library;
use kernel::wire::{Decision, News};
use kernel::{Result, Uid, beijing};
use sea_orm::ColumnTrait;
use std::collections::BTreeSet;
use store::HubRead;
use store::log::event;
use uuid::Uuid;

/// Decisions looked at in one answer.
const AT_ONCE: u64 = 200;

/// What happened after a position of this box's log.
///
/// # Errors
/// Faults.
pub async fn tell_news(read: &HubRead, log: Uid, peer: &peer::Model, after: i64) -> Result<News> {
    let end = end(read).await?;
    let events = read
        .find::<event::Entity>()
        .filter(event::Column::Id.gt(after))
        .filter(event::Column::Id.lte(end))
        .filter(event::Column::Kind.eq("submission.decided"))
        .asc(event::Column::Id)
        .limit(AT_ONCE)
        .all()
        .await?;
    let full = events.len() as u64 == AT_ONCE;
    let position = events.last().filter(|_| full).map_or(end, |event| event.id);
    let named: BTreeSet<Uuid> = events
        .iter()
        .filter_map(|event| event.subject.parse().ok())
        .collect();
    let mut decisions = Vec::new();
    if !named.is_empty() {
        decisions = decided(read, peer, named).await?;
    }
    Ok(News {
        log,
        position,
        decisions,
    })
}

/// The lines as they stand now: newer than the events that named them.
async fn decided(read: &HubRead, peer: &peer::Model, named: BTreeSet<Uuid>) -> Result<Vec<Decision>> {
    let own = read
        .find::<library::Entity>()
        .filter(library::Column::OriginSiteId.eq(peer.site_id))
        .filter(library::Column::Uid.is_in(named))
        .all()
        .await?;
    let lines = read
        .find::<desk::Entity>()
        .filter(desk::Column::Uid.is_in(own.iter().map(|row| row.uid)))
        .all()
        .await?;
    let decisions = lines.into_iter().filter_map(|line| {
        let adopted = match line.state() {
            State::Taken | State::Edited | State::Merged => true,
            State::Declined => false,
            State::Waiting | State::Withdrawn => return None,
        };
        Some(Decision {
            uid: Uid(line.uid),
            adopted,
            at: beijing::rfc3339(line.decided_at.unwrap_or(line.arrived_at)),
            reason: line.reason,
        })
    });
    Ok(decisions.collect())
}
