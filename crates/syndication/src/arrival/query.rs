//! Reads of the desk of outside sources.

use super::{State, entity};
use crate::source::entity as source;
use kernel::{ChannelId, Result};
use sea_orm::{ColumnTrait, Condition};
use std::collections::HashMap;
use store::SiteRead;

/// Which arrivals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// In this state.
    In(State),
    /// Changed by their source after the site made them its own.
    Newer,
}

impl Which {
    /// What the list offers.
    pub const ALL: [Self; 5] = [
        Self::In(State::Waiting),
        Self::Newer,
        Self::In(State::Published),
        Self::In(State::Taken),
        Self::In(State::Declined),
    ];

    /// The word in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::In(state) => state.key(),
            Self::Newer => "newer",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::In(state) => state.title(),
            Self::Newer => "来源有更新",
        }
    }

    /// Reads [`Which::key`]; what waits, where nothing is said.
    #[must_use]
    pub fn parse(key: &str) -> Self {
        let found = Self::ALL.into_iter().find(|which| which.key() == key);
        found.unwrap_or(Self::In(State::Waiting))
    }

    fn condition(self) -> Condition {
        match self {
            Self::In(state) => Condition::all().add(entity::Column::State.eq(state.key())),
            Self::Newer => Condition::all().add(entity::Column::Newer.eq(true)),
        }
    }
}

/// Every source that ever was, by number: also of removed ones what they brought is here.
///
/// # Errors
/// Faults of the database.
pub async fn sources(read: &SiteRead) -> Result<HashMap<i64, source::Model>> {
    let rows = read.find::<source::Entity>().all().await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The numbers of those sources whose channel is in `scope`; `None` is all of them.
#[must_use]
pub fn within(sources: &HashMap<i64, source::Model>, scope: Option<&[ChannelId]>) -> Option<Vec<i64>> {
    let scope = scope?;
    let inside = sources
        .values()
        .filter(|row| scope.contains(&ChannelId(row.channel_id)));
    Some(inside.map(|row| row.id).collect())
}

/// A page: what waits oldest first, the others newest first. `from` are the sources somebody may see, or wants to.
///
/// # Errors
/// Faults of the database.
pub async fn list(
    read: &SiteRead,
    which: Which,
    from: Option<Vec<i64>>,
    page: u64,
    size: u64,
) -> Result<(Vec<entity::Model>, u64)> {
    let found = read
        .find::<entity::Entity>()
        .filter(which.condition())
        .filter_some(from, |from| entity::Column::SourceId.is_in(from));
    let ordered = if which == Which::In(State::Waiting) {
        found.asc(entity::Column::Id)
    } else {
        found.desc(entity::Column::ChangedAt).desc(entity::Column::Id)
    };
    ordered.page(page, size).await
}

/// How many.
///
/// # Errors
/// Faults of the database.
pub async fn count(read: &SiteRead, which: Which, from: Option<Vec<i64>>) -> Result<u64> {
    read.find::<entity::Entity>()
        .filter(which.condition())
        .filter_some(from, |from| entity::Column::SourceId.is_in(from))
        .count()
        .await
}

/// How many wait that nobody opened.
///
/// # Errors
/// Faults of the database.
pub async fn count_unseen(read: &SiteRead, from: Option<Vec<i64>>) -> Result<u64> {
    read.find::<entity::Entity>()
        .filter(entity::Column::State.eq(State::Waiting.key()))
        .filter(entity::Column::SeenAt.is_null())
        .filter_some(from, |from| entity::Column::SourceId.is_in(from))
        .count()
        .await
}

/// Whether an arrival waits and nobody opened it.
///
/// # Errors
/// Faults of the database.
pub async fn is_unseen(read: &SiteRead, id: i64) -> Result<bool> {
    read.find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id))
        .filter(entity::Column::State.eq(State::Waiting.key()))
        .filter(entity::Column::SeenAt.is_null())
        .exists()
        .await
}

/// An arrival with its source.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn find(read: &SiteRead, id: i64) -> Result<(entity::Model, source::Model)> {
    let row = read
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id))
        .filter(entity::Column::State.ne(State::Skipped.key()))
        .found()
        .await?;
    let its = read
        .find::<source::Entity>()
        .filter(source::Column::Id.eq(row.source_id));
    let its = its.found().await?;
    Ok((row, its))
}
