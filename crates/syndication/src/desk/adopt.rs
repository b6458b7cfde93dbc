//! Taking an article (采用): it stands in a channel of the portal and follows its source from then on.

use super::entity;
use super::{Headline, State};
use crate::permissions::WorkDesk;
use crate::place::Looks;
use crate::refusals::{CONSENT_ENDED, DECIDED, PLACED_BEFORE, WITHDRAWN};
use crate::rule::entity as rule;
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
/// `desk.decided`, `desk.withdrawn`, `desk.placed_before`, `channel.closed`.
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
    let wanted = library::Column::Id.eq(line.library_item_id.unwrap_or_default());
    let item = tx.shared::<library::Entity>().filter(wanted).found().await?;
    if item.state != LIVE {
        return Err(WITHDRAWN.into());
    }
    let rule = rule_of(tx, &line).await?;
    may_take(&line, rule.as_ref())?;
    decide(tx, id, State::Taken, "").await?;
    let own_title = own_title.map(|title| title.as_str().to_owned());
    let number = tx.take_numbers("article", 1).await?;
    let now = tx.now();
    let pattern = rule.as_ref().and_then(|rule| rule.title_pattern.clone());
    let looks = Looks::inherited(pattern.as_deref(), &item);
    let at = |of_arrival: fn(&rule::Model) -> bool| match &rule {
        Some(rule) if !of_arrival(rule) => item.published_at,
        Some(_) | None => now,
    };
    let placed = placement::ActiveModel {
        title: Set(own_title.clone().unwrap_or(looks.title)),
        title_pattern: Set(pattern),
        own_title: Set(own_title),
        unit: Set(line.source_name),
        rule_id: Set(line.rule_id),
        sort_at: Set(at(|rule| rule.order_of_arrival)),
        ..crate::projection::placement_row(&item, into, number, at(|rule| rule.time_of_arrival))
    };
    let placed = tx
        .insert(placed)
        .await
        .on_unique(PLACEMENT_UID, || PLACED_BEFORE)?;
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

/// What a consent brought may be taken while it stands, unless its site sent it up as well.
pub(super) fn may_take(line: &entity::Model, rule: Option<&rule::Model>) -> Result<()> {
    let over = rule.is_some_and(|rule| rule.consent_id.is_some() && rule.state != rule::ACTIVE);
    if over && !line.submitted {
        return Err(CONSENT_ENDED.into());
    }
    Ok(())
}

/// The rule that brought a line; its headline and times are those of the place.
pub(super) async fn rule_of(tx: &SiteWrite<WorkDesk>, line: &entity::Model) -> Result<Option<rule::Model>> {
    let Some(id) = line.rule_id else { return Ok(None) };
    tx.find::<rule::Entity>()
        .filter(rule::Column::Id.eq(id))
        .one()
        .await
}

/// Whether the editor works in the channel that is proposed for a line; a line without one is everybody's.
pub(super) fn covers(tx: &SiteWrite<WorkDesk>, line: &entity::Model) -> Result<()> {
    line.channel_id
        .map_or(Ok(()), |channel| tx.covers(ChannelId(channel)))
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
