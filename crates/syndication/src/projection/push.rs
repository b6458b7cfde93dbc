//! What the portal pushed down comes to stand in the mandatory channels, or it is said what is in the way.

use super::place::placement_row;
use super::{media, submission};
use crate::authorization::query as authorization;
use crate::mandate::entity::{self as mandate, bound};
use crate::push::entity::{self as push, ACTIVE, REVOKED, target};
use crate::push::{Problem, query};
use crate::receipt::{self, Word};
use content::channel::entity as channel;
use content::library::entity as library;
use content::placement::entity::{self as placement, LIVE};
use content::placement::kept;
use gateway::site::{elsewhere, entity as site};
use kernel::event::EventBody;
use kernel::{ChannelId, Result, SiteId, Uid};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use std::collections::BTreeSet;
use store::HubWrite;
use uuid::Uuid;

/// Sets what is pushed and does not stand yet, of these articles and on these sites.
pub(super) async fn apply(
    tx: &mut HubWrite,
    uids: impl IntoIterator<Item = Uuid>,
    sites: impl IntoIterator<Item = SiteId>,
) -> Result<()> {
    let uids: Vec<Uuid> = uids.into_iter().collect();
    let sites: Vec<i64> = sites.into_iter().map(|site| site.0).collect();
    if uids.is_empty() && sites.is_empty() {
        return Ok(());
    }
    let concerned = target::Column::Uid
        .is_in(uids)
        .or(target::Column::PlaceSiteId.is_in(sites));
    let waiting = tx
        .find::<target::Entity>()
        .filter(target::Column::ShownAt.is_null().and(concerned))
        .asc(target::Column::Id)
        .all()
        .await?;
    if waiting.is_empty() {
        return Ok(());
    }
    let pushes = tx
        .find::<push::Entity>()
        .filter(push::Column::Id.is_in(waiting.iter().map(|row| row.push_id)))
        .filter(push::Column::State.eq(ACTIVE))
        .asc(push::Column::Id)
        .all()
        .await?;
    for push in pushes {
        let targets: Vec<_> = waiting.iter().filter(|row| row.push_id == push.id).collect();
        one(tx, &push, &targets).await?;
    }
    Ok(())
}

async fn one(tx: &mut HubWrite, push: &push::Model, targets: &[&target::Model]) -> Result<()> {
    let item = tx
        .find::<library::Entity>()
        .filter(library::Column::Uid.eq(push.uid))
        .found()
        .await?;
    let unit = match item.origin_site_id {
        Some(origin) => submission::unit_of(tx, SiteId(origin)).await?,
        None => item.origin_site_name.clone(),
    };
    let mut shown = BTreeSet::new();
    for target in targets {
        let change = match found(tx, push, &item, target).await? {
            Ok(channel) => {
                set(tx, push, &item, channel, &unit).await?;
                shown.insert(SiteId(target.place_site_id));
                target::ActiveModel {
                    id: Set(target.id),
                    problem: Set(String::new()),
                    shown_at: Set(Some(tx.now())),
                    ..Default::default()
                }
            }
            Err(problem) if problem.key() == target.problem => continue,
            Err(problem) => target::ActiveModel {
                id: Set(target.id),
                problem: Set(problem.key().into()),
                ..Default::default()
            },
        };
        tx.update(change).await?;
    }
    media::show_on(tx, &shown, &item, &[]).await?;
    told(tx, &item, shown).await
}

/// The channel that takes it, or what is in the way.
async fn found(
    tx: &HubWrite,
    push: &push::Model,
    item: &library::Model,
    target: &target::Model,
) -> Result<Result<channel::Model, Problem>> {
    let place = target.place_site_id;
    let open = tx
        .find::<site::Entity>()
        .filter(site::Column::Id.eq(place))
        .filter(site::Column::State.eq("open"));
    if !open.exists().await? {
        return Ok(Err(Problem::SiteClosed));
    }
    let far = tx
        .find::<elsewhere::Entity>()
        .filter(elsewhere::Column::SiteId.eq(place));
    if far.exists().await? {
        return Ok(Err(Problem::Elsewhere));
    }
    if item.state != LIVE {
        return Ok(Err(Problem::Withdrawn));
    }
    if item.origin_site_id == Some(place) {
        return Ok(Err(Problem::Own));
    }
    let revoked = authorization::of_uids(tx, [item.uid]).await?;
    if authorization::against(&revoked, item.uid, place).is_some() {
        return Ok(Err(Problem::Revoked));
    }
    let mandate = tx
        .find::<mandate::Entity>()
        .filter(mandate::Column::Id.eq(push.mandate_id))
        .found()
        .await?;
    let channel = tx
        .find::<channel::Entity>()
        .filter(channel::Column::SiteId.eq(place))
        .filter(channel::Column::Slug.eq(mandate.slug))
        .one()
        .await?;
    let binds = tx
        .find::<bound::Entity>()
        .filter(bound::Column::MandateId.eq(mandate.id))
        .filter(bound::Column::PlaceSiteId.eq(place));
    Ok(match channel {
        _ if mandate.state != ACTIVE || !binds.exists().await? => Err(Problem::NotMandated),
        None => Err(Problem::NoChannel),
        Some(channel) if channel.state != "open" => Err(Problem::ChannelClosed),
        Some(channel) => Ok(channel),
    })
}

/// Sets it into the channel. What stands there already becomes the portal's: without own words, and shown.
async fn set(
    tx: &mut HubWrite,
    push: &push::Model,
    item: &library::Model,
    channel: channel::Model,
    unit: &str,
) -> Result<()> {
    let place = SiteId(channel.site_id);
    let there = tx
        .find::<placement::Entity>()
        .filter(placement::Column::SiteId.eq(place.0))
        .filter(placement::Column::ChannelId.eq(channel.id))
        .filter(placement::Column::Uid.eq(item.uid))
        .one()
        .await?;
    let inherited = placement_row(item, ChannelId(channel.id), 0, item.published_at);
    let mandated = placement::ActiveModel {
        unit: Set(unit.to_owned()),
        push_id: Set(Some(push.id)),
        sort_at: Set(push.created_at),
        ..inherited
    };
    match there {
        Some(row) => {
            tx.delete_where::<kept::Entity>(kept::Column::PlacementId.eq(row.id))
                .await?;
            let change = placement::ActiveModel {
                id: Set(row.id),
                number: Set(row.number),
                // Its address stays.
                published_at: Set(row.published_at),
                rule_id: Set(row.rule_id),
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
            tx.update(change).await?;
        }
        None => {
            let number = tx.take_numbers(place, "article", 1).await?;
            let row = placement::ActiveModel {
                site_id: Set(place.0),
                number: Set(number),
                ..mandated
            };
            tx.insert(row).await?;
        }
    }
    let changed = EventBody::PlacementChanged {
        uid: Uid(item.uid),
        version: item.version,
        channels: vec![ChannelId(channel.id)],
        live: true,
    };
    tx.emit_derived(place, changed);
    Ok(())
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

/// What revoked pushes leave: places that stand by a rule too are their sites' own again, the others wait for
/// [`super::authorization::apply`] to take them down.
pub(super) async fn release(tx: &mut HubWrite, uid: Uid) -> Result<()> {
    let revoked: Vec<i64> = query::of_uid(tx, uid.0)
        .await?
        .into_iter()
        .filter(|push| push.state == REVOKED)
        .map(|push| push.id)
        .collect();
    if revoked.is_empty() {
        return Ok(());
    }
    let free = placement::ActiveModel {
        push_id: Set(None),
        ..Default::default()
    };
    let ruled = placement::Column::PushId
        .is_in(revoked)
        .and(placement::Column::RuleId.is_not_null());
    tx.update_where(free, ruled).await?;
    Ok(())
}
