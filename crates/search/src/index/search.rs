//! Searching.

use super::collector::{Collected, Matches, collect};
use super::generation::Generation;
use super::{Index, fault};
use crate::query::{Parsed, Query, build, loosely, parse};
use crate::snippet::Highlighter;
use chrono::{DateTime, Utc};
use kernel::document::Place;
use kernel::{Error, Result, SiteId, Uid};
use std::time::{Duration, Instant};
use tantivy::{DocAddress, Searcher};

/// One result.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The origin article.
    pub uid: Uid,
    /// Headline.
    pub title: String,
    /// Abstract, or empty.
    pub summary: String,
    /// The text.
    pub body: String,
    /// First publication.
    pub published_at: DateTime<Utc>,
    /// Where it stands, the origin first.
    pub places: Vec<Place>,
}

/// What a search found.
#[derive(Debug, Default)]
pub struct Found {
    /// Exactly how many match, on all pages.
    pub total: u64,
    /// The same without the filter by site.
    pub everywhere: u64,
    /// How many on each site, without the filter by site, most first. An article on two sites counts on both.
    pub sites: Vec<(SiteId, u64)>,
    /// This page.
    pub hits: Vec<Hit>,
    /// Nothing has all the words; these have some.
    pub relaxed: bool,
    /// The query taken apart.
    pub parsed: Parsed,
    /// Marks what was asked for.
    pub highlighter: Highlighter,
    /// Time spent.
    pub took: Duration,
}

impl Index {
    /// Searches what is committed. Takes milliseconds of processor: call it off the event loop.
    pub fn search(&self, query: &Query) -> Result<Found> {
        let began = Instant::now();
        let parsed = parse(&query.text);
        let current = self.current.load_full();
        let searcher = current.reader.searcher();
        let (skip, size) = query.window();
        let matches = Matches::new(query, skip + size);
        let run = |built: Option<Box<dyn tantivy::query::Query>>| {
            built.map_or_else(
                || Ok(Collected::default()),
                |built| collect(&searcher, &*built, &matches),
            )
        };
        let mut collected = run(build(&parsed, query, &current.fields))?;
        let relaxed = collected.everywhere == 0;
        if relaxed {
            collected = run(loosely(&parsed, query, &current.fields))?;
        }
        let page = collected.best.iter().skip(skip).take(size);
        let hits = page
            .map(|at| read(&current, &searcher, *at))
            .collect::<Result<_>>()?;
        Ok(Found {
            total: collected.total,
            everywhere: collected.everywhere,
            sites: collected.sites,
            hits,
            relaxed: relaxed && collected.everywhere > 0,
            highlighter: Highlighter::of(&parsed),
            parsed,
            took: began.elapsed(),
        })
    }
}

fn read(generation: &Generation, searcher: &Searcher, at: DocAddress) -> Result<Hit> {
    let document = searcher.doc(at).map_err(fault)?;
    let stored = generation
        .fields
        .read(&document)
        .ok_or_else(|| Error::fault("unreadable document in the index"))?;
    Ok(Hit {
        uid: stored.uid,
        title: stored.title,
        summary: stored.summary,
        body: stored.body,
        published_at: stored.published_at,
        places: stored.places,
    })
}
