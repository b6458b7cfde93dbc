//! How the pairings are.

use super::down;
use super::entity::cursor;
use super::entity::peer::{self, ACTIVE, HUB};
use super::refused;
use chrono::{DateTime, Duration, Utc};
use gateway::site::entity as site;
use kernel::beijing::minute;
use kernel::{Result, Uid};
use sea_orm::ColumnTrait;
use std::collections::HashMap;
use store::HubRead;
use store::log::event;

/// A line that waits longer than this is an alarm.
const LATE: Duration = Duration::minutes(15);

/// A pairing as lists show it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct PeerLine {
    /// Its number here.
    pub id: i64,
    /// Its uid.
    pub uid: Uid,
    /// Its name.
    pub name: String,
    /// `source` (it sends to us) or `hub` (we send to it).
    pub role: String,
    /// Word of the site concerned.
    pub site: String,
    /// Where it is reached.
    pub url: String,
    /// `active`, `paused` or `removed`.
    pub state: String,
    /// When it was last heard of.
    pub seen: Option<String>,
    /// The last of our events that they answered; for a hub.
    pub position: Option<i64>,
    /// Seconds for which the oldest thing has waited to be sent.
    pub lag_seconds: i64,
    /// Whether everything is being sent once more.
    pub replaying: bool,
    /// Attempts that failed since the last success.
    pub failures: i64,
    /// Why the last one did.
    pub last_error: String,
    /// Push-downs to the site that stand there, and all that shall.
    pub pushed: (u64, u64),
    /// When the box last asked for them; on the portal's side.
    pub asked: Option<String>,
    /// Whether everything that the portal has is asked for once more; on the box's side.
    pub fetching: bool,
    /// What somebody has to look at, in a sentence.
    pub alarm: Option<String>,
}

/// Every pairing, oldest first.
///
/// # Errors
/// Faults.
pub async fn list_peers(read: &HubRead) -> Result<Vec<PeerLine>> {
    let peers = read.find::<peer::Entity>().asc(peer::Column::Id).all().await?;
    let sites = read.find::<site::Entity>().all().await?;
    let sites: HashMap<i64, String> = sites.into_iter().map(|row| (row.id, row.slug)).collect();
    let mut lines = Vec::new();
    for peer in peers {
        let at = read
            .find::<cursor::Entity>()
            .filter(cursor::Column::PeerId.eq(peer.id))
            .one()
            .await?;
        let waiting = match &at {
            Some(at) if peer.role == HUB => oldest(read, &peer, at.position).await?,
            Some(_) | None => None,
        };
        let pushed = down::progress(read, &peer).await?;
        let lag = waiting.map_or(Duration::zero(), |since| read.now() - since);
        lines.push(PeerLine {
            id: peer.id,
            uid: Uid(peer.uid),
            site: sites.get(&peer.site_id).cloned().unwrap_or_default(),
            seen: peer.seen_at.map(minute),
            position: at.as_ref().filter(|_| peer.role == HUB).map(|at| at.position),
            lag_seconds: lag.num_seconds(),
            pushed,
            asked: peer.down_at.map(minute),
            fetching: at.as_ref().is_some_and(|at| at.down_replaying),
            replaying: at.is_some_and(|at| at.replaying),
            alarm: match alarm(&peer, lag, read.now()) {
                None if peer.state == ACTIVE => refused::alarm(read, &peer).await?,
                late => late,
            },
            name: peer.name,
            role: peer.role,
            url: peer.url,
            state: peer.state,
            failures: peer.failures,
            last_error: peer.last_error,
        });
    }
    Ok(lines)
}

/// Since when the oldest unsent thing waits.
async fn oldest(read: &HubRead, peer: &peer::Model, position: i64) -> Result<Option<DateTime<Utc>>> {
    let first = read
        .find::<event::Entity>()
        .filter(event::Column::Id.gt(position))
        .filter(event::Column::SiteId.eq(peer.site_id))
        .filter(event::Column::Kind.is_in(super::compose::KINDS))
        .asc(event::Column::Id)
        .limit(1)
        .one()
        .await?;
    Ok(first.map(|event| event.at))
}

fn alarm(peer: &peer::Model, lag: Duration, now: DateTime<Utc>) -> Option<String> {
    if peer.state != ACTIVE {
        return None;
    }
    if lag > LATE {
        return Some(format!(
            "对接 {}：待发内容已积压 {} 分钟。",
            peer.name,
            lag.num_minutes()
        ));
    }
    let silent = now - peer.seen_at.unwrap_or(peer.created_at);
    (silent > LATE).then(|| format!("对接 {}：已有 {} 分钟没有联系。", peer.name, silent.num_minutes()))
}
