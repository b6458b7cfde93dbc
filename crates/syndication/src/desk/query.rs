//! Reads of the desk.

use super::State;
use super::entity;
use super::piece::{Piece, of_line};
use crate::sender::Sender;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{DeskItemId, Result, beijing};
use sea_orm::{ColumnTrait, ExprTrait, FromQueryResult};
use std::collections::HashMap;
use store::SiteRead;

/// A page of the desk in one state: what waits oldest first, what was decided newest first.
///
/// # Errors
/// Faults of the database.
pub async fn list_items(
    read: &SiteRead,
    state: State,
    page: u64,
    size: u64,
) -> Result<(Vec<entity::Model>, u64)> {
    let sought = Sought {
        state: Some(state),
        ..Sought::default()
    };
    search_items(read, &sought, page, size).await
}

/// What an editor looks for on the desk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    /// Lines in this state; `None` is waiting.
    pub state: Option<State>,
    /// From this site or box.
    pub sender: Option<Sender>,
    /// Proposed for this channel.
    pub channel: Option<i64>,
    /// Came by this way.
    pub way: Option<Way>,
    /// Arrived on this day or later.
    pub from: Option<NaiveDate>,
    /// Arrived on this day or before.
    pub to: Option<NaiveDate>,
    /// Only what nobody opened.
    pub unseen: bool,
    /// Near-identical to each other.
    pub cluster: Option<i64>,
    /// Words of the headline.
    pub text: String,
}

/// How a piece came to the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Sent by hand.
    Submitted,
    /// Brought by a rule alone.
    Rule,
    /// Picked from the pool.
    Picked,
}

fn begin(day: NaiveDate) -> Option<DateTime<Utc>> {
    beijing::parse(&day.to_string())
}

/// A page of what is looked for: what waits oldest first, what was decided newest first.
///
/// # Errors
/// Faults of the database.
pub async fn search_items(
    read: &SiteRead,
    sought: &Sought,
    page: u64,
    size: u64,
) -> Result<(Vec<entity::Model>, u64)> {
    use entity::Column;
    let state = sought.state.unwrap_or(State::Waiting);
    let text = Some(sought.text.trim()).filter(|text| !text.is_empty());
    let found = read
        .find::<entity::Entity>()
        .filter(Column::State.eq(state.key()))
        .filter_some(sought.sender, |sender| match sender {
            Sender::Site(id) => Column::OriginSiteId.eq(id),
            Sender::Box(id) => Column::UnitId.eq(id),
        })
        .filter_some(sought.channel, |channel| Column::ChannelId.eq(channel))
        .filter_some(sought.way, |way| match way {
            Way::Submitted => Column::Submitted.eq(true),
            Way::Rule => Column::Submitted.eq(false).and(Column::Picked.eq(false)),
            Way::Picked => Column::Picked.eq(true),
        })
        .filter_some(sought.unseen.then_some(()), |()| Column::SeenAt.is_null())
        .filter_some(sought.cluster, |cluster| Column::Cluster.eq(cluster))
        .filter_some(sought.from.and_then(begin), |from| Column::ArrivedAt.gte(from))
        .filter_some(sought.to.and_then(|day| begin(day.succ_opt()?)), |end| {
            Column::ArrivedAt.lt(end)
        })
        .filter_some(text, |text| Column::Title.contains(text));
    let ordered = if state == State::Waiting {
        found.asc(Column::ArrivedAt).asc(Column::Id)
    } else {
        found.desc(Column::DecidedAt).desc(Column::Id)
    };
    ordered.page(page, size).await
}

/// The waiting lines of clusters.
///
/// # Errors
/// Faults of the database.
pub async fn in_clusters(read: &SiteRead, clusters: &[i64]) -> Result<Vec<entity::Model>> {
    read.find::<entity::Entity>()
        .filter(entity::Column::Cluster.is_in(clusters.iter().copied()))
        .filter(entity::Column::State.eq(State::Waiting.key()))
        .asc(entity::Column::Id)
        .all()
        .await
}

/// The sites and boxes that anything on the desk came from, with the names of their units.
///
/// # Errors
/// Faults of the database.
pub async fn sources(read: &SiteRead) -> Result<Vec<(Sender, String)>> {
    #[derive(FromQueryResult)]
    struct Source {
        origin_site_id: Option<i64>,
        unit_id: Option<i64>,
        source_name: String,
    }
    let sql = "select origin_site_id, unit_id, max(source_name) as source_name from desk_item \
               where site_id = $1 group by origin_site_id, unit_id order by origin_site_id, unit_id";
    let rows: Vec<Source> = read.report(sql, Vec::new()).await?;
    let sender = |row: Source| {
        let of_box = row.unit_id.map(Sender::Box);
        Some((of_box.or(row.origin_site_id.map(Sender::Site))?, row.source_name))
    };
    Ok(rows.into_iter().filter_map(sender).collect())
}

/// The line that an article of this site was made of with edits.
///
/// # Errors
/// Faults of the database.
pub async fn find_of_article(read: &SiteRead, article: i64) -> Result<Option<entity::Model>> {
    read.find::<entity::Entity>()
        .filter(entity::Column::ArticleId.eq(article))
        .one()
        .await
}

/// How many lines there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    by_state: HashMap<String, u64>,
    /// Waiting lines that nobody opened.
    pub unseen: u64,
}

impl Tally {
    /// In a state.
    #[must_use]
    pub fn of(&self, state: State) -> u64 {
        self.by_state.get(state.key()).copied().unwrap_or_default()
    }
}

/// Counts the lines of the desk, in one statement.
///
/// # Errors
/// Faults of the database.
pub async fn tally(read: &SiteRead) -> Result<Tally> {
    #[derive(FromQueryResult)]
    struct Counted {
        state: String,
        n: i64,
        unseen: i64,
    }
    let sql = "select state, count(*) as n, \
               cast(sum(case when seen_at is null then 1 else 0 end) as bigint) as unseen \
               from desk_item where site_id = $1 group by state";
    let rows: Vec<Counted> = read.report(sql, Vec::new()).await?;
    let number = |n: i64| u64::try_from(n).unwrap_or_default();
    let waiting = rows.iter().find(|row| row.state == State::Waiting.key());
    Ok(Tally {
        unseen: waiting.map(|row| number(row.unseen)).unwrap_or_default(),
        by_state: rows.into_iter().map(|row| (row.state, number(row.n))).collect(),
    })
}

/// A line with its text.
///
/// # Errors
/// [`kernel::Error::NotFound`] for a line of another site.
pub async fn find_item(read: &SiteRead, id: DeskItemId) -> Result<(entity::Model, Piece)> {
    let line = read
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id.0))
        .found()
        .await?;
    let piece = of_line(read, &line).await?;
    Ok((line, piece))
}

/// Whether nobody opened a waiting line yet.
///
/// # Errors
/// Faults of the database.
pub async fn is_unseen(read: &SiteRead, id: DeskItemId) -> Result<bool> {
    read.find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id.0))
        .filter(entity::Column::SeenAt.is_null())
        .filter(entity::Column::State.eq(State::Waiting.key()))
        .exists()
        .await
}
