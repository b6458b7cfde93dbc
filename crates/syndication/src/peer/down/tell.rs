//! What a hub answers: the current truth of the articles that events name, or the next part of a replay, and what stands.

use super::{ITEMS, SITES, across, given, important, share, task, terms};
use crate::authorization::{entity as revocation, query as revocations};
use crate::mandate::entity::{self as mandate, bound};
use crate::peer::compose::{FULL, end, size};
use crate::peer::entity::peer;
use crate::peer::item::{Beside, items};
use crate::peer::lines::house_portal;
use crate::peer::{instant, note};
use crate::push::entity::{self as push, ACTIVE, target};
use chrono::{DateTime, Utc};
use content::library::entity as library;
use content::placement::entity::{LIVE, WITHDRAWN};
use gateway::site::entity as site;
use kernel::wire::{
    Authorization, Barred, Bounds, Down, DownAsk, FORMAT, FarSite, Item, Mandated, Pushed, Revoked,
};
use kernel::{Result, SiteId, Uid};
use sea_orm::{ColumnTrait, FromQueryResult};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use store::log::event;
use store::{Files, HubRead};
use uuid::Uuid;

/// Events looked at at once …
const AT_ONCE: u64 = 1000;
/// … so often for one answer.
const PAGES: usize = 20;

/// What may concern a site below.
const KINDS: [&str; 5] = [
    "library.changed",
    "submission.sent",
    "authorization.changed",
    "push.changed",
    "commission.changed",
];

#[derive(FromQueryResult)]
struct Named {
    id: i64,
    subject: String,
}

/// Which articles and tasks an answer is about.
struct About {
    /// Each with the event that named it first; 0 in a replay.
    uids: Vec<(i64, Uuid)>,
    position: i64,
    more: bool,
    replay: Option<Option<Uuid>>,
}

/// What there is for the site of a peer. `reached` says where sites of this box are reached.
///
/// # Errors
/// Faults.
pub(in crate::peer) async fn tell_down(
    read: &HubRead,
    files: &Files,
    log: Uid,
    peer: &peer::Model,
    (ask, reached): (&DownAsk, &(dyn Fn(SiteId) -> String + Sync)),
) -> Result<Down> {
    let mut about = match &ask.replay {
        Some(replay) => replayed(read, peer, replay.after).await?,
        None => happened(read, peer, ask.after).await?,
    };
    let uids: Vec<Uuid> = about.uids.iter().map(|(_, uid)| *uid).collect();
    let pushes = pushed(read, peer, &uids).await?;
    let standing = given::standing(read, peer.site_id, &uids).await?;
    let shared = given::shared(read, peer.site_id, uids.iter().copied()).await?;
    let (mut there, mut sites) = articles(read, files, peer, (&standing, &shared, reached)).await?;
    let (shares, mut named) = share::tell(read, peer).await?;
    let (across, senders) = across::tell(read, peer).await?;
    named.extend(senders);
    let (mut told, mut bytes, mut fit) = (Vec::new(), 0, 0);
    for (_, uid) in &about.uids {
        if let Some(item) = there.remove(uid) {
            bytes += size(&item)?;
            if !told.is_empty() && bytes > FULL {
                break;
            }
            told.push(item);
        }
        fit += 1;
    }
    about.cut(fit);
    let within: HashSet<Uuid> = about.uids.iter().map(|(_, uid)| *uid).collect();
    let origins: HashSet<Uid> = told.iter().map(|item| item.origin).collect();
    sites.retain(|row| origins.contains(&row.uid));
    for row in far_sites(read, named, reached).await? {
        if !origins.contains(&row.uid) && sites.len() < SITES {
            sites.push(row);
        }
    }
    Ok(Down {
        format: FORMAT.into(),
        log,
        position: about.position,
        more: about.more,
        sites,
        items: told,
        pushes: pushes
            .into_iter()
            .filter(|row| within.contains(&row.uid.0))
            .collect(),
        tasks: task::tell(read, peer, &within).await?,
        mandates: mandates(read, peer).await?,
        notices: Vec::new(),
        shares: Some(shares),
        covers: about.covers(),
        terms: match house_portal(read).await? {
            Some(portal) => Some(terms::tell(read, peer, portal).await?),
            None => None,
        },
        important: important::tell(read).await?,
        across: Some(across),
    })
}

impl About {
    /// Leaves what does not fit for the next answer.
    fn cut(&mut self, fit: usize) {
        if let Some((event, _)) = self.uids.get(fit) {
            self.more = true;
            if self.replay.is_none() {
                self.position = event - 1;
            }
            self.uids.truncate(fit);
        }
    }

    fn covers(&self) -> Option<Bounds> {
        let after = self.replay?;
        let last = self.uids.last().filter(|_| self.more);
        Some(Bounds {
            after: after.map(Uid),
            to: last.map(|(_, uid)| Uid(*uid)),
        })
    }
}

async fn replayed(read: &HubRead, peer: &peer::Model, after: Option<Uid>) -> Result<About> {
    let after = after.map(|uid| uid.0);
    // First the position: what happens from now on is told behind the replay.
    let position = end(read).await?;
    let all = given::all(read, peer.site_id).await?;
    let mut uids: Vec<_> = all
        .into_iter()
        .filter(|uid| after.is_none_or(|after| *uid > after))
        .take(ITEMS + 1)
        .map(|uid| (0, uid))
        .collect();
    let more = uids.len() > ITEMS;
    uids.truncate(ITEMS);
    Ok(About {
        uids,
        position,
        more,
        replay: Some(after),
    })
}

async fn happened(read: &HubRead, peer: &peer::Model, after: i64) -> Result<About> {
    let end = end(read).await?;
    let mut about = About {
        uids: Vec::new(),
        position: after.clamp(0, end),
        more: true,
        replay: None,
    };
    let mut seen = HashSet::new();
    for _ in 0..PAGES {
        let events = read
            .find::<event::Entity>()
            .filter(event::Column::Id.gt(about.position))
            .filter(event::Column::Id.lte(end))
            .filter(event::Column::Kind.is_in(KINDS))
            .asc(event::Column::Id)
            .limit(AT_ONCE)
            .only([event::Column::Id, event::Column::Subject])
            .into::<Named>()
            .all()
            .await?;
        let all = events.len() as u64 == AT_ONCE;
        let named = || events.iter().filter_map(|event| event.subject.parse().ok());
        let ours = given::named(read, peer.site_id, named()).await?;
        for event in &events {
            let uid = event.subject.parse().ok().filter(|uid| ours.contains(uid));
            if let Some(uid) = uid.filter(|uid| !seen.contains(uid)) {
                if seen.len() == ITEMS {
                    return Ok(about);
                }
                seen.insert(uid);
                about.uids.push((event.id, uid));
            }
            about.position = event.id;
        }
        if !all {
            (about.position, about.more) = (end, false);
            break;
        }
    }
    Ok(about)
}

/// Push-downs of these articles to the site; of each channel the newest.
async fn pushed(read: &HubRead, peer: &peer::Model, uids: &[Uuid]) -> Result<Vec<Pushed>> {
    if uids.is_empty() {
        return Ok(Vec::new());
    }
    let targets = read
        .find::<target::Entity>()
        .filter(target::Column::PlaceSiteId.eq(peer.site_id))
        .filter(target::Column::Uid.is_in(uids.iter().copied()))
        .all()
        .await?;
    let targets: HashMap<i64, target::Model> = targets.into_iter().map(|row| (row.push_id, row)).collect();
    let rows = read
        .find::<push::Entity>()
        .filter(push::Column::Id.is_in(targets.keys().copied()))
        .asc(push::Column::Id)
        .all()
        .await?;
    let mandates = read
        .find::<mandate::Entity>()
        .filter(mandate::Column::Id.is_in(rows.iter().map(|row| row.mandate_id)))
        .all()
        .await?;
    let slugs: HashMap<i64, String> = mandates.into_iter().map(|row| (row.id, row.slug)).collect();
    let mut newest: BTreeMap<(Uuid, i64), push::Model> = BTreeMap::new();
    for row in rows {
        newest.insert((row.uid, row.mandate_id), row);
    }
    let told = newest.into_values().filter_map(|row| {
        let target = targets.get(&row.id)?;
        let stands = row.state == ACTIVE;
        Some(Pushed {
            uid: Uid(row.uid),
            channel: slugs.get(&row.mandate_id)?.clone(),
            title: row.title,
            note: row.note,
            by: row.by_name,
            at: instant::write(row.created_at),
            reminded_at: target.reminded_at.map(instant::write),
            revoked: (!stands).then(|| Revoked {
                at: instant::write(row.revoked_at.unwrap_or(row.created_at)),
                reason: row.revoke_reason,
            }),
        })
    });
    Ok(told.collect())
}

/// The articles by uid, and the sites where they were written. What is the site's own is not given back to it. Of what
/// its source does not allow the site any more it hears that, and no word of the text; of what nobody gives it any more,
/// nothing.
async fn articles(
    read: &HubRead,
    files: &Files,
    peer: &peer::Model,
    (standing, shared, reached): (&HashSet<Uuid>, &HashSet<Uuid>, &(dyn Fn(SiteId) -> String + Sync)),
) -> Result<(HashMap<Uuid, Item>, Vec<FarSite>)> {
    let uids: HashSet<Uuid> = standing.union(shared).copied().collect();
    if uids.is_empty() {
        return Ok(Default::default());
    }
    let rows = read
        .find::<library::Entity>()
        .filter(library::Column::Uid.is_in(uids.iter().copied()))
        .filter(library::Column::OriginSiteId.ne(peer.site_id))
        .all()
        .await?;
    let authorized = authorizations(read, peer, &uids).await?;
    let mut by_site: BTreeMap<i64, Vec<library::Model>> = BTreeMap::new();
    let mut withheld = HashSet::new();
    for row in rows {
        let said = authorized.get(&row.uid);
        let refused = said.is_some_and(|said| !said.refused.is_empty());
        let Some(origin) = row
            .origin_site_id
            .filter(|_| refused || standing.contains(&row.uid))
        else {
            continue;
        };
        if refused && row.state == LIVE {
            withheld.insert(row.uid);
        }
        let row = said.map_or(row.clone(), |said| numbered(row, said));
        by_site.entry(origin).or_default().push(row);
    }
    let origins = read
        .find::<site::Entity>()
        .filter(site::Column::Id.is_in(by_site.keys().copied()))
        .all()
        .await?;
    let beside = Beside {
        authorized,
        withheld,
        asked_for: true,
        ..Beside::default()
    };
    let (mut told, mut sites) = (HashMap::new(), Vec::new());
    for origin in origins {
        let rows = by_site.remove(&origin.id).unwrap_or_default();
        let base = reached(SiteId(origin.id));
        let items = items(read, files, (&origin, &base), rows, &beside).await?;
        told.extend(items.into_iter().map(|item| (item.uid.0, item)));
        sites.push(FarSite {
            uid: Uid(origin.uid),
            name: origin.name,
            short_name: origin.short_name,
            url: base,
        });
    }
    Ok((told, sites))
}

/// A row as the site may see it. How often its source changed its mind counts into the number: each word on it is newer
/// than the one before, also to a box that knows nothing of `withheld` and compares numbers.
fn numbered(row: library::Model, said: &Authorization) -> library::Model {
    let version = row.version.saturating_add(said.changed);
    let Some(why) = said.refused.first().filter(|_| row.state == LIVE) else {
        return library::Model { version, ..row };
    };
    library::Model {
        version,
        state: WITHDRAWN.into(),
        withdrawn_at: DateTime::parse_from_rfc3339(&why.at).ok().map(Into::into),
        withdraw_reason: why.reason.clone(),
        ..row
    }
}

/// The sites that offers, requests and consents name.
async fn far_sites(
    read: &HubRead,
    named: BTreeSet<i64>,
    reached: &(dyn Fn(SiteId) -> String + Sync),
) -> Result<Vec<FarSite>> {
    let rows = read
        .find::<site::Entity>()
        .filter(site::Column::Id.is_in(named))
        .asc(site::Column::Id)
        .all()
        .await?;
    let told = rows.into_iter().map(|row| FarSite {
        uid: Uid(row.uid),
        name: row.name,
        short_name: row.short_name,
        url: reached(SiteId(row.id)),
    });
    Ok(told.collect())
}

/// Whether the sources allow this site to show them. How often they changed their mind only grows.
pub(super) async fn authorizations(
    read: &HubRead,
    peer: &peer::Model,
    uids: &HashSet<Uuid>,
) -> Result<HashMap<Uuid, Authorization>> {
    let mut found: HashMap<Uuid, (Authorization, Option<DateTime<Utc>>)> = HashMap::new();
    let said = read
        .find::<revocation::Entity>()
        .filter(revocation::Column::Uid.is_in(uids.iter().copied()))
        .all()
        .await?;
    for row in said {
        let (told, at) = found.entry(row.uid).or_default();
        told.changed += if row.ended_at.is_some() { 2 } else { 1 };
        *at = (*at).max(row.ended_at.or(Some(row.created_at)));
    }
    for note in note::of_uids(read, uids.iter().copied()).await?.into_values() {
        found.entry(note.uid).or_default().0.changed += note.changed;
    }
    if found.is_empty() {
        return Ok(HashMap::new());
    }
    let own = read
        .find::<site::Entity>()
        .filter(site::Column::Id.eq(peer.site_id))
        .found()
        .await?;
    let refused = revocations::of_uids(read, uids.iter().copied()).await?;
    let told = found.into_iter().filter(|(_, (told, _))| told.changed > 0);
    Ok(told
        .map(|(uid, (mut told, at))| {
            let against = revocations::against(&refused, uid, peer.site_id);
            told.at = at.or(against.map(|row| row.created_at)).map(instant::write);
            told.refused = against
                .map(|row| Barred {
                    site: Some(Uid(own.uid)),
                    reason: row.reason.clone(),
                    at: instant::write(row.created_at),
                })
                .into_iter()
                .collect();
            (uid, told)
        })
        .collect())
}

async fn mandates(read: &HubRead, peer: &peer::Model) -> Result<Vec<Mandated>> {
    let bound = read
        .find::<bound::Entity>()
        .filter(bound::Column::PlaceSiteId.eq(peer.site_id))
        .all()
        .await?;
    let rows = read
        .find::<mandate::Entity>()
        .filter(mandate::Column::Id.is_in(bound.iter().map(|row| row.mandate_id)))
        .filter(mandate::Column::State.eq(mandate::ACTIVE))
        .asc(mandate::Column::Id)
        .all()
        .await?;
    let told = rows.into_iter().map(|row| Mandated {
        channel: row.slug,
        note: row.note,
        by: row.by_name,
    });
    Ok(told.collect())
}
