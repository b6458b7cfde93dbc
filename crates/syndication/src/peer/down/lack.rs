//! Files that the hub did not give when it told of them: not there yet, or the line broke. Articles and tasks do not wait for
//! them; they are asked for again, each time later, until they are here or the hub says something else of what names them.

use super::fetch::Asked;
use super::take::Parcel;
use super::task;
use crate::peer::client::Line;
use crate::peer::courier::Courier;
use crate::peer::entity::{lack, peer};
use crate::peer::media::look;
use crate::peer::receive::{How, held_here, take_items};
use crate::projection;
use chrono::{DateTime, Duration, Utc};
use gateway::site::entity as site;
use kernel::wire::{Batch, Covers, FORMAT, GivenTask, Item};
use kernel::{Actor, Error, Result, SiteId, Uid};
use sea_orm::{ColumnTrait, ExprTrait, NotSet, Set};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashSet};
use store::{HubRead, HubWrite};
use uuid::Uuid;

/// The first wait; each following one is twice as long …
const SHORTEST: Duration = Duration::seconds(5);
/// … up to here.
const LONGEST: Duration = Duration::hours(1);
/// Articles and tasks whose files are asked for at once.
const AT_ONCE: u64 = 20;

/// What a hub said of an article or a task, with all its files.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Whole(Word);

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Word {
    Article(Box<Item>),
    Task(Box<GivenTask>),
}

impl Whole {
    pub(super) fn article(item: Item) -> Self {
        Self(Word::Article(Box::new(item)))
    }

    pub(super) fn task(told: GivenTask) -> Self {
        Self(Word::Task(Box::new(told)))
    }

    fn uid(&self) -> Uid {
        match &self.0 {
            Word::Article(item) => item.uid,
            Word::Task(told) => told.uid,
        }
    }
}

/// Those of these articles of which files are still asked for.
pub(crate) async fn lacking(read: &HubRead, uids: impl IntoIterator<Item = Uuid>) -> Result<HashSet<Uuid>> {
    let rows = read
        .find::<lack::Entity>()
        .filter(lack::Column::Uid.is_in(uids))
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| row.uid).collect())
}

/// Notes of which articles and tasks of an answer files are lacking. Of whatever else it told, nothing is asked for any more.
pub(super) async fn note(tx: &mut HubWrite, peer: &peer::Model, parcel: &Parcel) -> Result<()> {
    let down = &parcel.down;
    let revoked = down.pushes.iter().filter(|push| push.revoked.is_some());
    let told: BTreeSet<Uuid> = (down.items.iter().map(|item| item.uid.0))
        .chain(down.tasks.iter().map(|told| told.uid.0))
        .chain(revoked.map(|push| push.uid.0))
        .collect();
    let mut over = lack::Column::Uid.is_in(told);
    if let Some(covers) = &down.covers {
        // Within the bounds of a replay there is nothing else.
        let mut within = lack::Column::Id.gt(0);
        if let Some(after) = covers.after {
            within = within.and(lack::Column::Uid.gt(after.0));
        }
        if let Some(to) = covers.to {
            within = within.and(lack::Column::Uid.lte(to.0));
        }
        over = over.or(within);
    }
    tx.delete_where::<lack::Entity>(lack::Column::PeerId.eq(peer.id).and(over))
        .await?;
    let next_at = tx.now() + SHORTEST;
    let rows = parcel.lacking.iter().map(|whole| {
        Ok(lack::ActiveModel {
            id: NotSet,
            peer_id: Set(peer.id),
            uid: Set(whole.uid().0),
            told: Set(serde_json::to_string(whole).map_err(Error::fault)?),
            tries: Set(0),
            next_at: Set(next_at),
        })
    });
    tx.insert_many(rows.collect::<Result<_>>()?).await?;
    Ok(())
}

/// When it is asked for again after so many times in vain.
fn next(tries: i64, now: DateTime<Utc>) -> DateTime<Utc> {
    let doubled = i32::try_from(tries.clamp(0, 16)).map_or(1, |tries| 2_i32.pow(tries.unsigned_abs()));
    now + (SHORTEST * doubled).min(LONGEST)
}

impl Courier {
    /// Asks for files whose time has come. What came is taken at once.
    pub(super) async fn ask_again(&self, hub: &peer::Model, line: &Line, room: &mut usize) -> Result<()> {
        let read = self.hub.read();
        let rows = read
            .find::<lack::Entity>()
            .filter(lack::Column::PeerId.eq(hub.id))
            .filter(lack::Column::NextAt.lte(read.now()))
            .asc(lack::Column::NextAt)
            .limit(AT_ONCE)
            .all()
            .await?;
        let mut asked = Asked::new(line, room);
        for row in rows {
            let whole: Whole = serde_json::from_str(&row.told).map_err(Error::fault)?;
            match whole.0 {
                Word::Article(item) => self.article_again(hub, &mut asked, (&row, *item)).await?,
                Word::Task(told) => self.task_again(hub, &mut asked, (&row, *told)).await?,
            }
        }
        Ok(())
    }

    async fn article_again(
        &self,
        hub: &peer::Model,
        asked: &mut Asked<'_>,
        (row, item): (&lack::Model, Item),
    ) -> Result<()> {
        let read = self.hub.read();
        let site = read
            .find::<site::Entity>()
            .filter(site::Column::Uid.eq(item.origin.0))
            .found()
            .await?;
        let (id, whole) = (SiteId(site.id), alone(item));
        let mut batch = whole.clone();
        let before = look(&read, self.files(), id, &whole).await?;
        let lacking = self.complete(asked, &mut batch, &before).await?;
        let missing = async |batch: &Batch| -> Result<usize> {
            let looked = look(&read, self.files(), id, batch).await?;
            Ok(looked.missing_of(batch.items.iter()).len())
        };
        let came = lacking.is_empty() || missing(&whole).await? < before.missing_of(whole.items.iter()).len();
        let looked = look(&read, self.files(), id, &batch).await?;
        let mut tx = self.hub.write(Actor::Peer { uid: Uid(hub.uid) }).await?;
        tx.exempt("peer")?;
        tx.in_turn(&format!("peer:{}", hub.id)).await?;
        tx.in_turn(projection::TURN).await?;
        settle(&mut tx, row, lacking.first()).await?;
        if came {
            let held = held_here(&tx, &site, &batch).await?;
            let how = How {
                once_more: true,
                to: Some(SiteId(hub.site_id)),
                ..How::default()
            };
            Box::pin(take_items(&mut tx, &site, (&batch, &looked), held, &how)).await?;
        }
        tx.commit().await
    }

    async fn task_again(
        &self,
        hub: &peer::Model,
        asked: &mut Asked<'_>,
        (row, mut told): (&lack::Model, GivenTask),
    ) -> Result<()> {
        let lacking = self.files_of_task(asked, &mut told).await?;
        let mut tx = self.hub.write(Actor::Peer { uid: Uid(hub.uid) }).await?;
        tx.exempt("peer")?;
        tx.in_turn(&format!("peer:{}", hub.id)).await?;
        settle(&mut tx, row, lacking.as_ref()).await?;
        task::take(&mut tx, hub, &[told], None).await?;
        tx.commit().await
    }
}

/// An article by itself, as a replay of nothing else would tell it.
fn alone(item: Item) -> Batch {
    Batch {
        format: FORMAT.into(),
        log: Uid(Uuid::nil()),
        position: 0,
        covers: Some(Covers {
            origin: item.origin,
            after: Some(Uid(Uuid::from_u128(item.uid.0.as_u128().saturating_sub(1)))),
            to: Some(item.uid),
        }),
        items: vec![item],
        as_of: None,
    }
}

/// Notes what is lacking still, or that nothing is.
async fn settle(tx: &mut HubWrite, row: &lack::Model, lacking: Option<&Whole>) -> Result<()> {
    let own = lack::Column::Id.eq(row.id);
    let Some(whole) = lacking else {
        tx.delete_where::<lack::Entity>(own).await?;
        return Ok(());
    };
    let tries = row.tries.saturating_add(1);
    let change = lack::ActiveModel {
        told: Set(serde_json::to_string(whole).map_err(Error::fault)?),
        tries: Set(tries),
        next_at: Set(next(tries, tx.now())),
        ..Default::default()
    };
    tx.update_where(change, own).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_to_an_hour() {
        let now = kernel::beijing::parse("2026-11-22 12:00").unwrap();
        let waits: Vec<i64> = [0, 1, 2, 9, 10, i64::MAX]
            .into_iter()
            .map(|tries| (next(tries, now) - now).num_seconds())
            .collect();
        assert_eq!(waits, [5, 10, 20, 2560, 3600, 3600]);
    }
}
