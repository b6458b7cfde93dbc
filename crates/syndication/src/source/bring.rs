//! One entry becomes a row, and with it an article or a line of the desk, in one transaction: whoever is killed here has
//! written all of it or nothing, and the next look finds what is there.

use super::book::alive;
use super::day::{Day, corrected};
use super::entity;
use super::identity::{date, story};
use super::known::stands_already;
use super::picture::store_pictures;
use super::prepare::Ready;
use crate::arrival::State;
use crate::arrival::entity::{self as item, ITEM_IDENTITY};
use content::article::{AT_COMMAND_LINE, Voucher, relay_article, relay_change};
use content::permissions::RelayArticle;
use kernel::{ArticleId, Error, PersonId, Result};
use sea_orm::{ColumnTrait, Set};
use std::time::Duration;
use store::{OnUnique, SiteWrite};

/// What became of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Brought {
    /// Public, without the desk.
    Published,
    /// On the desk.
    Waiting,
    /// Not at all: the site has it already, by another way.
    Known,
}

/// Who answers for what the source's line in the register lets pass.
pub(super) fn voucher(source: &entity::Model) -> Voucher {
    Voucher {
        person: source.set_by.map_or(AT_COMMAND_LINE, PersonId),
        name: source.set_by_name.clone(),
    }
}

/// Writes a new entry: an article where the source is on the white list now, else a line of the desk; `refused` is why an
/// article cannot be made of it.
///
/// # Errors
/// What publishing refuses; `source.stopped`; [`Error::Busy`] when somebody else brought the entry in the meantime.
pub(super) async fn bring_new(
    tx: &mut SiteWrite<RelayArticle>,
    source: &entity::Model,
    ready: &Ready,
    refused: Option<&str>,
) -> Result<Brought> {
    let now = tx.now();
    let source = &current(tx, source).await?;
    if stands_already(tx, source, ready).await? {
        skip(tx, source, std::slice::from_ref(&ready.marked)).await?;
        return Ok(Brought::Known);
    }
    let publish = refused.is_none() && source.is_listed(now);
    let why = match refused {
        Some(why) => why,
        None if source.automatic && !publish => "转载授权已到期。",
        None => "",
    };
    store_pictures(tx, source, &ready.pictures).await?;
    let state = if publish { State::Published } else { State::Waiting };
    let row = item::ActiveModel {
        source_id: Set(source.id),
        identity: Set(ready.marked.identity.clone()),
        origin_id: Set(story(&ready.marked.entry)),
        state: Set(state.key().to_owned()),
        article_id: Set(None),
        newer: Set(false),
        note: Set(format!("{why}{}", ready.note)),
        seen_at: Set(None),
        decided_by: Set(None),
        decided_by_name: Set(String::new()),
        decided_at: Set(None),
        reason: Set(String::new()),
        arrived_at: Set(now),
        ..words(ready, now)
    };
    let row = tx.insert(row).await.on_unique(ITEM_IDENTITY, again)?;
    if publish {
        let article = relay_article(tx, &ready.text(source)?, &voucher(source)).await?;
        let known = item::ActiveModel {
            id: Set(row.id),
            article_id: Set(Some(article.id)),
            ..item::ActiveModel::default()
        };
        tx.update(known).await?;
    }
    count(tx, source, ready).await?;
    tell(tx, source, "source.brought", ready, state);
    Ok(if publish {
        Brought::Published
    } else {
        Brought::Waiting
    })
}

/// Writes what the source changed in an entry this site knows; `false` when another look was faster. An article follows, as
/// long as the source is on the white list and `publish` says so, unless somebody of the site wrote in it; then, and after an
/// editor took the entry, the change is flagged.
///
/// # Errors
/// What publishing refuses; `source.stopped`.
pub(super) async fn bring_change(
    tx: &mut SiteWrite<RelayArticle>,
    source: &entity::Model,
    known: &item::Model,
    ready: &Ready,
    publish: bool,
) -> Result<bool> {
    let now = tx.now();
    let source = &current(tx, source).await?;
    // As it is now that no other look writes.
    let own = item::Column::Id.eq(known.id);
    let known = &tx.find::<item::Entity>().filter(own).found().await?;
    if known.content_hash == ready.marked.content_hash {
        return Ok(false);
    }
    store_pictures(tx, source, &ready.pictures).await?;
    let state = State::parse(&known.state);
    let followed = match known.article_id.map(ArticleId) {
        Some(id) if publish && source.is_listed(now) && state == State::Published => {
            relay_change(tx, id, &ready.text(source)?, &voucher(source)).await?
        }
        Some(_) | None => false,
    };
    let flag = matches!(state, State::Published | State::Taken) && !followed;
    let count_of_day = corrected(known, now);
    let row = item::ActiveModel {
        id: Set(known.id),
        newer: Set(flag),
        note: Set(ready.note.clone()),
        seen_at: Set(known.seen_at.filter(|_| state != State::Waiting && !flag)),
        corrected_on: count_of_day.corrected_on,
        corrections: count_of_day.corrections,
        ..words(ready, now)
    };
    tx.update(row).await?;
    count(tx, source, ready).await?;
    tell(tx, source, "source.updated", ready, state);
    Ok(true)
}

/// The terms as they are now; one that told no name keeps the one that its feed has.
async fn current(tx: &mut SiteWrite<RelayArticle>, source: &entity::Model) -> Result<entity::Model> {
    let mut now = alive(tx, source).await?;
    if now.name.is_empty() {
        now.name.clone_from(&source.name);
    }
    Ok(now)
}

/// Counts the entry into the day of its source.
async fn count(tx: &mut SiteWrite<RelayArticle>, source: &entity::Model, ready: &Ready) -> Result<()> {
    let mut day = Day::of(source, tx.now());
    day.take(ready.pictures.bytes);
    tx.update_where(day.columns(), entity::Column::Id.eq(source.id))
        .await?;
    Ok(())
}

/// Another poll was faster: what it brought is there now.
fn again() -> Error {
    Error::Busy(Duration::from_millis(100))
}

fn words(ready: &Ready, now: chrono::DateTime<chrono::Utc>) -> item::ActiveModel {
    item::ActiveModel {
        link: Set(ready.link.clone()),
        title: Set(ready.title.clone()),
        summary: Set(ready.summary.clone()),
        author: Set(ready.author.clone()),
        body_html: Set(ready.body_html.clone()),
        published_at: Set(date(&ready.marked.entry)),
        content_hash: Set(ready.marked.content_hash.clone()),
        changed_at: Set(now),
        ..item::ActiveModel::default()
    }
}

fn tell(tx: &mut SiteWrite<RelayArticle>, source: &entity::Model, action: &str, ready: &Ready, state: State) {
    let detail = serde_json::json!({ "source": source.url, "link": ready.link, "state": state.key() });
    tx.audit(action, &format!("source {}", source.id), &detail);
}

/// Notes the entries that are older than the first look: known, never brought.
///
/// # Errors
/// `source.stopped`; [`Error::Busy`] when another poll was faster.
pub(super) async fn skip(
    tx: &mut SiteWrite<RelayArticle>,
    source: &entity::Model,
    entries: &[super::identity::Marked],
) -> Result<()> {
    alive(tx, source).await?;
    let now = tx.now();
    let rows = entries.iter().map(|marked| item::ActiveModel {
        source_id: Set(source.id),
        identity: Set(marked.identity.clone()),
        link: Set(marked.entry.link.clone().unwrap_or_default()),
        title: Set(marked.entry.title.chars().take(100).collect()),
        summary: Set(String::new()),
        author: Set(String::new()),
        body_html: Set(String::new()),
        published_at: Set(date(&marked.entry)),
        content_hash: Set(marked.content_hash.clone()),
        state: Set(State::Skipped.key().to_owned()),
        article_id: Set(None),
        newer: Set(false),
        note: Set(String::new()),
        seen_at: Set(None),
        decided_by: Set(None),
        decided_by_name: Set(String::new()),
        decided_at: Set(None),
        reason: Set(String::new()),
        arrived_at: Set(now),
        changed_at: Set(now),
        ..item::ActiveModel::default()
    });
    tx.insert_many(rows.collect())
        .await
        .on_unique(ITEM_IDENTITY, again)?;
    tx.exempt("source")
}

/// Notes that an entry nobody wants any more reads otherwise now.
///
/// # Errors
/// Faults of the database.
pub(super) async fn note_hash(tx: &mut SiteWrite<RelayArticle>, id: i64, hash: &str) -> Result<()> {
    let row = item::ActiveModel {
        content_hash: Set(hash.to_owned()),
        ..item::ActiveModel::default()
    };
    tx.update_where(row, item::Column::Id.eq(id)).await?;
    tx.exempt("source")
}
