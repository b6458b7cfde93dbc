//! `zisha user import`.

use super::portal::granted;
use crate::Identity;
use crate::batch::{self, Authority, Mode, Report};
use crate::permissions::ManagePeople;
use kernel::{Granted, Result};

/// Opens the accounts of a file.
///
/// # Errors
/// [`Error::Invalid`] on `file`; [`crate::refusals::NO_PORTAL`]; faults.
pub async fn user_import(identity: &Identity, bytes: &[u8], mode: Mode) -> Result<Report> {
    let by: Granted<ManagePeople> = granted(&identity.hub.read(), "user").await?;
    let lines = batch::read_in_turn(bytes.to_vec()).await?;
    let place = (by.site(), Authority::Operator);
    batch::import(identity, by.actor().clone(), place, &lines, mode).await
}
