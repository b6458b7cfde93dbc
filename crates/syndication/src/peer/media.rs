//! Files of what another box sends: asked for by hash, kept by hash, typed by their bytes.

use super::judge::Numbers;
use bytes::Bytes;
use content::media::entity as media;
use content::media::{AREA, SIZE_LIMIT, lead_hash, sniff};
use gateway::site::entity as site;
use kernel::wire::{Batch, Item, ItemState, MediaRef};
use kernel::{Error, Result, SiteId};
use sea_orm::{ColumnTrait, NotSet, Set};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{Files, HubRead, HubWrite};
use uuid::Uuid;

/// Smaller forms are all of this type; so are our own.
const FORM: &str = "image/webp";

/// What of a batch's files is here.
#[derive(Debug, Default)]
pub struct Looked {
    /// Hashes nobody has.
    missing: BTreeSet<String>,
    /// Kind and type of files that have no row on the site yet.
    types: HashMap<String, (&'static str, &'static str)>,
    /// Smaller forms that are what they must be.
    forms: BTreeSet<String>,
}

impl Looked {
    /// What nobody has of the files of these items.
    pub(super) fn missing_of<'a>(&self, items: impl Iterator<Item = &'a Item>) -> Vec<String> {
        let named: BTreeSet<&str> = items.flat_map(files_of).flat_map(hashes).collect();
        let missing = self.missing.iter().filter(|hash| named.contains(hash.as_str()));
        missing.cloned().collect()
    }
}

/// Whether an item names a file.
pub(super) fn names(item: &Item, hash: &str) -> bool {
    files_of(item).iter().flat_map(hashes).any(|name| name == hash)
}

fn files_of(item: &Item) -> &[MediaRef] {
    match &item.state {
        ItemState::Live(live) => live.media.as_slice(),
        ItemState::Withdrawn { .. } => &[],
    }
}

fn refs(batch: &Batch) -> impl Iterator<Item = &MediaRef> {
    batch.items.iter().flat_map(files_of)
}

/// The hashes of all files that a batch names.
pub(super) fn named(batch: &Batch) -> BTreeSet<&str> {
    refs(batch).flat_map(hashes).collect()
}

/// Takes a file out of what a batch names; its place in a body stays empty.
pub(super) fn leave_out(batch: &mut Batch, hash: &str) {
    for item in &mut batch.items {
        let ItemState::Live(live) = &mut item.state else {
            continue;
        };
        live.media.retain(|file| file.hash != hash);
        for file in &mut live.media {
            file.sizes.retain(|size| size.hash != hash);
        }
        live.attachments.retain(|file| file.hash != hash);
        if live.lead.as_deref().is_some_and(|lead| lead_hash(lead) == hash) {
            live.lead = None;
        }
    }
}

/// The hashes of a file and of its smaller forms.
fn hashes(file: &MediaRef) -> impl Iterator<Item = &str> {
    let sizes = file.sizes.iter().map(|size| size.hash.as_str());
    std::iter::once(file.hash.as_str())
        .chain(sizes)
        .filter(|hash| is_hash(hash))
}

/// A SHA-256 in lower-case hex.
pub(super) fn is_hash(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// Looks for the files that the batch of a site names. Runs before the transaction.
///
/// # Errors
/// Faults of disk and database.
pub async fn look(read: &HubRead, files: &Files, site: SiteId, batch: &Batch) -> Result<Looked> {
    let named = named(batch);
    let mut looked = Looked::default();
    if named.is_empty() {
        return Ok(looked);
    }
    let whole: BTreeSet<&str> = refs(batch).map(|file| file.hash.as_str()).collect();
    let rows = rows(read, site, whole.iter().copied()).await?;
    let entered: BTreeSet<&str> = rows.iter().map(|row| row.hash.as_str()).collect();
    for hash in named {
        if !files.has(AREA, hash).await? {
            looked.missing.insert(hash.to_owned());
            continue;
        }
        if entered.contains(hash) {
            continue;
        }
        let Some(found) = sniff(&files.get(AREA, hash).await?) else {
            continue;
        };
        if found.1 == FORM {
            looked.forms.insert(hash.to_owned());
        }
        if whole.contains(hash) {
            looked.types.insert(hash.to_owned(), found);
        }
    }
    Ok(looked)
}

async fn rows<'a>(
    read: &HubRead,
    site: SiteId,
    hashes: impl Iterator<Item = &'a str>,
) -> Result<Vec<media::Model>> {
    read.find::<media::Entity>()
        .filter(media::Column::SiteId.eq(site.0))
        .filter(media::Column::Hash.is_in(hashes))
        .all()
        .await
}

/// Enters the files of what was taken of a batch on the site they come from.
pub(super) async fn enter(
    tx: &mut HubWrite,
    site: SiteId,
    batch: &Batch,
    (agreed, looked): (&BTreeMap<Uuid, Numbers>, &Looked),
) -> Result<()> {
    let taken = batch.items.iter().filter(|item| agreed.contains_key(&item.uid.0));
    for file in taken.flat_map(files_of) {
        let Some((kind, content_type)) = looked.types.get(&file.hash) else {
            continue;
        };
        if !rows(tx, site, std::iter::once(file.hash.as_str()))
            .await?
            .is_empty()
        {
            continue;
        }
        let sizes = file.sizes.iter().filter(|size| looked.forms.contains(&size.hash));
        let sizes: Vec<_> = sizes.collect();
        let row = media::ActiveModel {
            id: NotSet,
            site_id: Set(site.0),
            hash: Set(file.hash.clone()),
            name: Set(file.name.chars().take(120).collect()),
            kind: Set((*kind).into()),
            content_type: Set((*content_type).into()),
            size: Set(file.size),
            width: Set(file.width),
            height: Set(file.height),
            alt: Set(file.alt.clone()),
            decorative: Set(file.alt.is_empty()),
            caption: Set(file.caption.clone()),
            credit: Set(file.credit.clone()),
            sizes: Set(serde_json::to_string(&sizes).map_err(Error::fault)?),
            public: Set(false),
            created_by: Set(None),
            created_at: Set(tx.now()),
        };
        tx.insert(row).await?;
    }
    Ok(())
}

/// Keeps the bytes of a file another box was asked for.
///
/// # Errors
/// `peer.item` for bytes of another hash or of a type that is not taken; [`Error::TooLarge`]; faults of the disk.
pub(super) async fn keep(files: &Files, hash: &str, bytes: Bytes) -> Result<()> {
    if bytes.len() > SIZE_LIMIT {
        return Err(Error::TooLarge(SIZE_LIMIT as u64));
    }
    if Files::hash(&bytes) != hash || sniff(&bytes).is_none() {
        return Err(crate::refusals::PEER_ITEM.into());
    }
    files.put(AREA, bytes).await?;
    Ok(())
}

/// The files that an article names, for the wire; `there`: as far as their bytes are here.
pub(super) async fn describe(
    read: &HubRead,
    files: &Files,
    site: &site::Model,
    (hashes, there): (&[String], bool),
) -> Result<HashMap<String, MediaRef>> {
    let mut found = HashMap::new();
    for row in rows(read, SiteId(site.id), hashes.iter().map(String::as_str)).await? {
        if there && !files.has(AREA, &row.hash).await? {
            continue;
        }
        let mut sizes = Vec::new();
        let own: Vec<kernel::wire::MediaSize> = serde_json::from_str(&row.sizes).map_err(Error::fault)?;
        for size in own {
            if !there || files.has(AREA, &size.hash).await? {
                sizes.push(size);
            }
        }
        let file = MediaRef {
            hash: row.hash.clone(),
            name: row.name,
            content_type: row.content_type,
            size: row.size,
            width: row.width,
            height: row.height,
            alt: row.alt,
            caption: row.caption,
            credit: row.credit,
            sizes,
        };
        found.insert(row.hash, file);
    }
    Ok(found)
}
