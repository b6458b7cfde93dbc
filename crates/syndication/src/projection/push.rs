//! What the portal pushed down comes to stand in the mandatory channels, or it is said what is in the way.
//!
//! However many sites a push is for, it costs the same few statements: everything that decides is read for all of them,
//! and places that are written alike are written together.

use super::follow::{CHUNK, change_all};
use super::news::by_id;
use super::place::placement_row;
use super::{media, submission};
use crate::authorization::{entity as revocation, query as authorization};
use crate::mandate::entity::{self as mandate, bound};
use crate::peer::asking;
use crate::push::Problem;
use crate::push::entity::{self as push, ACTIVE, REVOKED, target};
use crate::receipt::{self, Word};
use content::channel::entity as channel;
use content::library::entity as library;
use content::placement::entity::{self as placement, LIVE, REMOVED};
use content::placement::kept;
use gateway::site::{elsewhere, entity as site};
use kernel::event::EventBody;
use kernel::{ChannelId, Error, Result, SiteId, Uid};
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, ExprTrait, NotSet, Set};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use store::HubWrite;
use uuid::Uuid;

/// What may let a push stand that did not.
pub(super) struct Stir {
    /// Articles that changed, or were pushed, or may be shown again.
    pub(super) uids: BTreeSet<Uuid>,
    /// Sites of which a channel, or whose state, changed.
    pub(super) sites: BTreeSet<SiteId>,
    /// Whether mandates changed: a site may be bound again.
    pub(super) mandates: bool,
}

/// Sets what is pushed and does not stand yet, as far as something stirred.
pub(super) async fn apply(tx: &mut HubWrite, stir: Stir) -> Result<()> {
    if stir.uids.is_empty() && stir.sites.is_empty() && !stir.mandates {
        return Ok(());
    }
    let sites = stir.sites.iter().map(|site| site.0);
    let mut concerned = Condition::any()
        .add(target::Column::Uid.is_in(stir.uids))
        .add(target::Column::PlaceSiteId.is_in(sites));
    if stir.mandates {
        concerned = concerned.add(target::Column::Problem.eq(Problem::NotMandated.key()));
    }
    let waiting = tx
        .find::<target::Entity>()
        .filter(target::Column::ShownAt.is_null())
        .filter(concerned)
        .asc(target::Column::Id)
        .all()
        .await?;
    if waiting.is_empty() {
        return Ok(());
    }
    let pushes = tx
        .find::<push::Entity>()
        .filter(push::Column::Id.is_in(waiting.iter().map(|row| row.push_id).collect::<HashSet<_>>()))
        .filter(push::Column::State.eq(ACTIVE))
        .asc(push::Column::Id)
        .all()
        .await?;
    if pushes.is_empty() {
        return Ok(());
    }
    let scene = Scene::load(tx, &pushes, &waiting).await?;
    for push in &pushes {
        let targets: Vec<_> = waiting.iter().filter(|row| row.push_id == push.id).collect();
        one(tx, &scene, push, &targets).await?;
    }
    Ok(())
}

/// Everything that says whether pushed articles may stand on sites.
struct Scene {
    items: HashMap<Uuid, library::Model>,
    open: HashSet<i64>,
    /// Sites that other boxes serve, and whether those ask for what is pushed.
    far: HashMap<i64, bool>,
    revoked: Vec<revocation::Model>,
    mandates: HashMap<i64, mandate::Model>,
    /// Mandate and site.
    bound: HashSet<(i64, i64)>,
    /// By site and address name.
    channels: HashMap<(i64, String), channel::Model>,
}

impl Scene {
    async fn load(tx: &HubWrite, pushes: &[push::Model], targets: &[target::Model]) -> Result<Self> {
        let uids: HashSet<Uuid> = pushes.iter().map(|row| row.uid).collect();
        let sites: HashSet<i64> = targets.iter().map(|row| row.place_site_id).collect();
        let items = tx
            .find::<library::Entity>()
            .filter(library::Column::Uid.is_in(uids.iter().copied()))
            .all()
            .await?;
        let open = by_id::<site::Entity>(tx, site::Column::Id, sites.clone(), |row| row.id).await?;
        let far = far(tx).await?;
        let wanted = pushes.iter().map(|row| row.mandate_id).collect();
        let mandates = by_id::<mandate::Entity>(tx, mandate::Column::Id, wanted, |row| row.id).await?;
        let bound = tx
            .find::<bound::Entity>()
            .filter(bound::Column::MandateId.is_in(mandates.keys().copied()))
            .all()
            .await?;
        let slugs: HashSet<&str> = mandates.values().map(|row| row.slug.as_str()).collect();
        let channels = tx
            .find::<channel::Entity>()
            .filter(channel::Column::SiteId.is_in(sites))
            .filter(channel::Column::Slug.is_in(slugs))
            .all()
            .await?;
        Ok(Self {
            items: items.into_iter().map(|row| (row.uid, row)).collect(),
            open: open
                .into_values()
                .filter(|row| row.state == "open")
                .map(|row| row.id)
                .collect(),
            far,
            revoked: authorization::of_uids(tx, uids).await?,
            mandates,
            bound: bound
                .into_iter()
                .map(|row| (row.mandate_id, row.place_site_id))
                .collect(),
            channels: channels
                .into_iter()
                .map(|row| ((row.site_id, row.slug.clone()), row))
                .collect(),
        })
    }

    /// The channel of a site that takes a push, nothing where another box makes the place, or what is in the way.
    fn channel(
        &self,
        push: &push::Model,
        item: &library::Model,
        place: i64,
    ) -> Result<Option<&channel::Model>, Problem> {
        if !self.open.contains(&place) {
            return Err(Problem::SiteClosed);
        }
        if self.far.get(&place) == Some(&false) {
            return Err(Problem::Elsewhere);
        }
        if item.state != LIVE {
            return Err(Problem::Withdrawn);
        }
        if item.origin_site_id == Some(place) {
            return Err(Problem::Own);
        }
        if authorization::against(&self.revoked, item.uid, place).is_some() {
            return Err(Problem::Revoked);
        }
        let mandate = self.mandates.get(&push.mandate_id);
        let Some(mandate) =
            mandate.filter(|row| row.state == mandate::ACTIVE && self.bound.contains(&(row.id, place)))
        else {
            return Err(Problem::NotMandated);
        };
        if self.far.contains_key(&place) {
            return Ok(None);
        }
        match self.channels.get(&(place, mandate.slug.clone())) {
            None => Err(Problem::NoChannel),
            Some(channel) if channel.state != "open" => Err(Problem::ChannelClosed),
            Some(channel) => Ok(Some(channel)),
        }
    }
}

async fn one(tx: &mut HubWrite, scene: &Scene, push: &push::Model, targets: &[&target::Model]) -> Result<()> {
    // A hub may tell of a push whose text it withholds from the site: it stands when that comes.
    let Some(item) = scene.items.get(&push.uid) else {
        return Ok(());
    };
    let mut channels: BTreeMap<i64, (i64, &channel::Model)> = BTreeMap::new();
    let mut problems: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for target in targets {
        match scene.channel(push, item, target.place_site_id) {
            Ok(Some(channel)) => {
                channels.insert(channel.id, (target.id, channel));
            }
            // The box itself says what is in the way there; what was said here is over.
            Ok(None) if Problem::parse(&target.problem).is_none_or(Problem::is_told) => {}
            Ok(None) => problems.entry("").or_default().push(target.id),
            Err(problem) if problem.key() == target.problem => {}
            Err(problem) => problems.entry(problem.key()).or_default().push(target.id),
        }
    }
    for (problem, ids) in problems {
        let change = target::ActiveModel {
            problem: Set(problem.into()),
            ..Default::default()
        };
        mark(tx, &change, &ids).await?;
    }
    if channels.is_empty() {
        return Ok(());
    }
    let removed = set(tx, push, item, &channels).await?;
    let ids: Vec<i64> = channels.values().map(|(target, _)| *target).collect();
    let shown = target::ActiveModel {
        problem: Set(String::new()),
        shown_at: Set(Some(tx.now())),
        ..Default::default()
    };
    mark(tx, &shown, &ids).await?;
    for (reason, ids) in removed {
        let change = target::ActiveModel {
            removed_reason: Set(Some(reason)),
            ..Default::default()
        };
        mark(tx, &change, &ids).await?;
    }
    let sites: BTreeSet<SiteId> = channels.values().map(|(_, row)| SiteId(row.site_id)).collect();
    media::show_on(tx, &sites, item, &[]).await?;
    told(tx, item, sites).await
}

/// Sites that other boxes serve, and whether those ask for what is pushed.
async fn far(tx: &HubWrite) -> Result<HashMap<i64, bool>> {
    let rows = tx.find::<elsewhere::Entity>().all().await?;
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let asking = asking(tx).await?;
    let asks = |site: i64| (site, asking.contains(&site));
    Ok(rows.into_iter().map(|row| asks(row.site_id)).collect())
}

async fn mark(tx: &mut HubWrite, change: &target::ActiveModel, ids: &[i64]) -> Result<()> {
    for some in ids.chunks(CHUNK) {
        let these = target::Column::Id.is_in(some.iter().copied());
        tx.update_where(change.clone(), these).await?;
    }
    Ok(())
}

/// Sets it into the channels. What stands there already becomes the portal's: without own words, and shown. Answers the
/// targets whose sites had taken it down, by the reasons that they gave.
async fn set(
    tx: &mut HubWrite,
    push: &push::Model,
    item: &library::Model,
    channels: &BTreeMap<i64, (i64, &channel::Model)>,
) -> Result<BTreeMap<String, Vec<i64>>> {
    let unit = match item.origin_site_id {
        Some(origin) => submission::unit_of(tx, SiteId(origin)).await?,
        None => item.origin_site_name.clone(),
    };
    let mandated = |channel: i64, number: i64| placement::ActiveModel {
        unit: Set(unit.clone()),
        push_id: Set(Some(push.id)),
        sort_at: Set(push.created_at),
        ..placement_row(item, ChannelId(channel), number, item.published_at)
    };
    let there = tx
        .find::<placement::Entity>()
        .filter(placement::Column::Uid.eq(item.uid))
        .filter(placement::Column::ChannelId.is_in(channels.keys().copied()))
        .all()
        .await?;
    take_over(tx, mandated(0, 0), &there).await?;
    let known: HashSet<i64> = there.iter().map(|row| row.channel_id).collect();
    let fresh: Vec<&channel::Model> = channels
        .values()
        .map(|(_, row)| *row)
        .filter(|row| !known.contains(&row.id))
        .collect();
    let wanted: Vec<_> = fresh.iter().map(|row| (SiteId(row.site_id), 1)).collect();
    let numbers = tx.take_all_numbers("article", &wanted).await?;
    let rows = fresh.iter().map(|row| {
        let number = numbers.get(&SiteId(row.site_id)).copied();
        Ok(placement::ActiveModel {
            site_id: Set(row.site_id),
            ..mandated(
                row.id,
                number.ok_or_else(|| Error::fault("no number for a place"))?,
            )
        })
    });
    let rows = rows.collect::<Result<Vec<_>>>()?;
    for some in rows.chunks(CHUNK) {
        tx.insert_many(some.to_vec()).await?;
    }
    for (_, channel) in channels.values() {
        let changed = EventBody::PlacementChanged {
            uid: Uid(item.uid),
            version: item.version,
            channels: vec![ChannelId(channel.id)],
            live: true,
        };
        tx.emit_derived(SiteId(channel.site_id), changed);
    }
    let mut removed: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for row in there.into_iter().filter(|row| row.state == REMOVED) {
        if let Some((target, _)) = channels.get(&row.channel_id) {
            let reason = row.revoke_reason.unwrap_or_default();
            removed.entry(reason).or_default().push(*target);
        }
    }
    Ok(removed)
}

/// Makes places that there are the portal's. Their addresses, and the rules that they stand by too, stay.
async fn take_over(
    tx: &mut HubWrite,
    mandated: placement::ActiveModel,
    there: &[placement::Model],
) -> Result<()> {
    let ids: Vec<i64> = there.iter().map(|row| row.id).collect();
    for some in ids.chunks(CHUNK) {
        let texts = kept::Column::PlacementId.is_in(some.iter().copied());
        tx.delete_where::<kept::Entity>(texts).await?;
    }
    let change = placement::ActiveModel {
        channel_id: NotSet,
        number: NotSet,
        published_at: NotSet,
        rule_id: NotSet,
        title_pattern: Set(None),
        own_summary: Set(None),
        own_lead: Set(None),
        own_lead_alt: Set(None),
        own_time: Set(None),
        own_order: Set(None),
        pinned: Set(false),
        base_channel_id: Set(None),
        base_time: Set(None),
        base_order: Set(None),
        revoked_at: Set(None),
        revoke_reason: Set(None),
        held_version: Set(None),
        ..mandated
    };
    change_all(tx, &change, &ids).await
}

/// Receipts for the source; a site that showed this version before has one.
async fn told(tx: &mut HubWrite, item: &library::Model, mut shown: BTreeSet<SiteId>) -> Result<()> {
    let known = tx
        .find::<receipt::entity::Entity>()
        .filter(receipt::entity::Column::Uid.eq(item.uid))
        .filter(receipt::entity::Column::Version.eq(item.version))
        .filter(receipt::entity::Column::What.eq(Word::Placed.key()))
        .all()
        .await?;
    for row in known {
        shown.remove(&SiteId(row.place_site_id));
    }
    receipt::write(tx, item, &shown, Word::Placed, tx.now()).await
}

/// What revoked pushes of these articles leave: what a site had taken down before is down again, what stands by a rule
/// too is its site's own again, and the rest waits for [`super::authorization::apply`] to take it down.
pub(super) async fn release(tx: &mut HubWrite, uids: &BTreeSet<Uuid>) -> Result<()> {
    if uids.is_empty() {
        return Ok(());
    }
    let revoked = tx
        .find::<push::Entity>()
        .filter(push::Column::Uid.is_in(uids.iter().copied()))
        .filter(push::Column::State.eq(REVOKED))
        .all()
        .await?;
    if revoked.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = revoked.iter().map(|push| push.id).collect();
    take_down_again(tx, &ids).await?;
    let free = placement::ActiveModel {
        push_id: Set(None),
        ..Default::default()
    };
    let ruled = placement::Column::PushId
        .is_in(ids)
        .and(placement::Column::RuleId.is_not_null());
    tx.update_where(free, ruled).await?;
    Ok(())
}

async fn take_down_again(tx: &mut HubWrite, pushes: &[i64]) -> Result<()> {
    let removed = tx
        .find::<target::Entity>()
        .filter(target::Column::PushId.is_in(pushes.iter().copied()))
        .filter(target::Column::RemovedReason.is_not_null())
        .all()
        .await?;
    if removed.is_empty() {
        return Ok(());
    }
    let reasons: HashMap<(i64, i64), String> = removed
        .into_iter()
        .map(|row| {
            (
                (row.push_id, row.place_site_id),
                row.removed_reason.unwrap_or_default(),
            )
        })
        .collect();
    let rows = tx
        .find::<placement::Entity>()
        .filter(placement::Column::PushId.is_in(pushes.iter().copied()))
        .all()
        .await?;
    let mut down: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for row in &rows {
        let key = row.push_id.map(|push| (push, row.site_id));
        let Some(reason) = key.and_then(|key| reasons.get(&key)) else {
            continue;
        };
        down.entry(reason).or_default().push(row.id);
        let changed = EventBody::PlacementChanged {
            uid: Uid(row.uid),
            version: row.version,
            channels: vec![ChannelId(row.channel_id)],
            live: false,
        };
        tx.emit_derived(SiteId(row.site_id), changed);
    }
    for (reason, ids) in down {
        let change = placement::ActiveModel {
            state: Set(REMOVED.into()),
            push_id: Set(None),
            revoked_at: Set(Some(tx.now())),
            revoke_reason: Set(Some(reason.to_owned())),
            ..Default::default()
        };
        change_all(tx, &change, &ids).await?;
    }
    Ok(())
}
