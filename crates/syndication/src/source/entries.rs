//! The entries of one answer: which are new or changed, and each brought in a transaction of its own.

use super::apart::apart;
use super::book::alive;
use super::bring::{Brought, bring_change, bring_new, note_hash, skip};
use super::day::{Day, may_correct};
use super::identity::{Marked, mark};
use super::picture::Shelf;
use super::poll::{LOOK, Left, Poller, TRIES, is_crowded, is_stopped};
use super::prepare::{Ready, prepare_entry};
use super::{Polled, entity};
use crate::arrival::{State, entity as item};
use crate::refusals::SOURCE_TOO_SLOW;
use feed::{Feed, Kind};
use kernel::{Error, Result, SiteId};
use sea_orm::{ColumnTrait, FromQueryResult};
use std::collections::HashMap;
use std::time::Duration;
use tokio::time::{Instant, timeout};
use tracing::warn;

/// New and changed entries of one look; the rest waits for the next.
const AT_ONCE: usize = 200;
/// One look brings entries for so long; the rest waits for the next.
const BUDGET: Duration = Duration::from_secs(300);
/// One entry, with its pictures, takes no longer.
const ENTRY: Duration = Duration::from_secs(150);
/// Writing it takes some time too.
const MARGIN: Duration = Duration::from_secs(30);
/// Rows of one statement.
const CHUNK: usize = 500;

#[derive(FromQueryResult)]
struct Seen {
    id: i64,
    identity: String,
    content_hash: String,
    state: String,
    corrected_on: String,
    corrections: i64,
}

/// How far one look may still go.
struct Pace {
    done: usize,
    until: Instant,
    day: Day,
}

/// When the last entry of a look may begin: early enough to end before the look must.
fn until(begun: Instant, now: Instant) -> Instant {
    (now + BUDGET).min(begun + LOOK.saturating_sub(ENTRY + MARGIN))
}

impl Pace {
    fn is_spent(&self) -> bool {
        self.done == AT_ONCE || Instant::now() > self.until
    }
}

impl Poller {
    /// Brings what is new or changed; answers what was left.
    pub(super) async fn bring(
        &self,
        source: &entity::Model,
        (feed, begun): (Feed, Instant),
        polled: &mut Polled,
    ) -> Result<Left> {
        let feed = if feed.kind == Kind::SitemapIndex {
            self.follow(source, feed, polled).await?
        } else {
            feed
        };
        let mut named = source.clone();
        if named.name.is_empty() {
            named.name = feed.title.chars().take(40).collect();
            if named.name.chars().count() < 2 {
                named.name.clear();
            }
            named.name = named.title();
            polled.name.clone_from(&named.name);
        }
        let known = self.known(&named).await?;
        let marked = apart(move || mark(feed.entries)).await?;
        let (fresh, seen): (Vec<Marked>, Vec<Marked>) = marked
            .into_iter()
            .partition(|marked| !known.contains_key(&marked.identity));
        let fresh = if source.read_at.is_none() {
            let skipped = State::Skipped.key();
            let before = known.values().filter(|row| row.state != skipped).count();
            self.first_look(&named, fresh, before, polled).await?
        } else {
            fresh
        };
        let mut left = Left::default();
        let mut pace = Pace {
            done: 0,
            until: until(begun, Instant::now()),
            day: Day::of(&named, self.hub.read().now()),
        };
        // The oldest first: the newest ends on top of its channel.
        for marked in fresh.into_iter().rev() {
            if pace.day.is_over() {
                polled.later += 1;
                left.some = true;
            } else if pace.is_spent() {
                left.fresh = true;
                break;
            } else {
                pace.done += 1;
                Box::pin(self.bring_one(&named, marked, &mut pace.day, polled)).await?;
            }
        }
        for marked in seen {
            let at = known.get(&marked.identity);
            let Some(at) = at.filter(|at| at.content_hash != marked.content_hash) else {
                polled.unchanged += 1;
                continue;
            };
            if matches!(State::parse(&at.state), State::Skipped | State::Declined) {
                if pace.is_spent() {
                    left.some = true;
                    break;
                }
                pace.done += 1;
                self.note(&named, at, &marked).await?;
                polled.unchanged += 1;
            } else if pace.day.is_over()
                || !may_correct(&at.corrected_on, at.corrections, self.hub.read().now())
            {
                polled.later += 1;
                left.some = true;
            } else if pace.is_spent() {
                left.some = true;
                break;
            } else {
                pace.done += 1;
                Box::pin(self.change_one(&named, at, marked, &mut pace.day, polled)).await?;
            }
        }
        Ok(left)
    }

    async fn known(&self, source: &entity::Model) -> Result<HashMap<String, Seen>> {
        let read = self.store.read(SiteId(source.site_id));
        let columns = [
            item::Column::Id,
            item::Column::Identity,
            item::Column::ContentHash,
            item::Column::State,
            item::Column::CorrectedOn,
            item::Column::Corrections,
        ];
        let rows = read
            .find::<item::Entity>()
            .only(columns)
            .filter(item::Column::SourceId.eq(source.id))
            .into::<Seen>()
            .all()
            .await?;
        Ok(rows.into_iter().map(|row| (row.identity.clone(), row)).collect())
    }

    /// Of a first look only the newest come; of the others it is noted that they were there. `before` were brought by a
    /// first look that was interrupted.
    async fn first_look(
        &self,
        source: &entity::Model,
        mut fresh: Vec<Marked>,
        before: usize,
        polled: &mut Polled,
    ) -> Result<Vec<Marked>> {
        let limit = usize::try_from(source.first_limit).unwrap_or_default();
        let older = fresh.split_off(fresh.len().min(limit.saturating_sub(before)));
        for chunk in older.chunks(CHUNK) {
            let mut tx = self.write(source).await?;
            skip(&mut tx, source, chunk).await?;
            tx.commit().await?;
        }
        polled.older = older.len();
        Ok(fresh)
    }

    async fn prepared(&self, source: &entity::Model, marked: Marked, day: &Day) -> Result<Ready> {
        let shelf = Shelf {
            files: self.store.files(),
            read: self.store.read(SiteId(source.site_id)),
        };
        let ready = prepare_entry(&self.polite, &shelf, source, marked, day.room());
        let ready = timeout(ENTRY, Box::pin(ready)).await;
        ready.unwrap_or_else(|_elapsed| Err(SOURCE_TOO_SLOW.into()))
    }

    async fn bring_one(
        &self,
        source: &entity::Model,
        marked: Marked,
        day: &mut Day,
        polled: &mut Polled,
    ) -> Result<()> {
        let ready = match self.prepared(source, marked, day).await {
            Ok(ready) => ready,
            Err(error) => return self.failed(polled, error),
        };
        let mut done = self.write_new(source, &ready, None).await;
        for _ in 0..TRIES {
            let Err(Error::Busy(wait)) = done else { break };
            if self.is_known(source, &ready.marked.identity).await? {
                // Another poll brought it at the same moment.
                polled.unchanged += 1;
                return Ok(());
            }
            tokio::time::sleep(wait).await;
            done = self.write_new(source, &ready, None).await;
        }
        if let Err(refused @ (Error::Refused(_) | Error::Invalid(_))) = &done
            && !is_stopped(refused)
        {
            // What cannot be published as it is waits for an editor, with the reason.
            let why = format!("未能自动发布：{}", refused.sentence());
            done = self.write_new(source, &ready, Some(&why)).await;
        }
        match done {
            Ok(Brought::Known) => {
                polled.unchanged += 1;
                Ok(())
            }
            Ok(brought) => {
                day.take(ready.pictures.bytes);
                polled.new += 1;
                match brought {
                    Brought::Published => polled.published += 1,
                    Brought::Waiting => polled.waiting += 1,
                    Brought::Known => {}
                }
                Ok(())
            }
            Err(error) => self.failed(polled, error),
        }
    }

    async fn is_known(&self, source: &entity::Model, identity: &str) -> Result<bool> {
        let read = self.store.read(SiteId(source.site_id));
        let its = read
            .find::<item::Entity>()
            .filter(item::Column::SourceId.eq(source.id))
            .filter(item::Column::Identity.eq(identity));
        its.exists().await
    }

    async fn write_new(
        &self,
        source: &entity::Model,
        ready: &Ready,
        refused: Option<&str>,
    ) -> Result<Brought> {
        let mut tx = self.write(source).await?;
        let brought = bring_new(&mut tx, source, ready, refused).await?;
        tx.commit().await?;
        Ok(brought)
    }

    async fn note(&self, source: &entity::Model, at: &Seen, marked: &Marked) -> Result<()> {
        let mut tx = self.write(source).await?;
        alive(&mut tx, source).await?;
        note_hash(&mut tx, at.id, &marked.content_hash).await?;
        tx.commit().await
    }

    async fn change_one(
        &self,
        source: &entity::Model,
        at: &Seen,
        marked: Marked,
        day: &mut Day,
        polled: &mut Polled,
    ) -> Result<()> {
        let ready = match self.prepared(source, marked, day).await {
            Ok(ready) => ready,
            Err(error) => return self.failed(polled, error),
        };
        let mut done = self.write_change(source, at.id, &ready, true).await;
        if let Err(refused @ (Error::Refused(_) | Error::Invalid(_))) = &done
            && !is_stopped(refused)
        {
            done = self.write_change(source, at.id, &ready, false).await;
        }
        match done {
            Ok(true) => {
                day.take(ready.pictures.bytes);
                polled.changed += 1;
                Ok(())
            }
            Ok(false) => {
                polled.unchanged += 1;
                Ok(())
            }
            Err(error) => self.failed(polled, error),
        }
    }

    async fn write_change(
        &self,
        source: &entity::Model,
        id: i64,
        ready: &Ready,
        publish: bool,
    ) -> Result<bool> {
        let mut tx = self.write(source).await?;
        let found = tx.find::<item::Entity>().filter(item::Column::Id.eq(id));
        let known = found.found().await?;
        let changed = Box::pin(bring_change(&mut tx, source, &known, ready, publish)).await?;
        if changed {
            tx.commit().await?;
        }
        Ok(changed)
    }

    /// One entry that cannot be brought stops no other; where nothing can be written at all the look ends.
    fn failed(&self, polled: &mut Polled, error: Error) -> Result<()> {
        if matches!(error, Error::ReadOnly(_)) || is_stopped(&error) || is_crowded(&error) {
            return Err(error);
        }
        warn!(source = polled.id, %error, "An entry of a source could not be brought");
        polled.failed += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_entry_of_a_look_ends_before_the_look_must() {
        let begun = Instant::now();
        // At once, after the sitemaps of an index, and after all that a look may take.
        for seconds in [0, 180, 400] {
            let now = begun + Duration::from_secs(seconds);
            assert!(until(begun, now) + ENTRY < begun + LOOK, "{seconds}");
            assert!(until(begun, now) <= now + BUDGET);
        }
    }
}
