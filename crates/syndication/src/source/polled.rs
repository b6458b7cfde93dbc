//! What came of a look at a source, as commands tell it.

use super::entity;
use kernel::Error;
use serde::Serialize;

/// How the other side answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// With a feed.
    Read,
    /// Nothing changed since the last time (304).
    Unchanged,
    /// It asks to be left alone for a while.
    Later,
    /// Somebody put the source to rest or took it off the register.
    Stopped,
    /// Not at all, or with something that is no feed.
    Failed,
}

/// Counts of one look.
#[derive(Clone, Debug, Serialize)]
pub struct Polled {
    /// Number of the source.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its address.
    pub url: String,
    /// How it answered.
    pub reading: Reading,
    /// Entries that were not known.
    pub new: usize,
    /// Of those: public now.
    pub published: usize,
    /// Of those: on the desk.
    pub waiting: usize,
    /// Known entries that read otherwise now.
    pub changed: usize,
    /// Known entries that are the same.
    pub unchanged: usize,
    /// Entries older than the first look.
    pub older: usize,
    /// Entries for which this day has no room: they come tomorrow.
    pub later: usize,
    /// Entries that could not be brought; they are tried again.
    pub failed: usize,
    /// Code of what went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The same in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

impl Polled {
    pub(super) fn of(source: &entity::Model) -> Self {
        Self {
            id: source.id,
            name: source.title(),
            url: source.url.clone(),
            reading: Reading::Read,
            new: 0,
            published: 0,
            waiting: 0,
            changed: 0,
            unchanged: 0,
            older: 0,
            later: 0,
            failed: 0,
            error: None,
            message: None,
        }
    }

    pub(super) fn fail(&mut self, error: &Error) {
        let problem = gateway::Problem::of(error);
        self.reading = Reading::Failed;
        self.error = Some(problem.code);
        self.message = Some(problem.detail);
    }

    /// Whether all of it went well.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.reading != Reading::Failed && self.failed == 0
    }
}
