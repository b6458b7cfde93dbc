//! The courier's way back: asks the hub what there is for the site, fetches the files, takes it.

use super::enclose::{Enclosed, enclose};
use super::lack::Whole;
use super::take::{Parcel, take_down};
use super::{across, important, share};
use crate::peer::client::Line;
use crate::peer::courier::Courier;
use crate::peer::entity::{cursor, peer};
use crate::peer::media::{Looked, is_hash, keep, leave_out, look, names};
use crate::refusals::{PEER_FILE, PEER_FORMAT, PEER_UNREACHABLE};
use content::media::AREA;
use gateway::site::entity as site;
use kernel::wire::{Batch, Down, DownAsk, FORMAT, GivenTask, Item, Replay};
use kernel::{Actor, Error, Result, SiteId, Uid};
use sea_orm::{ColumnTrait, Set};
use std::collections::BTreeSet;
use std::sync::PoisonError;
use store::Files;
use tracing::warn;

/// Answers asked for one after the other.
const PAGES: usize = 50;
/// Bytes of files fetched in one trip; the others come with the next.
const BYTES: usize = 1 << 30;
/// So many of the hub's events may pass that say nothing here before it is noted.
const QUIET: i64 = 1000;

impl Courier {
    /// Asks until nothing is left. What is refused is in the audit once a minute and code.
    pub(in crate::peer) async fn fetch(&self, hub: &peer::Model, line: &Line) -> Result<()> {
        let outcome = Box::pin(self.ask_down(hub, line)).await;
        if let Err(Error::Refused(refusal)) = &outcome
            && refusal.code != PEER_UNREACHABLE.code
            && self.refused.is_first((hub.id, refusal.code), self.now())
        {
            let mut tx = self.hub.write(Actor::job("courier")).await?;
            let detail = serde_json::json!({ "code": refusal.code, "path": "/api/v1/peer/down" });
            let subject = Uid(hub.uid).to_string();
            tx.audit(Some(SiteId(hub.site_id)), "peer.refused", &subject, &detail);
            tx.commit().await?;
        }
        outcome
    }

    async fn ask_down(&self, hub: &peer::Model, line: &Line) -> Result<()> {
        let mut room = BYTES;
        Box::pin(self.ask_again(hub, line, &mut room)).await?;
        for _ in 0..PAGES {
            let at = self.cursor(hub).await?;
            let (ask, digest) = self.question(hub, &at).await?;
            let Some(down) = line.down(&ask, self.now()).await? else {
                return Ok(());
            };
            self.said
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(hub.id, digest);
            if is_another(&at, &down) {
                self.begin_down(hub).await?;
                continue;
            }
            let asked = ask.replay.as_ref().map(|replay| replay.after);
            if asked != down.covers.as_ref().map(|covers| covers.after) {
                return Err(PEER_FORMAT.into());
            }
            let last = !down.more && down.covers.is_none();
            let mut parcel = Parcel::of(down)?;
            if !is_news(&at, &parcel)? {
                return Ok(());
            }
            self.files_of(line, &mut parcel, &mut room).await?;
            let mut tx = self.hub.write(Actor::Peer { uid: Uid(hub.uid) }).await?;
            Box::pin(take_down(&mut tx, hub, &at, (&parcel, &self.heralds))).await?;
            tx.commit().await?;
            if last {
                break;
            }
        }
        Ok(())
    }

    /// What is asked, and the digest of what it tells. What was told already is not told again by this process.
    async fn question(&self, hub: &peer::Model, at: &cursor::Model) -> Result<(DownAsk, String)> {
        let mut tell = enclose(&self.hub.read(), hub).await?;
        let (shares, _) = share::tell(&self.hub.read(), hub).await?;
        let reposts = important::reposts(&self.hub.read(), hub).await?;
        let (across, _) = across::tell(&self.hub.read(), hub).await?;
        let all = serde_json::to_vec(&(&tell, &shares, &reposts, &across)).map_err(Error::fault)?;
        let digest = Files::hash(&all);
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        // Who asks for everything once more may have to do with a hub that forgot.
        let told = !at.down_replaying && said.get(&hub.id) == Some(&digest);
        if told {
            tell = Enclosed::default();
        }
        let replay = Replay {
            after: at
                .down_to
                .as_deref()
                .map(str::parse)
                .transpose()
                .map_err(Error::fault)?,
        };
        let ask = DownAsk {
            format: FORMAT.into(),
            after: at.down_position.unwrap_or_default(),
            replay: at.down_replaying.then_some(replay),
            receipts: tell.receipts,
            pushes: tell.pushes,
            tasks: tell.tasks,
            shares: (!told).then_some(shares),
            reposts: (!told).then_some(reposts),
            across: (!told).then_some(across),
        };
        Ok((ask, digest))
    }

    /// Has everything asked for once more, and tells everything once more: the hub may have gone back to a backup.
    async fn begin_down(&self, hub: &peer::Model) -> Result<()> {
        self.said
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&hub.id);
        let mut tx = self.hub.write(Actor::job("courier")).await?;
        tx.exempt("cursor")?;
        let row = cursor::ActiveModel {
            peer_id: Set(hub.id),
            down_log: Set(None),
            down_replaying: Set(true),
            down_to: Set(None),
            ..Default::default()
        };
        tx.update(row).await?;
        tx.commit().await
    }

    /// Fetches the files that are not here. What the hub does not give now is left out and asked for again; what is no file
    /// that is taken is left out for good.
    async fn files_of(&self, line: &Line, parcel: &mut Parcel, room: &mut usize) -> Result<()> {
        let read = self.hub.read();
        let mut asked = Asked::new(line, room);
        for (origin, (batch, looked)) in &mut parcel.batches {
            let site = read
                .find::<site::Entity>()
                .filter(site::Column::Uid.eq(origin.0))
                .one()
                .await?;
            let site = SiteId(site.map_or(0, |site| site.id));
            *looked = look(&read, self.files(), site, batch).await?;
            if looked.missing_of(batch.items.iter()).is_empty() {
                continue;
            }
            parcel
                .lacking
                .extend(self.complete(&mut asked, batch, looked).await?);
            *looked = look(&read, self.files(), site, batch).await?;
        }
        for told in &mut parcel.down.tasks {
            parcel.lacking.extend(self.files_of_task(&mut asked, told).await?);
        }
        Ok(())
    }

    /// Fetches what a batch lacks, and leaves out what cannot be had. Answers the articles that lack files still, as they
    /// were told.
    pub(super) async fn complete(
        &self,
        asked: &mut Asked<'_>,
        batch: &mut Batch,
        looked: &Looked,
    ) -> Result<Vec<Whole>> {
        let mut later = BTreeSet::new();
        for hash in looked.missing_of(batch.items.iter()) {
            let Some(uid) = batch
                .items
                .iter()
                .find(|item| names(item, &hash))
                .map(|item| item.uid)
            else {
                continue;
            };
            match self.fetched(asked, &hash, uid).await? {
                Fetched::Here => {}
                Fetched::Never => leave_out(batch, &hash),
                Fetched::Later => {
                    later.insert(hash);
                }
            }
        }
        let lacks = |item: &&Item| later.iter().any(|hash| names(item, hash));
        let whole = batch.items.iter().filter(lacks).cloned().map(Whole::article);
        let whole = whole.collect();
        for hash in &later {
            leave_out(batch, hash);
        }
        Ok(whole)
    }

    /// The same of what goes with a task.
    pub(super) async fn files_of_task(
        &self,
        asked: &mut Asked<'_>,
        told: &mut GivenTask,
    ) -> Result<Option<Whole>> {
        let (mut here, mut whole, mut lacks) = (Vec::new(), Vec::new(), false);
        for file in std::mem::take(&mut told.files) {
            let found = if !is_hash(&file.hash) {
                Fetched::Never
            } else if self.files().has(AREA, &file.hash).await? {
                Fetched::Here
            } else {
                self.fetched(asked, &file.hash, told.uid).await?
            };
            if !matches!(found, Fetched::Never) {
                whole.push(file.clone());
            }
            match found {
                Fetched::Here => here.push(file),
                Fetched::Later => lacks = true,
                Fetched::Never => {}
            }
        }
        told.files = here;
        let over = told.cancelled.is_some() || told.done_at.is_some();
        Ok((lacks && !over).then(|| {
            Whole::task(GivenTask {
                files: whole,
                ..told.clone()
            })
        }))
    }

    /// Asks for one file. A line that broke once is not asked for another: nothing else waits for files.
    async fn fetched(&self, asked: &mut Asked<'_>, hash: &str, uid: Uid) -> Result<Fetched> {
        if asked.broken {
            return Ok(Fetched::Later);
        }
        let given = match asked.line.give(hash, uid, self.now()).await {
            Ok(given) => given,
            Err(error) => {
                warn!(hash, article = %uid, %error, "A file could not be fetched; it is asked for again");
                asked.broken = true;
                None
            }
        };
        let Some(bytes) = given else {
            return Ok(Fetched::Later);
        };
        *asked.room = asked.room.checked_sub(bytes.len()).ok_or(PEER_FILE)?;
        match keep(self.files(), hash, bytes).await {
            Ok(()) => Ok(Fetched::Here),
            Err(Error::Refused(_) | Error::TooLarge(_)) => Ok(Fetched::Never),
            Err(error) => Err(error),
        }
    }
}

/// What became of a file.
enum Fetched {
    Here,
    /// It is not given now.
    Later,
    /// It is none that is taken.
    Never,
}

/// Files are asked for, so many bytes at most.
pub(super) struct Asked<'a> {
    line: &'a Line,
    room: &'a mut usize,
    broken: bool,
}

impl<'a> Asked<'a> {
    pub(super) fn new(line: &'a Line, room: &'a mut usize) -> Self {
        Self {
            line,
            room,
            broken: false,
        }
    }
}

/// Whether another hub answers than before, or one that went back to a backup.
fn is_another(at: &cursor::Model, down: &Down) -> bool {
    let first = at.down_replaying && at.down_to.is_none();
    let other = at.down_log.as_deref() != Some(down.log.to_string().as_str());
    !first && (other || (!at.down_replaying && down.position < at.down_position.unwrap_or_default()))
}

/// Whether an answer says anything that is not true here already.
fn is_news(at: &cursor::Model, parcel: &Parcel) -> Result<bool> {
    let down = &parcel.down;
    let said = !down.items.is_empty()
        || !down.pushes.is_empty()
        || !down.tasks.is_empty()
        || down.covers.is_some()
        || down.more;
    let passed = down.position > at.down_position.unwrap_or_default() + QUIET;
    Ok(said || passed || at.down_standing.as_deref() != Some(parcel.standing()?.as_str()))
}
