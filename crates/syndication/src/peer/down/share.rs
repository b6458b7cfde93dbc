//! Sharing by consent (内容共享) over the line. Each side tells what its sites offer, ask for and agreed to; the other keeps it
//! as rows of those sites, as if they were in the house. The projection makes the receiver's rule where the articles
//! arrive; what the source takes back it revokes on its own side.

mod take;
mod tell;

pub(super) use take::take;
pub(super) use tell::tell;

use crate::peer::entity::peer;
use kernel::Result;
use kernel::wire::Shares;
use std::collections::HashSet;
use store::HubRead;

/// Offers, requests or consents of one message; more of them are refused.
const MOST: usize = 500;

/// Whether no list is longer than it may be.
pub(super) fn bounded(shares: &Shares) -> bool {
    let lists = [shares.offers.len(), shares.requests.len(), shares.consents.len()];
    lists.iter().all(|list| *list <= MOST)
}

/// Sites that the other side of a pairing speaks for: a hub for its own and those that it told of, a box for its site.
pub(super) async fn theirs(read: &HubRead, peer: &peer::Model) -> Result<HashSet<i64>> {
    if peer.role == peer::HUB {
        return super::speaker::of_hub(read, peer).await;
    }
    Ok(HashSet::from([peer.site_id]))
}
