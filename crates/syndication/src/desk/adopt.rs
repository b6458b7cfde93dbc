//! Taking an article (采用): it stands in a channel of the portal and follows its source from then on.

use super::entity;
use super::{Headline, State};
use crate::permissions::WorkDesk;
use crate::refusals::{ALREADY_PLACED, DECIDED, WITHDRAWN};
use content::channel::entity as channel;
use content::library::entity as library;
use content::placement::entity::{self as placement, LIVE, PLACEMENT_UID};
use content::refusals::CHANNEL_CLOSED;
use kernel::event::EventBody;
use kernel::{ChannelId, DeskItemId, Result, Uid};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use store::{OnUnique, SiteWrite};

/// Takes a waiting line into a channel, under an own headline if one is given.
///
/// # Errors
/// `desk.decided`, `desk.withdrawn`, `desk.already_placed`, `channel.closed`.
pub async fn adopt_item(
    tx: &mut SiteWrite<WorkDesk>,
    id: DeskItemId,
    into: ChannelId,
    own_title: Option<Headline>,
) -> Result<placement::Model> {
    tx.covers(into)?;
    let line = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id.0))
        .found()
        .await?;
    let channel = tx
        .find::<channel::Entity>()
        .filter(channel::Column::Id.eq(into.0))
        .found()
        .await?;
    if channel.state != "open" {
        return Err(CHANNEL_CLOSED.into());
    }
    let wanted = library::Column::Id.eq(line.library_item_id);
    let item = tx.shared::<library::Entity>().filter(wanted).found().await?;
    if item.state != LIVE {
        return Err(WITHDRAWN.into());
    }
    decide(tx, id, State::Taken, "").await?;
    let own_title = own_title.map(|title| title.as_str().to_owned());
    let number = tx.take_numbers("article", 1).await?;
    let now = tx.now();
    let placed = crate::projection::placement_row(&item, into, number, now);
    let placed = placement::ActiveModel {
        title: Set(own_title.clone().unwrap_or_else(|| item.title.clone())),
        own_title: Set(own_title),
        unit: Set(line.source_name),
        rule_id: Set(line.rule_id),
        ..placed
    };
    let placed = tx
        .insert(placed)
        .await
        .on_unique(PLACEMENT_UID, || ALREADY_PLACED)?;
    let uid = Uid(item.uid);
    tx.emit(EventBody::PlacementChanged {
        uid,
        version: item.version,
        channels: vec![into],
        live: true,
    });
    tx.emit(EventBody::SubmissionDecided { uid, adopted: true });
    Ok(placed)
}

/// Writes a decision down, once: of two editors the second is refused.
pub(super) async fn decide(
    tx: &mut SiteWrite<WorkDesk>,
    id: DeskItemId,
    state: State,
    reason: &str,
) -> Result<()> {
    let row = entity::ActiveModel {
        state: Set(state.key().into()),
        reason: Set(reason.into()),
        decided_by: Set(tx.actor().person().map(|person| person.0)),
        decided_by_name: Set(tx.actor().label()),
        decided_at: Set(Some(tx.now())),
        settled: Set(Some(state.key().into())),
        ..Default::default()
    };
    let waiting = entity::Column::Id
        .eq(id.0)
        .and(entity::Column::State.eq(State::Waiting.key()));
    if tx.update_where(row, waiting).await? == 0 {
        return Err(DECIDED.into());
    }
    Ok(())
}
