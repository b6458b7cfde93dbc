//! One pass over the matches: the best of them, how many there are, and how many on each site.
//!
//! Sites and dates are filtered here, from fast fields, so that the counts for the *other* sites come from
//! the same pass.

use super::fault;
use super::schema::{PUBLISHED, SITES};
use crate::query::{Query, Sort};
use kernel::SiteId;
use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashMap};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DateTime, DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

/// Collects for one query.
pub(super) struct Matches {
    sites: Vec<i64>,
    from: i64,
    until: i64,
    by_score: bool,
    limit: usize,
}

/// What one pass finds.
#[derive(Default)]
pub(super) struct Collected {
    /// With the site filter.
    pub(super) total: u64,
    /// Without it.
    pub(super) everywhere: u64,
    /// Documents on each site, without the site filter, most first.
    pub(super) sites: Vec<(SiteId, u64)>,
    /// The best, best first.
    pub(super) best: Vec<DocAddress>,
}

impl Matches {
    pub(super) fn new(query: &Query, limit: usize) -> Self {
        Self {
            sites: query.sites.iter().map(|site| site.0).collect(),
            from: query.from.map_or(i64::MIN, |at| at.timestamp()),
            until: query.until.map_or(i64::MAX, |at| at.timestamp()),
            by_score: query.sort == Sort::Relevance,
            limit,
        }
    }
}

/// Ordered so that the greatest is the best: score, then the newest, then the one indexed last.
#[derive(Clone, Copy, PartialEq)]
struct Rank {
    score: Score,
    published: i64,
    address: DocAddress,
}

impl Eq for Rank {}

impl Ord for Rank {
    fn cmp(&self, other: &Self) -> Ordering {
        self.score
            .total_cmp(&other.score)
            .then(self.published.cmp(&other.published))
            .then(self.address.cmp(&other.address))
    }
}

impl PartialOrd for Rank {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

pub(super) struct SegmentMatches {
    sites: Column<i64>,
    published: Column<DateTime>,
    segment: SegmentOrdinal,
    wanted: Vec<i64>,
    from: i64,
    until: i64,
    limit: usize,
    fruit: Fruit,
}

/// The part of one segment.
#[derive(Default)]
pub(super) struct Fruit {
    total: u64,
    everywhere: u64,
    counts: Counts,
    best: BinaryHeap<Reverse<Rank>>,
}

/// Site ids are small numbers; a table is far quicker than hashing each hit.
#[derive(Default)]
struct Counts {
    small: Vec<u64>,
    large: HashMap<i64, u64>,
}

const SMALL: usize = 1 << 16;

impl Counts {
    fn add(&mut self, site: i64) {
        match usize::try_from(site) {
            Ok(at) if at < SMALL => {
                if at >= self.small.len() {
                    self.small.resize(at + 1, 0);
                }
                if let Some(count) = self.small.get_mut(at) {
                    *count += 1;
                }
            }
            _ => *self.large.entry(site).or_default() += 1,
        }
    }

    fn merge_into(self, all: &mut HashMap<i64, u64>) {
        let small = self.small.into_iter().zip(0..).map(|(count, site)| (site, count));
        for (site, count) in small.chain(self.large).filter(|(_, count)| *count > 0) {
            *all.entry(site).or_default() += count;
        }
    }
}

impl SegmentCollector for SegmentMatches {
    type Fruit = Fruit;

    fn collect(&mut self, doc: DocId, score: Score) {
        let published = self.published.first(doc).map_or(0, DateTime::into_timestamp_secs);
        if published < self.from || published >= self.until {
            return;
        }
        self.fruit.everywhere += 1;
        let mut here = self.wanted.is_empty();
        for site in self.sites.values_for_doc(doc) {
            here = here || self.wanted.contains(&site);
            self.fruit.counts.add(site);
        }
        if here {
            self.fruit.total += 1;
            let rank = Rank {
                score,
                published,
                address: DocAddress::new(self.segment, doc),
            };
            keep(&mut self.fruit.best, rank, self.limit);
        }
    }

    fn harvest(self) -> Fruit {
        self.fruit
    }
}

fn keep(best: &mut BinaryHeap<Reverse<Rank>>, rank: Rank, limit: usize) {
    if best.len() < limit {
        best.push(Reverse(rank));
    } else if let Some(mut worst) = best.peek_mut()
        && worst.0 < rank
    {
        *worst = Reverse(rank);
    }
}

impl Collector for Matches {
    type Fruit = Collected;
    type Child = SegmentMatches;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentMatches> {
        Ok(SegmentMatches {
            sites: reader.fast_fields().i64(SITES)?,
            published: reader.fast_fields().date(PUBLISHED)?,
            segment,
            wanted: self.sites.clone(),
            from: self.from,
            until: self.until,
            limit: self.limit,
            fruit: Fruit::default(),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.by_score
    }

    fn merge_fruits(&self, fruits: Vec<Fruit>) -> tantivy::Result<Collected> {
        let mut collected = Collected::default();
        let mut counts = HashMap::new();
        let mut best = Vec::new();
        for fruit in fruits {
            collected.total += fruit.total;
            collected.everywhere += fruit.everywhere;
            fruit.counts.merge_into(&mut counts);
            best.extend(fruit.best);
        }
        collected.sites = counts
            .into_iter()
            .map(|(site, count)| (SiteId(site), count))
            .collect();
        collected
            .sites
            .sort_unstable_by_key(|(site, count)| (Reverse(*count), *site));
        best.sort_unstable();
        collected.best = best
            .into_iter()
            .take(self.limit)
            .map(|Reverse(rank)| rank.address)
            .collect();
        Ok(collected)
    }
}

/// Runs the query once.
pub(super) fn collect(
    searcher: &tantivy::Searcher,
    built: &dyn tantivy::query::Query,
    matches: &Matches,
) -> kernel::Result<Collected> {
    searcher.search(built, matches).map_err(fault)
}
