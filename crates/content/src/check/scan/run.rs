//! The job. Each piece is a transaction that also says how far the run is, so a stop costs one piece.

use super::{entity, read as done};
use crate::article::{edition, entity as article};
use crate::check::judge::by_rules;
use crate::check::{Rules, stock};
use crate::permissions::ScanStock;
use chrono::{DateTime, Utc};
use kernel::{Actor, Granted, Result, SiteId, policy};
use sea_orm::{ColumnTrait, Set, Unchanged};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::job::{Job, JobHandler, JobRow};
use store::{SiteWrite, Store};

/// Articles of one piece.
const PIECE: u64 = 250;
/// Pieces of one turn; then the queue's other jobs have theirs.
const TURN: usize = 8;

/// Reads the stock of a site again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rescan {
    cause: String,
    word: String,
    /// The run it goes on with.
    scan: Option<i64>,
    after: i64,
    not_before: Option<DateTime<Utc>>,
}

impl Rescan {
    /// A new run; two wishes with the same `word` are one.
    #[must_use]
    pub fn begin(cause: &str, word: &str) -> Self {
        Self {
            cause: cause.to_owned(),
            word: word.to_owned(),
            scan: None,
            after: 0,
            not_before: None,
        }
    }

    /// What an open run has before it.
    #[must_use]
    pub fn resume(run: &entity::Model, after: i64) -> Self {
        Self {
            scan: Some(run.id),
            after,
            ..Self::begin(&run.cause, "")
        }
    }

    /// A new run at a time.
    #[must_use]
    pub fn at(cause: &str, word: &str, time: DateTime<Utc>) -> Self {
        Self {
            not_before: Some(time),
            ..Self::begin(cause, word)
        }
    }
}

impl Job for Rescan {
    const KIND: &'static str = "check.rescan";

    fn not_before(&self) -> Option<DateTime<Utc>> {
        self.not_before
    }

    fn only_once(&self) -> Option<String> {
        Some(match self.scan {
            Some(scan) => format!("{scan}:{}", self.after),
            None => self.word.clone(),
        })
    }
}

/// Runs [`Rescan`].
pub struct Scanner {
    store: Store,
}

/// How a piece ended.
enum Piece {
    More,
    End,
}

impl Scanner {
    /// Reads the stocks of the sites of this box.
    #[must_use]
    pub const fn new(store: Store) -> Self {
        Self { store }
    }

    fn grant(site: SiteId) -> Result<Granted<ScanStock>> {
        policy::decide(&Actor::job("scan"), site, &[])
    }

    /// Begins a run, or finds the one to go on with; none when a newer one took its place or it has ended.
    async fn open(&self, site: SiteId, job: &Rescan) -> Result<Option<entity::Model>> {
        if let Some(id) = job.scan {
            let read = self.store.read(site);
            let row = read
                .find::<entity::Entity>()
                .filter(entity::Column::Id.eq(id))
                .one()
                .await?;
            return Ok(row.filter(|row| row.ended_at.is_none()));
        }
        let mut tx = self.store.write(Self::grant(site)?).await?;
        let rules = Rules::load(&tx).await?;
        let total = tx
            .find::<article::Entity>()
            .filter(article::Column::LiveEditionId.is_not_null())
            .count()
            .await?;
        let over = entity::ActiveModel {
            ended_at: Set(Some(tx.now())),
            overtaken: Set(true),
            ..Default::default()
        };
        tx.update_where(over, entity::Column::EndedAt.is_null()).await?;
        let row = entity::ActiveModel {
            mark: Set(rules.mark),
            cause: Set(job.cause.clone()),
            total: Set(i64::try_from(total).unwrap_or(i64::MAX)),
            done: Set(0),
            checked: Set(0),
            found: Set(0),
            after_id: Set(0),
            started_at: Set(tx.now()),
            ended_at: Set(None),
            overtaken: Set(false),
            ..Default::default()
        };
        let row = tx.insert(row).await?;
        tx.audit(
            "check_scan.started",
            &format!("check_scan:{}", row.id),
            &job.cause,
        );
        tx.commit().await?;
        Ok(Some(row))
    }

    /// Reads the next articles after `after`, outside of any transaction, and writes what was found in one.
    async fn piece(&self, site: SiteId, scan: i64, last: bool) -> Result<Piece> {
        let read = self.store.read(site);
        let row = read
            .find::<entity::Entity>()
            .filter(entity::Column::Id.eq(scan))
            .found()
            .await?;
        if row.ended_at.is_some() {
            return Ok(Piece::End);
        }
        let rules = Rules::load(&read).await?;
        let articles = read
            .find::<article::Entity>()
            .filter(article::Column::LiveEditionId.is_not_null())
            .filter(article::Column::Id.gt(row.after_id))
            .asc(article::Column::Id)
            .limit(PIECE)
            .all()
            .await?;
        let ids: Vec<i64> = articles.iter().map(|article| article.id).collect();
        let known = read
            .find::<done::Entity>()
            .filter(done::Column::ArticleId.is_in(ids.clone()))
            .all()
            .await?;
        let known: HashMap<i64, (i64, String)> = known
            .into_iter()
            .map(|row| (row.article_id, (row.edition_id, row.mark)))
            .collect();
        let fresh = |article: &&article::Model| {
            let same = known.get(&article.id);
            same.is_none_or(|(edition, mark)| {
                Some(*edition) != article.live_edition_id || *mark != rules.mark
            })
        };
        let wanted: Vec<i64> = articles
            .iter()
            .filter(fresh)
            .filter_map(|article| article.live_edition_id)
            .collect();
        let editions = read
            .find::<edition::Entity>()
            .filter(edition::Column::Id.is_in(wanted))
            .all()
            .await?;
        let mut found = Vec::with_capacity(editions.len());
        for edition in &editions {
            found.push((
                edition.article_id,
                edition.id,
                by_rules(&read, &rules, edition).await?,
            ));
        }
        let mut tx = self.store.write(Self::grant(site)?).await?;
        let found = still_live(&tx, found).await?;
        let checked = i64::try_from(found.len()).unwrap_or(i64::MAX);
        let count = stock::put(&mut tx, &rules.mark, found).await?;
        let end = articles.len() < usize::try_from(PIECE).unwrap_or(usize::MAX);
        let after = ids.last().copied().unwrap_or(row.after_id);
        let change = entity::ActiveModel {
            id: Unchanged(scan),
            done: Set(row.done + i64::try_from(ids.len()).unwrap_or_default()),
            checked: Set(row.checked + checked),
            found: Set(row.found + count),
            after_id: Set(after),
            ended_at: Set(end.then(|| tx.now())),
            ..Default::default()
        };
        tx.update(change).await?;
        let told = serde_json::json!({ "after": after, "checked": checked, "found": count });
        tx.audit("check_scan.read", &format!("check_scan:{scan}"), &told);
        if last && !end {
            let next = Rescan::resume(&row, after);
            tx.enqueue(&next).await?;
        }
        tx.commit().await?;
        Ok(if end { Piece::End } else { Piece::More })
    }
}

/// What went live or left while it was read was entered by whoever moved it.
async fn still_live(
    tx: &SiteWrite<ScanStock>,
    found: Vec<(i64, i64, Vec<proof::Finding>)>,
) -> Result<Vec<(i64, i64, Vec<proof::Finding>)>> {
    let ids: Vec<i64> = found.iter().map(|(article, _, _)| *article).collect();
    let rows = tx
        .find::<article::Entity>()
        .filter(article::Column::Id.is_in(ids))
        .all()
        .await?;
    let live: HashMap<i64, Option<i64>> = rows
        .into_iter()
        .map(|row| (row.id, row.live_edition_id))
        .collect();
    let stands = |(article, edition, _): &(i64, i64, Vec<proof::Finding>)| {
        live.get(article).copied().flatten() == Some(*edition)
    };
    Ok(found.into_iter().filter(stands).collect())
}

#[async_trait::async_trait]
impl JobHandler for Scanner {
    fn kind(&self) -> &'static str {
        Rescan::KIND
    }

    async fn run(&self, job: &JobRow) -> Result<()> {
        let wish: Rescan = job.read()?;
        let Some(site) = job.site else { return Ok(()) };
        let Some(scan) = self.open(site, &wish).await? else {
            return Ok(());
        };
        for turn in 1..=TURN {
            match self.piece(site, scan.id, turn == TURN).await? {
                Piece::End => break,
                Piece::More => {}
            }
        }
        Ok(())
    }
}
