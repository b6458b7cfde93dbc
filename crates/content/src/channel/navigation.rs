//! The public navigation: channels in use that are not empty.

use super::public::nav;
use super::query;
use gateway::{Navigation, Site};
use kernel::{ChannelId, Result};
use store::SiteRead;
use theme::view::NavItem;

/// Beside the home page; more do not fit on one line.
const ITEMS: usize = 7;

/// Makes the navigation from the channels.
pub struct ChannelNavigation;

#[async_trait::async_trait]
impl Navigation for ChannelNavigation {
    async fn items(&self, read: &SiteRead, site: &Site) -> Result<Vec<NavItem>> {
        let filled = query::filled(read).await?;
        Ok(filled
            .iter()
            .filter(|row| row.in_nav)
            .take(ITEMS)
            .map(|row| nav(site, row, false))
            .collect())
    }

    async fn channels(&self, read: &SiteRead) -> Result<Vec<(ChannelId, String)>> {
        let open = query::open(read).await?;
        Ok(open
            .into_iter()
            .map(|row| (ChannelId(row.id), row.name))
            .collect())
    }
}
