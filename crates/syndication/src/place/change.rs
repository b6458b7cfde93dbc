//! Making fields of a placed article the site's own, and letting them follow the source again. The body always follows.

use super::{Field, Looks, Own, query};
use crate::desk::Headline;
use crate::permissions::ManagePlaces;
use crate::refusals::{ALREADY_PLACED, PLACE_MANDATED, PLACE_UNDER_MANDATE};
use content::channel::entity as channel;
use content::media::{Lead, entity as media};
use content::placement::entity::{self as placement, LIVE, PLACEMENT_UID};
use content::placement::order;
use content::refusals::CHANNEL_CLOSED;
use kernel::event::EventBody;
use kernel::{ChannelId, Error, PlacementId, Result, Uid};
use sea_orm::{ColumnTrait, Set};
use store::{OnUnique, SiteWrite};

/// Makes every field what `own` says: the site's own, or inherited.
///
/// # Errors
/// `place.mandated`, `place.under_mandate`, `channel.closed`, `desk.already_placed`; [`Error::Invalid`] on `lead`;
/// [`Error::NotFound`] for a place of another site.
pub async fn change_place(
    tx: &mut SiteWrite<ManagePlaces>,
    id: PlacementId,
    own: &Own,
) -> Result<placement::Model> {
    let (before, item) = query::find_place(tx, id).await?;
    tx.covers(ChannelId(before.channel_id))?;
    if before.push_id.is_some() {
        return Err(PLACE_MANDATED.into());
    }
    let lead = lead(tx, own.lead.as_deref()).await?;
    let mut row = before.clone();
    row.own_title = own.title.as_ref().map(|title| title.as_str().to_owned());
    row.own_summary.clone_from(&own.summary);
    row.own_lead_alt = lead.as_ref().map(|(_, alt)| alt.clone());
    row.own_lead = lead.map(|(lead, _)| lead);
    row.pinned = own.pinned;
    stand(tx, &mut row, own.channel).await?;
    if (own.pinned || own.order.is_some() || own.time.is_some()) && is_mandated(tx, row.channel_id).await? {
        return Err(PLACE_UNDER_MANDATE.into());
    }
    time(&mut row, own);
    let looks = Looks::of(&row, &query::agreed(tx, &row, item).await?);
    let changed = placement::ActiveModel {
        id: Set(row.id),
        channel_id: Set(row.channel_id),
        base_channel_id: Set(row.base_channel_id),
        own_title: Set(row.own_title),
        own_summary: Set(row.own_summary),
        own_lead: Set(row.own_lead.clone()),
        own_lead_alt: Set(row.own_lead_alt),
        own_time: Set(row.own_time),
        own_order: Set(row.own_order),
        base_time: Set(row.base_time),
        base_order: Set(row.base_order),
        pinned: Set(row.pinned),
        published_at: Set(row.published_at),
        sort_at: Set(row.sort_at),
        ..looks.columns()
    };
    let changed = tx
        .update(changed)
        .await
        .on_unique(PLACEMENT_UID, || ALREADY_PLACED)?;
    say(tx, &before, &changed);
    Ok(changed)
}

/// Lets one field follow the source again.
///
/// # Errors
/// As [`change_place`].
pub async fn inherit_field(
    tx: &mut SiteWrite<ManagePlaces>,
    id: PlacementId,
    field: Field,
) -> Result<placement::Model> {
    let (row, _) = query::find_place(tx, id).await?;
    let mut own = own_of(&row)?;
    match field {
        Field::Title => own.title = None,
        Field::Summary => own.summary = None,
        Field::Lead => own.lead = None,
        Field::Channel => own.channel = None,
        Field::Time => own.time = None,
        Field::Order => own.order = None,
        Field::Pin => own.pinned = false,
    }
    change_place(tx, id, &own).await
}

/// What is the site's own now.
pub(super) fn own_of(row: &placement::Model) -> Result<Own> {
    Ok(Own {
        title: row.own_title.as_deref().map(Headline::parse).transpose()?,
        summary: row.own_summary.clone(),
        lead: row.own_lead.as_deref().map(content::media::lead_hash),
        channel: row.base_channel_id.map(|_| ChannelId(row.channel_id)),
        time: row.own_time,
        order: row.own_order,
        pinned: row.pinned,
    })
}

/// The chosen picture with its words; it must be one of this site.
async fn lead(tx: &SiteWrite<ManagePlaces>, hash: Option<&str>) -> Result<Option<(String, String)>> {
    let hash = match hash {
        None => return Ok(None),
        Some("") => return Ok(Some((String::new(), String::new()))),
        Some(hash) => hash,
    };
    let found = tx
        .find::<media::Entity>()
        .filter(media::Column::Hash.eq(hash))
        .filter(media::Column::Kind.eq("picture"))
        .one()
        .await?;
    let file = found.ok_or_else(|| Error::field("lead", "请从本站素材中选择图片。"))?;
    let lead = Lead {
        hash: file.hash,
        width: u32::try_from(file.width).unwrap_or(1200),
        height: u32::try_from(file.height).unwrap_or(800),
    };
    Ok(Some((lead.to_string(), file.alt)))
}

/// Moves it to a channel of this site, or back to where it came.
async fn stand(
    tx: &SiteWrite<ManagePlaces>,
    row: &mut placement::Model,
    wanted: Option<ChannelId>,
) -> Result<()> {
    let base = row.base_channel_id.unwrap_or(row.channel_id);
    let wanted = wanted.map_or(base, |channel| channel.0);
    if wanted != row.channel_id {
        tx.covers(ChannelId(wanted))?;
        let channel = tx
            .find::<channel::Entity>()
            .filter(channel::Column::Id.eq(wanted))
            .found()
            .await?;
        if channel.state != "open" {
            return Err(CHANNEL_CLOSED.into());
        }
    }
    row.channel_id = wanted;
    row.base_channel_id = (wanted != base).then_some(base);
    Ok(())
}

/// Whether the portal set the channel aside for what it pushes down: there nothing is put above.
async fn is_mandated(tx: &SiteWrite<ManagePlaces>, id: i64) -> Result<bool> {
    tx.find::<channel::Entity>()
        .filter(channel::Column::Id.eq(id))
        .filter(channel::Column::MandatedBy.is_not_null())
        .exists()
        .await
}

/// Time shown and place in lists; what they would be is kept for the way back.
fn time(row: &mut placement::Model, own: &Own) {
    let base_time = row.base_time.unwrap_or(row.published_at);
    let unpinned = row.base_order.unwrap_or(row.sort_at);
    row.base_time = Some(base_time);
    row.base_order = Some(unpinned);
    row.own_time = own.time;
    row.own_order = own.order;
    row.published_at = own.time.unwrap_or(base_time);
    let at = own.order.or(own.time).unwrap_or(unpinned);
    row.sort_at = order(own.pinned, at);
}

fn say(tx: &mut SiteWrite<ManagePlaces>, before: &placement::Model, after: &placement::Model) {
    let mut channels = vec![ChannelId(after.channel_id)];
    if before.channel_id != after.channel_id {
        channels.push(ChannelId(before.channel_id));
    }
    tx.emit(EventBody::PlacementChanged {
        uid: Uid(after.uid),
        version: after.version,
        channels,
        live: after.state == LIVE,
    });
    if before.own_lead != after.own_lead {
        // Its file is to be public here, or no longer.
        let uid = Uid(after.uid);
        tx.emit_derived(EventBody::AuthorizationChanged { uid });
    }
}
