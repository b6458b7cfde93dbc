//! Where the courier stands with a hub, as it is kept.

use super::compose::Next;
use super::courier::Courier;
use super::entity::{cursor, peer};
use chrono::Duration;
use kernel::{Actor, Error, Result};
use sea_orm::{ColumnTrait, Set};

/// Replays that begin by themselves, because the hub knew something newer, lie so far apart.
const APART: Duration = Duration::hours(1);

impl Courier {
    /// Has everything sent once more, now or as soon as the last time is an hour ago.
    pub(super) async fn want_replay(&self, hub: &peer::Model) -> Result<()> {
        let mut tx = self.hub.write(Actor::job("courier")).await?;
        tx.exempt("cursor")?;
        let at = tx
            .find::<cursor::Entity>()
            .filter(cursor::Column::PeerId.eq(hub.id))
            .found()
            .await?;
        let mut row = cursor::ActiveModel {
            peer_id: Set(hub.id),
            ..Default::default()
        };
        if at.replay_after.is_some_and(|after| tx.now() < after) {
            row.replay_wanted = Set(true);
        } else {
            row.replaying = Set(true);
            row.replayed_to = Set(None);
            row.replay_wanted = Set(false);
            row.replay_after = Set(Some(tx.now() + APART));
        }
        tx.update(row).await?;
        tx.commit().await
    }

    /// Has everything sent once more, from the end of the log or from where the cursor stands.
    pub(super) async fn begin_replay(&self, hub: &peer::Model, end: Option<i64>) -> Result<()> {
        let mut tx = self.hub.write(Actor::job("courier")).await?;
        tx.exempt("cursor")?;
        let mut row = cursor::ActiveModel {
            peer_id: Set(hub.id),
            log: Set(self.log.to_string()),
            replaying: Set(true),
            replayed_to: Set(None),
            moved_at: Set(tx.now()),
            ..Default::default()
        };
        if let Some(end) = end {
            row.position = Set(end);
        }
        tx.update(row).await?;
        tx.commit().await
    }

    pub(super) async fn cursor(&self, hub: &peer::Model) -> Result<cursor::Model> {
        self.hub
            .read()
            .find::<cursor::Entity>()
            .filter(cursor::Column::PeerId.eq(hub.id))
            .found()
            .await
    }

    pub(super) async fn moved(&self, hub: &peer::Model, next: &Next, heard: bool) -> Result<()> {
        let mut tx = self.hub.write(Actor::job("courier")).await?;
        tx.exempt("cursor")?;
        // Somebody may have asked for a replay meanwhile: that begins at the beginning.
        let asked = tx
            .find::<cursor::Entity>()
            .filter(cursor::Column::PeerId.eq(hub.id))
            .found()
            .await?;
        let mut row = cursor::ActiveModel {
            peer_id: Set(hub.id),
            log: Set(self.log.to_string()),
            position: Set(next.position),
            moved_at: Set(tx.now()),
            ..Default::default()
        };
        let batch = next.batch.as_ref().and_then(|batch| batch.covers.as_ref());
        let of_replay =
            batch.is_some_and(|covers| covers.after.map(|uid| uid.to_string()) == asked.replayed_to);
        if of_replay {
            row.replaying = Set(next.replaying);
            row.replayed_to = Set(next.replayed_to.clone());
        }
        tx.update(row).await?;
        if heard {
            super::receive::heard(&mut tx, hub).await?;
        }
        tx.commit().await
    }

    pub(super) async fn note(&self, hub: &peer::Model, failures: u32, error: &Error) -> Result<()> {
        let mut tx = self.hub.write(Actor::job("courier")).await?;
        tx.exempt("peer")?;
        let row = peer::ActiveModel {
            id: Set(hub.id),
            failures: Set(i64::from(failures)),
            last_error: Set(error.to_string().chars().take(500).collect()),
            failed_at: Set(Some(tx.now())),
            ..Default::default()
        };
        tx.update(row).await?;
        tx.commit().await
    }
}
