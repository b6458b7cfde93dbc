//! What goes to all sites is set by whoever works on the whole portal.

use crate::permissions::PushDown;
use kernel::{Error, Permission, Result};
use store::SiteWrite;

/// Refuses a post that is for some channels alone.
///
/// # Errors
/// [`Error::Forbidden`].
pub(crate) fn whole_site(tx: &SiteWrite<PushDown>) -> Result<()> {
    match tx.granted().scope() {
        None => Ok(()),
        Some(_) => Err(Error::Forbidden(PushDown::KEY)),
    }
}
