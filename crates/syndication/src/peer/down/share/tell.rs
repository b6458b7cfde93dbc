//! What there is to tell the other side of offers, requests and consents.

use super::{MOST, theirs};
use crate::peer::entity::peer;
use crate::peer::instant;
use crate::share::entity::{consent, offer, offered_to, request};
use crate::share::{State, query};
use content::channel::entity as channel;
use gateway::site::entity as site;
use kernel::wire::{Consented, Offered, Requested, Shares};
use kernel::{Result, SiteId, Uid};
use sea_orm::{ColumnTrait, ExprTrait};
use std::collections::{BTreeSet, HashMap};
use store::HubRead;
use uuid::Uuid;

/// Everything that stands on this side and concerns the other one, and the sites that it names, by number.
pub(in crate::peer::down) async fn tell(
    read: &HubRead,
    peer: &peer::Model,
) -> Result<(Shares, BTreeSet<i64>)> {
    let below = peer.role == peer::HUB;
    let theirs = theirs(read, peer).await?;
    let offers = if below {
        offers_of(read, peer.site_id).await?
    } else {
        query::offers_to(read, SiteId(peer.site_id)).await?
    };
    let ours = |own: request::Column, other: request::Column| {
        let other = other.is_in(theirs.iter().copied());
        if below {
            own.eq(peer.site_id).and(other)
        } else {
            own.ne(peer.site_id).and(other)
        }
    };
    let requests = read
        .find::<request::Entity>()
        .filter(ours(request::Column::SiteId, request::Column::SourceSiteId))
        .filter(request::Column::Ended.eq(0))
        .desc(request::Column::Id)
        .limit(MOST as u64)
        .all()
        .await?;
    // First what works, then what was decided last.
    let asked = |ended: bool, most: usize| {
        let open = if ended {
            request::Column::Ended.ne(0)
        } else {
            request::Column::Ended.eq(0)
        };
        read.find::<request::Entity>()
            .filter(ours(request::Column::SourceSiteId, request::Column::SiteId))
            .filter(request::Column::Uid.is_not_null())
            .filter(open)
            .desc(request::Column::DecidedAt)
            .desc(request::Column::Id)
            .limit(most as u64)
    };
    let mut theirs_asked = asked(false, MOST).all().await?;
    let room = MOST - theirs_asked.len().min(MOST);
    theirs_asked.extend(asked(true, room).all().await?);
    let consents = read
        .find::<consent::Entity>()
        .filter(consent::Column::RequestId.is_in(theirs_asked.iter().map(|row| row.id)))
        .asc(consent::Column::Id)
        .all()
        .await?;
    let words = Words::load(read, &offers, &requests).await?;
    let named = named_by(read, peer, below, &offers).await?;
    let mut sites: BTreeSet<i64> = offers.iter().take(MOST).map(|row| row.site_id).collect();
    sites.extend(requests.iter().map(|row| row.site_id));
    sites.extend(consents.iter().map(|row| row.site_id));
    sites.remove(&peer.site_id);
    let asked: HashMap<i64, Uuid> = theirs_asked
        .iter()
        .filter_map(|row| Some((row.id, row.uid?)))
        .collect();
    let shares = Shares {
        offers: offers
            .into_iter()
            .take(MOST)
            .filter_map(|row| words.offer(row, &named))
            .collect(),
        requests: requests
            .into_iter()
            .filter_map(|row| words.request(row))
            .collect(),
        consents: consents
            .into_iter()
            .filter_map(|row| words.consent(row, &asked))
            .collect(),
    };
    Ok((shares, sites))
}

async fn offers_of(read: &HubRead, site: i64) -> Result<Vec<offer::Model>> {
    read.find::<offer::Entity>()
        .filter(offer::Column::SiteId.eq(site))
        .filter(offer::Column::State.eq(offer::ACTIVE))
        .asc(offer::Column::Id)
        .all()
        .await
}

/// The sites that each offer is for. The other box hears of itself alone.
async fn named_by(
    read: &HubRead,
    peer: &peer::Model,
    below: bool,
    offers: &[offer::Model],
) -> Result<HashMap<i64, Vec<i64>>> {
    let mut named: HashMap<i64, Vec<i64>> = HashMap::new();
    if !below {
        named.extend(offers.iter().map(|row| (row.id, vec![peer.site_id])));
        return Ok(named);
    }
    let some = offers.iter().filter(|row| !row.to_all);
    let ids: Vec<i64> = some.map(|row| row.id).collect();
    let rows = read
        .find::<offered_to::Entity>()
        .filter(offered_to::Column::OfferId.is_in(ids.iter().copied()))
        .asc(offered_to::Column::Id)
        .all()
        .await?;
    named.extend(ids.into_iter().map(|id| (id, Vec::new())));
    for row in rows {
        named.entry(row.offer_id).or_default().push(row.place_site_id);
    }
    Ok(named)
}

/// Uids of sites, slugs and names of channels.
struct Words {
    sites: HashMap<i64, Uuid>,
    channels: HashMap<i64, channel::Model>,
}

impl Words {
    async fn load(read: &HubRead, offers: &[offer::Model], requests: &[request::Model]) -> Result<Self> {
        let sites = read.find::<site::Entity>().all().await?;
        let of_requests = requests
            .iter()
            .flat_map(|row| [row.source_channel_id, row.channel_id]);
        let channels = offers.iter().map(|row| row.channel_id).chain(of_requests);
        let channels = read
            .find::<channel::Entity>()
            .filter(channel::Column::Id.is_in(channels.collect::<BTreeSet<_>>()))
            .all()
            .await?;
        Ok(Self {
            sites: sites.into_iter().map(|row| (row.id, row.uid)).collect(),
            channels: channels.into_iter().map(|row| (row.id, row)).collect(),
        })
    }

    fn site(&self, id: i64) -> Option<Uid> {
        self.sites.get(&id).copied().map(Uid)
    }

    fn offer(&self, row: offer::Model, named: &HashMap<i64, Vec<i64>>) -> Option<Offered> {
        let channel = self
            .channels
            .get(&row.channel_id)
            .filter(|row| row.state == "open")?;
        let to = named.get(&row.id);
        Some(Offered {
            site: self.site(row.site_id)?,
            channel: channel.slug.clone(),
            channel_name: channel.name.clone(),
            free: row.free,
            note: row.note,
            to: to.map(|sites| sites.iter().filter_map(|id| self.site(*id)).collect()),
            by: row.by_name,
        })
    }

    fn request(&self, row: request::Model) -> Option<Requested> {
        let into = self.channels.get(&row.channel_id)?;
        Some(Requested {
            uid: Uid(row.uid?),
            site: self.site(row.site_id)?,
            into: into.slug.clone(),
            into_name: into.name.clone(),
            source: self.site(row.source_site_id)?,
            channel: self.channels.get(&row.source_channel_id)?.slug.clone(),
            note: row.note,
            by: row.by_name,
            at: instant::write(row.asked_at),
        })
    }

    fn consent(&self, row: consent::Model, asked: &HashMap<i64, Uuid>) -> Option<Consented> {
        let told = matches!(
            State::parse(&row.state),
            State::Agreed | State::Declined | State::TakenBack
        );
        Some(Consented {
            request: asked.get(&row.request_id).copied().filter(|_| told).map(Uid)?,
            site: self.site(row.site_id)?,
            state: row.state,
            reason: row.reason,
            keep: row.keep,
            by: row.by_name,
            at: instant::write(row.decided_at),
            agreed_at: row.agreed_at.map(instant::write),
        })
    }
}
