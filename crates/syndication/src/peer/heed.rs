//! Making true here what a hub decided.

use super::entity::{cursor, peer};
use super::instant;
use crate::projection::remote;
use kernel::wire::News;
use kernel::{Result, SiteId};
use sea_orm::Set;
use store::HubWrite;

/// Writes decisions into the ledger and moves the cursor, together.
///
/// # Errors
/// Faults.
pub async fn heed(tx: &mut HubWrite, peer: &peer::Model, news: &News) -> Result<()> {
    tx.exempt("peer")?;
    for decision in &news.decisions {
        let at = instant::read(&decision.at, tx.now()).unwrap_or_else(|| tx.now());
        let said = (decision.adopted, decision.reason.as_str(), at);
        remote::decided(tx, SiteId(peer.far_site_id), decision.uid, said).await?;
    }
    let row = cursor::ActiveModel {
        peer_id: Set(peer.id),
        news_log: Set(news.log.to_string()),
        news_position: Set(news.position),
        ..Default::default()
    };
    tx.update(row).await?;
    Ok(())
}
