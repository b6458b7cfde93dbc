//! Posts on any site: so a new site gets its first administrator.

use super::give::{GivesPosts, NewPost, give};
use kernel::{Granted, PersonId, Result, Role, SiteId};
use store::HubWrite;

/// Gives a post without scope or term.
///
/// # Errors
/// As [`give`].
pub async fn appoint<P: GivesPosts>(
    tx: &mut HubWrite,
    by: &Granted<P>,
    site: SiteId,
    person: PersonId,
    role: Role,
) -> Result<()> {
    give(tx, by, &NewPost::new(site, person, role)).await.map(|_| ())
}
