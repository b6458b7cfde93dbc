//! The counts of each month as this process keeps them, so that the figures of years are no walk through the letters of years.
//!
//! It is filled once and follows the log: an event of a letter makes its month be counted anew. The end of the log is read in
//! the same snapshot as everything else, so what is answered is what the database says at that moment, whoever wrote. Whatever
//! is not sure (an older snapshot, a log that was cut, very many events) is counted again or left to the database.

mod fill;
mod follow;
mod group;

use super::counted::Counted;
use super::figures::ByUnit;
use super::query::{BySiteYear, names, received_by_site, with_former};
use super::{Figures, Filter, Scope, Spread, What, read_figures};
use group::Group;
use kernel::{Result, beijing};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::HubRead;
use tokio::sync::Mutex;

/// What is kept at most, in bytes. Older months are left to the database.
const MOST: usize = 96 << 20;

/// The counts that a process keeps.
pub struct Kept {
    state: Mutex<State>,
    most: usize,
}

impl Default for Kept {
    fn default() -> Self {
        Self::at_most(MOST)
    }
}

#[derive(Default)]
struct State {
    /// The event up to which the months are true; none before anything was read.
    seen: Option<i64>,
    /// The oldest month that is kept, and all after it are, those without letters as nothing; nought before anything was read.
    floor: i64,
    months: BTreeMap<i64, Arc<Month>>,
    /// Months of which something changed.
    stale: BTreeSet<i64>,
}

/// A month's letters.
struct Month {
    groups: Vec<Group>,
    /// About so many bytes.
    weight: usize,
}

impl Kept {
    /// With a bound of its own, in bytes.
    #[must_use]
    pub fn at_most(most: usize) -> Self {
        Self {
            state: Mutex::new(State::default()),
            most,
        }
    }

    /// The figures of the letters that `filter` chooses at the moment of `read`, which must be a snapshot: the same as
    /// [`read_figures`] counts.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn figures(&self, read: &HubRead, scope: Scope, filter: &Filter) -> Result<Figures> {
        let filter = filter.what(What::Received);
        let whole = filter.period.is_whole() && filter.took.is_none();
        let months = if whole {
            self.months(read, &filter).await?
        } else {
            None
        };
        let Some((floor, months)) = months else {
            return read_figures(read, scope, &filter).await;
        };
        let older = if floor > fill::FIRST {
            received_by_site(read, filter.before(scope, floor)).await?
        } else {
            BySiteYear::new()
        };
        let (mut counted, received) = count(&months, older, scope, &filter, &beijing::date(read.now()));
        counted.years = with_former(read, scope, &filter, received).await?;
        Ok(Figures::of(&filter, counted, &names(read).await?))
    }

    /// All months that are kept and the first of them, as the snapshot has them; none where it is older than they are, or the
    /// period older than all of them.
    async fn months(&self, read: &HubRead, filter: &Filter) -> Result<Option<(i64, Vec<Arc<Month>>)>> {
        let mut state = self.state.lock().await;
        if !state.follow(read).await? {
            return Ok(None);
        }
        state.refill(read, self.most).await?;
        state.shrink(self.most);
        let reaches = filter.period.months().0 >= state.floor;
        Ok(reaches.then(|| (state.floor, state.months.values().cloned().collect())))
    }
}

impl State {
    fn weight(&self) -> usize {
        self.months.values().map(|month| month.weight).sum()
    }

    /// Forgets the oldest months until the rest is not too much; the newest stays.
    fn shrink(&mut self, most: usize) {
        while self.months.len() > 1 && self.weight() > most {
            if self.months.pop_first().is_none() {
                return;
            }
            self.floor = self.months.first_key_value().map_or(0, |(month, _)| *month);
        }
    }

    fn forget(&mut self) {
        *self = Self::default();
    }
}

fn count(
    months: &[Arc<Month>],
    mut received: BySiteYear,
    scope: Scope,
    filter: &Filter,
    today: &str,
) -> (Counted, BySiteYear) {
    let (first, last) = filter.period.months();
    let mut counted = Counted::default();
    let (mut overdue, mut unrectified) = (ByUnit::new(), ByUnit::new());
    let mut took: BTreeMap<i64, u64> = BTreeMap::new();
    let groups = months.iter().flat_map(|month| &month.groups);
    for group in groups.filter(|group| group.is_of(scope, filter)) {
        let count = &group.count;
        *received.entry((count.site, count.month / 100)).or_default() += count.n;
        if count.month < first || count.month > last {
            continue;
        }
        counted.counts.push(count.clone());
        counted.bad.add(&group.bad);
        for (days, n) in &group.took {
            *took.entry(*days).or_default() += n;
        }
        let late = group.waits.iter().filter(|(limit, _)| **limit < *today);
        let late: u64 = late.map(|(_, n)| n).sum();
        *overdue.entry(count.unit).or_default() += late;
        *unrectified.entry(count.unit).or_default() += group.unrectified;
    }
    counted.overdue = overdue;
    counted.unrectified = unrectified;
    counted.spread = Spread::of(took);
    (counted, received)
}
