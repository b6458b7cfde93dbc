//! `zisha client add|list|remove|secret`.

use super::portal::granted;
use crate::Identity;
use crate::permissions::ManageClients;
use crate::provider::entity::client::Model as Client;
use crate::provider::{self, NewClient};
use kernel::{Granted, Result};

/// Registers a system; answers its secret, if it has one.
///
/// # Errors
/// [`crate::refusals::CLIENT_TAKEN`], [`crate::refusals::NO_PORTAL`]; faults.
pub async fn client_add(identity: &Identity, new: NewClient) -> Result<(Client, Option<String>)> {
    let by: Granted<ManageClients> = granted(&identity.hub.read(), "client").await?;
    let mut tx = identity.hub.write(by.actor().clone()).await?;
    let made = provider::register_client(&mut tx, &by, new).await?;
    tx.commit().await?;
    Ok(made)
}

/// Every client, outside systems first.
///
/// # Errors
/// Faults.
pub async fn client_list(identity: &Identity) -> Result<Vec<Client>> {
    provider::list_clients(&identity.hub.read()).await
}

/// Takes a system off the register.
///
/// # Errors
/// [`kernel::Error::NotFound`], [`crate::refusals::OWN_CLIENT`]; faults.
pub async fn client_remove(identity: &Identity, id: &str) -> Result<()> {
    let by: Granted<ManageClients> = granted(&identity.hub.read(), "client").await?;
    let mut tx = identity.hub.write(by.actor().clone()).await?;
    provider::remove_client(&mut tx, &by, id).await?;
    tx.commit().await
}

/// Gives a system another secret and answers it.
///
/// # Errors
/// [`kernel::Error::NotFound`], [`crate::refusals::OWN_CLIENT`], [`crate::refusals::NO_SECRET`]; faults.
pub async fn client_secret(identity: &Identity, id: &str) -> Result<String> {
    let by: Granted<ManageClients> = granted(&identity.hub.read(), "client").await?;
    let mut tx = identity.hub.write(by.actor().clone()).await?;
    let (_, secret) = provider::renew_secret(&mut tx, &by, id).await?;
    tx.commit().await?;
    Ok(secret)
}
