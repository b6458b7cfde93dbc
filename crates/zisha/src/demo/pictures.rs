//! The city's pictures: prepared on all cores, then entered by the site's own writer.

use super::articles::Piece;
use super::staff::Somebody;
use crate::sites::Sites;
use crate::wire::Town;
use bytes::Bytes;
use content::media::{Kept, Prepared, Words, keep, prepare, store_media};
use content::permissions::ManageMedia;
use kernel::{Error, Result, SiteId, policy};
use std::collections::HashMap;
use tokio::task::JoinSet;

/// Prepared pictures by path.
pub(super) type Pictures = HashMap<String, Prepared>;

/// Prepares what the pieces show. Encoding takes the longest of the whole set-up.
pub(super) async fn prepare_all(sites: &Sites, pieces: &[&Piece]) -> Result<Pictures> {
    let mut tasks = JoinSet::new();
    for path in pieces.iter().filter_map(|piece| piece.picture_path()) {
        let bytes = Bytes::from(sites.bytes(&path)?.into_owned());
        tasks.spawn_blocking(move || {
            let name = path.rsplit('/').next().unwrap_or_default().to_owned();
            prepare(&name, &bytes).map(|prepared| (path, prepared))
        });
    }
    let mut pictures = Pictures::new();
    while let Some(done) = tasks.join_next().await {
        let (path, prepared) = done.map_err(Error::fault)??;
        pictures.insert(path, prepared);
    }
    Ok(pictures)
}

/// Enters a piece's picture; answers its hash.
pub(super) async fn enter(
    town: &Town,
    pictures: &mut Pictures,
    site: SiteId,
    writer: &Somebody,
    piece: &Piece,
) -> Result<Option<String>> {
    let Some(prepared) = piece.picture_path().and_then(|path| pictures.remove(&path)) else {
        return Ok(None);
    };
    let kept: Kept = keep(town.base.store.files(), prepared).await?;
    let by = policy::decide::<ManageMedia>(&writer.actor, site, &writer.posts)?;
    let mut tx = town.base.store.write(by).await?;
    let row = store_media(&mut tx, &kept, &words(piece)).await?;
    tx.commit().await?;
    Ok(Some(row.hash))
}

fn words(piece: &Piece) -> Words {
    Words {
        alt: piece.front.picture_alt.clone(),
        decorative: false,
        caption: piece.front.picture_caption.clone(),
        credit: format!("{} 供图", piece.front.source),
    }
}
