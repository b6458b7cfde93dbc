//! What there is to tell the other side of articles sent by hand.

use super::{Sites, bare};
use crate::desk::entity as desk;
use crate::peer::down::{ACROSS, speaker};
use crate::peer::entity::peer;
use crate::peer::instant;
use crate::peer::lines::told as lines_of;
use crate::submission::{State, entity as ledger, far};
use chrono::{DateTime, Utc};
use kernel::wire::{Across, LedgerLine, SentAcross, ToldAcross};
use kernel::{Error, Result, SiteId, Uid};
use sea_orm::ColumnTrait;
use std::collections::{BTreeSet, HashMap};
use store::HubRead;
use uuid::Uuid;

/// Everything of this kind that the other side of a pairing has to know, and the sites that it names, by number.
pub(in crate::peer::down) async fn tell(
    read: &HubRead,
    peer: &peer::Model,
) -> Result<(Across, BTreeSet<i64>)> {
    let below = peer.role == peer::HUB;
    let sent = if below {
        own_sent(read, peer).await?
    } else {
        sent_to(read, peer).await?
    };
    let told = arrived(read, peer, below).await?;
    if sent.is_empty() && told.is_empty() {
        return Ok(Default::default());
    }
    let sites = Sites::load(read).await?;
    let named = sent.iter().map(|row| row.from).filter(|id| *id != peer.site_id);
    let named = named.chain(
        told.iter()
            .map(|row| row.place_site_id)
            .filter(|id| *id != peer.site_id),
    );
    let named: BTreeSet<i64> = named.collect();
    let sent = sent.into_iter().filter_map(|row| {
        Some(SentAcross {
            uid: Uid(row.uid),
            from: sites.uid(row.from)?,
            to: sites.uid(row.to)?,
            at: row.at,
            by: row.by,
            recalled: row.recalled,
        })
    });
    let across = Across {
        sent: sent.collect(),
        told: stands(read, &sites, told).await?,
    };
    Ok((across, named))
}

/// An article on its way.
struct Sending {
    uid: Uuid,
    from: i64,
    to: i64,
    at: String,
    by: String,
    recalled: bool,
}

impl From<ledger::Model> for Sending {
    fn from(row: ledger::Model) -> Self {
        Self {
            recalled: row.state() == State::Recalled,
            uid: row.uid,
            from: row.site_id,
            to: row.target_site_id,
            at: instant::write(row.sent_at),
            by: row.sent_by_name,
        }
    }
}

/// What the box's site sent to sites of its hub's side.
async fn own_sent(read: &HubRead, peer: &peer::Model) -> Result<Vec<Sending>> {
    let theirs = speaker::of_hub(read, peer).await?;
    let rows = read
        .find::<ledger::Entity>()
        .filter(ledger::Column::SiteId.eq(peer.site_id))
        .filter(ledger::Column::Across.eq(true))
        .filter(ledger::Column::TargetSiteId.is_in(theirs))
        .desc(ledger::Column::SentAt)
        .desc(ledger::Column::Id)
        .limit(ACROSS as u64)
        .all()
        .await?;
    Ok(rows.into_iter().map(Sending::from).collect())
}

/// What sites of the hub's house, and of other boxes, sent to the peer's site.
async fn sent_to(read: &HubRead, peer: &peer::Model) -> Result<Vec<Sending>> {
    let own = read
        .find::<ledger::Entity>()
        .filter(ledger::Column::TargetSiteId.eq(peer.site_id))
        .filter(ledger::Column::Across.eq(true))
        .desc(ledger::Column::SentAt)
        .desc(ledger::Column::Id)
        .limit(ACROSS as u64)
        .all()
        .await?;
    let passed_on = read
        .find::<far::Entity>()
        .filter(far::Column::PlaceSiteId.eq(peer.site_id))
        .filter(far::Column::SiteId.ne(peer.site_id))
        .desc(far::Column::SentAt)
        .desc(far::Column::Id)
        .limit(ACROSS as u64)
        .all()
        .await?;
    let mut all: Vec<(DateTime<Utc>, Sending)> = own
        .into_iter()
        .map(|row| (row.sent_at, Sending::from(row)))
        .collect();
    all.extend(passed_on.into_iter().map(|row| {
        let sending = Sending {
            uid: row.uid,
            from: row.site_id,
            to: row.place_site_id,
            at: row.sent_said,
            by: row.sent_by_name,
            recalled: row.recalled,
        };
        (row.sent_at, sending)
    }));
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    all.truncate(ACROSS);
    Ok(all.into_iter().map(|(_, sending)| sending).collect())
}

/// What was sent from the other side: to the box's site, or by the peer's.
async fn arrived(read: &HubRead, peer: &peer::Model, below: bool) -> Result<Vec<far::Model>> {
    let rows = read.find::<far::Entity>();
    let rows = if below {
        let theirs = speaker::of_hub(read, peer).await?;
        rows.filter(far::Column::PlaceSiteId.eq(peer.site_id))
            .filter(far::Column::SiteId.is_in(theirs))
    } else {
        rows.filter(far::Column::SiteId.eq(peer.site_id))
    };
    rows.desc(far::Column::SentAt)
        .desc(far::Column::Id)
        .limit(ACROSS as u64)
        .all()
        .await
}

/// How these stand on the desks that they were sent to, as far as that is known here.
async fn stands(read: &HubRead, sites: &Sites, rows: Vec<far::Model>) -> Result<Vec<ToldAcross>> {
    let mut on_desk: HashMap<(i64, Uuid), LedgerLine> = HashMap::new();
    let desks: BTreeSet<i64> = rows.iter().map(|row| row.place_site_id).collect();
    for place in desks {
        let sent = rows
            .iter()
            .filter(|row| row.place_site_id == place && row.told.is_none());
        let lines = read
            .find::<desk::Entity>()
            .filter(desk::Column::SiteId.eq(place))
            .filter(desk::Column::Uid.is_in(sent.map(|row| row.uid)))
            .all()
            .await?;
        let said = lines_of(read, (SiteId(place), ""), &lines).await?;
        on_desk.extend(said.into_iter().map(|line| ((place, line.uid.0), line)));
    }
    let mut told = Vec::new();
    for row in rows {
        let line = match &row.told {
            Some(told) => Some(serde_json::from_str(told).map_err(Error::fault)?),
            None => on_desk.remove(&(row.place_site_id, row.uid)),
        };
        let (Some(line), Some(from), Some(to)) = (line, sites.uid(row.site_id), sites.uid(row.place_site_id))
        else {
            continue;
        };
        let line = LedgerLine {
            sending: Some(row.sent_said),
            ..bare(line)
        };
        told.push(ToldAcross { from, to, line });
    }
    Ok(told)
}
