//! One batch on its way to a hub, and what goes ahead of its files.

use super::client::{Line, Put};
use super::compose::{Portion, ahead, end, next_batch};
use super::courier::{ASKED, Courier};
use super::entity::{cursor, peer};
use super::media::{leave_out, named};
use super::refused;
use crate::refusals::{PEER_FILE, PEER_OLDER, PEER_UNREACHABLE};
use content::media::AREA;
use kernel::wire::{Answer, Batch, Outcome, Told};
use kernel::{Actor, Result};
use std::collections::HashSet;
use tokio::time::Instant;
use tracing::warn;

/// A batch is sent so often although the hub is given nothing new for it.
const ROUNDS: usize = 3;

/// What a step did.
#[derive(Clone, Copy, Default)]
pub(super) struct Step {
    pub(super) sent: bool,
    /// More waits.
    pub(super) more: bool,
}

/// How far was looked ahead of a batch whose files are under way.
struct Meanwhile {
    /// The last event that was looked at.
    position: i64,
    /// When the hub was asked for news.
    asked: Instant,
}

impl Courier {
    /// One batch of what happened, or of a replay.
    pub(super) async fn step(
        &self,
        hub: &peer::Model,
        line: &Line,
        at: &cursor::Model,
        replay: bool,
    ) -> Result<Step> {
        let most = self.paces.most(hub.id);
        let portion = Portion { replay, most };
        let next = next_batch(&self.hub.read(), &self.files, self.log, (hub, at), portion).await?;
        let Some(batch) = next.batch.clone() else {
            if next.heard || next.position > at.position + 1000 {
                self.moved(hub, &next, false).await?;
            }
            return Ok(Step {
                sent: false,
                more: next.more,
            });
        };
        let items = batch.items.len() as u64;
        let outcome = self.deliver(hub, line, at, batch.clone()).await;
        self.paces.learn(hub.id, items, outcome.is_ok());
        let answer = outcome?;
        self.answered(hub, &batch, &answer).await?;
        self.moved(hub, &next, true).await?;
        if !replay && is_behind(&answer) {
            // What is sent is the truth of now: the hub has seen numbers that were taken back here.
            self.want_replay(hub).await?;
        }
        Ok(Step {
            sent: true,
            more: next.more,
        })
    }

    /// Sends a batch, and before it the files that the hub lacks. What it will not have is left out: the article counts
    /// for more.
    async fn deliver(
        &self,
        hub: &peer::Model,
        line: &Line,
        at: &cursor::Model,
        mut batch: Batch,
    ) -> Result<Answer> {
        let mut given: HashSet<String> = HashSet::new();
        let mut put_off: HashSet<String> = HashSet::new();
        let mut meanwhile = Meanwhile {
            position: at.position,
            asked: Instant::now(),
        };
        let mut idle = 0;
        while idle < ROUNDS {
            let answer = line.send(&batch, self.now()).await?;
            if batch.as_of.is_some()
                && let Some(behind) = answer.behind
                && behind > end(&self.hub.read()).await?
            {
                // It heard this box speak of what is not in its log: the files of a backup were put in place. So nothing
                // orders its words but that this is the truth of now.
                batch.as_of = None;
                continue;
            }
            if answer.missing.is_empty() {
                return Ok(answer);
            }
            // Only what belongs to the batch: a hub is not given whatever file it names.
            let named: HashSet<String> = named(&batch).into_iter().map(str::to_owned).collect();
            idle += 1;
            for hash in answer.missing.iter().filter(|hash| named.contains(*hash)) {
                self.ahead_of_files(hub, line, (at, &mut meanwhile)).await;
                let bytes = self.files.get(AREA, hash).await?;
                match line.put(hash, bytes, self.now()).await? {
                    Put::Kept if given.insert(hash.clone()) => idle = 0,
                    Put::Kept => {}
                    Put::Refused => {
                        warn!(hash, "A peer does not take a file; its article goes without");
                        leave_out(&mut batch, hash);
                        idle = 0;
                    }
                    // It may have forgotten that it asked: the batch is shown to it once more.
                    Put::Later if put_off.insert(hash.clone()) => break,
                    // So many files at once are too many for it: fewer articles.
                    Put::Later if batch.items.len() > 1 => return Err(PEER_FILE.into()),
                    Put::Later => {
                        warn!(
                            hash,
                            "An article has more files than a peer takes; it goes without some"
                        );
                        leave_out(&mut batch, hash);
                        idle = 0;
                    }
                }
            }
        }
        Err(PEER_UNREACHABLE.into())
    }

    /// While files are on their way, withdrawals and revocations that happened since go ahead of them, and what the hub
    /// decided is asked for. What cannot be had now comes in its turn.
    async fn ahead_of_files(
        &self,
        hub: &peer::Model,
        line: &Line,
        (at, meanwhile): (&cursor::Model, &mut Meanwhile),
    ) {
        if let Err(error) = self.send_ahead(hub, line, (at, meanwhile)).await {
            warn!(peer = %hub.name, %error, "Withdrawals could not go ahead of files");
        }
        if meanwhile.asked.elapsed() >= ASKED {
            meanwhile.asked = Instant::now();
            // Whether everything must be sent anew is noted with the cursor.
            if let Err(error) = self.ask(hub, line).await {
                warn!(peer = %hub.name, %error, "A peer could not be asked for news between files");
            }
        }
    }

    async fn send_ahead(
        &self,
        hub: &peer::Model,
        line: &Line,
        (at, meanwhile): (&cursor::Model, &mut Meanwhile),
    ) -> Result<()> {
        let from = (at.position, meanwhile.position);
        let (batches, end) = ahead(&self.hub.read(), &self.files, self.log, hub, from).await?;
        meanwhile.position = end;
        for batch in batches {
            let answer = line.send(&batch, self.now()).await?;
            self.answered(hub, &batch, &answer).await?;
        }
        Ok(())
    }

    /// Refusals of single items are the hub's word on them; they do not hold up the others. They are kept for the page of
    /// the article and the alarm.
    async fn answered(&self, hub: &peer::Model, batch: &Batch, answer: &Answer) -> Result<()> {
        for refused in answer.items.iter().filter(|told| told.result == Outcome::Refused) {
            let code = refused.code.as_deref().unwrap_or_default();
            warn!(peer = %hub.name, article = %refused.uid, code, "A peer refused an article");
        }
        if !refused::says_anything(&self.hub.read(), hub, answer).await? {
            return Ok(());
        }
        let mut tx = self.hub.write(Actor::job("courier")).await?;
        tx.exempt("peer")?;
        refused::note(&mut tx, hub, batch, answer).await?;
        tx.commit().await
    }
}

/// Whether the hub holds something newer than what it was just sent.
fn is_behind(answer: &Answer) -> bool {
    let older = |told: &Told| told.code.as_deref() == Some(PEER_OLDER.code);
    answer.items.iter().any(older)
}
