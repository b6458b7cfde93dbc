//! The first half of an import: a batch is read, taken apart, checked, compared with what is there, and rendered.

use super::line::{Flaw, Item, check};
use super::render::{Ready, render_item};
use super::report::Rejected;
use super::source::{FileFormat, Raw, Records, Shape};
use super::write::{Target, known_keys};
use super::{csv, json};
use crate::article::text::OriginClass;
use chrono::{DateTime, Utc};
use kernel::{Error, Result, SiteId};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::BufRead;
use std::sync::Arc;
use store::Store;

/// A batch with nothing left to do but to write it.
pub(super) struct Batch {
    /// Records read.
    pub(super) lines: u64,
    /// Records whose key the site has.
    pub(super) unchanged: u64,
    pub(super) ready: Vec<Ready>,
    pub(super) rejected: Vec<Rejected>,
    /// Bytes of the file read so far.
    pub(super) bytes: u64,
    pub(super) header: Arc<[u8]>,
}

/// What goes from batch to batch.
pub(super) struct Stage<R> {
    store: Store,
    site: SiteId,
    records: Records<R>,
    /// 稿源 of an own article that names none.
    site_name: Arc<str>,
    /// The line on which a key was first seen. Hashes, so that a million keys of any length cost the same.
    seen: HashMap<[u8; 16], u64>,
}

impl<R: BufRead + Send + 'static> Stage<R> {
    pub(super) fn new(store: &Store, target: &Target, source: R, format: FileFormat) -> Self {
        Self {
            store: store.clone(),
            site: target.site(),
            records: Records::new(source, format),
            site_name: Arc::from(target.site_name.as_str()),
            seen: HashMap::new(),
        }
    }

    /// Prepares the next batch; none at the end of the file.
    pub(super) async fn advance(mut self) -> Result<(Self, Option<Batch>)> {
        let mut records = self.records;
        let reading = tokio::task::spawn_blocking(move || (records.batch(), records));
        let (read, records) = reading.await.map_err(Error::fault)?;
        self.records = records;
        let (raws, shape) = read?;
        if raws.is_empty() {
            return Ok((self, None));
        }
        let lines = raws.len() as u64;
        let now = self.store.clocks().domain.now();
        let checked = spread(raws, move |raw: Raw| (take_apart(&shape, &raw, now), raw)).await?;
        if self.seen.is_empty()
            && self.records.header.is_empty()
            && checked.iter().all(|(item, _)| item.is_err())
        {
            json::recognise(&checked.iter().map(|(_, raw)| raw).collect::<Vec<_>>())?;
        }
        let (fresh, mut rejected) = self.first_of_each_key(checked);
        let keys = fresh.iter().map(|(item, _)| item.key.as_str()).collect();
        let known = known_keys(&self.store.read(self.site), keys).await?;
        let (old, fresh): (Vec<_>, Vec<_>) =
            fresh.into_iter().partition(|(item, _)| known.contains(&item.key));
        let site_name = self.site_name.clone();
        let rendered = spread(fresh, move |(mut item, raw): (Item, Raw)| {
            if item.source.is_empty() && item.origin == OriginClass::Own {
                item.source = site_name.to_string();
            }
            render_item(raw.line, item).map_err(|flaw| reject(raw, flaw))
        });
        let mut ready = Vec::new();
        for done in rendered.await? {
            match done {
                Ok(item) => ready.push(item),
                Err(refused) => rejected.push(refused),
            }
        }
        rejected.sort_by_key(|rejected| rejected.line);
        let (bytes, header) = (self.records.bytes, self.records.header.clone());
        Ok((
            self,
            Some(Batch {
                lines,
                unchanged: old.len() as u64,
                ready,
                rejected,
                bytes,
                header,
            }),
        ))
    }

    /// Of records with one key the first counts, whatever became of it: which one is meant is for people to say.
    fn first_of_each_key(
        &mut self,
        checked: Vec<(Result<Item, Flaw>, Raw)>,
    ) -> (Vec<(Item, Raw)>, Vec<Rejected>) {
        let (mut fresh, mut rejected) = (Vec::with_capacity(checked.len()), Vec::new());
        for (item, raw) in checked {
            let key = item.as_ref().map_or_else(|flaw| &flaw.key, |item| &item.key);
            let earlier = if key.is_empty() {
                None
            } else {
                self.seen_before(key, raw.line)
            };
            match (item, earlier) {
                (Ok(item), None) => fresh.push((item, raw)),
                (Ok(item), Some(line)) => {
                    let flaw = Flaw::new(&item.key, &format!("key 重复，首见于第 {line} 行"));
                    rejected.push(reject(raw, flaw));
                }
                (Err(flaw), _) => rejected.push(reject(raw, flaw)),
            }
        }
        (fresh, rejected)
    }

    fn seen_before(&mut self, key: &str, line: u64) -> Option<u64> {
        let mut name = [0; 16];
        name.iter_mut()
            .zip(Sha256::digest(key.as_bytes()))
            .for_each(|(to, from)| *to = from);
        let first = *self.seen.entry(name).or_insert(line);
        (first != line).then_some(first)
    }
}

fn take_apart(shape: &Shape, raw: &Raw, now: DateTime<Utc>) -> Result<Item, Flaw> {
    if let Some(flaw) = raw.flaw {
        return Err(Flaw::new("", flaw));
    }
    let fields = match shape {
        Shape::Json => json::fields(&raw.text)?,
        Shape::Csv { columns, encoding } => {
            let text = encoding
                .decode(&raw.text)
                .map_err(|reason| Flaw::new("", reason))?;
            csv::fields(columns, &text)?
        }
    };
    check(fields, now)
}

fn reject(raw: Raw, flaw: Flaw) -> Rejected {
    Rejected {
        line: raw.line,
        key: flaw.key,
        reason: flaw.reason,
        text: raw.text,
    }
}

/// Spreads work that keeps a core busy over all cores, off the async threads; answers in order.
async fn spread<T, U>(items: Vec<T>, work: impl Fn(T) -> U + Send + Sync + 'static) -> Result<Vec<U>>
where
    T: Send + 'static,
    U: Send + 'static,
{
    // Two parts a core: bodies differ in length, and the part that is done first should not wait long.
    let parts = std::thread::available_parallelism().map_or(2, std::num::NonZero::get) * 2;
    let size = items.len().div_ceil(parts).max(1);
    let work = Arc::new(work);
    let (mut items, mut running) = (items.into_iter(), Vec::new());
    loop {
        let part: Vec<T> = items.by_ref().take(size).collect();
        if part.is_empty() {
            break;
        }
        let work = work.clone();
        running.push(tokio::task::spawn_blocking(move || {
            part.into_iter().map(|item| work(item)).collect::<Vec<U>>()
        }));
    }
    let mut done = Vec::new();
    for part in running {
        done.extend(part.await.map_err(Error::fault)?);
    }
    Ok(done)
}
