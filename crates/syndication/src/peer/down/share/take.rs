//! Makes what the other side told of offers, requests and consents true here, as rows of its sites.

use super::theirs;
use crate::peer::channel;
use crate::peer::entity::peer;
use crate::peer::instant;
use crate::projection;
use crate::share::State;
use crate::share::entity::{consent, offer, offered_to, request};
use gateway::site::entity as site;
use kernel::event::EventBody;
use kernel::wire::{Consented, Offered, Requested, Shares};
use kernel::{Result, SiteId, Uid};
use sea_orm::{ColumnTrait, ExprTrait, NotSet, Set};
use std::collections::{BTreeSet, HashMap, HashSet};
use store::HubWrite;
use uuid::Uuid;

/// Makes it true. What a site that the other side does not speak for is said to do is passed over.
pub(in crate::peer::down) async fn take(tx: &mut HubWrite, peer: &peer::Model, told: &Shares) -> Result<()> {
    tx.in_turn(projection::TURN).await?;
    let theirs = theirs(tx, peer).await?;
    let rows = tx.find::<site::Entity>().all().await?;
    let side = Side {
        below: peer.role == peer::HUB,
        own: peer.site_id,
        by_uid: rows.into_iter().map(|row| (row.uid, row.id)).collect(),
        theirs,
    };
    let mut changed = side.offers(tx, &told.offers).await?;
    changed.extend(side.requests(tx, &told.requests).await?);
    changed.extend(side.consents(tx, &told.consents).await?);
    if changed.is_empty() {
        return Ok(());
    }
    tx.audit(
        Some(SiteId(peer.site_id)),
        "share.received",
        &peer.name,
        &serde_json::json!({ "sites": changed }),
    );
    let changed: BTreeSet<SiteId> = changed.into_iter().map(SiteId).collect();
    for site in &changed {
        tx.emit_derived(*site, EventBody::ShareChanged);
    }
    // At once: articles may come with the same message.
    Box::pin(projection::shared(tx, &changed)).await
}

/// Who speaks, and for whom.
struct Side {
    /// Whether this is the box, and the other side the hub.
    below: bool,
    /// The pairing's site: ours below, theirs above.
    own: i64,
    by_uid: HashMap<Uuid, i64>,
    theirs: HashSet<i64>,
}

fn short(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

impl Side {
    fn site(&self, uid: Uid) -> Option<i64> {
        self.by_uid.get(&uid.0).copied()
    }

    /// One of the other side's sites.
    fn speaker(&self, uid: Uid) -> Option<i64> {
        self.site(uid).filter(|id| self.theirs.contains(id))
    }

    /// For whom an offer is: below for the own site, whomever else the hub offers it; above for whom it says.
    fn audience(&self, told: &Offered) -> Option<BTreeSet<i64>> {
        if self.below {
            return Some(BTreeSet::from([self.own]));
        }
        let to = told.to.as_ref()?;
        Some(to.iter().filter_map(|uid| self.site(*uid)).collect())
    }

    async fn offers(&self, tx: &mut HubWrite, told: &[Offered]) -> Result<BTreeSet<i64>> {
        let mut changed = BTreeSet::new();
        let mut standing = HashSet::new();
        for told in told {
            let Some(site) = self.speaker(told.site) else {
                continue;
            };
            let words = (told.channel.as_str(), told.channel_name.as_str());
            let Some(channel) = channel::named(tx, site, words).await? else {
                continue;
            };
            let (id, new) = self.offer(tx, (site, channel.id), told).await?;
            standing.insert(id);
            if new {
                changed.insert(site);
            }
        }
        let known = tx
            .find::<offer::Entity>()
            .filter(offer::Column::SiteId.is_in(self.theirs.iter().copied()))
            .filter(offer::Column::State.eq(offer::ACTIVE))
            .all()
            .await?;
        for row in known.into_iter().filter(|row| !standing.contains(&row.id)) {
            if self.end_offer(tx, &row).await? {
                changed.insert(row.site_id);
            }
        }
        Ok(changed)
    }

    async fn offer(
        &self,
        tx: &mut HubWrite,
        (site, channel): (i64, i64),
        told: &Offered,
    ) -> Result<(i64, bool)> {
        let known = tx
            .find::<offer::Entity>()
            .filter(offer::Column::SiteId.eq(site))
            .filter(offer::Column::ChannelId.eq(channel))
            .one()
            .await?;
        let audience = self.audience(told);
        let note = short(&told.note, 200);
        let same = |row: &offer::Model| {
            row.state == offer::ACTIVE
                && row.free == told.free
                && row.note == note
                && row.to_all == audience.is_none()
        };
        let (id, mut new) = match &known {
            Some(row) if same(row) => (row.id, false),
            known => {
                let row = offer::ActiveModel {
                    id: known.as_ref().map_or(NotSet, |row| Set(row.id)),
                    site_id: Set(site),
                    channel_id: Set(channel),
                    free: Set(told.free),
                    to_all: Set(audience.is_none()),
                    note: Set(note.clone()),
                    state: Set(offer::ACTIVE.into()),
                    by_name: Set(short(&told.by, 100)),
                    created_at: Set(tx.now()),
                };
                let made = match known {
                    Some(_) => tx.update(row).await?,
                    None => tx.insert(row).await?,
                };
                (made.id, true)
            }
        };
        let rows = tx
            .find::<offered_to::Entity>()
            .filter(offered_to::Column::OfferId.eq(id))
            .all()
            .await?;
        let there: BTreeSet<i64> = rows.iter().map(|row| row.place_site_id).collect();
        let wanted = audience.unwrap_or_default();
        let gone = rows
            .iter()
            .filter(|row| !self.below && !wanted.contains(&row.place_site_id));
        let gone: Vec<i64> = gone.map(|row| row.id).collect();
        if !gone.is_empty() {
            tx.delete_where::<offered_to::Entity>(offered_to::Column::Id.is_in(gone))
                .await?;
            new = true;
        }
        for place in wanted.difference(&there) {
            let row = offered_to::ActiveModel {
                id: NotSet,
                site_id: Set(site),
                offer_id: Set(id),
                place_site_id: Set(*place),
            };
            tx.insert(row).await?;
            new = true;
        }
        Ok((id, new))
    }

    /// Ends what is not offered any more; below for the own site alone. Answers whether anything changed.
    async fn end_offer(&self, tx: &mut HubWrite, row: &offer::Model) -> Result<bool> {
        let named = tx
            .find::<offered_to::Entity>()
            .filter(offered_to::Column::OfferId.eq(row.id))
            .all()
            .await?;
        if self.below {
            let Some(own) = named.iter().find(|row| row.place_site_id == self.own) else {
                return Ok(false);
            };
            tx.delete_where::<offered_to::Entity>(offered_to::Column::Id.eq(own.id))
                .await?;
            if named.len() > 1 {
                return Ok(true);
            }
        }
        let ended = offer::ActiveModel {
            id: Set(row.id),
            state: Set(offer::ENDED.into()),
            ..Default::default()
        };
        tx.update(ended).await?;
        Ok(true)
    }

    async fn requests(&self, tx: &mut HubWrite, told: &[Requested]) -> Result<BTreeSet<i64>> {
        let mut changed = BTreeSet::new();
        let said: HashSet<Uuid> = told.iter().map(|told| told.uid.0).collect();
        let known = tx
            .find::<request::Entity>()
            .filter(request::Column::SiteId.is_in(self.theirs.iter().copied()))
            .all()
            .await?;
        // Who left may have asked again: what ended goes first.
        for row in known.iter().filter(|row| row.ended == 0) {
            let told_here = !self.below || row.source_site_id == self.own;
            if !told_here || row.uid.is_some_and(|uid| said.contains(&uid)) {
                continue;
            }
            let left = request::ActiveModel {
                id: Set(row.id),
                state: Set(State::Left.key().into()),
                ended: Set(row.id),
                ..Default::default()
            };
            tx.update(left).await?;
            changed.insert(row.source_site_id);
        }
        for told in told {
            if known.iter().any(|row| row.uid == Some(told.uid.0)) {
                continue;
            }
            if let Some(source) = self.request(tx, told).await? {
                changed.insert(source);
            }
        }
        Ok(changed)
    }

    /// Enters a request; answers the site that it is to.
    async fn request(&self, tx: &mut HubWrite, told: &Requested) -> Result<Option<i64>> {
        let (Some(site), Some(source)) = (self.speaker(told.site), self.site(told.source)) else {
            return Ok(None);
        };
        let theirs = self.theirs.contains(&source) || (self.below && source != self.own);
        let Some(at) = instant::read(&told.at, tx.now()).filter(|_| !theirs) else {
            return Ok(None);
        };
        let Some(from) = channel::find(tx, source, &told.channel).await? else {
            return Ok(None);
        };
        let words = (told.into.as_str(), told.into_name.as_str());
        let Some(into) = channel::named(tx, site, words).await? else {
            return Ok(None);
        };
        let taken = tx
            .find::<request::Entity>()
            .filter(request::Column::Uid.eq(told.uid.0))
            .exists()
            .await?;
        let twice = request::Column::SiteId
            .eq(site)
            .and(request::Column::SourceChannelId.eq(from.id))
            .and(request::Column::ChannelId.eq(into.id))
            .and(request::Column::Ended.eq(0));
        if taken || tx.find::<request::Entity>().filter(twice).exists().await? {
            return Ok(None);
        }
        let row = request::ActiveModel {
            id: NotSet,
            site_id: Set(site),
            source_site_id: Set(source),
            source_channel_id: Set(from.id),
            channel_id: Set(into.id),
            note: Set(short(&told.note, 200)),
            state: Set(State::Waiting.key().into()),
            reason: Set(String::new()),
            by_name: Set(short(&told.by, 100)),
            asked_at: Set(at),
            decided_at: Set(None),
            rule_id: Set(None),
            ended: Set(0),
            mode: Set(crate::rule::Mode::Automatic.key().into()),
            terms: Set(None),
            uid: Set(Some(told.uid.0)),
        };
        tx.insert(row).await?;
        Ok(Some(source))
    }

    async fn consents(&self, tx: &mut HubWrite, told: &[Consented]) -> Result<BTreeSet<i64>> {
        let mut changed = BTreeSet::new();
        let asked = tx
            .find::<request::Entity>()
            .filter(request::Column::SourceSiteId.is_in(self.theirs.iter().copied()))
            .filter(request::Column::Uid.is_not_null())
            .all()
            .await?;
        let asked: Vec<_> = asked
            .into_iter()
            .filter(|row| !self.below || row.site_id == self.own)
            .collect();
        let known = tx
            .find::<consent::Entity>()
            .filter(consent::Column::SiteId.is_in(self.theirs.iter().copied()))
            .all()
            .await?;
        let of = |row: &request::Model| {
            known
                .iter()
                .find(|consent| consent.request_id == row.id && consent.site_id == row.source_site_id)
        };
        let said: HashMap<Uuid, &Consented> = told.iter().map(|told| (told.request.0, told)).collect();
        for row in &asked {
            let told = row.uid.and_then(|uid| said.get(&uid).copied());
            let told = told.filter(|told| self.site(told.site) == Some(row.source_site_id));
            let new = match told {
                Some(told) => consent(tx, row, of(row), told).await?,
                None => forgotten(tx, of(row)).await?,
            };
            if new {
                changed.insert(row.source_site_id);
            }
        }
        Ok(changed)
    }
}

/// Writes what a source decided; answers whether it is news.
async fn consent(
    tx: &mut HubWrite,
    asked: &request::Model,
    known: Option<&consent::Model>,
    told: &Consented,
) -> Result<bool> {
    let state = State::parse(&told.state);
    if !matches!(state, State::Agreed | State::Declined | State::TakenBack) {
        return Ok(false);
    }
    let Some(at) = instant::read(&told.at, tx.now()) else {
        return Ok(false);
    };
    if known.is_some_and(|row| row.state == state.key()) {
        return Ok(false);
    }
    let agreed = told.agreed_at.as_deref();
    let row = consent::ActiveModel {
        id: known.map_or(NotSet, |row| Set(row.id)),
        site_id: Set(asked.source_site_id),
        request_id: Set(asked.id),
        place_site_id: Set(asked.site_id),
        channel_id: Set(asked.source_channel_id),
        state: Set(state.key().into()),
        reason: Set(short(&told.reason, 200)),
        keep: Set(told.keep),
        by_name: Set(short(&told.by, 100)),
        decided_at: Set(at),
        agreed_at: Set(agreed.and_then(|at| instant::read(at, tx.now()))),
    };
    if known.is_some() {
        tx.update(row).await?;
    } else {
        tx.insert(row).await?;
    }
    Ok(true)
}

/// What a source knows nothing of any more, since it went back to a backup of before, it has not agreed to.
async fn forgotten(tx: &mut HubWrite, known: Option<&consent::Model>) -> Result<bool> {
    let Some(known) = known.filter(|row| row.state == State::Agreed.key()) else {
        return Ok(false);
    };
    let row = consent::ActiveModel {
        id: Set(known.id),
        state: Set(State::TakenBack.key().into()),
        keep: Set(true),
        reason: Set("对方已没有这项同意".into()),
        decided_at: Set(tx.now()),
        ..Default::default()
    };
    tx.update(row).await?;
    Ok(true)
}
