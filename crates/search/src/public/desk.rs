//! Asks the index without holding up anybody else.

use crate::Index;
use crate::index::{Found, Hit};
use crate::query::Query;
use crate::reader::off_loop;
use crate::snippet::{LENGTH, Markup};
use kernel::{Error, Result};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// A search that has waited this long is turned away; the visitor has gone by then.
const PATIENCE: Duration = Duration::from_secs(2);

/// Where searches queue: as many at once as there are processors, so that a flood of them leaves the cached pages their share.
#[derive(Clone)]
pub struct Desk {
    index: Arc<Index>,
    seats: Arc<Semaphore>,
}

/// What was found, with the texts ready for HTML.
pub(crate) struct Answered {
    pub(crate) found: Found,
    /// One for each hit.
    pub(crate) texts: Vec<Texts>,
}

/// A hit's texts, escaped and marked.
pub(crate) struct Texts {
    pub(crate) title: String,
    pub(crate) excerpt: String,
}

impl Desk {
    /// A desk before `index`.
    #[must_use]
    pub fn new(index: Arc<Index>) -> Self {
        let seats = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            index,
            seats: Arc::new(Semaphore::new(seats)),
        }
    }

    pub(crate) async fn ask(&self, query: Query, markup: Markup) -> Result<Answered> {
        let seat = tokio::time::timeout(PATIENCE, self.seats.clone().acquire_owned()).await;
        let Ok(Ok(seat)) = seat else {
            return Err(Error::Busy(PATIENCE));
        };
        let index = self.index.clone();
        off_loop(move || {
            let _seat = seat;
            let found = index.search(&query)?;
            let texts = found.hits.iter().map(|hit| texts(&found, hit, markup)).collect();
            Ok(Answered { found, texts })
        })
        .await
    }
}

fn texts(found: &Found, hit: &Hit, markup: Markup) -> Texts {
    Texts {
        title: found.highlighter.mark(&hit.title, markup),
        excerpt: found.highlighter.best(&hit.body, &hit.summary, LENGTH, markup),
    }
}
