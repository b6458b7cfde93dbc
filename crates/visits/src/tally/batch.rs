//! The counts of the last moments.

use super::Sketch;
use chrono::NaiveDate;
use kernel::{Result, SiteId};
use std::collections::HashMap;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A page, by its address in the site.
    Page,
    /// A channel with everything in it.
    Channel,
    /// Where visitors came from.
    Source,
    /// What they read on.
    Device,
}

impl Kind {
    /// The word in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Channel => "channel",
            Self::Source => "source",
            Self::Device => "device",
        }
    }
}

/// Counts of one site on one day.
#[derive(Clone, Debug)]
pub struct Tally {
    /// Views.
    pub views: i64,
    /// Visitors.
    pub visitors: Sketch,
    /// Views of each thing, with what it is called.
    pub things: HashMap<(Kind, Box<str>), (Box<str>, i64)>,
}

/// Counts that are not in the database yet.
pub type Batch = HashMap<(SiteId, NaiveDate), Tally>;

impl Tally {
    /// Nothing counted.
    ///
    /// # Errors
    /// Faults.
    pub fn new() -> Result<Self> {
        Ok(Self {
            views: 0,
            visitors: Sketch::new()?,
            things: HashMap::new(),
        })
    }

    /// Counts a view of a thing.
    pub fn count(&mut self, kind: Kind, subject: &str, label: &str) {
        // The address is copied for what is new alone.
        let key = (kind, Box::from(subject));
        let (_, views) = self.things.entry(key).or_insert_with(|| (label.into(), 0));
        *views += 1;
    }

    /// Takes in what another counted.
    ///
    /// # Errors
    /// Faults.
    pub fn add(&mut self, other: Self) -> Result<()> {
        self.views += other.views;
        self.visitors.merge(&other.visitors)?;
        for (key, (label, views)) in other.things {
            let (_, sum) = self.things.entry(key).or_insert((label, 0));
            *sum += views;
        }
        Ok(())
    }
}
