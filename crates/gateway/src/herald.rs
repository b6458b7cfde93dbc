//! What a feature tells sites that another box serves, and takes in from the hub of a site of this box.
//!
//! The line between boxes is one feature's, what lies over pages another's; neither knows the other.

use kernel::wire::Notice;
use kernel::{Result, SiteId};
use store::{HubRead, HubWrite};

/// A feature whose notices reach sites on other boxes.
#[async_trait::async_trait]
pub trait Herald: Send + Sync {
    /// Everything that lies over the pages of a site, or will. Links begin with `/` where they are of the site that set it.
    ///
    /// # Errors
    /// Faults.
    async fn tell(&self, read: &HubRead, site: SiteId) -> Result<Vec<Told>>;

    /// Makes what a hub's site `owner` told the whole of what it lays over `place`. What cannot be shown is passed over.
    ///
    /// # Errors
    /// Faults.
    async fn take(&self, tx: &mut HubWrite, owner: SiteId, place: SiteId, told: &[Notice]) -> Result<()>;
}

/// A notice and the site that set it.
#[derive(Clone, Debug)]
pub struct Told {
    /// Who set it; paths of links are below it.
    pub owner: SiteId,
    /// What it says.
    pub notice: Notice,
}
