//! `zisha keys rotate|list`.

use super::portal::granted;
use crate::Identity;
use crate::permissions::ManageKeys;
use crate::provider::{self, KeyInfo};
use kernel::{Granted, Result};

/// Makes another key and answers all of them. `at_once` is for a key that somebody else knows.
///
/// # Errors
/// [`crate::refusals::NO_PORTAL`]; faults.
pub async fn keys_rotate(identity: &Identity, at_once: bool) -> Result<Vec<KeyInfo>> {
    let now = identity.now();
    // There is something to rotate from, so that the new key is published before it signs.
    provider::signing_key(&identity.hub, identity.sealer()?, now).await?;
    let by: Granted<ManageKeys> = granted(&identity.hub.read(), "keys").await?;
    let mut tx = identity.hub.write(by.actor().clone()).await?;
    provider::rotate_keys(
        &mut tx,
        &by,
        (&identity.settings, identity.sealer()?),
        now,
        at_once,
    )
    .await?;
    tx.commit().await?;
    keys_list(identity).await
}

/// The keys, newest first.
///
/// # Errors
/// Faults.
pub async fn keys_list(identity: &Identity) -> Result<Vec<KeyInfo>> {
    provider::list_keys(&identity.hub.read(), identity.now()).await
}
