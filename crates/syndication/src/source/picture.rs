//! The pictures of an entry: fetched, checked and written anew; one that was fetched within a day is not fetched again.

pub mod entity;

use self::entity as known;
use super::apart::{apart, waited};
use super::body::{Opened, PICTURES};
use super::entity::Model as Source;
use super::polite::{Ask, Polite};
use super::poll::is_crowded;
use super::prepare::cut;
use chrono::Duration;
use content::media::{Kept, PICTURE, Prepared, Words, by_hash, keep, prepare, store_media};
use content::permissions::RelayArticle;
use gateway::outbound::refusals::STATUS;
use kernel::{Error, Result};
use sea_orm::{ColumnTrait, Condition, Set};
use std::collections::HashMap;
use store::{Files, SiteRead, SiteWrite};
use tokio::time::{Instant, timeout_at};
use url::Url;

/// A picture that was fetched within this time is taken to be the same.
const FRESH: Duration = Duration::days(1);
/// All pictures of one entry together may take so long.
const LONGEST: std::time::Duration = std::time::Duration::from_secs(60);
/// Characters of the words for a picture.
const WORDS: usize = 100;

/// Where pictures are kept and found again.
pub(super) struct Shelf<'a> {
    pub(super) files: &'a Files,
    pub(super) read: SiteRead,
}

/// What is written of the pictures of an entry.
#[derive(Default)]
pub(super) struct Pictures {
    kept: Vec<(Kept, Words)>,
    /// Hashes of the addresses they came from.
    addresses: Vec<(String, String)>,
    /// How much was asked for.
    pub(super) bytes: u64,
}

/// The pictures of an entry, and what stands for each address in the body: hash and words.
pub(super) struct Fetched {
    pub(super) pictures: Pictures,
    pub(super) places: HashMap<String, (String, String)>,
}

impl Shelf<'_> {
    /// Fetches what an entry shows, as long as there is time and `room` for it; what cannot be had has no place.
    ///
    /// # Errors
    /// Faults of the files and of the database; `source.no_place`.
    pub(super) async fn pictures(
        &self,
        polite: &Polite,
        source: &Source,
        opened: &Opened,
        title: &str,
        room: u64,
    ) -> Result<Fetched> {
        let (begun, before) = (Instant::now(), waited());
        let (mut pictures, mut places) = (Pictures::default(), HashMap::new());
        for (url, alt) in opened.pictures.iter().take(PICTURES) {
            let alt = if alt.is_empty() {
                format!("《{}》配图", cut(title, 60))
            } else {
                cut(alt, WORDS)
            };
            let address = super::identity::hash(&[url.as_str()]);
            if let Some(hash) = self.known(source, &address).await? {
                places.insert(url.to_string(), (hash, alt));
                continue;
            }
            if pictures.bytes >= room {
                break;
            }
            let asked = fetch(polite, source, url, &mut pictures.bytes);
            // What others took of the time is not its own.
            let until = begun + LONGEST + waited().saturating_sub(before);
            let prepared = match timeout_at(until, asked).await {
                Ok(Ok(prepared)) => prepared,
                Ok(Err(error)) if is_crowded(&error) => return Err(error),
                Ok(Err(_)) | Err(_) => continue,
            };
            let stored = keep(self.files, prepared).await?;
            let hash = stored.hash().to_owned();
            places.insert(url.to_string(), (hash.clone(), alt.clone()));
            pictures.addresses.push((address, hash));
            let words = Words {
                alt,
                ..Words::default()
            };
            pictures.kept.push((stored, words));
        }
        Ok(Fetched { pictures, places })
    }

    /// The picture that this source had at an address lately, while the site's library has it.
    async fn known(&self, source: &Source, address: &str) -> Result<Option<String>> {
        let lately = self
            .read
            .find::<known::Entity>()
            .filter(known::Column::SourceId.eq(source.id))
            .filter(known::Column::AddressHash.eq(address))
            .filter(known::Column::FetchedAt.gt(self.read.now() - FRESH));
        let Some(row) = lately.one().await? else {
            return Ok(None);
        };
        let there = by_hash(&self.read, std::slice::from_ref(&row.hash)).await?;
        Ok(there.first().map(|media| media.hash.clone()))
    }
}

/// A picture, checked and written anew; what was asked for counts whether it is one or not.
async fn fetch(polite: &Polite, source: &Source, url: &Url, bytes: &mut u64) -> Result<Prepared> {
    let answer = polite.fetch(Ask::Picture, url.as_str(), &source.url).await?;
    let body = answer.body.ok_or(STATUS)?;
    *bytes += body.len() as u64;
    let name = url.path().rsplit('/').next().unwrap_or_default().to_owned();
    let prepared = apart(move || prepare(&name, &body)).await??;
    if prepared.kind == PICTURE {
        Ok(prepared)
    } else {
        Err(Error::UnsupportedType(prepared.content_type.to_owned()))
    }
}

/// Enters the pictures into the site's library and notes where they came from.
///
/// # Errors
/// Faults of the database.
pub(super) async fn store_pictures(
    tx: &mut SiteWrite<RelayArticle>,
    source: &Source,
    pictures: &Pictures,
) -> Result<()> {
    for (kept, words) in &pictures.kept {
        store_media(tx, kept, words).await?;
    }
    if pictures.addresses.is_empty() {
        return Ok(());
    }
    let now = tx.now();
    let again = pictures.addresses.iter().map(|(address, _)| address.as_str());
    let stale = Condition::any()
        .add(known::Column::FetchedAt.lte(now - FRESH))
        .add(known::Column::AddressHash.is_in(again));
    let of_source = Condition::all()
        .add(known::Column::SourceId.eq(source.id))
        .add(stale);
    tx.delete_where::<known::Entity>(of_source).await?;
    let rows = pictures
        .addresses
        .iter()
        .map(|(address, hash)| known::ActiveModel {
            source_id: Set(source.id),
            address_hash: Set(address.clone()),
            hash: Set(hash.clone()),
            fetched_at: Set(now),
            ..known::ActiveModel::default()
        });
    tx.insert_many(rows.collect()).await?;
    Ok(())
}
