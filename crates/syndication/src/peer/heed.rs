//! Making true here what a hub decided.

use super::entity::{cursor, peer};
use super::instant;
use crate::projection::{TURN, remote};
use crate::receipt::{Word, away};
use chrono::{DateTime, Utc};
use kernel::wire::{News, PlaceReceipt};
use kernel::{Result, SiteId};
use sea_orm::Set;
use store::HubWrite;

/// Decisions of one answer.
const DECISIONS: usize = 5000;
/// Receipts of one answer, as the schema says.
const RECEIPTS: usize = 20_000;
/// Letters of a reason.
const REASON: usize = 500;

/// Writes decisions into the ledger and receipts beside our own, and moves the cursor, together.
///
/// # Errors
/// Faults.
pub async fn heed(tx: &mut HubWrite, peer: &peer::Model, news: &News) -> Result<()> {
    tx.exempt("peer")?;
    tx.in_turn(TURN).await?;
    // However much a hub says, one transaction bears so much of it.
    for decision in news.decisions.iter().take(DECISIONS) {
        let at = instant::read(&decision.at, tx.now()).unwrap_or_else(|| tx.now());
        let reason: String = decision.reason.chars().take(REASON).collect();
        let said = (decision.adopted, reason.as_str(), at);
        remote::decided(tx, SiteId(peer.far_site_id), decision.uid, said).await?;
    }
    away::note(tx, SiteId(peer.site_id), &told_of(&news.receipts, tx.now())).await?;
    let row = cursor::ActiveModel {
        peer_id: Set(peer.id),
        news_log: Set(news.log.to_string()),
        news_position: Set(news.position),
        ..Default::default()
    };
    tx.update(row).await?;
    Ok(())
}

/// Receipts that can be read.
pub(super) fn told_of(receipts: &[PlaceReceipt], now: DateTime<Utc>) -> Vec<away::Told> {
    let at = |text: &Option<String>| text.as_deref().and_then(|text| instant::read(text, now));
    let receipts = receipts.iter().take(RECEIPTS).filter_map(|receipt| {
        Some(away::Told {
            uid: receipt.uid,
            place: receipt.site,
            name: receipt.name.chars().take(100).collect(),
            version: receipt.version,
            what: Word::parse(&receipt.what)?,
            sent_at: instant::read(&receipt.sent_at, now)?,
            done_at: at(&receipt.done_at),
            purged_at: at(&receipt.purged_at),
            searched_at: at(&receipt.searched_at),
        })
    });
    receipts.collect()
}
