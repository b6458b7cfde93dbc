//! When the time is over: posts that nobody confirmed end.

use super::State;
use super::decide::{end, still_open};
use super::entity::{ActiveModel, CLOSED, Column, Entity, Model, OPEN, post};
use kernel::{Result, Uid};
use sea_orm::{ColumnTrait, Condition, Set};
use store::HubWrite;

/// Closes every re-registration whose time is over; answers how many posts ended.
///
/// # Errors
/// Faults.
pub async fn close_due(tx: &mut HubWrite) -> Result<usize> {
    let due = Condition::all()
        .add(Column::State.eq(OPEN))
        .add(Column::DueAt.lte(tx.now()));
    let mut ended = 0;
    for campaign in tx.find::<Entity>().filter(due).all().await? {
        ended += close(tx, &campaign).await?;
    }
    Ok(ended)
}

async fn close(tx: &mut HubWrite, campaign: &Model) -> Result<usize> {
    let open = Condition::all()
        .add(post::Column::CampaignId.eq(campaign.id))
        .add(post::Column::State.eq(State::Open.key()));
    let mut ended = 0;
    for row in tx.find::<post::Entity>().filter(open).all().await? {
        let closing = post::ActiveModel {
            decided_at: Set(Some(tx.now())),
            ..Default::default()
        };
        // Somebody may have confirmed it while this waited for the writer.
        if tx.update_where(closing, still_open(&row)).await? == 0 {
            continue;
        }
        let there = end(tx, &row).await?;
        let state = if there { State::Expired } else { State::Gone };
        ended += usize::from(there);
        let expired = post::ActiveModel {
            id: Set(row.id),
            state: Set(state.key().to_owned()),
            ..Default::default()
        };
        tx.update(expired).await?;
    }
    let closed = ActiveModel {
        id: Set(campaign.id),
        state: Set(CLOSED.to_owned()),
        closed_at: Set(Some(tx.now())),
        ..Default::default()
    };
    tx.update(closed).await?;
    let detail = serde_json::json!({ "expired": ended });
    tx.audit(None, "campaign.closed", &Uid(campaign.uid).to_string(), &detail);
    Ok(ended)
}
